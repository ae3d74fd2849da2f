//! What is due, read by two indexes: what came of age since the last look, and what became known since then and is of age
//! already. Reads only.

use rusqlite::{Connection, params};

use super::Fits;
use crate::projection::tables::progress::{self, Progress};
use crate::store::rules::{self, Rule};
use crate::store::time_rules::{self, TimeRule};
use crate::store::{StoreError, journal};

/// What one look saw.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// Per rule, where there is anything to keep.
    pub(super) found: Vec<Found>,
    /// When the next message will be due if it does not move on, epoch ms.
    pub(super) next_ms: Option<i64>,
}

/// By what a look saw what it found: it holds only while this stands.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) rule: Rule,
    pub(super) time: TimeRule,
    /// How far the projection was, and in which epoch.
    pub(super) known: i64,
    pub(super) epoch: i64,
}

/// What a rule found, and how far it looked.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) seen: Seen,
    /// Of [`Rule::cursor`].
    pub(super) to: i64,
    /// Of [`TimeRule::looked_ms`].
    pub(super) looked_ms: i64,
    /// Keys of messages that are due, oldest first.
    pub(super) due: Vec<i64>,
}

pub(super) fn all(conn: &Connection, fits: Fits, now_us: i64) -> Result<Looked, StoreError> {
    let Progress { cursor: known, epoch, .. } = progress::get(conn)?;
    // A receipt that is kept and not yet projected may have moved a message on in time.
    let sure_ms = journal::received_after(conn, known)?.unwrap_or(now_us).min(now_us) / 1_000;
    let mut looked = Looked::default();
    for time in time_rules::all(conn)? {
        let Some(rule) = rules::get(conn, time.rule)?.filter(|rule| rule.enabled) else { continue };
        let at = At { known, epoch, sure_ms, now_ms: now_us / 1_000 };
        match one(conn, fits, &rule, &time, at) {
            Ok(found) => {
                let next = next_due(conn, &time, at.now_ms)?;
                looked.next_ms = [looked.next_ms, next].into_iter().flatten().min();
                looked.found.extend(found);
            }
            Err(Trouble::Store(error)) => return Err(error),
            Err(Trouble::Filter(why)) => {
                tracing::error!(rule = rule.name, why, "a time rule's filter cannot be read");
            }
        }
    }
    Ok(looked)
}

/// Where the database stands.
#[derive(Clone, Copy)]
struct At {
    /// The last entry of the journal that is projected.
    known: i64,
    epoch: i64,
    /// Everything received before is projected.
    sure_ms: i64,
    now_ms: i64,
}

enum Trouble {
    Filter(String),
    Store(StoreError),
}

impl<E: Into<StoreError>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Store(error.into())
    }
}

fn one(
    conn: &Connection,
    fits: Fits,
    rule: &Rule,
    time: &TimeRule,
    at: At,
) -> Result<Option<Found>, Trouble> {
    let of_age = at.sure_ms.saturating_sub(time.after_ms);
    // The clock was set back, or the rule gives more time than before.
    let looked = time.looked_ms.min(at.now_ms.saturating_sub(time.after_ms));
    if of_age < looked {
        return Ok(None); // the projection is behind: a rebuild, or many captures at once
    }
    let mut due = Vec::new();
    let since = time.since_ms;
    let mut grown = conn.prepare_cached(GROWN)?;
    let rows = grown.query_map(params![time.state, looked.max(since), of_age], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
    })?;
    due.extend(rows.collect::<Result<Vec<_>, _>>()?);
    let mut late = conn.prepare_cached(LATE)?;
    let values = params![time.state, rule.cursor, at.known, since, looked];
    let rows = late.query_map(values, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
    due.extend(rows.collect::<Result<Vec<_>, _>>()?);
    let to = at.known.max(rule.cursor);
    if due.is_empty() && to == rule.cursor && looked == time.looked_ms {
        return Ok(None);
    }
    due.sort_unstable();
    let mut due: Vec<i64> = due.into_iter().map(|(_, n)| n).collect();
    if !rule.filter.is_empty() && !due.is_empty() {
        let fitting = fits(conn, &rule.filter, &due).map_err(Trouble::Filter)?;
        let fitting: std::collections::HashSet<i64> = fitting.into_iter().collect();
        due.retain(|n| fitting.contains(n));
    }
    let (rule, time) = (rule.clone(), time.clone());
    let seen = Seen { rule, time, known: at.known, epoch: at.epoch };
    Ok(Some(Found { seen, to, looked_ms: of_age, due }))
}

/// Those that came of age since the last look: time, key.
pub(super) const GROWN: &str = "SELECT still_since, n FROM messages INDEXED BY messages_still
    WHERE still = ?1 AND still_since >= ?2 AND still_since < ?3 AND listed = 1";

/// Those that were not known at the last look, and of an age that was looked at before.
pub(super) const LATE: &str = "SELECT still_since, n FROM messages INDEXED BY messages_still_new
    WHERE still = ?1 AND still_seq > ?2 AND still_seq <= ?3 AND still_since >= ?4 AND still_since < ?5 AND listed = 1";

/// The first of those that are not of age yet.
pub(super) const NEXT: &str = "SELECT min(still_since) FROM messages INDEXED BY messages_still
    WHERE still = ?1 AND still_since >= ?2 AND listed = 1";

/// When the next message will be due by a rule if it does not move on, epoch ms; whether it fits the rule's filter is seen then.
pub(crate) fn next_due(
    conn: &Connection,
    rule: &TimeRule,
    now_ms: i64,
) -> Result<Option<i64>, StoreError> {
    let of_age = now_ms.saturating_sub(rule.after_ms).max(rule.since_ms);
    let next: Option<i64> =
        conn.prepare_cached(NEXT)?.query_row(params![rule.state, of_age], |row| row.get(0))?;
    Ok(next.map(|since| since.saturating_add(rule.after_ms)))
}
