//! `send`: stored bytes are sent bytes, signatures verify, formats go in order, exit codes say how it went.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json;

use crate::meta;
use crate::rig::{Home, PATIENCE, Sink, Slow, ask, dead_url, has_keys, signatures};

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
        ("CDN-Loop", "cloudflare"),
        ("Fly-Client-IP", "203.0.113.9"),
        ("X-Tunnel-Id", "7"),
        ("X-Client-IP", "203.0.113.9"),
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
    let ways = ["x-forwarded-for", "x-forwarded-proto", "forwarded", "te", "keep-alive"];
    let ways = ways.into_iter().chain(["cdn-loop", "fly-client-ip", "x-tunnel-id", "x-client-ip"]);
    for name in ways.clone() {
        assert_eq!(got.header(name), None, "{name}");
    }
    // Whoever edits the headers begins with those that the capture says go along: the same.
    let came = ask(&home, "capture_get", json!({ "id": "1" })).1["headers"].take();
    let (along, left): (Vec<_>, Vec<_>) =
        came.as_array().unwrap().iter().partition(|header| header["goesAlong"] == json!(true));
    let left: Vec<_> = left.iter().map(|header| header["name"].as_str().unwrap()).collect();
    assert!(ways.chain(["host"]).all(|name| left.contains(&name)), "{left:?}");
    for header in along {
        let (name, value) = (header["name"].as_str().unwrap(), header["value"].as_str());
        assert_eq!(got.header(name), value, "{name} went");
    }
    let own = json!([{ "name": "X-Forwarded-Proto", "value": "https" }, { "name": "X-Real-IP", "value": "10.0.0.1" }, { "name": "Host", "value": "x" }]);
    let edit = json!({ "item": "1", "to": sink.url, "as": "meta", "edit": { "headers": own } });
    assert_eq!(ask(&home, "send", edit).0, 200);
    let got = sink.next();
    assert_eq!(got.header("x-forwarded-proto"), Some("https"), "what is written by hand goes");
    assert_eq!(got.header("x-real-ip"), Some("10.0.0.1"), "what is written by hand goes");
    assert_ne!(got.header("host"), Some("x"), "the connection has its own");
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

#[test]
fn a_signature_can_be_wrong_in_four_ways_and_passes_when_it_is_refused() {
    let home = Home::new();
    let secret = format!("file:{}", home.file("secret", "target"));
    let serving = home.serve(&[]);
    let body = meta::said("mid.1", 1, "Hi");
    serving.post_signed("app", &body);
    let [new, old] = signatures("target", body.as_bytes());
    let (refusing, accepting) = (Sink::answering(401), Sink::answering(200));
    for (how, has_new, has_old) in [
        ("wrong-secret", true, true),
        ("wrong-byte", true, true),
        ("wrong-sha1", false, true),
        ("wrong-missing", false, false),
        ("unsigned", false, false),
        ("resigned", true, true),
        ("received", true, true),
    ] {
        let wrong = how.starts_with("wrong");
        for (sink, passes) in [(&refusing, wrong), (&accepting, !wrong)] {
            let words =
                ["send", "1", "--to", &sink.url, "--secret", &secret, "--sign", how, "--json"];
            let ran = home.run(&words);
            assert_eq!(ran.code, Some(i32::from(!passes)), "{how}: {}", ran.out);
            let got = sink.next();
            assert_eq!(got.body, body.as_bytes(), "{how}");
            let (shown, older) = (got.header("x-hub-signature-256"), got.header("x-hub-signature"));
            assert_eq!((shown.is_some(), older.is_some()), (has_new, has_old), "{how}");
            assert_eq!(shown == Some(new.as_str()), how == "resigned", "{how}");
            assert_eq!(
                older == Some(old.as_str()),
                matches!(how, "resigned" | "wrong-sha1"),
                "{how}"
            );
        }
    }
}

#[test]
fn an_edited_body_goes_as_it_is_and_the_capture_stays() {
    let home = Home::new();
    let secret = format!("file:{}", home.file("secret", "target"));
    let serving = home.serve(&[]);
    let body = meta::said("mid.1", 1, "Hi");
    serving.post(&body);
    let sink = Sink::answering(200);
    for (what, edited) in ODD {
        let file = home.file("edited", edited);
        let sent =
            home.json(&["send", "1", "--to", &sink.url, "--body", &file, "--secret", &secret]);
        assert_eq!((&sent[0]["edited"], &sent[0]["item"]), (&true.into(), &"1".into()), "{what}");
        let got = sink.next();
        assert_eq!(&got.body, edited, "{what}");
        assert_eq!(
            got.header("x-hub-signature-256"),
            Some(signatures("target", edited)[0].as_str())
        );
    }
    let file = home.file("edited", "{}");
    for words in [&["--body", &file][..], &["--sign", "unsigned"]] {
        let all = ["send", "1", "--to", &sink.url, "--as", "doubletick.conversation-opened"];
        home.run(&[&all, words].concat()).refused(2, "neither edited nor signed");
    }
    let sent = home.json(&["send", "1", "--to", &sink.url]);
    assert_eq!((sink.next().body, &sent[0]["edited"]), (body.into_bytes(), &false.into()));
}

#[test]
fn each_try_is_judged_beside_the_one_before_it() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    serving.post(meta::said("mid.2", 2, "Ho"));
    let (good, bad) = (Sink::answering(200), dead_url());
    let verdict = |id: &str, url: &str| {
        let ran = home.run(&["send", id, "--to", url, "--json"]);
        ran.lines()[0]["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!([verdict("1", &good.url), verdict("1", &good.url)], ["first", "still passing"]);
    assert_eq!([verdict("1", &bad), verdict("1", &bad)], ["first", "still failing"]);
    assert_eq!(verdict("2", &good.url), "first", "another event has a history of its own");
}

#[test]
fn customers_data_go_to_other_peoples_hosts_only_after_one_word() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    let url = "http://hooks.invalid/";
    home.run(&["send", "1", "--to", url]).refused(1, "hooks.invalid is neither");
    let tried = |words: &[&str]| {
        let ran = home.run(&[&["send", "1", "--to", url, "--json"], words].concat());
        ran.lines()[0]["error"].as_str().unwrap().to_owned()
    };
    assert!(tried(&["--agree"]).contains("no host"));
    assert!(tried(&[]).contains("no host"), "it is asked once for each host");
    home.run(&["send", "1", "--to", "http://other.invalid/"]).refused(1, "agree first");
}

#[test]
fn what_was_sent_stays_as_it_was_and_says_when_today_would_differ() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::echo("mid.a", 1, "one"));
    serving.post(meta::read("mid.a", 9));
    let sink = Sink::answering(200);
    let format = "doubletick.message-status";
    let sent = home.json(&["send", "2", "--to", &sink.url, "--as", format]);
    let got = sink.next().body;
    let detail = || {
        let (status, detail) = ask(&home, "attempt_get", json!({ "id": sent[0]["id"] }));
        assert_eq!(status, 200, "{detail}");
        let body = BASE64.decode(detail["requestBodyBase64"].as_str().unwrap()).unwrap();
        (body, detail["now"].clone())
    };
    assert_eq!(detail(), (got.clone(), serde_json::Value::Null));
    let entry =
        json!({ "platform": "", "account": meta::ACCOUNT, "peer": meta::PEER, "handle": "maya" });
    assert_eq!(ask(&home, "directory_put", entry).0, 200);
    let (body, now) = detail();
    assert_eq!(body, got, "what was sent stays");
    assert!(now.as_str().unwrap().contains("\"handle\":\"maya\""), "{now}");
}

#[test]
fn what_is_deleted_while_it_is_under_way_leaves_no_attempt() {
    let home = Arc::new(Home::new());
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    let under_way = home.clone();
    let sink = Sink::choosing(move |_| {
        under_way.json(&["delete", "1"]);
        200
    });
    let edited = home.file("edited", "hush-edited");
    let sent = home.json(&["send", "1", "--to", &sink.url, "--body", &edited]);
    assert_eq!(sent[0]["status"], 200, "what came of it is said");
    assert_eq!(home.json(&["list", "deliveries"]), Vec::<serde_json::Value>::new());
    assert_eq!(ask(&home, "attempt_get", json!({ "id": sent[0]["id"] })).0, 404);
}

#[test]
fn what_was_sent_is_recorded_also_when_whoever_asked_has_left() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    let sink = Slow::new();
    let mut asking = home.command(&["send", "1", "--to", &sink.url]).spawn().unwrap();
    let (_, answer) = sink.next();
    asking.kill().unwrap();
    asking.wait().unwrap();
    answer.send(204).unwrap();
    let until = std::time::Instant::now() + PATIENCE;
    let kept = std::iter::repeat_with(|| home.json(&["list", "deliveries"]))
        .find(|rows| !rows.is_empty() || std::time::Instant::now() > until);
    assert_eq!(kept.unwrap()[0]["status"], 204);
}

#[test]
fn what_was_under_way_at_a_kill_is_kept_as_cut_off_and_says_nothing_of_its_target() {
    let (home, sink) = (Home::new(), Slow::new());
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    let edited = home.file("edited", "changed by hand");
    let words = ["send", "1", "--to", &sink.url, "--body", &edited];
    let mut asking = home.command(&words).spawn().unwrap();
    let _unanswered = sink.next();
    assert_eq!(home.json(&["list", "deliveries"]), Vec::<serde_json::Value>::new());
    serving.kill();
    asking.wait().unwrap();
    for _ in 0..2 {
        let kept = home.json(&["list", "deliveries"]);
        assert_eq!(kept.len(), 1, "{kept:?}");
        has_keys(&kept[0], "id url status item started_at attempts");
        assert_eq!((&kept[0]["item"], &kept[0]["status"]), (&json!("1"), &json!(null)));
        assert_eq!(kept[0]["duration_ms"], json!(null));
        let error = kept[0]["error"].as_str().unwrap();
        assert!(error.contains("What was answered is not known"), "{error}");
        let serving = home.serve(&[]);
        let (_, whole) = ask(&home, "attempt_get", json!({ "id": kept[0]["id"] }));
        assert_eq!(whole["requestBodyBase64"], "Y2hhbmdlZCBieSBoYW5k", "{whole}");
        assert_eq!(whole["row"]["verdict"], "first");
        serving.kill();
    }
    assert_eq!(home.json(&["list", "deliveries", "verdict:first"]).len(), 1);
    assert_eq!(home.json(&["list", "deliveries", "duration<100"]).len(), 0);
}

#[test]
fn what_is_under_way_is_gone_from_the_files_with_its_capture() {
    let hush = "hush, changed by hand";
    for delete in [
        &["delete", "1"][..],
        &["delete", "--conversation", meta::ACCOUNT, meta::PEER],
        &["delete", "--all", "--yes"],
    ] {
        let (home, sink) = (Home::new(), Slow::new());
        let serving = home.serve(&[]);
        serving.post(meta::said("mid.1", 1, "Hi"));
        let edited = home.file("edited", hush);
        let words = ["send", "1", "--to", &sink.url, "--body", &edited];
        let mut asking = home.command(&words).spawn().unwrap();
        let unanswered = sink.next();
        let there = || home.bytes().windows(hush.len()).any(|bytes| bytes == hush.as_bytes());
        assert!(there(), "it is noted before it goes");
        home.json(delete);
        assert!(!there(), "{delete:?}");
        drop(unanswered);
        asking.wait().unwrap();
        serving.kill();
        assert_eq!(home.json(&["list", "deliveries"]), Vec::<serde_json::Value>::new());
    }
}

#[test]
fn what_was_deleted_before_its_turn_is_not_sent() {
    let home = Arc::new(Home::new());
    let serving = home.serve(&[]);
    for body in [meta::echo("mid.1", 1, "Hi"), meta::echo("mid.2", 2, "!"), meta::read("mid.2", 3)]
    {
        serving.post(body);
    }
    let send = |to: &str| {
        home.run(&["send", "3", "--as", "texter.message-status-changed", "--to", to, "--json"])
    };
    let both = Sink::answering(200);
    assert_eq!(send(&both.url).ok().len(), 2, "it saw two messages");
    let under_way = home.clone();
    let sink = Sink::choosing(move |_| {
        under_way.json(&["delete", "3"]);
        200
    });
    assert_eq!(send(&sink.url).ok().len(), 1);
}

#[test]
fn other_bytes_than_those_that_were_signed_go_unsigned_unless_asked_otherwise() {
    let home = Home::new();
    let serving =
        home.serve(&["--app-secret", &format!("file:{}", home.file("app", "app-secret"))]);
    let body = meta::said("mid.1", 1, "hi");
    serving.post_signed("app-secret", body.as_bytes());
    let sink = Sink::answering(200);
    let [same, other] =
        [home.file("same", &body), home.file("other", meta::said("mid.1", 1, "ho"))];
    let [came, _] = signatures("app-secret", body.as_bytes());
    for (words, signature, how) in [
        (&["--body", &same][..], Some(came.as_str()), "as received"),
        (&["--body", &other], None, "unsigned"),
        (&["--body", &other, "--sign", "received"], Some(came.as_str()), "as received"),
    ] {
        let sent = home.json(&[&["send", "1", "--to", &sink.url], words].concat());
        assert_eq!(sent[0]["signing"], how, "{words:?}");
        assert_eq!(sink.next().header("x-hub-signature-256"), signature, "{words:?}");
    }
}

#[test]
fn a_wrong_signature_that_is_believed_is_said_to_be() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "hi"));
    for (status, code, believed) in [(200, Some(1), true), (401, Some(0), false)] {
        let sink = Sink::answering(status);
        let sent = home.run(&["send", "1", "--to", &sink.url, "--sign", "wrong-secret"]);
        assert_eq!(sent.code, code, "{}", sent.out);
        assert_eq!(sent.out.contains("a wrong signature was believed"), believed, "{}", sent.out);
    }
}
