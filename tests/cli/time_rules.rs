//! Rules of time in a program that really runs: sent, signed and recorded, printed, once over kills and rebuilds.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::meta;
use crate::rig::{Home, Sink, ask, dead_url, has_keys, signatures};

/// The business wrote this just now.
fn echo(mid: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    meta::echo(mid, i64::try_from(now).unwrap() - 1_781_606_220, "a word of the customer's")
}

fn put(home: &Home, change: Value) -> (u16, Value) {
    let mut whole = json!({ "confirmed": false });
    whole.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    ask(home, "time_rule_put", whole)
}

#[test]
fn a_message_that_is_stuck_is_sent_once_signed_and_recorded_over_kills_and_rebuilds() {
    let home = Home::new();
    let secret = format!("file:{}", home.file("secret", "hush-signing"));
    let sink = Sink::answering(200);
    let serving = home.serve(&[]);
    home.json(&["targets", "add", "Dev", &sink.url, "--secret", &secret, "--keep", "file"]);
    let rule = json!({ "name": "Not seen", "state": "accepted", "after": "1 s", "notify": true, "to": "dev" });
    let (status, made) = put(&home, rule);
    assert_eq!(
        (status, &made["words"]),
        (200, &json!("accepted and nothing more for longer than 1 s"))
    );
    serving.post(echo("mid.a"));

    let got = sink.next();
    let signed = signatures("hush-signing", &got.body);
    assert_eq!(got.header("x-hub-signature-256"), Some(signed[0].as_str()));
    assert_eq!(got.header("content-type"), Some("application/json"));
    let event: Value = serde_json::from_slice(&got.body).unwrap();
    has_keys(
        &event,
        "type id rule message_id conversation channel account state since after_ms overdue_ms at",
    );
    assert_eq!(event["type"], "overdue");
    assert_eq!((&event["rule"], &event["message_id"]), (&json!("Not seen"), &json!("mid.a")));
    let conversation = format!("instagram/{}/{}", meta::ACCOUNT, meta::PEER);
    assert_eq!(event["conversation"], json!(conversation));
    assert_eq!((&event["channel"], &event["state"]), (&json!("instagram"), &json!("accepted")));
    assert!(event["overdue_ms"].as_i64().is_some_and(|ms| ms >= 0), "{event}");
    assert!(!String::from_utf8_lossy(&got.body).contains("customer's"), "{event}");
    let told = serving.line_of("overdue");
    assert_eq!((&told["name"], &told["messages"]), (&json!("Not seen"), &json!(1)));

    let kept = |said: &Value| said["attempts"][0].is_object();
    let attempts = home.until("attempts_list", &json!({ "limit": 9 }), kept);
    let attempt = &attempts["attempts"][0];
    assert_eq!((&attempt["format"], &attempt["signing"]), (&json!("overdue"), &json!("re-signed")));
    assert_eq!(attempt["item"], event["id"]);
    let again = home.json(&["send", event["id"].as_str().unwrap(), "--to", "dev"]);
    assert_eq!((again.len(), sink.next().body), (1, got.body));
    home.run(&["replay", "--id", event["id"].as_str().unwrap(), "--to", &sink.url])
        .refused(2, "is what a time rule fired, which cannot be replayed");

    serving.kill();
    let serving = home.serve(&[]);
    serving.post(echo("mid.b"));
    let message =
        |body: &[u8]| serde_json::from_slice::<Value>(body).unwrap()["message_id"].clone();
    assert_eq!(message(&sink.next().body), "mid.b");
    home.json(&["rebuild"]);
    serving.post(echo("mid.c"));
    assert_eq!(message(&sink.next().body), "mid.c");
    assert_eq!(serving.terminate().0, Some(0));
    assert!(sink.more().is_empty(), "each once");
    let _serving = home.serve(&[]);

    let which = json!({ "rule": made["id"], "limit": 0 });
    let (_, fired) = ask(&home, "time_rule_fired", which.clone());
    assert_eq!(fired["total"], 3);
    assert_eq!(fired["rows"][0]["message"]["words"], "a word of the customer's");
    assert_eq!(fired["next"], Value::Null);
    let (mut ids, mut next) = (Vec::new(), Value::Null);
    for last in [false, false, true] {
        let part = json!({ "rule": made["id"], "limit": 1, "from": next });
        let (_, page) = ask(&home, "time_rule_fired", part);
        assert_eq!((page["total"].as_i64(), page["next"].is_null()), (Some(3), last));
        ids.push(page["rows"][0]["id"].clone());
        next = page["next"].clone();
    }
    let lost = json!({ "rule": made["id"], "from": "17" });
    assert_eq!(ask(&home, "time_rule_fired", lost).0, 400);
    let all: Vec<_> = fired["rows"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
    assert_eq!(ids.iter().collect::<Vec<_>>(), all);
    home.json(&["delete", "--conversation", meta::ACCOUNT, meta::PEER]);
    assert_eq!(ask(&home, "time_rule_fired", which).1["total"], 0, "it goes with its conversation");
}

#[test]
fn a_rule_is_refused_in_words_and_is_no_rule_of_forwarding() {
    let home = Home::new();
    let _serving = home.serve(&[]);
    for (change, words) in [
        (json!({ "after": "10 min" }), "Choose what happens"),
        (json!({ "after": "10", "notify": true }), "is no time to wait"),
        (json!({ "after": "9999 d", "notify": true }), "is no time to wait"),
        (json!({ "notify": true }), "is no time to wait"),
        (json!({ "after": "1 d", "notify": true, "state": "seen" }), "is no state to wait in"),
        (
            json!({ "after": "1 d", "notify": true, "filter": "colour:red" }),
            "Nothing is called colour",
        ),
        (json!({ "after": "1 d", "to": "nowhere" }), "neither a URL"),
        (json!({ "id": "7", "notify": true }), "There is no rule 7"),
    ] {
        let (status, said) = put(&home, change.clone());
        assert!(status >= 400 && said["message"].to_string().contains(words), "{change}: {said}");
    }
    let outside = json!({ "after": "1 d", "to": "https://dev.example.com/hook" });
    assert_eq!(put(&home, outside).1["code"], "confirm_host");

    let (_, made) = put(&home, json!({ "after": "1 d", "state": "delivered", "notify": true }));
    assert_eq!(made["name"], "Delivered and not seen for longer than 1 d");
    assert_eq!(ask(&home, "rules_list", json!({})).1["rows"], json!([]));
    assert_eq!(ask(&home, "rule_delete", json!({ "id": made["id"] })).0, 404);
    let (_, off) = put(&home, json!({ "id": made["id"], "enabled": false, "after": "2 d" }));
    assert_eq!(
        (&off["enabled"], &off["after"], &off["notify"]),
        (&json!(false), &json!("2 d"), &json!(true))
    );
    assert_eq!(ask(&home, "time_rule_delete", json!({ "id": made["id"] })).1["rows"], json!([]));
}

#[test]
fn rules_of_time_are_made_listed_switched_and_removed_by_words() {
    let home = Home::new();
    let empty = home.run(&["time-rules"]);
    assert!(empty.out.contains("hooktrail time-rules add --after 10min"), "{}", empty.out);
    let url = dead_url();
    let made = home.json(&["time-rules", "add", "--after", "90min", "--to", &url]);
    has_keys(
        &made[0],
        "type id name state after_ms filter notify to ended failing retry enabled since fired last_at waiting delivered failed",
    );
    let id = made[0]["id"].as_str().unwrap().to_owned();
    let told = home.json(&[
        "time-rules",
        "add",
        "--after",
        "1d",
        "--state",
        "delivered",
        "--filter",
        "-platform:whatsapp",
        "--name",
        "Not seen",
    ]);
    let key = |row: &Value, keys: [&str; 5]| keys.map(|key| row[key].clone());
    let keys = ["state", "after_ms", "notify", "to", "enabled"];
    assert_eq!(
        key(&made[0], keys),
        [json!("accepted"), json!(5_400_000), json!(false), json!(url), json!(true)]
    );
    assert_eq!(
        key(&told[0], keys),
        [json!("delivered"), json!(86_400_000), json!(true), Value::Null, json!(true)]
    );
    assert_eq!(home.json(&["time-rules", "off", &id])[0]["enabled"], json!(false));
    let listed = home.run(&["time-rules", "list"]);
    for words in
        ["(off)", "delivered and not seen for longer than 1 d", "-platform:whatsapp", "you"]
    {
        assert!(listed.out.contains(words), "{words} in\n{}", listed.out);
    }
    assert_eq!(home.json(&["time-rules", "on", &id])[0]["enabled"], json!(true));
    home.json(&["time-rules", "remove", &id]);
    assert_eq!(home.json(&["time-rules"]).len(), 1);
    home.run(&["time-rules", "remove", &id]).refused(1, "There is no rule");
    home.run(&["time-rules", "add", "--after", "10"]).refused(2, "is no time to wait");
    home.run(&["time-rules", "add", "--after", "1d", "--to", "https://dev.example.com/hook"])
        .refused(1, "dev.example.com");
    assert_eq!(home.json(&["rules"]).len(), 0, "they are no rules of forwarding");
}

#[test]
fn a_rule_whose_target_cannot_be_reached_is_shown_until_it_can() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let url = dead_url();
    let made = home.json(&[
        "time-rules",
        "add",
        "--after",
        "1s",
        "--to",
        &url,
        "--retry",
        "fixed:1h:1",
        "--name",
        "Stuck",
    ]);
    serving.post(echo("mid.a"));
    let failing = |said: &Value| said["timeRules"][0].is_object();
    let status = home.until("status_get", &json!({}), failing);
    let trouble = &status["timeRules"][0];
    assert_eq!((&trouble["rule"], &trouble["name"]), (&made[0]["id"], &json!("Stuck")));
    assert!(trouble["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{status}");
    let forwarding = &status["forwarding"];
    assert_eq!(forwarding["lastFailure"], Value::Null, "that is of rules of forwarding");
    assert_eq!(forwarding["backlog"], json!(0), "and so is that: its event waits for another try");
    assert_eq!(home.json(&["time-rules"])[0]["waiting"], json!(1));
    let sink = Sink::answering(200);
    let id = &made[0]["id"];
    put(&home, json!({ "id": id, "to": sink.url }));
    serving.post(echo("mid.b"));
    sink.next();
    home.until("status_get", &json!({}), |said| said["timeRules"] == json!([]));
    put(&home, json!({ "id": id, "to": dead_url() }));
    serving.post(echo("mid.c"));
    home.until("status_get", &json!({}), failing);
    home.json(&["time-rules", "off", id.as_str().unwrap()]);
    let (_, status) = ask(&home, "status_get", json!({}));
    assert_eq!(status["timeRules"], json!([]), "what is off fails nobody");
}

#[test]
fn a_time_rules_address_is_listed_and_recorded_without_its_secrets() {
    let home = Home::new();
    let sink = Sink::answering(200);
    let serving = home.serve(&[]);
    let to = format!("{}?token=hush", sink.url);
    let made = home.json(&["time-rules", "add", "--after", "1s", "--to", &to]);
    assert_eq!(made[0]["to"], format!("{}?token=***", sink.url));
    serving.post(echo("mid.a"));
    assert!(sink.next().first.contains("token=hush"), "it is sent all the same");
    home.until("attempts_list", &json!({ "limit": 9 }), |said| said["attempts"][0].is_object());
    for words in [&["time-rules"][..], &["time-rules", "--json"], &["list", "deliveries", "--json"]]
    {
        let ran = home.run(words);
        assert!(!format!("{}{}", ran.out, ran.err).contains("hush"), "{words:?}: {}", ran.out);
    }
}
