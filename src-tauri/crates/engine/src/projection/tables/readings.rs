//! Table `readings`: what each capture held in words, and how much about it was odd.

use rusqlite::{Connection, OptionalExtension, params};

use crate::store::StoreError;

pub(super) const CREATE: &str = "CREATE TABLE readings (
        seq INTEGER PRIMARY KEY,
        held TEXT NOT NULL,
        problems INTEGER NOT NULL,
        handshake INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX readings_handshake ON readings (seq) WHERE handshake = 1;";

/// What a capture held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadingRow {
    /// In words.
    pub held: String,
    /// How many oddities.
    pub problems: i64,
    /// Somebody tried Meta's handshake.
    pub handshake: bool,
}

pub(in crate::projection) fn insert(
    conn: &Connection,
    seq: i64,
    row: &ReadingRow,
) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT INTO readings VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        seq,
        row.held,
        row.problems,
        row.handshake
    ])?;
    Ok(())
}

/// What capture `seq` held; empty while it is not projected.
pub fn get(conn: &Connection, seq: i64) -> Result<ReadingRow, StoreError> {
    let row = conn
        .prepare_cached("SELECT held, problems, handshake FROM readings WHERE seq = ?1")?
        .query_row([seq], |row| {
            Ok(ReadingRow { held: row.get(0)?, problems: row.get(1)?, handshake: row.get(2)? })
        })
        .optional()?;
    Ok(row.unwrap_or_default())
}

/// The newest handshake.
pub fn last_handshake(conn: &Connection) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT max(seq) FROM readings WHERE handshake = 1";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// The newest handshakes, newest first.
pub fn handshakes(conn: &Connection, limit: i64) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT seq FROM readings WHERE handshake = 1 ORDER BY seq DESC LIMIT ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Deletes that of a capture. False when there is none.
pub(in crate::projection) fn delete(conn: &Connection, seq: i64) -> Result<bool, StoreError> {
    Ok(conn.prepare_cached("DELETE FROM readings WHERE seq = ?1")?.execute([seq])? > 0)
}
