//! What captures can be put in order by, in a word and in SQL. How they are found in that order, the files of the orders know.

use super::ApiError;
use crate::reading::{self, HANDSHAKE, VISIT};

/// What captures can be put in order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Time,
    Size,
    /// How long the answer took.
    Took,
    /// What it held, as it is called.
    Held,
    /// Something that a capture's shape tells, as SQL.
    Shape(&'static str),
}

impl Sort {
    pub(super) fn from_word(word: &str) -> Result<Self, ApiError> {
        Ok(match word {
            "" | "time" => Self::Time,
            "size" => Self::Size,
            "duration" => Self::Took,
            "method" => Self::Shape("method"),
            "path" => Self::Shape("path"),
            "held" => Self::Held,
            "signature" => Self::Shape("sig"),
            "answer" => Self::Shape("printf('%05d', status)"),
            "platform" => Self::Shape("coalesce(json_extract(said, '$.platforms[0]'), '')"),
            "account" => Self::Shape("coalesce(json_extract(said, '$.accounts[0]'), '')"),
            "source" => Self::Shape("source"),
            "origin" => Self::Shape("origin"),
            other => {
                return Err(ApiError::invalid(format!(
                    "Captures cannot be put in order by {other}: time, size, method, path, held, signature, answer, duration, platform, account, source or origin."
                )));
            }
        })
    }

    /// SQL of what captures of a shape are put in order by; nothing where their shape does not tell.
    pub(super) fn key(self, ascending: bool) -> String {
        match self {
            Self::Held => held(ascending),
            Self::Shape(sql) => sql.to_owned(),
            Self::Time | Self::Size | Self::Took => "''".to_owned(),
        }
    }
}

/// SQL of what a capture of a shape held, as [`reading::held`] calls it, by its first kind. What nothing could be read of
/// comes last, in either order.
fn held(ascending: bool) -> String {
    let words = reading::NOT_JSON.map(|(code, words)| format!("WHEN '{code}' THEN '{words}'"));
    let words = format!("CASE value {} END", words.join(" "));
    let [read, odd] = if ascending { ["0", "1"] } else { ["1", "0"] };
    format!(
        "CASE WHEN method = 'GET' THEN '{read}' || iif(json_extract(said, '$.handshake'), '{HANDSHAKE}', '{VISIT}')
         WHEN json_extract(said, '$.kinds') = '[\"unknown\"]'
         THEN '{odd}' || coalesce((SELECT max({words}) FROM json_each(said, '$.problems')), 'unknown')
         ELSE coalesce('{read}' || json_extract(said, '$.kinds[0]'), '{odd}nothing') END"
    )
}
