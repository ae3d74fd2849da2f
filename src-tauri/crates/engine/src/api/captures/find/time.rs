//! Captures in the order they came, a window of them after the other.

use std::time::Instant;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{ApiError, Plan};
use crate::api::pace::Pace;

/// Captures of a window, at first and at most.
const STEP: i64 = 1_024;
const MOST: i64 = 32_768;

impl Plan {
    /// Captures of `shapes`; where to go on, when there may be more.
    pub(super) fn by_time(
        &self,
        conn: &Connection,
        shapes: &[(i64, i64, String)],
        from: Option<i64>,
        limit: i64,
        deadline: Option<Instant>,
    ) -> Result<(Vec<i64>, Option<i64>), ApiError> {
        let mut found = Vec::new();
        let last: i64 =
            conn.query_row("SELECT coalesce(max(seq), 0) FROM readings", [], |row| row.get(0))?;
        // Open at both ends.
        let (mut low, mut high) = match (self.ascending, from) {
            (true, from) => (from.unwrap_or(0), last + 1),
            (false, from) => (0, from.unwrap_or(last + 1).min(last + 1)),
        };
        if let Some((first, last)) = self.span {
            (low, high) = (low.max(first - 1), high.min(last + 1));
        }
        let at_once = self.exact || self.is_few() || (deadline.is_none() && !self.words);
        let mut pace = Pace::new(deadline, if at_once { i64::MAX / 2 } else { STEP }, MOST);
        while high - low > 1 {
            let window = match self.ascending {
                true => (low, high.min(low.saturating_add(pace.step))),
                false => (low.max(high.saturating_sub(pace.step)), high),
            };
            let wanted = limit - i64::try_from(found.len()).unwrap_or(limit);
            let (fits, left) = match self.words {
                true => self.looked_through(conn, shapes, window, wanted, deadline)?,
                false => self.within(conn, shapes, window, wanted)?,
            };
            found.extend(fits);
            if left.is_some() {
                return Ok((found, left));
            }
            match self.ascending {
                true => low = window.1 - 1,
                false => high = window.0 + 1,
            }
            if pace.is_over() && high - low > 1 {
                let stopped = if self.ascending { low } else { high };
                return Ok((found, Some(stopped)));
            }
        }
        Ok((found, None))
    }

    /// Those of a window that fit; the last of them, where there may be more.
    fn within(
        &self,
        conn: &Connection,
        shapes: &[(i64, i64, String)],
        (low, high): (i64, i64),
        limit: i64,
    ) -> Result<(Vec<i64>, Option<i64>), ApiError> {
        let mut values = self.values();
        let (side, order) = (window(values.len()), self.direction());
        values.extend([low, high, limit].map(Value::Integer));
        let sql = format!(
            "{} ORDER BY readings.seq {order} LIMIT ?{}",
            self.select("readings.seq", shapes, &side),
            values.len()
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(&values), |row| row.get(0))?;
        let found: Vec<i64> = rows.collect::<Result<_, _>>()?;
        let full = i64::try_from(found.len()).is_ok_and(|found| found >= limit);
        let left = found.last().copied().filter(|_| full);
        Ok((found, left))
    }

    /// The same where bodies are looked through: first those of the window that can fit, then one by one whether they do.
    fn looked_through(
        &self,
        conn: &Connection,
        shapes: &[(i64, i64, String)],
        (low, high): (i64, i64),
        limit: i64,
        deadline: Option<Instant>,
    ) -> Result<(Vec<i64>, Option<i64>), ApiError> {
        let mut values = self.values();
        let (side, order) = (window(values.len()), self.direction());
        values.extend([low, high].map(Value::Integer));
        let sql = format!(
            "{} ORDER BY readings.seq {order}",
            self.selected("readings.seq", shapes, &side, None)
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(&values), |row| row.get(0))?;
        let some: Vec<i64> = rows.collect::<Result<_, _>>()?;
        let (found, looked) = self.among(conn, shapes, &some, limit, deadline)?;
        Ok((found, looked.and_then(|at| some.get(at).copied())))
    }
}

/// What lies between two captures, whose numbers are bound behind so many values.
fn window(bound: usize) -> String {
    format!("readings.seq > ?{} AND readings.seq < ?{}", bound + 1, bound + 2)
}
