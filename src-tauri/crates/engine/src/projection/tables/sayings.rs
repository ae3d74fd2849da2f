//! Table `sayings`: the words in each capture, for finding them: of messages, edits and comments, and where a file lay.

use hooktrail_domain::signal::Signal;
use rusqlite::{Connection, OptionalExtension, params};

use crate::store::StoreError;
use crate::store::journal::{CaptureHead, Origin};

pub(super) const CREATE: &str = "CREATE TABLE sayings (
        seq INTEGER PRIMARY KEY,
        text TEXT NOT NULL                -- a line each
    ) STRICT;";

pub(in crate::projection) fn insert(
    conn: &Connection,
    head: &CaptureHead,
    signals: &[Signal],
) -> Result<(), StoreError> {
    let file = (head.origin == Origin::File).then_some(head.path.as_str());
    let said = signals.iter().filter_map(|signal| signal.text.as_deref());
    let text = said.chain(file).collect::<Vec<_>>().join("\n");
    if !text.is_empty() {
        conn.prepare_cached("INSERT INTO sayings VALUES (?1, ?2)")?
            .execute(params![head.seq, text])?;
    }
    Ok(())
}

/// The words of a capture, at most `longest` characters of them.
pub fn of(conn: &Connection, seq: i64, longest: i64) -> Result<Option<String>, StoreError> {
    let sql = "SELECT substr(text, 1, ?2) FROM sayings WHERE seq = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([seq, longest], |row| row.get(0)).optional()?)
}

pub(in crate::projection) fn delete(conn: &Connection, seq: i64) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM sayings WHERE seq = ?1")?.execute([seq])?;
    Ok(())
}
