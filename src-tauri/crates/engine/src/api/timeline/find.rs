//! Finding a place in a conversation: a message, a time, the next thing that asks for attention, what is new. And how far
//! the user has looked.

use super::places::{self, DONE, MESSAGE, NOTE, OPENING, Place, Way, Which, page};
use super::words::{many, said, says};
use super::*;
use crate::api::commands::{row_id, seq};
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
        let text = request.text.as_deref().unwrap_or_default();
        let (mut round, mut messages) = (false, None);
        let place = match &*request.what {
            "message" => of_item(conn, request.item.as_deref())?,
            "time" => next((request.at.unwrap_or(0), i64::MIN, 0), Which::All)?,
            "anomaly" => {
                // Behind the one that is chosen; after the last comes the first again.
                let behind = of_item(conn, request.item.as_deref())?
                    .map_or(START, |(time, rank, key)| (time, rank, key + 1));
                let found = next(behind, Which::Odd)?;
                round = found.is_none();
                found.map_or_else(|| next(START, Which::Odd), |at| Ok(Some(at)))?
            }
            way @ ("older" | "newer") => {
                let way = if way == "older" { Way::Back } else { Way::On };
                let from = of_item(conn, request.item.as_deref())?;
                let also = request.also.unwrap_or(false);
                let found = says(conn, thread.n, text, way, from, also)?;
                round = found.is_some_and(|(_, round)| round);
                found.map(|(place, _)| place)
            }
            "count" => {
                messages = Some(many(conn, thread.n, text)?);
                None
            }
            "said" => said(conn, thread.n, request.filter.as_deref().unwrap_or_default())?,
            "unread" => {
                let seen = request.since.as_deref().map_or(Ok(0), seq)?;
                next(START, Which::Since(seen))?
            }
            other => {
                return Err(ApiError::invalid(format!(
                    "{other} cannot be looked for: a message, a time, an anomaly, unread, what was said, older, newer or a count can."
                )));
            }
        };
        Ok(TimelinePlace {
            place: place.map(places::text),
            item: place.map_or(Ok(None), |place| item_id(conn, place))?,
            round: round && place.is_some(),
            messages,
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
