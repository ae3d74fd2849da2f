//! The same event, sent again: Meta does so until it is answered well. A redelivery keeps the message and the time of what
//! it says, not always its bytes (meta-domain 1.4), so those are what it is known by.

use hooktrail_domain::signal::Signal;
use rusqlite::Connection;

use super::ArrivalRow;
use crate::projection::mentioned;
use crate::projection::tables::{messages, seq_of, signals};
use crate::store::{StoreError, journal};

/// Arrivals that are listed at most.
const LISTED: usize = 200;

/// Every arrival of what a capture says first, oldest first; empty when it came once.
pub(super) fn of(conn: &Connection, said: &[Signal]) -> Result<Vec<ArrivalRow>, StoreError> {
    let keyed = said.iter().find_map(|signal| {
        let key = mentioned(signal).into_iter().next()?;
        Some((signal, key))
    });
    let Some((signal, key)) = keyed else { return Ok(Vec::new()) };
    let Some(message) = messages::find(conn, &key)? else { return Ok(Vec::new()) };
    let all = signals::of_message(conn, message.n)?;
    let same = all.iter().filter(|row| row.kind == signal.kind && row.at == signal.at);
    let mut captures: Vec<i64> = same.map(|row| seq_of(row.id)).collect();
    captures.dedup();
    if captures.len() < 2 {
        return Ok(Vec::new());
    }
    let mut arrivals = Vec::new();
    for seq in captures.into_iter().take(LISTED) {
        arrivals.extend(journal::head(conn, seq)?.map(|head| ArrivalRow {
            capture_id: seq.to_string(),
            at: head.received_at(),
            status: head.status,
        }));
    }
    Ok(arrivals)
}
