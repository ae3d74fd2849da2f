//! One conversation as it reads: messages, openings, done marks and notes, merged by time.

use rusqlite::{Connection, Row, params};

use super::*;
use super::{conversations, message, note};
use crate::engine::Engine;
use crate::projection::tables::{dones, messages, ordinal_of, seq_of, threads};
use crate::reading::Bodies;
use crate::store::StoreError;

/// Where something stands in a timeline: time, then what it is, then its key.
type Place = (i64, i64, i64);

/// Things that stand at the same time: an opening before its message, a done mark after what was said by then.
const OPENING: i64 = 0;
const MESSAGE: i64 = 1;
const NOTE: i64 = 2;
const DONE: i64 = 3;

/// Where each of them comes from: rank, columns (time, key), and which rows.
const SOURCES: [(i64, &str); 4] = [
    (OPENING, "SELECT place, id FROM openings WHERE thread = ?1 AND place <= ?2 AND (place < ?2 OR id < ?3) ORDER BY place DESC, id DESC LIMIT ?4"),
    (MESSAGE, "SELECT place, n FROM messages WHERE thread = ?1 AND place <= ?2 AND (place < ?2 OR n < ?3) AND listed = 1 AND record IS NOT NULL ORDER BY place DESC, n DESC LIMIT ?4"),
    (NOTE, "SELECT place, id FROM signals WHERE thread = ?1 AND place <= ?2 AND (place < ?2 OR id < ?3) AND note > 0
        AND (note = 1 OR NOT EXISTS (SELECT 1 FROM mentions JOIN messages ON messages.n = mentions.message WHERE mentions.signal = signals.id AND messages.record IS NOT NULL))
        ORDER BY place DESC, id DESC LIMIT ?4"),
    (DONE, "SELECT at, seq FROM dones WHERE thread = ?1 AND at <= ?2 AND (at < ?2 OR seq < ?3) ORDER BY at DESC, seq DESC LIMIT ?4"),
];

pub(super) async fn get(engine: &Engine, request: TimelineQuery) -> Result<Timeline, ApiError> {
    let revision = engine.changes().revision();
    let before = request.before.as_deref().map(cursor).transpose()?;
    let limit = super::commands::limit(request.limit, 200);
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let gone = || ApiError::not_found("There is no such conversation (any more).");
        let key = threads::key_of(&request.conversation).ok_or_else(gone)?;
        let thread = threads::find(conn, &key)?.filter(|thread| thread.activity.is_some());
        let thread = thread.ok_or_else(gone)?;
        let (mut places, older) = page(conn, thread.n, before, limit)?;
        places.reverse();
        let mut bodies = Bodies::new(conn);
        let mut items = Vec::with_capacity(places.len());
        for place in places {
            items.extend(item(conn, &mut bodies, thread.n, place)?);
        }
        let conversation = conversations::row(conn, &thread)?;
        let older = older.map(|(place, rank, key)| format!("{place}:{rank}:{key}"));
        Ok(Timeline { revision, conversation, items, older })
    });
    read.await
}

fn cursor(text: &str) -> Result<Place, ApiError> {
    let mut parts = text.split(':').map(str::parse);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(place)), Some(Ok(rank)), Some(Ok(key)), None) => Ok((place, rank, key)),
        _ => Err(ApiError::invalid("The cursor is not one that a timeline gave.")),
    }
}

/// The newest places before a cursor, newest first, and the cursor for what is older.
fn page(
    conn: &Connection,
    thread: i64,
    before: Option<Place>,
    limit: i64,
) -> Result<(Vec<Place>, Option<Place>), StoreError> {
    let (time, rank, key) = before.unwrap_or((i64::MAX, i64::MAX, i64::MAX));
    let mut places: Vec<Place> = Vec::new();
    for (kind, sql) in SOURCES {
        // At the cursor's own time, what ranks before it is still to come.
        let below = match kind.cmp(&rank) {
            std::cmp::Ordering::Less => i64::MAX,
            std::cmp::Ordering::Equal => key,
            std::cmp::Ordering::Greater => i64::MIN,
        };
        let place = |row: &Row<'_>| Ok((row.get(0)?, kind, row.get(1)?));
        let mut statement = conn.prepare_cached(sql)?;
        let rows = statement.query_map([thread, time, below, limit + 1], place)?;
        places.extend(rows.collect::<Result<Vec<Place>, _>>()?);
    }
    places.sort_unstable_by(|left, right| right.cmp(left));
    let keep = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = places.len() > keep;
    places.truncate(keep);
    let older = places.last().copied().filter(|_| more);
    Ok((places, older))
}

fn item(
    conn: &Connection,
    bodies: &mut Bodies<'_>,
    thread: i64,
    (place, kind, key): Place,
) -> Result<Option<TimelineItem>, StoreError> {
    Ok(match kind {
        MESSAGE => match messages::get(conn, key)? {
            Some(row) => {
                message::row(conn, bodies, row)?.map(|row| TimelineItem::Message(Box::new(row)))
            }
            None => None,
        },
        OPENING => {
            let sql = "SELECT at FROM openings WHERE id = ?1";
            let at = conn.prepare_cached(sql)?.query_row(params![key], |row| row.get(0))?;
            let seq = seq_of(key);
            Some(TimelineItem::Opening {
                id: format!("{seq}-o{}", ordinal_of(key)),
                at,
                capture_id: seq.to_string(),
                first: !dones::any_before(conn, thread, seq)?,
            })
        }
        DONE => Some(TimelineItem::Done { id: key.to_string(), at: place }),
        _ => note::item(bodies, key)?,
    })
}
