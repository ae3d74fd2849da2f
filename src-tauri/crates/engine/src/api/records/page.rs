//! A page of rows: how much it takes, and where the next one goes on.

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::super::{ApiError, RecordList, RecordQuery};
use crate::filter::Condition;

/// Bytes of rows in one page, at most, unless one alone is more.
const MOST: usize = 4 << 20;

/// The place of a row in the order of its list, which nothing changes; 0 where fewer numbers tell it.
pub(super) type Place = [i64; 3];

/// Rows that are gathered.
pub(super) struct Page {
    rows: Vec<String>,
    /// Of the rows, bytes.
    bytes: usize,
    /// Rows at most.
    limit: usize,
    /// Bytes at most.
    most: usize,
    /// Where the page before ended.
    after: Option<Place>,
    /// Where this one ends, if there is more.
    next: Option<Place>,
}

impl Page {
    /// The page that is asked for: in pages from a place on, or all at once.
    pub(super) fn new(request: &RecordQuery) -> Result<Self, ApiError> {
        let paged = request.after.as_deref();
        let after = match paged {
            None | Some("") => None,
            Some(word) => Some(place(word).ok_or_else(|| {
                ApiError::invalid(format!("{word} is no place where a page ended."))
            })?),
        };
        Ok(Self {
            rows: Vec::new(),
            bytes: 0,
            limit: usize::try_from(request.limit).ok().filter(|n| *n > 0).unwrap_or(usize::MAX),
            most: if paged.is_some() { MOST } else { usize::MAX },
            after,
            next: None,
        })
    }

    /// Behind which place it begins.
    pub(super) fn after(&self) -> Option<Place> {
        self.after
    }

    /// Rows that there is room for, and one more: whether there is one must be known.
    pub(super) fn room(&self) -> i64 {
        i64::try_from(self.limit - self.rows.len()).map_or(i64::MAX, |room| room.saturating_add(1))
    }

    /// Takes a row; false when there is no room for it: then the page ends behind `given`, the place of the row before.
    pub(super) fn put(&mut self, row: String, given: Option<Place>) -> bool {
        let full = self.rows.len() >= self.limit
            || (!self.rows.is_empty() && self.bytes.saturating_add(row.len()) > self.most);
        if full {
            self.next = given.or(self.after);
            return false;
        }
        self.bytes += row.len();
        self.rows.push(row);
        true
    }

    /// Rows of a query over what fits, in the order of a column whose values are each of one row. `make` may leave one out.
    pub(super) fn fill<T>(
        &mut self,
        conn: &Connection,
        [columns, from, order]: [&str; 3],
        condition: &Condition,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
        mut make: impl FnMut(T) -> Result<Option<String>, ApiError>,
    ) -> Result<(), ApiError> {
        let mut values = condition.values.clone();
        values.push(Value::Integer(self.after.map_or(i64::MIN, |[place, ..]| place)));
        let sql = format!(
            "SELECT {columns}, {order} FROM {from} AND ({}) AND {order} > ?{} ORDER BY {order}",
            condition.sql,
            values.len()
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let last = statement.column_count() - 1;
        let mut rows = statement.query(params_from_iter(&values))?;
        let mut given = None;
        while let Some(row) = rows.next()? {
            let place: i64 = row.get(last)?;
            if let Some(made) = make(read(row)?)?
                && !self.put(made, given)
            {
                break;
            }
            given = Some([place, 0, 0]);
        }
        Ok(())
    }

    /// What was gathered.
    pub(super) fn list(self) -> RecordList {
        let next = self.next.map(|[first, second, third]| format!("{first}.{second}.{third}"));
        RecordList { rows: self.rows, next }
    }
}

fn place(word: &str) -> Option<Place> {
    let numbers = word.split('.').map(str::parse).collect::<Result<Vec<i64>, _>>().ok()?;
    numbers.try_into().ok()
}
