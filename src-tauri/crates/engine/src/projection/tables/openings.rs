//! Table `openings`: conversations that opened, each caused by a signal.

use hooktrail_domain::ledger::Opening;
use hooktrail_domain::signal::{Flags, Platform};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::keys_of;
use crate::store::StoreError;

pub(super) const CREATE: &str = "CREATE TABLE openings (
        id INTEGER PRIMARY KEY,           -- capture and number among its openings
        signal INTEGER NOT NULL,
        thread INTEGER NOT NULL,
        at INTEGER,
        place INTEGER NOT NULL,
        flags INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX openings_thread ON openings (thread, place);";

/// A row of the table, with the names that its keys stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct OpeningRow {
    /// Capture and number among its openings.
    pub id: i64,
    /// The signal that caused it.
    pub signal: i64,
    /// When it is shown: when it was said, else received.
    pub place: i64,
    /// What happened.
    pub opening: Opening,
}

pub(in crate::projection) fn insert(
    conn: &Connection,
    [id, signal, thread, place]: [i64; 4],
    opening: &Opening,
) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT INTO openings VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![id, signal, thread, opening.at, place, opening.flags.bits()])?;
    Ok(())
}

/// Columns for [`opening_of`], in order; needs [`JOINED`].
pub const COLUMNS: &str =
    "openings.id, openings.signal, openings.place, threads.platform, threads.account,
    threads.peer, openings.at, openings.flags";

/// The tables that [`COLUMNS`] come from.
pub const JOINED: &str = "openings JOIN threads ON threads.n = openings.thread";

/// Those of a capture, in order.
pub fn of_capture(conn: &Connection, seq: i64) -> Result<Vec<OpeningRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {JOINED} WHERE openings.id >= ?1 AND openings.id < ?2 ORDER BY openings.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(keys_of(seq), opening_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The conversation of one.
pub fn thread_of(conn: &Connection, id: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT thread FROM openings WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
}

/// When one stands in its conversation; `None` where it is gone.
pub fn place_of(conn: &Connection, id: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT place FROM openings WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?)
}

/// Deletes those of a capture. Answers how many there were.
pub(in crate::projection) fn delete_of(conn: &Connection, seq: i64) -> Result<i64, StoreError> {
    let sql = "DELETE FROM openings WHERE id >= ?1 AND id < ?2";
    let gone = conn.prepare_cached(sql)?.execute(keys_of(seq))?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX))
}

/// Reads [`COLUMNS`].
pub fn opening_of(row: &Row<'_>) -> rusqlite::Result<OpeningRow> {
    let platform: String = row.get(3)?;
    let opening = Opening {
        platform: Platform::from_word(&platform).unwrap_or(Platform::Unknown),
        account: row.get(4)?,
        peer: row.get(5)?,
        at: row.get(6)?,
        flags: Flags::from_bits(row.get(7)?),
    };
    Ok(OpeningRow { id: row.get(0)?, signal: row.get(1)?, place: row.get(2)?, opening })
}
