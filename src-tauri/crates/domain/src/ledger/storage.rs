//! Where the ledger keeps its records: a trait, and the implementation in memory. Nothing here knows what a state means.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::convert::Infallible;

use super::conversation::ConversationRecord;
use super::record::MessageRecord;
use super::{MessageKey, ThreadKey};
use crate::signal::{Direction, Millis};

/// Storage of the ledger. Reads may be served from a write-back cache, as long as they see every earlier write.
pub trait Storage {
    /// What can go wrong with reading or writing; [`Infallible`] in memory.
    type Error;

    /// The record of a message, if anything was said of it.
    fn message(&mut self, key: &MessageKey) -> Result<Option<MessageRecord>, Self::Error>;

    /// Writes a message's record over the one before.
    fn put_message(&mut self, record: MessageRecord) -> Result<(), Self::Error>;

    /// The record of a conversation, if it is known.
    fn conversation(&mut self, key: &ThreadKey) -> Result<Option<ConversationRecord>, Self::Error>;

    /// Writes a conversation's record over the one before.
    fn put_conversation(&mut self, record: ConversationRecord) -> Result<(), Self::Error>;

    /// Ids of the messages of `thread` whose [`MessageRecord::direction`] is outbound and whose [`MessageRecord::at`]
    /// is known, at least `from` (if given) and below `until`, in any order. Needs an index over (thread, at) only:
    /// everything before `from` has been covered by an earlier receipt.
    fn outbound_between(
        &mut self,
        thread: &ThreadKey,
        from: Option<Millis>,
        until: Millis,
    ) -> Result<Vec<String>, Self::Error>;

    /// Remembers `key` and says whether it is new. Used for what repeats without a message of its own: watermarks,
    /// reactions, edits, referrals. The key is a hash that stays the same over rebuilds and releases.
    fn first_time(&mut self, key: i64) -> Result<bool, Self::Error>;
}

/// Everything in memory: for `convert`, tests and the bench.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    messages: HashMap<MessageKey, MessageRecord>,
    conversations: BTreeMap<ThreadKey, ConversationRecord>,
    outbound: HashMap<ThreadKey, BTreeSet<(Millis, String)>>,
    seen: HashSet<i64>,
}

impl Memory {
    /// Every conversation, in order of its key.
    pub fn conversations(&self) -> impl Iterator<Item = &ConversationRecord> {
        self.conversations.values()
    }

    /// Every message, in no order.
    pub fn messages(&self) -> impl Iterator<Item = &MessageRecord> {
        self.messages.values()
    }
}

/// Where a record stands in the index of outbound messages, if it does.
fn place(record: &MessageRecord) -> Option<(ThreadKey, Millis)> {
    (record.direction() == Some(Direction::Outbound)).then_some(())?;
    Some((record.thread()?, record.at?))
}

impl Storage for Memory {
    type Error = Infallible;

    fn message(&mut self, key: &MessageKey) -> Result<Option<MessageRecord>, Infallible> {
        Ok(self.messages.get(key).cloned())
    }

    fn put_message(&mut self, record: MessageRecord) -> Result<(), Infallible> {
        let key = record.key();
        let before = self.messages.get(&key).and_then(place);
        let after = place(&record);
        if before != after {
            if let Some((thread, at)) = before
                && let Some(index) = self.outbound.get_mut(&thread)
            {
                index.remove(&(at, record.message_id.clone()));
            }
            if let Some((thread, at)) = after {
                self.outbound.entry(thread).or_default().insert((at, record.message_id.clone()));
            }
        }
        self.messages.insert(key, record);
        Ok(())
    }

    fn conversation(&mut self, key: &ThreadKey) -> Result<Option<ConversationRecord>, Infallible> {
        Ok(self.conversations.get(key).cloned())
    }

    fn put_conversation(&mut self, record: ConversationRecord) -> Result<(), Infallible> {
        self.conversations.insert(record.key.clone(), record);
        Ok(())
    }

    fn outbound_between(
        &mut self,
        thread: &ThreadKey,
        from: Option<Millis>,
        until: Millis,
    ) -> Result<Vec<String>, Infallible> {
        let from = (from.unwrap_or(Millis::MIN), String::new());
        let until = (until, String::new());
        Ok(match self.outbound.get(thread) {
            Some(index) if from < until => {
                index.range(from..until).map(|(_, mid)| mid.clone()).collect()
            }
            _ => Vec::new(),
        })
    }

    fn first_time(&mut self, key: i64) -> Result<bool, Infallible> {
        Ok(self.seen.insert(key))
    }
}
