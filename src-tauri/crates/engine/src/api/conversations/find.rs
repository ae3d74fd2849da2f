//! Finding conversations: page by page from the one that was last active on, with a hundred thousand of them as with a
//! hundred. What a filter asks may need a look into every message, so it is looked for a while, and goes on from there.

use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::*;
use crate::api::commands::{Place, behind, cursor};
use crate::api::pace::Pace;
use crate::filter::Condition;

/// How long one page may be looked for, and how long they are counted: less than half of the 150 ms that a filter may take
/// until its rows are painted; the rest is theirs.
const PATIENCE: Duration = Duration::from_millis(60);
const COUNTING: Duration = Duration::from_millis(10);
/// So many conversations are looked through in one go, where the list's index has all that is asked: 22 ms for 100 000.
const AT_ONCE: i64 = 200_000;
/// Conversations that are looked at before the clock is, at first and at most.
const STEP: i64 = 256;
const MOST: i64 = 8_192;

/// Where a conversation stands in the list: when it was last active, and its key.
/// Behind the last.
const END: Place = (i64::MIN, i64::MIN);

/// What was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) threads: Vec<Thread>,
    /// Where it goes on.
    pub(super) next: Option<String>,
    /// How many fit.
    pub(super) total: i64,
    /// There may be more than `total`: not all were looked at.
    pub(super) more: bool,
}

/// Finds a page of the conversations that fit `condition`, from the place that a page before told on. `known`: how many
/// there are when all fit.
pub(super) fn find(
    conn: &Connection,
    condition: &Condition,
    from: Option<&str>,
    limit: i64,
    known: i64,
) -> Result<Found, ApiError> {
    let start = behind(from)?;
    let mut places: Vec<Place> = Vec::new();
    // What is filtered by is in the index of the list: no row is opened but those that are answered.
    let mut statement = conn.prepare_cached(&format!(
        "SELECT activity, n {} ORDER BY activity DESC, n DESC LIMIT ?{}",
        fitting(condition),
        condition.values.len() + 5
    ))?;
    let mut next = None;
    let mut look = |window| {
        let left = limit - i64::try_from(places.len()).unwrap_or(limit);
        let values = bound(condition, window).chain([Value::Integer(left)]);
        let fits = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        for fit in statement.query_map(params_from_iter(values), fits)? {
            places.push(fit?);
        }
        let full = i64::try_from(places.len()).is_ok_and(|found| found >= limit);
        next = places.last().copied().filter(|_| full);
        Ok(!full)
    };
    // What asks another table has a SELECT of its own.
    let stopped = match known <= AT_ONCE && !condition.sql.contains("SELECT") {
        true => look([start, END]).map(|_| None)?,
        false => walk(conn, start, PATIENCE, look)?,
    };
    let next = next.or(stopped);
    let found = i64::try_from(places.len()).unwrap_or(i64::MAX);
    let (total, more) = match (condition.sql == "1", from, next) {
        (true, ..) => (known, false),
        (_, None, None) => (found, false),
        (_, None, Some(next)) => {
            let (beyond, more) = count(conn, condition, next)?;
            (found + beyond, more)
        }
        (_, Some(_), _) => (0, true),
    };
    let mut threads = Vec::with_capacity(places.len());
    for (_, n) in places {
        threads.extend(threads::get(conn, n)?);
    }
    let next = next.map(cursor);
    Ok(Found { threads, next, total, more })
}

/// How many fit behind a place, of those that can be looked at in time; whether there may be more.
fn count(conn: &Connection, condition: &Condition, from: Place) -> Result<(i64, bool), ApiError> {
    let mut statement = conn.prepare_cached(&format!("SELECT count(*) {}", fitting(condition)))?;
    let mut total = 0;
    let stopped = walk(conn, from, COUNTING, |window| {
        let values = bound(condition, window);
        total += statement.query_row(params_from_iter(values), |row| row.get::<_, i64>(0))?;
        Ok(true)
    })?;
    Ok((total, stopped.is_some()))
}

/// Looks at one part of the list after the other, until `look` says that it is enough, or it has taken too long: then it
/// answers where it stopped.
fn walk(
    conn: &Connection,
    start: Place,
    patience: Duration,
    mut look: impl FnMut([Place; 2]) -> Result<bool, ApiError>,
) -> Result<Option<Place>, ApiError> {
    let mut statement = conn.prepare_cached(
        "SELECT activity, n FROM threads WHERE activity <= ?1 AND (activity < ?1 OR n < ?2)
         ORDER BY activity DESC, n DESC LIMIT 1 OFFSET ?3",
    )?;
    let (mut high, mut pace) = (start, Pace::new(Some(Instant::now() + patience), STEP, MOST));
    loop {
        let low = statement
            .query_row([high.0, high.1, pace.step - 1], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if !look([high, low.unwrap_or(END)])? {
            return Ok(None);
        }
        let Some(low) = low else { return Ok(None) };
        if pace.is_over() {
            return Ok(Some(low));
        }
        high = low;
    }
}

/// SQL from `FROM` on: those that fit, in a part of the list that is open above.
pub(super) fn fitting(condition: &Condition) -> String {
    let at = condition.values.len();
    format!(
        "FROM threads WHERE activity <= ?{0} AND (activity < ?{0} OR n < ?{1}) AND activity >= ?{2}
           AND (activity > ?{2} OR n >= ?{3}) AND ({4})",
        at + 1,
        at + 2,
        at + 3,
        at + 4,
        condition.sql
    )
}

fn bound(condition: &Condition, [high, low]: [Place; 2]) -> impl Iterator<Item = Value> {
    let window = [high.0, high.1, low.0, low.1].map(Value::Integer);
    condition.values.clone().into_iter().chain(window)
}
