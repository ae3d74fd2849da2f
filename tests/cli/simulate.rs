//! `simulate`: stories into the receiver, on to a target, and with nobody receiving.

use crate::rig::{Home, Sink, signatures};

#[test]
fn stories_and_single_events_are_listed() {
    let home = Home::new();
    let all = home.json(&["simulate"]);
    assert!(all.iter().any(|row| row["id"] == "whatsapp-journey" && row["steps"][3] == "read"));
    assert!(all.iter().any(|row| row["id"] == "messenger/delivery"));
    assert!(home.run(&["simulate"]).out.contains("whatsapp-fails"));
    home.run(&["simulate", "nothing"]).refused(1, "There is no scenario nothing");
}

#[test]
fn a_story_comes_through_the_receiver_validly_signed_and_means_what_it_says() {
    let home = Home::new();
    let _serving = home.serve(&[]);
    let words = [
        "simulate",
        "whatsapp-journey",
        "--peer",
        "4915550000044",
        "--name",
        "Ada",
        "--text",
        "Where is it?",
    ];
    assert_eq!(home.json(&words).len(), 4);
    let captures = home.json(&["list", "captures"]);
    assert!(captures.iter().all(|row| row["signature"] == "valid" && row["status"] == 200));
    let messages = home.json(&["list", "messages"]);
    assert_eq!(
        (&messages[0]["text"], &messages[0]["peer"]),
        (&"Where is it?".into(), &"4915550000044".into())
    );
    assert_eq!(messages[1]["status"], "seen");
}

#[test]
fn a_story_goes_on_to_a_target_signed_for_it_also_where_nothing_is_received() {
    let home = Home::new();
    let sink = Sink::answering(200);
    let secret = format!("file:{}", home.file("secret", "target"));
    let words = ["simulate", "instagram-answered", "--to", &sink.url, "--secret", &secret];
    let told = home.json(&words);
    assert_eq!(told.iter().filter(|line| line["type"] == "attempt").count(), 3);
    for _ in 0..3 {
        let got = sink.next();
        assert_eq!(
            got.header("x-hub-signature-256"),
            Some(signatures("target", &got.body)[0].as_str())
        );
    }
    assert_eq!(home.json(&["list", "messages"]).len(), 2, "what was sent is kept as well");
    home.run(&["simulate", "instagram-answered"]).refused(1, "does not listen");
    let refusing = Sink::answering(500);
    assert_eq!(home.run(&["simulate", "instagram/message", "--to", &refusing.url]).code, Some(1));
    let kept = home.json(&["list", "captures"]).len();
    let format = "doubletick.conversation-opened";
    home.json(&["targets", "add", "desk", &sink.url, "--as", format]);
    for (words, why) in [
        (&["--to", "nowhere"][..], "neither a URL such as"),
        (&["--to", &sink.url, "--sign", "resigned"], "Signing needs the target's secret"),
        (&["--to", "desk", "--sign", "unsigned"], "neither edited nor signed"),
    ] {
        home.run(&[&["simulate", "instagram/message"], words].concat()).refused(2, why);
    }
    assert_eq!(home.json(&["list", "captures"]).len(), kept, "what cannot go on is not received");
}
