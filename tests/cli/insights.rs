//! Insights through the real receiver: what is counted is what was said, and each mark lists what it counts.

use serde_json::{Value, json};

use crate::meta::{self, PHONE, echo, said, status};
use crate::rig::{Home, ask};

fn told(home: &Home) -> crate::rig::Serving {
    let serving = home.serve(&[]);
    let locked = json!([{ "code": 131_031, "title": "Account locked" }]);
    let outside = json!([{ "code": 131_026, "title": "Message undeliverable" }]);
    let late = json!([{ "code": 131_047, "title": "Message undeliverable" }]);
    for body in [
        said("mid.in", 1, "is it open?"),
        echo("mid.1", 5, "yes"),
        echo("mid.2", 8, "until six"),
        meta::read("mid.1", 9),
        status("wamid.1", 0, "sent", Value::Null),
        status("wamid.1", 1, "delivered", Value::Null),
        status("wamid.1", 45, "read", Value::Null),
        status("wamid.2", 2, "sent", Value::Null),
        status("wamid.2", 3, "delivered", Value::Null),
        status("wamid.3", 4, "sent", Value::Null),
        status("wamid.4", 5, "failed", outside.clone()),
        status("wamid.5", 6, "failed", outside),
        status("wamid.6", 7, "failed", locked),
        status("wamid.7", 7, "failed", late),
    ] {
        assert_eq!(serving.post(body).status, 200);
    }
    serving
}

fn query() -> Value {
    json!({ "waitingMs": 600_000 })
}

fn get(home: &Home, query: Value) -> Value {
    let (status, insights) = ask(home, "insights_get", query);
    assert_eq!(status, 200, "{insights}");
    insights
}

/// `total`, after checking that as many rows lead to a capture.
fn listed(home: &Home, mark: Value) -> i64 {
    let mut request = json!({ "of": query() });
    request.as_object_mut().unwrap().extend(mark.as_object().unwrap().clone());
    let (status, list) = ask(home, "insights_rows", request);
    assert_eq!(status, 200, "{list}");
    let rows = list["rows"].as_array().unwrap();
    for row in rows {
        let (status, capture) = ask(home, "capture_get", json!({ "id": row["captureId"] }));
        assert_eq!(status, 200, "{capture}");
    }
    assert_eq!(list["total"], rows.len());
    list["total"].as_i64().unwrap()
}

fn failure(state: &str, code: Option<i64>, words: &str) -> Value {
    json!({ "mark": "failure", "state": state, "code": code, "words": words })
}

fn funnel(channel: &Value) -> Vec<i64> {
    channel["funnel"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["messages"].as_i64().unwrap())
        .collect()
}

#[test]
fn each_channel_is_counted_by_what_it_says_and_no_more() {
    let home = Home::new();
    let _serving = told(&home);
    let insights = get(&home, query());
    let [instagram, whatsapp] = &insights["channels"].as_array().unwrap()[..] else {
        panic!("{insights}");
    };
    assert_eq!(instagram["account"], meta::ACCOUNT);
    assert_eq!(funnel(instagram), [2, 2, 0, 1]);
    assert!(instagram["funnel"][2]["absent"].is_string(), "Instagram has no delivered");
    assert_eq!(instagram["seenAfter"]["medianMs"], 4_000);
    assert_eq!(instagram["waiting"], 1, "the one that was not seen");
    assert_eq!(whatsapp["account"], PHONE);
    assert_eq!(funnel(whatsapp), [7, 3, 2, 1]);
    assert_eq!(whatsapp["funnel"][2]["absent"], Value::Null);
    assert_eq!((&whatsapp["waiting"], &whatsapp["failed"]), (&json!(1), &json!(4)));
    assert_eq!(
        whatsapp["failures"],
        json!([
            { "state": "failed", "code": 131_026, "words": "Message undeliverable", "messages": 2 },
            { "state": "channel_failed", "code": 131_031, "words": "Account locked", "messages": 1 },
            { "state": "failed", "code": 131_047, "words": "Message undeliverable", "messages": 1 },
        ])
    );
    let statuses =
        insights["mix"]["kinds"].as_array().unwrap().iter().find(|kind| kind["kind"] == "status");
    let counts = statuses.unwrap()["counts"].as_array().unwrap();
    assert_eq!(counts.iter().map(|count| count.as_i64().unwrap()).sum::<i64>(), 10);
}

#[test]
fn every_mark_lists_what_it_counts() {
    let home = Home::new();
    let _serving = told(&home);
    let table = [
        (json!({ "mark": "outbound" }), 9),
        (json!({ "mark": "accepted" }), 5),
        (json!({ "mark": "delivered" }), 2),
        (json!({ "mark": "seen" }), 2),
        (json!({ "mark": "seen_after", "bar": 0 }), 1),
        (json!({ "mark": "seen_after", "bar": 1 }), 1),
        (json!({ "mark": "waiting" }), 2),
        (json!({ "mark": "failed" }), 4),
        (failure("failed", Some(131_026), "Message undeliverable"), 2),
        (failure("failed", Some(131_047), "Message undeliverable"), 1),
        (failure("failed", None, "Message undeliverable"), 0),
        (failure("channel_failed", Some(131_031), "Account locked"), 1),
        (json!({ "mark": "simulated" }), 0),
        (json!({ "mark": "kind", "words": "status" }), 10),
        (json!({ "mark": "kind", "words": "message_echo" }), 2),
    ];
    for (mark, expected) in table {
        assert_eq!(listed(&home, mark.clone()), expected, "{mark}");
    }
}

#[test]
fn a_choice_narrows_what_is_counted_and_not_what_there_is_to_choose() {
    let home = Home::new();
    let _serving = told(&home);
    let mut narrow = query();
    narrow["account"] = json!(PHONE);
    narrow["platform"] = json!("whatsapp");
    let insights = get(&home, narrow);
    assert_eq!(insights["channels"].as_array().unwrap().len(), 1);
    assert_eq!(insights["accounts"].as_array().unwrap().len(), 2);
    let mut later = query();
    later["from"] = json!(1_781_606_226_000_i64);
    assert_eq!(
        funnel(&get(&home, later.clone())["channels"][1]),
        [3, 0, 0, 0],
        "those of seconds 6 and 7"
    );
    later["platform"] = json!("telegram");
    assert_eq!(ask(&home, "insights_get", later).0, 400);
    assert_eq!(ask(&home, "insights_rows", json!({ "of": query(), "mark": "loved" })).0, 400);
}

#[test]
fn rows_are_found_by_the_code_that_insights_count_by_and_tell_it() {
    let home = Home::new();
    let _serving = told(&home);
    let codes = |filter: &str| -> Vec<i64> {
        let rows = home.json(&["list", "transitions", filter]);
        rows.iter().map(|row| row["code"].as_i64().unwrap()).collect()
    };
    for (filter, expected) in [
        ("error:131026", vec![131_026, 131_026]),
        ("error:131047", vec![131_047]),
        ("error:undeliverable", vec![131_026, 131_026, 131_047]),
        ("error:130472", vec![]),
    ] {
        assert_eq!(codes(filter), expected, "{filter}");
        if filter != "error:undeliverable" {
            assert_eq!(home.json(&["list", "captures", filter]).len(), expected.len(), "{filter}");
        }
    }
}

#[test]
fn samples_are_counted_nowhere_in_time() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "hi"));
    let sample = meta::said("random_mid", 2, "random_text");
    let sample = sample.replace(meta::PEER, "12334").replace(meta::ACCOUNT, "23245");
    serving.post(&sample);
    let told = home.json(&["list", "messages"]);
    assert_eq!(told.iter().filter(|line| line["sample"] == json!(true)).count(), 1, "{told:?}");
    let insights = get(&home, query());
    let counts = &insights["mix"]["kinds"][0]["counts"];
    let all: i64 = counts.as_array().unwrap().iter().map(|count| count.as_i64().unwrap()).sum();
    assert_eq!(all, 1);
}
