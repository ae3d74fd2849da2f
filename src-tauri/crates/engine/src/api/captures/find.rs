//! Finding captures: which fit a filter, page by page, in any order, with a million of them as with a hundred. The table of
//! shapes says first where something can fit at all; what it cannot tell is looked for from the newest on, for so long.

mod along;
mod shape;
mod size;
mod sort;
mod time;
mod took;

use std::time::{Duration, Instant};

use hooktrail_domain::filter as language;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use self::sort::Sort;
use super::fields::{FIELDS, WORDS};
use super::narrowed::narrowed;
use super::*;
use crate::api::commands::nowhere;
use crate::filter::{self, Condition, Reach};
use crate::reading;

/// How long one page that somebody waits for may be looked for.
pub(super) const PATIENCE: Duration = Duration::from_millis(80);
/// So few captures are best taken together and put in order then.
pub(super) const FEW: i64 = 4_096;

/// What is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted<'q> {
    pub(super) filter: &'q str,
    pub(super) sort: &'q str,
    pub(super) ascending: bool,
    /// Of captures that fit and say the same, only the newest.
    pub(super) grouped: bool,
    /// From [`Found::next`].
    pub(super) from: Option<&'q str>,
    pub(super) limit: i64,
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

/// Finds a page of captures; looks for so long, or as long as it takes.
pub(super) fn find(
    conn: &Connection,
    wanted: &Wanted<'_>,
    patience: Option<Duration>,
) -> Result<Found, ApiError> {
    let sort = Sort::from_word(wanted.sort)?;
    let plan = Plan::of(conn, wanted, sort)?;
    let deadline = patience.map(|patience| Instant::now() + patience);
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
    /// The filter asks for words, so bodies are looked through: one by one, until time is over.
    words: bool,
    condition: Condition,
    /// The filter asks for a time in which few came, or a size that few have: its condition on `near`.
    near: Option<Condition>,
    /// The first and the last that came in the time that is asked for.
    span: Option<(i64, i64)>,
    ascending: bool,
    /// Of captures that say the same only one is wanted: SQL that no later one fits as well.
    newest: Option<String>,
}

impl Plan {
    fn of(conn: &Connection, wanted: &Wanted<'_>, sort: Sort) -> Result<Self, ApiError> {
        let refused = |misread| filter::refusal(wanted.filter, &misread);
        reading::teach_holds(conn)?;
        let read = language::parse(wanted.filter).map_err(refused)?;
        let condition = filter::of_read(&read, FIELDS, WORDS, 1, Reach::Exact).map_err(refused)?;
        let wide = filter::of_read(&read, FIELDS, WORDS, 1, Reach::Wide).map_err(refused)?;
        let key = sort.key(wanted.ascending);
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
        let all = i64::try_from(shapes.len()).is_ok_and(|able| able == count);
        let exact = filter::is_of_kinds(&read, FIELDS);
        let newest = wanted.grouped.then(|| {
            let fits = match exact {
                true if all => "1".to_owned(),
                true => format!("later.shape IN ({})", list(&shapes)),
                false => condition.sql.replace("readings.", "later.").replace("shapes.", "its."),
            };
            format!(
                "NOT EXISTS (SELECT 1 FROM readings AS later CROSS JOIN shapes AS its ON its.n = later.shape
                   WHERE later.first = coalesce(readings.first, readings.seq) AND later.seq > readings.seq AND ({fits}))"
            )
        });
        Ok(Self {
            all,
            exact,
            sparse: able <= FEW || able < captures / 32,
            named: filter::names_few(&read, FIELDS) || near.is_some(),
            words: filter::has_words(&read),
            shapes,
            condition,
            near,
            span,
            ascending: wanted.ascending,
            newest,
        })
    }

    /// SQL up to its order: captures of `shapes` that fit and for which `side` holds.
    fn select(&self, what: &str, shapes: &[(i64, i64, String)], side: &str) -> String {
        let condition = (!self.exact).then_some(self.condition.sql.as_str());
        self.selected(what, shapes, side, condition)
    }

    /// The same with another condition, or with none but what is quickly told.
    fn selected(
        &self,
        what: &str,
        shapes: &[(i64, i64, String)],
        side: &str,
        condition: Option<&str>,
    ) -> String {
        let by_shape = self.sparse && !self.named;
        let mut sql = format!("SELECT {what} FROM readings");
        if by_shape {
            sql.push_str(" INDEXED BY readings_shape");
        }
        if condition.is_some() {
            sql.push_str(" CROSS JOIN shapes ON shapes.n = readings.shape");
        }
        sql.push_str(" WHERE ");
        sql.push_str(side);
        if by_shape || !self.all || shapes.len() < self.shapes.len() {
            let column = if by_shape { "readings.shape" } else { "+readings.shape" };
            sql.push_str(&format!(" AND {column} IN ({})", list(shapes)));
        }
        if let Some(condition) = condition {
            sql.push_str(&format!(" AND ({condition})"));
        }
        if let Some(near) = &self.near {
            sql.push_str(&format!(
                " AND readings.seq IN (SELECT near.seq FROM readings AS near WHERE {})",
                near.sql
            ));
        }
        // What is only quickly told is looked at again, and grouped then.
        if let Some(newest) = &self.newest
            && (self.exact || condition.is_some())
        {
            sql.push_str(&format!(" AND {newest}"));
        }
        sql
    }

    fn values(&self) -> Vec<Value> {
        let exact = if self.exact { &[][..] } else { &self.condition.values };
        let near = self.near.iter().flat_map(|near| near.values.iter());
        exact.iter().chain(near).cloned().collect()
    }

    fn direction(&self) -> &'static str {
        if self.ascending { "ASC" } else { "DESC" }
    }

    /// What can fit is little, and quickly told: it is taken all at once.
    fn is_few(&self) -> bool {
        (self.sparse || self.named) && !self.words
    }

    /// How many captures fit, whether rows show them or the newest of those that say the same does; and whether there may be
    /// more. Where each had to be looked at, all that say the same as one that was found are taken to fit.
    fn total(
        &self,
        conn: &Connection,
        whole: bool,
        found: &[i64],
    ) -> Result<(i64, bool), ApiError> {
        let shown = i64::try_from(found.len()).unwrap_or(i64::MAX);
        if whole && (found.is_empty() || self.newest.is_none()) {
            return Ok((shown, false));
        }
        if self.exact {
            return Ok((self.shapes.iter().map(|shape| shape.1).sum(), false));
        }
        if self.is_few() {
            let one = Self { newest: None, ..self.clone() };
            let sql = one.select("count(*)", &self.shapes, "1");
            let count = conn
                .prepare(&sql)?
                .query_row(params_from_iter(&self.values()), |row| row.get(0))?;
            return Ok((count, false));
        }
        if self.newest.is_none() {
            return Ok((shown, true));
        }
        let arrivals = |seq: &i64| readings::arrivals(conn, readings::first_of(conn, *seq)?);
        let arrived = found.iter().map(arrivals).sum::<Result<i64, StoreError>>()?;
        Ok((arrived, !whole))
    }
}

/// The numbers of shapes, as SQL lists them.
fn list(shapes: &[(i64, i64, String)]) -> String {
    shapes.iter().map(|shape| shape.0.to_string()).collect::<Vec<_>>().join(",")
}

/// Whether time is over.
fn is_over(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| Instant::now() >= deadline)
}

/// Where a page goes on: a capture, and what it was put in order by.
fn resume(cursor: &str) -> Result<(i64, &str), ApiError> {
    let (at, key) = cursor.split_once('|').ok_or_else(nowhere)?;
    Ok((seq(at)?, key))
}
