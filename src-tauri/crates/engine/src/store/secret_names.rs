//! Table `secret_names`: which secrets there are, whose, and where each is kept. Never a secret, nor anything made of one.

use rusqlite::{Connection, Row, params};

use super::{Migration, StoreError, Tx};
use crate::secrets::Place;

pub(super) const CREATE: Migration = Migration {
    name: "secret_names-1",
    sql: "CREATE TABLE secret_names (
        id TEXT PRIMARY KEY,
        owner TEXT NOT NULL,                -- source:ID or target:ID
        name TEXT NOT NULL,
        place TEXT NOT NULL                 -- system, file
    ) STRICT, WITHOUT ROWID;",
};

/// A secret that is kept somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretName {
    /// Random; names it where it is kept.
    pub id: String,
    /// Who uses it.
    pub owner: String,
    /// What the user calls it.
    pub name: String,
    /// Where it is kept.
    pub place: Place,
}

/// All of them.
pub fn all(conn: &Connection) -> Result<Vec<SecretName>, StoreError> {
    let sql = "SELECT id, owner, name, place FROM secret_names ORDER BY owner, name, id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], name_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Remembers one.
pub fn put(tx: &Tx<'_>, new: &SecretName) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT OR REPLACE INTO secret_names VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![new.id, new.owner, new.name, new.place.word()])?;
    Ok(())
}

/// Forgets one. False when there is none.
pub fn remove(tx: &Tx<'_>, id: &str) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("DELETE FROM secret_names WHERE id = ?1")?.execute([id])? > 0)
}

fn name_of(row: &Row<'_>) -> rusqlite::Result<SecretName> {
    let place: String = row.get(3)?;
    Ok(SecretName {
        id: row.get(0)?,
        owner: row.get(1)?,
        name: row.get(2)?,
        place: Place::from_word(&place).unwrap_or(Place::System),
    })
}
