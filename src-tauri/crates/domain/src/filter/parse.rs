//! From the text of a filter to its tree. What stands in it, and where, is [`super`]'s; what fields mean is nobody's here.

use std::ops::Range;

use super::{Filter, Misread, Op, Word};

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

/// The comparison that `rest` begins with.
pub(super) fn sign(rest: &str) -> Option<(&'static str, Op)> {
    let signs = [
        (">=", Op::AtLeast),
        ("<=", Op::AtMost),
        (">", Op::More),
        ("<", Op::Less),
        (":", Op::Is),
        ("=", Op::Is),
    ];
    signs.into_iter().find(|(sign, _)| rest.starts_with(sign))
}

/// Where the name of a field ends that may begin `term`, bytes.
pub(super) fn name_end(term: &str) -> usize {
    term.find(|next: char| !next.is_ascii_lowercase() && next != '_').unwrap_or(term.len())
}

/// The word, field or keyword that begins at `start`.
fn term(filter: &str, start: usize) -> Result<Token, Misread> {
    let name_end = start + name_end(&filter[start..]);
    let (name, rest) = (&filter[start..name_end], &filter[name_end..]);
    let sign = sign(rest);
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
