//! Tables `views` and `recent_filters`: how the user likes to look at a list: named views, and the filters used lately. What a
//! filter means is not known here.

use rusqlite::{Connection, Row, params};

use super::{Migration, StoreError, Tx};

pub(super) const CREATE: Migration = Migration {
    name: "views-1",
    sql: "CREATE TABLE views (
        id INTEGER PRIMARY KEY,
        list TEXT NOT NULL,                 -- captures
        name TEXT NOT NULL,
        filter TEXT NOT NULL,
        columns TEXT NOT NULL,              -- names, with blanks between
        sort TEXT NOT NULL,
        ascending INTEGER NOT NULL,
        grouped INTEGER NOT NULL,
        UNIQUE (list, name)
    ) STRICT;
    CREATE TABLE recent_filters (
        list TEXT NOT NULL,
        filter TEXT NOT NULL,
        used_us INTEGER NOT NULL,           -- epoch microseconds
        PRIMARY KEY (list, filter)
    ) STRICT, WITHOUT ROWID;",
};

/// Filters that are remembered of a list.
const REMEMBERED: i64 = 20;

/// A named way to look at a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its id.
    pub id: i64,
    /// The list.
    pub list: String,
    /// Its name, one of its kind.
    pub name: String,
    /// What is shown.
    pub filter: String,
    /// Names of columns, in order.
    pub columns: Vec<String>,
    /// The column that orders it.
    pub sort: String,
    /// Smallest first.
    pub ascending: bool,
    /// Deliveries of one event stand together.
    pub grouped: bool,
}

/// The views of a list, by name.
pub fn all(conn: &Connection, list: &str) -> Result<Vec<View>, StoreError> {
    let sql = "SELECT id, list, name, filter, columns, sort, ascending, grouped FROM views
        WHERE list = ?1 ORDER BY name COLLATE NOCASE";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([list], view_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps a view; one of the same name is replaced.
pub fn put(tx: &Tx<'_>, view: &View) -> Result<(), StoreError> {
    let sql = "INSERT INTO views (list, name, filter, columns, sort, ascending, grouped)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (list, name) DO UPDATE SET filter = excluded.filter, columns = excluded.columns,
          sort = excluded.sort, ascending = excluded.ascending, grouped = excluded.grouped";
    let View { list, name, filter, columns, sort, ascending, grouped, .. } = view;
    tx.prepare_cached(sql)?.execute(params![
        list,
        name,
        filter,
        columns.join(" "),
        sort,
        ascending,
        grouped
    ])?;
    Ok(())
}

/// Forgets a view. The list that it was of, when there was one.
pub fn remove(tx: &Tx<'_>, id: i64) -> Result<Option<String>, StoreError> {
    let sql = "DELETE FROM views WHERE id = ?1 RETURNING list";
    let mut statement = tx.prepare_cached(sql)?;
    let mut rows = statement.query_map([id], |row| row.get(0))?;
    Ok(rows.next().transpose()?)
}

/// Remembers that a filter was used.
pub fn used(tx: &Tx<'_>, list: &str, filter: &str, at_us: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO recent_filters VALUES (?1, ?2, ?3)
        ON CONFLICT (list, filter) DO UPDATE SET used_us = excluded.used_us";
    tx.prepare_cached(sql)?.execute(params![list, filter, at_us])?;
    let sql = "DELETE FROM recent_filters WHERE list = ?1 AND filter NOT IN
        (SELECT filter FROM recent_filters WHERE list = ?1 ORDER BY used_us DESC LIMIT ?2)";
    tx.prepare_cached(sql)?.execute(params![list, REMEMBERED])?;
    Ok(())
}

/// The filters used lately, newest first.
pub fn recent(conn: &Connection, list: &str) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT filter FROM recent_filters WHERE list = ?1 ORDER BY used_us DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([list], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets those in which a customer stands.
pub fn forget_recent(tx: &Tx<'_>, peer: &str) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached("SELECT filter FROM recent_filters")?;
    let all: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for filter in all.iter().filter(|filter| names(filter, peer)) {
        tx.execute("DELETE FROM recent_filters WHERE filter = ?1", [filter])?;
    }
    Ok(())
}

/// Whether the id stands in the text by itself, not within a longer one.
fn names(text: &str, id: &str) -> bool {
    let of_word = |one: Option<char>| one.is_some_and(char::is_alphanumeric);
    text.match_indices(id).any(|(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        !of_word(before.chars().next_back()) && !of_word(after.chars().next())
    })
}

/// Forgets the filters that were used: customers' words may stand in them.
pub fn clear_recent(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM recent_filters", [])?;
    Ok(())
}

fn view_of(row: &Row<'_>) -> rusqlite::Result<View> {
    let columns: String = row.get(4)?;
    Ok(View {
        id: row.get(0)?,
        list: row.get(1)?,
        name: row.get(2)?,
        filter: row.get(3)?,
        columns: columns.split_whitespace().map(str::to_owned).collect(),
        sort: row.get(5)?,
        ascending: row.get(6)?,
        grouped: row.get(7)?,
    })
}
