//! Counts of what the receiver does not keep.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Since the start of this run.
#[derive(Debug, Default)]
pub struct Tally {
    elsewhere: AtomicI64,
    other_method: AtomicI64,
    cut_off: AtomicI64,
    malformed: AtomicI64,
    connections: AtomicUsize,
    unkept: AtomicI64,
    not_keeping: Mutex<Option<NotKeeping>>,
}

/// Requests that could not be kept, one after the other, and none that could since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotKeeping {
    /// How many.
    pub count: i64,
    /// When the first of them came, epoch milliseconds.
    pub since: i64,
    /// Why the last one could not, a sentence.
    pub why: String,
}

impl Tally {
    /// Requests to other paths or with other methods, refused and not kept.
    pub fn refused(&self) -> i64 {
        self.elsewhere.load(Ordering::Relaxed) + self.other_method.load(Ordering::Relaxed)
    }

    /// Clients that were too slow, or left before their body was whole.
    pub fn cut_off(&self) -> i64 {
        self.cut_off.load(Ordering::Relaxed)
    }

    /// Connections that did not speak HTTP/1, or sent too large a head.
    pub fn malformed(&self) -> i64 {
        self.malformed.load(Ordering::Relaxed)
    }

    /// Connections open now.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Requests that could not be kept, and were answered so.
    pub fn unkept(&self) -> i64 {
        self.unkept.load(Ordering::Relaxed)
    }

    /// Those since the last one that was kept, if any.
    pub fn not_keeping(&self) -> Option<NotKeeping> {
        self.since_kept().clone()
    }

    fn since_kept(&self) -> MutexGuard<'_, Option<NotKeeping>> {
        self.not_keeping.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One that came at `at` (epoch milliseconds) could not be kept.
    pub(super) fn count_unkept(&self, at: i64, why: String) {
        self.unkept.fetch_add(1, Ordering::Relaxed);
        let mut not_keeping = self.since_kept();
        let (count, since) = not_keeping.as_ref().map_or((0, at), |now| (now.count, now.since));
        *not_keeping = Some(NotKeeping { count: count + 1, since, why });
    }

    /// One was kept.
    pub(super) fn kept(&self) {
        *self.since_kept() = None;
    }

    pub(super) fn count_elsewhere(&self) {
        self.elsewhere.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_other_method(&self) {
        self.other_method.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_cut_off(&self) {
        self.cut_off.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_malformed(&self) {
        self.malformed.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn opened(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn ended(&self) {
        self.connections.fetch_sub(1, Ordering::Relaxed);
    }
}
