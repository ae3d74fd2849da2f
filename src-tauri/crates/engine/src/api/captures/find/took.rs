//! Captures in the order of how long their answers took; last of all those of which that is not known, the newest first.
//! There is no index of it, which would cost every capture: the table is small enough to be walked for each page.

use std::time::Instant;

use rusqlite::Connection;

use super::along::{Place, cursor, place, places};
use super::{ApiError, FEW, Page, Plan, resume};

/// Stands in a cursor where it goes on among those of which it is not known.
const UNKNOWN: &str = "unknown";
const NOT_KNOWN: &str = "NOT EXISTS (SELECT 1 FROM answers WHERE capture = readings.seq)";
const TOOK: &str = "(SELECT took_us FROM answers WHERE capture = readings.seq)";

impl Plan {
    pub(super) fn by_took(
        &self,
        conn: &Connection,
        from: Option<&str>,
        limit: i64,
        deadline: Option<Instant>,
    ) -> Result<Page, ApiError> {
        let from = from.map(resume).transpose()?;
        let mut found = Vec::new();
        let within = match from {
            Some((seq, UNKNOWN)) => Some(seq),
            _ => {
                let from = from.map(place).transpose()?;
                let (seqs, next) = match self.is_few() {
                    true => self.at_once(conn, TOOK, from, limit)?,
                    false => {
                        self.along(conn, from, limit, deadline, |from| self.next_took(conn, from))?
                    }
                };
                if let Some(next) = next {
                    return Ok((seqs, Some(cursor(next))));
                }
                found = seqs;
                None
            }
        };
        let left = limit - i64::try_from(found.len()).unwrap_or(limit);
        let mut unknown = Self { ascending: false, ..self.clone() };
        unknown.exact = false;
        unknown.condition.sql = format!("{NOT_KNOWN} AND ({})", self.condition.sql);
        let (seqs, next) = unknown.by_time(conn, &self.shapes, within, left, deadline)?;
        found.extend(seqs);
        Ok((found, next.map(|next| format!("{next}|{UNKNOWN}"))))
    }

    /// The next in order.
    fn next_took(&self, conn: &Connection, from: Option<Place>) -> Result<Vec<Place>, ApiError> {
        let mut values = Vec::new();
        let side = self.beyond(from, ["took_us", "capture"], &mut values);
        let order = self.direction();
        let sql = format!(
            "SELECT took_us, capture FROM answers WHERE {side} ORDER BY took_us {order}, capture {order} LIMIT {FEW}"
        );
        places(conn, &sql, &values)
    }
}
