//! Why something that came moved no state and opened no conversation, as the inspector is told it.

use serde_json::{Value, json};

use crate::meta::{ACCOUNT, PEER, echo, read, said, status};
use crate::rig::{Home, ask};

const NOON: i64 = 1_781_606_220_000;

/// An event of Messenger, `second` seconds into the minute.
fn messenger(sender: &str, recipient: &str, second: i64, event: &Value) -> String {
    let mut item = json!({
        "sender": { "id": sender }, "recipient": { "id": recipient }, "timestamp": NOON + second * 1000,
    });
    for (name, value) in event.as_object().unwrap() {
        item[name] = value.clone();
    }
    json!({ "object": "page", "entry": [{ "time": NOON, "id": ACCOUNT, "messaging": [item] }] })
        .to_string()
}

fn instagram(sender: &str, recipient: &str, second: i64, event: &Value) -> String {
    messenger(sender, recipient, second, event).replacen("\"page\"", "\"instagram\"", 1)
}

/// What the customer does on Instagram.
fn does(event: &Value, second: i64) -> String {
    instagram(PEER, ACCOUNT, second, event)
}

/// The App Dashboard's Test button.
fn sample(name: &str) -> String {
    std::fs::read_to_string(format!("../../../fixtures/meta/{name}.json")).unwrap()
}

#[test]
fn every_signal_says_why_it_moved_nothing() {
    let unsent = || does(&json!({ "message": { "mid": "m", "is_deleted": true } }), 9);
    let reads = |until: i64, second: i64| {
        let watermark = NOON + until * 1000;
        messenger(PEER, ACCOUNT, second, &json!({ "read": { "watermark": watermark } }))
    };
    let wa = |word: &str, second: i64| status("wamid.1", second, word, Value::Null);
    let day = 24 * 60 * 60;
    for (what, came, expected) in [
        ("the first message", vec![said("m", 1, "a")], Value::Null),
        ("a state that moves", vec![echo("m", 1, "a"), read("m", 2)], Value::Null),
        ("a message more", vec![said("m", 1, "a"), said("n", 2, "b")], json!("open")),
        ("a message again", vec![said("m", 1, "a"), said("m", 1, "a")], json!("repeated")),
        ("the Test button", vec![sample("instagram/sample-test-button")], json!("sample")),
        ("a sample of a read", vec![sample("instagram/sample-seen")], json!("sample")),
        ("the customer's unsend", vec![said("m", 1, "a"), unsent()], json!("inbound")),
        ("an unsend of what is not known", vec![unsent()], json!("inbound")),
        (
            "the account's own read",
            vec![
                said("m", 1, "a"),
                instagram(ACCOUNT, PEER, 2, &json!({ "read": { "mid": "m" } })),
            ],
            json!("inbound"),
        ),
        (
            "a status of the customer's words",
            vec![said("m", 1, "a"), read("m", 2)],
            json!("conflict"),
        ),
        ("a state again", vec![echo("m", 1, "a"), read("m", 2), read("m", 2)], json!("repeated")),
        ("a state behind", vec![wa("read", 3), wa("delivered", 2)], json!("behind")),
        (
            "a failure of what was delivered",
            vec![wa("delivered", 2), wa("failed", 3)],
            json!("contradicted"),
        ),
        ("WhatsApp's deletion of what is not known", vec![wa("deleted", 2)], json!("orphan")),
        ("a watermark that covers nothing", vec![reads(1, 2)], json!("uncovered")),
        ("a watermark again", vec![reads(1, 2), reads(1, 2)], json!("repeated")),
        ("a watermark of another century", vec![reads(100_000 * day, 2)], json!("unbelieved")),
        (
            "a reaction",
            vec![
                said("m", 1, "a"),
                does(&json!({ "reaction": { "mid": "m", "action": "react", "emoji": "❤" } }), 2),
            ],
            json!("stateless"),
        ),
        (
            "what is no conversation's",
            vec![status("wamid.2", 1, "held", Value::Null)],
            json!("stateless"),
        ),
    ] {
        let home = Home::new();
        let serving = home.serve(&[]);
        for body in &came {
            assert_eq!(serving.post(body).status, 200);
        }
        home.json(&["list", "messages"]);
        let (_, capture) = ask(&home, "capture_get", json!({ "id": came.len().to_string() }));
        assert_eq!(capture["signals"][0]["unmoved"], expected, "{what}: {}", capture["signals"]);
    }
}
