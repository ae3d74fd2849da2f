use super::*;
use crate::signature::sign;

const SECRET: &str = "meta-app-secret";
const INSTAGRAM: &str = "instagram-app-secret";

/// A body as Meta writes it.
const META: &str = r#"{"object":"instagram","entry":[{"time":1,"id":"1","messaging":[{"message":{"text":"caf\u00e9 \ud83d\ude42 a\/b","mid":"m"}}]}]}"#;

fn secrets() -> [Known<'static>; 2] {
    [
        Known { name: "Meta", secret: SECRET.as_bytes() },
        Known { name: "Instagram", secret: INSTAGRAM.as_bytes() },
    ]
}

/// What is found when `signed` was signed and `received` came.
fn found(signed: &[u8], received: &[u8]) -> Diagnosis {
    let (sha256, _) = sign(SECRET.as_bytes(), signed);
    let shown = Shown {
        sha256: Some(sha256.as_bytes()),
        sha1: None,
        body: received,
        unpacked: None,
        coding: None,
    };
    diagnose(&shown, &secrets(), None)
}

#[test]
fn what_was_done_to_the_bytes_is_named() {
    let parsed: serde_json::Value = serde_json::from_str(META).unwrap();
    let keeps_order = META.replace(r"\u00e9", "é").replace(r"\ud83d\ude42", "🙂");
    let javascript = keeps_order.replace(r"\/", "/");
    let spaced = META.replace("\":", "\": ").replace(",\"", ", \"");
    let indented = serde_json::to_string_pretty(&parsed).unwrap();
    let compact = serde_json::to_string(&parsed).unwrap();
    let lines = format!("{}\n", META.replace(",\"entry\"", ",\n\"entry\""));
    let crlf = lines.replace('\n', "\r\n");
    let bom = format!("\u{feff}{META}");
    let upper = META.replace("u00e9", "u00E9").replace("ud83d", "uD83D").replace("ude42", "uDE42");
    for (signed, received, words) in [
        (
            META,
            javascript.as_str(),
            r"\uXXXX, as Meta does and slashes are written \/, as Meta does",
        ),
        (META, &keeps_order, r"letters beyond ASCII are written \uXXXX, as Meta does"),
        (META, &META.replace(r"\/", "/"), r"slashes are written \/, as Meta does"),
        (META, &format!("{META}\n"), "newline at its end is taken away"),
        (META, &format!("  {META}"), "the space around it is taken away"),
        (META, &bom, "byte order mark at its beginning is taken away"),
        (&bom, META, "a byte order mark is put at its beginning"),
        (&format!("{META}\n"), META, "a newline is put at its end"),
        (META, &spaced, "the space between its values is taken away"),
        (&spaced, META, "a space follows every comma and colon"),
        (&compact, &indented, "the space between its values is taken away"),
        (&indented, &compact, "it is indented by two"),
        (
            &javascript,
            META,
            r"its \uXXXX are written as plain letters and its \/ are written as plain slashes",
        ),
        (META, &upper, r"\uXXXX, as Meta does"),
        (&lines, &crlf, "its line ends are LF instead of CRLF"),
        (&crlf, &lines, "its line ends are CRLF instead of LF"),
        (&format!("{META}\n"), &javascript, "and a newline is put at its end"),
    ] {
        let found = found(signed.as_bytes(), received.as_bytes());
        assert_eq!(found.cause, "altered", "{received}: {}", found.words);
        assert!(found.words.contains(words), "{received}: {}", found.words);
        assert!(found.words.contains("Meta"), "{}", found.words);
    }
}

#[test]
fn the_other_causes_are_told_apart() {
    let (sha256, sha1) = sign(INSTAGRAM.as_bytes(), META.as_bytes());
    let (other, _) = sign(b"another app", META.as_bytes());
    let some = |text: &'static str| Some(text.as_bytes());
    let check =
        |header: Option<&[u8]>, old: Option<&[u8]>, body: &str, cause: &str, words: &str| {
            let shown = Shown {
                sha256: header,
                sha1: old,
                body: body.as_bytes(),
                unpacked: None,
                coding: None,
            };
            let found = diagnose(&shown, &secrets(), None);
            assert_eq!(found.cause, cause, "{}", found.words);
            assert!(found.words.contains(words), "{}", found.words);
            assert!(!found.words.contains(&sha256[7..]), "an expected digest is told");
        };
    let (good, old) = (Some(sha256.as_bytes()), Some(sha1.as_bytes()));
    check(good, None, META, "valid", "Instagram");
    check(None, None, META, "missing", "no X-Hub-Signature-256");
    check(None, old, META, "sha1_only", "fits the secret called Instagram");
    check(None, some("sha1=00"), META, "sha1_only", "Only the older");
    check(Some(other.as_bytes()), old, META, "sha1_fits", "older");
    check(Some(other.as_bytes()), None, META, "unknown", "Instagram app secret");
    check(Some(other.as_bytes()), None, &META[..60], "cut_short", "cut short");
    check(some(""), None, META, "malformed", "empty");
    check(some("sha256=abc"), None, META, "malformed", "3 digits");
    check(Some(&sha256.as_bytes()[7..]), None, META, "malformed", "prefix sha256= is missing");
    check(
        some("sha1=0000000000000000000000000000000000000000"),
        None,
        META,
        "malformed",
        "sha1 signature",
    );
    check(some("\"sha256=00\""), None, META, "malformed", "quotes");
    let base64 = "sha256=3q2+7w3q2+7w3q2+7w3q2+7w3q2+7w3q2+7w3q2=";
    check(some(base64), None, META, "malformed", "base64");
}

#[test]
fn a_secret_with_space_around_it_and_a_packed_body_are_seen() {
    let (sha256, _) = sign(SECRET.as_bytes(), META.as_bytes());
    let shown = Shown {
        sha256: Some(sha256.as_bytes()),
        sha1: None,
        body: META.as_bytes(),
        unpacked: None,
        coding: None,
    };
    let spaced = format!("{SECRET}\n");
    let found = diagnose(&shown, &[Known { name: "Meta", secret: spaced.as_bytes() }], None);
    assert_eq!(found.cause, "secret_spaces", "{}", found.words);
    assert!(diagnose(&shown, &[], None).words.starts_with("No app secret is known here"));

    let packed = Shown { body: b"\x1f\x8b...", unpacked: Some(META.as_bytes()), ..shown };
    assert_eq!(diagnose(&packed, &secrets(), None).cause, "unpacked");
}

#[test]
fn what_else_came_and_what_the_header_says_name_the_cause() {
    let (sha256, _) = sign(SECRET.as_bytes(), b"what was sent");
    let earlier = Proof { capture: 12, secret: "Meta", later: false };
    let later = Proof { later: true, ..earlier };
    let verified = "capture 12 verified with the secret called Meta";
    for (coding, body, proof, cause, words) in [
        (None, META, None, "unknown", &["another app", "altered in transit"][..]),
        (
            None,
            META,
            Some(earlier),
            "altered",
            &["Either the body was altered", verified, "reset since"],
        ),
        (None, META, Some(later), "altered", &["altered on its way", verified]),
        (None, &META[..60], Some(later), "cut_short", &["cut short on its way, or", verified]),
        (None, &META[..60], None, "cut_short", &["cut short on its way, or", "another app"]),
        (Some("gzip"), META, None, "unpacked_on_the_way", &["gzip", "a secret that is not here"]),
        (Some("Deflate"), META, Some(later), "unpacked_on_the_way", &["deflate", verified]),
        (Some("gzip"), "\u{1f}", None, "unknown", &[]),
        (Some("identity"), META, None, "unknown", &[]),
    ] {
        let shown = Shown {
            sha256: Some(sha256.as_bytes()),
            sha1: None,
            body: body.as_bytes(),
            unpacked: None,
            coding: coding.map(str::as_bytes),
        };
        let found = diagnose(&shown, &secrets(), proof.as_ref());
        assert_eq!(found.cause, cause, "{}", found.words);
        for word in words {
            assert!(found.words.contains(word), "{word}: {}", found.words);
        }
        let reset = proof.is_some_and(|proof| proof.later) && found.words.contains("reset");
        assert!(!reset, "{}", found.words);
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_break_it(body: Vec<u8>, header: Vec<u8>) {
        let shown = Shown { sha256: Some(&header), sha1: Some(&header), body: &body, unpacked: None, coding: Some(&header) };
        diagnose(&shown, &secrets(), None);
    }
}
