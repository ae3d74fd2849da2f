//! One conversation as it reads: messages, openings, done marks and notes, merged by time.

mod find;
mod places;
mod words;

use rusqlite::{Connection, params};

pub(super) use self::find::{find, look};
use self::places::{DONE, MESSAGE, OPENING, Place, Way, Which, page};
use super::*;
use super::{conversations, message, note, signature};
use crate::engine::Engine;
use crate::projection::tables::threads::{self, Thread};
use crate::projection::tables::{dones, messages, ordinal_of, progress, seq_of};
use crate::reading::Bodies;
use crate::store::{StoreError, looked};

/// What lies behind everything.
const END: Place = (i64::MAX, i64::MAX, i64::MAX);

pub(super) async fn get(engine: &Engine, request: TimelineQuery) -> Result<Timeline, ApiError> {
    let revision = engine.changes().revision();
    let cursor = |text: &Option<String>| text.as_deref().map(places::cursor).transpose();
    let (before, from) = (cursor(&request.before)?, cursor(&request.from)?);
    let around = cursor(&request.around)?;
    let limit = super::commands::limit(request.limit, 200);
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let thread = thread(conn, &request.conversation)?;
        let window = match (around, from) {
            (Some(place), _) => {
                let mut window = Window::before(conn, thread.n, place, limit / 2)?;
                let rest = Window::from(conn, thread.n, place, limit - limit / 2)?;
                window.places.extend(rest.places);
                Window { newer: rest.newer, ..window }
            }
            (None, Some(place)) => {
                let older = page(conn, thread.n, place, Way::Back, Which::All, 0)?;
                let older = (!older.is_empty()).then_some(place);
                Window { older, ..Window::from(conn, thread.n, place, limit)? }
            }
            (None, None) => Window::before(conn, thread.n, before.unwrap_or(END), limit)?,
        };
        let first = window.places.first().copied().map(places::text);
        let mut bodies = Bodies::new(conn);
        let mut items = Vec::with_capacity(window.places.len());
        for place in window.places {
            items.extend(item(conn, &mut bodies, thread.n, place)?);
        }
        let conversation = conversations::row(conn, &thread)?;
        let looked = looked::get(conn, &conversation.id)?.map(|seq| seq.to_string());
        let (older, newer) = (window.older.map(places::text), window.newer.map(places::text));
        let read_to = progress::get(conn)?.cursor.to_string();
        Ok(Timeline { revision, conversation, items, first, older, newer, looked, read_to })
    });
    read.await
}

/// The listed conversation called `id`.
fn thread(conn: &Connection, id: &str) -> Result<Thread, ApiError> {
    let gone = || ApiError::not_found("There is no such conversation (any more).");
    let key = threads::key_of(id).ok_or_else(gone)?;
    let thread = threads::find(conn, &key)?.filter(|thread| thread.activity.is_some());
    thread.ok_or_else(gone)
}

/// Places in order, and where what is older and newer begins.
struct Window {
    places: Vec<Place>,
    older: Option<Place>,
    newer: Option<Place>,
}

impl Window {
    /// What stands before `place`.
    fn before(
        conn: &Connection,
        thread: i64,
        place: Place,
        limit: i64,
    ) -> Result<Self, StoreError> {
        let mut places = page(conn, thread, place, Way::Back, Which::All, limit)?;
        let more = length(&places) > limit;
        places.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let older = places.last().copied().or(Some(place)).filter(|_| more);
        places.reverse();
        Ok(Self { places, older, newer: None })
    }

    /// What stands at `place` and behind it.
    fn from(conn: &Connection, thread: i64, place: Place, limit: i64) -> Result<Self, StoreError> {
        let mut places = page(conn, thread, place, Way::On, Which::All, limit)?;
        let more = length(&places) > limit;
        let newer = places.last().copied().filter(|_| more);
        places.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(Self { places, older: None, newer })
    }
}

fn length(places: &[Place]) -> i64 {
    i64::try_from(places.len()).unwrap_or(i64::MAX)
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
                signature: signature::of_capture(conn, seq)?,
                ours: bodies.ours(seq)?,
            })
        }
        DONE => Some(TimelineItem::Done { id: key.to_string(), at: place }),
        _ => note::item(conn, bodies, key)?,
    })
}
