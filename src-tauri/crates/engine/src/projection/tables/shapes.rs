//! Table `shapes`: the kinds of captures that there are, and how many of each. A capture's shape is everything about it that
//! takes few values; what tells captures of a shape apart is in `readings`. A filter on any of it looks at this small table
//! first, so it answers as fast with a million captures as with a hundred.

use std::collections::{BTreeSet, HashMap};

use hooktrail_domain::problem::Problem;
use hooktrail_domain::signal::{Flags, Signal};
use rusqlite::{Connection, OptionalExtension, params};

use crate::reading::is_handshake;
use crate::store::StoreError;
use crate::store::journal::{CaptureHead, Origin};

pub(super) const CREATE: &str = "CREATE TABLE shapes (
        n INTEGER PRIMARY KEY,
        method TEXT NOT NULL,
        path TEXT NOT NULL,               -- '' for a file: each lies elsewhere
        origin TEXT NOT NULL,
        source TEXT NOT NULL,
        sig TEXT NOT NULL,
        status INTEGER NOT NULL,
        said TEXT NOT NULL,               -- JSON: kinds, platforms, accounts, directions, flags, problems, errors: each a list; handshake, if it asked for one
        captures INTEGER NOT NULL,
        UNIQUE (said, status, sig, source, origin, path, method)
    ) STRICT;";

/// What makes captures alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::projection) struct Shape {
    method: String,
    path: String,
    origin: Origin,
    source: String,
    sig: &'static str,
    status: u16,
    said: String,
}

/// Words that each stand once, in order.
type Words<'a> = BTreeSet<&'a str>;

#[derive(Default, serde::Serialize)]
struct Said<'a> {
    kinds: Words<'a>,
    platforms: Words<'a>,
    accounts: Words<'a>,
    directions: Words<'a>,
    flags: Vec<&'static str>,
    problems: Words<'a>,
    errors: BTreeSet<i64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    handshake: bool,
}

impl Shape {
    /// The shape of a capture that says `signals`, with the ledger's marks.
    pub(in crate::projection) fn of(
        head: &CaptureHead,
        signals: &[Signal],
        problems: &[Problem],
    ) -> Self {
        let mut said = Said { handshake: is_handshake(head), ..Said::default() };
        let mut flags = Flags::default();
        said.problems.extend(problems.iter().map(|problem| problem.code));
        for signal in signals {
            said.kinds.insert(signal.kind.word());
            said.platforms.insert(signal.platform.word());
            said.accounts.extend(signal.account.as_deref());
            said.directions.extend(signal.direction.map(|direction| direction.word()));
            said.problems.extend(signal.problems.iter().map(|problem| problem.code));
            said.errors.extend(signal.data.errors.iter().filter_map(|error| error.code));
            signal.flags.iter().for_each(|flag| flags.insert(flag));
        }
        said.flags = flags.iter().map(|flag| flag.word()).collect();
        Self {
            method: head.method.clone(),
            path: if head.origin == Origin::File { String::new() } else { head.path.clone() },
            origin: head.origin,
            source: head.source.clone(),
            sig: head.verdict.word(),
            status: head.status,
            // Plain lists of strings and numbers: serialising them cannot fail.
            said: serde_json::to_string(&said).unwrap_or_default(),
        }
    }
}

/// Shapes met in one slice, and how many captures of each were added.
#[derive(Debug, Default)]
pub(in crate::projection) struct Met {
    shapes: HashMap<Shape, (i64, i64)>,
}

impl Met {
    /// The key of a shape, made if need be; one capture more has it.
    pub(in crate::projection) fn add(
        &mut self,
        conn: &Connection,
        shape: Shape,
    ) -> Result<i64, StoreError> {
        if let Some((n, added)) = self.shapes.get_mut(&shape) {
            *added += 1;
            return Ok(*n);
        }
        let n = match find(conn, &shape)? {
            Some(n) => n,
            None => insert(conn, &shape)?,
        };
        self.shapes.insert(shape, (n, 1));
        Ok(n)
    }

    /// Writes the counts.
    pub(in crate::projection) fn flush(self, conn: &Connection) -> Result<(), StoreError> {
        let mut changed: Vec<(i64, i64)> = self.shapes.into_values().collect();
        changed.sort_unstable();
        let sql = "UPDATE shapes SET captures = captures + ?2 WHERE n = ?1";
        let mut statement = conn.prepare_cached(sql)?;
        for (n, added) in changed {
            statement.execute([n, added])?;
        }
        Ok(())
    }
}

fn find(conn: &Connection, shape: &Shape) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT n FROM shapes WHERE said = ?1 AND status = ?2 AND sig = ?3 AND source = ?4
        AND origin = ?5 AND path = ?6 AND method = ?7";
    let Shape { method, path, origin, source, sig, status, said } = shape;
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![said, status, sig, source, origin.word(), path, method], |row| {
            row.get(0)
        })
        .optional()?)
}

fn insert(conn: &Connection, shape: &Shape) -> Result<i64, StoreError> {
    let sql = "INSERT INTO shapes (method, path, origin, source, sig, status, said, captures)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)";
    let Shape { method, path, origin, source, sig, status, said } = shape;
    conn.prepare_cached(sql)?.execute(params![
        method,
        path,
        origin.word(),
        source,
        sig,
        status,
        said
    ])?;
    Ok(conn.last_insert_rowid())
}

/// Meta's codes of the failures that captures of a shape tell, the smallest first.
pub fn errors_of(conn: &Connection, n: i64) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT value FROM shapes, json_each(shapes.said, '$.errors') WHERE shapes.n = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([n], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One capture of a shape is gone; the shape goes with the last.
pub(in crate::projection) fn leave(conn: &Connection, n: i64) -> Result<(), StoreError> {
    conn.prepare_cached("UPDATE shapes SET captures = captures - 1 WHERE n = ?1")?.execute([n])?;
    conn.prepare_cached("DELETE FROM shapes WHERE n = ?1 AND captures <= 0")?.execute([n])?;
    Ok(())
}
