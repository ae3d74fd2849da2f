//! Why a signal that the ledger has seen moved no state and opened no conversation: from what it says, and from what was
//! found when it came. In a word; sentences are made where it is shown.

use super::fact::{Fact, Says};
use crate::signal::{Direction, Flag, Flags, Kind, Signal, words};

words! {
    /// Why a signal moved no state and opened no conversation.
    Unmoved {
        /// Its kind moves nothing, or it does not say of what.
        Stateless = "stateless",
        /// A sample of Meta's dashboard: no customer said it, and no message stands behind it.
        Sample = "sample",
        /// It came before.
        Repeated = "repeated",
        /// The customer's own message, or what became of it: only messages of the business have states.
        Inbound = "inbound",
        /// A customer's message in a conversation that was open already.
        Open = "open",
        /// A customer's message from before the conversation was marked done.
        BeforeDone = "before_done",
        /// A state of a message that the other side sent.
        Conflict = "conflict",
        /// A watermark too far in the future to be believed.
        Unbelieved = "unbelieved",
        /// A watermark that covers no message that is known.
        Uncovered = "uncovered",
        /// A deletion of a message of which nothing else is known.
        Orphan = "orphan",
        /// It contradicts what was told before.
        Contradicted = "contradicted",
        /// The message had got as far already, or further.
        Behind = "behind",
    }
}

impl Unmoved {
    /// Why `signal` moved nothing, by the marks that the ledger gave it; `conflict`: it found that the sides disagree;
    /// `of`: who wrote the message that it speaks of, where that is known. Only of a signal that caused nothing.
    pub fn of(signal: &Signal, flags: Flags, conflict: bool, of: Option<Direction>) -> Self {
        let fact = Fact::of(signal);
        let has = |flag| flags.contains(flag);
        let repeated = has(Flag::Duplicate).then_some(Self::Repeated);
        let conflict = conflict.then_some(Self::Conflict);
        if fact.account.is_none() {
            return Self::Stateless;
        }
        match &fact.says {
            _ if fact.sample => Self::Sample,
            Says::Other { .. } if matches!(signal.kind, Kind::Read | Kind::Delivery) => {
                Self::Inbound
            }
            Says::Other { .. } => Self::Stateless,
            Says::Message { direction: Direction::Inbound, .. } => repeated.unwrap_or(match () {
                () if fact.peer.is_none() => Self::Stateless,
                () if has(Flag::BeforeDone) => Self::BeforeDone,
                () => Self::Open,
            }),
            Says::Message { direction: Direction::SelfMessage, .. } => Self::Stateless,
            Says::Message { .. } if fact.message_id.is_none() => Self::Stateless,
            Says::Message { .. } => repeated.or(conflict).unwrap_or(Self::Behind),
            Says::Deletion { .. } if fact.message_id.is_none() => Self::Stateless,
            Says::Deletion { by } => match by.or(of) {
                _ if conflict.is_some() => Self::Conflict,
                Some(Direction::Inbound | Direction::SelfMessage) => Self::Inbound,
                _ if repeated.is_some() => Self::Repeated,
                None => Self::Orphan,
                Some(_) => Self::Behind,
            },
            Says::Receipt(receipt) => {
                let names = fact.message_id.is_some() || !receipt.mids.is_empty();
                conflict.or(repeated).unwrap_or(match () {
                    () if has(Flag::Contradicted) => Self::Contradicted,
                    () if names || has(Flag::Late) => Self::Behind,
                    () if has(Flag::ClockSkew) => Self::Unbelieved,
                    () => Self::Uncovered,
                })
            }
        }
    }
}
