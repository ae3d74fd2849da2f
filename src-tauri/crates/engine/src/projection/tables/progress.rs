//! Table `progress`: how far the projection has followed the journal, and what it has made. One row. It outlives the
//! other derived tables: it says which version of them is there.

use rusqlite::{Connection, OptionalExtension, params};

use crate::store::StoreError;

/// How far the projection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Which shape the tables have.
    pub version: i64,
    /// The last entry of the journal that is projected.
    pub cursor: i64,
    /// Grows when the journal's past changes (a deletion, a rebuild): what was read before is stale.
    pub epoch: i64,
    /// What was made, as listed.
    pub counts: Counts,
}

/// How many of each are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Captures that were read.
    pub captures: i64,
    /// Signals.
    pub signals: i64,
    /// Messages.
    pub messages: i64,
    /// Transitions.
    pub transitions: i64,
    /// Conversations.
    pub conversations: i64,
    /// Openings.
    pub openings: i64,
}

/// Makes the table, if it is not there.
pub(in crate::projection) fn create(conn: &Connection) -> Result<(), StoreError> {
    Ok(conn.execute_batch(
        "CREATE TABLE IF NOT EXISTS progress (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            version INTEGER NOT NULL,
            cursor INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            captures INTEGER NOT NULL,
            signals INTEGER NOT NULL,
            messages INTEGER NOT NULL,
            transitions INTEGER NOT NULL,
            conversations INTEGER NOT NULL,
            openings INTEGER NOT NULL
        ) STRICT;",
    )?)
}

/// How far it is; all zero before the first time.
pub fn get(conn: &Connection) -> Result<Progress, StoreError> {
    let row = conn
        .prepare_cached(
            "SELECT version, cursor, epoch, captures, signals, messages, transitions, conversations, openings
             FROM progress",
        )?
        .query_row([], |row| {
            Ok(Progress {
                version: row.get(0)?,
                cursor: row.get(1)?,
                epoch: row.get(2)?,
                counts: Counts {
                    captures: row.get(3)?,
                    signals: row.get(4)?,
                    messages: row.get(5)?,
                    transitions: row.get(6)?,
                    conversations: row.get(7)?,
                    openings: row.get(8)?,
                },
            })
        })
        .optional()?;
    Ok(row.unwrap_or_default())
}

/// Writes it.
pub fn put(conn: &Connection, progress: &Progress) -> Result<(), StoreError> {
    let Progress { version, cursor, epoch, counts } = progress;
    conn.prepare_cached(
        "INSERT OR REPLACE INTO progress VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        version,
        cursor,
        epoch,
        counts.captures,
        counts.signals,
        counts.messages,
        counts.transitions,
        counts.conversations,
        counts.openings,
    ])?;
    Ok(())
}
