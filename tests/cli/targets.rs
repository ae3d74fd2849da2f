//! `targets`: saved by name, meant by name, gone with their secrets; nothing of a secret is in the database.

use serde_json::{Value, json};

use crate::meta;
use crate::rig::{Home, Sink, ask, has_keys, ran, signatures};

/// The files that are not the secrets' own.
fn kept(home: &Home) -> Vec<u8> {
    let files = std::fs::read_dir(home.data()).unwrap().map(|entry| entry.unwrap().path());
    let others = files.filter(|path| path.is_file() && !path.ends_with("secrets.json"));
    others.flat_map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn a_target_gets_what_it_wants_as_it_wants_it() {
    let home = Home::new();
    let secret = format!("file:{}", home.file("secret", "hush-signing"));
    let bearer = format!("Authorization: file:{}", home.file("bearer", "Bearer hush-header"));
    let sink = Sink::answering(200);
    let serving = home.serve(&[]);
    serving.post(meta::echo("mid.a", 1, "one"));
    let texter = "texter.message-status-changed";
    let add = ["targets", "add", "Dev", &sink.url, "--as", "meta", "--as", texter];
    let how =
        ["--secret", &secret, "--keep", "file", "--header", "X-Env: dev", "--credential", &bearer];
    let added = home.json(&[&add[..], &how].concat());
    has_keys(
        &added[0],
        "type id name url formats signing timeout_ms marker enabled secret credentials",
    );
    assert_eq!(added[0]["formats"], json!(["meta", texter]));
    assert_eq!(added[0]["credentials"], json!(["authorization"]));
    assert_eq!(home.json(&["targets"]), added);

    let sent = home.json(&["send", "1", "--to", "dev"]);
    assert_eq!(sent.len(), 2, "Meta's bytes, and the event");
    let got = sink.next();
    let signed = signatures("hush-signing", &got.body);
    assert_eq!(got.header("x-hub-signature-256"), Some(signed[0].as_str()));
    for got in [got, sink.next()] {
        assert_eq!(got.header("x-env"), Some("dev"));
        assert_eq!(got.header("authorization"), Some("Bearer hush-header"));
        assert!(got.header("hooktrail-replay").is_some_and(|mark| mark.contains("/1")));
    }
    let (_, told) = ask(&home, "attempts_list", json!({ "limit": 9, "items": ["1"] }));
    assert!(told.to_string().contains("***") && !told.to_string().contains("hush"), "{told}");
    assert!(!String::from_utf8_lossy(&kept(&home)).contains("hush"), "in no database or log");

    home.json(&["targets", "remove", "DEV"]);
    assert!(home.json(&["targets"]).is_empty());
    assert!(!String::from_utf8_lossy(&home.bytes()).contains("hush"), "its secrets are gone");
    home.run(&["send", "1", "--to", "dev"]).refused(2, "dev is neither a URL");
    assert_eq!(home.json(&["list", "deliveries"]).len(), 2, "what was sent stays");
}

#[test]
fn a_target_can_be_off_and_its_marker_too() {
    let home = Home::new();
    let sink = Sink::answering(200);
    let serving = home.serve(&[]);
    serving.post("{}");
    let mark = |words: &[&str]| {
        home.json(&[&["send", "1", "--to"], words].concat());
        sink.next().header("hooktrail-replay").map(str::to_owned)
    };
    assert!(mark(&[&sink.url]).is_some_and(|mark| mark.ends_with("/1")));
    assert_eq!(mark(&[&sink.url, "--no-marker"]), None);
    let added = home.json(&["targets", "add", "quiet", &sink.url, "--no-marker"]);
    assert_eq!(mark(&["quiet"]), None);
    let change = |what: Value| {
        let mut change = json!({ "id": added[0]["id"] });
        change.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
        let (status, row) = ask(&home, "target_put", change);
        assert_eq!(status, 200, "{row}");
    };
    change(json!({ "marker": true }));
    assert!(mark(&["quiet"]).is_some());
    change(json!({ "enabled": false }));
    home.run(&["send", "1", "--to", "quiet"]).refused(2, "switched off");
}

#[test]
fn what_cannot_be_a_target_leaves_nothing_behind() {
    let home = Home::new();
    let url = "http://localhost:3000/hook";
    home.json(&["targets", "add", "one", url]);
    let framing = ["Host", "connection", "Content-Length", "transfer-encoding", "keep-alive", "te"];
    for name in framing {
        let credential = format!("{name}: file:{}", home.file("secret", "chunked"));
        let words = ["targets", "add", "two", url, "--keep", "file", "--credential", &credential];
        home.run(&words).refused(2, "is set by the connection itself: leave it out");
    }
    for (words, about) in [
        (&["two", "localhost:3000/hook"][..], "write http://localhost:3000/hook"),
        (&["two", "ftp://localhost/"], "only http and https"),
        (&["two", url, "--header", "nocolon:"], "write nocolon: value"),
        (&["ONE", url], "called one already"),
        (&["two", "http://me:pass@localhost/"], "no user or password"),
        (&["two", url, "--header", "Authorization: Bearer x"], "header authorization"),
        (&["two", url, "--header", "nonsense"], "nonsense"),
        (&["two", url, "--as", "pigeon.post"], "pigeon.post"),
        (&["two", url, "--timeout", "0"], "0"),
    ] {
        home.run(&[&["targets", "add"], words].concat()).refused(2, about);
    }
    home.run(&["targets", "remove", "two"]).refused(1, "two");
    assert_eq!(home.json(&["targets", "list"]).len(), 1);
}

#[test]
fn a_name_that_nobody_gave_goes_with_the_url_and_nothing_leads_back_to_the_receiver() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let put = |change: Value| ask(&home, "target_put", change);
    let made = put(json!({ "url": "http://localhost:3000/a" })).1;
    let changed = |change: Value| {
        let mut whole = json!({ "id": made["id"] });
        whole.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        put(whole).1["name"].clone()
    };
    for (change, name) in [
        (json!({ "url": "http://localhost:4000/a" }), "localhost:4000"),
        (json!({ "url": "http://localhost:5000/a", "name": "" }), "localhost:5000"),
        (json!({ "timeoutMs": 5 }), "localhost:5000"),
        (json!({ "name": "dev" }), "dev"),
        (json!({ "url": "http://localhost:6000/a" }), "dev"),
        (json!({ "name": " " }), "localhost:6000"),
    ] {
        assert_eq!(changed(change), name);
    }
    let told = put(json!({ "id": made["id"], "name": "", "url": "localhost:7000" })).1;
    assert_eq!((&told["field"], &told["code"]), (&json!("url"), &json!("invalid")), "{told}");
    let port = serving.receiver().rsplit(':').next().unwrap().split('/').next().unwrap();
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        let (status, told) = put(json!({ "url": format!("http://{host}:{port}/else") }));
        assert!(status == 400 && told.to_string().contains("own receiver"), "{host}: {told}");
    }
    home.run(&["send", "1", "--to", "localhost:3000/hook"])
        .refused(2, "write http://localhost:3000/hook");
}

#[test]
fn a_copy_that_comes_back_is_linked_to_its_origin() {
    let (home, other) = (Home::new(), Home::new());
    let (serving, elsewhere) = (home.serve(&[]), other.serve(&[]));
    serving.post(meta::said("mid.1", 1, "Hi"));
    for url in [serving.receiver(), elsewhere.receiver()] {
        home.json(&["send", "1", "--to", url]);
    }
    home.json(&["send", "1", "--to", serving.receiver(), "--no-marker"]);
    // A copy of a copy names the one it was made of.
    home.json(&["send", "2", "--to", serving.receiver()]);
    let origins = |home: &Home| {
        let rows = home.json(&["list", "captures"]);
        rows.into_iter().map(|row| row["replay_of"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(origins(&home), [json!(null), json!("1"), json!(null), json!("2")]);
    assert_eq!(origins(&other), [json!(null)], "another instance knows nothing of it");
    let found = |filter: &str| home.json(&["list", "captures", filter]).len();
    assert_eq!([found("copy:yes"), found("copy_of:1"), found("copy:no")], [2, 1, 2]);
}

#[test]
fn what_should_be_signed_is_not_sent_otherwise_when_its_secret_is_lost() {
    let home = Home::new();
    let sink = Sink::answering(200);
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    let secret = format!("file:{}", home.file("secret", "target"));
    home.run(&["targets", "add", "dev", &sink.url, "--secret", &secret, "--keep", "file"])
        .quietly();
    assert_eq!(home.run(&["send", "1", "--to", "dev"]).code, Some(0));
    assert!(sink.next().header("x-hub-signature-256").is_some());
    assert_eq!(serving.terminate().0, Some(0));
    std::fs::remove_file(home.data().join("secrets.json")).unwrap();
    home.run(&["send", "1", "--to", "dev"]).refused(2, "cannot be read where it is kept");
}

/// As on a server or in a container: nobody keeps secrets for the system.
#[test]
fn without_a_store_of_secrets_a_target_says_which_word_keeps_them_in_a_file() {
    let home = Home::new();
    let secret = format!("file:{}", home.file("secret", "hush"));
    let bearer = format!("Authorization: {secret}");
    for credential in [["--secret", &secret], ["--credential", &bearer]] {
        let add = ["targets", "add", "dev", "http://localhost:3000/hook"];
        let words = [&add[..], &credential].concat();
        let alone = |words: &[&str]| {
            let mut command = home.command(words);
            command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/none");
            ran(command)
        };
        if cfg!(target_os = "linux") {
            alone(&words).refused(1, "--keep file");
            assert!(home.json(&["targets"]).is_empty());
        }
        alone(&[&words[..], &["--keep", "file"]].concat()).quietly();
        home.json(&["targets", "remove", "dev"]);
    }
}
