//! Table `threads`: conversations, with the ledger's record of each and what their list needs. A row without activity is
//! not listed: nothing that is still there belongs to it.

use hooktrail_domain::ledger::{ConversationRecord, ThreadKey};
use hooktrail_domain::signal::Platform;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::store::StoreError;

pub(super) const CREATE: &str = "CREATE TABLE threads (
        n INTEGER PRIMARY KEY,            -- key of its first mention
        platform TEXT NOT NULL,
        account TEXT NOT NULL,
        peer TEXT NOT NULL,
        record BLOB NOT NULL,             -- the ledger's, JSON
        done INTEGER NOT NULL,
        activity INTEGER,                 -- when something was last said
        messages INTEGER NOT NULL         -- listed ones
    ) STRICT;
    CREATE UNIQUE INDEX threads_key ON threads (account, peer, platform);
    -- Whatever lists are filtered by, so that they need not open every row.
    CREATE INDEX threads_activity ON threads (activity, n, platform, account, peer, done, messages);
    -- An account's conversations likewise, and how much was said with it.
    CREATE INDEX threads_account ON threads (account, activity, n, platform, peer, done, messages);";

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    /// Its key.
    pub n: i64,
    /// The ledger's record.
    pub record: ConversationRecord,
    /// When something was last said; `None`: not listed.
    pub activity: Option<i64>,
    /// How many messages are listed.
    pub messages: i64,
}

/// Columns for [`thread_of`], in order.
pub const COLUMNS: &str = "threads.n, threads.record, threads.activity, threads.messages";

/// The row of `key`.
pub fn find(conn: &Connection, key: &ThreadKey) -> Result<Option<Thread>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM threads WHERE account = ?1 AND peer = ?2 AND platform = ?3");
    let row = conn
        .prepare_cached(&sql)?
        .query_row(params![key.account, key.peer, key.platform.word()], thread_of)
        .optional()?;
    Ok(row)
}

/// The row with key `n`.
pub fn get(conn: &Connection, n: i64) -> Result<Option<Thread>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM threads WHERE n = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([n], thread_of).optional()?)
}

/// The rows of a customer with an account, on every platform.
pub fn of(conn: &Connection, account: &str, peer: &str) -> Result<Vec<Thread>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM threads WHERE account = ?1 AND peer = ?2 ORDER BY n");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([account, peer], thread_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes a row over the one before.
pub(in crate::projection) fn put(conn: &Connection, row: &Thread) -> Result<(), StoreError> {
    let key = &row.record.key;
    conn.prepare_cached(
        "INSERT INTO threads VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (n) DO UPDATE SET record = excluded.record, done = excluded.done, activity = excluded.activity,
           messages = excluded.messages",
    )?
    .execute(params![
        row.n,
        key.platform.word(),
        key.account,
        key.peer,
        serde_json::to_vec(&row.record).unwrap_or_default(),
        row.record.is_done(),
        row.activity,
        row.messages,
    ])?;
    Ok(())
}

/// When something that is still there was last said in it.
pub(in crate::projection) fn activity(
    conn: &Connection,
    n: i64,
) -> Result<Option<i64>, StoreError> {
    let last = |sql: &str| -> Result<Option<i64>, StoreError> {
        Ok(conn.prepare_cached(sql)?.query_row([n], |row| row.get(0)).optional()?.flatten())
    };
    let message = last(
        "SELECT place FROM messages WHERE thread = ?1 AND listed = 1 AND record IS NOT NULL
         ORDER BY place DESC LIMIT 1",
    )?;
    let note = last(
        "SELECT place FROM signals WHERE thread = ?1 AND note > 0 ORDER BY place DESC LIMIT 1",
    )?;
    Ok(message.max(note))
}

/// Forgets a row.
pub(in crate::projection) fn remove(conn: &Connection, n: i64) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM threads WHERE n = ?1")?.execute([n])?;
    Ok(())
}

/// Reads [`COLUMNS`].
pub fn thread_of(row: &Row<'_>) -> rusqlite::Result<Thread> {
    let record = serde_json::from_slice(row.get_ref(1)?.as_blob()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Blob, error.into())
    })?;
    Ok(Thread { n: row.get(0)?, record, activity: row.get(2)?, messages: row.get(3)? })
}

/// `platform/account/peer`.
pub fn id(key: &ThreadKey) -> String {
    format!("{}/{}/{}", key.platform.word(), key.account, key.peer)
}

/// The key in `platform/account/peer`.
pub fn key_of(id: &str) -> Option<ThreadKey> {
    let mut parts = id.splitn(3, '/');
    let platform = Platform::from_word(parts.next()?)?;
    let (account, peer) = (parts.next()?, parts.next()?);
    Some(ThreadKey { platform, account: account.to_owned(), peer: peer.to_owned() })
}
