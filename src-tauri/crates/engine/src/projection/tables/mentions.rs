//! Table `mentions`: which signals speak of which messages.

use rusqlite::Connection;

use super::keys_of;
use crate::store::StoreError;

pub(super) const CREATE: &str = "CREATE TABLE mentions (
        message INTEGER NOT NULL,
        signal INTEGER NOT NULL,
        PRIMARY KEY (message, signal)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX mentions_signal ON mentions (signal);";

pub(in crate::projection) fn insert(
    conn: &Connection,
    message: i64,
    signal: i64,
) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT OR IGNORE INTO mentions VALUES (?1, ?2)")?
        .execute([message, signal])?;
    Ok(())
}

/// Whether anything that is still there speaks of a message.
pub(in crate::projection) fn any(conn: &Connection, message: i64) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM mentions WHERE message = ?1)";
    Ok(conn.prepare_cached(sql)?.query_row([message], |row| row.get(0))?)
}

/// Forgets what a capture said of a message.
pub(in crate::projection) fn delete_of(
    conn: &Connection,
    message: i64,
    seq: i64,
) -> Result<(), StoreError> {
    let [from, below] = keys_of(seq);
    conn.prepare_cached(
        "DELETE FROM mentions WHERE message = ?1 AND signal >= ?2 AND signal < ?3",
    )?
    .execute([message, from, below])?;
    Ok(())
}
