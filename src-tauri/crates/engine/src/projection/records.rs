//! The ledger's storage over the derived tables, with a write-back cache for one slice. Keys are given in the order of
//! first mention, so that a rebuild gives the same ones.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use hooktrail_domain::ledger::{ConversationRecord, MessageKey, MessageRecord, Storage, ThreadKey};
use hooktrail_domain::signal::Direction;
use rusqlite::Connection;

use super::tables::messages::{self, Message};
use super::tables::progress::Counts;
use super::tables::shapes::Met;
use super::tables::threads::{self, Thread};
use super::tables::{key, repeats};
use crate::store::StoreError;

/// The cache, and the place in the journal that is being applied.
pub(super) struct Records<'c> {
    pub(super) conn: &'c Connection,
    /// What is listed, by now.
    pub(super) counts: Counts,
    /// Kinds of captures.
    pub(super) shapes: Met,
    seq: i64,
    given: usize,
    messages: HashMap<MessageKey, Cached<Message>>,
    /// Cached outbound messages of a conversation, by when they were said.
    said: HashMap<ThreadKey, BTreeSet<(i64, String)>>,
    threads: HashMap<ThreadKey, Cached<Thread>>,
    /// Who the keys of the cached conversations are.
    keys: HashMap<i64, ThreadKey>,
    /// Conversations whose activity may have changed.
    stirred: BTreeSet<i64>,
}

struct Cached<T> {
    /// `None` while there is no such row.
    row: Option<T>,
    changed: bool,
    /// Conversation and visibility as stored, for the counts.
    stored: (Option<i64>, bool),
}

fn visible(row: &Message) -> bool {
    row.listed && row.record.is_some()
}

impl<'c> Records<'c> {
    pub(super) fn new(conn: &'c Connection, counts: Counts) -> Self {
        Self {
            conn,
            counts,
            shapes: Met::default(),
            seq: 0,
            given: 0,
            messages: HashMap::new(),
            said: HashMap::new(),
            threads: HashMap::new(),
            keys: HashMap::new(),
            stirred: BTreeSet::new(),
        }
    }

    /// Keys given from now on belong to entry `seq` of the journal.
    pub(super) fn enter(&mut self, seq: i64) {
        (self.seq, self.given) = (seq, 0);
    }

    fn next_key(&mut self) -> i64 {
        self.given += 1;
        key(self.seq, self.given)
    }

    fn load_message(&mut self, key: &MessageKey) -> Result<&mut Cached<Message>, StoreError> {
        Ok(match self.messages.entry(key.clone()) {
            Entry::Occupied(cached) => cached.into_mut(),
            Entry::Vacant(vacant) => {
                let row = messages::find(self.conn, key)?;
                let record = row.as_ref().and_then(|row| row.record.as_ref());
                if let Some((thread, place)) = record.and_then(outbound) {
                    self.said.entry(thread).or_default().insert(place);
                }
                let stored = row.as_ref().map_or((None, false), |row| (row.thread, visible(row)));
                vacant.insert(Cached { row, changed: false, stored })
            }
        })
    }

    /// The row of a message, made if need be, to be changed.
    pub(super) fn message_mut(&mut self, key: &MessageKey) -> Result<&mut Message, StoreError> {
        if self.load_message(key)?.row.is_none() {
            let n = self.next_key();
            self.load_message(key)?.row = Some(Message {
                n,
                record: None,
                thread: None,
                listed: false,
                said: None,
                text: None,
                gist: None,
                edit: 0,
                still: None,
            });
        }
        let cached = self.load_message(key)?;
        cached.changed = true;
        cached.row.as_mut().ok_or_else(lost)
    }

    fn load_thread(&mut self, key: &ThreadKey) -> Result<&mut Cached<Thread>, StoreError> {
        Ok(match self.threads.entry(key.clone()) {
            Entry::Occupied(cached) => cached.into_mut(),
            Entry::Vacant(vacant) => {
                let row = threads::find(self.conn, key)?;
                let stored = (None, row.as_ref().is_some_and(|row| row.activity.is_some()));
                if let Some(row) = &row {
                    self.keys.insert(row.n, key.clone());
                }
                vacant.insert(Cached { row, changed: false, stored })
            }
        })
    }

    /// The key of a conversation, if it is known.
    pub(super) fn thread(&mut self, key: &ThreadKey) -> Result<Option<i64>, StoreError> {
        Ok(self.load_thread(key)?.row.as_ref().map(|row| row.n))
    }

    /// The key of a conversation, made known if need be.
    pub(super) fn thread_made(&mut self, key: &ThreadKey) -> Result<i64, StoreError> {
        if let Some(n) = self.thread(key)? {
            return Ok(n);
        }
        let n = self.next_key();
        let cached = self.load_thread(key)?;
        let record = ConversationRecord::new(key.clone());
        cached.row = Some(Thread { n, record, activity: None, messages: 0 });
        cached.changed = true;
        self.keys.insert(n, key.clone());
        self.stirred.insert(n);
        Ok(n)
    }

    /// Something that stands in the conversation was added.
    pub(super) fn stir(&mut self, n: i64) {
        self.stirred.insert(n);
    }

    /// Writes what changed, and gives the counts as they are then.
    pub(super) fn flush(mut self) -> Result<Counts, StoreError> {
        std::mem::take(&mut self.shapes).flush(self.conn)?;
        let mut moved: Vec<(i64, i64)> = Vec::new();
        let mut changed: Vec<_> = self
            .messages
            .iter()
            .filter(|(_, cached)| cached.changed)
            .filter_map(|(key, cached)| Some((key, cached.row.as_ref()?, cached.stored)))
            .collect();
        changed.sort_unstable_by_key(|(_, row, _)| row.n);
        for (key, row, (thread, was_visible)) in changed {
            messages::put(self.conn, key, row)?;
            self.counts.messages += i64::from(visible(row)) - i64::from(was_visible);
            for (thread, change) in
                [(thread, -i64::from(was_visible)), (row.thread, i64::from(visible(row)))]
            {
                moved.extend(thread.map(|thread| (thread, change)));
            }
        }
        for (n, change) in moved {
            self.count_in(n, change)?;
        }
        for n in std::mem::take(&mut self.stirred) {
            let activity = threads::activity(self.conn, n)?;
            let Some(key) = self.keys.get(&n).cloned() else { continue };
            let cached = self.load_thread(&key)?;
            if let Some(row) = &mut cached.row
                && row.activity != activity
            {
                row.activity = activity;
                cached.changed = true;
            }
        }
        let mut changed: Vec<_> = self.threads.values().filter(|cached| cached.changed).collect();
        changed.sort_unstable_by_key(|cached| cached.row.as_ref().map(|row| row.n));
        for cached in changed {
            let Some(row) = &cached.row else { continue };
            threads::put(self.conn, row)?;
            self.counts.conversations +=
                i64::from(row.activity.is_some()) - i64::from(cached.stored.1);
        }
        Ok(self.counts)
    }

    fn count_in(&mut self, n: i64, change: i64) -> Result<(), StoreError> {
        let key = match self.keys.get(&n) {
            Some(key) => key.clone(),
            None => match threads::get(self.conn, n)? {
                Some(row) => row.record.key,
                None => return Ok(()),
            },
        };
        let cached = self.load_thread(&key)?;
        if let Some(row) = &mut cached.row
            && change != 0
        {
            row.messages += change;
            cached.changed = true;
        }
        self.stirred.insert(n);
        Ok(())
    }
}

/// The conversation of an outbound message, and its place there.
fn outbound(record: &MessageRecord) -> Option<(ThreadKey, (i64, String))> {
    let at = record.at.filter(|_| record.direction() == Some(Direction::Outbound))?;
    Some((record.thread()?, (at, record.message_id.clone())))
}

fn lost() -> StoreError {
    StoreError::Fault("a row was lost from the cache".to_owned())
}

impl Storage for Records<'_> {
    type Error = StoreError;

    fn message(&mut self, key: &MessageKey) -> Result<Option<MessageRecord>, StoreError> {
        Ok(self.load_message(key)?.row.as_ref().and_then(|row| row.record.clone()))
    }

    fn put_message(&mut self, record: MessageRecord) -> Result<(), StoreError> {
        let key = record.key();
        let thread = record.thread().map(|thread| self.thread_made(&thread)).transpose()?;
        let (now, still, seq) = (outbound(&record), record.standstill(), self.seq);
        let row = self.message_mut(&key)?;
        row.thread = thread;
        if row.still.map(|(still, _)| still) != still {
            row.still = still.map(|still| (still, seq));
        }
        let before = row.record.replace(record).as_ref().and_then(outbound);
        if before != now {
            if let Some((thread, place)) = before {
                self.said.entry(thread).or_default().remove(&place);
            }
            if let Some((thread, place)) = now {
                self.said.entry(thread).or_default().insert(place);
            }
        }
        Ok(())
    }

    fn conversation(&mut self, key: &ThreadKey) -> Result<Option<ConversationRecord>, StoreError> {
        Ok(self.load_thread(key)?.row.as_ref().map(|row| row.record.clone()))
    }

    fn put_conversation(&mut self, record: ConversationRecord) -> Result<(), StoreError> {
        let key = record.key.clone();
        self.thread_made(&key)?;
        let cached = self.load_thread(&key)?;
        cached.changed = true;
        cached.row.as_mut().ok_or_else(lost)?.record = record;
        Ok(())
    }

    fn outbound_between(
        &mut self,
        thread: &ThreadKey,
        from: Option<i64>,
        until: i64,
    ) -> Result<Vec<String>, StoreError> {
        let from = from.unwrap_or(i64::MIN);
        let Some(n) = self.thread(thread)? else { return Ok(Vec::new()) };
        let mut found = messages::outbound_between(self.conn, n, from, until)?;
        // What is cached may have changed since it was stored.
        found.retain(|mid| {
            let key = MessageKey {
                platform: thread.platform,
                account: thread.account.clone(),
                message_id: mid.clone(),
            };
            !self.messages.contains_key(&key)
        });
        if let Some(said) = self.said.get(thread).filter(|_| from < until) {
            let range = (from, String::new())..(until, String::new());
            found.extend(said.range(range).map(|(_, mid)| mid.clone()));
        }
        Ok(found)
    }

    fn first_time(&mut self, key: i64) -> Result<bool, StoreError> {
        repeats::first_time(self.conn, key)
    }
}
