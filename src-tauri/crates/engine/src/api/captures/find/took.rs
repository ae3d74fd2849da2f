//! Captures in the order of how long their answers took; last of all those of which that is not known, the newest first.
//! There is no index of it, which would cost every capture: the table is small enough to be walked for each page.

use std::collections::HashSet;
use std::time::Instant;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{ApiError, Plan, resume};
use crate::api::commands::nowhere;

/// Stands in a cursor where it goes on among those of which it is not known.
const UNKNOWN: &str = "unknown";

type Page = (Vec<i64>, Option<String>);

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
                let place = |(seq, took): (i64, &str)| {
                    took.parse::<i64>().map(|took| (took, seq)).map_err(|_| nowhere())
                };
                let from = from.map(place).transpose()?;
                let next = match self.is_few() {
                    true => self.few(conn, from, limit, &mut found)?,
                    false => self.many(conn, from, limit, deadline, &mut found)?,
                };
                if let Some((took, seq)) = next {
                    return Ok((found, Some(format!("{seq}|{took}"))));
                }
                None
            }
        };
        let left = limit - i64::try_from(found.len()).unwrap_or(limit);
        let mut unknown = Self { ascending: false, ..self.clone() };
        unknown.exact = false;
        unknown.condition.sql = format!("({}) AND {NOT_KNOWN}", self.condition.sql);
        let (seqs, next) = unknown.by_time(conn, &self.shapes, within, left, deadline)?;
        found.extend(seqs);
        Ok((found, next.map(|next| format!("{next}|{UNKNOWN}"))))
    }

    /// What can fit is little: all of it is put in order.
    fn few(
        &self,
        conn: &Connection,
        from: Option<(i64, i64)>,
        limit: i64,
        found: &mut Vec<i64>,
    ) -> Result<Option<(i64, i64)>, ApiError> {
        let took = "(SELECT took_us FROM answers WHERE capture = readings.seq)";
        let mut values = self.values();
        let side = self.beyond(from, [took, "readings.seq"], &mut values);
        let what = format!("readings.seq, {took} AS took");
        let side = format!("{side} AND {took} IS NOT NULL");
        let order = self.direction();
        values.push(Value::Integer(limit));
        let sql = format!(
            "{} ORDER BY took {order}, readings.seq {order} LIMIT ?{}",
            self.select(&what, &self.shapes, &side),
            values.len()
        );
        let mut statement = conn.prepare(&sql)?;
        let rows =
            statement.query_map(params_from_iter(&values), |row| Ok((row.get(1)?, row.get(0)?)))?;
        let rows: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
        found.extend(rows.iter().map(|(_, seq)| seq));
        let full = i64::try_from(rows.len()).is_ok_and(|len| len >= limit);
        Ok(rows.last().copied().filter(|_| full))
    }

    /// The next in order are taken, whether they fit or not, until enough of them did or time is over.
    fn many(
        &self,
        conn: &Connection,
        mut from: Option<(i64, i64)>,
        limit: i64,
        deadline: Option<Instant>,
        found: &mut Vec<i64>,
    ) -> Result<Option<(i64, i64)>, ApiError> {
        let wanted = usize::try_from(limit).unwrap_or(0);
        let step = self.chunk();
        loop {
            let mut values = Vec::new();
            let side = self.beyond(from, ["took_us", "capture"], &mut values);
            let order = self.direction();
            let sql = format!(
                "SELECT took_us, capture FROM answers WHERE {side} ORDER BY took_us {order}, capture {order} LIMIT {step}"
            );
            let mut statement = conn.prepare(&sql)?;
            let rows = statement
                .query_map(params_from_iter(&values), |row| Ok((row.get(0)?, row.get(1)?)))?;
            let next: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
            let fits = self.among(conn, &next)?;
            for (took, seq) in &next {
                if fits.contains(seq) {
                    found.push(*seq);
                }
                if found.len() == wanted {
                    return Ok(Some((*took, *seq)));
                }
            }
            if i64::try_from(next.len()).is_ok_and(|len| len < step) {
                return Ok(None);
            }
            from = next.last().copied();
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Ok(from);
            }
        }
    }

    /// Those of some captures that fit.
    pub(super) fn among(
        &self,
        conn: &Connection,
        some: &[(i64, i64)],
    ) -> Result<HashSet<i64>, ApiError> {
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
        from: Option<(i64, i64)>,
        columns: [&str; 2],
        values: &mut Vec<Value>,
    ) -> String {
        let Some((took, seq)) = from else { return "1".to_owned() };
        values.extend([Value::Integer(took), Value::Integer(seq)]);
        let (sign, at) = (if self.ascending { '>' } else { '<' }, values.len());
        let [one, other] = columns;
        format!("({one}, {other}) {sign} (?{}, ?{at})", at - 1)
    }

    pub(super) fn direction(&self) -> &'static str {
        if self.ascending { "ASC" } else { "DESC" }
    }
}

const NOT_KNOWN: &str = "NOT EXISTS (SELECT 1 FROM answers WHERE capture = readings.seq)";
