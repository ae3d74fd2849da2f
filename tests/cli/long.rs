//! What others wrote may be as long as a body: where it stands among other things it is cut, and found and listed whole.

use serde_json::{Value, json};

use crate::meta::{ACCOUNT, PEER};
use crate::rig::{Home, ask, has_keys};

const NOON: i64 = 1_781_606_220_000;

/// Something of the customer's, or of the account's, `second` seconds into the minute.
fn item([from, to]: [&str; 2], second: i64, key: &str, value: Value) -> String {
    let mut item = json!({ "sender": { "id": from }, "recipient": { "id": to }, "timestamp": NOON + second * 1_000 });
    item[key] = value;
    let entry = json!({ "time": NOON, "id": ACCOUNT, "messaging": [item] });
    json!({ "object": "instagram", "entry": [entry] }).to_string()
}

const IN: [&str; 2] = [PEER, ACCOUNT];

/// So many characters of several bytes, words in lines, and what to look for at their end.
fn long(characters: usize, needle: &str) -> String {
    let words = "été 🙏\n".chars().cycle().take(characters - needle.len()).collect::<String>();
    words + needle
}

fn characters(value: &Value) -> usize {
    value.as_str().unwrap_or_default().chars().count()
}

#[test]
fn of_what_is_long_lists_and_timelines_tell_as_much_as_they_show() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let payload = long(9_000, "");
    for body in [
        item(
            IN,
            1,
            "message",
            json!({ "mid": "m1", "text": long(50_000, "needle"), "quick_reply": { "payload": payload } }),
        ),
        item(
            IN,
            2,
            "message_edit",
            json!({ "mid": "m1", "text": long(40_000, "pin"), "num_edit": 1 }),
        ),
        item(
            IN,
            3,
            "reaction",
            json!({ "mid": "m1", "action": "react", "reaction": "other", "emoji": payload }),
        ),
        item(
            IN,
            4,
            "message",
            json!({
                "mid": "m2", "text": long(20_000, "thorn"), "reply_to": { "mid": "m1" },
                "attachments": [{ "type": payload, "payload": { "url": format!("https://example.com/{payload}") } }],
            }),
        ),
        item(IN, 5, "optin", json!({ "ref": payload })),
        item(IN, 6, "message", json!({ "mid": "m3", "text": long(30_000, "nail") })),
    ] {
        assert_eq!(serving.post(body).status, 200);
    }
    let listed = home.json(&["list", "messages"]);
    let told: Vec<usize> = listed.iter().map(|message| characters(&message["text"])).collect();
    assert_eq!(told, [40_000, 20_000, 30_000], "the command line tells them whole");

    let (_, list) = ask(&home, "conversations_list", json!({}));
    let row = &list["rows"][0];
    assert_eq!(row["preview"], "été 🙏 ".repeat(33) + "ét…");

    let (_, timeline) = ask(&home, "timeline_get", json!({ "conversation": row["id"] }));
    assert!(timeline.to_string().len() < 500_000, "{}", timeline.to_string().len());
    let items = timeline["items"].as_array().unwrap();
    let message = |mid: &str| items.iter().find(|item| item["messageId"] == mid).unwrap();
    let told = |words: &Value| (characters(&words["text"]), words["characters"].as_i64().unwrap());
    for (words, cut) in [
        (message("m1"), (20_000, 40_000)),
        (&message("m1")["original"], (20_000, 50_000)),
        (&message("m1")["edits"][0], (20_000, 40_000)),
        (message("m2"), (20_000, 20_000)),
        (message("m3"), (20_000, 30_000)),
    ] {
        assert_eq!(told(words), cut);
    }
    let note = items.iter().find(|item| item["type"] == "note").unwrap();
    for (what, short) in [
        (&message("m1")["quickReply"], 2_001),
        (&message("m1")["reactions"][0]["emoji"], 201),
        (&message("m2")["replyTo"]["text"], 201),
        (&message("m2")["attachments"][0]["kind"], 201),
        (&message("m2")["attachments"][0]["url"], 2_001),
        (&note["text"], 2_001),
    ] {
        assert_eq!(characters(what), short, "{what}");
        assert!(what.as_str().unwrap().ends_with('…'), "it says that it goes on");
    }

    for (word, found) in [("pin", 1), ("thorn", 1), ("nail", 1), ("needle", 0), ("hay", 0)] {
        let (_, list) = ask(&home, "conversations_list", json!({ "filter": word }));
        assert_eq!(list["rows"].as_array().unwrap().len(), found, "{word}");
    }
    // What is asked for again whenever something came is small; the body is asked for once.
    let (_, capture) = ask(&home, "capture_get", json!({ "id": "1" }));
    assert_eq!(characters(&capture["signals"][0]["text"]), 20_000);
    assert!(capture.to_string().len() < 100_000, "{}", capture.to_string().len());
    let (_, body) = ask(&home, "capture_body", json!({ "id": "1" }));
    assert!(body["text"].as_str().unwrap().contains("needle"), "a body is whole");
}

#[test]
fn a_name_is_cut_in_the_page_and_listed_whole() {
    let home = Home::new();
    let serving = home.serve(&[]);
    assert_eq!(
        serving.post(item(IN, 1, "message", json!({ "mid": "m", "text": "a" }))).status,
        200
    );
    let name = "Zoë ".repeat(75) + "B";
    let entry = json!({ "platform": "", "account": ACCOUNT, "peer": PEER, "name": name });
    assert_eq!(ask(&home, "directory_put", entry).0, 200);
    let listed = home.json(&["list", "conversations"]);
    assert_eq!(listed[0]["name"], name);
    has_keys(&listed[0], "id account peer state name last_at messages sample group");
    let csv = home.run(&["list", "conversations", "--csv"]);
    assert!(csv.out.contains(&name), "{}", csv.out);

    let (_, list) = ask(&home, "conversations_list", json!({}));
    let (_, timeline) = ask(&home, "timeline_get", json!({ "conversation": listed[0]["id"] }));
    for row in [&list["rows"][0], &timeline["conversation"]] {
        assert_eq!(characters(&row["name"]), 201, "{row}");
    }
}
