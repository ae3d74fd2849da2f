//! From "somewhere in this item" to the very value: gives the sources of a document the path and the bytes where it
//! stands, or where what it follows from stands. What does not stand there came otherwise. Judges nothing.

use std::borrow::Cow;
use std::ops::Range;

use super::document::{Document, Leaf, Node, Scalar};
use crate::json::{self, Tree, Value};
use crate::provenance::{Place, Seek, Source};

/// Gives every source of `document` that is an item of `body` (the decoded body of its capture) its exact place.
pub fn narrow(document: &mut Document, body: &[u8]) {
    let mut leaves = Vec::new();
    collect(&mut document.root, &mut leaves);
    let Some(span) = leaves.iter().find_map(|leaf| item(&leaf.source)) else { return };
    let tree = body.get(span.clone()).and_then(|item| json::parse(item).ok());
    for leaf in leaves {
        exact(leaf, &span, tree.as_ref(), body);
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

fn exact(leaf: &mut Leaf, item: &Range<usize>, tree: Option<&Tree<'_>>, body: &[u8]) {
    let Source::Item { seq, path, seek, otherwise, .. } = &leaf.source else { return };
    let place = |value: Value<'_>| {
        let (inside, span) = (value.path(), value.span());
        Place {
            path: format!("{path}{}", inside.trim_start_matches('$')),
            span: Some(item.start + span.start..item.start + span.end),
        }
    };
    let root = tree.map(Tree::root);
    let value = match &leaf.scalar {
        Scalar::Text(text) => root.and_then(|root| find(root, text)).map(place),
        _ => None,
    };
    let places: Vec<Place> = match seek {
        Seek::Value | Seek::Id(None) => value.into_iter().collect(),
        Seek::Id(Some(beside)) => {
            let beside = Some(beside.clone()).filter(|beside| {
                value.as_ref() != Some(beside) && says(body, beside, &leaf.scalar)
            });
            value.into_iter().chain(beside).collect()
        }
        Seek::Members(paths) => {
            let members = paths.iter().filter_map(|path| member(root?, path));
            members.map(place).collect()
        }
    };
    let (seq, by) = (*seq, otherwise.clone());
    leaf.source = match (seek, places.first()) {
        (_, None) => *by,
        (Seek::Value, Some(Place { path, span })) => {
            Source::Capture { seq, path: path.clone(), span: span.clone() }
        }
        _ => Source::Backed { seq, places, by },
    };
}

/// Whether this very text stands at a place of the body.
fn says(body: &[u8], place: &Place, scalar: &Scalar) -> bool {
    let Scalar::Text(text) = scalar else { return false };
    let bytes = place.span.clone().and_then(|span| body.get(span));
    let tree = bytes.and_then(|bytes| json::parse(bytes).ok());
    tree.is_some_and(|tree| tree.root().scalar().is_some_and(|found| found == *text))
}

/// The member at a path of keys; of a change, in its value.
fn member<'t>(root: Value<'t>, path: &str) -> Option<Value<'t>> {
    let item = root.get("value").unwrap_or(root);
    path.split('.').try_fold(item, |value, key| value.get(key))
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
        let whole = || Source::Capture { seq: 1, path: "$[0]".into(), span: Some(span.clone()) };
        let told = || Source::Rule("told before".into());
        for (text, otherwise, path, bytes) in [
            ("a/b==", whole(), "$[0].read.mid", &br#""a\/b==""#[..]),
            ("9", told(), "$[0].recipient.id", b"\"9\""),
            ("1784", whole(), "$[0].sender.id", b"1784"),
            ("z", whole(), "$[0].x[0]", b"\"z\""),
            ("not there", whole(), "$[0]", &body[span.clone()]),
        ] {
            let source = Source::Item {
                seq: 1,
                path: "$[0]".into(),
                span: Some(span.clone()),
                seek: Seek::Value,
                otherwise: Box::new(otherwise),
            };
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
            seek: Seek::Value,
            otherwise: Box::new(Source::Rule("told before".into())),
        };
        let mut document = Document { root: Node::text("m", source) };
        narrow(&mut document, body);
        assert_eq!(document.fields()[0].source, Source::Rule("told before".into()));
    }
}
