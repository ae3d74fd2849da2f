//! Vendor events as rows: by capture, transitions before openings. `format:` fits the event, the rest what caused it.

use hooktrail_domain::record::{NormalizedRecord, Record};
use hooktrail_domain::vendor::{Format, Outcome};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::page::Page;
use super::{ApiError, WORDS_OF_OPENINGS, WORDS_OF_TRANSITIONS, fields};
use crate::events::{Made, Maker};
use crate::filter::{self, Condition, Field, asks};
use crate::projection::tables::openings::{self, opening_of};
use crate::projection::tables::transitions::{self, transition_of};
use crate::projection::tables::{keys_of, seq_of};

/// What caused events is read so many at a time, and the rest of a capture's.
const STEP: i64 = 1_000;

/// A made event, and where it stands: its capture, whether it is of an opening, what caused it.
type Placed = ((i64, bool, i64), Made);

pub(super) fn fill(conn: &Connection, filter: &str, page: &mut Page) -> Result<(), ApiError> {
    let of_transitions = condition(filter, fields::TRANSITIONS, WORDS_OF_TRANSITIONS);
    let of_openings = condition(filter, fields::OPENINGS, WORDS_OF_OPENINGS);
    if let (Err(error), Err(_)) = (&of_transitions, &of_openings) {
        return Err(error.clone());
    }
    let asked = hooktrail_domain::filter::parse(filter).is_ok_and(|read| asks(&read, "format"));
    let formats = asked.then(formats);
    let formats = formats.as_deref();
    let mut maker = Maker::new(conn, false)?;
    let skip = page.after().unwrap_or_default();
    let (mut last, mut given) = (page.after(), [skip[0], 0, 0]);
    let mut from = skip[0];
    loop {
        let end = end(conn, from)?;
        let range = [keys_of(from)[0], end.map_or(i64::MAX, |seq| keys_of(seq)[1])];
        let mut made: Vec<Placed> = Vec::new();
        if let Ok(condition) = &of_transitions {
            let source = [transitions::COLUMNS, transitions::JOINED, "transitions.id"];
            each(conn, source, formats, condition, range, transition_of, |row, wanted| {
                let some = maker.of_transition(&row)?.into_iter().filter(|one| wanted.has(one));
                made.extend(some.map(|one| ((seq_of(row.id), false, row.id), one)));
                Ok(())
            })?;
        }
        if let Ok(condition) = &of_openings {
            let source = [openings::COLUMNS, openings::JOINED, "openings.id"];
            each(conn, source, formats, condition, range, opening_of, |row, wanted| {
                let one = Some(maker.of_opening(&row)?).filter(|one| wanted.has(one));
                made.extend(one.map(|one| ((seq_of(row.id), true, row.id), one)));
                Ok(())
            })?;
        }
        made.sort_by_key(|(place, _)| *place);
        for ((seq, ..), one) in made {
            let Outcome::Event(document) = &one.outcome else { continue };
            given = [seq, if given[0] == seq { given[1] + 1 } else { 1 }, 0];
            if given <= skip {
                continue;
            }
            let mid = one.message_id.as_deref();
            let record =
                NormalizedRecord::new(one.capture, one.id, one.format, mid, document, false);
            if !page.put(Record::Normalized(record).json(), last) {
                return Ok(());
            }
            last = Some(given);
        }
        let Some(end) = end else { return Ok(()) };
        from = end + 1;
    }
}

fn condition(filter: &str, of: &[Field], words: &str) -> Result<Condition, ApiError> {
    let mut all = vec![fields::FORMAT];
    all.extend(of.iter().copied());
    filter::condition(filter, &all, words, 1)
}

/// Every format, as a table for [`fields::FORMAT`].
fn formats() -> String {
    let rows: Vec<String> =
        Format::ALL.iter().map(|format| format!("('{}')", format.word())).collect();
    format!("(VALUES {}) AS formats", rows.join(", "))
}

/// The formats in which what caused events fits; none said: in each.
struct Wanted(Option<String>);

impl Wanted {
    fn has(&self, made: &Made) -> bool {
        let word = made.format.word();
        self.0.as_deref().is_none_or(|all| all.split(' ').any(|one| one == word))
    }
}

/// The capture with which a step ends that begins with this one; none where there is less than a step left.
fn end(conn: &Connection, from: i64) -> Result<Option<i64>, ApiError> {
    let mut ends = Vec::new();
    for table in ["transitions", "openings"] {
        let sql = format!("SELECT id FROM {table} WHERE id >= ?1 ORDER BY id LIMIT 1 OFFSET ?2");
        let mut statement = conn.prepare_cached(&sql)?;
        let beyond: Option<i64> =
            statement.query_row([keys_of(from)[0], STEP], |row| row.get(0)).optional()?;
        ends.extend(beyond.map(seq_of));
    }
    Ok(ends.into_iter().min())
}

/// Visits what fits and has a key in the range, in order; where it is asked for `formats`, with those in which it fits.
fn each<T>(
    conn: &Connection,
    [columns, from, order]: [&str; 3],
    formats: Option<&str>,
    condition: &Condition,
    range: [i64; 2],
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    mut visit: impl FnMut(T, &Wanted) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let mut values = condition.values.clone();
    values.extend(range.map(Value::Integer));
    let (wanted, formats, grouped) = match formats {
        None => ("NULL", String::new(), String::new()),
        Some(table) => (
            "group_concat(formats.column1, ' ')",
            format!(" CROSS JOIN {table}"),
            format!(" GROUP BY {order}"),
        ),
    };
    let sql = format!(
        "SELECT {columns}, {wanted} AS wanted FROM {from}{formats}
         WHERE ({}) AND {order} >= ?{} AND {order} < ?{}{grouped} ORDER BY {order}",
        condition.sql,
        values.len() - 1,
        values.len()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&values))?;
    while let Some(row) = rows.next()? {
        visit(read(row)?, &Wanted(row.get("wanted")?))?;
    }
    Ok(())
}
