//! `convert`: keys and order of the lines, done marks, odd files.

use serde_json::Value;

use crate::meta::{self, ACCOUNT, PEER};
use crate::rig::{Home, has_keys};

fn keys(kind: &str) -> &'static str {
    match kind {
        "signal" => {
            "type capture kind platform account peer direction message_id at text path sample standby flags problems data"
        }
        "transition" => "type capture message_id from to at basis flags error",
        "opening" => "type capture account peer at",
        "normalized" => "type capture id format message_id stand_ins body",
        "withheld" => "type capture format message_id reason",
        other => panic!("no such line: {other}"),
    }
}

/// The lines as `capture type detail`.
fn story(lines: &[Value]) -> Vec<String> {
    lines
        .iter()
        .map(|line| {
            let kind = line["type"].as_str().unwrap();
            has_keys(line, keys(kind));
            let detail = ["kind", "to", "format"].iter().find_map(|key| line[key].as_str());
            format!("{} {kind} {}", line["capture"], detail.unwrap_or_default()).trim().to_owned()
        })
        .collect()
}

#[test]
fn each_file_tells_its_story_in_the_published_order() {
    let home = Home::new();
    let files = [
        home.file("1.json", meta::said("mid.in", 1, "is it open?")),
        home.file("2.json", meta::echo("mid.out", 5, "yes")),
        home.file("3.json", meta::read("mid.out", 9)),
    ];
    let words = ["convert", "--json", &files[0], &files[1], &files[2]];
    let lines = home.run(&words).ok();
    let kinds: Vec<String> = story(&lines);
    let expected = [
        "1 signal message",
        "1 opening",
        "1 normalized doubletick.conversation-opened",
        "2 signal message_echo",
        "2 transition accepted",
        "3 signal read",
        "3 transition seen",
        "3 normalized doubletick.message-status",
        "3 normalized texter.message-status-changed",
        "3 normalized zoho.im-message-status",
    ];
    let mut at = kinds.iter();
    for line in expected {
        assert!(at.any(|kind| kind == line), "{line} in its place in {kinds:#?}");
    }
    assert_eq!(lines[0]["path"], "$.entry[0].messaging[0]");
    assert!(!home.data().exists(), "convert keeps nothing");
}

#[test]
fn done_marks_act_after_their_file() {
    let home = Home::new();
    let one = home.file("1.json", meta::said("mid.1", 1, "a"));
    let two = home.file("2.json", meta::said("mid.2", 20, "b"));
    let done = format!("1:{ACCOUNT}:{PEER}@2026-06-16T10:37:10.000Z");
    let late = format!("1:{ACCOUNT}:{PEER}@2026-06-16T10:38:00.000Z");
    for (marks, openings) in [(&[][..], 1), (&["--done", &done], 2), (&["--done", &late], 1)] {
        let lines = home.run(&[&["convert", "--json", &one, &two], marks].concat()).ok();
        assert_eq!(
            lines.iter().filter(|line| line["type"] == "opening").count(),
            openings,
            "{marks:?}"
        );
    }
}

#[test]
fn odd_files_never_stop_the_rest() {
    let home = Home::new();
    let broken = home.file("broken.json", b"{\"object\": \xff");
    let good = home.file("good.json", meta::said("mid.1", 1, "a"));
    let lines = home.run(&["convert", "--json", &broken]).ok();
    assert_eq!(story(&lines), ["1 signal unknown"]);
    assert!(!lines[0]["problems"].as_array().unwrap().is_empty());

    let missing = home.path().join("missing.json");
    let missing = missing.to_str().unwrap();
    let ran = home.run(&["convert", "--json", missing, &good]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("missing.json"), "{}", ran.err);
    assert!(story(&ran.lines()).iter().any(|line| line.ends_with("signal message")));
}

#[test]
fn zoho_numbers_stay_bare_and_whole() {
    let home = Home::new();
    let echo = home.file("1.json", meta::echo("mid.out", 5, "yes"));
    let read = home.file("2.json", meta::read("mid.out", 9));
    let ran = home.run(&["convert", "--json", &echo, &read]);
    let line = ran.out.lines().find(|line| line.contains("-zoho\"")).unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    let payload = line["body"][0]["payload"].as_object().or(line["body"][0].as_object()).unwrap();
    assert!(payload.values().any(|value| value.as_u64().is_some_and(|id| id > 1 << 53)), "{line}");
}

#[test]
fn in_words_too_a_field_is_followed_by_the_bytes_that_it_came_from() {
    let home = Home::new();
    let echo = home.file("1.json", meta::echo("mid.out", 5, "yes"));
    let body = meta::read("mid.out", 9);
    let read = home.file("2.json", &body);
    let ran = home.run(&["convert", "--explain", &echo, &read]);
    let line = ran.out.lines().find(|line| line.contains("<- capture: capture 2, ")).unwrap();
    let (start, end) = line.rsplit_once(", bytes ").unwrap().1.split_once("..").unwrap();
    let bytes = &body[start.parse().unwrap()..end.parse().unwrap()];
    assert!(!bytes.is_empty() && bytes.len() < 100, "{line}: {bytes}");
    let constant = ran.out.lines().find(|line| line.contains("<- constant: ")).unwrap();
    assert!(!constant.contains("bytes"), "{constant}");
}
