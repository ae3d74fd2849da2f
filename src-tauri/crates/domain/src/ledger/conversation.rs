//! What the ledger remembers of a conversation: whether it is done, and up to where its messages were delivered or seen.

use serde::{Deserialize, Serialize};

use super::ThreadKey;
use crate::signal::Millis;

/// Up to where a conversation's outbound messages are known to be delivered or seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Horizon {
    /// Messages said before this are covered.
    pub before: Millis,
    /// When the receipt said so.
    pub at: Option<Millis>,
    /// The capture that said so.
    pub seq: i64,
}

/// What is known of one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationRecord {
    /// Its identity.
    #[serde(flatten)]
    pub key: ThreadKey,
    /// Times named by the user's done marks, in journal order.
    pub done: Vec<Millis>,
    /// The customer wrote since the last mark (or ever).
    pub opened: bool,
    /// What `opened` was before the last mark, while that mark can be taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_done: Option<bool>,
    /// Outbound messages before it were delivered.
    pub delivered: Option<Horizon>,
    /// Outbound messages before it were seen.
    pub seen: Option<Horizon>,
    /// The latest time of a message in it.
    pub last_at: Option<Millis>,
    /// Only App Dashboard samples so far.
    pub sample: bool,
    /// With a group of people, not with one (WhatsApp).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub group: bool,
}

impl ConversationRecord {
    /// Nothing known yet but who.
    pub fn new(key: ThreadKey) -> Self {
        Self {
            key,
            done: Vec::new(),
            opened: false,
            before_done: None,
            delivered: None,
            seen: None,
            last_at: None,
            sample: true,
            group: false,
        }
    }

    /// The latest time a done mark named; nothing said up to it opens.
    pub fn done_at(&self) -> Option<Millis> {
        self.done.iter().max().copied()
    }

    /// Marked done, and no customer message since.
    pub fn is_done(&self) -> bool {
        !self.done.is_empty() && !self.opened
    }

    /// Marked done, so that this can be taken back: nothing opened it since.
    pub fn can_be_undone(&self) -> bool {
        self.is_done() && self.before_done.is_some()
    }

    /// Done marks that named a time before `at`; all of them when `at` is unknown.
    pub fn session_at(&self, at: Option<Millis>) -> u32 {
        let count = self.done.iter().filter(|done| at.is_none_or(|at| **done < at)).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}
