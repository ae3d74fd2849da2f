//! Why signals of a capture moved no state and opened no conversation: the ledger says it, here is what it is asked with.

use std::collections::HashSet;

use hooktrail_domain::ledger::Unmoved;
use hooktrail_domain::signal::{Kind, Signal};
use rusqlite::Connection;

use crate::projection::tables::keys_of;
use crate::projection::tables::messages;
use crate::projection::tables::signals::SignalRow;
use crate::store::StoreError;

/// What stands for a signal that is not processed yet.
const UNPROCESSED: &str = "unprocessed";

/// The signals of capture `seq` that moved a state or opened a conversation.
pub(super) fn moving(conn: &Connection, seq: i64) -> Result<HashSet<i64>, StoreError> {
    let sql = "SELECT signal FROM transitions WHERE id >= ?1 AND id < ?2
         UNION SELECT signal FROM openings WHERE id >= ?1 AND id < ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(keys_of(seq), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Why a signal, which `kept` keeps, moved nothing; `message`: the one that it speaks of.
pub(super) fn unmoved(
    conn: &Connection,
    signal: &Signal,
    kept: Option<&SignalRow>,
    moving: &HashSet<i64>,
    message: Option<&str>,
) -> Result<Option<String>, StoreError> {
    let Some(kept) = kept else { return Ok(Some(UNPROCESSED.to_owned())) };
    if moving.contains(&kept.id) {
        return Ok(None);
    }
    // Only WhatsApp's word of a deletion leaves open whose message it was.
    let key = message.filter(|_| signal.kind == Kind::Status).and_then(messages::key_of);
    let found = key.map_or(Ok(None), |key| messages::find(conn, &key))?;
    let by = found.and_then(|row| row.record).and_then(|record| record.direction());
    let why = Unmoved::of(signal, kept.flags, kept.conflict.is_some(), by);
    Ok(Some(why.word().to_owned()))
}
