//! Table `transitions`: changes of messages' states, each caused by a signal or a mark.

use hooktrail_domain::ledger::{Basis, MessageKey, State, ThreadKey, Transition};
use hooktrail_domain::signal::{Flags, Platform};
use rusqlite::{Connection, Row, params};

use super::keys_of;
use crate::store::StoreError;

pub(super) const CREATE: &str = "CREATE TABLE transitions (
        id INTEGER PRIMARY KEY,           -- capture (or mark) and number among its transitions
        signal INTEGER NOT NULL,          -- what caused it; ordinal 0 for a mark
        message INTEGER NOT NULL,
        thread INTEGER,
        participant TEXT,
        from_state TEXT,
        to_state TEXT NOT NULL,
        at INTEGER,
        basis TEXT NOT NULL,
        flags INTEGER NOT NULL,
        error TEXT,
        session INTEGER NOT NULL,
        code INTEGER                      -- Meta's, of the error
    ) STRICT;
    CREATE INDEX transitions_message ON transitions (message);";

/// A row of the table, with the names that its keys stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct TransitionRow {
    /// Capture (or mark) and number among its transitions.
    pub id: i64,
    /// The signal that caused it.
    pub signal: i64,
    /// What happened.
    pub transition: Transition,
}

/// Keys of what a transition speaks of.
pub(in crate::projection) struct Keys {
    pub(in crate::projection) id: i64,
    pub(in crate::projection) signal: i64,
    pub(in crate::projection) message: i64,
    pub(in crate::projection) thread: Option<i64>,
}

pub(in crate::projection) fn insert(
    conn: &Connection,
    keys: &Keys,
    transition: &Transition,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO transitions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        keys.id,
        keys.signal,
        keys.message,
        keys.thread,
        transition.participant,
        transition.from.map(State::word),
        transition.to.word(),
        transition.at,
        transition.basis.word(),
        transition.flags.bits(),
        transition.error,
        transition.session,
        transition.code,
    ])?;
    Ok(())
}

/// Columns for [`transition_of`], in order; needs [`JOINED`].
pub const COLUMNS: &str = "transitions.id, transitions.signal, messages.platform, messages.account, messages.mid,
    threads.peer, transitions.participant, transitions.from_state, transitions.to_state, transitions.at,
    transitions.basis, transitions.flags, transitions.error, transitions.session, transitions.code";

/// The tables that [`COLUMNS`] come from. A customer who became known later counts as known.
pub const JOINED: &str = "transitions JOIN messages ON messages.n = transitions.message
    LEFT JOIN threads ON threads.n = coalesce(transitions.thread, messages.thread)";

/// Those of a capture or mark, in order.
pub fn of_capture(conn: &Connection, seq: i64) -> Result<Vec<TransitionRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {JOINED} WHERE transitions.id >= ?1 AND transitions.id < ?2 ORDER BY transitions.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(keys_of(seq), transition_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The conversation of one.
pub fn thread_of(conn: &Connection, id: i64) -> Result<Option<i64>, StoreError> {
    let sql = format!("SELECT threads.n FROM {JOINED} WHERE transitions.id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0))?)
}

/// Those of a message, in order.
pub fn of_message(conn: &Connection, n: i64) -> Result<Vec<TransitionRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {JOINED} WHERE transitions.message = ?1 ORDER BY transitions.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([n], transition_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Deletes those of a capture. Answers how many there were.
pub(in crate::projection) fn delete_of(conn: &Connection, seq: i64) -> Result<i64, StoreError> {
    let sql = "DELETE FROM transitions WHERE id >= ?1 AND id < ?2";
    let gone = conn.prepare_cached(sql)?.execute(keys_of(seq))?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX))
}

/// Reads [`COLUMNS`].
pub fn transition_of(row: &Row<'_>) -> rusqlite::Result<TransitionRow> {
    let word = |column: usize| row.get::<_, Option<String>>(column);
    let state = |word: Option<String>| word.as_deref().and_then(State::from_word);
    let transition = Transition {
        platform: platform(row, 2)?,
        account: row.get(3)?,
        message_id: row.get(4)?,
        peer: row.get(5)?,
        participant: row.get(6)?,
        from: state(word(7)?),
        to: state(word(8)?).unwrap_or(State::Sent),
        at: row.get(9)?,
        basis: word(10)?.as_deref().and_then(Basis::from_word).unwrap_or(Basis::Observed),
        flags: Flags::from_bits(row.get(11)?),
        error: row.get(12)?,
        session: row.get(13)?,
        code: row.get(14)?,
    };
    Ok(TransitionRow { id: row.get(0)?, signal: row.get(1)?, transition })
}

fn platform(row: &Row<'_>, column: usize) -> rusqlite::Result<Platform> {
    let word: String = row.get(column)?;
    Ok(Platform::from_word(&word).unwrap_or(Platform::Unknown))
}

/// The message a transition speaks of.
pub fn message_key(transition: &Transition) -> MessageKey {
    MessageKey {
        platform: transition.platform,
        account: transition.account.clone(),
        message_id: transition.message_id.clone(),
    }
}

/// Its conversation, once the customer is known.
pub fn thread_key(transition: &Transition) -> Option<ThreadKey> {
    Some(ThreadKey {
        platform: transition.platform,
        account: transition.account.clone(),
        peer: transition.peer.clone()?,
    })
}
