//! The language of filters: words, `field:value`, comparisons, `not`, `or`, parentheses. Read into a tree with places; what
//! fields there are, and what they are compared with, is the business of whoever has the lists.

use std::fmt;
use std::ops::Range;

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

/// Groups in groups, at most: nobody needs more, and nobody may fill the stack.
const DEEPEST: usize = 32;

/// Reads a filter. An empty one fits everything.
pub fn parse(filter: &str) -> Result<Filter, Misread> {
    let tokens = tokens(filter)?;
    let mut parser = Parser { tokens: &tokens, at: 0, end: filter.len(), depth: 0 };
    let read = parser.either()?;
    match parser.peek() {
        None => Ok(read),
        Some(extra) => Err(Misread {
            place: extra.place.clone(),
            message: "This ) closes nothing: leave it out, or open it before.".to_owned(),
        }),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    kind: Kind,
    place: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Open,
    Close,
    Not,
    Or,
    /// `and` may be written; it says nothing.
    And,
    Term(Filter),
}

fn tokens(filter: &str) -> Result<Vec<Token>, Misread> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(next) = filter[at..].chars().next() {
        let width = next.len_utf8();
        let one = |kind| Token { kind, place: at..at + width };
        match next {
            _ if next.is_whitespace() => at += width,
            '(' | ')' => {
                tokens.push(one(if next == '(' { Kind::Open } else { Kind::Close }));
                at += width;
            }
            '-' if filter[at + 1..]
                .starts_with(|next: char| !next.is_whitespace() && next != ')') =>
            {
                tokens.push(one(Kind::Not));
                at += width;
            }
            _ => {
                let token = term(filter, at)?;
                at = token.place.end;
                tokens.push(token);
            }
        }
    }
    Ok(tokens)
}

/// The word, field or keyword that begins at `start`.
fn term(filter: &str, start: usize) -> Result<Token, Misread> {
    let name_end = start
        + filter[start..]
            .find(|next: char| !next.is_ascii_lowercase() && next != '_')
            .unwrap_or(filter.len() - start);
    let (name, rest) = (&filter[start..name_end], &filter[name_end..]);
    let signs = [
        (">=", Op::AtLeast),
        ("<=", Op::AtMost),
        (">", Op::More),
        ("<", Op::Less),
        (":", Op::Is),
        ("=", Op::Is),
    ];
    let sign = signs.into_iter().find(|(sign, _)| rest.starts_with(sign));
    // A URL or a time among the words stays a word.
    let field = sign.filter(|_| !name.is_empty() && !matches!(name, "http" | "https"));
    if let Some((sign, op)) = field {
        let value = word(filter, name_end + sign.len())?;
        let place = start..value.place.end;
        let name = Word { text: name.to_owned(), place: start..name_end };
        return Ok(Token { kind: Kind::Term(Filter::Field { name, op, value }), place });
    }
    let word = word(filter, start)?;
    let place = word.place.clone();
    let quoted = filter[start..].starts_with('"');
    let kind = match word.text.as_str() {
        "not" | "NOT" if !quoted => Kind::Not,
        "or" | "OR" if !quoted => Kind::Or,
        "and" | "AND" if !quoted => Kind::And,
        _ => Kind::Term(Filter::Word(word)),
    };
    Ok(Token { kind, place })
}

/// Text up to a blank or a parenthesis; quotes keep these together.
fn word(filter: &str, start: usize) -> Result<Word, Misread> {
    let (mut text, mut quoted, mut end) = (String::new(), None, filter.len());
    for (offset, next) in filter[start..].char_indices() {
        match next {
            '"' => quoted = if quoted.is_some() { None } else { Some(start + offset) },
            _ if quoted.is_none() && (next.is_whitespace() || matches!(next, '(' | ')')) => {
                end = start + offset;
                break;
            }
            _ => text.push(next),
        }
    }
    if let Some(open) = quoted {
        let message = "This quote has no end: write another \" behind the text.".to_owned();
        return Err(Misread { place: open..open + 1, message });
    }
    Ok(Word { text, place: start..end })
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    /// Length of the filter.
    end: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn takes(&mut self, kind: &Kind) -> bool {
        let there = self.peek().is_some_and(|token| token.kind == *kind);
        self.at += usize::from(there);
        there
    }

    fn either(&mut self) -> Result<Filter, Misread> {
        let mut ways = vec![self.all()?];
        while self.peek().is_some_and(|token| token.kind == Kind::Or) {
            let place = self.tokens[self.at].place.clone();
            self.at += 1;
            let next = self.all()?;
            if matches!(&next, Filter::And(none) if none.is_empty())
                || matches!(&ways[ways.len() - 1], Filter::And(none) if none.is_empty())
            {
                let message = "or wants something on both sides.".to_owned();
                return Err(Misread { place, message });
            }
            ways.push(next);
        }
        Ok(if ways.len() == 1 { ways.remove(0) } else { Filter::Or(ways) })
    }

    fn all(&mut self) -> Result<Filter, Misread> {
        let mut parts = Vec::new();
        loop {
            while self.takes(&Kind::And) {}
            match self.peek().map(|token| &token.kind) {
                None | Some(Kind::Close | Kind::Or) => break,
                Some(_) => parts.push(self.one()?),
            }
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::And(parts) })
    }

    fn one(&mut self) -> Result<Filter, Misread> {
        let Some(token) = self.peek().cloned() else {
            let message = "Something is missing at the end.".to_owned();
            return Err(Misread { place: self.end..self.end, message });
        };
        self.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            let message = "These groups are nested too deep: write it in a simpler way.".to_owned();
            return Err(Misread { place: token.place, message });
        }
        let read = match token.kind {
            Kind::Term(term) => term,
            Kind::Not => match self.peek().map(|token| &token.kind) {
                None | Some(Kind::Close | Kind::Or | Kind::And) => {
                    let message = "not wants something behind it.".to_owned();
                    return Err(Misread { place: token.place, message });
                }
                Some(_) => Filter::Not(Box::new(self.one()?)),
            },
            Kind::Open => {
                let inside = self.either()?;
                if !self.takes(&Kind::Close) {
                    let message = "This ( is not closed: write a ) behind it.".to_owned();
                    return Err(Misread { place: token.place, message });
                }
                inside
            }
            Kind::Close | Kind::Or | Kind::And => {
                let message = "Something is missing before this.".to_owned();
                return Err(Misread { place: token.place, message });
            }
        };
        self.depth -= 1;
        Ok(read)
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn filters_mean_what_they_say() {
        for (filter, words) in [
            ("", "everything"),
            ("  ", "everything"),
            ("hello", "“hello” in it"),
            ("kind:read", "kind is read"),
            ("kind:read peer:9", "kind is read and peer is 9"),
            ("kind:read and peer:9", "kind is read and peer is 9"),
            (
                "kind:read or kind:delivery peer:9",
                "kind is read or (kind is delivery and peer is 9)",
            ),
            (
                "(kind:read or kind:delivery) peer:9",
                "(kind is read or kind is delivery) and peer is 9",
            ),
            ("-kind:read", "not (kind is read)"),
            ("not kind:read peer:9", "not (kind is read) and peer is 9"),
            ("not (a b)", "not (“a” in it and “b” in it)"),
            ("status>=500 bytes<10k", "status is at least 500 and bytes is less than 10k"),
            (
                "status<=299 status>199 status=204",
                "status is at most 299 and status is more than 199 and status is 204",
            ),
            ("received>-1h", "received is more than -1h"),
            ("mid:aWd*", "mid begins with aWd"),
            ("mid:aWd…", "mid begins with aWd"),
            ("text:\"two (words)\"", "text is two (words)"),
            ("\"or\" \"a b\"", "“or” in it and “a b” in it"),
            (
                "http://x 10:30 a-b Foo:bar",
                "“http://x” in it and “10:30” in it and “a-b” in it and “Foo:bar” in it",
            ),
            ("kind:", "kind is "),
            ("- x", "“-” in it and “x” in it"),
        ] {
            assert_eq!(
                parse(filter).map(|read| read.to_string()),
                Ok(words.to_owned()),
                "{filter}"
            );
        }
    }

    #[test]
    fn mistakes_are_pointed_at() {
        for (filter, place, word) in [
            ("\"open", 0..1, "no end"),
            ("a kind:\"open", 7..8, "no end"),
            ("(a", 0..1, "not closed"),
            ("a)", 1..2, "closes nothing"),
            ("a or", 2..4, "both sides"),
            ("or a", 0..2, "both sides"),
            ("a or or b", 2..4, "both sides"),
            ("not", 0..3, "behind it"),
            ("(not)", 1..4, "behind it"),
        ] {
            let misread = parse(filter).unwrap_err();
            assert_eq!(misread.place, place, "{filter}: {}", misread.message);
            assert!(misread.message.contains(word), "{filter}: {}", misread.message);
        }
        assert!(parse(&"(".repeat(5_000)).is_err());
        assert!(parse(&"not ".repeat(5_000)).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_pointed_at(filter in "[ a-z:<>=()\"*…-]{0,40}|.{0,40}") {
            match parse(&filter) {
                Ok(read) => drop(read.to_string()),
                Err(misread) => {
                    prop_assert!(filter.get(misread.place.clone()).is_some(), "{misread:?}");
                }
            }
        }
    }
}
