//! Names: taken in and given out as files, and looked up at a Graph API of our own.

use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::meta::{self, ACCOUNT, PEER};
use crate::rig::{Home, Serving, ask};

fn names(home: &Home) -> Vec<Value> {
    let events = home.json(&["list", "normalized"]);
    events.into_iter().map(|line| line["body"]["handle"].clone()).collect()
}

#[test]
fn a_file_of_names_is_taken_in_whole_and_given_out_again() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "a"));
    assert_eq!(names(&home), [PEER]);
    let csv = format!("account,peer,handle,name\n{ACCOUNT},{PEER},maya.klein,\"Klein, Maya\"\n");
    let (status, answer) = ask(&home, "directory_import", json!({ "text": csv }));
    assert_eq!((status, &answer["entries"]), (200, &json!(1)), "{answer}");
    assert_eq!(names(&home), ["maya.klein"]);

    for format in ["csv", "json"] {
        let (_, file) = ask(&home, "directory_export", json!({ "format": format }));
        let other = Home::new();
        let _serving = other.serve(&[]);
        let (status, answer) = ask(&other, "directory_import", json!({ "text": file["text"] }));
        assert_eq!((status, &answer["entries"]), (200, &json!(1)), "{format}: {answer}");
    }
    for (broken, words) in [
        ("account,shoe\n1,2\n", "Line 1"),
        ("[{}]", "Entry 1"),
        ("{", "not JSON"),
        ("account,zoho_org_id\n1,x\n", "Line 2"),
        ("account,platform\n1,\n2,nope\n", "Line 3 of the directory: nope is no platform"),
        ("account,dt_customer_id\n1,nonsense id\n", "no customer of DoubleTick"),
    ] {
        let (status, answer) = ask(&home, "directory_import", json!({ "text": broken }));
        assert_eq!(status, 400, "{broken}: {answer}");
        assert!(answer["message"].as_str().unwrap().contains(words), "{words:?} in: {answer}");
    }
    for (column, value) in
        [("texterChatId", "nothex"), ("zohoSessionId", "7a"), ("platform", "nope")]
    {
        let mut entry = json!({ "platform": "", "account": ACCOUNT, "peer": PEER });
        entry[column] = json!(value);
        let (status, answer) = ask(&home, "directory_put", entry);
        assert!(status == 400 && answer["message"].as_str().unwrap().contains(value), "{answer}");
    }
    assert_eq!(names(&home), ["maya.klein"], "nothing of a broken file is taken in");
}

/// Answers one request with `body`; gives what was asked.
fn graph(status: u16, body: &'static str) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = Vec::new();
        let mut piece = [0; 1_024];
        while !asked.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
            let read = stream.read(&mut piece).unwrap();
            asked.extend_from_slice(&piece[..read]);
        }
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all([head.as_bytes(), body.as_bytes()].concat().as_slice()).unwrap();
        String::from_utf8(asked).unwrap()
    });
    (url, served)
}

#[test]
fn a_name_is_looked_up_only_when_asked_and_the_token_stays_in_a_header() {
    for (status, body, answered, told) in [
        (200, r#"{"name":"Maya Klein","username":"maya.klein","id":"1"}"#, 200, "maya.klein"),
        (
            400,
            r#"{"error":{"message":"Invalid OAuth access token","code":190}}"#,
            503,
            "Invalid OAuth",
        ),
        (502, "<html>", 503, "no JSON"),
        (200, "{}", 503, "no public name"),
    ] {
        let home = Home::new();
        let (url, served) = graph(status, body);
        let mut command = home.command(&["serve", "--json", "--port", "0", "--ui-port", "0"]);
        command.env("HOOKTRAIL_GRAPH_TOKEN", "graph-secret").env("HOOKTRAIL_GRAPH_URL", &url);
        let serving = Serving::start(command);
        serving.post(meta::said("mid.1", 1, "a"));
        let whom = json!({ "platform": "instagram", "account": ACCOUNT, "peer": PEER });
        let (status, answer) = ask(&home, "directory_lookup", whom);
        assert_eq!(status, answered, "{answer}");
        assert!(answer.to_string().contains(told), "{answer}");
        let asked = served.join().unwrap();
        assert!(
            asked.starts_with(&format!("GET /{PEER}?fields=name,username HTTP/1.1")),
            "{asked}"
        );
        assert!(asked.to_lowercase().contains("authorization: bearer graph-secret"), "{asked}");
        assert!(!String::from_utf8_lossy(&home.bytes()).contains("graph-secret"));
        let expected = if answered == 200 { "maya.klein" } else { PEER };
        assert_eq!(names(&home), [expected]);
    }
}

#[test]
fn without_a_token_nothing_is_looked_up() {
    let home = Home::new();
    let _serving = home.serve(&[]);
    let whom = json!({ "platform": "instagram", "account": ACCOUNT, "peer": PEER });
    let (status, answer) = ask(&home, "directory_lookup", whom);
    assert_eq!(status, 503, "{answer}");
    assert!(answer.to_string().contains("HOOKTRAIL_GRAPH_TOKEN"), "{answer}");
}

#[test]
fn a_token_that_is_kept_serves_as_one_of_the_environment() {
    let home = Home::new();
    let (url, served) = graph(200, r#"{"name":"Maya Klein","username":"maya.klein","id":"1"}"#);
    let mut command = home.command(&["serve", "--json", "--port", "0", "--ui-port", "0"]);
    command.env("HOOKTRAIL_GRAPH_URL", &url);
    let serving = Serving::start(command);
    serving.post(meta::said("mid.1", 1, "a"));
    assert_eq!(ask(&home, "settings_get", json!({})).1["lookup"], json!(false));
    let token =
        json!({ "owner": "graph", "name": "token", "secret": "graph-secret", "place": "run" });
    let (status, kept) = ask(&home, "secret_put", token);
    assert_eq!(status, 200, "{kept}");
    assert!(!kept.to_string().contains("graph-secret"), "{kept}");
    let (_, settings) = ask(&home, "settings_get", json!({}));
    assert_eq!(
        (&settings["lookup"], &settings["vendors"]["zohoAccepted"]),
        (&json!(true), &json!(false))
    );
    let whom = json!({ "platform": "instagram", "account": ACCOUNT, "peer": PEER });
    let (status, answer) = ask(&home, "directory_lookup", whom);
    assert_eq!((status, &answer["handle"]), (200, &json!("maya.klein")), "{answer}");
    let asked = served.join().unwrap().to_lowercase();
    assert!(asked.contains("authorization: bearer graph-secret"), "{asked}");
    let (_, status) = ask(&home, "status_get", json!({}));
    assert_eq!(status["secrets"], json!([]), "signatures are not checked with it");
}
