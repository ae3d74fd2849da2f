//! The same event, sent again: Meta does so until it is answered well. A redelivery keeps the message and the time of what
//! it says, not always its bytes: `entry.time` is when this notification was sent (Meta, *Instagram Platform Webhook
//! Notification Examples*). So those are what it is known by; the projection says of which it is one.

use rusqlite::Connection;

use super::ArrivalRow;
use crate::projection::tables::readings;
use crate::store::{StoreError, answers, journal};

/// Arrivals that are listed at most.
const LISTED: i64 = 200;

/// The arrivals of the event that came first as capture `first`, oldest first, itself included; empty when it came once.
/// For a run that began at `since_us` (epoch microseconds).
pub(super) fn of(
    conn: &Connection,
    first: i64,
    since_us: i64,
) -> Result<Vec<ArrivalRow>, StoreError> {
    let captures = readings::arrived(conn, first, LISTED)?;
    if captures.len() < 2 {
        return Ok(Vec::new());
    }
    let mut arrivals = Vec::new();
    for seq in captures {
        let Some(head) = journal::head(conn, seq)? else { continue };
        arrivals.push(ArrivalRow {
            capture_id: seq.to_string(),
            at: head.received_at(),
            status: head.status,
            unsent: answers::unsent(conn, &head, answers::of(conn, seq)?, since_us)?
                .map(|why| why.word().to_owned()),
        });
    }
    Ok(arrivals)
}
