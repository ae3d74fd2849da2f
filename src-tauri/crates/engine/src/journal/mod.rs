//! The journal: captures and the user's marks, append only, the one source of truth. What they mean is the
//! projection's business; how they lie in the file is [`crate::store::journal`]'s.

mod decoded;
mod headers;
mod mark;

#[cfg(test)]
mod tests;

use std::time::Duration;

pub(crate) use self::decoded::GZIP;
pub use self::decoded::{Decoded, decoded};
pub use self::headers::Headers;
pub use self::mark::{DirectoryEdit, Mark};
use crate::store::answers::Answered;
use crate::store::journal as table;
pub use crate::store::journal::{Capture, CaptureHead, Entry, NewCapture, Origin};
use crate::store::{Store, StoreError, Tx};

/// A way to write to the journal. Cloned freely.
#[derive(Debug, Clone)]
pub struct Journal {
    store: Store,
}

/// A capture to delete, and what to leave of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// Which capture.
    pub seq: i64,
    /// Facts without text that stay in its place; `None` leaves nothing.
    pub skeleton: Option<Vec<u8>>,
}

impl Journal {
    /// The journal in `store`.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// The database it lies in.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Keeps a capture. Its sequence number, which is its id, comes once it is on the disk.
    pub async fn append(&self, capture: NewCapture) -> Result<i64, StoreError> {
        self.store.append(capture).await
    }

    /// Notes how long the answer to a capture took; nobody waits for it to be kept.
    pub fn answered(&self, seq: i64, took: Duration) {
        let took_us = i64::try_from(took.as_micros()).unwrap_or(i64::MAX);
        self.store.answered(Answered { capture: seq, took_us: Some(took_us) });
    }

    /// Notes that the answer to a capture was not sent, because its client was gone before.
    pub fn unsent(&self, seq: i64) {
        self.store.answered(Answered { capture: seq, took_us: None });
    }

    /// Keeps a mark of the user's, made at `at_us` (epoch microseconds).
    pub async fn mark(&self, at_us: i64, mark: Mark) -> Result<i64, StoreError> {
        self.store.write(move |tx| append_mark(tx, at_us, &mark)).await
    }
}

/// Keeps a capture together with what else the job does.
pub fn append(tx: &Tx<'_>, capture: &NewCapture) -> Result<i64, StoreError> {
    table::append(tx, capture)
}

/// Keeps a mark together with what else the job does.
pub fn append_mark(tx: &Tx<'_>, at_us: i64, mark: &Mark) -> Result<i64, StoreError> {
    table::append_mark(tx, at_us, &mark.payload())
}

/// Deletes captures together with what else the job does (run it through [`Store::erase`]).
pub fn delete_captures(tx: &Tx<'_>, deletions: &[Deletion]) -> Result<i64, StoreError> {
    let mut gone = 0;
    for deletion in deletions {
        let there = match &deletion.skeleton {
            Some(skeleton) => table::replace_by_skeleton(tx, deletion.seq, skeleton)?,
            None => table::remove(tx, deletion.seq)?,
        };
        gone += i64::from(there);
    }
    Ok(gone)
}
