//! Tables `rules` and `rule_targets`: what is forwarded, where, and how far in the journal each rule has looked; a rule of
//! time has a row here too. URLs stand here without their passwords.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Migration, StoreError, Tx, targets as saved};

pub(super) const CREATE: Migration = Migration {
    name: "rules-1",
    sql: "CREATE TABLE rules (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        filter TEXT NOT NULL,               -- the captures' language
        retry TEXT NOT NULL,                -- a policy, as the domain writes it
        speed INTEGER NOT NULL,             -- its pauses are so many times shorter
        enabled INTEGER NOT NULL,
        held INTEGER NOT NULL,              -- ends with the listener that made it
        cursor INTEGER NOT NULL,            -- looked at up to here
        deaf_after INTEGER,                 -- captures after this do not count: nobody listened
        deaf_until INTEGER                  -- up to this one; null: still so
    ) STRICT;
    CREATE TABLE rule_targets (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        rule INTEGER NOT NULL,
        target INTEGER,                     -- targets.id
        url TEXT NOT NULL,                  -- if it is no saved target
        formats TEXT NOT NULL,              -- JSON list of words; empty: as the target wants
        ended TEXT                          -- why it gets nothing any more
    ) STRICT;
    CREATE INDEX rule_targets_rule ON rule_targets (rule);",
};

/// What is forwarded, and in which manner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Never used again; 0 for one that is new.
    pub id: i64,
    /// What the user calls it.
    pub name: String,
    /// Which captures, in the captures' language.
    pub filter: String,
    /// The policy as [`hooktrail_domain::retry::Policy`] writes it.
    pub retry: String,
    /// How many times shorter its pauses are.
    pub speed: i64,
    /// Whether it forwards.
    pub enabled: bool,
    /// It ends with the listener that made it.
    pub held: bool,
    /// Captures up to this one were looked at.
    pub cursor: i64,
    /// Captures after the first and up to the second do not count; without a second, all after the first.
    pub deaf: Option<(i64, Option<i64>)>,
}

/// Where a rule forwards to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTarget {
    /// Never used again; 0 for one that is new.
    pub n: i64,
    /// The saved target.
    pub target: Option<i64>,
    /// The URL, without a password, if it is no saved target.
    pub url: String,
    /// `meta`, vendor formats; empty: as the target wants.
    pub formats: Vec<String>,
    /// Why it gets nothing any more.
    pub ended: Option<String>,
}

impl Rule {
    /// Whether a capture came while nobody listened.
    pub fn is_deaf_to(&self, seq: i64) -> bool {
        self.deaf
            .is_some_and(|(after, until)| seq > after && until.is_none_or(|until| seq <= until))
    }
}

const COLUMNS: &str =
    "id, name, filter, retry, speed, enabled, held, cursor, deaf_after, deaf_until";

/// All that forward what comes, in the order they were made; rules of time are in [`super::time_rules`].
pub fn all(conn: &Connection) -> Result<Vec<Rule>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM rules WHERE id NOT IN (SELECT rule FROM time_rules) ORDER BY id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], rule_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The one with this id.
pub fn get(conn: &Connection, id: i64) -> Result<Option<Rule>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM rules WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], rule_of).optional()?)
}

/// Keeps one, new (id 0) or changed; answers its id. How far a known one has looked stays as it is: see [`advance`].
pub fn put(tx: &Tx<'_>, rule: &Rule) -> Result<i64, StoreError> {
    let (after, until) = rule.deaf.map_or((None, None), |(after, until)| (Some(after), until));
    let sql = format!(
        "INSERT INTO rules ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, filter = excluded.filter, retry = excluded.retry,
           speed = excluded.speed, enabled = excluded.enabled, held = excluded.held,
           deaf_after = excluded.deaf_after, deaf_until = excluded.deaf_until
         RETURNING id"
    );
    let values = params![
        (rule.id != 0).then_some(rule.id),
        rule.name,
        rule.filter,
        rule.retry,
        rule.speed,
        rule.enabled,
        rule.held,
        rule.cursor,
        after,
        until,
    ];
    Ok(tx.prepare_cached(&sql)?.query_row(values, |row| row.get(0))?)
}

/// Moves a rule on from `from`. False when it stands elsewhere, or is gone.
pub fn advance(tx: &Tx<'_>, id: i64, from: i64, to: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE rules SET cursor = ?3 WHERE id = ?1 AND cursor = ?2";
    Ok(tx.prepare_cached(sql)?.execute([id, from, to])? > 0)
}

/// What came up to `to` does not count any more, looked at or not.
pub fn skip(tx: &Tx<'_>, id: i64, to: i64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE rules SET cursor = ?2 WHERE id = ?1")?.execute([id, to])?;
    Ok(())
}

/// Forgets one and its targets. False when there is none.
pub fn remove(tx: &Tx<'_>, id: i64) -> Result<bool, StoreError> {
    tx.prepare_cached("DELETE FROM rule_targets WHERE rule = ?1")?.execute([id])?;
    Ok(tx.prepare_cached("DELETE FROM rules WHERE id = ?1")?.execute([id])? > 0)
}

const OF_TARGETS: &str = "n, target, url, formats, ended";

/// Where a rule forwards to, in order.
pub fn targets(conn: &Connection, rule: i64) -> Result<Vec<RuleTarget>, StoreError> {
    let sql = format!("SELECT {OF_TARGETS} FROM rule_targets WHERE rule = ?1 ORDER BY n");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([rule], target_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forwards to these instead. Those that stay the same keep their number, and begin anew if they had ended.
pub fn put_targets(tx: &Tx<'_>, rule: i64, wanted: &[RuleTarget]) -> Result<(), StoreError> {
    let known = targets(tx, rule)?;
    let is = |one: &RuleTarget, other: &RuleTarget| {
        (one.target, &one.url, &one.formats) == (other.target, &other.url, &other.formats)
    };
    for gone in known.iter().filter(|one| !wanted.iter().any(|other| is(one, other))) {
        tx.prepare_cached("DELETE FROM rule_targets WHERE n = ?1")?.execute([gone.n])?;
    }
    revive_targets(tx, rule)?;
    for new in wanted.iter().filter(|one| !known.iter().any(|other| is(one, other))) {
        let formats = serde_json::to_string(&new.formats)
            .map_err(|error| StoreError::Fault(error.to_string()))?;
        let sql = "INSERT INTO rule_targets (rule, target, url, formats) VALUES (?1, ?2, ?3, ?4)";
        tx.prepare_cached(sql)?.execute(params![rule, new.target, new.url, formats])?;
    }
    Ok(())
}

/// Targets that had ended begin anew.
pub fn revive_targets(tx: &Tx<'_>, rule: i64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE rule_targets SET ended = NULL WHERE rule = ?1")?.execute([rule])?;
    Ok(())
}

/// A target gets nothing any more, because of `why`.
pub fn end_target(tx: &Tx<'_>, n: i64, why: &str) -> Result<(), StoreError> {
    let sql = "UPDATE rule_targets SET ended = ?2 WHERE n = ?1";
    tx.prepare_cached(sql)?.execute(params![n, why])?;
    Ok(())
}

/// Why nothing goes any more to the place `n` of a rule; `None` while something does.
pub fn closed(conn: &Connection, rule: i64, n: i64) -> Result<Option<String>, StoreError> {
    if get(conn, rule)?.is_none() {
        return Ok(Some("its rule was removed".to_owned()));
    }
    let Some(place) = targets(conn, rule)?.into_iter().find(|place| place.n == n) else {
        return Ok(Some("its target was taken from the rule".to_owned()));
    };
    let saved = place.target.map(|id| saved::get(conn, id)).transpose()?;
    Ok(match saved {
        Some(None) => Some("its target was removed".to_owned()),
        _ => place.ended,
    })
}

fn rule_of(row: &Row<'_>) -> rusqlite::Result<Rule> {
    let (after, until): (Option<i64>, Option<i64>) = (row.get(8)?, row.get(9)?);
    Ok(Rule {
        id: row.get(0)?,
        name: row.get(1)?,
        filter: row.get(2)?,
        retry: row.get(3)?,
        speed: row.get(4)?,
        enabled: row.get(5)?,
        held: row.get(6)?,
        cursor: row.get(7)?,
        deaf: after.map(|after| (after, until)),
    })
}

fn target_of(row: &Row<'_>) -> rusqlite::Result<RuleTarget> {
    let formats: String = row.get(3)?;
    Ok(RuleTarget {
        n: row.get(0)?,
        target: row.get(1)?,
        url: row.get(2)?,
        formats: serde_json::from_str(&formats).unwrap_or_default(),
        ended: row.get(4)?,
    })
}
