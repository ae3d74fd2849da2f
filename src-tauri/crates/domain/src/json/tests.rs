use super::*;

/// A tree with these problems; `parse` must succeed.
fn problems(text: &[u8]) -> Vec<(&'static str, String)> {
    parse(text).unwrap().problems().into_iter().map(|odd| (odd.code, odd.path)).collect()
}

#[test]
fn strings_keep_their_characters() {
    for (text, expected) in [
        (&br#""plain""#[..], "plain"),
        (br#""\u00e9 \/ \ud83d\ude00""#, "é / 😀"),
        ("\"é 😀\"".as_bytes(), "é 😀"),
        (br#""a\ud83d b""#, "a\u{fffd} b"),
        (br#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
        (b"\"\xff\"", "\u{fffd}"),
        (br#""\"\\\b\f\n\r\t""#, "\"\\\u{8}\u{c}\n\r\t"),
        (b"\"line\nbreak\"", "line\nbreak"),
        (br#""""#, ""),
    ] {
        assert_eq!(parse(text).unwrap().root().text().as_deref(), Some(expected));
    }
}

#[test]
fn numbers_keep_their_digits() {
    for digits in ["17841400000000000000000000001", "-0", "1.50", "1e400", "50007000000006017"] {
        let tree = parse(digits.as_bytes()).unwrap();
        assert_eq!(tree.root().scalar().as_deref(), Some(digits));
    }
    assert_eq!(parse(b"50007000000006017").unwrap().root().integer(), Some(50_007_000_000_006_017));
    assert_eq!(parse(b"\"12\"").unwrap().root().integer(), Some(12));
    assert_eq!(parse(b"1.5").unwrap().root().integer(), None);
}

#[test]
fn of_repeated_keys_the_last_wins() {
    for text in [r#"{"a":1,"b":2,"a":3}"#, r#"{"a":1,"b":2,"\u0061":3}"#] {
        let tree = parse(text.as_bytes()).unwrap();
        assert_eq!(tree.root().get("a").and_then(Value::integer), Some(3), "{text}");
        assert_eq!(tree.root().members().count(), 2);
        assert_eq!(problems(text.as_bytes()), [("repeated_key", "$.a".to_owned())]);
    }
    let many: Vec<String> = (0..40).map(|n| format!("\"k{}\":{n}", n % 20)).collect();
    let many = format!("{{{}}}", many.join(","));
    let tree = parse(many.as_bytes()).unwrap();
    assert_eq!(tree.root().get("k7").and_then(Value::integer), Some(27));
    assert_eq!(tree.problems().len(), 20);
}

#[test]
fn oddities_name_their_place() {
    for (text, expected) in [
        (&br#"{"a":[0,"\ud800"]}"#[..], vec![("lone_surrogate", "$.a[1]".to_owned())]),
        (b"[\"\xc3\"]", vec![("invalid_utf8", "$[0]".to_owned())]),
        (b"\xef\xbb\xbf {} ", vec![]),
        (b"[\"a\tb\"]", vec![("control_character", "$[0]".to_owned())]),
    ] {
        assert_eq!(problems(text), expected);
    }
}

#[test]
fn what_is_not_json_is_said_with_its_place() {
    for (text, code, path) in [
        (&b""[..], "empty", "$"),
        (b" \n", "empty", "$"),
        (br#"{"entry":[{"id":"1","messaging":[{"sen"#, "truncated", "$.entry[0].messaging[0]"),
        (br#"{"a":tru"#, "truncated", "$"),
        (br#"{"a":1 "b":2}"#, "not_json", "$"),
        (br#"[1,]"#, "not_json", "$"),
        (br#"{"a":01}"#, "not_json", "$"),
        (br#"{"a":1} x"#, "not_json", "$"),
        (b"hello", "not_json", "$"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary", "$"),
        (b"{\"a\":\"\0\" x", "not_json", "$"),
        (b"\x1f\x8b\x08\0", "compressed", "$"),
        (b"\xff\xfe{\0}\0", "not_utf8", "$"),
        (b"\0{\0}", "not_utf8", "$"),
        (b"{\0}\0", "not_utf8", "$"),
        (br#"["\x"]"#, "not_json", "$"),
        (br#"{"a":[{"b":LINK}]}"#, "not_json", "$.a[0]"),
        (b"{,}", "not_json", "$"),
        (b"]", "not_json", "$"),
        (b"-", "truncated", "$"),
    ] {
        let problem = parse(text).unwrap_err();
        assert_eq!((problem.code, problem.path.as_str()), (code, path), "{}", problem.message);
    }
}

#[test]
fn paths_lead_back_to_their_values() {
    let text = r#"{"entry":[{"odd key":{"x.y":[7,8]}},{"id":"2"}]}"#;
    let tree = parse(text.as_bytes()).unwrap();
    for path in ["$", "$.entry", "$.entry[1].id", r#"$.entry[0]["odd key"]["x.y"][1]"#] {
        assert_eq!(tree.at(path).map(Value::path).as_deref(), Some(path));
    }
    assert_eq!(tree.at("$.entry[1].id").map(Value::span), Some(42..45));
    for path in ["", "$.nothing", "$.entry[9]", "$[", "$.entry[0][\"odd"] {
        assert!(tree.at(path).is_none(), "{path}");
    }
}

#[test]
fn depth_costs_no_stack_and_hurts_no_sibling() {
    for (depth, odd) in [(200, 0), (511, 0), (100_000, 1)] {
        let deep = format!("[{}{},\"after\"]", "[".repeat(depth), "]".repeat(depth));
        let tree = parse(deep.as_bytes()).unwrap();
        let last = tree.root().items().last().and_then(Value::text);
        assert_eq!(last.as_deref(), Some("after"), "{depth}");
        assert_eq!(tree.problems().len(), odd, "{depth}");
        for problem in tree.problems() {
            assert_eq!(problem.path, format!("${}", "[0]".repeat(16)), "the place, not every step");
            assert!(tree.at(&problem.path).is_some() && problem.message.contains("512 steps"));
        }
    }
}

#[test]
fn null_counts_as_missing_but_can_be_seen() {
    let tree = parse(br#"{"a":null}"#).unwrap();
    assert!(tree.root().get("a").is_none());
    assert_eq!(tree.root().member("a").map(Value::shape), Some(Shape::Null));
}

proptest::proptest! {
    /// What serde_json accepts, this accepts; what it refuses for other than tolerated reasons, nothing panics.
    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        if let Ok(tree) = parse(&bytes) {
            tree.problems();
        }
    }

    #[test]
    fn agrees_with_serde_json(text in r#"[\[\]{}",:0-9a-z\\ -]{0,40}"#) {
        let ours = parse(text.as_bytes());
        if serde_json::from_str::<serde_json::Value>(&text).is_ok() {
            proptest::prop_assert!(ours.is_ok(), "{text}");
        }
    }
}

#[test]
fn a_path_leads_to_a_null_too() {
    let tree = parse(br#"{"a":[1,{"b":null}]}"#).unwrap();
    assert_eq!(tree.at("$.a[1].b").map(Value::shape), Some(Shape::Null));
    assert!(tree.at("$.a[1].c").is_none());
}
