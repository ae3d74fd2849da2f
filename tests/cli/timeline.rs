//! A conversation as it reads, through the real receiver.

use serde_json::{Value, json};

use crate::meta::{ACCOUNT, PEER as CUSTOMER, PHONE, echo, read, said, status, whatsapp};
use crate::rig::{Home, ask};

const PEER: &str = "4915550000044";
/// The minute in which everything here happens, epoch ms.
const NOON: i64 = 1_781_606_220_000;

/// The customer writes on WhatsApp, `second` seconds into the minute.
fn written(wamid: &str, second: i64) -> String {
    whatsapp(json!({
        "contacts": [{ "profile": { "name": "Ada" }, "wa_id": PEER }],
        "messages": [{
            "from": PEER, "id": wamid, "timestamp": (NOON / 1000 + second).to_string(), "type": "text",
            "text": { "body": "Hello" },
        }],
    }))
}

/// Messages sent through the API never come back with their words or time: only their statuses do.
#[test]
fn a_message_sent_through_whatsapps_api_stands_where_its_first_status_says() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let failed = json!([{ "code": 131_026, "title": "Message undeliverable" }]);
    for body in [
        written("wamid.1", 1),
        status("wamid.sent", 3, "delivered", Value::Null),
        status("wamid.sent", 2, "sent", Value::Null),
        written("wamid.2", 5),
        status("wamid.failed", 8, "failed", failed),
        status("wamid.sent", 30, "read", Value::Null),
    ] {
        assert_eq!(serving.post(body).status, 200);
    }
    assert_eq!(home.json(&["list", "messages"]).len(), 4, "all is understood");
    let (_, list) = ask(&home, "conversations_list", json!({}));
    let row = &list["rows"][0];
    assert_eq!(row["preview"], "sent through the API: its words are not told");
    assert_eq!(row["lastAt"], NOON + 8_000);
    let (_, timeline) = ask(&home, "timeline_get", json!({ "conversation": row["id"] }));
    let messages: Vec<Value> = timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["type"] == "message")
        .map(|item| json!([item["messageId"], item["kind"], item["at"]]))
        .collect();
    assert_eq!(
        json!(messages),
        json!([
            ["wamid.1", "message", NOON + 1_000],
            ["wamid.sent", "placeholder", NOON + 2_000],
            ["wamid.2", "message", NOON + 5_000],
            ["wamid.failed", "placeholder", NOON + 8_000],
        ])
    );
}

/// Meta's words are the same for many codes, and the inspector's words were `status` alone.
#[test]
fn a_failure_tells_its_code_in_the_timeline_and_in_what_its_capture_says() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let error = |code: i64| json!([{ "code": code, "title": "Message undeliverable", "error_data": { "details": "Message Undeliverable." } }]);
    for body in [
        status("wamid.1", 1, "sent", Value::Null),
        status("wamid.1", 2, "failed", error(131_026)),
        status("wamid.1", 2, "failed", error(131_026)),
        status("wamid.2", 1, "delivered", Value::Null),
        status("wamid.2", 1, "failed", error(131_047)),
    ] {
        assert_eq!(serving.post(body).status, 200);
    }
    assert_eq!(home.json(&["list", "messages"]).len(), 2, "all is understood");
    let conversation = format!("whatsapp/{PHONE}/{PEER}");
    let (_, timeline) = ask(&home, "timeline_get", json!({ "conversation": conversation }));
    let steps = |mid: &str| {
        let items = timeline["items"].as_array().unwrap();
        let message = items.iter().find(|item| item["messageId"] == mid).unwrap();
        let step =
            |step: &Value| json!([step["state"], step["moved"], step["code"], step["error"]]);
        json!(message["rail"].as_array().unwrap().iter().map(step).collect::<Vec<_>>())
    };
    assert_eq!(
        steps("wamid.1"),
        json!([
            ["accepted", true, null, null],
            ["failed", true, 131_026, "Message Undeliverable."],
            ["failed", false, null, null],
        ])
    );
    assert_eq!(
        steps("wamid.2"),
        json!([
            ["delivered", true, null, null],
            ["failed", false, 131_047, "Message Undeliverable."],
        ])
    );
    let says = |id: &str| {
        let (_, capture) = ask(&home, "capture_get", json!({ "id": id }));
        let signal = &capture["signals"][0];
        json!([signal["status"], signal["state"], signal["errors"]])
    };
    let told = json!([{ "code": 131_026, "title": "Message undeliverable", "message": null, "details": "Message Undeliverable." }]);
    assert_eq!(says("1"), json!(["sent", "accepted", []]));
    assert_eq!(says("2"), json!(["failed", "failed", told]));
}

/// A page that looked for it among what it had loaded loaded all there is.
#[test]
fn the_first_that_is_new_since_a_visit_is_found_wherever_it_stands() {
    let home = Home::new();
    let serving = home.serve(&[]);
    for body in [
        said("m1", 1, "Hello"),
        echo("a1", 2, "Hello"),
        said("m2", 9, "Is it open?"),
        // Delivered late: it stands before what was known by then.
        said("m3", 5, "Are you there?"),
        echo("a2", 12, "Yes"),
        said("m2", 9, "Is it open?"),
        read("a2", 13),
    ] {
        assert_eq!(serving.post(body).status, 200);
    }
    assert_eq!(home.json(&["list", "messages"]).len(), 5, "all is understood");
    let conversation = format!("instagram/{ACCOUNT}/{CUSTOMER}");
    let since = |since: &str| {
        let wanted = json!({ "conversation": conversation, "what": "unread", "since": since });
        let (_, found) = ask(&home, "timeline_find", wanted);
        found["item"].as_str().map(|id| id.rsplit('/').next().unwrap_or(id).to_owned())
    };
    let last = i64::MAX.to_string();
    for (capture, first) in [
        ("0", Some("m1")),
        ("1", Some("m3")),
        ("2", Some("m3")),
        ("3", Some("m3")),
        ("4", None),
        ("7", None),
        (&*last, None),
    ] {
        assert_eq!(since(capture).as_deref(), first, "since capture {capture}");
    }
    let all = json!({ "conversation": conversation, "what": "unread" });
    assert_eq!(ask(&home, "timeline_find", all).1["item"], format!("instagram/{ACCOUNT}/m1"));
}

/// What comes after the page asked was not on the screen.
#[test]
fn a_look_reaches_as_far_as_what_was_shown() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let received = |id: &str, second: i64, count: usize| {
        assert_eq!(serving.post(said(id, second, "Hello")).status, 200);
        assert_eq!(home.json(&["list", "messages"]).len(), count, "all is understood");
    };
    let timeline = || {
        let wanted = json!({ "conversation": format!("instagram/{ACCOUNT}/{CUSTOMER}") });
        ask(&home, "timeline_get", wanted).1
    };
    received("m1", 1, 1);
    let shown = timeline();
    received("m2", 2, 2);
    received("m3", 3, 3);
    let unread_after = |seen: &Value| {
        let id = &shown["conversation"]["id"];
        let (status, _) = ask(&home, "conversation_look", json!({ "id": id, "seen": seen }));
        assert_eq!(status, 200);
        let now = timeline();
        (now["conversation"]["unread"].clone(), now["looked"].clone())
    };
    assert_eq!(unread_after(&shown["readTo"]), (json!(2), json!("1")));
    assert_eq!(unread_after(&json!("2")), (json!(1), json!("2")));
    assert_eq!(unread_after(&json!("99")), (json!(0), json!("3")), "nothing that is still to come");
    assert_eq!(unread_after(&json!("1")), (json!(0), json!("3")), "never back");
    let wrong = json!({ "id": shown["conversation"]["id"], "seen": "yesterday" });
    assert_eq!(ask(&home, "conversation_look", wrong).0, 400);
}

#[test]
fn what_the_customer_said_is_unread_however_much_the_account_said_between() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let mut n = 0;
    for (pairs, unread) in [(60, 60), (50, 99)] {
        for _ in 0..pairs {
            n += 1;
            serving.post(said(&format!("in{n}"), n, "Hello"));
            serving.post(echo(&format!("out{n}"), n, "Hello yourself"));
        }
        home.until("status_get", &json!({}), |status| status["backlog"] == 0);
        let (_, page) = ask(&home, "conversations_list", json!({}));
        assert_eq!(page["rows"][0]["unread"], unread, "of {n} pairs");
    }
}

/// Whoever opens a conversation from a search looks for what was said, not for its end.
#[test]
fn the_newest_message_with_a_word_of_a_filter_is_found() {
    let home = Home::new();
    let serving = home.serve(&[]);
    for body in [
        said("m1", 1, "A blue mug, 100% wool"),
        echo("a1", 2, "The BLUE one?"),
        said("m2", 3, "or two"),
        echo("a2", 4, "Thanks"),
    ] {
        assert_eq!(serving.post(body).status, 200);
    }
    assert_eq!(home.json(&["list", "messages"]).len(), 4, "all is understood");
    let conversation = format!("instagram/{ACCOUNT}/{CUSTOMER}");
    for (filter, there) in [
        ("blue", Some("a1")),
        ("text:mug", Some("m1")),
        ("0%", Some("m1")),
        ("state:open (mug or two)", Some("m2")),
        ("not blue text:\"a blue\"", Some("m1")),
        ("not blue", None),
        ("platform:instagram", None),
        ("maya", None),
        ("", None),
        ("text:", None),
    ] {
        let wanted = json!({ "conversation": conversation, "what": "said", "filter": filter });
        let (status, found) = ask(&home, "timeline_find", wanted);
        let item = there.map(|mid| format!("instagram/{ACCOUNT}/{mid}"));
        assert_eq!((status, found["item"].as_str()), (200, item.as_deref()), "{filter}");
    }
}

/// What one member of a group has says nothing of another.
#[test]
fn a_member_who_skipped_a_state_keeps_that_mark_when_another_gets_it() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let told = |word: &str, second: i64, member: &str| {
        let mut body: Value =
            serde_json::from_str(&status("wamid.g", second, word, Value::Null)).unwrap();
        let status = &mut body["entry"][0]["changes"][0]["value"]["statuses"][0];
        status["recipient_id"] = json!("grp-7");
        status["recipient_type"] = json!("group");
        status["recipient_participant_id"] = json!(member);
        body.to_string()
    };
    let gaps = || {
        let conversation = format!("whatsapp/{PHONE}/grp-7");
        let (_, timeline) = ask(&home, "timeline_get", json!({ "conversation": conversation }));
        let items = timeline["items"].as_array().unwrap();
        let message = items.iter().find(|item| item["messageId"] == "wamid.g").unwrap();
        let has = |flags: &Value| flags.as_array().unwrap().contains(&json!("gap"));
        let rail: Vec<bool> =
            message["rail"].as_array().unwrap().iter().map(|step| has(&step["flags"])).collect();
        (has(&message["flags"]), rail)
    };
    for (body, signals, expected) in [
        (told("read", 2, "491"), 1, (true, vec![true])),
        (told("delivered", 3, "492"), 2, (true, vec![true, false])),
        (told("delivered", 1, "491"), 3, (false, vec![false, false, false])),
    ] {
        assert_eq!(serving.post(body).status, 200);
        home.json(&["list", "messages"]);
        assert_eq!(gaps(), expected, "after {signals}");
    }
}
