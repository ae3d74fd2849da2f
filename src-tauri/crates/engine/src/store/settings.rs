//! Table `settings`: what the user set, by name. Secrets never come here (the verify token is none: Meta shows it).

use rusqlite::{Connection, OptionalExtension};

use super::{Migration, StoreError, Tx};

pub(super) const CREATE: Migration = Migration {
    name: "settings-1",
    sql: "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;",
};

/// The setting called `name`.
pub fn get(conn: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

/// Sets it.
pub fn put(tx: &Tx<'_>, name: &str, value: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO settings VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute([name, value])?;
    Ok(())
}

/// Forgets it.
pub fn remove(tx: &Tx<'_>, name: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM settings WHERE name = ?1")?.execute([name])?;
    Ok(())
}
