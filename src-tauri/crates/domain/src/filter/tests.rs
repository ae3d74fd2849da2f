//! Tables of filters, what they mean, and where they go wrong.

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
        ("kind:read or kind:delivery peer:9", "kind is read or (kind is delivery and peer is 9)"),
        ("(kind:read or kind:delivery) peer:9", "(kind is read or kind is delivery) and peer is 9"),
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
        assert_eq!(parse(filter).map(|read| read.to_string()), Ok(words.to_owned()), "{filter}");
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
    fn any_text_is_read_or_pointed_at(
        filter in "[ a-z:<>=()\"*…-]{0,40}|.{0,40}",
        cursor in 0usize..50,
    ) {
        if let Place::Name { place, .. } | Place::Value { place, .. } = at_cursor(&filter, cursor) {
            prop_assert!(filter.get(place).is_some());
        }
        match parse(&filter) {
            Ok(read) => drop(read.to_string()),
            Err(misread) => {
                prop_assert!(filter.get(misread.place.clone()).is_some(), "{misread:?}");
            }
        }
    }
}

#[test]
fn the_cursor_knows_what_is_being_written() {
    let name = |typed: &str, place| Place::Name { typed: typed.to_owned(), place };
    let value = |name: &str, op, typed: &str, place| Place::Value {
        name: name.to_owned(),
        op,
        typed: typed.to_owned(),
        place,
    };
    // `|` is the cursor.
    for (filter, expected) in [
        ("|", name("", 0..0)),
        ("ki|", name("ki", 0..2)),
        ("ki|nd", name("ki", 0..4)),
        ("kind:read | x", name("", 10..10)),
        ("-ki|", name("ki", 1..3)),
        ("not (pl|)", name("pl", 5..7)),
        ("kind:|", value("kind", Op::Is, "", 5..5)),
        ("kind:re|ad peer:9", value("kind", Op::Is, "re", 5..9)),
        ("a (status>=5|)", value("status", Op::AtLeast, "5", 11..12)),
        ("status>|=500", value("status", Op::More, "", 7..11)),
        ("text:\"two w|", value("text", Op::Is, "two w", 5..11)),
        ("text:\"two w|ords\" x", value("text", Op::Is, "two w", 5..16)),
        ("\"kind:|", Place::Text),
        ("\"a b\" ki|", name("ki", 6..8)),
        ("é ki|", name("ki", 3..5)),
    ] {
        let cursor = filter.find('|').unwrap();
        assert_eq!(at_cursor(&filter.replace('|', ""), cursor), expected, "{filter}");
    }
}
