//! Who has the data folder: commands of a moment wait for each other, and lasting owners wait for them.

use std::thread;

use serde_json::json;

use crate::meta;
use crate::rig::{Home, Sink, ask};

#[test]
fn commands_of_a_moment_that_come_together_all_succeed() {
    let home = Home::new();
    thread::scope(|scope| {
        let words: [&[&str]; 4] =
            [&["list", "messages"], &["rebuild"], &["list", "captures"], &["targets"]];
        let ran: Vec<_> =
            words.iter().cycle().take(12).map(|words| scope.spawn(|| home.run(words))).collect();
        for ran in ran {
            let ran = ran.join().unwrap();
            assert_eq!(ran.code, Some(0), "{}", ran.err);
        }
    });
}

#[test]
fn a_command_of_a_moment_is_in_nobodys_way() {
    let home = Home::new();
    thread::scope(|scope| {
        let lists: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| (0..3).all(|_| home.run(&["list", "messages"]).code == Some(0)))
            })
            .collect();
        // Ends the test if it does not get the folder.
        let serving = home.serve(&[]);
        assert_eq!(serving.post("{}").status, 200);
        assert!(lists.into_iter().all(|list| list.join().unwrap()));
        assert_eq!(home.json(&["list", "captures"]).len(), 1, "as guests from now on");
    });
}

#[test]
fn a_conversation_is_deleted_whole_also_while_everything_is_made_anew() {
    let home = Home::new();
    let serving = home.serve(&[]);
    for round in 0..25 {
        for n in 0..8 {
            serving.post(meta::said(&format!("mid.{round}.{n}"), n, "Hi"));
        }
        let rows = home.json(&["list", "conversations"]);
        let (account, peer) = (rows[0]["account"].clone(), rows[0]["peer"].clone());
        thread::scope(|scope| {
            let rebuilding = scope.spawn(|| ask(&home, "rebuild", json!({})));
            let which = json!({ "captures": [], "all": false, "conversation": { "account": account, "peer": peer } });
            let (status, gone) = ask(&home, "delete", which);
            assert_eq!((status, &gone["captures"]), (200, &8.into()), "{gone}");
            assert_eq!(rebuilding.join().unwrap().0, 200);
        });
        assert!(home.json(&["list", "captures"]).is_empty());
    }
}

#[test]
fn an_edited_body_as_large_as_any_goes_through_the_owner() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    let sink = Sink::answering(200);
    let file = home.file("edited", vec![b' '; 8 << 20]);
    home.json(&["send", "1", "--to", &sink.url, "--body", &file]);
    assert_eq!(sink.next().body.len(), 8 << 20);
}

#[cfg(unix)]
#[test]
fn what_lies_in_the_folder_is_for_its_user_only() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    std::fs::create_dir(home.data()).unwrap();
    std::fs::set_permissions(home.data(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    for file in ["hooktrail.db", "hooktrail.db-wal", "control.json"] {
        let mode = home.data().join(file).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file}: {mode:o}");
    }
}
