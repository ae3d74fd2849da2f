//! What a filter asks of fields that an index has in order, a time or a size: where few captures can fit, or between which
//! two they lie. How they are found then is not decided here.

use hooktrail_domain::filter::Filter;
use rusqlite::{Connection, params_from_iter};

use super::fields::{FIELDS, WORDS};
use super::find::FEW;
use super::*;
use crate::filter::{self, Condition, Reach};

/// So many captures are counted to know between which two they lie.
const SPANNED: i64 = 262_144;

/// A condition that few captures fit, for the table by the name of `near`; its values are numbered from `first` on.
type Near = Option<Condition>;
/// The first and the last capture that can fit.
type Span = Option<(i64, i64)>;

pub(super) fn narrowed(
    conn: &Connection,
    read: &Filter,
    first: usize,
) -> Result<(Near, Span), ApiError> {
    let (near, span) = ranged(conn, read, &["received"], first, SPANNED)?;
    Ok(match near {
        Some(near) => (Some(near), None),
        None => (ranged(conn, read, &["bytes", "size"], first, FEW)?.0, span),
    })
}

/// The same of these fields alone. Between which two it is known when fewer than `most` fit.
fn ranged(
    conn: &Connection,
    read: &Filter,
    fields: &[&str],
    first: usize,
    most: i64,
) -> Result<(Near, Span), ApiError> {
    let musts: Vec<&Filter> = fields.iter().flat_map(|name| filter::musts(read, name)).collect();
    let musts = Filter::And(musts.into_iter().cloned().collect());
    if musts == Filter::And(Vec::new()) {
        return Ok((None, None));
    }
    let asked = |first| filter::of_read(&musts, FIELDS, WORDS, first, Reach::Exact).ok();
    let (Some(alone), Some(mut near)) = (asked(1), asked(first)) else { return Ok((None, None)) };
    let sql = format!(
        "SELECT count(*), min(seq), max(seq) FROM (SELECT seq FROM readings WHERE {} LIMIT {most})",
        alone.sql
    );
    let (count, low, high) =
        conn.prepare(&sql)?.query_row(params_from_iter(&alone.values), |row| {
            Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?))
        })?;
    near.sql = near.sql.replace("readings.", "near.");
    let span = Option::zip(low, high).filter(|_| count < most);
    Ok(if count < FEW { (Some(near), None) } else { (None, span) })
}
