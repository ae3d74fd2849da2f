//! Table `answers`: how long the answers to captures took. That is known only after a capture is on the disk, and is nobody's
//! to wait for: written beside, some at a time; what a kill takes of it stays unknown.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Migration, StoreError, Tx};

pub(super) const CREATE: Migration = Migration {
    name: "answers-1",
    sql: "CREATE TABLE answers (
        capture INTEGER PRIMARY KEY,        -- journal.seq
        took_us INTEGER NOT NULL            -- from the head of the request on, microseconds
    ) STRICT;",
};

/// An answer that went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// The capture's number.
    pub capture: i64,
    /// From the head of its request to its answer, microseconds.
    pub took_us: i64,
}

/// Keeps some, in a transaction. Nothing is kept of a capture that was deleted meanwhile.
pub(super) fn keep(conn: &Connection, answered: &[Answered]) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "INSERT OR REPLACE INTO answers SELECT ?1, ?2
         WHERE EXISTS (SELECT 1 FROM journal WHERE seq = ?1 AND kind = 'capture')",
    )?;
    for one in answered {
        statement.execute(params![one.capture, one.took_us])?;
    }
    Ok(())
}

/// How long the answer to a capture took, microseconds, where that is known.
pub fn of(conn: &Connection, capture: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT took_us FROM answers WHERE capture = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([capture], |row| row.get(0)).optional()?)
}

/// Forgets that of a capture.
pub fn delete_of(tx: &Tx<'_>, capture: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM answers WHERE capture = ?1")?.execute([capture])?;
    Ok(())
}

/// Forgets all.
pub fn clear(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM answers", [])?;
    Ok(())
}
