//! The ledger: signals and the user's marks in journal order → message states, conversations, transitions, openings.
//! Any order of arrival ends in the same states: our decision, held by `properties`. Storage is behind a trait: memory
//! for `convert` and tests, SQLite for the projection.

mod apply;
mod conversation;
mod fact;
#[cfg(test)]
mod properties;
mod record;
mod settle;
mod step;
mod storage;
#[cfg(test)]
mod tests;
mod unmoved;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

pub use self::apply::{CaptureInfo, Mark, apply, apply_mark, apply_skeleton};
pub use self::conversation::{ConversationRecord, Horizon};
pub use self::fact::{Fact, Skeleton, failure, of_the_channel, skeleton};
pub use self::record::{Claims, Evidence, Member, MessageRecord, Rail, Standstill};
pub use self::storage::{Memory, Storage};
pub use self::unmoved::Unmoved;
use crate::signal::{Flags, Millis, Platform, words};

words! {
    /// Where an outbound message stands. Declaration order is rank for sent < accepted < delivered < seen.
    State {
        Sent = "sent", Accepted = "accepted", Delivered = "delivered", Seen = "seen", Failed = "failed",
        ChannelFailed = "channel_failed", Deleted = "deleted",
    }
}

words! {
    /// How a state is known.
    Basis {
        /// Meta named the message.
        Observed = "observed",
        /// It follows from what Meta said of a later message or a watermark.
        Implied = "implied",
        /// The user or a scenario set it.
        Simulated = "simulated",
    }
}

/// A conversation: one customer with one business account on one platform.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ThreadKey {
    /// The product.
    pub platform: Platform,
    /// The business account.
    pub account: String,
    /// The customer.
    pub peer: String,
}

/// A message. The same id under another account is another message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageKey {
    /// The product.
    pub platform: Platform,
    /// The business account.
    pub account: String,
    /// Meta's id.
    pub message_id: String,
}

/// An effect with the signal that caused it.
#[derive(Debug, Clone, PartialEq)]
pub struct Caused<T> {
    /// Index of the signal among those applied together; 0 for a mark.
    pub signal: usize,
    /// What it caused.
    pub effect: T,
}

/// What one capture, or one mark, changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Effects {
    /// In order of signal, then of message time.
    pub transitions: Vec<Caused<Transition>>,
    /// In order of signal.
    pub openings: Vec<Caused<Opening>>,
    /// Messages whose record changed, each once.
    pub messages: Vec<MessageKey>,
    /// Conversations whose record changed, each once.
    pub conversations: Vec<ThreadKey>,
    touched: HashSet<MessageKey>,
    touched_conversations: HashSet<ThreadKey>,
}

impl Effects {
    fn touch_message(&mut self, key: MessageKey) {
        if self.touched.insert(key.clone()) {
            self.messages.push(key);
        }
    }

    fn touch_conversation(&mut self, key: &ThreadKey) {
        if self.touched_conversations.insert(key.clone()) {
            self.conversations.push(key.clone());
        }
    }
}

/// A change of one outbound message's state, caused by one signal or mark.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Transition {
    /// The product.
    pub platform: Platform,
    /// The business account.
    pub account: String,
    /// The customer, if known.
    pub peer: Option<String>,
    /// The message.
    pub message_id: String,
    /// Group member the state speaks of (WhatsApp groups).
    pub participant: Option<String>,
    /// State before; `None` for the first.
    pub from: Option<State>,
    /// State after.
    pub to: State,
    /// When it was said to have happened.
    pub at: Option<Millis>,
    /// How it is known.
    pub basis: Basis,
    /// Marks on this transition.
    pub flags: Flags,
    /// Failure in words: `errors[0].error_data.details`, else message, else title, else `code N`.
    pub error: Option<String>,
    /// Meta's code of the same error.
    pub code: Option<i64>,
    /// How many done marks of the conversation came before the message: Zoho's session changes with each.
    pub session: u32,
}

impl Transition {
    /// Whether the message's state moved. Only a mark can be a transition without that: it is told to the vendors as the
    /// user set it, and what follows from everything known stays as it was.
    pub fn moves(&self) -> bool {
        self.from.is_none_or(|from| {
            from != self.to && from != State::Deleted && !settle::covers(from, self.to)
        })
    }
}

/// A conversation opened: the customer's first message ever, or the first one said after the done mark.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Opening {
    /// The product.
    pub platform: Platform,
    /// The business account.
    pub account: String,
    /// The customer.
    pub peer: String,
    /// When the opening message was said.
    pub at: Option<Millis>,
    /// Marks: standby.
    pub flags: Flags,
}
