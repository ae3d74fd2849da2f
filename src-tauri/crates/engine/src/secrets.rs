//! App secrets that signatures are checked with. They live in memory for this run and leave it in no form: no log, no
//! `Debug`, no error, no database, no answer of the contract.

use std::sync::{Arc, PoisonError, RwLock};

use hooktrail_domain::diagnosis::{Diagnosis, Known, Shown, diagnose};
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

/// The list in use, shared by whoever verifies. The *sample* secret is always there and does not count as configured:
/// *Send a sample* signs with it, so that a sample verifies before the user has entered any secret.
#[derive(Debug, Clone)]
pub struct Secrets {
    sample: Secret,
    configured: Arc<RwLock<Arc<[NamedSecret]>>>,
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
    /// A list with this run's random sample secret.
    pub fn new(sample: Secret, configured: Vec<NamedSecret>) -> Self {
        Self { sample, configured: Arc::new(RwLock::new(configured.into())) }
    }

    /// Replaces the configured ones; empty texts are left out.
    pub fn replace(&self, configured: Vec<NamedSecret>) {
        let real = configured.into_iter().filter(|named| !named.secret.bytes().is_empty());
        *self.configured.write().unwrap_or_else(PoisonError::into_inner) = real.collect();
    }

    /// Names of the configured ones.
    pub fn names(&self) -> Vec<String> {
        self.configured().iter().map(|named| named.name.clone()).collect()
    }

    /// The configured secret called `name`.
    pub fn get(&self, name: &str) -> Option<Secret> {
        self.configured().iter().find(|named| named.name == name).map(|named| named.secret.clone())
    }

    /// The secret that samples are signed with.
    pub fn sample(&self) -> &Secret {
        &self.sample
    }

    /// Why a signature does not fit the configured ones.
    pub fn diagnose(&self, shown: &Shown<'_>) -> Diagnosis {
        let configured = self.configured();
        let known = configured
            .iter()
            .map(|named| Known { name: &named.name, secret: named.secret.bytes() });
        diagnose(shown, &known.collect::<Vec<_>>())
    }

    fn configured(&self) -> Arc<[NamedSecret]> {
        self.configured.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Judges `header` (the value of [`signature::SHA256_HEADER`]) over `body`. With none configured, only a sample
    /// is valid and nothing is invalid: there is nothing to check with.
    pub fn verify(&self, header: Option<&[u8]>, body: &[u8]) -> Verification {
        let configured = self.configured();
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
            let said = secrets.verify(header.as_deref().map(str::as_bytes), b"{}");
            assert_eq!((said.verdict, said.secret.as_deref()), (verdict, name), "{header:?}");
            assert_eq!(said.sample, name == Some("sample"));
        };
        check(Some(signed("random")), Verdict::Valid, Some("sample"));
        check(Some(signed("meta")), Verdict::Unchecked, None);
        check(None, Verdict::Unchecked, None);
        check(Some("nonsense".to_owned()), Verdict::Malformed, None);

        secrets.replace(vec![named("Meta", "meta"), named("unset", ""), named("Instagram", "ig")]);
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
        let printed = format!("{secrets:?} {:?}", secrets.get("Meta"));
        assert!(printed.contains("Meta") && !printed.contains("hush"), "{printed}");
    }
}
