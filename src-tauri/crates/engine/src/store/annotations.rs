//! Tables `annotations` and `labels`: what the user wrote beside captures: pins, notes, labels. They are nobody else's: a
//! rebuild leaves them, and they go with their capture.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Migration, StoreError, Tx};

pub(super) const CREATE: Migration = Migration {
    name: "annotations-1",
    sql: "CREATE TABLE annotations (
        seq INTEGER PRIMARY KEY,            -- the capture
        pinned INTEGER NOT NULL DEFAULT 0,
        note TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE TABLE labels (
        label TEXT NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (label, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX labels_seq ON labels (seq);",
};

/// What stands beside a capture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Annotation {
    /// Kept at hand.
    pub pinned: bool,
    /// In the user's words; empty: none.
    pub note: String,
    /// In the alphabet's order.
    pub labels: Vec<String>,
}

/// What stands beside capture `seq`.
pub fn of(conn: &Connection, seq: i64) -> Result<Annotation, StoreError> {
    let row = conn
        .prepare_cached("SELECT pinned, note FROM annotations WHERE seq = ?1")?
        .query_row([seq], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (pinned, note) = row.unwrap_or_default();
    let mut statement =
        conn.prepare_cached("SELECT label FROM labels WHERE seq = ?1 ORDER BY label")?;
    let labels = statement.query_map([seq], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(Annotation { pinned, note, labels })
}

/// Pins a capture, or unpins it.
pub fn pin(tx: &Tx<'_>, seq: i64, pinned: bool) -> Result<(), StoreError> {
    let sql = "INSERT INTO annotations (seq, pinned) VALUES (?1, ?2)
        ON CONFLICT (seq) DO UPDATE SET pinned = excluded.pinned";
    tx.prepare_cached(sql)?.execute(params![seq, pinned])?;
    tidy(tx, seq)
}

/// Writes a note beside a capture; an empty one takes it away.
pub fn write(tx: &Tx<'_>, seq: i64, note: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO annotations (seq, note) VALUES (?1, ?2)
        ON CONFLICT (seq) DO UPDATE SET note = excluded.note";
    tx.prepare_cached(sql)?.execute(params![seq, note])?;
    tidy(tx, seq)
}

/// Puts a label on a capture.
pub fn label(tx: &Tx<'_>, seq: i64, label: &str) -> Result<(), StoreError> {
    let sql = "INSERT OR IGNORE INTO labels VALUES (?1, ?2)";
    tx.prepare_cached(sql)?.execute(params![label, seq])?;
    Ok(())
}

/// Takes a label off.
pub fn unlabel(tx: &Tx<'_>, seq: i64, label: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM labels WHERE label = ?1 AND seq = ?2";
    tx.prepare_cached(sql)?.execute(params![label, seq])?;
    Ok(())
}

fn tidy(tx: &Tx<'_>, seq: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM annotations WHERE seq = ?1 AND pinned = 0 AND note = ''";
    tx.prepare_cached(sql)?.execute([seq])?;
    Ok(())
}

/// Forgets what stands beside a capture.
pub fn delete_of(tx: &Tx<'_>, seq: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM annotations WHERE seq = ?1")?.execute([seq])?;
    tx.prepare_cached("DELETE FROM labels WHERE seq = ?1")?.execute([seq])?;
    Ok(())
}

/// Forgets all.
pub fn clear(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM annotations", [])?;
    tx.execute("DELETE FROM labels", [])?;
    Ok(())
}
