//! Captures along an order that is not theirs: by a number that stands beside each, then in the order they came. What number
//! that is, and where it stands, its own file knows.

use std::collections::HashSet;
use std::time::Instant;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{ApiError, FEW, Plan, STEP_OF_BODIES, resume};
use crate::api::commands::nowhere;

/// Where a capture stands: its number, then the capture.
pub(super) type Place = (i64, i64);
/// What was found, and behind which place it goes on.
pub(super) type Portion = (Vec<i64>, Option<Place>);

/// The place in a cursor.
pub(super) fn place((seq, number): (i64, &str)) -> Result<Place, ApiError> {
    Ok((number.parse().map_err(|_| nowhere())?, seq))
}

/// A cursor that goes on behind a place.
pub(super) fn cursor((number, seq): Place) -> String {
    format!("{seq}|{number}")
}

/// The place in the cursor of a page before, where there was one.
pub(super) fn behind(from: Option<&str>) -> Result<Option<Place>, ApiError> {
    from.map(|cursor| place(resume(cursor)?)).transpose()
}

impl Plan {
    /// At once: what can fit is little, or quickly told. `number` is the SQL of it.
    pub(super) fn at_once(
        &self,
        conn: &Connection,
        number: &str,
        from: Option<Place>,
        limit: i64,
    ) -> Result<Portion, ApiError> {
        let mut values = self.values();
        let side = self.beyond(from, [number, "readings.seq"], &mut values);
        let what = format!("{number} AS number, readings.seq");
        let side = format!("{side} AND {number} IS NOT NULL");
        let order = self.direction();
        let sql = format!(
            "{} ORDER BY number {order}, readings.seq {order} LIMIT {limit}",
            self.select(&what, &self.shapes, &side)
        );
        let mut statement = conn.prepare(&sql)?;
        let rows =
            statement.query_map(params_from_iter(&values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let found: Vec<Place> = rows.collect::<Result<_, _>>()?;
        let full = i64::try_from(found.len()).is_ok_and(|found| found >= limit);
        let next = found.last().copied().filter(|_| full);
        Ok((found.into_iter().map(|(_, seq)| seq).collect(), next))
    }

    /// The next in order are taken, whether they fit or not, until enough of them did or time is over. `next` takes some of
    /// those behind a place, none at the end.
    pub(super) fn along(
        &self,
        conn: &Connection,
        mut from: Option<Place>,
        limit: i64,
        deadline: Option<Instant>,
        next: impl Fn(Option<Place>) -> Result<Vec<Place>, ApiError>,
    ) -> Result<Portion, ApiError> {
        let wanted = usize::try_from(limit).unwrap_or(0);
        let mut found = Vec::new();
        loop {
            let some = next(from)?;
            let fits = self.among(conn, &some)?;
            for (number, seq) in &some {
                if fits.contains(seq) {
                    found.push(*seq);
                }
                if found.len() == wanted {
                    return Ok((found, Some((*number, *seq))));
                }
            }
            let Some(last) = some.last().copied() else { return Ok((found, None)) };
            from = Some(last);
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Ok((found, from));
            }
        }
    }

    /// So many are taken, whether they fit or not, before the clock is looked at.
    pub(super) fn chunk(&self) -> i64 {
        if self.words { STEP_OF_BODIES } else { FEW }
    }

    /// Those of some captures that fit.
    fn among(&self, conn: &Connection, some: &[Place]) -> Result<HashSet<i64>, ApiError> {
        let mut values = self.values();
        let list: Vec<String> = some.iter().map(|(_, seq)| seq.to_string()).collect();
        values.push(Value::Text(format!("[{}]", list.join(","))));
        let side = format!("readings.seq IN (SELECT value FROM json_each(?{}))", values.len());
        let mut statement = conn.prepare(&self.select("readings.seq", &self.shapes, &side))?;
        let rows = statement.query_map(params_from_iter(&values), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What comes behind a place, as a condition on two columns.
    pub(super) fn beyond(
        &self,
        from: Option<Place>,
        [number, seq]: [&str; 2],
        values: &mut Vec<Value>,
    ) -> String {
        let Some(from) = from else { return "1".to_owned() };
        values.extend([from.0, from.1].map(Value::Integer));
        let (sign, at) = (if self.ascending { '>' } else { '<' }, values.len());
        format!("({number}, {seq}) {sign} (?{}, ?{at})", at - 1)
    }
}
