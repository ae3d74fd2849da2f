//! From "somewhere in this item" to the very bytes: narrows the sources of a document to the value's own place in the
//! body. What is not found keeps the range of its item. Reads bytes only; judges nothing.

use std::ops::Range;

use super::document::{Document, Leaf, Node, Scalar};
use crate::provenance::Source;

/// Narrows every range of `document` that points into `body` (the decoded body of the capture it came from).
pub fn narrow(document: &mut Document, body: &[u8]) {
    visit(&mut document.root, body);
}

fn visit(node: &mut Node, body: &[u8]) {
    match node {
        Node::Leaf(leaf) => narrow_leaf(leaf, body),
        Node::List(items) => items.iter_mut().for_each(|item| visit(item, body)),
        Node::Object(members) => members.iter_mut().for_each(|(_, value)| visit(value, body)),
    }
}

fn narrow_leaf(leaf: &mut Leaf, body: &[u8]) {
    let Leaf { scalar, source: Source::Capture { path, span: Some(span), .. }, .. } = leaf else {
        return;
    };
    let Some(item) = body.get(span.clone()) else { return };
    let found = by_value(item, scalar).or_else(|| by_key(item, path));
    if let Some(found) = found {
        *span = span.start + found.start..span.start + found.end;
    }
}

/// The text itself, in quotes, as JSON may write it.
fn by_value(item: &[u8], scalar: &Scalar) -> Option<Range<usize>> {
    let Scalar::Text(text) = scalar else { return None };
    let plain = serde_json::Value::from(text.as_str()).to_string();
    let slashed = plain.replace('/', "\\/");
    [plain, slashed].iter().find_map(|token| {
        let start = find(item, token.as_bytes())?;
        Some(start..start + token.len())
    })
}

/// The scalar behind the last key of `path`, where it comes first in the item.
fn by_key(item: &[u8], path: &str) -> Option<Range<usize>> {
    let (_, key) = path.rsplit_once('.')?;
    let token = format!("\"{key}\"");
    let after = find(item, token.as_bytes())? + token.len();
    let skip = |from: usize| {
        from + item[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
    };
    let colon = skip(after);
    if item.get(colon) != Some(&b':') {
        return None;
    }
    let start = skip(colon + 1);
    let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
    let length = match item.get(start)? {
        b'{' | b'[' => return None,
        b'"' => item[start + 1..].iter().position(|byte| *byte == b'"')? + 2,
        _ => item[start..].iter().position(ends)?,
    };
    Some(start..start + length)
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_points_at_the_bytes_of_its_value() {
        let body = br#"[{"timestamp": 15692, "read":{"mid":"a\/b=="}}]"#;
        let item = 1..body.len() - 1;
        for (scalar, path, expected) in [
            (Scalar::Text("a/b==".into()), "$[0]", &br#""a\/b==""#[..]),
            (Scalar::Integer(15_692_000), "$[0].timestamp", b"15692"),
            (Scalar::Text("1970".into()), "$[0].timestamp", b"15692"),
            (Scalar::Text("not there".into()), "$[0]", &body[item.clone()]),
            (Scalar::Integer(1), "$[0].read", &body[item.clone()]),
        ] {
            let source = Source::Capture { seq: 1, path: path.into(), span: Some(item.clone()) };
            let mut document = Document { root: Node::leaf(scalar, source) };
            narrow(&mut document, body);
            let Source::Capture { span: Some(span), .. } = document.fields()[0].source.clone()
            else {
                panic!("lost")
            };
            assert_eq!(&body[span], expected, "{path}");
        }
    }
}
