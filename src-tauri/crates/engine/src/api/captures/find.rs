//! Finding captures: which fit a filter, page by page, in any order, with a million of them as with a hundred. The table of
//! shapes says first where something can fit at all; what it cannot tell is looked for from the newest on, for so long.

mod along;
mod size;
mod took;

use std::time::{Duration, Instant};

use hooktrail_domain::filter as language;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::fields::{FIELDS, WORDS};
use super::narrowed::narrowed;
use super::*;
use crate::api::commands::nowhere;
use crate::api::pace::Pace;
use crate::filter::{self, Condition, Reach};
use crate::reading::{self, HANDSHAKE, VISIT};

/// How long one page may be looked for.
const PATIENCE: Duration = Duration::from_millis(80);
/// So few captures are best taken together and put in order then.
pub(super) const FEW: i64 = 4_096;
/// Captures that are looked at before the clock is, at first and at most.
const STEP: i64 = 1_024;
const MOST: i64 = 32_768;
/// The same at first where bodies are looked through, and how many bytes of them at most.
const STEP_OF_BODIES: i64 = 256;
const MOST_BYTES: i64 = 4 << 20;

/// What captures can be put in order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Time,
    Size,
    /// How long the answer took.
    Took,
    /// What it held, as it is called.
    Held,
    /// Something that a capture's shape tells, as SQL.
    Shape(&'static str),
}

impl Sort {
    fn from_word(word: &str) -> Result<Self, ApiError> {
        Ok(match word {
            "" | "time" => Self::Time,
            "size" => Self::Size,
            "duration" => Self::Took,
            "method" => Self::Shape("method"),
            "path" => Self::Shape("path"),
            "held" => Self::Held,
            "signature" => Self::Shape("sig"),
            "answer" => Self::Shape("printf('%05d', status)"),
            "platform" => Self::Shape("coalesce(json_extract(said, '$.platforms[0]'), '')"),
            "account" => Self::Shape("coalesce(json_extract(said, '$.accounts[0]'), '')"),
            "source" => Self::Shape("source"),
            "origin" => Self::Shape("origin"),
            other => {
                return Err(ApiError::invalid(format!(
                    "Captures cannot be put in order by {other}: time, size, method, path, held, signature, answer, duration, platform, account, source or origin."
                )));
            }
        })
    }
}

/// SQL of what a capture of a shape held, as [`reading::held`] calls it, by its first kind. What nothing could be read of
/// comes last, in either order.
fn held(ascending: bool) -> String {
    let words = reading::NOT_JSON.map(|(code, words)| format!("WHEN '{code}' THEN '{words}'"));
    let words = format!("CASE value {} END", words.join(" "));
    let [read, odd] = if ascending { ["0", "1"] } else { ["1", "0"] };
    format!(
        "CASE WHEN method = 'GET' THEN '{read}' || iif(json_extract(said, '$.handshake'), '{HANDSHAKE}', '{VISIT}')
         WHEN json_extract(said, '$.kinds') = '[\"unknown\"]'
         THEN '{odd}' || coalesce((SELECT max({words}) FROM json_each(said, '$.problems')), 'unknown')
         ELSE coalesce('{read}' || json_extract(said, '$.kinds[0]'), '{odd}nothing') END"
    )
}

/// What is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted<'q> {
    pub(super) filter: &'q str,
    pub(super) sort: &'q str,
    pub(super) ascending: bool,
    /// Of captures that say the same, only the newest.
    pub(super) grouped: bool,
    /// From [`Found::next`].
    pub(super) from: Option<&'q str>,
    pub(super) limit: i64,
    /// Look as long as it takes.
    pub(super) whole: bool,
}

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) seqs: Vec<i64>,
    /// Where it goes on.
    pub(super) next: Option<String>,
    /// How many fit.
    pub(super) total: i64,
    /// There may be more than `total`: not all were looked at.
    pub(super) more: bool,
}

/// Finds a page of captures.
pub(super) fn find(conn: &Connection, wanted: &Wanted<'_>) -> Result<Found, ApiError> {
    let sort = Sort::from_word(wanted.sort)?;
    let plan = Plan::of(conn, wanted, sort)?;
    let deadline = (!wanted.whole).then(|| Instant::now() + PATIENCE);
    let (seqs, next) = match sort {
        Sort::Time => {
            let from = wanted.from.map(seq).transpose()?;
            let (seqs, next) = plan.by_time(conn, &plan.shapes, from, wanted.limit, deadline)?;
            (seqs, next.map(|next| next.to_string()))
        }
        Sort::Size => plan.by_size(conn, wanted.from, wanted.limit, deadline)?,
        Sort::Took => plan.by_took(conn, wanted.from, wanted.limit, deadline)?,
        Sort::Held | Sort::Shape(_) => plan.by_shape(conn, wanted, deadline)?,
    };
    let (total, more) = plan.total(conn, wanted.from.is_none() && next.is_none(), &seqs)?;
    Ok(Found { seqs, next, total, more })
}

/// What was found, and the cursor that goes on.
type Page = (Vec<i64>, Option<String>);

#[derive(Clone)]
struct Plan {
    /// Shapes that can fit, with the number of captures and what they are put in order by, in that order.
    shapes: Vec<(i64, i64, String)>,
    /// Every shape is among them.
    all: bool,
    /// The shapes tell all about the filter.
    exact: bool,
    /// Few captures can fit, by their shapes: they are best taken by shape.
    sparse: bool,
    /// The filter names few captures itself.
    named: bool,
    /// The filter asks for words, so bodies are looked through: never all of them at once.
    words: bool,
    condition: Condition,
    /// The filter asks for a time in which few came, or a size that few have: its condition on `near`.
    near: Option<Condition>,
    /// The first and the last that came in the time that is asked for.
    span: Option<(i64, i64)>,
    ascending: bool,
    grouped: bool,
}

impl Plan {
    fn of(conn: &Connection, wanted: &Wanted<'_>, sort: Sort) -> Result<Self, ApiError> {
        let refused = |misread| filter::refusal(wanted.filter, &misread);
        reading::teach_holds(conn)?;
        let read = language::parse(wanted.filter).map_err(refused)?;
        let condition = filter::of_read(&read, FIELDS, WORDS, 1, Reach::Exact).map_err(refused)?;
        let wide = filter::of_read(&read, FIELDS, WORDS, 1, Reach::Wide).map_err(refused)?;
        let key = match sort {
            Sort::Held => held(wanted.ascending),
            Sort::Shape(sql) => sql.to_owned(),
            Sort::Time | Sort::Size | Sort::Took => "''".to_owned(),
        };
        let sql = format!("SELECT n, captures, {key} FROM shapes WHERE {}", wide.sql);
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(&wide.values), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        let mut shapes: Vec<(i64, i64, String)> = rows.collect::<Result<_, _>>()?;
        shapes.sort_by(|one, other| one.2.cmp(&other.2));
        let [count, captures]: [i64; 2] = conn
            .prepare_cached("SELECT count(*), coalesce(sum(captures), 0) FROM shapes")?
            .query_row([], |row| Ok([row.get(0)?, row.get(1)?]))?;
        let first = condition.values.len() + 1;
        let (near, span) = narrowed(conn, &read, first)?;
        let able: i64 = shapes.iter().map(|shape| shape.1).sum();
        Ok(Self {
            all: i64::try_from(shapes.len()).is_ok_and(|able| able == count),
            exact: filter::is_of_kinds(&read, FIELDS),
            sparse: able <= FEW || able < captures / 32,
            named: filter::names_few(&read, FIELDS) || near.is_some(),
            words: filter::has_words(&read),
            shapes,
            condition,
            near,
            span,
            ascending: wanted.ascending,
            grouped: wanted.grouped,
        })
    }

    /// SQL up to its order: captures of `shapes` that fit and for which `side` holds.
    fn select(&self, what: &str, shapes: &[(i64, i64, String)], side: &str) -> String {
        let by_shape = self.sparse && !self.named;
        let mut sql = format!("SELECT {what} FROM readings");
        if by_shape {
            sql.push_str(" INDEXED BY readings_shape");
        }
        if !self.exact {
            sql.push_str(" CROSS JOIN shapes ON shapes.n = readings.shape");
        }
        sql.push_str(" WHERE ");
        sql.push_str(side);
        if by_shape || !self.all || shapes.len() < self.shapes.len() {
            let list: Vec<String> = shapes.iter().map(|shape| shape.0.to_string()).collect();
            let column = if by_shape { "readings.shape" } else { "+readings.shape" };
            sql.push_str(&format!(" AND {column} IN ({})", list.join(",")));
        }
        if !self.exact {
            sql.push_str(&format!(" AND ({})", self.condition.sql));
        }
        if let Some(near) = &self.near {
            sql.push_str(&format!(
                " AND readings.seq IN (SELECT near.seq FROM readings AS near WHERE {})",
                near.sql
            ));
        }
        if self.grouped {
            sql.push_str(
                " AND NOT EXISTS (SELECT 1 FROM readings AS later
                   WHERE later.first = coalesce(readings.first, readings.seq) AND later.seq > readings.seq)",
            );
        }
        sql
    }

    fn values(&self) -> Vec<Value> {
        let exact = if self.exact { &[][..] } else { &self.condition.values };
        let near = self.near.iter().flat_map(|near| near.values.iter());
        exact.iter().chain(near).cloned().collect()
    }

    /// In the order they came; where to go on, when there may be more.
    fn by_time(
        &self,
        conn: &Connection,
        shapes: &[(i64, i64, String)],
        from: Option<i64>,
        limit: i64,
        deadline: Option<Instant>,
    ) -> Result<(Vec<i64>, Option<i64>), ApiError> {
        let order = self.direction();
        let bound = self.values().len();
        let side = format!("readings.seq > ?{} AND readings.seq < ?{}", bound + 1, bound + 2);
        let sql = format!(
            "{} ORDER BY readings.seq {order} LIMIT ?{}",
            self.select("readings.seq", shapes, &side),
            bound + 3
        );
        let mut statement = conn.prepare(&sql)?;
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
        let at_once = self.exact || self.is_few() || deadline.is_none();
        let least = if self.words { STEP_OF_BODIES } else { STEP };
        let mut pace = Pace::new(deadline, if at_once { i64::MAX / 2 } else { least }, MOST);
        while high - low > 1 {
            let mut window = match self.ascending {
                true => (low, high.min(low.saturating_add(pace.step))),
                false => (low.max(high.saturating_sub(pace.step)), high),
            };
            if self.words && !at_once {
                window = self.within_bytes(conn, window)?;
            }
            let wanted = limit - i64::try_from(found.len()).unwrap_or(limit);
            let mut values = self.values();
            values.extend([window.0, window.1, wanted].map(Value::Integer));
            let rows = statement.query_map(params_from_iter(&values), |row| row.get(0))?;
            for row in rows {
                found.push(row?);
            }
            if i64::try_from(found.len()).is_ok_and(|found| found >= limit) {
                return Ok((found.clone(), found.last().copied()));
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

    /// By something that shapes tell: the captures of each group in the order they came, newest first.
    fn by_shape(
        &self,
        conn: &Connection,
        wanted: &Wanted<'_>,
        deadline: Option<Instant>,
    ) -> Result<Page, ApiError> {
        let mut groups: Vec<&[(i64, i64, String)]> =
            self.shapes.chunk_by(|one, other| one.2 == other.2).collect();
        if self.ascending {
            groups.reverse();
        }
        let from = wanted.from.map(resume).transpose()?;
        let reached = from.as_ref().map(|(_, key)| *key);
        let within = Self { ascending: false, ..self.clone() };
        let mut found = Vec::new();
        for group in groups.into_iter().rev() {
            let key = group[0].2.as_str();
            let passed = reached.is_some_and(|reached| match self.ascending {
                true => key < reached,
                false => key > reached,
            });
            if passed {
                continue;
            }
            let seq = from.as_ref().filter(|(_, from)| *from == key).map(|(seq, _)| *seq);
            let left = wanted.limit - i64::try_from(found.len()).unwrap_or(wanted.limit);
            let (seqs, next) = within.by_time(conn, group, seq, left, deadline)?;
            found.extend(seqs);
            if let Some(next) = next {
                return Ok((found, Some(format!("{next}|{key}"))));
            }
        }
        Ok((found, None))
    }

    fn direction(&self) -> &'static str {
        if self.ascending { "ASC" } else { "DESC" }
    }

    /// What can fit is little, and quickly told: it is taken all at once.
    fn is_few(&self) -> bool {
        (self.sparse || self.named) && !self.words
    }

    /// As much of a window, open at both ends, as holds so many bytes; at least one capture.
    fn within_bytes(
        &self,
        conn: &Connection,
        (low, high): (i64, i64),
    ) -> Result<(i64, i64), ApiError> {
        let order = self.direction();
        let sql = format!(
            "SELECT seq, bytes FROM readings WHERE seq > ?1 AND seq < ?2 ORDER BY seq {order}"
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query([low, high])?;
        let mut left = MOST_BYTES;
        while let Some(row) = rows.next()? {
            left -= row.get::<_, i64>(1)?;
            if left <= 0 {
                let seq: i64 = row.get(0)?;
                return Ok(if self.ascending { (low, seq + 1) } else { (seq - 1, high) });
            }
        }
        Ok((low, high))
    }

    /// How many fit, and whether there may be more.
    fn total(
        &self,
        conn: &Connection,
        whole: bool,
        found: &[i64],
    ) -> Result<(i64, bool), ApiError> {
        if whole {
            return Ok((i64::try_from(found.len()).unwrap_or(i64::MAX), false));
        }
        if self.exact {
            return Ok((self.shapes.iter().map(|shape| shape.1).sum(), false));
        }
        if self.is_few() {
            let one = Self { grouped: false, ..self.clone() };
            let sql = one.select("count(*)", &self.shapes, "1");
            let count = conn
                .prepare(&sql)?
                .query_row(params_from_iter(&self.values()), |row| row.get(0))?;
            return Ok((count, false));
        }
        Ok((i64::try_from(found.len()).unwrap_or(i64::MAX), true))
    }
}

/// Where a page goes on: a capture, and what it was put in order by.
fn resume(cursor: &str) -> Result<(i64, &str), ApiError> {
    let (at, key) = cursor.split_once('|').ok_or_else(nowhere)?;
    Ok((seq(at)?, key))
}
