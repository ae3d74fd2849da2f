//! Table `dones`: the user's done marks, for the timeline.

use rusqlite::{Connection, OptionalExtension};

use crate::store::StoreError;

pub(super) const CREATE: &str = "CREATE TABLE dones (
        seq INTEGER PRIMARY KEY,          -- the mark
        thread INTEGER NOT NULL,
        at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX dones_thread ON dones (thread, at);";

pub(in crate::projection) fn insert(
    conn: &Connection,
    [seq, thread, at]: [i64; 3],
) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT INTO dones VALUES (?1, ?2, ?3)")?.execute([seq, thread, at])?;
    Ok(())
}

/// Takes back the mark that was made last.
pub(in crate::projection) fn remove_last(conn: &Connection, thread: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM dones WHERE seq = (SELECT max(seq) FROM dones WHERE thread = ?1)";
    conn.prepare_cached(sql)?.execute([thread])?;
    Ok(())
}

/// When a mark was made, where it still stands.
pub fn at(conn: &Connection, seq: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT at FROM dones WHERE seq = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([seq], |row| row.get(0)).optional()?)
}

/// Whether a conversation was marked done before entry `seq` of the journal.
pub fn any_before(conn: &Connection, thread: i64, seq: i64) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM dones WHERE thread = ?1 AND seq < ?2)";
    Ok(conn.prepare_cached(sql)?.query_row([thread, seq], |row| row.get(0))?)
}
