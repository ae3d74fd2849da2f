//! Table `runs`: replays of many, each with what was asked, the list of what it sends, and how far it is. Not derived: a
//! plan that was frozen is sent as it was shown. What was sent is in `attempts`. No secret lies here.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Migration, StoreError, Tx};

pub(super) const CREATE: Migration = Migration {
    name: "runs-1",
    sql: "CREATE TABLE runs (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        started_us INTEGER NOT NULL,        -- epoch microseconds
        ended_us INTEGER,
        state TEXT NOT NULL,                -- running, paused, done, cancelled, interrupted
        wish TEXT NOT NULL,                 -- JSON: what was asked
        items TEXT NOT NULL,                -- JSON: ids of what is sent
        steps TEXT NOT NULL,                -- JSON: the requests, in order
        total INTEGER NOT NULL,             -- how many requests
        begun INTEGER NOT NULL DEFAULT 0,   -- those before this place may have been sent
        tally TEXT NOT NULL,                -- JSON: what came of them
        trouble TEXT                        -- why it stands still, in words
    ) STRICT;
    CREATE INDEX attempts_of_batches ON attempts (item) WHERE instr(item, '#') > 0;",
};

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It sends.
    Running,
    /// It waits for the user.
    Paused,
    /// All was sent.
    Done,
    /// The user ended it.
    Cancelled,
    /// It stopped with the program, or because it could not go on; it can be resumed.
    Interrupted,
}

const STATES: [(State, &str); 5] = [
    (State::Running, "running"),
    (State::Paused, "paused"),
    (State::Done, "done"),
    (State::Cancelled, "cancelled"),
    (State::Interrupted, "interrupted"),
];

impl State {
    /// In one word: what the contract calls it.
    pub fn word(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// Whether nothing more comes of it.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }

    fn from_word(word: &str) -> Self {
        let known = STATES.iter().find(|(_, known)| *known == word);
        known.map_or(Self::Interrupted, |(state, _)| *state)
    }
}

/// A run without its lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number, never used again.
    pub n: i64,
    /// When it was started, epoch microseconds.
    pub started_us: i64,
    /// When it ended, if it did.
    pub ended_us: Option<i64>,
    /// How it stands.
    pub state: State,
    /// JSON of what was asked.
    pub wish: String,
    /// How many requests it makes.
    pub total: i64,
    /// Requests before this place may have been sent.
    pub begun: i64,
    /// JSON of what came of them.
    pub tally: String,
    /// Why it stands still, in words.
    pub trouble: Option<String>,
}

/// What a run sends: JSON of the items' ids, and of its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lists {
    /// Ids of captures and vendor events.
    pub items: String,
    /// [`hooktrail_domain::replay::Step`]s.
    pub steps: String,
}

const COLUMNS: &str = "n, started_us, ended_us, state, wish, total, begun, tally, trouble";

/// Keeps a run that begins; its number is given.
pub fn insert(tx: &Tx<'_>, run: &Run, lists: &Lists) -> Result<i64, StoreError> {
    tx.prepare_cached(
        "INSERT INTO runs (started_us, state, wish, items, steps, total, tally) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        run.started_us,
        run.state.word(),
        run.wish,
        lists.items,
        lists.steps,
        run.total,
        run.tally,
    ])?;
    Ok(tx.last_insert_rowid())
}

/// The newest ones before the number `before`, newest first.
pub fn newest(conn: &Connection, before: i64, limit: i64) -> Result<Vec<Run>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM runs WHERE n < ?1 ORDER BY n DESC LIMIT ?2");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([before, limit], run_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One of them.
pub fn get(conn: &Connection, n: i64) -> Result<Option<Run>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM runs WHERE n = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([n], run_of).optional()?)
}

/// What it sends.
pub fn lists(conn: &Connection, n: i64) -> Result<Option<Lists>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT items, steps FROM runs WHERE n = ?1")?;
    let lists = |row: &Row<'_>| Ok(Lists { items: row.get(0)?, steps: row.get(1)? });
    Ok(statement.query_row([n], lists).optional()?)
}

/// Keeps how far it is.
pub fn advance(tx: &Tx<'_>, n: i64, begun: i64, tally: &str) -> Result<(), StoreError> {
    let sql = "UPDATE runs SET begun = ?2, tally = ?3 WHERE n = ?1";
    tx.prepare_cached(sql)?.execute(params![n, begun, tally])?;
    Ok(())
}

/// Keeps that nothing from a place on went yet.
pub fn reached(tx: &Tx<'_>, n: i64, begun: i64) -> Result<(), StoreError> {
    let sql = "UPDATE runs SET begun = ?2 WHERE n = ?1";
    tx.prepare_cached(sql)?.execute([n, begun])?;
    Ok(())
}

/// Keeps how it stands; `at_us` is now.
pub fn stand(
    tx: &Tx<'_>,
    n: i64,
    state: State,
    trouble: Option<&str>,
    at_us: i64,
) -> Result<(), StoreError> {
    let ended = (!matches!(state, State::Running | State::Paused)).then_some(at_us);
    let sql = "UPDATE runs SET state = ?2, trouble = ?3, ended_us = ?4 WHERE n = ?1";
    tx.prepare_cached(sql)?.execute(params![n, state.word(), trouble, ended])?;
    Ok(())
}

/// When the program starts: what was under way stopped with it.
pub fn interrupt_all(tx: &Tx<'_>) -> Result<(), StoreError> {
    let sql = "UPDATE runs SET state = 'interrupted' WHERE state IN ('running', 'paused')";
    tx.execute(sql, [])?;
    Ok(())
}

/// Forgets by what name a customer was picked.
pub fn forget(tx: &Tx<'_>, peer: &str) -> Result<(), StoreError> {
    let sql = "UPDATE runs SET wish = json_set(json_remove(wish, '$.conversation'), '$.filter', '')
         WHERE instr(wish, ?1) > 0";
    tx.prepare_cached(sql)?.execute([peer])?;
    Ok(())
}

/// Forgets all.
pub fn clear(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM runs", [])?;
    Ok(())
}

fn run_of(row: &Row<'_>) -> rusqlite::Result<Run> {
    let state: String = row.get(3)?;
    Ok(Run {
        n: row.get(0)?,
        started_us: row.get(1)?,
        ended_us: row.get(2)?,
        state: State::from_word(&state),
        wish: row.get(4)?,
        total: row.get(5)?,
        begun: row.get(6)?,
        tally: row.get(7)?,
        trouble: row.get(8)?,
    })
}
