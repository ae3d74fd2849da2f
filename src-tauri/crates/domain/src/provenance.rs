//! Where each field of a normalized event came from. Vocabulary only; [`crate::vendor`] fills it in.

use std::ops::Range;

use crate::signal::Platform;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Read from a capture.
    Capture {
        /// Which one.
        seq: i64,
        /// JSON path of the value.
        path: String,
        /// Byte range of the value in the decoded body.
        span: Option<Range<usize>>,
    },
    /// Somewhere in an item of a capture. [`crate::vendor::narrow`] finds the very value and makes it a [`Self::Capture`].
    Item {
        /// Which capture.
        seq: i64,
        /// JSON path of the item.
        path: String,
        /// Byte range of the item in the decoded body.
        span: Option<Range<usize>>,
        /// Where it came from if it does not stand there, in words; none: it was put together of what stands there.
        otherwise: Option<&'static str>,
    },
    /// Entered by the user, or learned from what Meta sent.
    Directory {
        /// The product.
        platform: Platform,
        /// The business account.
        account: String,
        /// The customer; `None` for the account's own entry.
        peer: Option<String>,
        /// Column of the entry.
        column: &'static str,
        /// Learned from a comment or a contact, not entered by the user.
        learned: bool,
    },
    /// A stable id of ours, hashed from what it names.
    Derived(String),
    /// The vendor always writes this.
    Constant,
    /// Follows by a rule, in words.
    Rule(String),
    /// Not known; what stands there, and why, in words.
    Assumed(String),
}

impl Source {
    /// capture, directory, derived, constant, rule, assumed.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Capture { .. } | Self::Item { .. } => "capture",
            Self::Directory { .. } => "directory",
            Self::Derived(_) => "derived",
            Self::Constant => "constant",
            Self::Rule(_) => "rule",
            Self::Assumed(_) => "assumed",
        }
    }

    /// The capture it was read from, with path and byte range there.
    pub fn place(&self) -> Option<(i64, &str, Option<Range<usize>>)> {
        match self {
            Self::Capture { seq, path, span } | Self::Item { seq, path, span, .. } => {
                Some((*seq, path, span.clone()))
            }
            _ => None,
        }
    }

    /// The same in words for people.
    pub fn note(&self) -> String {
        match self {
            Self::Capture { seq, path, .. } | Self::Item { seq, path, .. } => {
                format!("capture {seq}, {path}")
            }
            Self::Directory { account, peer, column, learned, .. } => {
                let whose = peer
                    .as_ref()
                    .map_or_else(|| account.clone(), |peer| format!("{account}, {peer}"));
                let learned = if *learned { ", learned from Meta" } else { "" };
                format!("directory: {column} of {whose}{learned}")
            }
            Self::Derived(from) => format!("derived from {from}"),
            Self::Constant => "always the same".to_owned(),
            Self::Rule(words) | Self::Assumed(words) => words.clone(),
        }
    }
}

/// One leaf of a vendor document with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Path in the vendor document, for example `$.eventData.timestamp`.
    pub path: String,
    /// Where it came from.
    pub source: Source,
    /// An id stands in for a name that the directory does not have.
    pub stand_in: bool,
}

impl Field {
    /// The path without its root: `contact.name`, `orgId`.
    pub fn short_path(&self) -> &str {
        let path = self.path.strip_prefix('$').unwrap_or(&self.path);
        path.strip_prefix("[0]").unwrap_or(path).trim_start_matches('.')
    }
}
