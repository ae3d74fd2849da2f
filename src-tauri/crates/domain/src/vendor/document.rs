//! A vendor document: an ordered tree whose every leaf knows its source. Written by us so that key order, number types and
//! integers above 2^53 come out exactly; nothing is ever read through it.

use std::fmt::Write;

use crate::provenance::{Field, Source};

/// A value in a vendor document.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A scalar.
    Leaf(Leaf),
    /// An array.
    List(Vec<Node>),
    /// An object, keys in the vendor's order.
    Object(Vec<(&'static str, Node)>),
}

/// A scalar with its source.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// The value.
    pub scalar: Scalar,
    /// Where it came from.
    pub source: Source,
    /// An id stands in for what is not known.
    pub stand_in: bool,
}

/// The scalars that vendors use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// Text.
    Text(String),
    /// A bare integer, any size.
    Integer(i64),
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
}

impl Node {
    /// A leaf whose value is known.
    pub fn leaf(scalar: Scalar, source: Source) -> Self {
        Self::Leaf(Leaf { scalar, source, stand_in: false })
    }
    /// Text that the vendor always writes.
    pub fn constant(text: &str) -> Self {
        Self::leaf(Scalar::Text(text.to_owned()), Source::Constant)
    }
    /// Text with its source.
    pub fn text(text: impl Into<String>, source: Source) -> Self {
        Self::leaf(Scalar::Text(text.into()), source)
    }
}

/// A vendor document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its root.
    pub root: Node,
}

impl Document {
    /// As it is sent: no white space.
    pub fn compact(&self) -> String {
        let mut out = String::new();
        write(&self.root, None, &mut out);
        out
    }

    /// For reading: two spaces a level.
    pub fn pretty(&self) -> String {
        let mut out = String::new();
        write(&self.root, Some(0), &mut out);
        out
    }

    /// Every leaf in document order.
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        collect(&self.root, "$".to_owned(), &mut fields);
        fields
    }
}

fn collect(node: &Node, path: String, fields: &mut Vec<Field>) {
    match node {
        Node::Leaf(leaf) => {
            fields.push(Field { path, source: leaf.source.clone(), stand_in: leaf.stand_in })
        }
        Node::List(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, format!("{path}[{index}]"), fields);
            }
        }
        Node::Object(members) => {
            for (key, value) in members {
                collect(value, format!("{path}.{key}"), fields);
            }
        }
    }
}

fn write(node: &Node, depth: Option<usize>, out: &mut String) {
    match node {
        Node::Leaf(leaf) => write_scalar(&leaf.scalar, out),
        Node::List(items) => {
            write_all(items.iter().map(|item| (None, item)), ['[', ']'], depth, out)
        }
        Node::Object(members) => {
            write_all(
                members.iter().map(|(key, value)| (Some(*key), value)),
                ['{', '}'],
                depth,
                out,
            );
        }
    }
}

fn write_all<'a>(
    items: impl Iterator<Item = (Option<&'a str>, &'a Node)>,
    brackets: [char; 2],
    depth: Option<usize>,
    out: &mut String,
) {
    let line = |depth: Option<usize>, out: &mut String| {
        if let Some(depth) = depth {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        }
    };
    let inner = depth.map(|depth| depth + 1);
    let mut empty = true;
    out.push(brackets[0]);
    for (key, value) in items {
        if !empty {
            out.push(',');
        }
        empty = false;
        line(inner, out);
        if let Some(key) = key {
            write_text(key, out);
            out.push_str(if depth.is_some() { ": " } else { ":" });
        }
        write(value, inner, out);
    }
    if !empty {
        line(depth, out);
    }
    out.push(brackets[1]);
}

fn write_scalar(scalar: &Scalar, out: &mut String) {
    match scalar {
        Scalar::Text(text) => write_text(text, out),
        Scalar::Integer(number) => {
            let _ = write!(out, "{number}");
        }
        Scalar::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Scalar::Null => out.push_str("null"),
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}
