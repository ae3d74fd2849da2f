//! Bytes to [`Tree`]: one pass, a stack of its own, one node per value.

use std::collections::HashMap;

use super::text;
use super::{DEEPEST, MOST, NONE, Node, Shape, Tree, Value};
use crate::problem::Problem;

/// Reads a document. A byte order mark and space around it are allowed.
///
/// # Errors
/// `compressed`, `not_utf8` or `binary` where the bytes are gzip, UTF-16 or no text; else `empty`, `truncated` or `not_json`, at the innermost container that was open there; `too_large` above 4 GiB or
/// [`MOST`] values.
pub fn parse(bytes: &[u8]) -> Result<Tree<'_>, Problem> {
    if bytes.len() >= NONE as usize {
        return Err(Problem::new("too_large", "$", "The body is larger than 4 GiB."));
    }
    let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let tree = Tree { bytes, nodes: Vec::with_capacity(bytes.len() / 24 + 4), odd: Vec::new() };
    let mut parser = Parser { tree, at: start, open: Vec::new() };
    match parser.document() {
        Ok(()) => Ok(parser.tree),
        Err(fault) => Err(coding(bytes).unwrap_or_else(|| parser.problem(&fault))),
    }
}

/// What bytes that are no JSON look like, where that tells more than the place of the fault.
fn coding(bytes: &[u8]) -> Option<Problem> {
    let (code, message) = match bytes {
        [0x1f, 0x8b, ..] => ("compressed", "Not JSON: these bytes are compressed with gzip."),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'{' | b'[', 0, ..] | [0, b'{' | b'[', ..] => {
            ("not_utf8", "Not JSON as Meta writes it: these bytes are UTF-16, not UTF-8.")
        }
        [first, ..] if !matches!(first, b'{' | b'[') && bytes.contains(&0) => {
            ("binary", "Not JSON: these bytes are no text.")
        }
        _ => return None,
    };
    Some(Problem::new(code, "$", message))
}

enum Fault {
    Empty,
    Truncated,
    TooMany,
    /// What was expected instead.
    Expected(&'static str),
}

type Step = Result<(), Fault>;

struct Parser<'b> {
    tree: Tree<'b>,
    at: usize,
    /// Containers that are open, outermost first, with their last child.
    open: Vec<(u32, u32)>,
}

/// A key and whether it must be decoded to be read.
type Key = ((u32, u32), bool);

impl Parser<'_> {
    fn document(&mut self) -> Step {
        self.space();
        if self.peek().is_none() {
            return Err(Fault::Empty);
        }
        self.value(((0, 0), false))?;
        while let Some((container, last)) = self.open.last().copied() {
            self.space();
            let object = self.tree.nodes[container as usize].shape == Shape::Object;
            let close = if object { b'}' } else { b']' };
            let wanted = match (object, last == NONE) {
                (true, true) => "a key in quotes or }",
                (true, false) => ", or }",
                (false, true) => "a value or ]",
                (false, false) => ", or ]",
            };
            match self.peek().ok_or(Fault::Truncated)? {
                byte if byte == close => {
                    self.at += 1;
                    self.close(container);
                    continue;
                }
                b',' if last != NONE => {
                    self.at += 1;
                    self.space();
                }
                _ if last != NONE => return Err(Fault::Expected(wanted)),
                _ => {}
            }
            let key = if object { self.key()? } else { ((0, 0), false) };
            self.value(key)?;
        }
        self.space();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(Fault::Expected("the end")),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.tree.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn key(&mut self) -> Result<Key, Fault> {
        match self.peek().ok_or(Fault::Truncated)? {
            b'"' => {}
            _ => return Err(Fault::Expected("a key in quotes")),
        }
        let start = self.at;
        let coded = self.string()?;
        let key = ((start as u32 + 1, self.at as u32 - 1), coded);
        self.space();
        match self.peek().ok_or(Fault::Truncated)? {
            b':' => self.at += 1,
            _ => return Err(Fault::Expected(":")),
        }
        self.space();
        Ok(key)
    }

    fn value(&mut self, key: Key) -> Step {
        let start = self.at;
        let (shape, coded) = match self.peek().ok_or(Fault::Truncated)? {
            b'{' | b'[' if self.open.len() >= DEEPEST => {
                self.pass_over()?;
                (Shape::Skipped, false)
            }
            b'{' => (Shape::Object, false),
            b'[' => (Shape::Array, false),
            b'"' => (Shape::String, self.string()?),
            b'-' | b'0'..=b'9' => (self.number()?, false),
            b't' => (self.word(b"true", Shape::True)?, false),
            b'f' => (self.word(b"false", Shape::False)?, false),
            b'n' => (self.word(b"null", Shape::Null)?, false),
            _ => return Err(Fault::Expected("a value")),
        };
        let container = matches!(shape, Shape::Object | Shape::Array);
        if container {
            self.at += 1;
        }
        if self.tree.nodes.len() >= MOST {
            return Err(Fault::TooMany);
        }
        let id = self.tree.nodes.len() as u32;
        let (key, key_coded) = key;
        let (parent, last) = self.open.last().copied().unwrap_or((NONE, NONE));
        let index = self.tree.nodes.get(last as usize).map_or(0, |before| before.index + 1);
        self.tree.nodes.push(Node {
            shape,
            coded,
            overruled: false,
            start: start as u32,
            end: self.at as u32,
            key,
            key_coded,
            parent,
            index,
            next: NONE,
            first: NONE,
        });
        if let Some((parent, last)) = self.open.last_mut() {
            let before = if *last == NONE {
                &mut self.tree.nodes[*parent as usize].first
            } else {
                &mut self.tree.nodes[*last as usize].next
            };
            *before = id;
            *last = id;
        }
        if coded || key_coded {
            self.odd_text(id);
        }
        match shape {
            Shape::Skipped => self.tree.odd.push(("too_deep", id)),
            Shape::Object | Shape::Array => self.open.push((id, NONE)),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, container: u32) {
        self.tree.nodes[container as usize].end = self.at as u32;
        self.open.pop();
        if self.tree.nodes[container as usize].shape == Shape::Object {
            self.overrule(container);
        }
    }

    /// Marks the members that a later one of the same key overrules.
    fn overrule(&mut self, object: u32) {
        let mut members = Vec::new();
        let mut next = self.tree.nodes[object as usize].first;
        while next != NONE {
            members.push(next);
            next = self.tree.nodes[next as usize].next;
        }
        let repeated: Vec<(u32, u32)> = {
            let tree = &self.tree;
            let value = |id: u32| Value { tree, id };
            if members.len() <= 12 && members.iter().all(|id| !tree.nodes[*id as usize].key_coded) {
                let same = |(index, id): (usize, &u32)| {
                    let later = members[index + 1..].iter().rev();
                    let key = value(*id).key_bytes();
                    Some((*id, *later.into_iter().find(|later| value(**later).key_bytes() == key)?))
                };
                members.iter().enumerate().filter_map(same).collect()
            } else {
                let mut last = HashMap::with_capacity(members.len());
                for id in &members {
                    last.insert(value(*id).key(), *id);
                }
                let winner = |id: &u32| Some((*id, *last.get(&value(*id).key())?));
                members.iter().filter_map(winner).filter(|(id, winner)| id != winner).collect()
            }
        };
        for (loser, winner) in repeated {
            self.tree.nodes[loser as usize].overruled = true;
            self.tree.odd.push(("repeated_key", winner));
        }
    }

    /// Passes over a string; says whether it must be decoded to be read.
    fn string(&mut self) -> Result<bool, Fault> {
        self.at += 1;
        let mut coded = false;
        loop {
            let byte = self.peek().ok_or(Fault::Truncated)?;
            self.at += 1;
            match byte {
                b'"' => return Ok(coded),
                b'\\' => {
                    coded = true;
                    self.escape()?;
                }
                ..0x20 | 0x80.. => coded = true,
                _ => {}
            }
        }
    }

    fn escape(&mut self) -> Step {
        match self.peek().ok_or(Fault::Truncated)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
            b'u' => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().ok_or(Fault::Truncated)?.is_ascii_hexdigit() {
                        return Err(Fault::Expected("four hexadecimal digits"));
                    }
                    self.at += 1;
                }
            }
            _ => return Err(Fault::Expected("an escape that JSON knows")),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Shape, Fault> {
        self.at += usize::from(self.peek() == Some(b'-'));
        let whole = self.at;
        self.digits()?;
        if self.tree.bytes.get(whole) == Some(&b'0') && self.at > whole + 1 {
            self.at = whole + 1;
            return Err(Fault::Expected("a number without a leading zero"));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(Shape::Number)
    }

    fn digits(&mut self) -> Step {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        match self.peek() {
            _ if self.at > start => Ok(()),
            None => Err(Fault::Truncated),
            Some(_) => Err(Fault::Expected("a digit")),
        }
    }

    fn word(&mut self, word: &'static [u8], shape: Shape) -> Result<Shape, Fault> {
        let rest = &self.tree.bytes[self.at..];
        if rest.starts_with(word) {
            self.at += word.len();
            return Ok(shape);
        }
        if word.starts_with(rest) {
            self.at += rest.len();
            return Err(Fault::Truncated);
        }
        Err(Fault::Expected("a value"))
    }

    /// Passes over a container by its brackets alone.
    fn pass_over(&mut self) -> Step {
        let mut depth = 0usize;
        loop {
            match self.peek().ok_or(Fault::Truncated)? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn odd_text(&mut self, id: u32) {
        let node = self.tree.nodes[id as usize];
        let mut note = |start: u32, end: u32| {
            let inside = self.tree.bytes.get(start as usize..end as usize).unwrap_or_default();
            self.tree.odd.extend(text::oddities(inside).map(|code| (code, id)));
        };
        if node.key_coded {
            note(node.key.0, node.key.1);
        }
        if node.coded {
            note(node.start + 1, node.end - 1);
        }
    }

    fn problem(&self, fault: &Fault) -> Problem {
        let inner = self.open.last().map_or(NONE, |(container, _)| *container);
        let path = match inner {
            NONE => "$".to_owned(),
            id => Value { tree: &self.tree, id }.path(),
        };
        let at = self.at;
        let (code, message) = match fault {
            Fault::Empty => ("empty", "The body is empty.".to_owned()),
            Fault::Truncated => (
                "truncated",
                format!("The body ends at byte {at} before its JSON does: it was cut short."),
            ),
            Fault::TooMany => ("too_large", format!("The body holds more than {MOST} values.")),
            Fault::Expected(what) => {
                let found = String::from_utf8_lossy(
                    &self.tree.bytes[at..(at + 12).min(self.tree.bytes.len())],
                )
                .into_owned();
                let comment = if found.starts_with('/') || found.starts_with('#') {
                    " JSON has no comments."
                } else {
                    ""
                };
                (
                    "not_json",
                    format!("Not JSON at byte {at}: {what} expected, found {found:?}.{comment}"),
                )
            }
        };
        Problem::new(code, path, message)
    }
}
