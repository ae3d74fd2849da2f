//! Table `looked`: up to which entry of the journal the user has looked at a conversation. Not derived; it goes with the
//! conversation.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Migration, StoreError, Tx};

pub(super) const CREATE: Migration = Migration {
    name: "looked-1",
    sql: "CREATE TABLE looked (thread TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;",
};

/// How far, in the conversation called `thread` (`platform/account/peer`); `None` before the first look.
pub fn get(conn: &Connection, thread: &str) -> Result<Option<i64>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT seq FROM looked WHERE thread = ?1")?;
    Ok(statement.query_row([thread], |row| row.get(0)).optional()?)
}

/// Notes that it is seen up to `seq`; never goes back.
pub fn put(tx: &Tx<'_>, thread: &str, seq: i64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO looked VALUES (?1, ?2) ON CONFLICT (thread) DO UPDATE SET seq = max(seq, excluded.seq)",
    )?
    .execute(params![thread, seq])?;
    Ok(())
}

/// Forgets it for one conversation.
pub fn remove(tx: &Tx<'_>, thread: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM looked WHERE thread = ?1")?.execute([thread])?;
    Ok(())
}

/// Forgets it for all.
pub fn clear(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM looked", [])?;
    Ok(())
}
