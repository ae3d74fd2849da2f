//! What has ended and is tried again by hand: one, or all that ended so.

use rusqlite::{Connection, ToSql, params};

use super::State;
use crate::store::{StoreError, Tx};

/// Puts one back at the beginning of its policy, due at `now`.
pub fn retry(tx: &Tx<'_>, n: i64, now: i64) -> Result<(), StoreError> {
    let sql = "UPDATE deliveries SET state = 'waiting', tries = 0, due_us = ?2, ended_us = NULL, reason = NULL
        WHERE n = ?1";
    tx.prepare_cached(sql)?.execute([n, now])?;
    Ok(())
}

/// Those that ended in a state, where a rule still sends to.
#[derive(Debug, Clone, Copy)]
pub struct Ended {
    /// The state.
    pub state: State,
    /// Of this rule; `None`: of all.
    pub rule: Option<i64>,
}

/// Only what is asked for stands in it, so that a rule is found by its index; the state is `?1`, the rule `?2`.
fn fits(which: Ended) -> String {
    let rule = if which.rule.is_some() { " AND rule = ?2" } else { "" };
    format!(
        "state = ?1 AND ended_us IS NOT NULL{rule}
        AND place IN (SELECT n FROM rule_targets WHERE ended IS NULL)"
    )
}

/// How many there are, and the newest of them.
pub fn ended(conn: &Connection, which: Ended) -> Result<(i64, i64), StoreError> {
    let fits = fits(which);
    let sql = format!("SELECT count(*), coalesce(max(n), 0) FROM deliveries WHERE {fits}");
    let mut statement = conn.prepare_cached(&sql)?;
    let values: &[&dyn ToSql] = &[&which.state.word(), &which.rule];
    let values = &values[..statement.parameter_count()];
    Ok(statement.query_row(values, |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Puts so many of them back, oldest first, from behind the number `after` up to `until`; the numbers of those.
pub fn retry_ended(
    tx: &Tx<'_>,
    which: Ended,
    (after, until): (i64, i64),
    now: i64,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let fits = fits(which);
    let sql =
        format!("SELECT n FROM deliveries WHERE {fits} AND n > ?3 AND n <= ?4 ORDER BY n LIMIT ?5");
    let values = params![which.state.word(), which.rule, after, until, limit];
    let mut statement = tx.prepare_cached(&sql)?;
    let found: Vec<i64> =
        statement.query_map(values, |row| row.get(0))?.collect::<Result<_, _>>()?;
    for n in &found {
        retry(tx, *n, now)?;
    }
    Ok(found)
}
