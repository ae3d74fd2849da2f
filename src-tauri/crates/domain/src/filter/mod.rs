//! The language of filters: words, `field:value`, comparisons, `not`, `or`, parentheses. Read into a tree with places; what
//! fields there are, and what they are compared with, is the business of whoever has the lists.

mod cursor;
mod parse;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

pub use self::cursor::{Place, at_cursor};
pub use self::parse::parse;

/// What has to fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Everything in it; nothing in it fits all.
    And(Vec<Filter>),
    /// One of them.
    Or(Vec<Filter>),
    /// What it does not fit.
    Not(Box<Filter>),
    /// A text that stands anywhere.
    Word(Word),
    /// A field compared with a value.
    Field {
        /// Its name, lower case.
        name: Word,
        /// How.
        op: Op,
        /// With what.
        value: Word,
    },
}

/// A text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Without quotes.
    pub text: String,
    /// Bytes of the filter, quotes included.
    pub place: Range<usize>,
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `:` or `=`.
    Is,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Op {
    /// As it is written in a comparison.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Is => "=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// What cannot be read, where it stands, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// Bytes of the filter.
    pub place: Range<usize>,
    /// One sentence.
    pub message: String,
}

/// In plain words.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, parts: &[Self], between: &str| {
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    f.write_str(between)?;
                }
                match part {
                    Self::Or(_) | Self::And(_) => write!(f, "({part})")?,
                    _ => write!(f, "{part}")?,
                }
            }
            Ok(())
        };
        match self {
            Self::And(parts) if parts.is_empty() => f.write_str("everything"),
            Self::And(parts) => list(f, parts, " and "),
            Self::Or(parts) => list(f, parts, " or "),
            Self::Not(inside) => write!(f, "not ({inside})"),
            Self::Word(word) => write!(f, "“{}” in it", word.text),
            Self::Field { name, op, value } => {
                let is = match op {
                    Op::Is if value.text.ends_with(['*', '…']) => "begins with",
                    Op::Is => "is",
                    Op::Less => "is less than",
                    Op::AtMost => "is at most",
                    Op::More => "is more than",
                    Op::AtLeast => "is at least",
                };
                write!(f, "{} {is} {}", name.text, value.text.trim_end_matches(['*', '…']))
            }
        }
    }
}
