//! `send`: stored bytes are sent bytes, signatures verify, formats go in order, exit codes say how it went.

use crate::meta;
use crate::rig::{Home, Sink, dead_url, has_keys, signatures};

const ODD: &[(&str, &[u8])] = &[
    ("escapes", br#"{"object":"instagram","entry":[{"x":"caf\u00e9 http:\/\/a.b"}]}"#),
    ("emoji", "{\"object\":\"instagram\",\"entry\":[{\"x\":\"\u{1F44B}\"}]}".as_bytes()),
    ("invalid UTF-8", b"{\"object\":\"instagram\",\"x\":\"\xff\xfe\"}"),
    ("a BOM, CRLF and NUL", b"\xef\xbb\xbf{\r\n\"a\": \"\0\"}\r\n"),
    ("nothing", b""),
    ("no JSON", b"hello=there"),
];

#[test]
fn any_bytes_come_back_equal_and_validly_signed() {
    let home = Home::new();
    let secret = format!("file:{}", home.file("secret", "target-secret\n"));
    let serving =
        home.serve(&["--app-secret", &format!("file:{}", home.file("app", "app-secret"))]);
    let sink = Sink::answering(200);
    for (index, (what, body)) in ODD.iter().enumerate() {
        assert_eq!(serving.post_signed("app-secret", body).status, 200, "{what}");
        assert_eq!(serving.line_of("capture")["signature"], "valid", "{what}");
        let id = (index + 1).to_string();
        let received = signatures("app-secret", body);
        let resigned = signatures("target-secret", body);
        for (words, [new, old]) in [
            (&["send", &id, "--to", &sink.url][..], &received),
            (&["send", &id, "--to", &sink.url, "--secret", &secret], &resigned),
        ] {
            home.json(words);
            let got = sink.next();
            assert_eq!(got.first, "POST /hook HTTP/1.1", "{what}");
            assert_eq!(&got.body, body, "{what}");
            assert_eq!(got.header("x-hub-signature-256"), Some(new.as_str()), "{what}");
            assert_eq!(got.header("x-hub-signature"), Some(old.as_str()), "{what}");
        }
    }
}

#[test]
fn stored_headers_go_without_those_of_the_first_hop() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let headers = [
        ("User-Agent", "facebookexternalua"),
        ("Facebook-API-Version", "v23.0"),
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-Proto", "https"),
        ("Forwarded", "for=203.0.113.9"),
        ("TE", "trailers"),
        ("Keep-Alive", "timeout=5"),
    ];
    crate::rig::post(serving.receiver(), &headers, meta::said("mid.1", 1, "hi").as_bytes());
    let sink = Sink::answering(204);
    home.json(&["send", "1", "--to", &sink.url]);
    let got = sink.next();
    assert_eq!(got.header("user-agent"), Some("facebookexternalua"));
    assert_eq!(got.header("facebook-api-version"), Some("v23.0"));
    assert_eq!(got.header("content-type"), Some("application/json"));
    assert_eq!(got.header("host"), sink.url.strip_prefix("http://").unwrap().split('/').next());
    for name in ["x-forwarded-for", "x-forwarded-proto", "forwarded", "te", "keep-alive"] {
        assert_eq!(got.header(name), None, "{name}");
    }
}

#[test]
fn the_target_decides_the_exit_code() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "hi"));
    for (status, code) in [(200, 0), (299, 0), (302, 1), (404, 1), (500, 1)] {
        let sink = Sink::answering(status);
        let ran = home.run(&["send", "1", "--to", &sink.url, "--json"]);
        assert_eq!(ran.code, Some(code), "{status}: {}", ran.err);
        let line = &ran.lines()[0];
        has_keys(line, "type id url status error duration_ms");
        assert_eq!((&line["type"], &line["status"]), (&"attempt".into(), &status.into()));
        sink.next();
        assert!(sink.more().is_empty(), "one attempt, no redirect followed");
    }
    let ran = home.run(&["send", "1", "--to", &dead_url(), "--json"]);
    assert_eq!((ran.code, &ran.lines()[0]["status"]), (Some(1), &serde_json::Value::Null));
    assert!(ran.lines()[0]["error"].is_string());
    assert_eq!(home.json(&["list", "deliveries"]).len(), 6, "every attempt is kept");
}

#[test]
fn a_format_goes_in_order_and_none_is_refused() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::echo("mid.a", 1, "one"));
    serving.post(meta::echo("mid.b", 2, "two"));
    serving.post(meta::read("mid.b", 9));
    assert_eq!(serving.terminate().0, Some(0));
    let sink = Sink::answering(200);
    let texter = "texter.message-status-changed";
    let sent = home.json(&["send", "3", "--to", &sink.url, "--as", texter]);
    assert_eq!(sent.len(), 2, "the observed one and the implied one");
    let listed: Vec<_> = home
        .json(&["list", "normalized"])
        .into_iter()
        .filter(|row| row["capture"] == 3 && row["format"] == texter)
        .collect();
    for row in &listed {
        let got: serde_json::Value = serde_json::from_slice(&sink.next().body).unwrap();
        assert_eq!(got, row["body"]);
    }
    let one = listed[0]["id"].as_str().unwrap();
    home.json(&["send", one, "--to", &sink.url]);
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&sink.next().body).unwrap(),
        listed[0]["body"]
    );

    for (words, code, about) in [
        (&["send", "1", "--as", "doubletick.conversation-opened"][..], 1, "conversation-opened"),
        (&["send", "99"], 1, "99"),
        (&["send", "1", "--as", "pigeon.post"], 2, "pigeon.post"),
    ] {
        home.run(&[words, &["--to", &sink.url]].concat()).refused(code, about);
    }
    assert!(sink.more().is_empty());
}

#[test]
fn a_typed_secret_works_and_warns() {
    let home = Home::new();
    home.serve(&[]).post("{}");
    let sink = Sink::answering(200);
    let ran = home.run(&["send", "1", "--to", &sink.url, "--secret", "typed"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("env:NAME") && !ran.err.contains("typed\n"), "{}", ran.err);
    assert_eq!(
        sink.next().header("x-hub-signature-256"),
        Some(signatures("typed", b"{}")[0].as_str())
    );
}
