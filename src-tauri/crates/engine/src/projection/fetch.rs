//! Reading ahead: entries of the journal with their bodies already read, so that the writing thread need not.

use std::collections::VecDeque;

use hooktrail_domain::ledger::Skeleton;
use hooktrail_domain::problem::Problem;
use hooktrail_domain::signal::Signal;
use rusqlite::{Connection, OptionalExtension};

use super::tables::progress;
use crate::journal::Mark;
use crate::reading;
use crate::store::StoreError;
use crate::store::journal::{self, CaptureHead, Entry};

/// An entry of the journal, read.
pub(super) struct Ready {
    pub(super) seq: i64,
    pub(super) what: What,
}

pub(super) enum What {
    Capture {
        head: CaptureHead,
        signals: Vec<Signal>,
        problems: Vec<Problem>,
    },
    /// `None`: of a kind that this version does not know.
    Mark(Option<Mark>),
    /// What stayed of a deleted capture, and when that was received (milliseconds).
    Skeleton {
        received_at: i64,
        facts: Skeleton,
    },
}

/// Entries of one consistent state of the database.
pub(super) struct Fetched {
    pub(super) epoch: i64,
    /// The entry before the first of these.
    pub(super) after: i64,
    pub(super) entries: VecDeque<Ready>,
    /// There are more behind them.
    pub(super) more: bool,
    /// The highest number the journal has ever given.
    pub(super) given: i64,
}

/// How much is read ahead at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) entries: usize,
    /// Of bodies unpacked, and of what was read of them.
    pub(super) bytes: usize,
}

/// Reads on after `known` = (epoch, entry); from where the projection stands if the epoch is another by now.
pub(super) fn fetch(
    conn: &Connection,
    known: (i64, i64),
    room: Room,
) -> Result<Fetched, StoreError> {
    let at = progress::get(conn)?;
    let after = if at.epoch == known.0 { known.1 } else { at.cursor };
    let (mut entries, mut bytes, mut more) = (VecDeque::new(), 0, false);
    journal::follow::<StoreError>(conn, after, |entry| {
        if entries.len() >= room.entries || bytes >= room.bytes {
            more = true;
            return Ok(false);
        }
        let (ready, weight) = ready(entry);
        bytes += weight;
        entries.push_back(ready);
        Ok(true)
    })?;
    let given = conn
        .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")?
        .query_row([], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    Ok(Fetched { epoch: at.epoch, after, entries, more, given })
}

/// An entry read, and how many bytes it holds.
fn ready(entry: Entry) -> (Ready, usize) {
    let seq = entry.seq();
    let mut weight = 0;
    let what = match entry {
        Entry::Capture(capture) => {
            let body = reading::decoded(&capture.headers, &capture.body);
            let read = reading::read(&capture.head, &body);
            weight = body.bytes.len() + read.signals.len() * size_of::<Signal>();
            What::Capture { head: capture.head, signals: read.signals, problems: read.problems }
        }
        Entry::Mark { payload, .. } => What::Mark(Mark::from_payload(&payload)),
        Entry::Skeleton { received_us, payload, .. } => What::Skeleton {
            received_at: received_us / 1_000,
            facts: serde_json::from_slice(&payload).unwrap_or_default(),
        },
    };
    (Ready { seq, what }, weight)
}
