//! `delete`: gone from the lists and from the bytes of the files.

use serde_json::{Value, json};

use crate::meta::{self, ACCOUNT, PEER};
use crate::rig::{Home, ask};

fn find(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[test]
fn what_is_deleted_is_gone_from_the_files() {
    for owner in [true, false] {
        for (words, gone, left) in [
            (&["delete", "1"][..], "sesame-one", 1),
            (&["delete", "--conversation", ACCOUNT, PEER], "sesame-one", 0),
            (&["delete", "--all", "--yes"], "sesame-two", 0),
        ] {
            let home = Home::new();
            let serving = home.serve(&[]);
            serving.post(meta::said("mid.one", 1, "sesame-one"));
            serving.post(meta::said("mid.two", 2, "sesame-two"));
            assert_eq!(home.json(&["list", "messages"]).len(), 2);
            assert!(find(&home.bytes(), gone), "it is there before");
            let used = json!({ "of": "captures", "filter": format!("peer:{PEER} sesame-sought") });
            assert_eq!(ask(&home, "filter_used", used).0, 200);
            let kept = if owner {
                Some(serving)
            } else {
                serving.terminate();
                None
            };
            home.run(words).quietly();
            assert!(!find(&home.bytes(), gone), "{words:?}, owner {owner}");
            let sought = find(&home.bytes(), "sesame-sought");
            assert_eq!(sought, left > 0, "a filter with the customer goes with the customer");
            assert_eq!(home.json(&["list", "captures"]).len(), left, "{words:?}");
            assert_eq!(home.json(&["list", "messages"]).len(), left, "{words:?}");
            drop(kept);
        }
    }
}

#[test]
fn whoever_shows_lists_is_told_that_something_went() {
    for words in [
        &["delete", "1"][..],
        &["delete", "--conversation", ACCOUNT, PEER],
        &["delete", "--all", "--yes"],
        &["rebuild"],
    ] {
        let home = Home::new();
        let serving = home.serve(&[]);
        let epoch = || ask(&home, "status_get", json!({})).1["epoch"].as_i64().unwrap();
        serving.post(meta::said("mid.one", 1, "sesame-one"));
        assert_eq!(home.json(&["list", "messages"]).len(), 1);
        let before = epoch();
        serving.post(meta::said("mid.two", 2, "sesame-two"));
        assert_eq!(home.json(&["list", "messages"]).len(), 2);
        assert_eq!(epoch(), before, "what comes is no such thing");
        home.run(words).quietly();
        assert!(epoch() > before, "{words:?}");
    }
}

#[test]
fn names_of_customers_go_with_everything_and_those_of_own_accounts_stay() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.one", 1, "sesame-one"));
    for (account, peer, name, column, id) in [
        (ACCOUNT, Value::Null, "sesame-renamed", "zohoChannelId", "77"),
        (ACCOUNT, Value::Null, "Our shop", "zohoChannelId", "77"),
        ("17841400000000009", Value::Null, "sesame-emptied", "zohoOrgId", "99"),
        ("17841400000000009", Value::Null, "", "zohoOrgId", ""),
        (ACCOUNT, json!(PEER), "sesame-name", "zohoSessionId", "88"),
    ] {
        let mut entry = json!({ "platform": "", "account": account, "peer": peer, "name": name });
        entry[column] = json!(id);
        assert_eq!(ask(&home, "directory_put", entry).0, 200);
    }
    let known = || {
        let (_, list) = ask(&home, "directory_list", json!({}));
        let entries = list["entries"].as_array().unwrap().iter();
        entries
            .map(|entry| (entry["name"].clone(), entry["zohoChannelId"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(known().len(), 2);
    for words in [&["delete", "--all", "--yes"][..], &["rebuild"], &["delete", "--all", "--yes"]] {
        home.run(words).quietly();
        assert_eq!(known(), [(json!("Our shop"), json!("77"))], "after {words:?}");
        for gone in ["sesame-name", "sesame-renamed", "sesame-emptied"] {
            assert!(!find(&home.bytes(), gone), "{gone} after {words:?}");
        }
    }
}

#[test]
fn what_is_not_there_is_refused() {
    let home = Home::new();
    home.run(&["delete", "7"]).refused(1, "7");
    home.run(&["delete", "--conversation", ACCOUNT, PEER]).refused(1, PEER);
}

#[test]
fn the_chart_counts_nothing_that_went_with_a_conversation() {
    let home = Home::new();
    let serving = home.serve(&[]);
    for n in 0..3 {
        serving.post(meta::said(&format!("mid.{n}"), n, "hi"));
    }
    serving.post(meta::status("wamid.1", 1, "sent", Value::Null));
    home.run(&["delete", "--conversation", ACCOUNT, PEER]).quietly();
    assert_eq!(home.json(&["list", "captures"]).len(), 1);
    let (status, rate) = ask(&home, "captures_rate", json!({ "spanMs": 600_000, "bars": 10 }));
    assert_eq!(status, 200, "{rate}");
    let all: i64 = rate["counts"].as_array().unwrap().iter().map(|bar| bar.as_i64().unwrap()).sum();
    assert_eq!(all, 1, "{rate}");
}
