//! Table `targets`: where things are sent again and again. Their secrets are elsewhere, under the owner `target:ID`.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Migration, StoreError, Tx};

pub(super) const CREATE: Migration = Migration {
    name: "targets-1",
    sql: "CREATE TABLE targets (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        url TEXT NOT NULL,
        formats TEXT NOT NULL,              -- JSON list of words; empty: meta
        headers TEXT NOT NULL,              -- JSON list of [name, value]
        signing TEXT,                       -- null: re-signed if it has a secret, else as received
        timeout_ms INTEGER NOT NULL,
        accept_invalid_certificate INTEGER NOT NULL,
        marker INTEGER NOT NULL,
        enabled INTEGER NOT NULL
    ) STRICT;",
};

/// A target as it is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Never used again; 0 for one that is new.
    pub id: i64,
    /// What the user calls it; unique, whatever the case of its letters.
    pub name: String,
    /// Where to.
    pub url: String,
    /// What it wants: `meta`, vendor formats; empty: Meta's bytes.
    pub formats: Vec<String>,
    /// Headers that it gets beside the event's own.
    pub headers: Vec<(String, String)>,
    /// How Meta's bytes are signed for it; `None`: re-signed if it has a secret, else as received.
    pub signing: Option<String>,
    /// How long it may take, milliseconds.
    pub timeout_ms: i64,
    /// Whether its certificate is taken unseen.
    pub accept_invalid_certificate: bool,
    /// Whether what it gets is marked as sent by Hooktrail.
    pub marker: bool,
    /// Whether it gets anything.
    pub enabled: bool,
}

const COLUMNS: &str = "id, name, url, formats, headers, signing, timeout_ms, accept_invalid_certificate, marker, enabled";

/// All of them, by name.
pub fn all(conn: &Connection) -> Result<Vec<Target>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM targets ORDER BY name, id");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], target_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The one with this id.
pub fn get(conn: &Connection, id: i64) -> Result<Option<Target>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM targets WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], target_of).optional()?)
}

/// The one called `name`, whatever the case of its letters.
pub fn named(conn: &Connection, name: &str) -> Result<Option<Target>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM targets WHERE name = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([name], target_of).optional()?)
}

/// Keeps one, new (id 0) or changed; answers its id.
pub fn put(tx: &Tx<'_>, target: &Target) -> Result<i64, StoreError> {
    let json = |list: serde_json::Result<String>| {
        list.map_err(|error| StoreError::Fault(error.to_string()))
    };
    let (formats, headers) = (
        json(serde_json::to_string(&target.formats))?,
        json(serde_json::to_string(&target.headers))?,
    );
    let id = (target.id != 0).then_some(target.id);
    let sql = format!(
        "INSERT INTO targets ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, url = excluded.url, formats = excluded.formats,
           headers = excluded.headers, signing = excluded.signing, timeout_ms = excluded.timeout_ms,
           accept_invalid_certificate = excluded.accept_invalid_certificate, marker = excluded.marker,
           enabled = excluded.enabled
         RETURNING id"
    );
    let values = params![
        id,
        target.name,
        target.url,
        formats,
        headers,
        target.signing,
        target.timeout_ms,
        target.accept_invalid_certificate,
        target.marker,
        target.enabled,
    ];
    Ok(tx.prepare_cached(&sql)?.query_row(values, |row| row.get(0))?)
}

/// Forgets one. False when there is none.
pub fn remove(tx: &Tx<'_>, id: i64) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("DELETE FROM targets WHERE id = ?1")?.execute([id])? > 0)
}

fn target_of(row: &Row<'_>) -> rusqlite::Result<Target> {
    let (formats, headers): (String, String) = (row.get(3)?, row.get(4)?);
    Ok(Target {
        id: row.get(0)?,
        name: row.get(1)?,
        url: row.get(2)?,
        formats: serde_json::from_str(&formats).unwrap_or_default(),
        headers: serde_json::from_str(&headers).unwrap_or_default(),
        signing: row.get(5)?,
        timeout_ms: row.get(6)?,
        accept_invalid_certificate: row.get(7)?,
        marker: row.get(8)?,
        enabled: row.get(9)?,
    })
}
