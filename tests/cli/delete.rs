//! `delete`: gone from the lists and from the bytes of the files.

use serde_json::json;

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
            let kept = if owner {
                Some(serving)
            } else {
                serving.terminate();
                None
            };
            home.run(words).quietly();
            assert!(!find(&home.bytes(), gone), "{words:?}, owner {owner}");
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
fn what_is_not_there_is_refused() {
    let home = Home::new();
    home.run(&["delete", "7"]).refused(1, "7");
    home.run(&["delete", "--conversation", ACCOUNT, PEER]).refused(1, PEER);
}
