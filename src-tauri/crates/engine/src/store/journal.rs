//! Table `journal`: captures, the user's marks, and skeletons of deleted captures, in one sequence that is never reused.
//! The bytes are the truth; nothing here reads them.

use hooktrail_domain::signature::Verdict;
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};

pub use super::journal_rows::{Capture, CaptureHead, Entry, NewCapture, Origin};
use super::{Migration, StoreError, Tx};

pub(super) const CREATE: Migration = Migration {
    name: "journal-1",
    sql: "CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,                 -- capture, mark, skeleton
        received_us INTEGER NOT NULL,       -- epoch microseconds
        origin TEXT NOT NULL DEFAULT '',    -- http, file, sample
        method TEXT NOT NULL DEFAULT '',
        path TEXT NOT NULL DEFAULT '',
        query TEXT NOT NULL DEFAULT '',
        peer TEXT,                          -- remote address
        status INTEGER NOT NULL DEFAULT 0,  -- what was answered
        verdict TEXT NOT NULL DEFAULT 'unchecked',
        secret TEXT,                        -- name of the secret that matched
        bytes INTEGER NOT NULL DEFAULT 0,   -- size of the body as received
        truncated INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0,
        headers BLOB NOT NULL DEFAULT x'',
        body BLOB NOT NULL DEFAULT x''      -- of a mark or skeleton: its JSON
    ) STRICT;",
};

pub(super) const INDEX_OTHERS: Migration = Migration {
    name: "journal-2",
    sql: "CREATE INDEX journal_others ON journal (seq) WHERE kind <> 'capture';",
};

pub(super) const ADD_SOURCE: Migration = Migration {
    name: "journal-3",
    sql: "ALTER TABLE journal ADD COLUMN source TEXT NOT NULL DEFAULT 'default'; -- id; '' for a file",
};

pub(super) const ADD_REPLAY_OF: Migration = Migration {
    name: "journal-4",
    sql: "ALTER TABLE journal ADD COLUMN replay_of TEXT; -- item that it is a copy of, sent by this Hooktrail
    CREATE INDEX journal_replay_of ON journal (replay_of) WHERE replay_of IS NOT NULL;",
};

pub(super) const INDEX_WRONG: Migration = Migration {
    name: "journal-5",
    sql: "CREATE INDEX journal_wrong ON journal (seq, verdict) WHERE verdict IN ('invalid', 'missing', 'malformed');",
};

/// SQL from a table on: the capture of a number, where its signature is wrong, missing or malformed. The index holds no
/// others, so to ask for one of the rest costs next to nothing.
pub(crate) fn wrong(seq: &str) -> String {
    format!(
        "journal INDEXED BY journal_wrong WHERE journal.seq = {seq}
           AND journal.verdict IN ('invalid', 'missing', 'malformed')"
    )
}

/// The verdict on capture `seq`, where its signature is wrong, missing or malformed.
pub fn wrong_verdict(conn: &Connection, seq: i64) -> Result<Option<Verdict>, StoreError> {
    let sql = format!("SELECT journal.verdict FROM {}", wrong("?1"));
    let verdict = |row: &Row<'_>| word(row, 0, Verdict::from_word);
    Ok(conn.prepare_cached(&sql)?.query_row([seq], verdict).optional()?)
}

/// The statement that keeps captures, prepared for a batch.
pub(super) struct Insert<'c> {
    conn: &'c Connection,
    statement: CachedStatement<'c>,
}

pub(super) fn insert(conn: &Connection) -> Result<Insert<'_>, StoreError> {
    let statement = conn.prepare_cached(
        "INSERT INTO journal (kind, received_us, origin, method, path, query, peer, status, verdict, secret, bytes,
           truncated, rejected, headers, body, source, replay_of)
         VALUES ('capture', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?;
    Ok(Insert { conn, statement })
}

impl Insert<'_> {
    pub(super) fn run(&mut self, new: &NewCapture) -> Result<i64, StoreError> {
        self.statement.execute(params![
            new.received_us,
            new.origin.word(),
            new.method,
            new.path,
            new.query,
            new.peer,
            new.status,
            new.verdict.word(),
            new.secret,
            i64::try_from(new.bytes).unwrap_or(i64::MAX),
            new.truncated,
            new.rejected,
            new.headers,
            &new.body[..],
            new.source,
            new.replay_of,
        ])?;
        Ok(self.conn.last_insert_rowid())
    }
}

/// Keeps a capture together with what else the job does.
pub fn append(tx: &Tx<'_>, new: &NewCapture) -> Result<i64, StoreError> {
    let seq = insert(tx)?.run(new)?;
    tx.added(seq);
    Ok(seq)
}

/// Keeps a mark's JSON.
pub fn append_mark(tx: &Tx<'_>, at_us: i64, payload: &[u8]) -> Result<i64, StoreError> {
    tx.prepare_cached("INSERT INTO journal (kind, received_us, body) VALUES ('mark', ?1, ?2)")?
        .execute(params![at_us, payload])?;
    Ok(tx.last_insert_rowid())
}

/// Deletes a capture and leaves `skeleton` in its place. False when there is no such capture.
pub fn replace_by_skeleton(tx: &Tx<'_>, seq: i64, skeleton: &[u8]) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "UPDATE journal SET kind = 'skeleton', origin = '', method = '', path = '', query = '', peer = NULL,
               status = 0, verdict = 'unchecked', secret = NULL, bytes = 0, truncated = 0, rejected = 0, headers = x'',
               source = '', replay_of = NULL, body = ?2
             WHERE seq = ?1 AND kind <> 'mark'",
        )?
        .execute(params![seq, skeleton])?;
    Ok(changed > 0)
}

/// Deletes a row without leaving anything. False when there is none.
pub fn remove(tx: &Tx<'_>, seq: i64) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("DELETE FROM journal WHERE seq = ?1")?.execute([seq])? > 0)
}

/// Deletes every row; numbers go on where they were. Answers how many captures are gone.
pub fn clear(tx: &Tx<'_>) -> Result<i64, StoreError> {
    let captures = count(tx)?;
    tx.execute("DELETE FROM journal", [])?;
    Ok(captures)
}

/// How many captures there are (skeletons are none).
pub fn count(conn: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM journal WHERE kind = 'capture'";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// How many captures there are after `seq`.
pub fn count_after(conn: &Connection, seq: i64) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM journal WHERE seq > ?1 AND kind = 'capture'";
    Ok(conn.prepare_cached(sql)?.query_row([seq], |row| row.get(0))?)
}

/// Numbers of captures on one side of another, in an order (`ASC`, `DESC`).
pub(crate) fn seqs(
    conn: &Connection,
    beyond: Option<(&str, i64)>,
    order: &str,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let (side, seq) = beyond.unwrap_or((">", 0));
    let sql = format!(
        "SELECT seq FROM journal WHERE seq {side} ?1 AND kind = 'capture' ORDER BY seq {order} LIMIT ?2"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([seq, limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Numbers of captures near this one that came to the same source and path from elsewhere, and whose signature fitted then:
/// at most `limit`, newest first, among the thousand before and after.
pub(crate) fn verified_near(
    conn: &Connection,
    head: &CaptureHead,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT seq FROM journal
         WHERE seq BETWEEN ?1 - 1000 AND ?1 + 1000 AND kind = 'capture' AND verdict = 'valid' AND origin = 'http'
           AND source = ?2 AND path = ?3 AND replay_of IS NULL AND NOT truncated
         ORDER BY seq DESC LIMIT ?4";
    let mut statement = conn.prepare_cached(sql)?;
    let rows =
        statement.query_map(params![head.seq, head.source, head.path, limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Marks and skeletons, oldest first.
pub fn others(conn: &Connection) -> Result<Vec<Entry>, StoreError> {
    let sql = format!(
        "SELECT {HEAD}, headers, body, kind FROM journal WHERE kind <> 'capture' ORDER BY seq"
    );
    let mut statement = conn.prepare(&sql)?;
    let rows = statement.query_map([], entry_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest sequence number given; 0 for an empty journal.
pub fn newest(conn: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT coalesce(max(seq), 0) FROM journal";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// When the first entry after `seq` came, epoch microseconds.
pub fn received_after(conn: &Connection, seq: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT received_us FROM journal WHERE seq > ?1 ORDER BY seq LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([seq], |row| row.get(0)).optional()?)
}

const HEAD: &str = "seq, received_us, origin, method, path, query, peer, status, verdict, secret, bytes, truncated, rejected, source,
    replay_of";

/// A capture whole, or `None` when there is none (any more).
pub fn capture(conn: &Connection, seq: i64) -> Result<Option<Capture>, StoreError> {
    let sql =
        format!("SELECT {HEAD}, headers, body FROM journal WHERE seq = ?1 AND kind = 'capture'");
    Ok(conn.prepare_cached(&sql)?.query_row([seq], capture_of).optional()?)
}

/// When a capture came, or a mark was set, epoch microseconds; `None` where neither is there (any more).
pub fn came(conn: &Connection, seq: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT received_us FROM journal WHERE seq = ?1 AND kind <> 'skeleton'";
    Ok(conn.prepare_cached(sql)?.query_row([seq], |row| row.get(0)).optional()?)
}

/// A capture without its bytes.
pub fn head(conn: &Connection, seq: i64) -> Result<Option<CaptureHead>, StoreError> {
    let sql = format!("SELECT {HEAD} FROM journal WHERE seq = ?1 AND kind = 'capture'");
    Ok(conn.prepare_cached(&sql)?.query_row([seq], head_of).optional()?)
}

/// Shows every row after `after` to `visit`, oldest first, until it says stop (false).
pub fn follow<E: From<StoreError>>(
    conn: &Connection,
    after: i64,
    mut visit: impl FnMut(Entry) -> Result<bool, E>,
) -> Result<(), E> {
    let sql =
        format!("SELECT {HEAD}, headers, body, kind FROM journal WHERE seq > ?1 ORDER BY seq");
    let mut statement = conn.prepare_cached(&sql).map_err(StoreError::from)?;
    let mut rows = statement.query([after]).map_err(StoreError::from)?;
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        if !visit(entry_of(row).map_err(StoreError::from)?)? {
            break;
        }
    }
    Ok(())
}

fn entry_of(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let (seq, at_us) = (row.get(0)?, row.get(1)?);
    Ok(match word(row, 17, Kind::from_word)? {
        Kind::Capture => Entry::Capture(Box::new(capture_of(row)?)),
        Kind::Mark => Entry::Mark { seq, at_us, payload: row.get(16)? },
        Kind::Skeleton => Entry::Skeleton { seq, received_us: at_us, payload: row.get(16)? },
    })
}

fn capture_of(row: &Row<'_>) -> rusqlite::Result<Capture> {
    Ok(Capture { head: head_of(row)?, headers: row.get(15)?, body: row.get(16)? })
}

fn head_of(row: &Row<'_>) -> rusqlite::Result<CaptureHead> {
    Ok(CaptureHead {
        seq: row.get(0)?,
        received_us: row.get(1)?,
        origin: word(row, 2, Origin::from_word)?,
        method: row.get(3)?,
        path: row.get(4)?,
        query: row.get(5)?,
        peer: row.get(6)?,
        status: row.get(7)?,
        verdict: word(row, 8, Verdict::from_word)?,
        secret: row.get(9)?,
        bytes: row.get(10)?,
        truncated: row.get(11)?,
        rejected: row.get(12)?,
        source: row.get(13)?,
        replay_of: row.get(14)?,
    })
}

/// What a row is.
enum Kind {
    Capture,
    Mark,
    Skeleton,
}

impl Kind {
    fn from_word(word: &str) -> Option<Self> {
        match word {
            "capture" => Some(Self::Capture),
            "mark" => Some(Self::Mark),
            "skeleton" => Some(Self::Skeleton),
            _ => None,
        }
    }
}

/// A column that holds one of a few words.
fn word<T>(row: &Row<'_>, index: usize, read: fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    let value = row.get_ref(index)?;
    let known = if let ValueRef::Text(text) = value {
        std::str::from_utf8(text).ok().and_then(read)
    } else {
        None
    };
    known.ok_or_else(|| {
        rusqlite::Error::InvalidColumnType(index, "one of its words".to_owned(), value.data_type())
    })
}
