//! Captures by their size, then in the order they came, along the index of it.

use std::time::Instant;

use rusqlite::Connection;

use super::along::{Place, behind, cursor, places};
use super::{ApiError, FEW, Page, Plan};

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

    /// The next in order.
    fn next_sized(&self, conn: &Connection, from: Option<Place>) -> Result<Vec<Place>, ApiError> {
        let mut values = Vec::new();
        let side = self.beyond(from, ["bytes", "seq"], &mut values);
        let order = self.direction();
        let sql = format!(
            "SELECT bytes, seq FROM readings WHERE {side} ORDER BY bytes {order}, seq {order} LIMIT {FEW}"
        );
        places(conn, &sql, &values)
    }
}
