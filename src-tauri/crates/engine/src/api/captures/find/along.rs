//! Captures along an order that is not theirs: by a number that stands beside each, then in the order they came. What number
//! that is, and where it stands, its own file knows.

use std::time::Instant;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{ApiError, Plan, is_over, resume};
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

/// The places that a question for number and capture finds.
pub(super) fn places(
    conn: &Connection,
    sql: &str,
    values: &[Value],
) -> Result<Vec<Place>, ApiError> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows =
        statement.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
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
        let found = places(conn, &sql, &values)?;
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
        let mut found = Vec::new();
        loop {
            let some = next(from)?;
            let Some(last) = some.last().copied() else { return Ok((found, None)) };
            let seqs: Vec<i64> = some.iter().map(|(_, seq)| *seq).collect();
            let wanted = limit - i64::try_from(found.len()).unwrap_or(limit);
            let (fits, left) = self.among(conn, &self.shapes, &seqs, wanted, deadline)?;
            found.extend(fits);
            if let Some(at) = left {
                return Ok((found, some.get(at).copied()));
            }
            from = Some(last);
        }
    }

    /// Those of some captures that fit, in the order in which they are given, until there are enough of them or time is over;
    /// and at which of them it was left then. What a body holds, unpacked above all, is known only once it was looked
    /// through, so the clock is looked at after each capture.
    pub(super) fn among(
        &self,
        conn: &Connection,
        shapes: &[(i64, i64, String)],
        some: &[i64],
        limit: i64,
        deadline: Option<Instant>,
    ) -> Result<(Vec<i64>, Option<usize>), ApiError> {
        let mut values = self.values();
        let list: Vec<String> = some.iter().map(ToString::to_string).collect();
        values.push(Value::Text(format!("[{}]", list.join(","))));
        let sql = format!(
            "SELECT asked.value, EXISTS ({}) FROM json_each(?{}) AS asked",
            self.select("1", shapes, "readings.seq = asked.value"),
            values.len()
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(&values))?;
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            if row.get(1)? {
                found.push(row.get(0)?);
            }
            let full = i64::try_from(found.len()).is_ok_and(|found| found >= limit);
            if full || is_over(deadline) {
                return Ok((found, Some(at)));
            }
            at += 1;
        }
        Ok((found, None))
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
