//! Captures by their size, then in the order they came, along the index of it.

use std::time::Instant;

use rusqlite::{Connection, params_from_iter};

use super::along::{Place, behind, cursor};
use super::{ApiError, MOST_BYTES, Page, Plan};

impl Plan {
    pub(super) fn by_size(
        &self,
        conn: &Connection,
        from: Option<&str>,
        limit: i64,
        deadline: Option<Instant>,
    ) -> Result<Page, ApiError> {
        let from = behind(from)?;
        let (found, next) = match self.words {
            true => self.along(conn, from, limit, deadline, |from| self.next_sized(conn, from))?,
            false => self.at_once(conn, "readings.bytes", from, limit)?,
        };
        Ok((found, next.map(cursor)))
    }

    /// The next in order, so many that their bodies can be looked through.
    fn next_sized(&self, conn: &Connection, from: Option<Place>) -> Result<Vec<Place>, ApiError> {
        let mut values = Vec::new();
        let side = self.beyond(from, ["bytes", "seq"], &mut values);
        let (order, step) = (self.direction(), self.chunk());
        let sql = format!(
            "SELECT bytes, seq FROM readings WHERE {side} ORDER BY bytes {order}, seq {order} LIMIT {step}"
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(&values))?;
        let (mut next, mut left) = (Vec::new(), MOST_BYTES);
        while let Some(row) = rows.next()?
            && left > 0
        {
            let (bytes, seq) = (row.get(0)?, row.get(1)?);
            left -= bytes;
            next.push((bytes, seq));
        }
        Ok(next)
    }
}
