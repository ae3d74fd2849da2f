//! A filter in plain words, with what its fields are called. What fits is decided elsewhere.

use hooktrail_domain::filter::{Filter, Op, Word};
use hooktrail_domain::time::{length, span};

use super::fields::{Field, Kind};
use super::values::zoneless;

/// What a filter asks for, in words. Bare words are looked for in `place` (`the text or the id`); `None`: anywhere.
pub(crate) fn described(filter: &Filter, fields: &[Field], place: Option<&str>) -> String {
    match filter {
        Filter::And(parts) if parts.is_empty() => "everything".to_owned(),
        Filter::And(parts) => joined(parts, fields, place, " and "),
        Filter::Or(parts) => joined(parts, fields, place, " or "),
        Filter::Not(inside) => match &**inside {
            Filter::Field { name, op, value } => field(name, *op, value, fields, true),
            Filter::Word(word) => match place {
                Some(place) => format!("no “{}” in {place}", word.text),
                None => format!("“{}” nowhere", word.text),
            },
            inside => format!("not ({})", described(inside, fields, place)),
        },
        Filter::Word(word) => match place {
            Some(place) => format!("“{}” in {place}", word.text),
            None => format!("“{}” anywhere", word.text),
        },
        Filter::Field { name, op, value } => field(name, *op, value, fields, false),
    }
}

fn joined(parts: &[Filter], fields: &[Field], place: Option<&str>, between: &str) -> String {
    let parts = parts.iter().map(|part| match part {
        Filter::And(_) | Filter::Or(_) => format!("({})", described(part, fields, place)),
        _ => described(part, fields, place),
    });
    parts.collect::<Vec<_>>().join(between)
}

fn field(name: &Word, op: Op, value: &Word, fields: &[Field], not: bool) -> String {
    let known = fields.iter().find(|field| field.name == name.text);
    let called = known.map_or(name.text.as_str(), |field| field.called);
    let value = value.text.as_str();
    let said = match known.map_or(Kind::Text, |field| field.kind) {
        Kind::Text => match value.strip_suffix(['*', '…']) {
            Some(start) if not => return format!("{called} does not begin with {start}"),
            Some(start) => format!("{called} begins with {start}"),
            None if value.is_empty() => format!("{called} is empty"),
            None if not => return format!("{called} is not {value}"),
            None => format!("{called} is {value}"),
        },
        Kind::Part if not => return format!("no “{value}” in {called}"),
        Kind::Part => format!("“{value}” in {called}"),
        Kind::YesNo => {
            let no = matches!(value, "no" | "false");
            return format!("{}{called}", if no == not { "" } else { "not " });
        }
        Kind::Number => format!("{called} {} {value}", amount(op)),
        Kind::Size => format!("{called} {} {value}{}", amount(op), unless_said(value, " bytes")),
        Kind::Duration(_) => {
            format!("{called} {} {value}{}", amount(op), unless_said(value, " ms"))
        }
        Kind::Time(_) => format!("{called} {}", moment(op, value)),
    };
    if not { format!("not ({said})") } else { said }
}

/// The unit of a number that stands without one.
fn unless_said(value: &str, unit: &'static str) -> &'static str {
    if value.ends_with(|last: char| last.is_ascii_digit()) { unit } else { "" }
}

const fn amount(op: Op) -> &'static str {
    match op {
        Op::Is => "is",
        Op::Less => "is less than",
        Op::AtMost => "is at most",
        Op::More => "is more than",
        Op::AtLeast => "is at least",
    }
}

fn moment(op: Op, value: &str) -> String {
    let ago = value.strip_prefix('-').map(|age| {
        let Some(ms) = length(age).and_then(|ms| u64::try_from(ms).ok()) else {
            return age.trim().to_owned();
        };
        let words = span(ms);
        match words.strip_suffix(" d") {
            Some("1") => "1 day".to_owned(),
            Some(days) => format!("{days} days"),
            None => words,
        }
    });
    let value = if zoneless(value) { format!("{value} UTC") } else { value.to_owned() };
    match (op, ago) {
        (Op::More | Op::AtLeast, Some(ago)) => format!("within the last {ago}"),
        (Op::Less | Op::AtMost, Some(ago)) => format!("more than {ago} ago"),
        (Op::Is, Some(ago)) => format!("exactly {ago} ago"),
        (Op::More, None) => format!("after {value}"),
        (Op::AtLeast, None) => format!("from {value} on"),
        (Op::Less, None) => format!("before {value}"),
        (Op::AtMost, None) => format!("up to {value}"),
        (Op::Is, None) => format!("at {value}"),
    }
}
