//! Sources: receiving endpoints, each with its own path, verify token and manner of answering. What they are; their
//! table is [`crate::store::sources`], what is done with them the receiver's business.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize};

/// Id of the source that exists from the start and cannot be removed.
pub const DEFAULT: &str = "default";
/// Its path from the start.
pub const DEFAULT_PATH: &str = "/webhook";
/// Longest path, bytes.
const LONGEST_PATH: usize = 128;
/// Longest that an answer is put off, ms. Meta itself waits some seconds.
pub const LONGEST_DELAY_MS: u32 = 600_000;

/// What a source is, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Never changes.
    pub id: String,
    /// What the user calls it.
    pub name: String,
    /// Path of the endpoint, from `/` on; one source per path.
    pub path: String,
    /// What a handshake must show. Pasted at Meta, so no secret.
    pub verify_token: String,
    /// Answer 401 unless the signature is valid, and read no further.
    pub enforce: bool,
    /// How events are answered; `None`: 200 once they are kept.
    pub policy: Option<Policy>,
}

impl Settings {
    /// The source that exists from the start.
    pub fn first(verify_token: impl Into<String>) -> Self {
        Self {
            id: DEFAULT.to_owned(),
            name: "Meta".to_owned(),
            path: DEFAULT_PATH.to_owned(),
            verify_token: verify_token.into(),
            enforce: false,
            policy: None,
        }
    }
}

/// An answer other than 200, to see how the sender behaves. Events are kept all the same; handshakes and samples are
/// answered as ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// What happens at the end of the delay.
    pub act: Act,
    /// Status of an answer, 200 to 599.
    pub status: u16,
    /// Headers of an answer.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// Body of an answer.
    #[serde(default)]
    pub body: String,
    /// Time until then, ms.
    #[serde(default)]
    pub delay_ms: u32,
    /// Only for this many events; those after them are answered 200. `None`: for all.
    #[serde(default)]
    pub first: Option<u32>,
}

/// What a policy does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Answers with the status, headers and body.
    Answer,
    /// Never answers.
    Hang,
    /// Closes the connection with a reset.
    Reset,
}

impl Act {
    /// The one spelling used everywhere.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Hang => "hang",
            Self::Reset => "reset",
        }
    }

    /// The act spelt `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Answer, Self::Hang, Self::Reset].into_iter().find(|act| act.word() == word)
    }
}

impl Policy {
    /// What it does, for the top bar.
    pub fn describe(&self) -> String {
        let act = match self.act {
            Act::Answer => format!("answers {}", self.status),
            Act::Hang => "never answers".to_owned(),
            Act::Reset => "resets the connection".to_owned(),
        };
        let late = match self.delay_ms {
            0 => String::new(),
            ms => format!(" after {} s", f64::from(ms) / 1_000.0),
        };
        let first = match self.first {
            None => String::new(),
            Some(1) => ", once".to_owned(),
            Some(n) => format!(", the first {n} times"),
        };
        format!("{act}{late}{first}")
    }
}

/// A source that receives.
#[derive(Debug)]
pub struct Source {
    /// What it is.
    pub settings: Settings,
    /// Events that the policy has met.
    met: AtomicU32,
}

impl Source {
    /// The policy for the next event, if one still applies. Counts it.
    pub(crate) fn policy(&self) -> Option<&Policy> {
        let policy = self.settings.policy.as_ref()?;
        let Some(first) = policy.first else { return Some(policy) };
        let count = |met: u32| (met < first).then(|| met + 1);
        self.met.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count).is_ok().then_some(policy)
    }

    /// The policy while it still applies, without counting.
    pub fn standing_policy(&self) -> Option<&Policy> {
        let met = self.met.load(Ordering::Relaxed);
        self.settings.policy.as_ref().filter(|policy| policy.first.is_none_or(|first| met < first))
    }
}

/// The sources of now; shared, so that a change acts at once.
#[derive(Debug, Clone, Default)]
pub struct Sources(Arc<RwLock<Arc<[Arc<Source>]>>>);

impl Sources {
    /// These.
    pub fn new(settings: Vec<Settings>) -> Self {
        let sources = Self::default();
        sources.replace(settings);
        sources
    }

    /// These from now on. One whose policy stays counts on.
    pub fn replace(&self, settings: Vec<Settings>) {
        let before = self.all();
        let kept = |new: Settings| {
            let met = before
                .iter()
                .find(|old| old.settings.id == new.id && old.settings.policy == new.policy);
            let met = met.map_or(0, |old| old.met.load(Ordering::Relaxed));
            Arc::new(Source { settings: new, met: AtomicU32::new(met) })
        };
        let sources = settings.into_iter().map(kept).collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = sources;
    }

    /// All of them, the default one first.
    pub fn all(&self) -> Arc<[Arc<Source>]> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The one at exactly `path`.
    pub fn at(&self, path: &str) -> Option<Arc<Source>> {
        self.all().iter().find(|source| source.settings.path == path).cloned()
    }

    /// The one called `id`.
    pub fn get(&self, id: &str) -> Option<Arc<Source>> {
        self.all().iter().find(|source| source.settings.id == id).cloned()
    }
}

/// Which field of these settings cannot be like this, and why, in words; `others` are the sources beside it.
pub fn refusal(new: &Settings, others: &[Arc<Source>]) -> Option<(&'static str, String)> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    let path_is = |why| Some(("path", why));
    let path = &new.path;
    if !path.starts_with('/') || path.len() > LONGEST_PATH || !path.bytes().all(plain) {
        return path_is(format!(
            "{path:?} is no path for an endpoint: start with / and use letters, digits, - _ . ~ and / only."
        ));
    }
    if path.split('/').any(|part| matches!(part, "." | "..")) {
        return path_is(format!(
            "{path:?} is no path for an endpoint: whoever asks resolves its parts . and .. before, so nothing would come."
        ));
    }
    let taken =
        |source: &&Arc<Source>| source.settings.id != new.id && source.settings.path == *path;
    if let Some(other) = others.iter().find(taken) {
        let name = &other.settings.name;
        return path_is(format!("{name} receives at {path} already: choose another path."));
    }
    if new.name.trim().is_empty() {
        return Some(("name", "A source needs a name.".to_owned()));
    }
    if new.verify_token.trim().is_empty() {
        let why = "The verify token may not be empty: nothing would match it.".to_owned();
        return Some(("verifyToken", why));
    }
    new.policy.as_ref().and_then(unusable).map(|why| ("answer", why))
}

fn unusable(policy: &Policy) -> Option<String> {
    if policy.act == Act::Answer && !(200..=599).contains(&policy.status) {
        return Some(format!("{} is no status to answer: choose 200 to 599.", policy.status));
    }
    if policy.delay_ms > LONGEST_DELAY_MS {
        let most = LONGEST_DELAY_MS / 1_000;
        return Some(format!("An answer can be put off by {most} s at most."));
    }
    let own = ["content-length", "transfer-encoding", "connection", "upgrade", "trailer", "te"];
    policy.headers.iter().find_map(|(name, value)| {
        let known = http::HeaderName::try_from(name.as_str());
        match (known, http::HeaderValue::try_from(value.as_str())) {
            (Err(_), _) => Some(format!("{name:?} is no name of a header.")),
            (_, Err(_)) => Some(format!("The header {name} has a value that cannot be sent.")),
            (Ok(known), Ok(_)) if own.contains(&known.as_str()) => {
                Some(format!("The header {name} is set by the connection itself: leave it out."))
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(path: &str) -> Settings {
        Settings {
            id: "two".to_owned(),
            name: "Second".to_owned(),
            path: path.to_owned(),
            verify_token: "t".to_owned(),
            enforce: false,
            policy: None,
        }
    }

    fn policy(act: Act) -> Policy {
        Policy { act, status: 500, headers: vec![], body: String::new(), delay_ms: 0, first: None }
    }

    #[test]
    fn what_cannot_be_received_at_is_refused_in_words() {
        let others = Sources::new(vec![Settings::first("t")]).all();
        for (path, word) in [
            ("/webhook", "already"),
            ("webhook", "no path"),
            ("", "no path"),
            ("/a?b", "no path"),
            ("/a b", "no path"),
            ("/ü", "no path"),
            ("/%61", "no path"),
            ("/../x", "resolves"),
            ("/a/./b", "resolves"),
            ("/a/..", "resolves"),
        ] {
            let why = refusal(&settings(path), &others);
            assert!(why.as_ref().is_some_and(|(_, why)| why.contains(word)), "{path}: {why:?}");
        }
        for path in ["/", "/ig", "/a/b.c-d_e~f/", "/.well-known/x", "/a..b/..."] {
            assert_eq!(refusal(&settings(path), &others), None, "{path}");
        }
        let with = |policy| Settings { policy: Some(policy), ..settings("/ig") };
        for (policy, word) in [
            (Policy { status: 99, ..policy(Act::Answer) }, "status"),
            (Policy { status: 101, ..policy(Act::Answer) }, "status"),
            (Policy { delay_ms: 600_001, ..policy(Act::Answer) }, "600 s"),
            (Policy { headers: vec![("a b".into(), "c".into())], ..policy(Act::Answer) }, "name"),
            (
                Policy { headers: vec![("a".into(), "c\r\nd: e".into())], ..policy(Act::Answer) },
                "value",
            ),
            (
                Policy {
                    headers: vec![("Content-Length".into(), "3".into())],
                    ..policy(Act::Answer)
                },
                "leave it out",
            ),
        ] {
            let why = refusal(&with(policy), &others);
            assert!(why.as_ref().is_some_and(|(_, why)| why.contains(word)), "{word}: {why:?}");
        }
        assert_eq!(refusal(&with(Policy { status: 0, ..policy(Act::Hang) }), &others), None);
    }

    #[test]
    fn the_first_events_meet_the_policy_also_when_another_source_changes() {
        let twice = Settings {
            policy: Some(Policy { first: Some(2), ..policy(Act::Answer) }),
            ..settings("/a")
        };
        let sources = Sources::new(vec![twice.clone()]);
        let met = |sources: &Sources| sources.at("/a").unwrap().policy().is_some();
        assert!(met(&sources));
        sources.replace(vec![Settings { name: "Renamed".to_owned(), ..twice.clone() }]);
        assert!(sources.get("two").unwrap().standing_policy().is_some());
        assert!(met(&sources) && !met(&sources) && !met(&sources));
        assert!(sources.get("two").unwrap().standing_policy().is_none());
    }

    #[test]
    fn a_policy_says_what_it_does() {
        for (policy, words) in [
            (policy(Act::Answer), "answers 500"),
            (
                Policy { delay_ms: 1_500, first: Some(1), ..policy(Act::Answer) },
                "answers 500 after 1.5 s, once",
            ),
            (
                Policy { first: Some(3), ..policy(Act::Reset) },
                "resets the connection, the first 3 times",
            ),
            (policy(Act::Hang), "never answers"),
        ] {
            assert_eq!(policy.describe(), words);
        }
    }
}
