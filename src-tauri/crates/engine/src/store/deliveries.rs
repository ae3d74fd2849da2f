//! Table `deliveries`: the durable queue of forwarding, one row per item and target of a rule, and what became of it.
//! Not derived: what was accepted for forwarding is here, or was never accepted.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Migration, StoreError, Tx};

mod again;
mod list;
mod ready;
#[cfg(test)]
mod tests;

pub use self::again::{Ended, ended, retry, retry_ended};
pub use self::list::{Which, newest};
pub use self::ready::ready;

pub(super) const CREATE: Migration = Migration {
    name: "deliveries-1",
    sql: "CREATE TABLE deliveries (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        rule INTEGER NOT NULL,
        place INTEGER NOT NULL,             -- rule_targets.n
        capture INTEGER NOT NULL,
        item TEXT NOT NULL,                 -- capture or vendor event
        format TEXT NOT NULL,
        url TEXT NOT NULL,                  -- without a password
        lane TEXT NOT NULL,                 -- its conversation; '*': of several
        state TEXT NOT NULL,
        accepted_us INTEGER NOT NULL,
        due_us INTEGER NOT NULL,            -- next try
        started_us INTEGER,                 -- first try
        ended_us INTEGER,                   -- null: waiting or under way
        tries INTEGER NOT NULL DEFAULT 0,   -- as its policy counts
        attempts INTEGER NOT NULL DEFAULT 0,
        again INTEGER NOT NULL DEFAULT 0,   -- may have been sent before
        status INTEGER,                     -- of the last try
        reason TEXT                         -- why it failed, or ended
    ) STRICT;
    CREATE INDEX deliveries_open ON deliveries (place, lane, n) WHERE ended_us IS NULL;
    CREATE INDEX deliveries_due ON deliveries (due_us) WHERE ended_us IS NULL;
    CREATE INDEX deliveries_capture ON deliveries (capture);
    CREATE INDEX deliveries_rule ON deliveries (rule, n);",
};

pub(super) const INDEX_MORE: Migration = Migration {
    name: "deliveries-2",
    sql: "CREATE INDEX deliveries_order ON deliveries (place, n) WHERE ended_us IS NULL;
    CREATE INDEX deliveries_state ON deliveries (rule, state);
    CREATE INDEX deliveries_pending ON deliveries (rule, due_us) WHERE ended_us IS NULL;",
};

pub(super) const INDEX_WALK: Migration = Migration {
    name: "deliveries-3",
    sql: "DROP INDEX deliveries_order;
    CREATE INDEX deliveries_walk ON deliveries (place, n, lane, state, due_us, ended_us) WHERE ended_us IS NULL;
    CREATE INDEX deliveries_under_way ON deliveries (place, lane) WHERE state = 'under way';",
};

/// The newest of one state, whatever the rule.
pub(super) const INDEX_STATE: Migration = Migration {
    name: "deliveries-4",
    sql: "CREATE INDEX deliveries_of_state ON deliveries (state);",
};

/// The lane of what belongs to several conversations: it waits for all of them, and they for it.
pub const ALL_LANES: &str = "*";

/// Where a delivery is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum State {
    /// For its first or next try.
    #[default]
    Waiting,
    /// Being sent.
    UnderWay,
    /// Taken by the target.
    Delivered,
    /// Its policy makes no more tries.
    Failed,
    /// Ended by something other than its tries.
    GivenUp,
}

impl State {
    const ALL: [Self; 5] =
        [Self::Waiting, Self::UnderWay, Self::Delivered, Self::Failed, Self::GivenUp];

    /// The one spelling used everywhere.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::UnderWay => "under way",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::GivenUp => "given up",
        }
    }

    /// The state spelt `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// One item for one target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Grows with time.
    pub n: i64,
    /// The rule that accepted it.
    pub rule: i64,
    /// Number of the rule's target.
    pub place: i64,
    /// The capture behind it.
    pub capture: i64,
    /// The capture or vendor event that is sent.
    pub item: String,
    /// `meta` or a vendor format.
    pub format: String,
    /// Where to, when it was accepted, without a password.
    pub url: String,
    /// Its conversation.
    pub lane: String,
    /// Where it is.
    pub state: State,
    /// When it was accepted, epoch microseconds.
    pub accepted_us: i64,
    /// When it is tried next.
    pub due_us: i64,
    /// When it was tried first.
    pub started_us: Option<i64>,
    /// When it ended.
    pub ended_us: Option<i64>,
    /// How often it was tried, as its policy counts: from the last time that it was asked for by hand.
    pub tries: u32,
    /// How often it was tried in all.
    pub attempts: i64,
    /// It may have been sent before: the program ended while it was under way.
    pub again: bool,
    /// What the last try was answered.
    pub status: Option<u16>,
    /// Why the last try failed, or why it ended.
    pub reason: Option<String>,
}

/// What a try, or something else, made of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Where it is now.
    pub state: State,
    /// When it is tried next, if it waits, epoch microseconds.
    pub due_us: i64,
    /// What was answered.
    pub status: Option<u16>,
    /// Why it failed or ended.
    pub reason: Option<String>,
    /// A request was made.
    pub tried: bool,
}

const COLUMNS: &str = "n, rule, place, capture, item, format, url, lane, state, accepted_us, due_us, started_us, ended_us,
    tries, attempts, again, status, reason";

/// Accepts one for forwarding; its number is given here.
pub fn accept(tx: &Tx<'_>, new: &Delivery) -> Result<(), StoreError> {
    let sql = "INSERT INTO deliveries (rule, place, capture, item, format, url, lane, state, accepted_us, due_us)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'waiting', ?8, ?8)";
    let Delivery { rule, place, capture, item, format, url, lane, accepted_us, .. } = new;
    tx.prepare_cached(sql)?.execute(params![
        rule,
        place,
        capture,
        item,
        format,
        url,
        lane,
        accepted_us
    ])?;
    Ok(())
}

/// Takes those that are [`ready`]: from now on they are under way.
pub fn claim(
    tx: &Tx<'_>,
    place: i64,
    now: i64,
    ordered: bool,
    limit: i64,
) -> Result<Vec<Delivery>, StoreError> {
    let sql = format!(
        "UPDATE deliveries SET state = 'under way', tries = tries + 1, attempts = attempts + 1,
           started_us = coalesce(started_us, ?2)
         WHERE n = ?1 RETURNING {COLUMNS}"
    );
    let mut taken = Vec::new();
    for n in ready(tx, place, now, ordered, limit)? {
        taken.push(tx.prepare_cached(&sql)?.query_row([n, now], delivery_of)?);
    }
    Ok(taken)
}

/// Keeps what became of one that was open, at `now`. False when it is gone or has ended.
pub fn settle(tx: &Tx<'_>, n: i64, now: i64, settled: &Settled) -> Result<bool, StoreError> {
    let Settled { state, due_us, status, reason, tried } = settled;
    let ended = (!matches!(state, State::Waiting | State::UnderWay)).then_some(now);
    let sql =
        "UPDATE deliveries SET state = ?2, due_us = ?3, status = ?4, reason = ?5, ended_us = ?6,
          tries = tries - ?7, attempts = attempts - ?7
        WHERE n = ?1 AND ended_us IS NULL";
    let values = params![n, state.word(), due_us, status, reason, ended, !tried];
    Ok(tx.prepare_cached(sql)?.execute(values)? > 0)
}

/// A place where something waits, and how its rule wants it sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Number of the rule's target.
    pub n: i64,
    /// Its rule.
    pub rule: i64,
    /// The rule's policy, as written.
    pub retry: String,
    /// The rule ends with its listener.
    pub held: bool,
}

/// Places of rules that are switched on, where something waits and that have neither ended nor are switched off.
pub fn places(conn: &Connection) -> Result<Vec<Place>, StoreError> {
    let sql = "SELECT t.n, r.id, r.retry, r.held FROM rule_targets AS t JOIN rules AS r ON r.id = t.rule
        LEFT JOIN targets AS g ON g.id = t.target
        WHERE r.enabled = 1 AND t.ended IS NULL AND coalesce(g.enabled, 1) = 1 AND EXISTS
          (SELECT 1 FROM deliveries AS d WHERE d.place = t.n AND d.ended_us IS NULL AND d.state = 'waiting')";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Place { n: row.get(0)?, rule: row.get(1)?, retry: row.get(2)?, held: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When the next one is due after `now`, epoch microseconds.
pub fn next_due(conn: &Connection, now: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT min(due_us) FROM deliveries WHERE ended_us IS NULL AND due_us > ?1";
    Ok(conn.prepare_cached(sql)?.query_row([now], |row| row.get(0))?)
}

/// Those that were under way when the program ended wait again, marked: they may have been sent.
pub fn recover(tx: &Tx<'_>, now: i64) -> Result<usize, StoreError> {
    let sql =
        "UPDATE deliveries SET state = 'waiting', again = 1, tries = max(tries - 1, 0), due_us = ?1
        WHERE ended_us IS NULL AND state = 'under way'";
    Ok(tx.prepare_cached(sql)?.execute([now])?)
}

/// Gives up those that wait, of a rule or of one of its targets.
pub fn give_up(
    tx: &Tx<'_>,
    rule: i64,
    place: Option<i64>,
    now: i64,
    why: &str,
) -> Result<usize, StoreError> {
    let sql = "UPDATE deliveries SET state = 'given up', reason = ?4, ended_us = ?3
        WHERE rule = ?1 AND (?2 IS NULL OR place = ?2) AND ended_us IS NULL AND state = 'waiting'";
    Ok(tx.prepare_cached(sql)?.execute(params![rule, place, now, why])?)
}

/// Gives up those that wait for a saved target, whatever the rule.
pub fn give_up_at(tx: &Tx<'_>, target: i64, now: i64, why: &str) -> Result<usize, StoreError> {
    let sql = "UPDATE deliveries SET state = 'given up', reason = ?3, ended_us = ?2
        WHERE ended_us IS NULL AND state = 'waiting' AND place IN (SELECT n FROM rule_targets WHERE target = ?1)";
    Ok(tx.prepare_cached(sql)?.execute(params![target, now, why])?)
}

/// Gives up those that wait for a place that no rule has any more.
pub fn give_up_strays(tx: &Tx<'_>, now: i64, why: &str) -> Result<usize, StoreError> {
    let sql = "UPDATE deliveries SET state = 'given up', reason = ?2, ended_us = ?1
        WHERE ended_us IS NULL AND state = 'waiting' AND place NOT IN (SELECT n FROM rule_targets)";
    Ok(tx.prepare_cached(sql)?.execute(params![now, why])?)
}

/// One of them.
pub fn get(conn: &Connection, n: i64) -> Result<Option<Delivery>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM deliveries WHERE n = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([n], delivery_of).optional()?)
}

/// Gives one up that waits.
pub fn cancel(tx: &Tx<'_>, n: i64, now: i64) -> Result<(), StoreError> {
    let sql = "UPDATE deliveries SET state = 'given up', reason = 'cancelled', ended_us = ?2
        WHERE n = ?1 AND ended_us IS NULL AND state = 'waiting'";
    tx.prepare_cached(sql)?.execute([n, now])?;
    Ok(())
}

/// How many of a rule (or of all) are in each state: waiting, under way, delivered, failed, given up.
pub fn counts(conn: &Connection, rule: i64) -> Result<[i64; 5], StoreError> {
    let sql = "SELECT state, count(*) FROM deliveries WHERE rule = ?1 GROUP BY state";
    let mut counts = [0; 5];
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([rule])?;
    while let Some(row) = rows.next()? {
        let word: String = row.get(0)?;
        let at = State::ALL.iter().position(|state| state.word() == word);
        if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
            *count = row.get(1)?;
        }
    }
    Ok(counts)
}

/// How many are open of what is forwarded, also of rules that were removed; events of time rules are no forwards.
pub fn open(conn: &Connection) -> Result<i64, StoreError> {
    // Not by NOT IN: that would look at the row of each that waits.
    let sql = "SELECT (SELECT count(*) FROM deliveries WHERE ended_us IS NULL)
        - (SELECT count(*) FROM time_rules CROSS JOIN deliveries INDEXED BY deliveries_pending
            WHERE deliveries.rule = time_rules.rule AND ended_us IS NULL)";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// How many of a rule are under way, or due at `now`.
pub fn due(conn: &Connection, rule: i64, now: i64) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM deliveries WHERE rule = ?1 AND ended_us IS NULL
        AND (state = 'under way' OR due_us <= ?2)";
    Ok(conn.prepare_cached(sql)?.query_row([rule, now], |row| row.get(0))?)
}

/// Deletes those of a capture.
pub fn delete_of(tx: &Tx<'_>, capture: i64) -> Result<usize, StoreError> {
    Ok(tx.prepare_cached("DELETE FROM deliveries WHERE capture = ?1")?.execute([capture])?)
}

/// Deletes all.
pub fn clear(tx: &Tx<'_>) -> Result<usize, StoreError> {
    Ok(tx.execute("DELETE FROM deliveries", [])?)
}

fn delivery_of(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let state: String = row.get(8)?;
    Ok(Delivery {
        n: row.get(0)?,
        rule: row.get(1)?,
        place: row.get(2)?,
        capture: row.get(3)?,
        item: row.get(4)?,
        format: row.get(5)?,
        url: row.get(6)?,
        lane: row.get(7)?,
        state: State::from_word(&state).unwrap_or(State::GivenUp),
        accepted_us: row.get(9)?,
        due_us: row.get(10)?,
        started_us: row.get(11)?,
        ended_us: row.get(12)?,
        tries: row.get(13)?,
        attempts: row.get(14)?,
        again: row.get(15)?,
        status: row.get(16)?,
        reason: row.get(17)?,
    })
}
