//! Table `readings`: each capture in a narrow row, for lists: its shape, size and time, what it held in words, how much about
//! it was odd, and whether it said again what another one had said.

use rusqlite::{Connection, OptionalExtension, params};

use super::shapes;
use crate::store::StoreError;

pub(super) const CREATE: &str = "CREATE TABLE readings (
        seq INTEGER PRIMARY KEY,
        shape INTEGER NOT NULL,
        received_us INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        first INTEGER,                    -- the capture that said all this first, if another one did
        problems INTEGER NOT NULL,
        handshake INTEGER NOT NULL,
        held TEXT NOT NULL
    ) STRICT;
    CREATE INDEX readings_handshake ON readings (seq) WHERE handshake = 1;
    CREATE INDEX readings_shape ON readings (shape);
    CREATE INDEX readings_received ON readings (received_us);
    CREATE INDEX readings_bytes ON readings (bytes, seq, shape);
    CREATE INDEX readings_first ON readings (first) WHERE first IS NOT NULL;";

/// What a capture held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadingRow {
    /// Key of its shape.
    pub shape: i64,
    /// When it was received, epoch microseconds.
    pub received_us: i64,
    /// Size of the body as received.
    pub bytes: i64,
    /// The capture that said all this first, if another one did.
    pub first: Option<i64>,
    /// How many oddities.
    pub problems: i64,
    /// Somebody asked for Meta's handshake.
    pub handshake: bool,
    /// In words.
    pub held: String,
}

pub(in crate::projection) fn insert(
    conn: &Connection,
    seq: i64,
    row: &ReadingRow,
) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT INTO readings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute(
        params![
            seq,
            row.shape,
            row.received_us,
            row.bytes,
            row.first,
            row.problems,
            row.handshake,
            row.held
        ],
    )?;
    Ok(())
}

/// What capture `seq` held; empty while it is not projected.
pub fn get(conn: &Connection, seq: i64) -> Result<ReadingRow, StoreError> {
    Ok(find(conn, seq)?.unwrap_or_default())
}

fn find(conn: &Connection, seq: i64) -> Result<Option<ReadingRow>, StoreError> {
    let sql = "SELECT shape, received_us, bytes, first, problems, handshake, held FROM readings WHERE seq = ?1";
    let row = conn
        .prepare_cached(sql)?
        .query_row([seq], |row| {
            Ok(ReadingRow {
                shape: row.get(0)?,
                received_us: row.get(1)?,
                bytes: row.get(2)?,
                first: row.get(3)?,
                problems: row.get(4)?,
                handshake: row.get(5)?,
                held: row.get(6)?,
            })
        })
        .optional()?;
    Ok(row)
}

/// The first capture of those that say the same as `seq`.
pub fn first_of(conn: &Connection, seq: i64) -> Result<i64, StoreError> {
    Ok(find(conn, seq)?.and_then(|row| row.first).unwrap_or(seq))
}

/// How many captures say the same as `first`, itself included.
pub fn arrivals(conn: &Connection, first: i64) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM readings WHERE first = ?1";
    let again: i64 = conn.prepare_cached(sql)?.query_row([first], |row| row.get(0))?;
    Ok(again + 1)
}

/// The captures that say the same as `first`, itself included, the oldest first, at most `limit`.
pub fn arrived(conn: &Connection, first: i64, limit: i64) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT seq FROM readings WHERE seq = ?1 OR first = ?1 ORDER BY seq LIMIT ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([first, limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest handshakes, newest first.
pub fn handshakes(conn: &Connection, limit: i64) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT seq FROM readings WHERE handshake = 1 ORDER BY seq DESC LIMIT ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Deletes that of a capture; of those that say the same, the next is the first then. False when there is none.
pub(in crate::projection) fn delete(conn: &Connection, seq: i64) -> Result<bool, StoreError> {
    let Some(row) = find(conn, seq)? else { return Ok(false) };
    conn.prepare_cached("DELETE FROM readings WHERE seq = ?1")?.execute([seq])?;
    shapes::leave(conn, row.shape)?;
    let next: Option<i64> = conn
        .prepare_cached("SELECT min(seq) FROM readings WHERE first = ?1")?
        .query_row([seq], |row| row.get(0))?;
    if let Some(next) = next {
        let sql = "UPDATE readings SET first = nullif(?2, seq) WHERE first = ?1";
        conn.prepare_cached(sql)?.execute([seq, next])?;
    }
    Ok(true)
}
