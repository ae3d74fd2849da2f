//! Tolerant JSON tree with spans. Keeps what serde_json gives up: byte ranges, every digit of a number, repeated keys
//! (the last one wins), lone surrogates, invalid UTF-8, any depth without recursion. It knows nothing of Meta.
//!
//! A document that is not JSON (cut short, a comment, a missing comma) is no tree but a [`Problem`] at the place.

mod parse;
mod text;

use std::borrow::Cow;
use std::ops::Range;

pub use parse::parse;

use crate::problem::Problem;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `null`.
    Null,
    /// `true`.
    True,
    /// `false`.
    False,
    /// A number, kept as written.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
    /// Nested deeper than [`DEEPEST`]: its bytes are passed over.
    Skipped,
}

/// Deepest nesting that is read; below it a container is [`Shape::Skipped`]. Meta nests about 15 deep.
pub const DEEPEST: usize = 512;

/// Most values that are read of one document; Meta's largest body (3 MB) has some 400 000.
pub const MOST: usize = 1_000_000;

/// Most oddities that are told of one document.
const TOLD: usize = 50;
/// So many steps of a path name the place of a nesting: beyond every item that Meta sends.
const PLACE: usize = 16;

/// No node.
const NONE: u32 = u32::MAX;

/// One value in the arena. Children are a list through `next`.
#[derive(Debug, Clone, Copy)]
struct Node {
    shape: Shape,
    /// The string holds an escape or bytes that are not UTF-8: it must be decoded to be read.
    coded: bool,
    /// A later member of the same object has the same key.
    overruled: bool,
    start: u32,
    end: u32,
    /// Between the quotes of the key; empty for items of a list and for the root.
    key: (u32, u32),
    key_coded: bool,
    parent: u32,
    /// Its number among the children of its parent.
    index: u32,
    next: u32,
    first: u32,
}

/// A document that was read. Borrows its bytes.
#[derive(Debug)]
pub struct Tree<'b> {
    bytes: &'b [u8],
    nodes: Vec<Node>,
    /// Oddities that did not hinder reading.
    odd: Vec<(&'static str, u32)>,
}

impl<'b> Tree<'b> {
    /// The outermost value.
    pub fn root(&self) -> Value<'_> {
        Value { tree: self, id: 0 }
    }

    /// Oddities that did not hinder reading: `repeated_key`, `lone_surrogate`, `invalid_utf8`, `control_character`,
    /// `too_deep`. In order of their place.
    pub fn problems(&self) -> Vec<Problem> {
        let mut odd = self.odd.clone();
        odd.sort_by_key(|(_, id)| self.nodes.get(*id as usize).map(|node| node.start));
        odd.dedup();
        odd.into_iter()
            .take(TOLD)
            .map(|(code, id)| {
                let path = Value { tree: self, id }.path();
                match code {
                    "too_deep" => too_deep(&path),
                    _ => Problem::new(code, path, say(code)),
                }
            })
            .collect()
    }

    /// The value at a path as [`Value::path`] writes it.
    pub fn at(&self, path: &str) -> Option<Value<'_>> {
        let mut value = self.root();
        let mut rest = path.strip_prefix('$')?;
        while !rest.is_empty() {
            let (step, behind) = next_step(rest)?;
            value = match step {
                Step::Index(index) => value.items().nth(index)?,
                Step::Key(key) => value.member(&key)?,
            };
            rest = behind;
        }
        Some(value)
    }
}

/// What an oddity means, for people.
fn say(code: &str) -> &'static str {
    match code {
        "repeated_key" => "This key stands more than once in its object; the last one counts.",
        "lone_surrogate" => {
            "Half of a surrogate pair stands alone here; it is shown as a replacement character."
        }
        "invalid_utf8" => "These bytes are not UTF-8; they are shown as replacement characters.",
        "control_character" => "A control character stands here that JSON wants escaped.",
        _ => "Odd.",
    }
}

/// Where the nesting began, not each of its hundreds of steps, and how deep it is.
fn too_deep(path: &str) -> Problem {
    let (mut depth, mut place) = (0, path);
    let mut rest = path.strip_prefix('$').unwrap_or_default();
    while let Some((_, behind)) = next_step(rest) {
        depth += 1;
        rest = behind;
        if depth == PLACE {
            place = &path[..path.len() - rest.len()];
        }
    }
    let message =
        format!("Nested deeper in here than the {depth} steps that are read; the bytes are kept.");
    Problem::new("too_deep", place, message)
}

enum Step {
    Index(usize),
    Key(String),
}

/// The first step of a path, and what follows it.
fn next_step(path: &str) -> Option<(Step, &str)> {
    if let Some(rest) = path.strip_prefix('.') {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        return Some((Step::Key(rest[..end].to_owned()), &rest[end..]));
    }
    let inside = path.strip_prefix('[')?;
    if inside.starts_with('"') {
        let mut strings = serde_json::Deserializer::from_str(inside).into_iter::<String>();
        let key = strings.next()?.ok()?;
        let behind = inside.get(strings.byte_offset()..)?.strip_prefix(']')?;
        return Some((Step::Key(key), behind));
    }
    let (index, behind) = inside.split_once(']')?;
    Some((Step::Index(index.parse().ok()?), behind))
}

/// A value in its tree.
#[derive(Clone, Copy)]
pub struct Value<'t> {
    tree: &'t Tree<'t>,
    id: u32,
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} {:?}", self.path(), self.shape())
    }
}

impl<'t> Value<'t> {
    fn node(self) -> Node {
        self.tree.nodes[self.id as usize]
    }

    fn bytes(self, start: u32, end: u32) -> &'t [u8] {
        self.tree.bytes.get(start as usize..end as usize).unwrap_or_default()
    }

    fn sibling(self, id: u32) -> Option<Self> {
        (id != NONE).then_some(Self { tree: self.tree, id })
    }

    fn children(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.sibling(self.node().first), |child| {
            child.sibling(child.node().next)
        })
    }

    /// What it is.
    pub fn shape(self) -> Shape {
        self.node().shape
    }

    /// Its bytes in the document, quotes and brackets included.
    pub fn span(self) -> Range<usize> {
        let node = self.node();
        node.start as usize..node.end as usize
    }

    /// The member with this key, unless it is `null`: Meta writes `null` where others leave a key out.
    pub fn get(self, key: &str) -> Option<Self> {
        self.member(key).filter(|value| value.shape() != Shape::Null)
    }

    /// The member with this key, `null` or not. The last one of several.
    pub fn member(self, key: &str) -> Option<Self> {
        if self.shape() != Shape::Object {
            return None;
        }
        self.children().find(|child| {
            let node = child.node();
            !node.overruled
                && if node.key_coded {
                    child.key() == key
                } else {
                    child.key_bytes() == key.as_bytes()
                }
        })
    }

    /// Members of an object with their keys, in order; of a repeated key only the last.
    pub fn members(self) -> impl Iterator<Item = (Cow<'t, str>, Self)> {
        let children = (self.shape() == Shape::Object).then(|| self.children());
        children
            .into_iter()
            .flatten()
            .filter(|child| !child.node().overruled)
            .map(|child| (child.key(), child))
    }

    /// Items of a list; nothing for anything else.
    pub fn items(self) -> impl Iterator<Item = Self> {
        (self.shape() == Shape::Array).then(|| self.children()).into_iter().flatten()
    }

    fn key_bytes(self) -> &'t [u8] {
        let (start, end) = self.node().key;
        self.bytes(start, end)
    }

    fn key(self) -> Cow<'t, str> {
        text::decode(self.key_bytes())
    }

    /// The characters of a string.
    pub fn text(self) -> Option<Cow<'t, str>> {
        let node = self.node();
        if node.shape != Shape::String {
            return None;
        }
        let inside = self.bytes(node.start + 1, node.end - 1);
        match (node.coded, std::str::from_utf8(inside)) {
            (false, Ok(plain)) => Some(Cow::Borrowed(plain)),
            _ => Some(text::decode(inside)),
        }
    }

    /// The characters of a string, or a number as written: Meta's ids come as either.
    pub fn scalar(self) -> Option<Cow<'t, str>> {
        self.text().or_else(|| self.digits().map(Cow::Borrowed))
    }

    /// A number as written.
    pub fn digits(self) -> Option<&'t str> {
        let node = self.node();
        let digits = (node.shape == Shape::Number).then(|| self.bytes(node.start, node.end))?;
        std::str::from_utf8(digits).ok()
    }

    /// A whole number, or a string of one, that fits.
    pub fn integer(self) -> Option<i64> {
        self.scalar()?.trim().parse().ok()
    }

    /// Whether it is `true`.
    pub fn is_true(self) -> bool {
        self.shape() == Shape::True
    }

    /// Its place, for example `$.entry[0].messaging[1]`; keys that are no plain words are written `["odd key"]`.
    pub fn path(self) -> String {
        let mut steps = Vec::new();
        let mut value = self;
        while let Some(parent) = value.sibling(value.node().parent) {
            steps.push((parent, value));
            value = parent;
        }
        let mut path = "$".to_owned();
        for (parent, value) in steps.into_iter().rev() {
            if parent.shape() == Shape::Object {
                let key = value.key();
                match plain(&key) {
                    true => path.extend([".", &key]),
                    false => path.push_str(&format!("[{}]", serde_json::Value::from(&*key))),
                }
            } else {
                path.push_str(&format!("[{}]", value.node().index));
            }
        }
        path
    }
}

fn plain(key: &str) -> bool {
    !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

#[cfg(test)]
mod tests;
