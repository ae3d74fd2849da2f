//! Filters as conditions of SQL with bound values, in plain words, and with suggestions. The language is the domain's; what
//! fields a list has, and what each is compared with, is the list's business.

mod describe;
mod fields;
mod instead;
mod suggest;
#[cfg(test)]
mod tests;
mod values;

use hooktrail_domain::filter::{self, Filter, Misread, Op, Word};
use rusqlite::types::Value;

pub(crate) use self::describe::described;
use self::fields::Kind;
pub(crate) use self::fields::{Field, duration, number, part, size, text, time, yes_no};
pub(crate) use self::suggest::suggestions;
pub(crate) use self::values::pattern;
use self::values::{NoSize, amount, glob, moment, span};
use crate::api::ApiError;

/// A condition with its values, to stand behind `WHERE` or `AND`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    /// `1` when everything fits. Values are numbered from the first that was given on.
    pub(crate) sql: String,
    /// Values in order.
    pub(crate) values: Vec<Value>,
}

/// How much of a filter a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// All.
    Exact,
    /// What kinds of rows tell: true wherever the filter can fit.
    Wide,
    /// What kinds of rows tell: true only where the filter fits for sure.
    Sure,
}

impl Reach {
    const fn opposite(self) -> Self {
        match self {
            Self::Exact => Self::Exact,
            Self::Wide => Self::Sure,
            Self::Sure => Self::Wide,
        }
    }
}

/// Reads `filter` for a list whose fields are `fields`; `words` is the condition for a bare word, with `{}` for a LIKE
/// pattern and `{word}` for itself. Values are numbered from `first` on. The error points at the place.
pub(crate) fn condition(
    filter: &str,
    fields: &[Field],
    words: &str,
    first: usize,
) -> Result<Condition, ApiError> {
    misread(filter, fields, words, first).map_err(|misread| refusal(filter, &misread))
}

/// A mistake in words, with its place.
pub(crate) fn refusal(filter: &str, misread: &Misread) -> ApiError {
    let character = filter[..misread.place.start].chars().count() + 1;
    let message = &misread.message;
    ApiError::invalid(format!("{message} (In the filter, character {character}.)"))
}

/// The same, with the place of an error by itself.
pub(crate) fn misread(
    filter: &str,
    fields: &[Field],
    words: &str,
    first: usize,
) -> Result<Condition, Misread> {
    of_read(&filter::parse(filter)?, fields, words, first, Reach::Exact)
}

/// The condition of a filter that was read.
pub(crate) fn of_read(
    filter: &Filter,
    fields: &[Field],
    words: &str,
    first: usize,
    reach: Reach,
) -> Result<Condition, Misread> {
    let mut made = Maker { fields, words, first, values: Vec::new() };
    let sql = made.sql(filter, reach)?;
    Ok(Condition { sql, values: made.values })
}

/// Whether kinds of rows tell all about a filter.
pub(crate) fn is_of_kinds(filter: &Filter, fields: &[Field]) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => {
            parts.iter().all(|part| is_of_kinds(part, fields))
        }
        Filter::Not(inside) => is_of_kinds(inside, fields),
        Filter::Word(_) => false,
        Filter::Field { name, .. } => {
            fields.iter().any(|field| field.name == name.text && field.is_of_kinds())
        }
    }
}

/// Whether it asks for this field.
pub(crate) fn asks(filter: &Filter, field: &str) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(|part| asks(part, field)),
        Filter::Not(inside) => asks(inside, field),
        Filter::Field { name, .. } => name.text == field,
        Filter::Word(_) => false,
    }
}

/// Whether it asks for a bare word.
pub(crate) fn has_words(filter: &Filter) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(has_words),
        Filter::Not(inside) => has_words(inside),
        Filter::Word(_) => true,
        Filter::Field { .. } => false,
    }
}

/// Whether something that has to fit names few rows by itself.
pub(crate) fn names_few(filter: &Filter, fields: &[Field]) -> bool {
    match filter {
        Filter::And(parts) => parts.iter().any(|part| names_few(part, fields)),
        Filter::Field { name, value, .. } => {
            !matches!(value.text.as_str(), "no" | "false")
                && fields.iter().any(|field| field.name == name.text && field.narrow)
        }
        _ => false,
    }
}

/// The comparisons of `name` that all have to fit.
pub(crate) fn musts<'f>(filter: &'f Filter, name: &str) -> Vec<&'f Filter> {
    match filter {
        Filter::And(parts) => parts.iter().flat_map(|part| musts(part, name)).collect(),
        Filter::Field { name: field, .. } if field.text == name => vec![filter],
        _ => Vec::new(),
    }
}

struct Maker<'f> {
    fields: &'f [Field],
    words: &'f str,
    first: usize,
    values: Vec<Value>,
}

impl Maker<'_> {
    fn sql(&mut self, filter: &Filter, reach: Reach) -> Result<String, Misread> {
        if let Filter::And(parts) = filter
            && let Some(apart) = parts.windows(2).find_map(|pair| self.apart(&pair[0], &pair[1]))
        {
            return Err(apart);
        }
        let mut joined = |parts: &[Filter], between: &str| {
            let parts: Result<Vec<String>, _> =
                parts.iter().map(|part| self.sql(part, reach)).collect();
            Ok(format!("({})", parts?.join(between)))
        };
        match filter {
            Filter::And(parts) if parts.is_empty() => Ok("1".to_owned()),
            Filter::And(parts) => joined(parts, " AND "),
            Filter::Or(parts) => joined(parts, " OR "),
            // What is unknown does not fit, so its opposite does.
            Filter::Not(inside) => {
                Ok(format!("NOT coalesce({}, 0)", self.sql(inside, reach.opposite())?))
            }
            Filter::Word(word) if reach == Reach::Exact => {
                let mut words = self.words.to_owned();
                if words.contains("{word}") {
                    words = words.replace("{word}", &self.bind(Value::Text(word.text.clone())));
                }
                let place = self.bind(Value::Text(pattern(&word.text)));
                Ok(format!("({})", words.replace("{}", &place)))
            }
            Filter::Word(_) => Ok(unknown(reach)),
            Filter::Field { name, op, value } => self.field(name, *op, value, reach),
        }
    }

    fn field(
        &mut self,
        name: &Word,
        op: Op,
        value: &Word,
        reach: Reach,
    ) -> Result<String, Misread> {
        let Some(field) = self.fields.iter().find(|field| field.name == name.text) else {
            let message = instead::no_field(name, op, value, self.fields);
            return Err(Misread { place: name.place.clone(), message });
        };
        let template = match (reach, field.wide) {
            (Reach::Exact, _) => field.sql,
            (Reach::Wide, Some(wide)) => wide,
            (Reach::Sure, Some(wide)) if wide == field.sql => wide,
            _ => return Ok(unknown(reach)),
        };
        let (sql, bound) = compared(field, self.fields, template, (name, op, value))?;
        let place = bound.map(|bound| self.bind(bound)).unwrap_or_default();
        Ok(format!("({})", sql.replace("{}", &place)))
    }

    /// The mistake of a unit that stands by itself behind the number of a size.
    fn apart(&self, size: &Filter, unit: &Filter) -> Option<Misread> {
        let (name, op, value, unit) = match (size, unit) {
            (Filter::Not(inside), _) => return self.apart(inside, unit),
            (Filter::Field { name, op, value }, Filter::Word(unit)) => (name, op, value, unit),
            _ => return None,
        };
        let field = self.fields.iter().find(|field| field.name == name.text)?;
        let number = value.text.ends_with(|end: char| end.is_ascii_digit());
        // In quotes it is a word.
        let bare = unit.place.len() == unit.text.len();
        let is = field.kind == Kind::Size && number && bare && values::unit(&unit.text).is_some();
        is.then(|| Misread {
            place: value.place.start..unit.place.end,
            message: format!(
                "A unit stands right behind its number: write {}{}{}{}.",
                name.text,
                op.sign(),
                value.text,
                unit.text
            ),
        })
    }

    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("?{}", self.first + self.values.len() - 1)
    }
}

/// What stands for something that kinds of rows do not tell.
fn unknown(reach: Reach) -> String {
    if reach == Reach::Sure { "0" } else { "1" }.to_owned()
}

fn no_size(field: &Field, text: &str, why: &NoSize) -> String {
    let name = field.name;
    match why {
        NoSize::Unread => {
            format!("{text:?} is no size: write {name}>500, 10kb (10 000 bytes) or 10kib (10 240).")
        }
        NoSize::Part => {
            format!(
                "{text:?} is a part of a byte: write a whole number, or a unit as in {name}>1.5kb."
            )
        }
        NoSize::TooLarge => format!("{text:?} is too large: {name} is at most 9223372036gb."),
    }
}

/// The SQL of a comparison, still with its `{}`, and the value that stands there.
fn compared(
    field: &Field,
    fields: &[Field],
    sql: &str,
    (name, op, value): (&Word, Op, &Word),
) -> Result<(String, Option<Value>), Misread> {
    let wrong = |message: String| Misread { place: value.place.clone(), message };
    let text = &value.text;
    if op != Op::Is && matches!(field.kind, Kind::Text | Kind::Part | Kind::YesNo) {
        let message = format!("{} can only be compared by {}:value.", field.name, field.name);
        return Err(Misread { place: name.place.clone(), message });
    }
    // An empty text in quotes is one that is meant.
    let nothing = value.place.is_empty() || field.kind == Kind::Part || field.words.is_some();
    if text.is_empty() && nothing && matches!(field.kind, Kind::Text | Kind::Part) {
        return Err(wrong(format!("{}: wants a value behind it.", field.name)));
    }
    Ok(match field.kind {
        Kind::Text => match text.strip_suffix(['*', '…']) {
            Some(start) => {
                let other = field.beginning.filter(|_| sql == field.sql).map(str::to_owned);
                let sql = other.unwrap_or_else(|| sql.replace("= {}", "GLOB {}"));
                (sql, Some(Value::Text(glob(start))))
            }
            None => {
                if let Some(words) = field.words.map(|words| words())
                    && !words.contains(&text.as_str())
                {
                    return Err(wrong(instead::no_word(field, text, &words, fields)));
                }
                (sql.to_owned(), Some(Value::Text(text.clone())))
            }
        },
        Kind::Part => (sql.to_owned(), Some(Value::Text(pattern(text)))),
        Kind::YesNo => match text.as_str() {
            "yes" | "true" => (sql.to_owned(), None),
            "no" | "false" => (format!("NOT ({sql})"), None),
            _ => {
                let name = field.name;
                let meant = instead::question(instead::known(text, fields));
                return Err(wrong(format!(
                    "{text:?} is neither yes nor no: write {name}:yes or {name}:no.{meant}"
                )));
            }
        },
        Kind::Number => {
            let bound = amount(text).ok_or_else(|| {
                let meant = instead::question(instead::known(text, fields));
                wrong(format!("{text:?} is no number: write {}>=500.{meant}", field.name))
            })?;
            (sql.replace("{op}", op.sign()), Some(bound))
        }
        Kind::Size => {
            let bound = values::size(text).map_err(|why| wrong(no_size(field, text, &why)))?;
            (sql.replace("{op}", op.sign()), Some(Value::Integer(bound)))
        }
        Kind::Duration(per_ms) => {
            let bound = span(text).and_then(|ms| ms.checked_mul(per_ms)).ok_or_else(|| {
                wrong(format!("{text:?} is no span of time: write {}>200ms, or 2s.", field.name))
            })?;
            (sql.replace("{op}", op.sign()), Some(Value::Integer(bound)))
        }
        Kind::Time(per_ms) => {
            let (past, ms) = moment(text).ok_or_else(|| {
                wrong(format!(
                    "{text:?} is no time: write {}>-1h, or {}>2026-06-16.",
                    field.name, field.name
                ))
            })?;
            let sql = sql.replace("{op}", op.sign());
            let now = "(CAST(unixepoch('subsec') * 1000 AS INTEGER)";
            let sql = match past {
                true => sql.replace("{}", &format!("{now} - {{}}) * {per_ms}")),
                false => sql.replace("{}", &format!("({{}} * {per_ms})")),
            };
            (sql, Some(Value::Integer(ms)))
        }
    })
}
