//! Why a signature does not fit: the seeded alterations, by the real binary.

use std::io::Write;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;

use crate::rig::{BINARY, Home, Serving, post, unset};

const BODY: &str = r#"{"object":"instagram","entry":[{"id":"17841400000000001","time":1781606220000,"messaging":[{"sender":{"id":"9"},"message":{"mid":"m","text":"Caf\u00e9 \ud83d\ude4f https:\/\/example.com\/"}}]}]}"#;

fn sign(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// What the doctor says of `body` with `header`, by three secrets.
fn cause(body: &[u8], header: &str) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(body).unwrap();
    let output = unset(BINARY)
        .args([
            "doctor",
            "signature",
            "--json",
            "--header",
            header,
            "--secret",
            "env:META",
            "--secret",
            "env:IG",
            "--secret",
            "env:SPACED",
        ])
        .arg(file.path())
        .env("META", "meta secret")
        .env("IG", "ig secret")
        .env("SPACED", " spaced ")
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let said: Value = serde_json::from_str(out.trim()).unwrap_or_else(|_| panic!("{out}"));
    let cause = said["cause"].as_str().unwrap().to_owned();
    assert_eq!(output.status.code(), Some(i32::from(cause != "valid")));
    let words = said["words"].as_str().unwrap();
    format!("{cause}: {words}")
}

#[test]
fn the_cause_that_fits_is_named() {
    let body = BODY.as_bytes();
    let right = sign("meta secret", body);
    // As parsers of different languages write it again, the order of the keys kept.
    let again = BODY
        .replace(r"\u00e9", "é")
        .replace(r"\ud83d\ude4f", "🙏")
        .replace(r"\/", "/")
        .into_bytes();
    let spaced = BODY.replace("\":", "\": ").replace(",\"", ", \"").into_bytes();
    let unslashed = BODY.replace(r"\/", "/").into_bytes();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(body).unwrap();
    let packed = packed.finish().unwrap();
    let line_end = [body, b"\n"].concat();
    let bom = [b"\xef\xbb\xbf", body].concat();
    let changed = BODY.replace("Caf", "Tea").into_bytes();
    let cut = &body[..body.len() - 10];
    for (name, body, header, word) in [
        ("right", body, right.clone(), "valid"),
        ("the other secret", body, sign("ig secret", body), "env:IG"),
        ("a line end too many", &line_end, right.clone(), "line"),
        ("a byte order mark", &bom, right.clone(), "byte order mark"),
        ("unescaped slashes", &unslashed, right.clone(), "slash"),
        ("written again", &again, right.clone(), "altered"),
        ("with blanks", &spaced, right.clone(), "altered"),
        ("cut short", cut, right.clone(), "cut_short"),
        ("packed", &packed, right.clone(), "unpacked"),
        ("no digits", body, "sha256=xyz".to_owned(), "malformed"),
        ("no prefix", body, right.replace("sha256=", ""), "malformed"),
        (
            "sha1 only",
            body,
            "sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709".to_owned(),
            "malformed",
        ),
        ("entered with a blank", body, sign("spaced", body), "secret_spaces"),
        ("another secret", body, sign("nobody's", body), "another app"),
        ("a changed value", &changed, right.clone(), "altered in transit"),
        ("unpacked on the way", body, sign("meta secret", &packed), "unpacked on the way"),
    ] {
        let said = cause(body, &header);
        assert!(said.to_lowercase().contains(&word.to_lowercase()), "{name}: {said}");
    }
}

/// What the doctor says of the next capture, which is this body with this signature.
fn said_of(
    home: &Home,
    serving: &Serving,
    body: &[u8],
    header: &str,
    coding: Option<&str>,
) -> String {
    let mut headers = vec![("X-Hub-Signature-256", header)];
    headers.extend(coding.map(|coding| ("Content-Encoding", coding)));
    assert_eq!(post(serving.receiver(), &headers, body).status, 200);
    let id = serving.line_of("capture")["id"].as_str().unwrap().to_owned();
    let ran = home.run(&["doctor", "signature", &id, "--json"]);
    let said: Value = serde_json::from_str(ran.out.trim()).unwrap();
    assert_eq!(ran.code, Some(i32::from(said["cause"] != "valid")), "{said}");
    format!("{id}: {}: {}", said["cause"].as_str().unwrap(), said["words"].as_str().unwrap())
}

#[test]
fn what_else_was_captured_and_the_headers_name_the_cause() {
    let home = Home::new();
    let secret = format!("file:{}", home.file("meta", "meta secret"));
    let serving = home.serve(&["--app-secret", &secret]);
    let body = BODY.as_bytes();
    let right = sign("meta secret", body);
    let changed = BODY.replace("Caf", "Tea");
    let changed = changed.as_bytes();
    let cut = &body[..body.len() - 10];
    let messenger = BODY.replace("\"instagram\"", "\"page\"").replace("\"Caf", "\"Tea");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(body).unwrap();
    let gzip = sign("meta secret", &gzip.finish().unwrap());
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zlib.write_all(body).unwrap();
    let zlib = sign("meta secret", &zlib.finish().unwrap());
    let check = |body: &[u8], header: &str, coding: Option<&str>, wanted: &[&str]| {
        let said = said_of(&home, &serving, body, header, coding);
        wanted.iter().for_each(|word| assert!(said.contains(word), "{word} in: {said}"));
    };
    // Nothing has verified yet.
    check(changed, &right, None, &["1: unknown: ", "another app", "altered in transit"]);
    check(cut, &right, None, &["2: cut_short: The body was cut short on its way, or altered"]);
    check(
        body,
        &gzip,
        Some("gzip"),
        &["3: unpacked_on_the_way: The likeliest cause: the body was unpacked on the way"],
    );
    check(body, &right, None, &["4: valid: Made with the secret called"]);

    let verified = "capture 4 verified with the secret called";
    check(
        changed,
        &right,
        None,
        &["5: altered: Either the body was altered on its way, or ", verified, "reset"],
    );
    check(
        cut,
        &right,
        None,
        &["6: cut_short: The body was cut short on its way, or altered", verified],
    );
    check(body, &gzip, Some("gzip"), &["unpacked on the way", "gzip", verified]);
    check(body, &zlib, Some("deflate"), &["unpacked on the way", "deflate", verified]);
    check(messenger.as_bytes(), &right, None, &["9: unknown: None of the one secret"]);

    let first = home.run(&["doctor", "signature", "1"]);
    assert!(first.out.contains("signed with another secret: capture 4"), "{}", first.out);
    assert!(!first.out.contains("reset"), "what verified later had the same secret");
}

#[test]
fn where_no_secret_is_known_it_is_said_how_one_is_given_here_and_what_was_known_before() {
    let body = BODY.as_bytes();
    let (right, wrong) = (sign("meta secret", body), sign("another secret", body));
    let said = |home: &Home, words: &[&str]| {
        let ran = home.run(&[&["doctor", "signature"], words, &["--json"]].concat());
        let said: Value = serde_json::from_str(ran.out.trim()).unwrap();
        format!("{}: {}", said["cause"].as_str().unwrap(), said["words"].as_str().unwrap())
    };
    for (valid, gone) in [
        (
            false,
            "It was found invalid when it came, by what was entered then, and no app secret is known here any more.",
        ),
        (true, "which others that came here fitted and which is not known here any more."),
    ] {
        let home = Home::new();
        let secret = format!("file:{}", home.file("meta", "meta secret"));
        let serving = home.serve(&["--app-secret", &secret]);
        let mut id = said_of(&home, &serving, body, &wrong, None);
        if valid {
            said_of(&home, &serving, body, &right, None);
        }
        drop(serving);
        id.truncate(1);
        let said = said(&home, &[&id]);
        assert!(said.starts_with("secret_gone: It was found invalid when it came"), "{said}");
        assert!(said.contains(gone) && said.contains("entered again"), "{said}");
        assert!(
            said.contains("hooktrail serve with --app-secret") && !said.contains("--secret "),
            "{said}"
        );
    }

    let home = Home::new();
    let serving = home.serve(&[]);
    let here = said_of(&home, &serving, body, &right, None);
    assert!(here.starts_with("1: no_secret: No app secret is known here"), "{here}");
    assert!(
        here.contains("hooktrail serve with --app-secret") && !here.contains("--secret "),
        "{here}"
    );
    let file = home.file("body.json", BODY);
    let there = said(&home, &[&file, "--header", &right]);
    assert!(
        there.starts_with("no_secret: ") && there.contains("with --secret env:NAME"),
        "{there}"
    );
    assert!(!there.contains("Connect Meta") && !there.contains("--app-secret"), "{there}");
}
