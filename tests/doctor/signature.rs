//! Why a signature does not fit: the seeded alterations, by the real binary.

use std::io::Write;
use std::process::Command;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;

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
    let output = Command::new(env!("CARGO_BIN_EXE_hooktrail"))
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
        ("cut short", cut, right.clone(), "unknown"),
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
