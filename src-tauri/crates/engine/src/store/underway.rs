//! Table `underway`: single sends that have begun. What still stands here when the program starts was cut off by its end,
//! and becomes an attempt that says so.

use rusqlite::{Row, params};

use super::attempts::{self, Attempt};
use super::{Migration, StoreError, Tx};

pub(super) const CREATE: Migration = Migration {
    name: "underway-1",
    sql: "CREATE TABLE underway (
        id TEXT PRIMARY KEY,              -- columns as in attempts
        item TEXT NOT NULL,
        capture INTEGER NOT NULL,
        format TEXT NOT NULL,
        url TEXT NOT NULL,
        method TEXT NOT NULL,
        started_us INTEGER NOT NULL,
        signing TEXT NOT NULL,
        request_headers BLOB NOT NULL,
        request_bytes INTEGER NOT NULL,
        request_body BLOB,
        edited INTEGER NOT NULL,
        target INTEGER,
        marked INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;",
};

const COLUMNS: &str =
    "id, item, capture, format, url, method, started_us, signing, request_headers, request_bytes,
    request_body, edited, target, marked";

/// What such an attempt ended with.
const CUT_OFF: &str =
    "What was answered is not known: Hooktrail ended, or could not keep it. It may have arrived.";

/// Notes that it goes now; what came of it is not looked at. Answers false, and notes nothing, when a capture behind it was
/// deleted: then it must not go.
pub fn put(tx: &Tx<'_>, attempt: &Attempt) -> Result<bool, StoreError> {
    if !attempts::has_captures(tx, &attempt.item)? {
        return Ok(false);
    }
    let sql = format!(
        "INSERT INTO underway ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
    );
    tx.prepare_cached(&sql)?.execute(params![
        attempt.id,
        attempt.item,
        attempt.capture,
        attempt.format,
        attempt.url,
        attempt.method,
        attempt.started_us,
        attempt.signing,
        attempt.request_headers,
        attempt.request_bytes,
        attempt.request_body,
        attempt.edited,
        attempt.target,
        attempt.marked,
    ])?;
    Ok(true)
}

/// It has ended.
pub fn end(tx: &Tx<'_>, id: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM underway WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Makes attempts of what was cut off.
pub fn recover(tx: &Tx<'_>) -> Result<(), StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM underway ORDER BY started_us, id");
    let cut: Vec<Attempt> = tx.prepare(&sql)?.query_map([], cut_off)?.collect::<Result<_, _>>()?;
    for attempt in cut {
        attempts::insert(tx, &attempt)?;
    }
    tx.execute("DELETE FROM underway", [])?;
    Ok(())
}

fn cut_off(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    Ok(Attempt {
        id: row.get(0)?,
        item: row.get(1)?,
        capture: row.get(2)?,
        format: row.get(3)?,
        url: row.get(4)?,
        method: row.get(5)?,
        started_us: row.get(6)?,
        error: Some(CUT_OFF.to_owned()),
        signing: row.get(7)?,
        request_headers: row.get(8)?,
        request_bytes: row.get(9)?,
        request_body: row.get(10)?,
        edited: row.get(11)?,
        target: row.get(12)?,
        marked: row.get(13)?,
        ..Attempt::default()
    })
}
