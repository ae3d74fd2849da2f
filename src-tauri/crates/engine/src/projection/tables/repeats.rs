//! Table `repeats`: hashes of what the ledger has seen, of things that repeat without a message of their own.

use rusqlite::Connection;

use crate::store::StoreError;

pub(super) const CREATE: &str = "CREATE TABLE repeats (hash INTEGER PRIMARY KEY) STRICT;";

/// Remembers a hash and says whether it is new.
pub(in crate::projection) fn first_time(conn: &Connection, hash: i64) -> Result<bool, StoreError> {
    Ok(conn.prepare_cached("INSERT OR IGNORE INTO repeats VALUES (?1)")?.execute([hash])? > 0)
}

/// Forgets a hash.
pub(in crate::projection) fn remove(conn: &Connection, hash: i64) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM repeats WHERE hash = ?1")?.execute([hash])?;
    Ok(())
}
