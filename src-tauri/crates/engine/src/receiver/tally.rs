//! Counts of what the receiver refuses.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

/// Since the start of this run.
#[derive(Debug, Default)]
pub struct Tally {
    elsewhere: AtomicI64,
    other_method: AtomicI64,
    cut_off: AtomicI64,
    malformed: AtomicI64,
    connections: AtomicUsize,
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
