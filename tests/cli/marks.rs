//! What only the contract can ask: states that the user sets, and how vendor events are written.

use serde_json::{Value, json};

use crate::meta;
use crate::rig::{Home, Sink, ask};

fn message(mid: &str) -> String {
    format!("instagram/{}/{mid}", meta::ACCOUNT)
}

#[test]
fn a_state_set_by_hand_is_simulated_told_to_vendors_and_outlives_a_rebuild() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "a"));
    serving.post(meta::echo("mid.2", 2, "b"));
    let at = 1_781_606_223_000_i64;
    let set = |state: &str, error: Option<&str>| {
        let what = json!({"message": message("mid.2"), "state": state, "at": at, "error": error});
        let (status, row) = ask(&home, "message_mark", what);
        assert_eq!(status, 200, "{row}");
        row["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(set("failed", Some("Blocked")), "failed");
    assert_eq!(set("sent", None), "failed", "told all the same");
    assert_eq!(set("delivered", None), "delivered");
    let kinds = ["conversations", "messages", "transitions", "normalized"];
    let all = || kinds.map(|kind| home.json(&["list", kind]));
    let before = all();
    let moved: Vec<[&str; 2]> = before[2]
        .iter()
        .map(|line| [line["to"].as_str().unwrap(), line["basis"].as_str().unwrap()])
        .collect();
    let expected = [
        ["accepted", "observed"],
        ["failed", "simulated"],
        ["sent", "simulated"],
        ["delivered", "simulated"],
    ];
    assert_eq!(moved, expected);
    assert_eq!(before[2][1]["error"], "Blocked");
    let texter = before[3].iter().filter(|line| line["format"] == "texter.message-status-changed");
    let told: Vec<&Value> =
        texter.map(|line| &line["body"]["eventData"]["messageStatus"]).collect();
    assert_eq!(told, [1, 4, 0, 2]);
    home.json(&["rebuild"]);
    assert_eq!(all(), before);
}

#[test]
fn only_a_known_message_that_the_account_sent_takes_a_state() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "a"));
    serving.post(meta::echo("mid.2", 2, "b"));
    for (what, about) in [
        (json!({"message": message("mid.1"), "state": "seen"}), "sent"),
        (json!({"message": message("mid.9"), "state": "seen"}), "no such message"),
        (json!({"message": "mid.2", "state": "seen"}), "no such message"),
        (json!({"message": message("mid.2"), "state": "lost"}), "no state"),
        (json!({"message": message("mid.2"), "state": "seen", "error": "x"}), "reason"),
    ] {
        let (status, refused) = ask(&home, "message_mark", what);
        assert!(status >= 400, "{status}");
        assert!(refused["message"].as_str().unwrap().contains(about), "{about:?} in: {refused}");
    }
    assert_eq!(home.json(&["list", "transitions"]).len(), 1);
}

#[test]
fn the_way_vendor_events_are_written_can_be_chosen_and_makes_them_anew() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::echo("mid.2", 2, "b"));
    serving.post(meta::read("mid.2", 3));
    let formats = || -> Vec<String> {
        let lines = home.json(&["list", "normalized"]);
        lines.iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
    };
    let likelier = formats();
    assert_eq!(likelier, ["1-t1-texter", "2-t1-doubletick", "2-t1-texter", "2-t1-zoho"]);
    let vendors =
        json!({"doubletickSentOnInstagram": true, "zohoAccepted": true, "zohoIdsAsStrings": true});
    let (status, settings) = ask(&home, "settings_put", json!({"vendors": vendors}));
    assert_eq!((status, &settings["vendors"]["zohoAccepted"]), (200, &json!(true)));
    assert_eq!(settings["vendors"]["fillDelivered"], json!(false));
    let told = formats();
    for more in ["1-t1-doubletick", "1-t1-zoho"] {
        assert!(
            told.contains(&more.to_owned()) && !likelier.contains(&more.to_owned()),
            "{told:?}"
        );
    }
    let zoho = home.json(&["list", "normalized"]);
    let zoho = zoho.iter().find(|line| line["id"] == "2-t1-zoho").unwrap();
    assert!(zoho["body"].to_string().contains(r#"messageId":""#), "{zoho}");
}

#[test]
fn convert_writes_vendor_events_in_the_way_that_is_asked_for() {
    let home = Home::new();
    let echo = home.file("echo.json", meta::echo("mid.2", 2, "b"));
    let formats = |words: &[&str]| -> Vec<String> {
        let lines = home.json(&[&["convert", &echo], words].concat());
        let told = lines.iter().filter(|line| line["type"] == "normalized");
        told.map(|line| line["format"].as_str().unwrap().to_owned()).collect()
    };
    let texter = "texter.message-status-changed";
    assert_eq!(formats(&[]), [texter]);
    let ways = ["--option", "doubletick-sent", "--option", "zoho-accepted"];
    assert_eq!(formats(&ways), ["doubletick.message-status", texter, "zoho.im-message-status"]);
    home.run(&["convert", &echo, "--option", "guess"]).refused(2, "guess");
}

#[test]
fn vendor_events_of_a_state_set_by_hand_are_sent_and_replayed_until_it_is_deleted() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::echo("mid.2", 2, "b"));
    let what =
        json!({"message": message("mid.2"), "state": "delivered", "at": 1_781_606_223_000_i64});
    assert_eq!(ask(&home, "message_mark", what).0, 200);
    let sink = Sink::answering(200);
    let body = |id: &str| {
        let told = home.json(&["list", "normalized"]);
        told.into_iter().find(|line| line["id"] == id).expect("an event of the mark")["body"].take()
    };
    let wanted = body("2-t1-texter");
    let sent = home.json(&["send", "2-t1-texter", "--to", &sink.url]);
    assert_eq!((&sent[0]["item"], &sent[0]["status"]), (&json!("2-t1-texter"), &json!(200)));
    assert_eq!(serde_json::from_slice::<Value>(&sink.next().body).unwrap(), wanted);
    let replayed = home.json(&["replay", "--id", "2-t1-texter,1", "--to", &sink.url]);
    assert_eq!(replayed.last().unwrap()["total"], 2);
    let words = ["replay", "--conversation", meta::ACCOUNT, meta::PEER, "--to", &sink.url, "--as"];
    let all = home.json(&[&words[..], &["texter.message-status-changed"]].concat());
    let items: Vec<&Value> = all.iter().filter_map(|line| line.get("item")).collect();
    assert_eq!(items, ["1-t1-texter", "2-t1-texter"]);
    let attempts = || home.json(&["list", "deliveries"]).len();
    assert_eq!(attempts(), 5);
    home.run(&["delete", "--conversation", meta::ACCOUNT, meta::PEER]).quietly();
    assert_eq!(attempts(), 0);
    home.run(&["send", "2-t1-texter", "--to", &sink.url]).refused(1, "There is no 2-t1-texter");
}
