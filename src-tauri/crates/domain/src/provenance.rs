//! Where each field of a normalized event came from. Vocabulary only; [`crate::vendor`] fills it in.

use std::ops::Range;

use crate::signal::Platform;

/// A value in the decoded body of a capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its JSON path.
    pub path: String,
    /// Its bytes.
    pub span: Option<Range<usize>>,
}

/// What to look for in an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seek {
    /// The value itself: it was read there.
    Value,
    /// An id that stands in for what is not known, and where it stands beside the item.
    Id(Option<Place>),
    /// These members, by their paths in the item: what they say was put into the vendor's words.
    Members(&'static [&'static str]),
}

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
    /// Somewhere in an item of a capture. [`crate::vendor::narrow`] finds the very place and makes it a [`Self::Capture`] or
    /// a [`Self::Backed`].
    Item {
        /// Which capture.
        seq: i64,
        /// JSON path of the item.
        path: String,
        /// Byte range of the item in the decoded body.
        span: Option<Range<usize>>,
        /// What to look for there.
        seek: Seek,
        /// Where it came from if that does not stand there.
        otherwise: Box<Source>,
    },
    /// Follows from what stands in a capture.
    Backed {
        /// Which one.
        seq: i64,
        /// Where, the foremost first; they do not overlap.
        places: Vec<Place>,
        /// How it follows: a rule, or why it stands there.
        by: Box<Source>,
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
            Self::Capture { .. } | Self::Item { seek: Seek::Value, .. } => "capture",
            Self::Item { otherwise: by, .. } | Self::Backed { by, .. } => by.word(),
            Self::Directory { .. } => "directory",
            Self::Derived(_) => "derived",
            Self::Constant => "constant",
            Self::Rule(_) => "rule",
            Self::Assumed(_) => "assumed",
        }
    }

    /// The capture it was read from, with path and byte range there; the foremost of several places.
    pub fn place(&self) -> Option<(i64, &str, Option<Range<usize>>)> {
        match self {
            Self::Capture { seq, path, span }
            | Self::Item { seq, path, span, seek: Seek::Value, .. } => {
                Some((*seq, path, span.clone()))
            }
            Self::Backed { seq, places, .. } => {
                let Place { path, span } = places.first()?;
                Some((*seq, path, span.clone()))
            }
            _ => None,
        }
    }

    /// The byte ranges of the other places there.
    pub fn further(&self) -> impl Iterator<Item = Range<usize>> {
        let places = match self {
            Self::Backed { places, .. } => places.as_slice(),
            _ => &[],
        };
        places.iter().skip(1).filter_map(|place| place.span.clone())
    }

    /// The same in words for people.
    pub fn note(&self) -> String {
        match self {
            Self::Capture { seq, path, .. } | Self::Item { seq, path, seek: Seek::Value, .. } => {
                format!("capture {seq}, {path}")
            }
            Self::Item { otherwise, .. } => otherwise.note(),
            Self::Backed { seq, places, by } => {
                let paths: Vec<&str> = places.iter().map(|place| place.path.as_str()).collect();
                format!("{} · capture {seq}, {}", by.note(), paths.join(" and "))
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
