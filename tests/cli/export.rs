//! What is taken away: traffic as HAR without credentials, a capture as the file it was.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::meta;
use crate::rig::{Home, Sink, ask, dead_url, post};

fn har(home: &Home, words: &[&str]) -> Value {
    let ran = home.run(&[&["list"], words, &["--har"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn traffic_is_taken_away_as_har_without_credentials() {
    let home = Home::new();
    let bearer = format!("Authorization: file:{}", home.file("bearer", "hush-header"));
    let secret = format!("file:{}", home.file("secret", "hush-secret"));
    let serving = home.serve(&["--verify-token", "hush-token"]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    post(serving.receiver(), &[("Cookie", "hush-cookie")], b"{\"x\":\"\xff\"}");
    let handshake = "?hub.mode=subscribe&hub.verify_token=hush-token&hub.challenge=1";
    crate::rig::request("GET", &format!("{}{handshake}", serving.receiver()), &[], b"");
    let (sink, dead) = (Sink::answering(201), dead_url());
    let add = ["targets", "add", "dev", &sink.url, "--keep", "file"];
    home.json(&[&add[..], &["--credential", &bearer, "--secret", &secret]].concat());
    home.json(&["send", "1", "--to", "dev"]);
    home.json(&["send", "2", "--to", "dev", "--body", &home.file("edited", "edited")]);
    home.json(&["send", "2", "--to", "dev"]);
    home.run(&["send", "1", "--to", &dead]);
    let sent = har(&home, &["deliveries"]);
    let received = har(&home, &["captures"]);
    assert!(!format!("{sent}{received}").contains("hush"), "{sent}\n{received}");

    assert_eq!(sent["log"]["version"], "1.2");
    let entries = sent["log"]["entries"].as_array().unwrap();
    let first = &entries[0];
    assert_eq!(first["request"]["postData"]["text"], meta::said("mid.1", 1, "Hi"));
    assert_eq!(first["request"]["postData"]["mimeType"], "application/json");
    assert_eq!(
        (&first["response"]["status"], &first["response"]["content"]["text"]),
        (&json!(201), &json!("ok"))
    );
    let names: Vec<_> =
        first["request"]["headers"].as_array().unwrap().iter().map(|row| &row["name"]).collect();
    assert!(names.contains(&&json!("x-hub-signature-256")), "{names:?}");
    let timings = first["timings"].as_object().unwrap();
    let sum: f64 = ["connect", "send", "wait", "receive"]
        .iter()
        .map(|part| timings[*part].as_f64().unwrap())
        .sum();
    assert!((sum - first["time"].as_f64().unwrap()).abs() < 0.01, "{first}");
    assert_eq!(entries[1]["request"]["postData"]["text"], "edited");
    let odd = &entries[2]["request"]["postData"];
    assert_eq!(
        (&odd["text"], &odd["encoding"]),
        (&json!(BASE64.encode(b"{\"x\":\"\xff\"}")), &json!("base64"))
    );
    assert_eq!(entries[3]["response"]["status"], 0);
    assert!(entries[3]["comment"].as_str().unwrap().contains("refused"), "{}", entries[3]);

    let entries = received["log"]["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 3);
    let took = &entries[0]["time"];
    assert!(took.as_f64().unwrap() > 0.0 && &entries[0]["timings"]["wait"] == took, "{took}");
    assert_eq!(
        entries[2]["request"]["queryString"][2],
        json!({ "name": "hub.challenge", "value": "1" })
    );
    assert_eq!(har(&home, &["deliveries", "status>=500"])["log"]["entries"], json!([]));
    home.run(&["list", "messages", "--har"]).refused(2, "--har");
}

#[test]
fn a_capture_is_taken_away_as_the_file_it_was() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let said = meta::said("mid.1", 1, "Hi").into_bytes();
    for (body, name) in [
        (said.as_slice(), "instagram-message-1.json"),
        (b"\x1f\x8b\x08\x00", "unknown-unknown-2.json.gz"),
        (b"hello=there", "unknown-unknown-3.txt"),
        (b"\xff\x00", "unknown-unknown-4.bin"),
    ] {
        serving.post(body);
        let id = name.split(['-', '.']).nth(2).unwrap();
        let (status, file) = ask(&home, "fixture_get", json!({ "id": id }));
        assert_eq!((status, &file["name"]), (200, &json!(name)));
        assert_eq!(file["bodyBase64"], BASE64.encode(body));
    }
}

#[test]
fn an_event_can_be_sent_to_another_path() {
    let home = Home::new();
    home.serve(&[]).post("{}");
    let sink = Sink::answering(200);
    let sent = home.json(&["send", "1", "--to", &sink.url, "--path", "/other?x=1"]);
    assert_eq!(sink.next().first, "POST /other?x=1 HTTP/1.1");
    assert_eq!(sent[0]["edited"], true);
    home.run(&["send", "1", "--to", &sink.url, "--path", "other"]).refused(2, "no path");
}
