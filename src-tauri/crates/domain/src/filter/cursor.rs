//! What somebody is writing at a place in an unfinished filter: the name of a field, or a value. Nothing here knows which
//! fields there are.

use std::ops::Range;

use super::Op;
use super::parse::{name_end, sign};

/// What stands at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A word, which may become the name of a field.
    Name {
        /// Its beginning, up to the cursor.
        typed: String,
        /// Bytes of the filter that a name would replace.
        place: Range<usize>,
    },
    /// What a field is compared with.
    Value {
        /// The field's name.
        name: String,
        /// How it is compared.
        op: Op,
        /// The value's beginning up to the cursor, without quotes.
        typed: String,
        /// Bytes of the filter that a value would replace.
        place: Range<usize>,
    },
    /// The inside of a quoted text: nothing can be offered.
    Text,
}

/// What is being written at byte `cursor` of `filter`. Every text has an answer.
pub fn at_cursor(filter: &str, cursor: usize) -> Place {
    let cursor = floor(filter, cursor);
    let start = begin(filter, cursor);
    let end = cursor + end(filter, start, cursor);
    let typed = &filter[start..cursor];
    let name = name_end(typed);
    if let Some((mark, op)) = sign(&typed[name..]).filter(|_| name > 0) {
        let value = name + mark.len();
        return Place::Value {
            name: typed[..name].to_owned(),
            op,
            typed: typed.get(value..).unwrap_or_default().replace('"', ""),
            place: (start + value).min(cursor)..end,
        };
    }
    match typed.contains('"') {
        true => Place::Text,
        false => Place::Name { typed: typed.to_owned(), place: start..end },
    }
}

/// The place of a character at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Where the term begins that the cursor stands in.
fn begin(filter: &str, cursor: usize) -> usize {
    let (mut start, mut quoted) = (0, false);
    for (at, next) in filter[..cursor].char_indices() {
        let after = at + next.len_utf8();
        match next {
            '"' => quoted = !quoted,
            _ if quoted => {}
            _ if next.is_whitespace() || matches!(next, '(' | ')') => start = after,
            '-' if start == at => start = after,
            _ => {}
        }
    }
    start
}

/// How far the term goes on behind the cursor.
fn end(filter: &str, start: usize, cursor: usize) -> usize {
    let mut quoted = filter[start..cursor].matches('"').count() % 2 == 1;
    let breaks = |next: char| {
        if next == '"' {
            quoted = !quoted;
        }
        !quoted && (next.is_whitespace() || matches!(next, '(' | ')'))
    };
    filter[cursor..].find(breaks).unwrap_or(filter.len() - cursor)
}
