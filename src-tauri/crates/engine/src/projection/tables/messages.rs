//! Table `messages`: the ledger's record of each message, and what lists need of it without opening the record. A row
//! without a record is something that was only mentioned (a reaction to a message we never saw). A row that is not
//! listed stays for the ledger: every capture that spoke of it was deleted.

use hooktrail_domain::ledger::{MessageKey, MessageRecord, Standstill, State};
use hooktrail_domain::signal::{Direction, Platform};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::store::StoreError;

pub(super) const CREATE: &str = "CREATE TABLE messages (
        n INTEGER PRIMARY KEY,            -- key of its first mention
        hash INTEGER NOT NULL,            -- of platform, account and mid: finds a long mid through a short index
        platform TEXT NOT NULL,
        account TEXT NOT NULL,
        mid TEXT NOT NULL,
        record BLOB,                      -- the ledger's, JSON
        thread INTEGER,
        place INTEGER,                    -- when it was said, or last spoken of
        direction TEXT,
        state TEXT,                       -- delivery state
        deleted INTEGER NOT NULL,
        outbound INTEGER NOT NULL,        -- a status may cover it: outbound, time known
        listed INTEGER NOT NULL,
        said INTEGER,                     -- the signal that is the message itself
        text TEXT,                        -- its words, after the last edit
        gist TEXT,                        -- what it was, when it has no words
        edit INTEGER NOT NULL,            -- order of the edit that `text` is from, else 0
        still TEXT,                       -- the state that it has not moved on from
        still_since INTEGER,
        still_seq INTEGER                 -- the entry of the journal that made it so
    ) STRICT;
    CREATE INDEX messages_hash ON messages (hash);
    CREATE INDEX messages_mid ON messages (substr(mid, -20)); -- ends differ where beginnings are all alike
    -- With what conversations are filtered by, so that their messages need not be opened.
    CREATE INDEX messages_thread ON messages (thread, place, listed, deleted);
    CREATE INDEX messages_state ON messages (state, thread, listed); -- a state that few have is one look for each conversation
    CREATE INDEX messages_still ON messages (still, still_since, listed) WHERE still IS NOT NULL;
    CREATE INDEX messages_still_new ON messages (still, still_seq, still_since, listed) WHERE still IS NOT NULL;";

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its key.
    pub n: i64,
    /// The ledger's record.
    pub record: Option<MessageRecord>,
    /// Its conversation's key.
    pub thread: Option<i64>,
    /// Whether a capture that is still there speaks of it.
    pub listed: bool,
    /// The signal that is the message itself.
    pub said: Option<i64>,
    /// Its words, after the last edit.
    pub text: Option<String>,
    /// What it was, when it has no words.
    pub gist: Option<String>,
    /// Order of the edit that `text` is from among its edits; 0 where it is from none.
    pub edit: i64,
    /// Where it stands still, and which entry of the journal made it so.
    pub still: Option<(Standstill, i64)>,
}

/// When a message was said, ms: by itself, else at the latest when the first of its states was reached. WhatsApp never tells
/// of what is sent through its API but by statuses.
pub fn at(record: &MessageRecord) -> Option<i64> {
    record.at.or_else(|| record.summary().iter().filter_map(|(_, known)| known.at).min())
}

/// The time a record stands at in its conversation: when it was said, else when it was last spoken of.
pub fn place(record: &MessageRecord) -> Option<i64> {
    at(record).or(record.last_said)
}

const COLUMNS: &str =
    "n, record, thread, listed, said, text, gist, edit, still, still_since, still_seq";

/// The row of `key`.
pub fn find(conn: &Connection, key: &MessageKey) -> Result<Option<Message>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM messages WHERE hash = ?1 AND mid = ?2 AND account = ?3 AND platform = ?4"
    );
    let row = conn
        .prepare_cached(&sql)?
        .query_row(params![hash(key), key.message_id, key.account, key.platform.word()], message_of)
        .optional()?;
    Ok(row)
}

/// The row with key `n`.
pub fn get(conn: &Connection, n: i64) -> Result<Option<Message>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM messages WHERE n = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([n], message_of).optional()?)
}

/// Writes a row over the one before.
pub(in crate::projection) fn put(
    conn: &Connection,
    key: &MessageKey,
    row: &Message,
) -> Result<(), StoreError> {
    let record = row.record.as_ref();
    let direction = record.and_then(MessageRecord::direction);
    let outbound =
        direction == Some(Direction::Outbound) && record.is_some_and(|record| record.at.is_some());
    conn.prepare_cached(
        "INSERT INTO messages
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
         ON CONFLICT (n) DO UPDATE SET record = excluded.record, thread = excluded.thread, place = excluded.place,
           direction = excluded.direction, state = excluded.state, deleted = excluded.deleted,
           outbound = excluded.outbound, listed = excluded.listed, said = excluded.said, text = excluded.text,
           gist = excluded.gist, edit = excluded.edit, still = excluded.still, still_since = excluded.still_since,
           still_seq = excluded.still_seq",
    )?
    .execute(params![
        row.n,
        hash(key),
        key.platform.word(),
        key.account,
        key.message_id,
        record.map(|record| serde_json::to_vec(record).unwrap_or_default()),
        row.thread,
        record.map(|record| place(record).unwrap_or(0)),
        direction.map(Direction::word),
        record.and_then(MessageRecord::delivery_state).map(|state| state.word()),
        record.is_some_and(|record| record.deleted.is_some()),
        outbound,
        row.listed,
        row.said,
        row.text,
        row.gist,
        row.edit,
        row.still.map(|(still, _)| still.state.word()),
        row.still.map(|(still, _)| still.since),
        row.still.map(|(_, seq)| seq),
    ])?;
    Ok(())
}

/// Mids of a conversation's outbound messages said from `from` on and before `until`.
pub(in crate::projection) fn outbound_between(
    conn: &Connection,
    thread: i64,
    from: i64,
    until: i64,
) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT mid FROM messages WHERE thread = ?1 AND place >= ?2 AND place < ?3 AND outbound = 1",
    )?;
    let rows = statement.query_map([thread, from, until], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets a row.
pub(in crate::projection) fn remove(conn: &Connection, n: i64) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM messages WHERE n = ?1")?.execute([n])?;
    Ok(())
}

/// Reads [`COLUMNS`].
fn message_of(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        n: row.get(0)?,
        record: record_of(row, 1)?,
        thread: row.get(2)?,
        listed: row.get(3)?,
        said: row.get(4)?,
        text: row.get(5)?,
        gist: row.get(6)?,
        edit: row.get(7)?,
        still: still_of(row)?,
    })
}

fn still_of(row: &Row<'_>) -> rusqlite::Result<Option<(Standstill, i64)>> {
    let (word, since, seq): (Option<String>, _, _) = (row.get(8)?, row.get(9)?, row.get(10)?);
    let state = word.as_deref().and_then(State::from_word);
    Ok(match (state, since, seq) {
        (Some(state), Some(since), Some(seq)) => Some((Standstill { state, since }, seq)),
        _ => None,
    })
}

/// The ledger's record in a column.
pub fn record_of(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<MessageRecord>> {
    let bytes = row.get_ref(column)?.as_blob_or_null()?;
    let Some(bytes) = bytes else { return Ok(None) };
    serde_json::from_slice(bytes).map(Some).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Blob, error.into())
    })
}

/// FNV-1a over the key's parts: stable over releases, as it is stored.
fn hash(key: &MessageKey) -> i64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let parts = [key.platform.word(), &key.account, &key.message_id];
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash.cast_signed()
}

/// `platform/account/mid`.
pub fn id(key: &MessageKey) -> String {
    format!("{}/{}/{}", key.platform.word(), key.account, key.message_id)
}

/// The key in `platform/account/mid`.
pub fn key_of(id: &str) -> Option<MessageKey> {
    let mut parts = id.splitn(3, '/');
    let platform = Platform::from_word(parts.next()?)?;
    let (account, mid) = (parts.next()?, parts.next()?);
    Some(MessageKey { platform, account: account.to_owned(), message_id: mid.to_owned() })
}
