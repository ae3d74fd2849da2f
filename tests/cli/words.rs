//! What every verb shares before it does anything: help, version, words that cannot be used.

use crate::rig::Home;

#[test]
fn help_names_every_verb_and_teaches() {
    let help = Home::new().run(&["--help"]);
    assert_eq!(help.code, Some(0));
    for word in [
        "convert",
        "serve",
        "listen",
        "send",
        "replay",
        "list",
        "done",
        "rebuild",
        "delete",
        "time-rules",
        "--data-dir",
        "HOOKTRAIL_DATA_DIR",
        "--json",
        "hooktrail send 17 --to",
    ] {
        assert!(help.out.contains(word), "{word} in\n{}", help.out);
    }
}

#[test]
fn help_of_serve_says_what_it_prints() {
    let help = Home::new().run(&["serve", "--help"]);
    for word in ["type capture", "type overdue", "hooktrail time-rules"] {
        assert!(help.out.contains(word), "{word} in\n{}", help.out);
    }
}

#[test]
fn help_of_list_names_what_each_list_can_be_asked_for() {
    let home = Home::new();
    let help = home.run(&["list", "--help"]).out;
    for word in ["received>-1h", "redelivery", "normalized     format "] {
        assert!(help.contains(word), "{word} in\n{help}");
    }
    let fields = help.split_once("Fields:\n").unwrap().1;
    let (mut kind, mut asked) = ("", 0);
    for line in fields.lines().map(str::trim) {
        // Long lines go on in the next.
        let names = line.split_once("  ").map_or(line, |(of, names)| {
            kind = of;
            names
        });
        for name in names.split_whitespace() {
            let said = home.run(&["list", kind, &format!("{name}:")]).err;
            assert!(!said.contains("Nothing is called"), "{kind} {name}: {said}");
            asked += 1;
        }
    }
    assert!(asked > 60, "{asked} in\n{help}");
    assert!(home.run(&["list", "captures", "nosuch:"]).err.contains("Nothing is called"));
}

#[test]
fn help_says_once_what_holds_unless_told() {
    for verb in ["simulate", "listen", "rules add", "time-rules add", "targets add"] {
        let words: Vec<&str> = verb.split(' ').chain(["--help"]).collect();
        let help = Home::new().run(&words);
        assert_eq!(help.code, Some(0));
        let twice = help.out.lines().find(|line| line.matches("[default: ").count() > 1);
        assert_eq!((twice, help.out.contains(r#"[default: ""]"#)), (None, false), "{verb}");
    }
}

#[test]
fn version_says_program_and_number() {
    let said = Home::new().run(&["--version"]);
    assert_eq!((said.code, said.out.split(' ').next()), (Some(0), Some("hooktrail")));
}

#[test]
fn unusable_words_exit_2_with_one_sentence() {
    let home = Home::new();
    for (words, about) in [
        (&["frobnicate"][..], "frobnicate"),
        (&["list"], "KIND"),
        (&["list", "moods"], "moods"),
        (&["list", "captures", "--limit", "many"], "many"),
        (&["done", "1"], "PEER"),
        (&["done", "1", "2", "--at", "soon"], "soon"),
        (&["send", "1"], "--to"),
        (&["send", "1", "--to", "not a url"], "not a url"),
        (&["convert"], "FILE"),
        (&["time-rules", "add"], "--after"),
        (&["time-rules", "add", "--after", "1d", "--state", "seen"], "seen"),
        (&["delete"], "ID"),
        (&["delete", "--all"], "--yes"),
        (&["serve", "--port", "70000"], "70000"),
        (&["serve", "--app-secret", "env:HOOKTRAIL_TEST_UNSET"], "HOOKTRAIL_TEST_UNSET"),
        (&["send", "1", "--to", "http://127.0.0.1:9/", "--secret", "file:/no/such"], "/no/such"),
    ] {
        home.run(words).refused(2, about);
    }
}
