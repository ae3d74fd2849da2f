//! Tables `time_rules` and `time_fired`: what a rule of time waits for, and for which messages it has fired. Name, filter (of
//! messages), target and how far in the journal it has looked stand in `rules`. Not derived: a rebuild fires nothing again.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Migration, StoreError, Tx};

pub(super) const CREATE: Migration = Migration {
    name: "time_rules-1",
    sql: "CREATE TABLE time_rules (
        rule INTEGER PRIMARY KEY,           -- rules.id
        state TEXT NOT NULL,                -- in which a message stands still
        after_ms INTEGER NOT NULL,          -- for longer than this
        notify INTEGER NOT NULL,
        since_ms INTEGER NOT NULL,          -- what began before does not count
        looked_ms INTEGER NOT NULL          -- what began before was looked at
    ) STRICT;
    CREATE TABLE time_fired (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        rule INTEGER NOT NULL,
        message TEXT NOT NULL,              -- platform/account/mid: stays the same through a rebuild
        conversation TEXT,
        state TEXT NOT NULL,
        since_ms INTEGER NOT NULL,
        after_ms INTEGER NOT NULL,          -- as the rule had it
        fired_us INTEGER NOT NULL           -- the same for all of one look
    ) STRICT;
    CREATE UNIQUE INDEX time_fired_once ON time_fired (message, rule);
    CREATE INDEX time_fired_rule ON time_fired (rule, fired_us);
    CREATE INDEX time_fired_at ON time_fired (fired_us);",
};

/// Nothing is looked for by time: many bear the same, and clocks are set back.
pub(super) const KEEP_NAME: Migration = Migration {
    name: "time_rules-2",
    sql: "ALTER TABLE time_fired ADD COLUMN name TEXT NOT NULL DEFAULT '';
    UPDATE time_fired SET name = coalesce((SELECT name FROM rules WHERE id = time_fired.rule), '');
    DROP INDEX time_fired_at;",
};

/// A rule that waits in another state than before fires for a message in that state too.
pub(super) const ONCE_A_STATE: Migration = Migration {
    name: "time_rules-3",
    sql: "DROP INDEX time_fired_once;
    CREATE UNIQUE INDEX time_fired_once ON time_fired (message, rule, state);",
};

/// What a rule of time waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeRule {
    /// `rules.id`.
    pub rule: i64,
    /// `accepted` or `delivered`.
    pub state: String,
    /// A message stands still for longer than this, ms.
    pub after_ms: i64,
    /// The user is told.
    pub notify: bool,
    /// What began before this time does not count, epoch ms.
    pub since_ms: i64,
    /// What began before this time was looked at, epoch ms.
    pub looked_ms: i64,
}

/// A message that a rule has fired for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fired {
    /// Grows from commit to commit.
    pub n: i64,
    /// The rule.
    pub rule: i64,
    /// Its name then.
    pub name: String,
    /// `platform/account/mid`.
    pub message: String,
    /// `platform/account/peer`, if the customer is known.
    pub conversation: Option<String>,
    /// In which it stood still.
    pub state: String,
    /// Since when, epoch ms.
    pub since_ms: i64,
    /// The time that the rule gave it, ms.
    pub after_ms: i64,
    /// When the rule fired, epoch microseconds; the same for all of one look.
    pub fired_us: i64,
}

const COLUMNS: &str = "rule, state, after_ms, notify, since_ms, looked_ms";

/// All of them, in the order they were made.
pub fn all(conn: &Connection) -> Result<Vec<TimeRule>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM time_rules ORDER BY rule");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], time_rule_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The one of a rule; `None` for a rule that forwards what comes.
pub fn get(conn: &Connection, rule: i64) -> Result<Option<TimeRule>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM time_rules WHERE rule = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([rule], time_rule_of).optional()?)
}

/// Keeps one, new or changed.
pub fn put(tx: &Tx<'_>, wanted: &TimeRule) -> Result<(), StoreError> {
    let sql =
        format!("INSERT OR REPLACE INTO time_rules ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    let TimeRule { rule, state, after_ms, notify, since_ms, looked_ms } = wanted;
    tx.prepare_cached(&sql)?
        .execute(params![rule, state, after_ms, notify, since_ms, looked_ms])?;
    Ok(())
}

/// What began before `to` was looked at, where `from` stood before. False when it stands elsewhere, or is gone.
pub fn looked(tx: &Tx<'_>, rule: i64, from: i64, to: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE time_rules SET looked_ms = ?3 WHERE rule = ?1 AND looked_ms = ?2";
    Ok(tx.prepare_cached(sql)?.execute([rule, from, to])? > 0)
}

/// Forgets one, and what it fired for.
pub fn remove(tx: &Tx<'_>, rule: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM time_fired WHERE rule = ?1")?.execute([rule])?;
    tx.prepare_cached("DELETE FROM time_rules WHERE rule = ?1")?.execute([rule])?;
    Ok(())
}

/// Keeps that a rule fired; its number, or `None` when it had fired for that message in that state before.
pub fn fire(tx: &Tx<'_>, new: &Fired) -> Result<Option<i64>, StoreError> {
    let sql =
        "INSERT INTO time_fired (rule, message, conversation, state, since_ms, after_ms, fired_us, name)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING RETURNING n";
    let Fired { rule, name, message, conversation, state, since_ms, after_ms, fired_us, .. } = new;
    let values = params![rule, message, conversation, state, since_ms, after_ms, fired_us, name];
    Ok(tx.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()?)
}

const OF_FIRED: &str = "n, rule, message, conversation, state, since_ms, after_ms, fired_us, name";

/// One of them.
pub fn fired(conn: &Connection, n: i64) -> Result<Option<Fired>, StoreError> {
    let sql = format!("SELECT {OF_FIRED} FROM time_fired WHERE n = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([n], fired_of).optional()?)
}

/// Those of a rule, newest first, from before a time (epoch microseconds) and number on.
pub fn newest(
    conn: &Connection,
    rule: i64,
    (fired_us, n): (i64, i64),
    limit: i64,
) -> Result<Vec<Fired>, StoreError> {
    let sql = format!(
        "SELECT {OF_FIRED} FROM time_fired WHERE rule = ?1 AND (fired_us, n) < (?2, ?3)
         ORDER BY fired_us DESC, n DESC LIMIT ?4"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([rule, fired_us, n, limit], fired_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How often a rule has fired: once for a message and a state.
pub fn count(conn: &Connection, rule: i64) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM time_fired WHERE rule = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([rule], |row| row.get(0))?)
}

/// The last time that a rule fired, epoch microseconds.
pub fn last(conn: &Connection, rule: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT max(fired_us) FROM time_fired WHERE rule = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([rule], |row| row.get(0))?)
}

/// The number of the last that was fired up to `us` (epoch microseconds); 0 if there is none.
pub fn newest_until(conn: &Connection, us: i64) -> Result<i64, StoreError> {
    let sql = "SELECT n FROM time_fired WHERE fired_us <= ?1 ORDER BY n DESC LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([us], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// What there is to tell.
#[derive(Debug, PartialEq, Eq)]
pub struct News {
    /// Rules whose user wants to be told: which, for how many messages, and the number of the last firing.
    pub rules: Vec<(i64, i64, i64)>,
    /// The number of the last that was fired: the next question's `after`.
    pub upto: i64,
}

/// What was fired after number `after`. Times are no order: one look fires in several commits at one time.
pub fn news(conn: &Connection, after: i64) -> Result<News, StoreError> {
    let newest = "SELECT coalesce(max(n), 0) FROM time_fired";
    let newest: i64 = conn.prepare_cached(newest)?.query_row([], |row| row.get(0))?;
    // A removed rule takes its numbers along.
    let upto = newest.max(after);
    let sql = "SELECT rule, count(*), max(n) FROM time_fired NOT INDEXED WHERE n > ?1 AND n <= ?2
        AND rule IN (SELECT rule FROM time_rules WHERE notify = 1) GROUP BY rule ORDER BY rule";
    let mut statement = conn.prepare_cached(sql)?;
    let rows =
        statement.query_map([after, upto], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(News { rules: rows.collect::<Result<_, _>>()?, upto })
}

/// Forgets what was fired for a message.
pub fn forget(tx: &Tx<'_>, message: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM time_fired WHERE message = ?1")?.execute([message])?;
    Ok(())
}

/// Forgets what was fired.
pub fn clear_fired(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM time_fired", [])?;
    Ok(())
}

fn time_rule_of(row: &Row<'_>) -> rusqlite::Result<TimeRule> {
    Ok(TimeRule {
        rule: row.get(0)?,
        state: row.get(1)?,
        after_ms: row.get(2)?,
        notify: row.get(3)?,
        since_ms: row.get(4)?,
        looked_ms: row.get(5)?,
    })
}

fn fired_of(row: &Row<'_>) -> rusqlite::Result<Fired> {
    Ok(Fired {
        n: row.get(0)?,
        rule: row.get(1)?,
        message: row.get(2)?,
        conversation: row.get(3)?,
        state: row.get(4)?,
        since_ms: row.get(5)?,
        after_ms: row.get(6)?,
        fired_us: row.get(7)?,
        name: row.get(8)?,
    })
}
