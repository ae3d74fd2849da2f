//! `list`: every kind has its keys, oldest first, the same through an owner and alone.

use serde_json::{Value, json};

use crate::meta::{self, ACCOUNT, PEER};
use crate::rig::{Home, Sink, Slow, ask, has_keys};

const KINDS: &[(&str, &str)] = &[
    ("captures", "id method path bytes signature status received_at duration_us"),
    ("conversations", "id account peer state"),
    ("messages", "id message_id account peer direction status deleted text at"),
    (
        "signals",
        "id type capture kind platform account peer direction message_id at text path sample standby flags problems data",
    ),
    ("transitions", "id type capture message_id from to at basis flags error"),
    ("openings", "id type capture account peer at"),
    ("normalized", "id type capture format message_id stand_ins body"),
    ("deliveries", "id url status item started_at attempts"),
];

/// A customer speaks, the business answers, the customer sees it; one capture is sent on.
fn told(home: &Home) -> crate::rig::Serving {
    let serving = home.serve(&[]);
    for body in [
        meta::said("mid.in", 1, "is it open?"),
        meta::echo("mid.out", 5, "yes, until six"),
        meta::read("mid.out", 9),
    ] {
        assert_eq!(serving.post(body).status, 200);
    }
    let sink = Sink::answering(200);
    home.run(&["send", "1", "--to", &sink.url]).quietly();
    serving
}

fn all(home: &Home) -> Vec<Vec<Value>> {
    KINDS.iter().map(|(kind, _)| home.json(&["list", kind])).collect()
}

#[test]
fn every_kind_has_its_keys_with_an_owner_and_without() {
    let home = Home::new();
    let serving = told(&home);
    let guest = all(&home);
    for (rows, (kind, keys)) in guest.iter().zip(KINDS) {
        assert!(!rows.is_empty(), "no {kind}");
        rows.iter().for_each(|row| has_keys(row, keys));
        assert!(rows.iter().all(|row| row["id"].is_string()), "{kind}: ids are strings");
    }
    assert_eq!(serving.terminate().0, Some(0));
    assert_eq!(all(&home), guest, "the same rows from the folder itself");
}

#[test]
fn the_life_of_a_message_is_told_in_cli_mds_words() {
    let home = Home::new();
    let _serving = told(&home);
    let captures = home.json(&["list", "captures"]);
    let ids: Vec<&str> = captures.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["1", "2", "3"], "oldest first");
    assert_eq!((&captures[0]["method"], &captures[0]["status"]), (&"POST".into(), &200.into()));

    let messages = home.json(&["list", "messages"]);
    let row = |mid: &str| messages.iter().find(|row| row["message_id"] == mid).unwrap();
    for (mid, key, value) in [
        ("mid.in", "direction", Value::from("inbound")),
        ("mid.in", "status", Value::Null),
        ("mid.in", "text", "is it open?".into()),
        ("mid.in", "at", "2026-06-16T10:37:01.000Z".into()),
        ("mid.out", "direction", "outbound".into()),
        ("mid.out", "status", "seen".into()),
        ("mid.out", "deleted", false.into()),
        ("mid.out", "account", ACCOUNT.into()),
        ("mid.out", "peer", PEER.into()),
    ] {
        assert_eq!(row(mid)[key], value, "{mid} {key}");
    }

    let steps: Vec<_> = home
        .json(&["list", "transitions"])
        .iter()
        .map(|row| [row["from"].clone(), row["to"].clone(), row["basis"].clone()])
        .collect();
    let observed = Value::from("observed");
    assert_eq!(
        steps,
        [
            [Value::Null, "accepted".into(), observed.clone()],
            ["accepted".into(), "seen".into(), observed]
        ]
    );
    assert_eq!(home.json(&["list", "conversations"])[0]["state"], "open");
    assert_eq!(home.json(&["list", "openings"])[0]["capture"], 1);
}

#[test]
fn limit_and_filter_narrow() {
    let home = Home::new();
    let _serving = told(&home);
    for (words, count) in [
        (&["list", "captures", "--limit", "2"][..], 2),
        (&["list", "captures", "--limit", "0"], 0),
        (&["list", "signals", "kind:read"], 1),
        (&["list", "signals", "kind:comment"], 0),
    ] {
        assert_eq!(home.json(words).len(), count, "{words:?}");
    }
    assert_eq!(home.json(&["list", "captures", "--limit", "1"])[0]["id"], "1");
}

#[test]
fn csv_has_the_keys_as_its_heading_and_a_line_for_each_row() {
    let home = Home::new();
    let _serving = told(&home);
    let csv = home.run(&["list", "transitions", "--csv"]);
    csv.quietly();
    let mut lines = csv.out.lines();
    let heading: Vec<&str> = lines.next().unwrap().split(',').collect();
    for key in ["id", "capture", "message_id", "from", "to", "at", "basis"] {
        assert!(heading.contains(&key), "{key} in {heading:?}");
    }
    let ids: Vec<Value> =
        home.json(&["list", "transitions"]).iter().map(|row| row["id"].clone()).collect();
    assert_eq!(lines.clone().count(), ids.len());
    let column = heading.iter().position(|key| *key == "id").unwrap();
    for (line, id) in lines.zip(ids) {
        assert_eq!(line.split(',').nth(column), id.as_str());
    }
    assert_eq!(home.run(&["list", "transitions", "no:such", "--csv"]).code, Some(2));
    let nothing = Home::new().run(&["list", "deliveries", "--csv"]);
    nothing.quietly();
    assert_eq!(nothing.out, "", "no rows, no keys");
    home.run(&["list", "messages", "--csv", "--json"]).refused(2, "--json");
}

#[test]
fn filters_take_not_or_parentheses_comparisons_and_beginnings() {
    let home = Home::new();
    let serving = home.serve(&["--app-secret", &format!("file:{}", home.file("s", "s"))]);
    serving.post_signed("s", meta::said("mid.one", 1, "Hello"));
    serving.post_signed("x", meta::echo("mid.two", 2, "Hi there"));
    serving.post(meta::read("mid.two", 3));
    let found = |filter: &str| {
        let rows = home.json(&["list", "captures", filter]);
        rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    for (filter, ids) in [
        ("", "1 2 3"),
        ("sig:valid", "1"),
        ("sig:valid or sig:invalid", "1 2"),
        ("not sig:valid", "2 3"),
        ("-sig:valid", "2 3"),
        ("-kind:read -there", "1"),
        ("not (sig:valid or kind:read)", "2"),
        ("kind:message* -kind:message", "2"),
        ("mid:mid.t*", "2 3"),
        ("status<300 id>=2", "2 3"),
        ("bytes>1M", ""),
        ("bytes<1kb bytes>0.1kib", "1 2 3"),
        ("received>-1h", "1 2 3"),
        ("received<-1h", ""),
        ("hello or there", "1 2"),
        ("source:default", "1 2 3"),
    ] {
        assert_eq!(found(filter), ids, "{filter}");
    }
    for (filter, many) in [("state:open", 1), ("state:done", 0), ("state:do*", 0)] {
        assert_eq!(home.json(&["list", "conversations", filter]).len(), many, "{filter}");
    }
    for (filter, words) in [
        ("mood:good", "Nothing is called mood here"),
        ("a (b", "This ( is not closed: write a ) behind it. (In the filter, character 3.)"),
        ("status>many", "is no number"),
    ] {
        home.run(&["list", "captures", filter]).refused(2, words);
    }
    home.run(&["list", "conversations", "state:opne"]).refused(2, "it is open, done");
    home.run(&["list", "captures", "--limt", "3"]).refused(2, "--limt");
}

#[test]
fn deliveries_are_found_by_target_verdict_and_answer() {
    let home = Home::new();
    let _serving = told(&home);
    let (good, bad) = (Sink::answering(200), Sink::answering(500));
    for url in [&bad.url, &good.url, &good.url] {
        home.run(&["send", "2", "--to", url]);
    }
    let found = |filter: &str| home.json(&["list", "deliveries", filter]).len();
    for (filter, count) in [
        ("", 4),
        ("status>=500", 1),
        ("passed:no", 1),
        ("-passed:yes", 1),
        ("verdict:first", 3),
        ("verdict:\"still passing\"", 1),
        ("verdict:fixed", 0),
        ("item:2", 3),
        ("signing:unsigned", 4),
        ("target:dev", 0),
        ("error:refused", 0),
        ("started>-1h duration<60000", 4),
    ] {
        assert_eq!(found(filter), count, "{filter}");
    }
    home.run(&["list", "deliveries", "verdict:good"]).refused(2, "still failing");
}

#[test]
fn a_list_in_pages_is_the_list_whole_and_so_is_a_file_in_parts() {
    let home = Home::new();
    let serving = told(&home);
    let sink = Sink::answering(200);
    for n in 0..4 {
        serving.post(meta::echo(&format!("mid.{n}"), 20 + n, "more"));
        home.run(&["send", "2", "--to", &sink.url]).quietly();
    }
    home.run(&["list", "normalized"]).quietly();
    let get = |of: &str, limit: i64, after: Option<String>| {
        let query = json!({ "of": of, "limit": limit, "after": after });
        let (status, list) = ask(&home, "records_list", query);
        assert_eq!(status, 200, "{of}: {list}");
        let rows = list["rows"].as_array().unwrap().clone();
        (rows, list["next"].as_str().map(str::to_owned))
    };
    for (of, _) in KINDS {
        let (whole, none) = get(of, 0, None);
        assert_eq!(none, None, "{of}");
        for limit in [1, 2, 1_000] {
            let (mut joined, mut after) = (Vec::new(), Some(String::new()));
            while let Some(from) = after {
                let (rows, next) = get(of, limit, Some(from));
                assert!(rows.len() as i64 <= limit, "{of}");
                joined.extend(rows);
                after = next;
            }
            assert_eq!(joined, whole, "{of}, {limit} at a time");
        }
        let csv = home.run(&["list", of, "--csv"]);
        let (status, part) = ask(&home, "rows_export", json!({ "of": of, "format": "csv" }));
        assert_eq!((status, &part["next"]), (200, &Value::Null), "{of}: {part}");
        let text = part["text"].as_str().unwrap();
        assert_eq!(part["rows"], json!(whole.len()), "{of}");
        if *of != "signals" {
            assert_eq!(text, csv.out, "{of}"); // a file of signals has a column that this list needs not
        }
        let odd =
            json!({ "of": of, "format": "csv", "next": { "after": "nowhere", "columns": [] } });
        assert_eq!(ask(&home, "rows_export", odd).0, 400, "{of}");
    }
}

#[test]
fn a_delivery_that_is_tried_between_two_pages_is_in_one_of_them() {
    let (home, one, other) = (Home::new(), Slow::new(), Slow::new());
    let serving = home.serve(&[]);
    home.json(&["rules", "add", "--to", &one.url, "--to", &other.url]);
    serving.post(meta::said("mid.1", 1, "one moment, two targets"));
    let waiting = [(&one.url, one.next().1), (&other.url, other.next().1)];
    let get = |after: &str| {
        let query = json!({ "of": "deliveries", "limit": 1, "after": after });
        let list = ask(&home, "records_list", query).1;
        let row = list["rows"][0].as_str().map(|row| serde_json::from_str::<Value>(row).unwrap());
        (row.unwrap(), list["next"].clone())
    };
    let (first, next) = get("");
    let (_, answer) = waiting.iter().find(|(url, _)| first["url"] == **url).unwrap();
    answer.send(500).unwrap();
    let is_tried =
        |said: &Value| said["rows"].as_array().unwrap().iter().any(|row| row["state"] == "failed");
    home.until("deliveries_list", &json!({}), is_tried);
    let (second, end) = get(next.as_str().unwrap());
    assert_ne!(second["id"], first["id"]);
    assert_eq!(second["state"], "under way");
    assert_eq!(end, Value::Null);
}

#[test]
fn a_file_that_takes_more_than_one_part_is_the_same_file() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let long = "long ".repeat(600_000);
    for mid in ["mid.1", "mid.2", "mid.3"] {
        assert_eq!(serving.post(meta::said(mid, 1, &long)).status, 200);
    }
    for (format, word) in [("csv", "--csv"), ("jsonl", "--json")] {
        let whole = home.run(&["list", "messages", word]).out;
        let (mut text, mut parts, mut next) = (String::new(), 0, None);
        loop {
            let mut wanted = json!({ "of": "messages", "format": format });
            if let Some(next) = next {
                wanted["next"] = next;
            }
            let (status, part) = ask(&home, "rows_export", wanted);
            assert_eq!(status, 200, "{part}");
            text.push_str(part["text"].as_str().unwrap());
            parts += 1;
            next = Some(part["next"].clone()).filter(|next| !next.is_null());
            if next.is_none() {
                break;
            }
        }
        assert!(parts > 1, "{format}");
        assert!(text == whole, "{format}: {} of {} bytes", text.len(), whole.len());
    }
}

#[test]
fn formats_are_asked_for_like_any_field() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::echo("mid.2", 2, "b"));
    serving.post(meta::read("mid.2", 3));
    let all = ["1-t1-texter", "2-t1-doubletick", "2-t1-texter", "2-t1-zoho"];
    for (filter, wanted) in [
        ("", &all[..]),
        ("format:texter.message-status-changed", &["1-t1-texter", "2-t1-texter"]),
        ("format=texter.message-status-changed", &["1-t1-texter", "2-t1-texter"]),
        ("format:\"texter.message-status-changed\" capture:2", &["2-t1-texter"]),
        ("format:texter*", &["1-t1-texter", "2-t1-texter"]),
        ("-format:texter*", &["2-t1-doubletick", "2-t1-zoho"]),
        ("not format:zoho.im-message-status", &["1-t1-texter", "2-t1-doubletick", "2-t1-texter"]),
        ("format:zoho* or to:accepted", &["1-t1-texter", "2-t1-zoho"]),
        ("format:texter* format:zoho*", &[]),
    ] {
        let lines = home.json(&["list", "normalized", filter]);
        let ids: Vec<&str> = lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
        assert_eq!(ids, wanted, "{filter}");
    }
}
