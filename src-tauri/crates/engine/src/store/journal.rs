//! Table `journal`: captures, the user's marks, and skeletons of deleted captures, in one sequence that is never reused.
//! The bytes are the truth; nothing here reads them.

use bytes::Bytes;
use hooktrail_domain::signal::Millis;
use hooktrail_domain::signature::Verdict;
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};

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

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }
        impl $name {
            /// The one spelling used everywhere.
            pub const fn word(self) -> &'static str { match self { $(Self::$variant => $word),+ } }
            /// The value spelt `word`.
            pub fn from_word(word: &str) -> Option<Self> { match word { $($word => Some(Self::$variant),)+ _ => None } }
        }
    };
}

words! {
    /// How a capture came.
    Origin {
        /// Over the receiver's port.
        Http = "http",
        /// From the watched folder.
        File = "file",
        /// Over the receiver's port, made by *Send a sample*.
        Sample = "sample",
    }
}

words! {
    /// What a row of the journal is.
    Kind {
        /// A request or file as it came.
        Capture = "capture",
        /// Something the user did.
        Mark = "mark",
        /// What is left of a deleted capture: facts without text.
        Skeleton = "skeleton",
    }
}

/// A request or file to keep.
#[derive(Debug, Clone)]
pub struct NewCapture {
    /// When it was received, epoch microseconds.
    pub received_us: i64,
    /// How it came.
    pub origin: Origin,
    /// `POST`, `GET`.
    pub method: String,
    /// Path as it came, percent-encoding included; for a file, where it lay.
    pub path: String,
    /// Query as it came, without `?`.
    pub query: String,
    /// Remote address.
    pub peer: Option<String>,
    /// The status that is answered once this is committed.
    pub status: u16,
    /// What its signature said.
    pub verdict: Verdict,
    /// Name of the secret that matched.
    pub secret: Option<String>,
    /// Size of the body as received; larger than `body` when truncated.
    pub bytes: u64,
    /// Only the beginning of the body is kept.
    pub truncated: bool,
    /// Refused by an enforced signature: kept, not read further.
    pub rejected: bool,
    /// The header list, encoded by [`crate::journal::Headers`].
    pub headers: Vec<u8>,
    /// The body's bytes as they came.
    pub body: Bytes,
}

/// What a capture row says without its headers and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureHead {
    /// Its place in the journal, and its id.
    pub seq: i64,
    /// When it was received, epoch microseconds.
    pub received_us: i64,
    /// How it came.
    pub origin: Origin,
    /// As [`NewCapture::method`].
    pub method: String,
    /// As [`NewCapture::path`].
    pub path: String,
    /// As [`NewCapture::query`].
    pub query: String,
    /// As [`NewCapture::peer`].
    pub peer: Option<String>,
    /// What was answered.
    pub status: u16,
    /// What its signature said.
    pub verdict: Verdict,
    /// Name of the secret that matched.
    pub secret: Option<String>,
    /// Size of the body as received.
    pub bytes: i64,
    /// Only the beginning of the body is kept.
    pub truncated: bool,
    /// Refused by an enforced signature.
    pub rejected: bool,
}

impl CaptureHead {
    /// When it was received, epoch milliseconds.
    pub fn received_at(&self) -> Millis {
        self.received_us / 1_000
    }
}

/// A capture whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// All but the bytes.
    pub head: CaptureHead,
    /// The header list, encoded.
    pub headers: Vec<u8>,
    /// The stored bytes.
    pub body: Vec<u8>,
}

/// A row of the journal, for whoever follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A request or file.
    Capture(Capture),
    /// Something the user did; `payload` is its JSON.
    Mark {
        /// Place in the journal.
        seq: i64,
        /// When, epoch microseconds.
        at_us: i64,
        /// JSON of [`crate::journal::Mark`].
        payload: Vec<u8>,
    },
    /// What is left of a deleted capture.
    Skeleton {
        /// The deleted capture's place.
        seq: i64,
        /// When the capture was received, epoch microseconds.
        received_us: i64,
        /// What whoever deleted it left.
        payload: Vec<u8>,
    },
}

impl Entry {
    /// Its place in the journal.
    pub fn seq(&self) -> i64 {
        match self {
            Self::Capture(capture) => capture.head.seq,
            Self::Mark { seq, .. } | Self::Skeleton { seq, .. } => *seq,
        }
    }
}

/// The statement that keeps captures, prepared for a batch.
pub(super) struct Insert<'c> {
    conn: &'c Connection,
    statement: CachedStatement<'c>,
}

pub(super) fn insert(conn: &Connection) -> Result<Insert<'_>, StoreError> {
    let statement = conn.prepare_cached(
        "INSERT INTO journal (kind, received_us, origin, method, path, query, peer, status, verdict, secret, bytes,
           truncated, rejected, headers, body)
         VALUES ('capture', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
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
               body = ?2
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

const HEAD: &str = "seq, received_us, origin, method, path, query, peer, status, verdict, secret, bytes, truncated, rejected";

/// A capture whole, or `None` when there is none (any more).
pub fn capture(conn: &Connection, seq: i64) -> Result<Option<Capture>, StoreError> {
    let sql =
        format!("SELECT {HEAD}, headers, body FROM journal WHERE seq = ?1 AND kind = 'capture'");
    Ok(conn.prepare_cached(&sql)?.query_row([seq], capture_of).optional()?)
}

/// A capture without its bytes.
pub fn head(conn: &Connection, seq: i64) -> Result<Option<CaptureHead>, StoreError> {
    let sql = format!("SELECT {HEAD} FROM journal WHERE seq = ?1 AND kind = 'capture'");
    Ok(conn.prepare_cached(&sql)?.query_row([seq], head_of).optional()?)
}

/// Captures older than `before`, newest first, without their bytes.
pub fn heads_before(
    conn: &Connection,
    before: i64,
    limit: i64,
) -> Result<Vec<CaptureHead>, StoreError> {
    let sql = format!(
        "SELECT {HEAD} FROM journal WHERE seq < ?1 AND kind = 'capture' ORDER BY seq DESC LIMIT ?2"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([before, limit], head_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Captures newer than `after`, oldest first, without their bytes.
pub fn heads_after(
    conn: &Connection,
    after: i64,
    limit: i64,
) -> Result<Vec<CaptureHead>, StoreError> {
    let sql = format!(
        "SELECT {HEAD} FROM journal WHERE seq > ?1 AND kind = 'capture' ORDER BY seq LIMIT ?2"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([after, limit], head_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
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
    Ok(match word(row, 15, Kind::from_word)? {
        Kind::Capture => Entry::Capture(capture_of(row)?),
        Kind::Mark => Entry::Mark { seq, at_us, payload: row.get(14)? },
        Kind::Skeleton => Entry::Skeleton { seq, received_us: at_us, payload: row.get(14)? },
    })
}

fn capture_of(row: &Row<'_>) -> rusqlite::Result<Capture> {
    Ok(Capture { head: head_of(row)?, headers: row.get(13)?, body: row.get(14)? })
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
    })
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
