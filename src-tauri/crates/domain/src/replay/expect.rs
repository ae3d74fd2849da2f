//! What an answer must be so that it counts as passed. Who answered, and whether at all, is known elsewhere.

use std::fmt;

use crate::json::{self, Shape};

/// What was answered.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// Status code.
    pub status: u16,
    /// Body, as far as it was kept.
    pub body: &'a [u8],
}

/// A condition on an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// The first digit of the status: `2xx`.
    Class(u16),
    /// The status itself.
    Status(u16),
    /// A place in a JSON body, and what stands there.
    Json(String, String),
}

impl Expect {
    /// Reads `2xx`, `204` or `$.path=value`. The error says what can be written.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let read = match text.split_once('=') {
            Some((path, value)) => {
                let path = path.trim().strip_prefix("json:").unwrap_or(path.trim());
                let path =
                    if path.starts_with('$') { path.to_owned() } else { format!("$.{path}") };
                (path.len() > 2).then(|| Self::Json(path, value.trim().to_owned()))
            }
            None => match text.strip_suffix("xx") {
                Some(class) => {
                    class.parse().ok().filter(|of| (1..=5).contains(of)).map(Self::Class)
                }
                None => text.parse().ok().filter(|of| (100..=599).contains(of)).map(Self::Status),
            },
        };
        read.ok_or_else(|| {
            format!("{text:?} is no answer to expect: write 2xx, 204, or $.status=received.")
        })
    }

    /// Why `answer` is not what was expected, in words; `None` when it is.
    pub fn missed(&self, answer: &Answered<'_>) -> Option<String> {
        let Answered { status, body } = *answer;
        match self {
            Self::Class(class) if status / 100 == *class => None,
            Self::Status(wanted) if status == *wanted => None,
            Self::Class(_) | Self::Status(_) => Some(format!("answered {status}, not {self}")),
            Self::Json(path, wanted) => {
                let Ok(tree) = json::parse(body) else {
                    return Some(format!("answered no JSON, so no {path}"));
                };
                let Some(found) = tree.at(path) else {
                    return Some(format!("its answer has no {path}"));
                };
                let bytes = body.get(found.span()).unwrap_or_default();
                let text = found.scalar().unwrap_or_else(|| String::from_utf8_lossy(bytes));
                let quoted = found.shape() == Shape::String && wanted.as_bytes() == bytes;
                (text != wanted.as_str() && !quoted)
                    .then(|| format!("its answer's {path} is {}, not {wanted}", short(&text)))
            }
        }
    }
}

fn short(text: &str) -> String {
    const MOST: usize = 60;
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Class(class) => write!(f, "{class}xx"),
            Self::Status(status) => write!(f, "{status}"),
            Self::Json(path, value) => write!(f, "{path}={value}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_held_against_what_was_expected() {
        let body = br#"{"ok":true,"n":1.0,"status":"received","a":[{"b":null}],"list":[1, 2]}"#;
        for (expect, status, missed) in [
            ("2xx", 204, None),
            ("2xx", 302, Some("answered 302, not 2xx")),
            ("409", 409, None),
            ("409", 200, Some("answered 200, not 409")),
            ("$.ok=true", 200, None),
            ("ok=true", 500, None),
            ("$.ok=false", 200, Some("its answer's $.ok is true, not false")),
            ("$.status=received", 200, None),
            ("$.status=\"received\"", 200, None),
            ("$.status=", 200, Some("its answer's $.status is received, not ")),
            ("$.n=1.0", 200, None),
            ("$.n=1", 200, Some("its answer's $.n is 1.0, not 1")),
            ("$.list=[1, 2]", 200, None),
            ("$.a[0].c=1", 200, Some("its answer has no $.a[0].c")),
        ] {
            let expect = Expect::read(expect).unwrap();
            let said = expect.missed(&Answered { status, body });
            assert_eq!(said.as_deref(), missed, "{expect}");
            assert_eq!(Expect::read(&expect.to_string()), Ok(expect));
        }
        let html = Answered { status: 200, body: b"<html>" };
        let said = Expect::read("$.ok=true").unwrap().missed(&html);
        assert_eq!(said.as_deref(), Some("answered no JSON, so no $.ok"));
    }

    #[test]
    fn what_cannot_be_expected_is_said() {
        for text in ["", "2x", "6xx", "0xx", "99", "600", "ok", "=1", "$=1", "two"] {
            let why = Expect::read(text).unwrap_err();
            assert!(why.contains("$.status=received"), "{text}: {why}");
        }
    }
}
