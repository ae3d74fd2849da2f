//! From "somewhere in this item" to the very value: gives the sources of a document the path and the bytes where it
//! stands. What does not stand there came otherwise, or keeps its item. Judges nothing.

use std::borrow::Cow;
use std::ops::Range;

use super::document::{Document, Leaf, Node, Scalar};
use crate::json::{self, Tree, Value};
use crate::provenance::Source;

/// Gives every source of `document` that is an item of `body` (the decoded body of its capture) its exact place.
pub fn narrow(document: &mut Document, body: &[u8]) {
    let mut leaves = Vec::new();
    collect(&mut document.root, &mut leaves);
    let Some(span) = leaves.iter().find_map(|leaf| item(&leaf.source)) else { return };
    let tree = body.get(span.clone()).and_then(|item| json::parse(item).ok());
    for leaf in leaves {
        exact(leaf, &span, tree.as_ref());
    }
}

/// The leaves whose source is an item.
fn collect<'d>(node: &'d mut Node, leaves: &mut Vec<&'d mut Leaf>) {
    match node {
        Node::Leaf(leaf) if matches!(leaf.source, Source::Item { .. }) => leaves.push(leaf),
        Node::Leaf(_) => {}
        Node::List(items) => items.iter_mut().for_each(|item| collect(item, leaves)),
        Node::Object(members) => members.iter_mut().for_each(|(_, value)| collect(value, leaves)),
    }
}

/// All sources of one document lie in the item that caused it.
fn item(source: &Source) -> Option<Range<usize>> {
    match source {
        Source::Item { span, .. } => span.clone(),
        _ => None,
    }
}

fn exact(leaf: &mut Leaf, item: &Range<usize>, tree: Option<&Tree<'_>>) {
    let Source::Item { seq, path, otherwise, .. } = &leaf.source else { return };
    let found = match &leaf.scalar {
        Scalar::Text(text) => tree.and_then(|tree| find(tree.root(), text)),
        _ => None,
    };
    leaf.source = match (found, otherwise) {
        (Some(value), _) => {
            let (inside, span) = (value.path(), value.span());
            Source::Capture {
                seq: *seq,
                path: format!("{path}{}", inside.trim_start_matches('$')),
                span: Some(item.start + span.start..item.start + span.end),
            }
        }
        (None, Some(words)) => Source::Rule((*words).to_owned()),
        (None, None) => return,
    };
}

/// The first string or number that reads `text`, in the order of the bytes.
fn find<'t>(root: Value<'t>, text: &str) -> Option<Value<'t>> {
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        if value.scalar().is_some_and(|scalar: Cow<'_, str>| scalar == text) {
            return Some(value);
        }
        let before = open.len();
        open.extend(value.items());
        open.extend(value.members().map(|(_, member)| member));
        open[before..].reverse();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_points_at_the_path_and_the_bytes_of_its_value() {
        let body = br#"[{"sender":{"id":1784}, "recipient":{"id":"9"},"read":{"mid":"a\/b=="},"x":["z"]}]"#;
        let span = 1..body.len() - 1;
        for (text, otherwise, path, bytes) in [
            ("a/b==", None, "$[0].read.mid", &br#""a\/b==""#[..]),
            ("9", Some("told before"), "$[0].recipient.id", b"\"9\""),
            ("1784", None, "$[0].sender.id", b"1784"),
            ("z", None, "$[0].x[0]", b"\"z\""),
            ("not there", None, "$[0]", &body[span.clone()]),
        ] {
            let source =
                Source::Item { seq: 1, path: "$[0]".into(), span: Some(span.clone()), otherwise };
            let mut document = Document { root: Node::text(text, source) };
            narrow(&mut document, body);
            let (_, found, at) = document.fields()[0]
                .source
                .place()
                .map(|(seq, path, span)| (seq, path.to_owned(), span))
                .unwrap();
            assert_eq!((found.as_str(), &body[at.unwrap()]), (path, bytes), "{text}");
        }
    }

    #[test]
    fn what_does_not_stand_in_the_item_came_otherwise() {
        let body = br#"{"read":{"watermark":5}}"#;
        let source = Source::Item {
            seq: 1,
            path: "$".into(),
            span: Some(0..body.len()),
            otherwise: Some("told before"),
        };
        let mut document = Document { root: Node::text("m", source) };
        narrow(&mut document, body);
        assert_eq!(document.fields()[0].source, Source::Rule("told before".into()));
    }
}
