//! What came with a wrong signature, with none, or with one that is none, as conversations show it; through the real receiver.

use serde_json::{Value, json};

use crate::meta::{ACCOUNT, PEER, echo, read, said, status, whatsapp};
use crate::rig::{Home, Serving, ask, post};

const NOON: i64 = 1_781_606_220_000;

/// Something else that the customer does with a message.
fn does(event: &Value, second: i64) -> String {
    let mut item = json!({
        "sender": { "id": PEER }, "recipient": { "id": ACCOUNT }, "timestamp": NOON + second * 1000,
    });
    for (name, value) in event.as_object().unwrap() {
        item[name] = value.clone();
    }
    json!({ "object": "instagram", "entry": [{ "time": NOON, "id": ACCOUNT, "messaging": [item] }] })
        .to_string()
}

fn edited(mid: &str, number: i64, text: &str, second: i64) -> String {
    does(&json!({ "message_edit": { "mid": mid, "num_edit": number, "text": text } }), second)
}

/// How a capture comes.
#[derive(Clone, Copy)]
enum Signed {
    Well,
    Wrongly,
    Not,
    Oddly,
}
use Signed::{Not, Oddly, Well, Wrongly};

fn come(serving: &Serving, signed: Signed, body: &str) {
    let answer = match signed {
        Well => serving.post_signed("app-secret", body),
        Wrongly => serving.post_signed("another", body),
        Not => serving.post(body),
        Oddly => {
            post(serving.receiver(), &[("X-Hub-Signature-256", "sha256=none")], body.as_bytes())
        }
    };
    assert_eq!(answer.status, 200);
}

fn serve(home: &Home) -> Serving {
    home.serve(&["--app-secret", &format!("file:{}", home.file("app", "app-secret"))])
}

/// The conversation's row in the list, and its timeline.
fn shown(home: &Home) -> (Value, Value) {
    home.json(&["list", "messages"]);
    let (_, list) = ask(home, "conversations_list", json!({}));
    let row = list["rows"][0].clone();
    let (_, timeline) = ask(home, "timeline_get", json!({ "conversation": row["id"] }));
    (row, timeline)
}

fn message<'a>(timeline: &'a Value, mid: &str) -> &'a Value {
    let items = timeline["items"].as_array().unwrap();
    items.iter().find(|item| item["messageId"] == mid).unwrap()
}

/// What the next anomaly is, one after the other, until one comes again: messages by their mid, notes by their id.
fn anomalies(home: &Home, conversation: &Value) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    loop {
        let mut request = json!({ "conversation": conversation, "what": "anomaly" });
        if let Some(last) = found.last() {
            request["item"] = json!(last);
        }
        let (_, place) = ask(home, "timeline_find", request);
        match place["item"].as_str() {
            Some(item) if !found.iter().any(|known| known == item) => found.push(item.to_owned()),
            _ => break,
        }
    }
    found.iter().filter_map(|item| item.rsplit('/').next()).map(str::to_owned).collect()
}

#[test]
fn what_came_again_stands_where_its_first_arrival_is_deleted() {
    let home = Home::new();
    let serving = serve(&home);
    let reaction = json!({ "reaction": { "mid": "said", "action": "react", "reaction": "love", "emoji": "❤" } });
    come(&serving, Well, &said("said", 1, "genuine text"));
    for body in [edited("said", 1, "EDIT BY A FORGER", 3), does(&reaction, 4)] {
        for _ in 0..3 {
            come(&serving, Wrongly, &body);
        }
    }
    for [edit, react] in [["2", "5"], ["3", "6"], ["4", "7"]] {
        let (row, timeline) = shown(&home);
        let message = message(&timeline, "said");
        assert_eq!(message["text"], "EDIT BY A FORGER");
        assert_eq!(message["edits"].as_array().map(Vec::len), Some(1), "before {edit} goes");
        assert_eq!(message["edits"][0]["signature"], "invalid");
        assert_eq!(message["edits"][0]["captureId"], edit);
        assert_eq!(message["reactions"][0]["captureId"], react);
        assert_eq!(row["previewSignature"], "invalid");
        home.run(&["delete", edit, react]).quietly();
    }
    let (_, timeline) = shown(&home);
    let message = message(&timeline, "said");
    assert_eq!(message["text"], "genuine text");
    assert_eq!((&message["edits"], &message["reactions"]), (&json!([]), &json!([])));
}

#[test]
fn what_is_signed_wrongly_is_marked_where_it_is_shown_and_nothing_else_is() {
    let home = Home::new();
    let serving = serve(&home);
    let reaction = json!({ "reaction": { "mid": "reacted", "action": "react", "reaction": "love", "emoji": "❤" } });
    for (signed, body) in [
        (Well, said("good", 1, "good")),
        (Well, said("edited", 2, "genuine text")),
        (Wrongly, edited("edited", 1, "EDIT BY A FORGER", 3)),
        (Well, said("reacted", 4, "what?")),
        (Not, does(&reaction, 5)),
        (Well, said("unsent", 6, "gone")),
        (Oddly, does(&json!({ "message": { "mid": "unsent", "is_deleted": true } }), 7)),
        (Well, echo("first", 8, "one")),
        (Well, echo("second", 9, "two")),
        (Wrongly, read("second", 10)),
        (
            Well,
            does(
                &json!({ "message": { "mid": "answer", "text": "no", "reply_to": { "mid": "edited" } } }),
                11,
            ),
        ),
        (Wrongly, said("forged", 12, "FORGED TEXT")),
    ] {
        come(&serving, signed, &body);
    }
    let (row, timeline) = shown(&home);
    for (what, pointer, expected) in [
        ("good", "/signature", Value::Null),
        ("good", "/captures/0/signature", Value::Null),
        ("edited", "/signature", Value::Null),
        ("edited", "/edits/0/signature", json!("invalid")),
        ("edited", "/original/signature", Value::Null),
        ("edited", "/captures/1/signature", json!("invalid")),
        ("reacted", "/reactions/0/signature", json!("missing")),
        ("unsent", "/deletedSignature", json!("malformed")),
        ("second", "/rail/0/signature", Value::Null),
        ("second", "/rail/1/signature", json!("invalid")),
        ("first", "/rail/1/signature", json!("invalid")),
        ("answer", "/replyTo/signature", json!("invalid")),
        ("forged", "/signature", json!("invalid")),
    ] {
        assert_eq!(message(&timeline, what).pointer(pointer), Some(&expected), "{what} {pointer}");
    }
    assert_eq!(
        (&row["preview"], &row["previewSignature"]),
        (&json!("FORGED TEXT"), &json!("invalid"))
    );
    let odd = ["edited", "reacted", "unsent", "first", "second", "forged"];
    assert_eq!(anomalies(&home, &row["id"]), odd);
}

#[test]
fn a_conversation_is_marked_by_what_its_last_words_and_state_rest_on() {
    let unsent = does(&json!({ "message": { "mid": "m", "is_deleted": true } }), 9);
    for (what, came, expected) in [
        ("all is well", vec![(Well, said("m", 1, "a")), (Well, edited("m", 1, "b", 2))], None),
        ("the words are forged", vec![(Wrongly, said("m", 1, "a"))], Some("invalid")),
        (
            "the last edit is",
            vec![
                (Well, said("m", 1, "a")),
                (Well, edited("m", 1, "b", 2)),
                (Not, edited("m", 2, "c", 3)),
            ],
            Some("missing"),
        ),
        (
            "an edit was, the last is not",
            vec![
                (Well, said("m", 1, "a")),
                (Not, edited("m", 1, "b", 2)),
                (Well, edited("m", 2, "c", 3)),
            ],
            None,
        ),
        (
            "the deletion is",
            vec![(Well, said("m", 1, "a")), (Oddly, unsent.clone())],
            Some("malformed"),
        ),
        (
            "one deletion of two is",
            vec![(Well, said("m", 1, "a")), (Oddly, unsent.clone()), (Well, unsent.clone())],
            None,
        ),
        (
            "that it was seen is",
            vec![(Well, echo("m", 1, "a")), (Wrongly, read("m", 2))],
            Some("invalid"),
        ),
        (
            "that it was seen again is",
            vec![(Well, echo("m", 1, "a")), (Well, read("m", 2)), (Wrongly, read("m", 2))],
            None,
        ),
        (
            "it was seen, which is forged, and then deleted",
            vec![
                (Well, echo("m", 1, "a")),
                (Wrongly, read("m", 2)),
                (Well, does(&json!({ "message": { "mid": "m", "is_deleted": true } }), 9)),
            ],
            None,
        ),
        (
            "an earlier message is",
            vec![(Wrongly, said("m", 1, "a")), (Well, said("n", 2, "b"))],
            None,
        ),
    ] {
        let home = Home::new();
        let serving = serve(&home);
        came.iter().for_each(|(signed, body)| come(&serving, *signed, body));
        let (row, timeline) = shown(&home);
        assert_eq!(row["previewSignature"].as_str(), expected, "{what}");
        assert_eq!(timeline["conversation"], row, "{what}");
    }
}

/// What nobody could check says nothing of who sent it.
#[test]
fn without_a_secret_nothing_is_marked() {
    let home = Home::new();
    let serving = home.serve(&[]);
    come(&serving, Wrongly, &said("unchecked", 1, "a"));
    come(&serving, Not, &edited("unchecked", 1, "b", 2));
    let (row, timeline) = shown(&home);
    assert_eq!(row["previewSignature"], Value::Null);
    assert!(!timeline.to_string().contains("\"signature\":\""), "{timeline}");
    assert_eq!(anomalies(&home, &row["id"]), Vec::<String>::new());
}

/// A note, and a conversation that opened, rest on a capture as well.
#[test]
fn what_stands_between_messages_is_marked_too() {
    let home = Home::new();
    let serving = serve(&home);
    let referral =
        json!({ "referral": { "ref": "spring", "source": "IGME_LINK", "type": "OPEN_THREAD" } });
    come(&serving, Not, &said("first", 1, "a"));
    come(&serving, Wrongly, &does(&referral, 2));
    come(&serving, Well, &does(&referral, 3));
    let (_, timeline) = shown(&home);
    let marks: Vec<Value> = timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| json!([item["type"], item["signature"]]))
        .collect();
    assert_eq!(
        json!(marks),
        json!([
            ["opening", "missing"],
            ["message", "missing"],
            ["note", "invalid"],
            ["note", null]
        ])
    );
}

/// With a wrong secret every note is odd, between messages that are odd as well.
#[test]
fn the_next_anomaly_goes_past_a_note() {
    let home = Home::new();
    let serving = serve(&home);
    let referral =
        json!({ "referral": { "ref": "spring", "source": "IGME_LINK", "type": "OPEN_THREAD" } });
    for body in
        [said("first", 1, "a"), does(&referral, 2), does(&referral, 3), said("last", 4, "b")]
    {
        come(&serving, Wrongly, &body);
    }
    let (row, _) = shown(&home);
    assert_eq!(anomalies(&home, &row["id"]), ["first", "2.1", "3.1", "last"]);
}

/// What is chosen may be the line where the conversation opened, which is no anomaly.
#[test]
fn the_next_anomaly_goes_on_behind_an_opening() {
    let home = Home::new();
    let serving = serve(&home);
    come(&serving, Wrongly, &said("first", 1, "a"));
    let done = json!({ "account": ACCOUNT, "peer": PEER, "at": NOON + 2_000 });
    assert_eq!(ask(&home, "conversation_done", done).0, 200);
    come(&serving, Well, &said("again", 3, "b"));
    come(&serving, Wrongly, &said("last", 4, "c"));
    let (row, timeline) = shown(&home);
    let items = timeline["items"].as_array().unwrap().iter();
    let openings: Vec<&Value> = items.filter(|item| item["type"] == "opening").collect();
    let next = |item: &Value| {
        let wanted = json!({ "conversation": row["id"], "what": "anomaly", "item": item["id"] });
        let (_, place) = ask(&home, "timeline_find", wanted);
        place["item"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    };
    assert_eq!(openings.into_iter().map(next).collect::<Vec<_>>(), ["first", "last"]);
}

/// WhatsApp says by a status what the others say by an event of its own.
#[test]
fn a_deletion_that_whatsapp_tells_is_marked_as_any_other() {
    let home = Home::new();
    let serving = serve(&home);
    come(&serving, Well, &status("wamid.gone", 1, "sent", Value::Null));
    come(&serving, Wrongly, &status("wamid.gone", 2, "deleted", Value::Null));
    let (row, timeline) = shown(&home);
    assert_eq!(message(&timeline, "wamid.gone")["deletedSignature"], "invalid");
    assert_eq!(row["previewSignature"], "invalid");
}

/// A customer's message on WhatsApp, or the edit of one, by the id of what came.
fn written(id: &str, second: i64, text: &str, edits: Option<&str>) -> String {
    let words = json!({ "type": "text", "text": { "body": text } });
    let mut message = match edits {
        None => words,
        Some(original) => {
            json!({ "type": "edit", "edit": { "original_message_id": original, "message": words } })
        }
    };
    message["from"] = json!("4915550000044");
    message["id"] = json!(id);
    message["timestamp"] = json!((NOON / 1000 + second).to_string());
    whatsapp(json!({ "messages": [message] }))
}

/// WhatsApp does not number edits: each has an id of its own, and stands where its time says.
#[test]
fn every_edit_on_whatsapp_is_shown_and_only_the_forged_one_is_marked() {
    let home = Home::new();
    let serving = serve(&home);
    let first = written("e1", 10, "two", Some("m"));
    for (signed, body) in [
        (Well, written("m", 1, "one", None)),
        (Wrongly, written("e2", 20, "FORGED", Some("m"))),
        (Well, first.clone()),
        (Well, first),
    ] {
        come(&serving, signed, &body);
    }
    let (row, timeline) = shown(&home);
    let message = message(&timeline, "m");
    let edit = |edit: &Value| json!([edit["captureId"], edit["text"], edit["signature"]]);
    let edits: Value = message["edits"].as_array().unwrap().iter().map(edit).collect();
    assert_eq!(edits, json!([["3", "two", null], ["2", "FORGED", "invalid"]]));
    assert_eq!(json!([message["original"]["text"], message["text"]]), json!(["one", "FORGED"]));
    assert_eq!(message["flags"], json!(["duplicate"]), "the last came twice");
    let preview = json!([row["preview"], row["previewSignature"]]);
    assert_eq!(preview, json!(["FORGED", "invalid"]));
    let (_, captures) = ask(&home, "captures_list", json!({ "grouped": true }));
    let arrivals = captures["rows"].as_array().unwrap().iter().map(|row| row["arrivals"].clone());
    assert_eq!(arrivals.collect::<Value>(), json!([2, 1, 1]));
}

/// Nor may what is forged go by the number of an edit that is known.
#[test]
fn an_edit_with_other_words_under_a_known_number_is_no_repeat() {
    let home = Home::new();
    let serving = serve(&home);
    come(&serving, Well, &said("m", 1, "one"));
    come(&serving, Well, &edited("m", 1, "two", 2));
    come(&serving, Wrongly, &edited("m", 1, "FORGED", 2));
    let (_, timeline) = shown(&home);
    let message = message(&timeline, "m");
    let edit = |edit: &Value| json!([edit["text"], edit["signature"]]);
    let edits: Value = message["edits"].as_array().unwrap().iter().map(edit).collect();
    assert_eq!(edits, json!([["two", null], ["FORGED", "invalid"]]));
    assert_eq!(json!([message["text"], message["flags"]]), json!(["FORGED", []]));
}
