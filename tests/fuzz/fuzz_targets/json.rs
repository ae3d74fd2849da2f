//! Bytes → tree of the tolerant JSON reader alone: nothing panics, every value lies where its span and its path say, and
//! whatever serde_json reads is read, too.
//!
//! `cd tests && mkdir -p fuzz/corpus/json && cargo +nightly fuzz run json fuzz/corpus/json ../fixtures/meta --
//! -max_len=4096 -max_total_time=600`.

#![no_main]

use hooktrail_domain::json::{self, Shape, Value};
use libfuzzer_sys::fuzz_target;

/// Most values of a document that are looked at one by one: paths are written step by step.
const MOST: usize = 400;

fuzz_target!(|bytes: &[u8]| {
    let tree = match json::parse(bytes) {
        Ok(tree) => tree,
        Err(problem) => {
            assert!(problem.path.starts_with('$') && !problem.message.is_empty());
            let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let other = serde_json::from_slice::<serde_json::Value>(text);
            assert!(other.is_err(), "serde_json reads what is refused: {problem:?}");
            return;
        }
    };
    for problem in tree.problems() {
        assert!(problem.path.starts_with('$') && !problem.message.is_empty());
    }
    let (mut open, mut seen) = (vec![tree.root()], 0);
    while let Some(value) = open.pop() {
        seen += 1;
        if seen > MOST {
            break;
        }
        lies_where_it_says(bytes, &tree, value);
        open.extend(value.items());
        open.extend(value.members().map(|(_, member)| member));
    }
});

fn lies_where_it_says(bytes: &[u8], tree: &json::Tree<'_>, value: Value<'_>) {
    let (span, shape, path) = (value.span(), value.shape(), value.path());
    let own = bytes.get(span.clone()).expect("the span lies in the bytes");
    // A path names a member by its characters: keys of broken bytes may read alike, and then the last one counts.
    let named = tree.at(&path).expect("the path leads somewhere");
    assert!(named.span() == span || path.contains('\u{fffd}'), "{path}");
    if shape == Shape::Skipped {
        return;
    }
    // What is nested too deep is passed over unread; alone, it is not as deep.
    if tree.problems().iter().any(|odd| odd.code == "too_deep") {
        return;
    }
    let alone = json::parse(own).expect("a value can be read alone");
    assert_eq!(alone.root().shape(), shape, "{path}");
    assert_eq!(alone.root().scalar(), value.scalar(), "{path}");
}
