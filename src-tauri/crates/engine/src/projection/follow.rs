//! The task that keeps the projection behind the journal: reads ahead on a reader while the writing thread applies.

use std::collections::VecDeque;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::apply::apply;
use super::fetch::{Fetched, Ready, Room, fetch};
use super::records::Records;
use super::tables::progress;
use super::{Reached, Trouble, apply};
use crate::store::{Store, StoreError, Tx};

/// Read ahead at a time.
const ROOM: Room = Room { entries: 1_024, bytes: 4 << 20 };
/// A slice ends after this, even when nobody waits.
const SLICE: Duration = Duration::from_millis(50);
/// Pause after a failure.
const AGAIN: Duration = Duration::from_millis(500);

pub(super) struct Follower {
    store: Store,
    tell: watch::Sender<Reached>,
    trouble: Trouble,
    /// Epoch and last entry that were read ahead.
    tail: (i64, i64),
    /// Read ahead, not yet applied.
    queue: VecDeque<Ready>,
    /// Applied up to here.
    cursor: i64,
    /// The journal goes on behind the queue.
    more: bool,
    given: i64,
    /// Entries in a slice at most; small after a failure, so that a bad entry is found.
    entries: usize,
}

/// What came of a slice.
enum Slice {
    /// Applied up to `cursor`; `rest` is left.
    Applied { cursor: i64, rest: VecDeque<Ready> },
    /// The journal's past changed since the entries were read.
    Stale,
}

impl Follower {
    pub(super) fn new(store: Store, tell: watch::Sender<Reached>, trouble: Trouble) -> Self {
        let Reached { epoch, seq } = *tell.borrow();
        Self {
            store,
            tell,
            trouble,
            tail: (epoch, seq),
            queue: VecDeque::new(),
            cursor: seq,
            more: true,
            given: 0,
            entries: ROOM.entries,
        }
    }

    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut changes = self.store.changes().subscribe();
        while !stop.is_cancelled() {
            match self.step().await {
                Ok(true) => self.say(None),
                Ok(false) => {
                    let heard = stop.run_until_cancelled(changes.next()).await;
                    if heard.flatten().is_none() {
                        return;
                    }
                    self.more = true;
                }
                Err(StoreError::Closed) => return,
                Err(error) => {
                    self.failed(&error).await;
                    stop.run_until_cancelled(tokio::time::sleep(AGAIN)).await;
                }
            }
        }
    }

    /// Reads or applies; false when there is nothing to do.
    async fn step(&mut self) -> Result<bool, StoreError> {
        if self.queue.is_empty() && self.more {
            let fetched = self.fetch().await?;
            self.take(fetched);
        }
        if self.queue.is_empty() {
            self.reached();
            return Ok(false);
        }
        let mut batch = std::mem::take(&mut self.queue);
        let later = batch.split_off(batch.len().min(self.entries));
        let (epoch, after) = (self.tail.0, self.cursor);
        let slice = self.store.slice(move |tx| slice(tx, epoch, after, batch));
        let (slice, fetched) = if self.more && later.is_empty() {
            let (slice, fetched) = tokio::join!(slice, self.fetch());
            (slice?, Some(fetched?))
        } else {
            (slice.await?, None)
        };
        match slice {
            Slice::Applied { cursor, rest } => {
                self.cursor = cursor;
                self.queue = rest;
                self.queue.extend(later);
                self.entries = (self.entries * 2).min(ROOM.entries);
                if let Some(fetched) = fetched {
                    self.take(fetched);
                }
                self.reached();
            }
            Slice::Stale => self.start_over(),
        }
        Ok(true)
    }

    async fn fetch(&self) -> Result<Fetched, StoreError> {
        let known = self.tail;
        self.store.read(move |conn| fetch(conn, known, ROOM)).await
    }

    fn take(&mut self, fetched: Fetched) {
        if fetched.epoch != self.tail.0 {
            self.queue.clear();
            self.cursor = fetched.after;
        }
        let last = fetched.entries.back().map_or(fetched.after, |last| last.seq);
        self.tail = (fetched.epoch, last);
        self.queue.extend(fetched.entries);
        (self.more, self.given) = (fetched.more, fetched.given);
    }

    fn start_over(&mut self) {
        self.queue.clear();
        self.tail.0 = -1;
        self.more = true;
    }

    fn reached(&self) {
        let all = self.queue.is_empty() && !self.more;
        let seq = if all { self.given.max(self.cursor) } else { self.cursor };
        let reached = Reached { epoch: self.tail.0, seq };
        self.tell.send_if_modified(|told| std::mem::replace(told, reached) != reached);
    }

    /// Halves the slices until the entry that fails stands alone, and passes over it then. A database that cannot be
    /// written is no entry's fault.
    async fn failed(&mut self, error: &StoreError) {
        tracing::error!(%error, "the projection failed and tries again");
        self.say(Some(error.to_string()));
        self.start_over();
        if matches!(error, StoreError::Unwritable(_)) {
            return;
        }
        if self.entries > 1 {
            self.entries /= 2;
            return;
        }
        let passed = self.store.slice(|tx| apply::pass_over(tx)).await;
        if let Ok(Some(seq)) = passed {
            tracing::error!(seq, "an entry of the journal could not be projected; it is kept");
        }
    }

    fn say(&self, why: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = why;
    }
}

/// Applies as much of `batch` as fits into a slice.
fn slice(
    tx: &Tx<'_>,
    epoch: i64,
    after: i64,
    mut batch: VecDeque<Ready>,
) -> Result<Slice, StoreError> {
    let started = Instant::now();
    let mut at = progress::get(tx)?;
    if at.epoch != epoch || at.cursor != after {
        return Ok(Slice::Stale);
    }
    let mut records = Records::new(tx, at.counts);
    while let Some(ready) = batch.pop_front() {
        at.cursor = ready.seq;
        apply(&mut records, ready)?;
        if tx.hurry() || started.elapsed() > SLICE {
            break;
        }
    }
    at.counts = records.flush()?;
    progress::put(tx, &at)?;
    Ok(Slice::Applied { cursor: at.cursor, rest: batch })
}
