//! A fact: the little of a signal that the ledger needs. No text, no media, no names: facts of a deleted capture are
//! what stays of it (its *skeleton*), so that a rebuild still ends in the same states and ids.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::State;
use crate::signal::{Direction, Flag, Kind, Millis, Platform, Signal};

/// The facts of one capture in signal order; replayed through [`super::apply_skeleton`].
pub type Skeleton = Vec<Fact>;

/// What the ledger needs of one signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    #[serde(rename = "p")]
    pub(super) platform: Platform,
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<String>,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub(super) peer: Option<String>,
    #[serde(rename = "g", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) group: bool,
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub(super) message_id: Option<String>,
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<Millis>,
    #[serde(rename = "s", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) sample: bool,
    #[serde(rename = "b", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) standby: bool,
    #[serde(rename = "w")]
    pub(super) says: Says,
}

/// What a fact says, in the ledger's terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Says {
    /// A message. `key` tells repeats apart when it has no id.
    #[serde(rename = "m")]
    Message {
        #[serde(rename = "d")]
        direction: Direction,
        #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
        key: Option<i64>,
    },
    /// A message was deleted, by the side given if it is told.
    #[serde(rename = "d")]
    Deletion {
        #[serde(rename = "d")]
        by: Option<Direction>,
    },
    /// A state of named messages, or of all up to a watermark.
    #[serde(rename = "r")]
    Receipt(Receipt),
    /// Something of a conversation that moves no state; `key` tells repeats apart.
    #[serde(rename = "o")]
    Other {
        #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
        key: Option<i64>,
        #[serde(rename = "t", default, skip_serializing_if = "std::ops::Not::not")]
        touches: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Receipt {
    #[serde(rename = "s")]
    pub(super) state: State,
    /// Messages named beside `message_id`.
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) mids: Vec<String>,
    /// Covers messages said before this.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub(super) before: Option<Millis>,
    /// Earlier messages of the conversation are seen too (Instagram).
    #[serde(rename = "e", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) earlier: bool,
    #[serde(rename = "g", default, skip_serializing_if = "Option::is_none")]
    pub(super) participant: Option<String>,
    /// Set where repeats cannot be told from the message's record.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<i64>,
    /// Failure in words; not kept in a skeleton.
    #[serde(skip)]
    pub(super) error: Option<String>,
    /// Meta's code of the error that the words are of; kept no longer than they are.
    #[serde(skip)]
    pub(super) code: Option<i64>,
}

impl Fact {
    /// The fact in `signal`.
    pub fn of(signal: &Signal) -> Self {
        Self {
            platform: signal.platform,
            account: signal.account.clone(),
            peer: signal.peer.clone(),
            group: signal.group,
            message_id: signal.message_id.clone(),
            at: signal.at,
            sample: signal.sample || signal.flags.contains(Flag::Sample),
            standby: signal.standby || signal.flags.contains(Flag::Standby),
            says: says(signal),
        }
    }

    /// The hash that tells repeats of it apart, where that is not a message's id: what [`super::Storage::first_time`] was
    /// asked with.
    pub fn repeat_key(&self) -> Option<i64> {
        match &self.says {
            Says::Message { key, .. } | Says::Other { key, .. } => *key,
            Says::Receipt(receipt) => receipt.key,
            Says::Deletion { .. } => None,
        }
    }

    /// Whether it speaks of this customer of the account, or of a message that `mids` says is theirs.
    pub fn speaks_of(&self, account: &str, peer: &str, mids: impl Fn(&str) -> bool) -> bool {
        self.account.as_deref() == Some(account)
            && (self.peer.as_deref() == Some(peer) || self.named().any(|mid| mids(mid)))
    }

    /// Whether it speaks of nobody but this customer, and of no message but what `mids` says is theirs.
    pub fn speaks_only_of(&self, peer: &str, mids: impl Fn(&str) -> bool) -> bool {
        self.peer.as_deref().is_none_or(|known| known == peer) && self.named().all(|mid| mids(mid))
    }

    fn named(&self) -> impl Iterator<Item = &String> {
        let beside: &[String] = match &self.says {
            Says::Receipt(receipt) => &receipt.mids,
            _ => &[],
        };
        self.message_id.iter().chain(beside)
    }
}

/// The facts of a capture's signals.
pub fn skeleton(signals: &[Signal]) -> Skeleton {
    signals.iter().map(Fact::of).collect()
}

fn says(signal: &Signal) -> Says {
    match signal.kind {
        Kind::Message | Kind::MessageEcho | Kind::Postback => Says::Message {
            direction: match (signal.kind, signal.direction) {
                (_, Some(Direction::SelfMessage)) => Direction::SelfMessage,
                (Kind::MessageEcho, _) => Direction::Outbound,
                (_, direction) => direction.unwrap_or(Direction::Inbound),
            },
            key: signal.message_id.is_none().then(|| content_key(signal)),
        },
        Kind::MessageDeleted => Says::Deletion { by: signal.direction },
        // What became of the customer's own words is no status.
        Kind::Read | Kind::Delivery if signal.direction == Some(Direction::Inbound) => {
            Says::Other { key: Some(receipt_key(signal)), touches: true }
        }
        Kind::Read | Kind::Delivery => {
            let read = signal.kind == Kind::Read;
            let named = signal.message_id.is_some();
            // A read covers messages up to and including the watermark, a delivery those before it (Messenger).
            let before =
                signal.data.watermark.map(|watermark| watermark.saturating_add(i64::from(read)));
            Says::Receipt(Receipt {
                state: if read { State::Seen } else { State::Delivered },
                mids: signal.data.mids.clone(),
                before,
                earlier: read && named && before.is_none(),
                participant: None,
                key: (!named || before.is_some()).then(|| receipt_key(signal)),
                error: None,
                code: None,
            })
        }
        Kind::Status => status(signal),
        _ => Says::Other { key: repeat_key(signal), touches: touches(signal.kind) },
    }
}

fn status(signal: &Signal) -> Says {
    let word = signal.data.status.as_deref().unwrap_or_default();
    let state = match word {
        "sent" => State::Accepted,
        "delivered" => State::Delivered,
        "read" | "played" => State::Seen,
        "failed"
            if signal.data.errors.iter().any(|error| error.code.is_some_and(of_the_channel)) =>
        {
            State::ChannelFailed
        }
        "failed" => State::Failed,
        "deleted" => return Says::Deletion { by: None },
        _ => return Says::Other { key: repeat_key(signal), touches: true },
    };
    let (error, code) = failure(signal);
    Says::Receipt(Receipt {
        state,
        mids: Vec::new(),
        before: None,
        earlier: false,
        participant: signal.data.participant.clone(),
        key: (word == "played").then(|| receipt_key(signal)),
        error,
        code,
    })
}

/// Whether a WhatsApp error code blames the account or channel rather than the recipient or message.
/// Our decision, of the codes that david-lev/pywa and nyaruka/courier list.
pub fn of_the_channel(code: i64) -> bool {
    matches!(
        code,
        0 | 3 | 4 | 10 | 190 | 200
            ..=299
                | 368
                | 80_007
                | 130_429
                | 131_031
                | 131_042
                | 131_045
                | 131_048
                | 131_057
                | 133_016
    )
}

/// The failure that the first error tells: in words (details, else message, else title, else `code N`), and Meta's code.
pub fn failure(signal: &Signal) -> (Option<String>, Option<i64>) {
    let Some(error) = signal.data.errors.first() else { return (None, None) };
    let words = [&error.details, &error.message, &error.title]
        .into_iter()
        .flatten()
        .find(|words| !words.is_empty())
        .cloned()
        .or_else(|| error.code.map(|code| format!("code {code}")));
    (words, error.code)
}

/// Kinds that belong into a conversation without being a message.
fn touches(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::MessageEdited
            | Kind::Reaction
            | Kind::Referral
            | Kind::Optin
            | Kind::Policy
            | Kind::Handover
            | Kind::Feedback
            | Kind::Order
            | Kind::AccountLinking
            | Kind::System
    )
}

/// What tells a repeat of something without a state from a new one: our decision, held by the fixture
/// `instagram/repeats-of-every-kind`.
fn repeat_key(signal: &Signal) -> Option<i64> {
    match signal.kind {
        Kind::Unknown => None,
        Kind::MessageEdited => signal.message_id.is_some().then(|| edit_key(signal)),
        _ => Some(content_key(signal)),
    }
}

/// An edit goes by Meta's count (Meta, *message_edits Webhook Event Reference*); WhatsApp counts none, but gives each
/// an id and a time of its own (Meta, *Edit messages webhook reference*). Under either, other words are another edit:
/// nobody but Meta need have sent them.
fn edit_key(signal: &Signal) -> i64 {
    let data = &signal.data;
    let number = data.num_edit.map(|number| number.to_string());
    let at = signal.at.filter(|_| number.is_none()).map(|at| at.to_string());
    let (mid, id) = (signal.message_id.as_deref(), data.edit_id.as_deref());
    key_of(signal, &[mid, number.as_deref(), id, at.as_deref(), signal.text.as_deref()])
}

fn receipt_key(signal: &Signal) -> i64 {
    let watermark = signal.data.watermark.map(|watermark| watermark.to_string());
    let mut mids: Vec<&str> = signal.data.mids.iter().map(String::as_str).collect();
    mids.sort_unstable();
    let mids = mids.join("\n");
    let data = &signal.data;
    let mut parts = vec![
        signal.message_id.as_deref(),
        watermark.as_deref(),
        Some(&*mids),
        data.status.as_deref(),
        data.participant.as_deref(),
    ];
    // Each side has a watermark of its own.
    parts.extend(signal.direction.filter(|by| *by == Direction::Inbound).map(|by| Some(by.word())));
    key_of(signal, &parts)
}

fn content_key(signal: &Signal) -> i64 {
    let at = signal.at.map(|at| at.to_string());
    let data = serde_json::to_string(&signal.data).unwrap_or_default();
    key_of(
        signal,
        &[signal.message_id.as_deref(), at.as_deref(), signal.text.as_deref(), Some(&data)],
    )
}

fn key_of(signal: &Signal, parts: &[Option<&str>]) -> i64 {
    let mut hash = Sha256::new();
    let head = [
        Some(signal.kind.word()),
        Some(signal.platform.word()),
        signal.account.as_deref(),
        signal.peer.as_deref(),
    ];
    for part in head.iter().chain(parts) {
        match part {
            Some(part) => {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part.as_bytes());
            }
            None => hash.update(u64::MAX.to_le_bytes()),
        }
    }
    let digest = hash.finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_le_bytes(first)
}
