//! A group on WhatsApp: who is named by what, from the receiver to the lists, and after something of it was deleted.

use serde_json::{Value, json};

use crate::meta::{PHONE, whatsapp};
use crate::rig::{Home, ask};

const GROUP: &str = "grp-9";
const ZOE: &str = "4915550000041";
const ALI: &str = "4915550000042";
const MAYA: &str = "4915550000043";

/// Each of these says something, and Meta names them beside it.
fn said(group: Option<&str>, second: i64, who: &[(&str, &str)]) -> String {
    let contact = |(id, name): &(&str, &str)| json!({ "profile": { "name": name }, "wa_id": id });
    let message = |(id, name): &(&str, &str)| {
        let at = (1_781_606_220 + second).to_string();
        let mut message = json!({
            "from": id, "id": format!("wamid.{id}.{second}"), "timestamp": at, "type": "text",
            "text": { "body": format!("I am {name}") },
        });
        if let Some(group) = group {
            message["group_id"] = json!(group);
        }
        message
    };
    whatsapp(json!({
        "contacts": who.iter().map(contact).collect::<Vec<_>>(),
        "messages": who.iter().map(message).collect::<Vec<_>>(),
    }))
}

/// Peer, name and whether it is a group, of every conversation.
fn listed(home: &Home) -> Value {
    home.json(&["list", "messages"]);
    let (_, list) = ask(home, "conversations_list", json!({}));
    let row = |row: &Value| json!([row["peer"], row["name"], row["group"]]);
    list["rows"].as_array().unwrap().iter().map(row).collect()
}

/// Who is said to have written in the group, in order.
fn writers(home: &Home) -> Value {
    let conversation = format!("whatsapp/{PHONE}/{GROUP}");
    let (_, timeline) = ask(home, "timeline_get", json!({ "conversation": conversation }));
    let messages = timeline["items"].as_array().unwrap().iter();
    messages
        .filter(|item| item["type"] == "message")
        .map(|item| item["participant"]["name"].clone())
        .collect()
}

fn enter(home: &Home, peer: &str, name: &str) {
    let entry = json!({ "platform": "", "account": PHONE, "peer": peer, "name": name });
    let (status, answer) = ask(home, "directory_put", entry);
    assert_eq!(status, 200, "{answer}");
}

#[test]
fn a_name_is_of_whom_it_came_with_and_the_group_has_its_own() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(said(None, 1, &[(ZOE, "Zoe B.")]));
    serving.post(said(Some(GROUP), 2, &[(ZOE, "Zoë"), (ALI, "Ali"), (MAYA, "Maya")]));
    assert_eq!(listed(&home), json!([[GROUP, null, true], [ZOE, "Zoë", false]]));
    assert_eq!(writers(&home), json!(["Zoë", "Ali", "Maya"]));

    serving.post(said(None, 9, &[(ZOE, "Zoë on holiday")]));
    assert_eq!(listed(&home)[0], json!([ZOE, "Zoë on holiday", false]));
    assert_eq!(writers(&home), json!(["Zoë", "Ali", "Maya"]), "as they were called then");

    enter(&home, ALI, "Ali of the warehouse");
    enter(&home, GROUP, "Everyone");
    assert_eq!(listed(&home)[1], json!([GROUP, "Everyone", true]));
    assert_eq!(
        writers(&home),
        json!(["Zoë", "Ali of the warehouse", "Maya"]),
        "the user ranks first"
    );
    let opened =
        home.json(&["list", "normalized"]).into_iter().find(|line| line["body"]["handle"] == GROUP);
    let body = &opened.unwrap()["body"];
    assert_eq!(
        json!([body["contact"]["name"], body["customerName"]]),
        json!(["Everyone", "Everyone"])
    );
}

#[test]
fn what_a_group_told_of_a_member_goes_with_it_and_no_sooner() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(said(Some(GROUP), 1, &[(ZOE, "Zoë"), (ALI, "Ali")]));
    serving.post(said(Some(GROUP), 2, &[(ZOE, "Zoe B.")]));
    serving.post(said(None, 3, &[(ZOE, "Zoe B.")]));
    let told = || {
        let (_, list) = ask(&home, "directory_list", json!({}));
        let entry = |entry: &Value| json!([entry["peer"], entry["name"]]);
        list["entries"].as_array().unwrap().iter().map(entry).collect::<Value>()
    };
    let steps: [(&[&str], Value); 3] = [
        (&["delete", "--conversation", PHONE, ZOE], json!([[ZOE, "Zoe B."], [ALI, "Ali"]])),
        (&["delete", "2"], json!([[ZOE, "Zoë"], [ALI, "Ali"]])),
        (&["delete", "--conversation", PHONE, GROUP], json!([])),
    ];
    for (words, names) in steps {
        home.json(&["list", "messages"]);
        home.run(words).quietly();
        assert_eq!(told(), names, "{words:?}");
        home.run(&["rebuild"]).quietly();
        assert_eq!(told(), names, "{words:?}, made anew");
    }
}

/// Who of the group reacts to the message, or takes it back.
fn reacts(second: i64, (who, name): (&str, &str), emoji: &str) -> String {
    whatsapp(json!({
        "contacts": [{ "profile": { "name": name }, "wa_id": who }],
        "messages": [{
            "from": who, "id": format!("wamid.r.{who}.{second}"), "group_id": GROUP,
            "timestamp": (1_781_606_220 + second).to_string(), "type": "reaction",
            "reaction": { "message_id": format!("wamid.{ZOE}.1"), "emoji": emoji },
        }],
    }))
}

/// The same of the business, from its own app.
fn reacted(second: i64, emoji: &str) -> String {
    let body = reacts(second, ("15550001234", "Shop"), emoji);
    body.replace("\"field\":\"messages\"", "\"field\":\"smb_message_echoes\"")
        .replace("\"messages\":[", "\"message_echoes\":[")
}

#[test]
fn each_of_a_group_has_a_reaction_of_their_own() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(said(Some(GROUP), 1, &[(ZOE, "Zoë")]));
    let stand = || {
        home.json(&["list", "messages"]);
        let conversation = format!("whatsapp/{PHONE}/{GROUP}");
        let (_, timeline) = ask(&home, "timeline_get", json!({ "conversation": conversation }));
        let items = timeline["items"].as_array().unwrap();
        let message = items.iter().find(|item| item["type"] == "message").unwrap();
        let row = |row: &Value| {
            let at = row["at"].as_i64().unwrap() / 1_000 - 1_781_606_220;
            let who = &row["participant"];
            json!([row["emoji"], row["direction"], who["id"], who["name"], at, row["captureId"]])
        };
        message["reactions"].as_array().unwrap().iter().map(row).collect::<Value>()
    };
    let ali = |at: i64, capture: &str| json!(["👍", "inbound", ALI, "Ali", at, capture]);
    let maya = json!(["❤", "inbound", MAYA, "Maya", 3, "3"]);
    let shop = json!(["👍", "outbound", null, null, 4, "4"]);
    for (body, standing) in [
        (reacts(2, (ALI, "Ali"), "👍"), json!([ali(2, "2")])),
        (reacts(3, (MAYA, "Maya"), "❤"), json!([ali(2, "2"), maya])),
        (reacted(4, "👍"), json!([ali(2, "2"), maya, shop])),
        (reacts(5, (ALI, "Ali"), ""), json!([maya, shop])),
        (reacts(6, (ALI, "Ali"), "👍"), json!([maya, shop, ali(6, "6")])),
        (
            reacts(7, (MAYA, "Maya"), "😂"),
            json!([shop, ali(6, "6"), ["😂", "inbound", MAYA, "Maya", 7, "7"]]),
        ),
        (reacted(8, ""), json!([ali(6, "6"), ["😂", "inbound", MAYA, "Maya", 7, "7"]])),
    ] {
        serving.post(body);
        assert_eq!(stand(), standing);
    }
}

/// WhatsApp tells time in seconds, and several may react within one.
#[test]
fn what_comes_again_belongs_to_what_it_repeats_not_to_what_came_in_the_same_second() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(said(Some(GROUP), 1, &[(ZOE, "Zoë")]));
    let maya = reacts(2, (MAYA, "Maya"), "❤");
    for body in [reacts(2, (ALI, "Ali"), "👍"), maya.clone(), maya.clone(), maya] {
        serving.post(body);
    }
    home.json(&["list", "messages"]);
    let listed = || {
        let (_, captures) = ask(&home, "captures_list", json!({ "grouped": true }));
        let row = |row: &Value| json!([row["id"], row["arrivals"]]);
        captures["rows"].as_array().unwrap().iter().map(row).collect::<Value>()
    };
    assert_eq!(listed(), json!([["5", 3], ["2", 1], ["1", 1]]));
    home.run(&["delete", "3"]).quietly();
    assert_eq!(listed(), json!([["5", 2], ["2", 1], ["1", 1]]));
    home.run(&["rebuild"]).quietly();
    assert_eq!(listed(), json!([["5", 2], ["2", 1], ["1", 1]]), "made anew");
}
