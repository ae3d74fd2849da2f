//! Finding a place in a conversation: a message, a time, the next thing that asks for attention, what is new. And how far
//! the user has looked.

use hooktrail_domain::filter::{Filter, parse};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params_from_iter};

use super::places::{self, DONE, MESSAGE, NOTE, OPENING, Place, SHOWN, Way, Which, page};
use super::*;
use crate::api::commands::{row_id, seq};
use crate::filter::pattern;
use crate::projection::tables::{key, openings, progress, signals};

pub(in crate::api) async fn find(
    engine: &Engine,
    request: TimelineFind,
) -> Result<TimelinePlace, ApiError> {
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let thread = thread(conn, &request.conversation)?;
        let next = |from: Place, which: Which| {
            let found = page(conn, thread.n, from, Way::On, which, 1)?;
            Ok::<_, StoreError>(found.first().copied())
        };
        let place = match &*request.what {
            "message" => of_item(conn, request.item.as_deref())?,
            "time" => next((request.at.unwrap_or(0), i64::MIN, 0), Which::All)?,
            "anomaly" => {
                // Behind the one that is chosen; after the last comes the first again.
                let behind = of_item(conn, request.item.as_deref())?
                    .map_or(START, |(time, rank, key)| (time, rank, key + 1));
                next(behind, Which::Odd)?
                    .map_or_else(|| next(START, Which::Odd), |at| Ok(Some(at)))?
            }
            "said" => said(conn, thread.n, request.filter.as_deref().unwrap_or_default())?,
            "unread" => {
                let seen = request.since.as_deref().map_or(Ok(0), seq)?;
                next(START, Which::Since(seen))?
            }
            other => {
                return Err(ApiError::invalid(format!(
                    "{other} cannot be looked for: a message, a time, an anomaly, unread or what was said can."
                )));
            }
        };
        Ok(TimelinePlace {
            place: place.map(places::text),
            item: place.map_or(Ok(None), |place| item_id(conn, place))?,
        })
    });
    read.await
}

/// What stands before everything.
const START: Place = (i64::MIN, i64::MIN, i64::MIN);

/// Where a message or what stands between them does.
fn of_item(conn: &Connection, id: Option<&str>) -> Result<Option<Place>, StoreError> {
    if let Some(key) = id.and_then(|id| key_in(id, ".")) {
        return Ok(signals::place_of_note(conn, key)?.map(|time| (time, NOTE, key)));
    }
    if let Some(key) = id.and_then(|id| key_in(id, "-o")) {
        return Ok(openings::place_of(conn, key)?.map(|time| (time, OPENING, key)));
    }
    if let Some(seq) = id.and_then(row_id) {
        return Ok(dones::at(conn, seq)?.map(|at| (at, DONE, seq)));
    }
    let Some(key) = id.and_then(messages::key_of) else { return Ok(None) };
    let row = messages::find(conn, &key)?.filter(|row| row.listed);
    Ok(row.and_then(|row| {
        let record = row.record.as_ref()?;
        Some((messages::place(record).unwrap_or(0), MESSAGE, row.n))
    }))
}

/// Messages of a conversation that are looked through for words, the newest ones.
const LOOKED_THROUGH: i64 = 20_000;

/// Where the newest message stands that has a word which the filter looks for.
fn said(conn: &Connection, thread: i64, filter: &str) -> Result<Option<Place>, StoreError> {
    let Ok(filter) = parse(filter) else { return Ok(None) };
    let mut words = Vec::new();
    sought(&filter, &mut words);
    words.retain(|word| !word.is_empty());
    if words.is_empty() {
        return Ok(None);
    }
    let has_one = vec![r"text LIKE ? ESCAPE '\'"; words.len()].join(" OR ");
    let sql = format!(
        "SELECT place, n FROM (SELECT place, n, text FROM messages WHERE thread = ? AND {SHOWN}
           ORDER BY place DESC, n DESC LIMIT {LOOKED_THROUGH}) WHERE {has_one}
         ORDER BY place DESC, n DESC LIMIT 1"
    );
    let values = [Value::Integer(thread)].into_iter();
    let values = values.chain(words.into_iter().map(|word| Value::Text(pattern(word))));
    let place = |row: &Row<'_>| Ok((row.get(0)?, MESSAGE, row.get(1)?));
    Ok(conn.prepare(&sql)?.query_row(params_from_iter(values), place).optional()?)
}

/// The words that a filter looks for in messages.
fn sought<'a>(filter: &'a Filter, words: &mut Vec<&'a str>) {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => {
            for part in parts {
                sought(part, words);
            }
        }
        Filter::Word(word) => words.push(&word.text),
        Filter::Field { name, value, .. } if name.text == "text" => words.push(&value.text),
        Filter::Field { .. } | Filter::Not(_) => {}
    }
}

/// The key in the id of a note (`17.1`) or an opening (`17-o1`).
fn key_in(id: &str, between: &str) -> Option<i64> {
    let (seq, ordinal) = id.split_once(between)?;
    Some(key(row_id(seq)?, usize::try_from(row_id(ordinal)?).ok()?))
}

/// What the item at a place is called in a timeline.
fn item_id(conn: &Connection, (_, kind, key): Place) -> Result<Option<String>, StoreError> {
    Ok(match kind {
        MESSAGE => messages::get(conn, key)?
            .and_then(|row| row.record)
            .map(|record| messages::id(&record.key())),
        OPENING => Some(format!("{}-o{}", seq_of(key), ordinal_of(key))),
        DONE => Some(key.to_string()),
        _ => Some(format!("{}.{}", seq_of(key), ordinal_of(key))),
    })
}

/// Notes how far the user has seen a conversation: what came since the page asked was not on the screen.
pub(in crate::api) async fn look(
    engine: &Engine,
    request: ConversationLook,
) -> Result<Empty, ApiError> {
    let seen = row_id(&request.seen)
        .ok_or_else(|| ApiError::invalid(format!("`{}` is no capture's id.", request.seen)))?;
    let write = engine.inner.store.write::<_, ApiError, _>(move |tx| {
        thread(tx, &request.id)?;
        let there = progress::get(tx)?.cursor;
        Ok(looked::put(tx, &request.id, seen.min(there))?)
    });
    write.await?;
    Ok(Empty {})
}
