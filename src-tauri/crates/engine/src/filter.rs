//! The filter of lists, in its first form: words and `field:value`, all of which must fit; quotes keep spaces together.
//! Becomes a condition of SQL with bound values; what columns there are is the list's business.

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

/// What a field of a list is compared with; `{}` stands for the value.
pub(crate) type Field = (&'static str, &'static str);

/// Reads `filter` for a list whose fields are `fields`; `words` is the condition for a bare word, with `{}` for a LIKE
/// pattern. Values are numbered from `first` on.
pub(crate) fn condition(
    filter: &str,
    fields: &[Field],
    words: &str,
    first: usize,
) -> Result<Condition, ApiError> {
    let (mut all, mut values) = (Vec::new(), Vec::new());
    for term in terms(filter)? {
        let place = format!("?{}", first + values.len());
        let known = match &term {
            Term::Word(_) => Some(words),
            Term::Field(name, _) => {
                fields.iter().find(|(known, _)| known == name).map(|(_, sql)| *sql)
            }
        };
        match (known, term) {
            (Some(sql), Term::Word(word)) => {
                all.push(format!("({})", sql.replace("{}", &place)));
                values.push(Value::Text(pattern(&word)));
            }
            (Some(sql), Term::Field(_, value)) => {
                all.push(format!("({})", sql.replace("{}", &place)));
                values.push(Value::Text(value));
            }
            (None, Term::Field(name, _) | Term::Word(name)) => {
                let known: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
                return Err(ApiError::invalid(format!(
                    "The filter does not know {name}: there is {}.",
                    known.join(", ")
                )));
            }
        }
    }
    let sql = if all.is_empty() { "1".to_owned() } else { all.join(" AND ") };
    Ok(Condition { sql, values })
}

#[derive(Debug, PartialEq)]
enum Term {
    Word(String),
    Field(String, String),
}

fn terms(filter: &str) -> Result<Vec<Term>, ApiError> {
    let mut terms = Vec::new();
    let mut chars = filter.chars().peekable();
    while let Some(next) = chars.peek() {
        if next.is_whitespace() {
            chars.next();
            continue;
        }
        let (mut name, mut text, mut quoted) = (None, String::new(), false);
        while let Some(&char) = chars.peek() {
            match char {
                '"' => quoted = !quoted,
                ':' if !quoted && name.is_none() && is_name(&text) => {
                    name = Some(std::mem::take(&mut text));
                }
                char if char.is_whitespace() && !quoted => break,
                char => text.push(char),
            }
            chars.next();
        }
        if quoted {
            return Err(ApiError::invalid("A quote in the filter has no end."));
        }
        terms.push(match name {
            Some(name) => Term::Field(name, text),
            None => Term::Word(text),
        });
    }
    Ok(terms)
}

/// Field names are lower-case words, so that a time or a URL among the words stays a word.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !matches!(text, "http" | "https")
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
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

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[("kind", "kind = {}"), ("peer", "peer = {}")];

    #[test]
    fn words_and_fields_all_must_fit() {
        for (filter, sql, values) in [
            ("", "1", &[][..]),
            ("  ", "1", &[]),
            ("kind:read", "(kind = ?3)", &["read"]),
            ("kind:read peer:9", "(kind = ?3) AND (peer = ?4)", &["read", "9"]),
            ("50% kind:", "(text LIKE ?3) AND (kind = ?4)", &["%50\\%%", ""]),
            (
                "\"two words\" peer:\"a b\"",
                "(text LIKE ?3) AND (peer = ?4)",
                &["%two words%", "a b"],
            ),
            ("http://x 10:30", "(text LIKE ?3) AND (text LIKE ?4)", &["%http://x%", "%10:30%"]),
        ] {
            let condition = condition(filter, FIELDS, "text LIKE {}", 3).unwrap();
            let expected: Vec<Value> =
                values.iter().map(|text| Value::Text((*text).into())).collect();
            assert_eq!((condition.sql.as_str(), condition.values), (sql, expected), "{filter}");
        }
    }

    #[test]
    fn mistakes_are_said_in_words() {
        for (filter, words) in [("mood:good", "there is kind, peer"), ("\"open", "has no end")] {
            let error = condition(filter, FIELDS, "text LIKE {}", 1).unwrap_err();
            assert!(error.message.contains(words), "{error}");
        }
    }
}
