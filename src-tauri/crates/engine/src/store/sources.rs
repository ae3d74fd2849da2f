//! Table `sources`: the receiving endpoints. Their secrets are elsewhere.

use rusqlite::{Connection, Row, params};

use super::{Migration, StoreError, Tx, settings};
use crate::source::{DEFAULT, Settings};

pub(super) const CREATE: Migration = Migration {
    name: "sources-1",
    sql: "CREATE TABLE sources (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        path TEXT NOT NULL UNIQUE,
        verify_token TEXT NOT NULL,
        enforce INTEGER NOT NULL,
        policy TEXT                         -- JSON; null: answer 200
    ) STRICT, WITHOUT ROWID;",
};

/// All of them, the default one first, then by name.
pub fn all(conn: &Connection) -> Result<Vec<Settings>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, path, verify_token, enforce, policy FROM sources ORDER BY id <> ?1, name, id",
    )?;
    let rows = statement.query_map([DEFAULT], settings_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps one, new or changed.
pub fn put(tx: &Tx<'_>, source: &Settings) -> Result<(), StoreError> {
    let policy = source.policy.as_ref().map(serde_json::to_string).transpose();
    let policy = policy.map_err(|error| StoreError::Fault(error.to_string()))?;
    let Settings { id, name, path, verify_token, enforce, .. } = source;
    tx.prepare_cached(
        "INSERT INTO sources (id, name, path, verify_token, enforce, policy) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, path = excluded.path,
           verify_token = excluded.verify_token, enforce = excluded.enforce, policy = excluded.policy",
    )?
    .execute(params![id, name, path, verify_token, enforce, policy])?;
    Ok(())
}

/// Forgets one. False when there is none.
pub fn remove(tx: &Tx<'_>, id: &str) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("DELETE FROM sources WHERE id = ?1")?.execute([id])? > 0)
}

fn settings_of(row: &Row<'_>) -> rusqlite::Result<Settings> {
    let policy: Option<String> = row.get(5)?;
    Ok(Settings {
        id: row.get(0)?,
        name: row.get(1)?,
        path: row.get(2)?,
        verify_token: row.get(3)?,
        enforce: row.get(4)?,
        policy: policy.and_then(|json| serde_json::from_str(&json).ok()),
    })
}

/// The name that the verify token had in the settings before there were sources.
const VERIFY_TOKEN: &str = "verify_token";

/// All of them; the default one is made if it is not there, with the verify token `given`, or else `fresh`. A token
/// given to a source that is there holds for this run only.
pub fn with_default(
    tx: &Tx<'_>,
    given: Option<String>,
    fresh: String,
) -> Result<Vec<Settings>, StoreError> {
    let mut sources = all(tx)?;
    match (sources.iter_mut().find(|source| source.id == DEFAULT), given) {
        (Some(first), Some(given)) => first.verify_token = given,
        (Some(_), None) => {}
        (None, given) => {
            let token =
                given.map_or_else(|| settings::get(tx, VERIFY_TOKEN), |token| Ok(Some(token)))?;
            let first = Settings::first(token.unwrap_or(fresh));
            put(tx, &first)?;
            settings::remove(tx, VERIFY_TOKEN)?;
            sources.insert(0, first);
        }
    }
    Ok(sources)
}
