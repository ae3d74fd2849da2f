//! `done`: from its place in the journal, naming a time; unknown conversations are refused.

use crate::meta::{self, ACCOUNT, PEER};
use crate::rig::Home;

#[test]
fn the_next_message_opens_again_an_older_one_does_not() {
    for owner in [true, false] {
        let home = Home::new();
        let mut serving = Some(home.serve(&[]));
        serving.as_ref().unwrap().post(meta::said("mid.1", 1, "first"));
        if !owner {
            assert_eq!(serving.take().unwrap().terminate().0, Some(0));
        }
        home.run(&["done", ACCOUNT, PEER, "--at", "2026-06-16T10:37:10.000Z"]).quietly();
        assert_eq!(home.json(&["list", "conversations"])[0]["state"], "done", "owner {owner}");
        let serving = serving.unwrap_or_else(|| home.serve(&[]));
        serving.post(meta::said("mid.2", 5, "late, said before"));
        assert_eq!(home.json(&["list", "openings"]).len(), 1);
        serving.post(meta::said("mid.3", 20, "again"));
        assert_eq!(home.json(&["list", "openings"]).len(), 2);
        assert_eq!(home.json(&["list", "conversations"])[0]["state"], "open");
    }
}

#[test]
fn an_unknown_conversation_is_refused() {
    let home = Home::new();
    home.run(&["done", ACCOUNT, "nobody"]).refused(1, "nobody");
    let _serving = home.serve(&[]);
    home.run(&["done", ACCOUNT, "nobody"]).refused(1, "nobody");
}

#[test]
fn a_mark_is_taken_back_as_if_it_had_not_been_made() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "first"));
    let undo = ["done", ACCOUNT, PEER, "--undo"];
    home.run(&undo).refused(2, "there is no done mark");
    home.run(&["done", ACCOUNT, PEER, "--at", "2026-06-16T10:37:10.000Z"]).quietly();
    home.run(&undo).quietly();
    assert_eq!(home.json(&["list", "conversations"])[0]["state"], "open");
    serving.post(meta::said("mid.2", 20, "goes on"));
    assert_eq!(home.json(&["list", "openings"]).len(), 1);
    let before = home.json(&["list", "conversations"]);
    home.run(&["rebuild"]).quietly();
    assert_eq!(home.json(&["list", "conversations"]), before);
}
