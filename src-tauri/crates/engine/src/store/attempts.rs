//! Table `attempts`: every HTTP try with what was sent and answered. Not derived: it cannot be made again.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

mod steps;

pub(super) use self::steps::*;
use super::{StoreError, Tx, journal};

/// One HTTP try.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attempt {
    /// `a_…`, grows with time.
    pub id: String,
    /// The capture or vendor event that was sent.
    pub item: String,
    /// The capture behind it.
    pub capture: i64,
    /// `meta` or a vendor format.
    pub format: String,
    /// Where to, without a password.
    pub url: String,
    /// Method.
    pub method: String,
    /// When it began, epoch microseconds.
    pub started_us: i64,
    /// How long it took, microseconds; 0: not known, for it was cut off.
    pub duration_us: i64,
    /// What was answered.
    pub status: Option<u16>,
    /// What went wrong, in words.
    pub error: Option<String>,
    /// How it was signed, in words.
    pub signing: String,
    /// The header list sent, encoded by [`crate::journal::Headers`].
    pub request_headers: Vec<u8>,
    /// Size of the body sent, bytes.
    pub request_bytes: i64,
    /// The body sent, if it was not the capture's.
    pub request_body: Option<Vec<u8>>,
    /// The header list answered, encoded.
    pub response_headers: Vec<u8>,
    /// The body answered, capped.
    pub response_body: Vec<u8>,
    /// There was more of it.
    pub response_truncated: bool,
    /// Not as it came: something was changed by hand.
    pub edited: bool,
    /// The saved target, if it was sent to one.
    pub target: Option<i64>,
    /// On whose behalf.
    pub errand: Errand,
    /// It told the target that Hooktrail sent it.
    pub marked: bool,
    /// Until connected, microseconds from the start; null where that was not reached, or not asked for.
    pub connect_us: Option<i64>,
    /// Until TLS stood.
    pub tls_us: Option<i64>,
    /// Until the answer began.
    pub first_byte_us: Option<i64>,
}

/// On whose behalf something is sent; nothing of it for a single send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Errand {
    /// The delivery of a rule.
    pub delivery: Option<i64>,
    /// The run of a replay.
    pub run: Option<i64>,
    /// The place in that run.
    pub position: Option<i64>,
    /// It may have been sent before: the program ended while it was under way.
    pub again: bool,
}

const COLUMNS: &str = "id, item, capture, format, url, method, started_us, duration_us, status, error, signing,
    request_headers, request_bytes, request_body, response_headers, response_body, response_truncated, edited,
    target, delivery, run, position, again, marked, connect_us, tls_us, first_byte_us";

/// The newest number that was ever given.
const LAST: &str = "SELECT max(n, coalesce((SELECT max(n) FROM attempts), 0)) FROM attempt_mark";

/// Keeps one. Answers false, and keeps nothing of it, when a capture behind it was deleted while it was under way.
pub fn insert(tx: &Tx<'_>, attempt: &Attempt) -> Result<bool, StoreError> {
    if !has_captures(tx, &attempt.item)? {
        return Ok(false);
    }
    let sql = format!(
        "INSERT INTO attempts (n, {COLUMNS})
         VALUES (1 + ({LAST}), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
           ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)"
    );
    tx.prepare_cached(&sql)?.execute(params![
        attempt.id,
        attempt.item,
        attempt.capture,
        attempt.format,
        attempt.url,
        attempt.method,
        attempt.started_us,
        attempt.duration_us,
        attempt.status,
        attempt.error,
        attempt.signing,
        attempt.request_headers,
        attempt.request_bytes,
        attempt.request_body,
        attempt.response_headers,
        attempt.response_body,
        attempt.response_truncated,
        attempt.edited,
        attempt.target,
        attempt.errand.delivery,
        attempt.errand.run,
        attempt.errand.position,
        attempt.errand.again,
        attempt.marked,
        attempt.connect_us,
        attempt.tls_us,
        attempt.first_byte_us,
    ])?;
    if attempt.item.contains('+') {
        let n = tx.last_insert_rowid();
        let sql = "INSERT OR IGNORE INTO attempt_captures (capture, attempt) VALUES (?1, ?2)";
        let mut statement = tx.prepare_cached(sql)?;
        for capture in captures(&attempt.item).flatten() {
            statement.execute([capture, n])?;
        }
    }
    Ok(true)
}

/// Whether all captures behind an item are there; behind a vendor's event also a state that the user set.
pub(super) fn has_captures(tx: &Tx<'_>, item: &str) -> Result<bool, StoreError> {
    for capture in captures(item) {
        let there = capture.map(|capture| journal::came(tx, capture)).transpose()?;
        if there.flatten().is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The captures behind an item: 17 of `17`, `17-t1-texter` and `17#2`; 17 and 18 of `17#0+18#0`. `None`: no number.
fn captures(item: &str) -> impl Iterator<Item = Option<i64>> {
    item.split('+').map(|piece| piece.split(['#', '-']).next().and_then(|id| id.parse().ok()))
}

/// Those numbered from `from` to before `before` for which `condition` holds with its values, newest first, with their numbers;
/// of these items, where there are any.
pub(crate) fn fitting(
    conn: &Connection,
    items: &[String],
    (condition, values): (&str, &[Value]),
    [from, before]: [i64; 2],
    limit: i64,
) -> Result<Vec<(i64, Attempt)>, StoreError> {
    let mut values = values.to_vec();
    let list = (!items.is_empty()).then(|| serde_json::to_string(items)).transpose();
    let list = list.map_err(|error| StoreError::Fault(error.to_string()))?;
    let sql = select(condition, values.len(), list.is_some());
    values.extend([from, before, limit].map(Value::Integer));
    values.extend(list.map(Value::Text));
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement
        .query_map(params_from_iter(values), |row| Ok((row.get("n")?, attempt_of(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Behind `bound` values of its condition: the bounds of the numbers, the limit, the items.
fn select(condition: &str, bound: usize, of_items: bool) -> String {
    let [from, before, limit, items] = [1, 2, 3, 4].map(|at| bound + at);
    // What was sent of a few items is found by them, not among all that was sent.
    let (n, of) = match of_items {
        true => ("+n", format!(" AND item IN (SELECT value FROM json_each(?{items}))")),
        false => ("n", String::new()),
    };
    format!(
        "SELECT {COLUMNS}, n FROM attempts WHERE ({condition}) AND {n} >= ?{from} AND {n} < ?{before}{of}
         ORDER BY {n} DESC LIMIT ?{limit}"
    )
}

/// Those of a rule's delivery, oldest first.
pub(crate) fn of_delivery(conn: &Connection, delivery: i64) -> Result<Vec<Attempt>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM attempts WHERE delivery = ?1 ORDER BY n");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([delivery], attempt_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What was cut off has no duration, and says nothing of the target.
const LAST_TO: &str =
    "SELECT n FROM attempts WHERE target = ?1 AND duration_us > 0 ORDER BY n DESC LIMIT 1";

/// How a try ended, without its bytes.
pub struct Ending {
    /// As in [`Attempt`], like the others.
    pub id: String,
    /// When it began, epoch microseconds.
    pub started_us: i64,
    /// How it was signed, in words.
    pub signing: String,
    /// What was answered.
    pub status: Option<u16>,
    /// Something went wrong.
    pub broke: bool,
}

/// How the newest one to a saved target ended.
pub fn last_to(conn: &Connection, target: i64) -> Result<Option<Ending>, StoreError> {
    let sql = format!(
        "SELECT id, started_us, signing, status, error IS NOT NULL FROM attempts WHERE n = ({LAST_TO})"
    );
    let ending = |row: &Row<'_>| {
        let (id, started_us) = (row.get(0)?, row.get(1)?);
        let (signing, status, broke) = (row.get(2)?, row.get(3)?, row.get(4)?);
        Ok(Ending { id, started_us, signing, status, broke })
    };
    Ok(conn.prepare_cached(&sql)?.query_row([target], ending).optional()?)
}

/// Those of a rule's deliveries after the number `after`, oldest first, with their numbers.
pub fn of_rule(
    conn: &Connection,
    rule: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, Attempt)>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, n FROM attempts WHERE n > ?2 AND EXISTS
           (SELECT 1 FROM deliveries WHERE deliveries.n = attempts.delivery AND deliveries.rule = ?1)
         ORDER BY n LIMIT ?3"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows =
        statement.query_map([rule, after, limit], |row| Ok((row.get("n")?, attempt_of(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest number, also of one that is deleted; 0 when there was none.
pub fn last(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.prepare_cached(LAST)?.query_row([], |row| row.get(0))?)
}

/// The try of the same item in the same form at the same place before this one, of those of which it is known what came of
/// them; none before one of which it is not. Of a run it is the one before that: what chaos repeats is no second try.
pub fn before(conn: &Connection, attempt: &Attempt) -> Result<Option<Attempt>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attempts WHERE item = ?1 AND url = ?2 AND format = ?3 AND duration_us > 0
           AND (?5 IS NULL OR run IS NOT ?5)
           AND n < (SELECT n FROM attempts WHERE id = ?4 AND duration_us > 0) ORDER BY n DESC LIMIT 1"
    );
    let Attempt { item, url, format, id, errand, .. } = attempt;
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params![item, url, format, id, errand.run], attempt_of).optional()?)
}

/// The one with this id.
pub fn get(conn: &Connection, id: &str) -> Result<Option<Attempt>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM attempts WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], attempt_of).optional()?)
}

/// The exact bytes that it sent: its own, else its capture's.
pub fn body(conn: &Connection, attempt: &Attempt) -> Result<Vec<u8>, StoreError> {
    match &attempt.request_body {
        Some(body) => Ok(body.clone()),
        None => {
            let capture = journal::capture(conn, attempt.capture)?;
            Ok(capture.map(|capture| capture.body).unwrap_or_default())
        }
    }
}

/// The try of the same item in the same form at the same place before the run that this one belongs to.
pub fn before_run(conn: &Connection, attempt: &Attempt) -> Result<Option<Attempt>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attempts WHERE item = ?1 AND url = ?2 AND format = ?3 AND run IS NOT ?4
           AND id < ?5 AND duration_us > 0 ORDER BY n DESC LIMIT 1"
    );
    let Attempt { item, url, format, id, errand, .. } = attempt;
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params![item, url, format, errand.run, id], attempt_of).optional()?)
}

/// Whether its run sent the same item in the same form at an earlier place.
pub fn repeats(conn: &Connection, attempt: &Attempt) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM attempts WHERE item = ?1 AND url = ?2 AND format = ?3 AND run = ?4
           AND position < ?5)";
    let Attempt { item, url, format, errand, .. } = attempt;
    let values = params![item, url, format, errand.run, errand.position];
    Ok(conn.prepare_cached(sql)?.query_row(values, |row| row.get(0))?)
}

/// Those of a run, in the order in which they ended, from behind the one numbered `after` on; each with its number.
pub fn of_run(
    conn: &Connection,
    run: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, Attempt)>, StoreError> {
    let mut statement = conn.prepare_cached(&select_of_run())?;
    let rows =
        statement.query_map([run, after, limit], |row| Ok((row.get("n")?, attempt_of(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Not by the other index of runs: that one is in the order of places.
fn select_of_run() -> String {
    format!(
        "SELECT {COLUMNS}, n FROM attempts INDEXED BY attempts_of_run WHERE run = ?1 AND n > ?2 ORDER BY n LIMIT ?3"
    )
}

/// The places of a run that were tried.
pub fn places(conn: &Connection, run: i64) -> Result<Vec<i64>, StoreError> {
    let sql =
        "SELECT position FROM attempts WHERE run = ?1 AND position IS NOT NULL ORDER BY position";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([run], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many there are.
pub fn count(conn: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT kept FROM attempt_mark";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// What goes with a capture: its attempts, those of its events, and batches with entries of it.
const OF_CAPTURE: [&str; 2] = [
    "DELETE FROM attempts WHERE capture = ?1",
    "DELETE FROM attempts WHERE n IN (SELECT attempt FROM attempt_captures WHERE capture = ?1)",
];

/// Deletes what goes with a capture. Answers how many there were.
pub fn delete_of(tx: &Tx<'_>, capture: i64) -> Result<i64, StoreError> {
    tx.prepare_cached("DELETE FROM underway WHERE capture = ?1")?.execute([capture])?;
    let mut gone = 0;
    for sql in OF_CAPTURE {
        gone += tx.prepare_cached(sql)?.execute([capture])?;
    }
    Ok(i64::try_from(gone).unwrap_or(i64::MAX))
}

/// Deletes all. Answers how many there were.
pub fn clear(tx: &Tx<'_>) -> Result<i64, StoreError> {
    let gone = count(tx)?;
    tx.execute_batch("DELETE FROM attempts; DELETE FROM underway")?;
    Ok(gone)
}

fn attempt_of(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    Ok(Attempt {
        id: row.get(0)?,
        item: row.get(1)?,
        capture: row.get(2)?,
        format: row.get(3)?,
        url: row.get(4)?,
        method: row.get(5)?,
        started_us: row.get(6)?,
        duration_us: row.get(7)?,
        status: row.get(8)?,
        error: row.get(9)?,
        signing: row.get(10)?,
        request_headers: row.get(11)?,
        request_bytes: row.get(12)?,
        request_body: row.get(13)?,
        response_headers: row.get(14)?,
        response_body: row.get(15)?,
        response_truncated: row.get(16)?,
        edited: row.get(17)?,
        target: row.get(18)?,
        errand: Errand {
            delivery: row.get(19)?,
            run: row.get(20)?,
            position: row.get(21)?,
            again: row.get(22)?,
        },
        marked: row.get(23)?,
        connect_us: row.get(24)?,
        tls_us: row.get(25)?,
        first_byte_us: row.get(26)?,
    })
}

#[cfg(test)]
mod tests;
