//! The doctor: acts as Meta against any endpoint, and says what it does wrong. [`requests`] says what is asked, [`judge`]
//! what an answer means; here is only their order. Keeps nothing, and needs no data folder.

mod elsewhere;
mod forged;
mod judge;
mod requests;
pub(crate) mod trip;

use std::time::Duration;

use hooktrail_domain::signal::Platform;
use reqwest::Url;

use crate::delivery::{Outcome, Sender, Timeouts, target};
use crate::secrets::Secret;

/// How long Meta waits for an answer of a messaging webhook (Meta, *Meta Webhooks for Messenger Platform*:
/// <https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks>).
pub const META_WAITS: Duration = Duration::from_secs(5);
/// How long the doctor waits, to tell slow from dead.
const PATIENCE: Duration = Duration::from_secs(20);

/// Header of every request that the doctor makes, so that whoever gets them can tell them from Meta's. Its value says
/// nothing.
pub const DOCTOR_HEADER: &str = "hooktrail-doctor";

/// The endpoint to examine.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Where it is.
    pub url: Url,
    /// Whose webhooks it takes.
    pub platform: Platform,
    /// What its handshake wants; `None`: that is not tried.
    pub verify_token: Option<String>,
    /// What it checks signatures with; `None`: nothing validly signed can be tried.
    pub secret: Option<Secret>,
}

/// Something that is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// A handshake as Meta makes it.
    Handshake,
    /// A handshake with another token.
    HandshakeWrong,
    /// A signed event.
    Event,
    /// A signed event with escapes, as Meta writes whatever is not ASCII.
    Escaped,
    /// An event with a signature of another secret.
    WrongSignature,
    /// An event without one.
    NoSignature,
    /// 1 000 entries in one body.
    Batch,
    /// The event once more.
    Duplicate,
}

/// All of them, in their order.
pub const CHECKS: [Check; 8] = [
    Check::Handshake,
    Check::HandshakeWrong,
    Check::Event,
    Check::Escaped,
    Check::WrongSignature,
    Check::NoSignature,
    Check::Batch,
    Check::Duplicate,
];

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As it should be.
    Good,
    /// Works, and will make trouble.
    Doubtful,
    /// Meta would not accept it, or anybody can forge events.
    Wrong,
    /// Not tried, and why is in the words.
    Skipped,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How it stands.
    pub standing: Standing,
    /// The cause in one word, for programs; empty when it is good.
    pub cause: &'static str,
    /// What was found.
    pub words: String,
    /// What to change; empty when nothing.
    pub look: String,
}

/// A check and its finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// What was tried.
    pub check: Check,
    /// What was found.
    pub finding: Finding,
    /// Status of the answer, if there was one.
    pub status: Option<u16>,
    /// How long the answer took, ms.
    pub duration_ms: Option<u64>,
    /// The beginning of the answer, as text.
    pub answer: String,
}

impl Check {
    /// The one spelling used everywhere.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Handshake => "handshake",
            Self::HandshakeWrong => "handshake-wrong",
            Self::Event => "event",
            Self::Escaped => "escaped",
            Self::WrongSignature => "wrong-signature",
            Self::NoSignature => "no-signature",
            Self::Batch => "batch",
            Self::Duplicate => "duplicate",
        }
    }

    /// The check spelt `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        CHECKS.into_iter().find(|check| check.word() == word)
    }

    /// What is tried, in words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Handshake => "The handshake is answered",
            Self::HandshakeWrong => "A handshake with another token is refused",
            Self::Event => "A signed event gets 200 in time",
            Self::Escaped => "A signed event with escapes gets 200",
            Self::WrongSignature => "A wrong signature is not believed",
            Self::NoSignature => "A missing signature is not believed",
            Self::Batch => "1 000 entries at once get 200 in time",
            Self::Duplicate => "The same event again gets 200",
        }
    }
}

impl Standing {
    /// The one spelling used everywhere.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Doubtful => "doubtful",
            Self::Wrong => "wrong",
            Self::Skipped => "skipped",
        }
    }
}

impl Finding {
    pub(super) fn good(words: impl Into<String>) -> Self {
        Self { standing: Standing::Good, cause: "", words: words.into(), look: String::new() }
    }

    pub(super) fn wrong(cause: &'static str, words: impl Into<String>, look: &str) -> Self {
        Self { standing: Standing::Wrong, cause, words: words.into(), look: look.to_owned() }
    }

    pub(super) fn doubtful(cause: &'static str, words: impl Into<String>, look: &str) -> Self {
        Self { standing: Standing::Doubtful, ..Self::wrong(cause, words, look) }
    }

    fn skipped(words: &str) -> Self {
        Self { standing: Standing::Skipped, ..Self::wrong("skipped", words, "") }
    }
}

/// Examines endpoints.
#[derive(Debug, Clone)]
pub struct Doctor {
    sender: Sender,
    timeouts: Timeouts,
    /// How long an answer may take before it is called slow.
    slow: Duration,
}

impl Doctor {
    /// One that calls slow what Meta would give up on. The error is a sentence.
    pub fn new() -> Result<Self, String> {
        Self::with(META_WAITS, PATIENCE)
    }

    /// One with other limits, for those who cannot wait.
    pub fn with(slow: Duration, patience: Duration) -> Result<Self, String> {
        let timeouts = Timeouts { connect: patience, total: patience };
        Ok(Self { sender: Sender::new()?, timeouts, slow })
    }

    /// Tries everything of `checks`, in the order of [`CHECKS`]. `random` makes ids that the endpoint has not met. The
    /// duplicate is one only after the event, so that goes first, also when it is not asked for.
    pub async fn examine(
        &self,
        subject: &Subject,
        checks: &[Check],
        random: &str,
    ) -> Vec<Examined> {
        let mut examined: Vec<Examined> = Vec::new();
        let mut unreachable = false;
        let twice = checks.contains(&Check::Duplicate);
        let tried = |check: &Check| checks.contains(check) || twice && *check == Check::Event;
        for check in CHECKS.into_iter().filter(tried) {
            if unreachable {
                examined.push(skipped(check, "Nothing could be reached there."));
                continue;
            }
            let mut asked = match requests::ask(check, subject, random) {
                Ok(asked) => asked,
                Err(why) => {
                    examined.push(skipped(check, why));
                    continue;
                }
            };
            asked.plan.timeouts = self.timeouts;
            let outcome = self.sender.send(&asked.plan).await;
            let took = judge::Took { time: outcome.duration, slow: self.slow };
            let finding = match &outcome.answer {
                None => {
                    let error = outcome.error.as_deref().unwrap_or_default();
                    let finding = judge::unanswered(error, &subject.url, &took);
                    unreachable = judge::is_of_the_way(&finding);
                    finding
                }
                Some(answer) => judge::judge(check, answer, &asked, &took, &examined),
            };
            examined.push(told(check, finding, &outcome));
        }
        examined.retain(|one| checks.contains(&one.check));
        examined
    }
}

fn told(check: Check, finding: Finding, outcome: &Outcome) -> Examined {
    let answer = outcome.answer.as_ref();
    let body = answer.map(|answer| String::from_utf8_lossy(&answer.body)).unwrap_or_default();
    Examined {
        check,
        finding,
        status: answer.map(|answer| answer.status),
        duration_ms: u64::try_from(outcome.duration.as_millis()).ok(),
        answer: body.chars().take(200).collect(),
    }
}

fn skipped(check: Check, why: &str) -> Examined {
    let finding = Finding::skipped(why);
    Examined { check, finding, status: None, duration_ms: None, answer: String::new() }
}

/// The endpoint in `word`, or why that is none.
pub fn endpoint(word: &str) -> Result<Url, String> {
    target(word).map_err(|error| error.to_string())
}
