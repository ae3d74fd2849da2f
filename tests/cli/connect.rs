//! The checklist of *Connect Meta* turns by what reaches the receiver, and by nothing else.

use serde_json::{Value, json};

use crate::meta::{echo, read, said};
use crate::rig::{Home, ask, request};

/// (step, standing) of every item that is not waiting.
fn standings(home: &Home, platform: &str) -> Vec<(String, String)> {
    let (status, list) =
        ask(home, "connect_get", json!({ "source": "default", "platform": platform }));
    assert_eq!(status, 200, "{list}");
    let text = |item: &Value, key: &str| item[key].as_str().unwrap().to_owned();
    let items = list["items"].as_array().unwrap().iter();
    let all = items.map(|item| (text(item, "step"), text(item, "standing")));
    all.filter(|(_, standing)| standing != "waiting").collect()
}

#[test]
fn it_turns_green_by_what_really_happened() {
    let home = Home::new();
    let serving = home.serve(&["--verify-token", "t", "--app-secret", "s"]);
    let mut expected = vec![("receiving", "done")];
    let mut check = |home: &Home, now: &[(&'static str, &'static str)]| {
        for (step, standing) in now {
            expected.retain(|(known, _)| known != step);
            expected.push((step, standing));
        }
        let mut shown = standings(home, "instagram");
        shown.sort();
        let mut wanted: Vec<_> = expected
            .iter()
            .map(|(step, standing)| ((*step).to_owned(), (*standing).to_owned()))
            .collect();
        wanted.sort();
        assert_eq!(shown, wanted);
    };
    check(&home, &[]);

    // Ours, from the machine itself: it is signed with no secret of the user's, and is no word of Meta's.
    ask(&home, "sample_send", json!({}));
    check(&home, &[]);

    let hook = serving.receiver();
    let handshake = |token: &str, headers: &[(&str, &str)]| {
        let url = format!("{hook}?hub.mode=subscribe&hub.challenge=42&hub.verify_token={token}");
        request("GET", &url, headers, b"").status
    };
    // Anybody on this machine may ask, and write what they like.
    assert_eq!(handshake("u", &[("User-Agent", "curl/8.5.0")]), 403);
    assert_eq!(handshake("t", &[("User-Agent", "curl/8.5.0")]), 200);
    serving.post(said("mid.0", 1, "Hi"));
    serving.post_signed("another", said("mid.0", 1, "Hi"));
    check(&home, &[]);
    assert!(detail(&home, "handshake").contains("curl/8.5.0 on this machine"));
    assert!(detail(&home, "message").contains("an unnamed agent on this machine"));

    let meta = ("User-Agent", "facebookplatform/1.0");
    let forwarded = ("X-Forwarded-For", "69.171.230.1");
    assert_eq!(handshake("u", &[meta]), 403);
    check(&home, &[("handshake", "wrong")]);
    assert_eq!(handshake("t", &[meta]), 200);
    check(&home, &[("handshake", "done")]);
    assert_eq!(handshake("t", &[meta, forwarded]), 200);
    check(&home, &[("public", "done")]);
    // Whoever opens the address in a browser, however often, asks for no handshake.
    for query in ["", "?from=github.com"].repeat(15) {
        assert_eq!(request("GET", &format!("{hook}{query}"), &[meta], b"").status, 403);
    }
    let last = |home: &Home| ask(home, "status_get", json!({})).1["lastHandshake"]["ok"].clone();
    home.until("status_get", &json!({}), |status| status["backlog"] == 0);
    assert_eq!(last(&home), json!(true));
    check(&home, &[("handshake", "done")]);
    let held =
        |filter: &str| ask(&home, "captures_list", json!({ "filter": filter, "limit": 100 }));
    assert_eq!(held("held:visit").1["total"], 30);
    assert_eq!(held("held:handshake").1["total"], 5);
    let first = |ascending: bool| {
        let query = json!({ "filter": "method:GET", "sort": "held", "ascending": ascending });
        ask(&home, "captures_list", query).1["rows"][0]["held"].clone()
    };
    assert_eq!([first(true), first(false)], [json!("handshake"), json!("visit")]);

    let headers = [("User-Agent", "facebookexternalua"), forwarded];
    crate::rig::post(hook, &headers, said("mid.0", 1, "Hi").as_bytes());
    check(&home, &[("signature", "wrong"), ("message", "done")]);
    let sample = std::fs::read("../../../fixtures/meta/instagram/sample-test-button.json");
    serving.post_signed("s", sample.unwrap());
    check(&home, &[("signature", "done"), ("sample", "done")]);
    serving.post_signed("s", echo("mid.1", 2, "Hello"));
    check(&home, &[("echo", "done")]);
    serving.post_signed("s", read("mid.1", 3));
    check(&home, &[("read", "done")]);

    assert_eq!(standings(&home, "whatsapp").len(), 3, "the other platform has what is common");
    let (status, _) =
        ask(&home, "connect_get", json!({ "source": "none", "platform": "instagram" }));
    assert_eq!(status, 404);
}

/// What is said beside a step.
fn detail(home: &Home, step: &str) -> String {
    let query = json!({ "source": "default", "platform": "instagram" });
    let (_, list) = ask(home, "connect_get", query);
    let items = list["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["step"] == step).unwrap();
    item["detail"].as_str().unwrap().to_owned()
}

#[test]
fn what_hooktrail_itself_sends_is_no_word_of_metas() {
    let home = Home::new();
    let serving = home.serve(&["--verify-token", "t", "--app-secret", "s"]);
    let hook = serving.receiver();
    let secret = home.file("secret", "s");
    let words = ["--verify-token", "t", "--secret", &format!("file:{secret}")];
    let examined = home.run(&[&["doctor", "endpoint", hook][..], &words].concat());
    assert_eq!(examined.out.lines().filter(|line| line.starts_with("ok")).count(), 6);
    serving.post_signed("s", said("mid.1", 1, "Hi"));
    let secret = format!("file:{secret}");
    let sent = home.run(&["send", "9", "--to", hook, "--secret", &secret]);
    assert_eq!(sent.code, Some(0), "{}{}", sent.out, sent.err);

    let done = [("receiving", "done"), ("signature", "done"), ("message", "done")];
    let done = done.map(|(step, standing)| (step.to_owned(), standing.to_owned()));
    assert_eq!(standings(&home, "instagram"), done);
    let query = json!({ "source": "default", "platform": "instagram" });
    let (_, list) = ask(&home, "connect_get", query);
    let message = list["items"].as_array().unwrap().iter().find(|item| item["step"] == "message");
    assert_eq!(message.unwrap()["captureId"], "9", "not what was sent again");
}

#[test]
fn a_source_has_its_own_checklist() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let change = json!({ "name": "Second", "path": "/second", "verifyToken": "two" });
    let (status, source) = ask(&home, "source_put", change.clone());
    assert_eq!((status, source["verifyToken"].as_str()), (200, Some("two")));
    let (status, why) = ask(&home, "source_put", change);
    assert_eq!(status, 400);
    assert!(why["message"].as_str().unwrap().contains("already"), "{why}");

    let url = source["url"].as_str().unwrap();
    let headers = [("User-Agent", "facebookexternalua"), ("Via", "1.1 tunnel")];
    crate::rig::post(url, &headers, said("mid.1", 1, "Hi").as_bytes());
    assert!(!standings(&home, "instagram").iter().any(|(step, _)| step == "message"));
    let query = json!({ "source": source["id"], "platform": "instagram" });
    let (_, list) = ask(&home, "connect_get", query);
    assert!(list.to_string().contains("Messages arrive."), "{list}");

    drop(serving);
    let again = home.serve(&[]);
    let (_, list) = ask(&home, "sources_list", json!({}));
    assert_eq!(list["rows"].as_array().unwrap().len(), 2, "sources are kept");
    let (status, _) = ask(&home, "source_delete", json!({ "id": source["id"] }));
    assert_eq!(status, 200);
    let gone =
        url.replace(url.split('/').nth(2).unwrap(), again.receiver().split('/').nth(2).unwrap());
    assert_eq!(crate::rig::post(&gone, &[], b"{}").status, 404);
    assert_eq!(ask(&home, "source_delete", json!({ "id": "default" })).0, 400);
}

#[test]
fn what_is_delivered_again_is_one_event_with_its_schedule() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let answer = |status: u16, first: u32| {
        json!({ "id": "default", "answer": { "policy": {
            "act": "answer", "status": status, "headers": [], "body": "", "delayMs": 0, "first": first
        } } })
    };
    assert_eq!(ask(&home, "source_put", answer(500, 2)).0, 200);
    let (event, other) = (said("mid.1", 1, "Hi"), said("mid.2", 2, "Ho"));
    // Meta writes the time of sending into a redelivery, so its bytes differ.
    let again = event.replace("\"time\":1", "\"time\": 1");
    let statuses = [&event, &other, &again, &event].map(|body| serving.post(body).status);
    assert_eq!(statuses, [500, 500, 200, 200]);
    serving.post(read("mid.1", 1));
    // Forged: it is nobody's delivery.
    let forged = [("X-Hub-Signature-256", "sha256=xyz")];
    assert_eq!(crate::rig::post(serving.receiver(), &forged, event.as_bytes()).status, 200);
    let capture = |id: &str| ask(&home, "capture_get", json!({ "id": id })).1;
    let arrivals = |id: &str| {
        let rows = capture(id)["arrivals"].as_array().unwrap().clone();
        let text =
            |row: &Value| format!("{} {}", row["captureId"].as_str().unwrap(), row["status"]);
        rows.iter().map(text).collect::<Vec<_>>()
    };
    home.json(&["list", "captures"]);
    for id in ["1", "3", "4"] {
        assert_eq!(arrivals(id), ["1 500", "3 200", "4 200"]);
    }
    for id in ["2", "5", "6"] {
        assert_eq!(arrivals(id).len(), 0, "{id}");
    }
    let counted = ["1", "2", "6"].map(|id| capture(id)["row"]["arrivals"].as_i64());
    assert_eq!(counted, [Some(3), Some(1), Some(1)], "as many as the table says");
}
