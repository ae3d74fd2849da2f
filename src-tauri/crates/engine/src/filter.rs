//! Filters as conditions of SQL with bound values. The language is the domain's; what fields a list has, and what each is
//! compared with, is the list's business.

use hooktrail_domain::filter::{self, Filter, Misread, Op, Word};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::types::Value;

use crate::api::ApiError;

/// A condition with its values, to stand behind `WHERE` or `AND`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    /// `1` when everything fits. Values are numbered from the first that was given on.
    pub(crate) sql: String,
    /// Values in order.
    pub(crate) values: Vec<Value>,
}

/// A field of a list: its name, what it is compared with (`{}` stands for the value, `{op}` for the comparison), and of
/// what kind it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    sql: &'static str,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Compared as a whole, or by its beginning.
    Text,
    /// A number; `k` and `M` may stand behind it.
    Number,
    /// A time; so many units of the column are a millisecond.
    Time(i64),
}

/// A field that is compared as text.
pub(crate) const fn text(name: &'static str, sql: &'static str) -> Field {
    Field { name, sql, kind: Kind::Text }
}

/// A field that is compared as a number.
pub(crate) const fn number(name: &'static str, sql: &'static str) -> Field {
    Field { name, sql, kind: Kind::Number }
}

/// A field that is compared as a time; `per_ms` units of the column are a millisecond.
pub(crate) const fn time(name: &'static str, sql: &'static str, per_ms: i64) -> Field {
    Field { name, sql, kind: Kind::Time(per_ms) }
}

/// Reads `filter` for a list whose fields are `fields`; `words` is the condition for a bare word, with `{}` for a LIKE
/// pattern. Values are numbered from `first` on. The error points at the place.
pub(crate) fn condition(
    filter: &str,
    fields: &[Field],
    words: &str,
    first: usize,
) -> Result<Condition, ApiError> {
    misread(filter, fields, words, first).map_err(|misread| {
        let character = filter[..misread.place.start].chars().count() + 1;
        let message = misread.message;
        ApiError::invalid(format!("{message} (In the filter, character {character}.)"))
    })
}

/// The same, with the place of an error by itself.
pub(crate) fn misread(
    filter: &str,
    fields: &[Field],
    words: &str,
    first: usize,
) -> Result<Condition, Misread> {
    let read = filter::parse(filter)?;
    let mut made = Maker { fields, words, first, values: Vec::new() };
    let sql = made.sql(&read)?;
    Ok(Condition { sql, values: made.values })
}

struct Maker<'f> {
    fields: &'f [Field],
    words: &'f str,
    first: usize,
    values: Vec<Value>,
}

impl Maker<'_> {
    fn sql(&mut self, filter: &Filter) -> Result<String, Misread> {
        let mut joined = |parts: &[Filter], between: &str| {
            let parts: Result<Vec<String>, _> = parts.iter().map(|part| self.sql(part)).collect();
            Ok(format!("({})", parts?.join(between)))
        };
        match filter {
            Filter::And(parts) if parts.is_empty() => Ok("1".to_owned()),
            Filter::And(parts) => joined(parts, " AND "),
            Filter::Or(parts) => joined(parts, " OR "),
            // What is unknown does not fit, so its opposite does.
            Filter::Not(inside) => Ok(format!("NOT coalesce({}, 0)", self.sql(inside)?)),
            Filter::Word(word) => {
                let place = self.bind(Value::Text(pattern(&word.text)));
                Ok(format!("({})", self.words.replace("{}", &place)))
            }
            Filter::Field { name, op, value } => self.field(name, *op, value),
        }
    }

    fn field(&mut self, name: &Word, op: Op, value: &Word) -> Result<String, Misread> {
        let Some(field) = self.fields.iter().find(|field| field.name == name.text) else {
            let known: Vec<&str> = self.fields.iter().map(|field| field.name).collect();
            let message =
                format!("Nothing is called {} here: there is {}.", name.text, known.join(", "));
            return Err(Misread { place: name.place.clone(), message });
        };
        let wrong = |message: String| Misread { place: value.place.clone(), message };
        let (sql, bound) = match field.kind {
            Kind::Text if op != Op::Is => {
                let message =
                    format!("{} can only be compared by {}:value.", field.name, field.name);
                return Err(Misread { place: name.place.clone(), message });
            }
            Kind::Text => match value.text.strip_suffix(['*', '…']) {
                Some(start) => (field.sql.replace("= {}", "GLOB {}"), Value::Text(glob(start))),
                None => (field.sql.to_owned(), Value::Text(value.text.clone())),
            },
            Kind::Number => {
                let bound = amount(&value.text).ok_or_else(|| {
                    wrong(format!(
                        "{:?} is no number: write {}>=500, or 10k.",
                        value.text, field.name
                    ))
                })?;
                (field.sql.replace("{op}", op.sign()), bound)
            }
            Kind::Time(per_ms) => {
                let (past, ms) = moment(&value.text).ok_or_else(|| {
                    wrong(format!(
                        "{:?} is no time: write {}>-1h, or {}>2026-06-16.",
                        value.text, field.name, field.name
                    ))
                })?;
                let sql = field.sql.replace("{op}", op.sign());
                let now = "(CAST(unixepoch('subsec') * 1000 AS INTEGER)";
                let sql = match past {
                    true => sql.replace("{}", &format!("{now} - {{}}) * {per_ms}")),
                    false => sql.replace("{}", &format!("({{}} * {per_ms})")),
                };
                (sql, Value::Integer(ms))
            }
        };
        let place = self.bind(bound);
        Ok(format!("({})", sql.replace("{}", &place)))
    }

    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("?{}", self.first + self.values.len() - 1)
    }
}

/// A number with what may stand behind it.
fn amount(text: &str) -> Option<Value> {
    let (digits, times) = match text.char_indices().next_back()? {
        (end, 'k') => (&text[..end], 1_000),
        (end, 'M') => (&text[..end], 1_000_000),
        _ => (text, 1),
    };
    digits.parse::<i64>().ok()?.checked_mul(times).map(Value::Integer)
}

/// A time: so long ago (true, ms), or a moment (false, epoch ms).
fn moment(text: &str) -> Option<(bool, i64)> {
    if let Some(age) = text.strip_prefix('-') {
        let (end, unit) = age.char_indices().next_back()?;
        let ms = match unit {
            's' => 1_000,
            'm' => 60_000,
            'h' => 3_600_000,
            'd' => 86_400_000,
            _ => return None,
        };
        return age[..end].parse::<i64>().ok()?.checked_mul(ms).map(|ms| (true, ms));
    }
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some((false, moment.as_millisecond()));
    }
    let day = text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok()?;
    Some((false, day.timestamp().as_millisecond()))
}

/// A LIKE pattern that finds `word` anywhere; `\` escapes.
fn pattern(word: &str) -> String {
    let mut pattern = String::from("%");
    for char in word.chars() {
        if matches!(char, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern.push('%');
    pattern
}

/// A GLOB pattern that finds what begins with `start`.
fn glob(start: &str) -> String {
    let mut pattern = String::new();
    for char in start.chars() {
        match char {
            '*' | '?' | '[' => pattern.extend(['[', char, ']']),
            other => pattern.push(other),
        }
    }
    pattern.push('*');
    pattern
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params_from_iter};

    use super::*;

    const FIELDS: &[Field] = &[
        text("kind", "kind = {}"),
        text("peer", "peer = {}"),
        number("status", "status {op} {}"),
        time("received", "received_us {op} {}", 1_000),
    ];

    /// Names of the rows of a table that fit.
    fn fit(filter: &str) -> Vec<String> {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "CREATE TABLE t (name TEXT, kind TEXT, peer TEXT, status INTEGER, received_us INTEGER);
             INSERT INTO t VALUES
               ('a', 'read', '9', 200, 1781606220000000),
               ('b', 'read', '99', 500, unixepoch('subsec') * 1000000 - 60 * 1000000),
               ('c', 'message', NULL, 204, unixepoch('subsec') * 1000000 - 7200 * 1000000),
               ('d', 'me*age', '[9]', NULL, NULL),
               ('50%', 'x_y', '', 0, 0);",
        )
        .unwrap();
        let Condition { sql, values } =
            condition(filter, FIELDS, r"name LIKE {} ESCAPE '\'", 1).unwrap();
        let mut statement =
            conn.prepare(&format!("SELECT name FROM t WHERE {sql} ORDER BY rowid")).unwrap();
        let rows = statement.query_map(params_from_iter(values), |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn what_fits_is_found() {
        for (filter, found) in [
            ("", &["a", "b", "c", "d", "50%"][..]),
            ("kind:read", &["a", "b"]),
            ("kind:read peer:9", &["a"]),
            ("kind:read or status:204", &["a", "b", "c"]),
            ("-kind:read", &["c", "d", "50%"]),
            ("not peer:9", &["b", "c", "d", "50%"]),
            ("not (kind:read or kind:message)", &["d", "50%"]),
            ("peer:9*", &["a", "b"]),
            ("kind:me**", &["d"]),
            ("peer:[*", &["d"]),
            ("status>=500", &["b"]),
            ("status<=204 status>0", &["a", "c"]),
            ("received>-1h", &["b"]),
            ("received<-1h received>-3h", &["c"]),
            ("received>2026-06-16 received<2026-06-17", &["a"]),
            ("received>=2026-06-16T10:37:00Z received<2026-06-16T10:37:01Z", &["a"]),
            ("50%", &["50%"]),
            ("%", &["50%"]),
            ("a or b", &["a", "b"]),
            ("peer:", &["50%"]),
        ] {
            assert_eq!(fit(filter), found, "{filter}");
        }
    }

    #[test]
    fn mistakes_are_said_in_words_with_their_place() {
        for (filter, words) in [
            ("mood:good", "there is kind, peer, status, received. (In the filter, character 1.)"),
            (
                "kind:x \"open",
                "has no end: write another \" behind the text. (In the filter, character 8.)",
            ),
            (
                "é status:many",
                "\"many\" is no number: write status>=500, or 10k. (In the filter, character 10.)",
            ),
            ("kind>3", "kind can only be compared by kind:value. (In the filter, character 1.)"),
            (
                "received>soon",
                "\"soon\" is no time: write received>-1h, or received>2026-06-16. (In the filter, character 10.)",
            ),
        ] {
            let error = condition(filter, FIELDS, "1", 1).unwrap_err();
            assert!(error.message.ends_with(words), "{error}");
        }
    }
}
