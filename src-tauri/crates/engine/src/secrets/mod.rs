//! Secrets that signatures are checked and made with. They leave the process in no form but to where the user wants them
//! kept ([`keep`]): no log, no `Debug`, no error, no database, no answer of the contract.

pub mod keep;

use std::sync::{Arc, PoisonError, RwLock};

use hooktrail_domain::diagnosis::{Diagnosis, Known, Proof, Shown, diagnose};
use hooktrail_domain::signature::{self, Verdict};

/// A secret text that prints as `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes the text in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The bytes to sign and verify with; nothing else may be done with them.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl AsRef<[u8]> for Secret {
    fn as_ref(&self) -> &[u8] {
        self.bytes()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// A secret with the name that verdicts show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedSecret {
    /// Shown to the user; never the secret itself.
    pub name: String,
    /// The secret.
    pub secret: Secret,
}

/// Where a secret stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Given by a flag or the environment, for this run; serves every source.
    Given,
    /// Entered for this run.
    Run,
    /// The operating system's store.
    System,
    /// A file in the data folder that only its user can read.
    File,
}

impl Place {
    /// The one spelling used everywhere.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Run => "run",
            Self::System => "system",
            Self::File => "file",
        }
    }

    /// The place spelt `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Given, Self::Run, Self::System, Self::File]
            .into_iter()
            .find(|place| place.word() == word)
    }
}

/// A secret that can be used now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Random; empty for one that was given.
    pub id: String,
    /// Who uses it: `source:ID`, `target:ID` or `graph`; empty for one that was given.
    pub owner: String,
    /// Where it stays.
    pub place: Place,
    /// The secret and its name.
    pub named: NamedSecret,
}

/// Owner of a source's secrets.
pub fn of_source(id: &str) -> String {
    format!("source:{id}")
}

/// Owner of the token that names are looked up with at Meta's Graph API.
pub const OF_GRAPH: &str = "graph";

/// Owner of a target's secret.
pub fn of_target(id: &str) -> String {
    format!("target:{id}")
}

/// The secrets of now, shared by whoever verifies or signs. The *sample* secret is always there and does not count as
/// one: *Send a sample* signs with it, so that a sample verifies before the user has entered any secret.
#[derive(Debug, Clone)]
pub struct Secrets {
    sample: Secret,
    held: Arc<RwLock<Arc<[Held]>>>,
}

/// What a signature said, and which secret made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The verdict.
    pub verdict: Verdict,
    /// Name of the secret that matched; `sample` for the sample secret.
    pub secret: Option<String>,
    /// Made with the sample secret, so by Hooktrail itself.
    pub sample: bool,
}

impl Secrets {
    /// Those that were given, with this run's random sample secret.
    pub fn new(sample: Secret, given: Vec<NamedSecret>) -> Self {
        let secrets = Self { sample, held: Arc::default() };
        secrets.give(given);
        secrets
    }

    /// Replaces those that were given; empty texts are left out.
    pub fn give(&self, given: Vec<NamedSecret>) {
        let real = given.into_iter().filter(|named| !named.secret.bytes().is_empty());
        let given = real.map(|named| Held {
            id: String::new(),
            owner: String::new(),
            place: Place::Given,
            named,
        });
        self.change(|held| {
            held.retain(|one| one.place != Place::Given);
            held.splice(0..0, given);
        });
    }

    /// Holds one more, instead of one of the same id.
    pub fn hold(&self, new: Held) {
        self.change(|held| {
            held.retain(|one| one.id != new.id);
            held.push(new);
        });
    }

    /// Lets go of those that `which` says.
    pub fn drop_where(&self, which: impl Fn(&Held) -> bool) {
        self.change(|held| held.retain(|one| !which(one)));
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Held>)) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let mut now = held.to_vec();
        change(&mut now);
        *held = now.into();
    }

    /// Names of all that sources check with.
    pub fn names(&self) -> Vec<String> {
        let all = self.all();
        let sources =
            all.iter().filter(|one| one.place == Place::Given || one.owner.starts_with("source:"));
        sources.map(|one| one.named.name.clone()).collect()
    }

    /// Those that `owner` uses: its own, and for a source those that were given, too.
    pub fn of(&self, owner: &str) -> Vec<NamedSecret> {
        let source = owner.starts_with("source:");
        let all = self.all();
        let own =
            all.iter().filter(|one| one.owner == owner || source && one.place == Place::Given);
        own.map(|one| one.named.clone()).collect()
    }

    /// The secret that samples are signed with.
    pub fn sample(&self) -> &Secret {
        &self.sample
    }

    /// Why a signature does not fit the secrets of a source.
    pub fn diagnose(
        &self,
        source: &str,
        shown: &Shown<'_>,
        proof: Option<&Proof<'_>>,
    ) -> Diagnosis {
        let own = self.of(&of_source(source));
        let known =
            own.iter().map(|named| Known { name: &named.name, secret: named.secret.bytes() });
        diagnose(shown, &known.collect::<Vec<_>>(), proof)
    }

    /// Everything that can be used now.
    pub fn all(&self) -> Arc<[Held]> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Judges `header` (the value of [`signature::SHA256_HEADER`]) over `body` for a source. With none entered, only a sample
    /// is valid and nothing is invalid: there is nothing to check with.
    pub fn verify(&self, source: &str, header: Option<&[u8]>, body: &[u8]) -> Verification {
        let held = self.all();
        let uses = |one: &&Held| match one.owner.strip_prefix("source:") {
            Some(owner) => owner == source,
            None => one.place == Place::Given,
        };
        let configured: Vec<&NamedSecret> =
            held.iter().filter(uses).map(|one| &one.named).collect();
        let mut all: Vec<&[u8]> = Vec::with_capacity(configured.len() + 1);
        all.extend(configured.iter().map(|named| named.secret.bytes()));
        all.push(self.sample.bytes());
        let (verdict, index) = signature::verify(header, body, &all);
        let sample = index == Some(configured.len());
        let secret = index.map(|index| {
            configured.get(index).map_or_else(|| "sample".to_owned(), |named| named.name.clone())
        });
        let verdict = match verdict {
            Verdict::Invalid | Verdict::Missing if configured.is_empty() => Verdict::Unchecked,
            verdict => verdict,
        };
        Verification { verdict, secret, sample }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, secret: &str) -> NamedSecret {
        NamedSecret { name: name.to_owned(), secret: Secret::new(secret) }
    }

    #[test]
    fn the_secret_that_matched_is_named_and_none_configured_judges_nobody() {
        let secrets = Secrets::new(Secret::new("random"), vec![]);
        let signed = |secret: &str| signature::sign(secret.as_bytes(), b"{}").0;
        let check = |header: Option<String>, verdict: Verdict, name: Option<&str>| {
            let said = secrets.verify("default", header.as_deref().map(str::as_bytes), b"{}");
            assert_eq!((said.verdict, said.secret.as_deref()), (verdict, name), "{header:?}");
            assert_eq!(said.sample, name == Some("sample"));
        };
        check(Some(signed("random")), Verdict::Valid, Some("sample"));
        check(Some(signed("meta")), Verdict::Unchecked, None);
        check(None, Verdict::Unchecked, None);
        check(Some("nonsense".to_owned()), Verdict::Malformed, None);

        secrets.give(vec![named("Meta", "meta"), named("unset", ""), named("Instagram", "ig")]);
        assert_eq!(secrets.names(), ["Meta", "Instagram"]);
        check(Some(signed("random")), Verdict::Valid, Some("sample"));
        check(Some(signed("meta")), Verdict::Valid, Some("Meta"));
        check(Some(signed("ig")), Verdict::Valid, Some("Instagram"));
        check(Some(signed("")), Verdict::Invalid, None);
        check(None, Verdict::Missing, None);
    }

    #[test]
    fn a_secret_never_prints() {
        let secrets = Secrets::new(Secret::new("hush-1"), vec![named("Meta", "hush-2")]);
        let printed = format!("{secrets:?} {:?}", secrets.all());
        assert!(printed.contains("Meta") && !printed.contains("hush"), "{printed}");
    }
}
