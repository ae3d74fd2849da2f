//! What can be written at a place in a filter: names of fields, then values, with how many there are of each. Bounded:
//! counts come from summaries, never from the rows themselves.

use std::ops::Range;

use hooktrail_domain::filter::{Place, at_cursor};
use rusqlite::Connection;

use super::fields::{Field, Kind};
use super::values::glob;
use crate::store::StoreError;

/// Something that can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suggestion {
    /// What would stand there.
    pub(crate) text: String,
    /// What it is, in a few words; may be empty.
    pub(crate) about: String,
    /// How many there are, where that is known.
    pub(crate) count: Option<i64>,
    /// More has to follow: the cursor stays right behind it.
    pub(crate) open: bool,
    /// Bytes of the filter that it replaces.
    pub(crate) place: Range<usize>,
}

/// At most so many are offered.
const OFFERED: usize = 12;

/// What fits at byte `cursor` of `filter`, the likeliest first.
pub(crate) fn suggestions(
    conn: &Connection,
    filter: &str,
    cursor: usize,
    fields: &[Field],
) -> Result<Vec<Suggestion>, StoreError> {
    let mut offered = match at_cursor(filter, cursor) {
        Place::Text => Vec::new(),
        Place::Name { typed, place } => names(&typed, &place, fields),
        Place::Value { name, typed, place, .. } => {
            match fields.iter().find(|field| field.name == name) {
                Some(field) => values(conn, field, &typed, &place)?,
                None => Vec::new(),
            }
        }
    };
    offered.truncate(OFFERED);
    Ok(offered)
}

/// Fields whose name begins with what is typed, then those that hold it.
fn names(typed: &str, place: &Range<usize>, fields: &[Field]) -> Vec<Suggestion> {
    let begins = fields.iter().filter(|field| field.name.starts_with(typed) && !field.hidden);
    let holds = fields.iter().filter(|field| {
        !field.hidden
            && typed.len() > 1
            && !field.name.starts_with(typed)
            && (field.name.contains(typed) || field.about.contains(typed))
    });
    let of = |field: &Field| Suggestion {
        text: field.start(),
        about: field.about.to_owned(),
        count: None,
        open: true,
        place: place.clone(),
    };
    begins.chain(holds).map(of).collect()
}

/// Values that begin with what is typed: those that are there, with how many, then those that could be.
fn values(
    conn: &Connection,
    field: &Field,
    typed: &str,
    place: &Range<usize>,
) -> Result<Vec<Suggestion>, StoreError> {
    let of = |text: &str, about: &str, count| Suggestion {
        text: quoted(text),
        about: about.to_owned(),
        count,
        open: false,
        place: place.clone(),
    };
    let mut offered = Vec::new();
    if let Some(sql) = field.counted {
        let mut statement = conn.prepare_cached(sql)?;
        let rows = statement.query_map([glob(typed)], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?))
        })?;
        for row in rows.take(OFFERED) {
            let (value, count) = row?;
            offered.push(of(&value, "", count));
        }
    }
    let known = match field.kind {
        Kind::YesNo => vec!["yes", "no"],
        Kind::Size => vec!["1kb", "10kb", "100kb", "1mb"],
        Kind::Duration(_) => vec!["100ms", "1s", "5s"],
        Kind::Time(_) => vec!["-5m", "-1h", "-1d", "-7d"],
        _ => field.words.map(|words| words()).unwrap_or_default(),
    };
    for word in known {
        let there = offered.iter().any(|one| one.text == word);
        let begins = match field.kind {
            // Letters of any case fit in it.
            Kind::Part => word.to_lowercase().starts_with(&typed.to_lowercase()),
            _ => word.starts_with(typed),
        };
        if begins && !there {
            offered.push(of(word, "", None));
        }
    }
    Ok(offered)
}

/// As it has to be written: in quotes where it would end early.
pub(super) fn quoted(value: &str) -> String {
    let plain = !value.is_empty()
        && !value.contains(|next: char| next.is_whitespace() || matches!(next, '(' | ')' | '"'));
    if plain { value.to_owned() } else { format!("\"{}\"", value.replace('"', "")) }
}
