//! Table `signals`: each thing that Meta said, slim: its words and data are read again from the body when they are shown.

use std::collections::BTreeMap;

use hooktrail_domain::signal::{Flags, Kind};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{keys_of, seq_in, seq_of};
use crate::store::StoreError;

/// A group of a thousand may tell as many times of one message in one second.
const COMPARED: usize = 64;

pub(super) const CREATE: &str = "CREATE TABLE signals (
        id INTEGER PRIMARY KEY,           -- capture and ordinal
        kind TEXT NOT NULL,
        path TEXT NOT NULL,
        platform TEXT NOT NULL,
        account TEXT,
        peer TEXT,
        named TEXT,                       -- whom it names, where that is not the peer: a member of a group
        thread INTEGER,
        at INTEGER,
        place INTEGER NOT NULL,           -- when it was said, else received
        flags INTEGER NOT NULL,
        state TEXT,                       -- what it says of a message
        note INTEGER NOT NULL,            -- stands by itself in its conversation: 1; if its message is not known: 2
        conflict TEXT                     -- what the ledger found odd
    ) STRICT;
    CREATE INDEX signals_note ON signals (thread, place) WHERE note > 0;
    CREATE INDEX signals_peer ON signals (peer, id) WHERE peer IS NOT NULL;
    CREATE INDEX signals_named ON signals (named, id) WHERE named IS NOT NULL;";

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalRow {
    /// Capture and ordinal.
    pub id: i64,
    /// What it is.
    pub kind: Kind,
    /// JSON path of the item.
    pub path: String,
    /// When it was said.
    pub at: Option<i64>,
    /// Marks, the ledger's included.
    pub flags: Flags,
    /// What it says of a message, a state's word.
    pub state: Option<String>,
    /// What the ledger found odd, in words.
    pub conflict: Option<String>,
}

/// A row with what only lookups need.
pub(in crate::projection) struct NewSignal<'a> {
    pub(in crate::projection) row: SignalRow,
    pub(in crate::projection) platform: &'a str,
    pub(in crate::projection) account: Option<&'a str>,
    pub(in crate::projection) peer: Option<&'a str>,
    pub(in crate::projection) named: Option<&'a str>,
    pub(in crate::projection) thread: Option<i64>,
    pub(in crate::projection) place: i64,
    pub(in crate::projection) note: i64,
}

pub(in crate::projection) fn insert(
    conn: &Connection,
    new: &NewSignal<'_>,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO signals VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        new.row.id,
        new.row.kind.word(),
        new.row.path,
        new.platform,
        new.account,
        new.peer,
        new.named,
        new.thread,
        new.row.at,
        new.place,
        new.row.flags.bits(),
        new.row.state,
        new.note,
        new.row.conflict,
    ])?;
    Ok(())
}

/// Columns for [`signal_of`], in order.
pub const COLUMNS: &str = "signals.id, signals.kind, signals.path, signals.at, signals.flags, signals.state, signals.conflict";

/// The signals of a capture, in order.
pub fn of_capture(conn: &Connection, seq: i64) -> Result<Vec<SignalRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM signals WHERE id >= ?1 AND id < ?2 ORDER BY id");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(keys_of(seq), signal_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The states that a capture's statuses tell, each once.
pub fn statuses_of(conn: &Connection, seq: i64) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT state FROM signals WHERE id >= ?1 AND id < ?2 AND kind = 'status' AND state IS NOT NULL
         GROUP BY state ORDER BY min(id)";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(keys_of(seq), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Path and conversation of each signal of a capture. One that names no customer speaks of its message's.
pub fn threads_of(conn: &Connection, seq: i64) -> Result<Vec<(String, Option<i64>)>, StoreError> {
    let sql = "SELECT path, coalesce(thread, (SELECT messages.thread FROM mentions
           JOIN messages ON messages.n = mentions.message
         WHERE mentions.signal = signals.id AND messages.thread IS NOT NULL LIMIT 1))
         FROM signals WHERE id >= ?1 AND id < ?2 ORDER BY id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(keys_of(seq), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Where a signal stands: its conversation (`platform/account/peer`), and the message in it that it speaks of.
pub type Stands = (Option<String>, Option<String>);

/// Where a signal stands.
pub fn stands(conn: &Connection, id: i64) -> Result<Stands, StoreError> {
    Ok(stands_between(conn, [id, id + 1])?.remove(&id).unwrap_or_default())
}

/// Where each signal of a capture stands that stands anywhere, by its key.
pub fn stands_of(conn: &Connection, seq: i64) -> Result<BTreeMap<i64, Stands>, StoreError> {
    stands_between(conn, keys_of(seq))
}

fn stands_between(conn: &Connection, keys: [i64; 2]) -> Result<BTreeMap<i64, Stands>, StoreError> {
    let sql = "SELECT signals.id, threads.platform || '/' || threads.account || '/' || threads.peer,
           messages.platform || '/' || messages.account || '/' || messages.mid
         FROM signals
         LEFT JOIN messages ON messages.listed = 1 AND messages.thread IS NOT NULL
           AND messages.n = (SELECT min(message) FROM mentions WHERE signal = signals.id)
         JOIN threads ON threads.n = coalesce(messages.thread, signals.thread) AND threads.activity IS NOT NULL
         WHERE signals.id >= ?1 AND signals.id < ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(keys, |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When the note of a key stands in its conversation; `None` where it is none, or gone.
pub fn place_of_note(conn: &Connection, id: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT place FROM signals WHERE id = ?1 AND note > 0";
    Ok(conn.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?)
}

/// The signals that speak of a message, oldest first.
pub fn of_message(conn: &Connection, n: i64) -> Result<Vec<SignalRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM mentions JOIN signals ON signals.id = mentions.signal
         WHERE mentions.message = ?1 ORDER BY mentions.signal"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([n], signal_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The captures that say something of a customer, or name them in a group, oldest first.
pub(in crate::projection) fn captures_of(
    conn: &Connection,
    account: &str,
    peer: &str,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM signals WHERE account = ?1 AND peer = ?2
         UNION SELECT id FROM signals WHERE account = ?1 AND named = ?2 ORDER BY id",
    )?;
    let rows = statement.query_map([account, peer], |row| row.get(0).map(seq_of))?;
    let mut captures = rows.collect::<Result<Vec<i64>, _>>()?;
    captures.dedup();
    Ok(captures)
}

/// Captures that may have told the same first: something of that kind and time, of a message, else at that place of the
/// conversation. The oldest first, without what came again itself, and not more than anybody compares.
pub(in crate::projection) fn told(
    conn: &Connection,
    kind: Kind,
    at: Option<i64>,
    message: Option<i64>,
    thread: Option<i64>,
) -> Result<Vec<i64>, StoreError> {
    let (signals, of) = match (message, thread) {
        (Some(message), _) => (
            "mentions JOIN signals ON signals.id = mentions.signal
             WHERE mentions.message = ?1 AND signals.kind = ?2 AND signals.at IS ?3",
            message,
        ),
        (None, Some(thread)) => {
            ("signals WHERE thread = ?1 AND note > 0 AND kind = ?2 AND place = ?3", thread)
        }
        (None, None) => return Ok(Vec::new()),
    };
    let sql = format!(
        "SELECT DISTINCT {} AS capture FROM {signals}
           AND EXISTS (SELECT 1 FROM readings WHERE seq = capture AND first IS NULL)
         ORDER BY capture LIMIT {COMPARED}",
        seq_in!("signals.id")
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let captures = statement.query_map(params![of, kind.word(), at], |row| row.get(0))?;
    Ok(captures.collect::<Result<_, _>>()?)
}

/// Deletes those of a capture. Answers how many there were.
pub(in crate::projection) fn delete_of(conn: &Connection, seq: i64) -> Result<i64, StoreError> {
    let sql = "DELETE FROM signals WHERE id >= ?1 AND id < ?2";
    let gone = conn.prepare_cached(sql)?.execute(keys_of(seq))?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX))
}

/// Reads [`COLUMNS`].
pub fn signal_of(row: &Row<'_>) -> rusqlite::Result<SignalRow> {
    let kind: String = row.get(1)?;
    Ok(SignalRow {
        id: row.get(0)?,
        kind: Kind::from_word(&kind).unwrap_or(Kind::Unknown),
        path: row.get(2)?,
        at: row.get(3)?,
        flags: Flags::from_bits(row.get(4)?),
        state: row.get(5)?,
        conflict: row.get(6)?,
    })
}
