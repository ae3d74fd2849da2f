//! Captures read again for showing: each body once per request. Holds a bounded number of bytes.

use std::collections::HashMap;
use std::rc::Rc;

use hooktrail_domain::problem::Problem;
use hooktrail_domain::signal::Signal;
use rusqlite::Connection;

use super::{decoded, read};
use crate::projection::tables::{ordinal_of, seq_of};
use crate::store::StoreError;
use crate::store::journal::{self, CaptureHead};

/// Bytes of bodies held at a time.
const HELD: usize = 32 << 20;

/// A capture, read.
pub(crate) struct Said {
    /// The body for reading.
    pub(crate) text: Vec<u8>,
    pub(crate) signals: Vec<Signal>,
    pub(crate) problems: Vec<Problem>,
}

/// What was read so far.
pub(crate) struct Bodies<'c> {
    conn: &'c Connection,
    held: usize,
    read: HashMap<i64, Option<Rc<Said>>>,
    heads: HashMap<i64, Option<Rc<CaptureHead>>>,
}

impl<'c> Bodies<'c> {
    pub(crate) fn new(conn: &'c Connection) -> Self {
        Self { conn, held: 0, read: HashMap::new(), heads: HashMap::new() }
    }

    /// What capture `seq` says; `None` when it is deleted (or is a mark).
    pub(crate) fn of(&mut self, seq: i64) -> Result<Option<Rc<Said>>, StoreError> {
        if let Some(known) = self.read.get(&seq) {
            return Ok(known.clone());
        }
        let said = journal::capture(self.conn, seq)?.map(|capture| {
            let body = decoded(&capture.headers, &capture.body);
            let reading = read(&capture.head, &body);
            let text = body.bytes.into_owned();
            let (signals, problems) = (reading.signals, reading.problems);
            Rc::new(Said { text, signals, problems })
        });
        let size = said.as_ref().map_or(0, |said| said.text.len());
        if self.held + size > HELD {
            self.read.clear();
            self.held = 0;
        }
        self.held += size;
        self.read.insert(seq, said.clone());
        Ok(said)
    }

    /// The signal with this key.
    pub(crate) fn signal(&mut self, key: i64) -> Result<Option<Signal>, StoreError> {
        let index = usize::try_from(ordinal_of(key) - 1).unwrap_or(usize::MAX);
        let said = self.of(seq_of(key))?;
        Ok(said.and_then(|said| said.signals.get(index).cloned()))
    }

    /// As [`CaptureHead::ours`]; `None` also when capture `seq` is deleted.
    pub(crate) fn ours(&mut self, seq: i64) -> Result<Option<String>, StoreError> {
        Ok(self.head(seq)?.and_then(|head| head.ours()).map(str::to_owned))
    }

    /// When capture `seq` was received, milliseconds.
    pub(crate) fn received_at(&mut self, seq: i64) -> Result<Option<i64>, StoreError> {
        Ok(self.head(seq)?.map(|head| head.received_at()))
    }

    fn head(&mut self, seq: i64) -> Result<Option<Rc<CaptureHead>>, StoreError> {
        if let Some(known) = self.heads.get(&seq) {
            return Ok(known.clone());
        }
        let head = journal::head(self.conn, seq)?.map(Rc::new);
        self.heads.insert(seq, head.clone());
        Ok(head)
    }
}
