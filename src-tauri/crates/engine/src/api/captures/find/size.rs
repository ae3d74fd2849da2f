//! Captures by their size, then in the order they came, along the index of it.

use std::time::Instant;

use rusqlite::{Connection, params_from_iter};

use super::{ApiError, FEW, MOST_BYTES, Plan, STEP_OF_BODIES, resume};
use crate::api::commands::nowhere;

type Page = (Vec<i64>, Option<String>);
/// What was found, and behind which size and capture it goes on.
type Portion = (Vec<i64>, Option<(i64, i64)>);

impl Plan {
    pub(super) fn by_size(
        &self,
        conn: &Connection,
        from: Option<&str>,
        limit: i64,
        deadline: Option<Instant>,
    ) -> Result<Page, ApiError> {
        let place = |(seq, bytes): (i64, &str)| {
            bytes.parse::<i64>().map(|bytes| (bytes, seq)).map_err(|_| nowhere())
        };
        let from = from.map(resume).transpose()?.map(place).transpose()?;
        let (found, next) = match self.words {
            true => self.sized(conn, from, limit, deadline)?,
            false => self.all_sized(conn, from, limit)?,
        };
        Ok((found, next.map(|(bytes, seq)| format!("{seq}|{bytes}"))))
    }

    /// At once: what is asked for is quickly told.
    fn all_sized(
        &self,
        conn: &Connection,
        from: Option<(i64, i64)>,
        limit: i64,
    ) -> Result<Portion, ApiError> {
        let mut values = self.values();
        let side = self.beyond(from, ["readings.bytes", "readings.seq"], &mut values);
        let order = self.direction();
        let sql = format!(
            "{} ORDER BY readings.bytes {order}, readings.seq {order} LIMIT {limit}",
            self.select("readings.bytes, readings.seq", &self.shapes, &side),
        );
        let mut statement = conn.prepare(&sql)?;
        let rows =
            statement.query_map(params_from_iter(&values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let found: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
        let full = i64::try_from(found.len()).is_ok_and(|found| found >= limit);
        let next = found.last().copied().filter(|_| full);
        Ok((found.into_iter().map(|(_, seq)| seq).collect(), next))
    }

    /// The next in order are taken, whether they fit or not, until enough of them did or time is over.
    fn sized(
        &self,
        conn: &Connection,
        mut from: Option<(i64, i64)>,
        limit: i64,
        deadline: Option<Instant>,
    ) -> Result<Portion, ApiError> {
        let wanted = usize::try_from(limit).unwrap_or(0);
        let mut found = Vec::new();
        loop {
            let next = self.next_sized(conn, from)?;
            let fits = self.among(conn, &next)?;
            for (bytes, seq) in &next {
                if fits.contains(seq) {
                    found.push(*seq);
                }
                if found.len() == wanted {
                    return Ok((found, Some((*bytes, *seq))));
                }
            }
            if next.is_empty() {
                return Ok((found, None));
            }
            from = next.last().copied();
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Ok((found, from));
            }
        }
    }

    /// The next in order, so many that their bodies can be looked through.
    fn next_sized(
        &self,
        conn: &Connection,
        from: Option<(i64, i64)>,
    ) -> Result<Vec<(i64, i64)>, ApiError> {
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

    /// So many are taken in an order that is not theirs, before the clock is looked at.
    pub(super) fn chunk(&self) -> i64 {
        if self.words { STEP_OF_BODIES } else { FEW }
    }
}
