//! What was odd about an input, and where. A value, never an error: the rest of the input is read all the same.

use serde::Serialize;

/// One oddity of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable snake_case word a program can match, for example `repeated_key`.
    pub code: &'static str,
    /// JSON path of the place, `$` for the whole body.
    pub path: String,
    /// One sentence for people.
    pub message: String,
}

impl Problem {
    /// A problem at `path`.
    pub fn new(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, path: path.into(), message: message.into() }
    }
}
