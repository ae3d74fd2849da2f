use super::*;

fn seen(capture: i64, what: &str) -> Option<Seen> {
    Some(Seen { at: capture * 1_000, capture, what: what.to_owned() })
}

fn of(step: Step, platform: Platform, evidence: &Evidence) -> Item {
    checklist(platform, evidence).into_iter().find(|item| item.step == step).unwrap()
}

#[test]
fn each_item_turns_by_what_happened() {
    use Standing::{Done, Waiting, Wrong};
    let none = Evidence::default;
    let unproved = |step, what: &str| Evidence {
        unproved: [(step, seen(3, what).unwrap())].into(),
        ..Evidence::default()
    };
    let table = [
        (Step::Receiving, none(), Waiting, "not listen"),
        (Step::Receiving, Evidence { url: Some("u".into()), ..none() }, Done, "at u"),
        (Step::Receiving, Evidence { trouble: Some("taken".into()), ..none() }, Wrong, "taken"),
        (Step::Public, none(), Waiting, "tunnel"),
        (Step::Public, Evidence { public: Some("https://t.dev".into()), ..none() }, Done, "t.dev"),
        (
            Step::Public,
            Evidence { public: Some("http://t.dev".into()), ..none() },
            Waiting,
            "https",
        ),
        (
            Step::Public,
            Evidence { public: Some("https://127.0.0.1".into()), ..none() },
            Waiting,
            "not in this network",
        ),
        (Step::Public, Evidence { outside: seen(1, "fb"), ..none() }, Done, "came through"),
        (Step::Public, Evidence { handshake: seen(1, "fb"), ..none() }, Waiting, "Start a tunnel"),
        (Step::Handshake, none(), Waiting, "paste"),
        (
            Step::Handshake,
            Evidence { handshake: seen(2, "fb"), refused: seen(1, "x"), ..none() },
            Done,
            "by fb",
        ),
        (
            Step::Handshake,
            Evidence { handshake: seen(1, "fb"), refused: seen(2, "fb/2"), ..none() },
            Wrong,
            "refused; it was made by fb/2",
        ),
        (Step::Handshake, unproved(Step::Handshake, "curl"), Waiting, "One came from curl: that"),
        (Step::Signature, none(), Waiting, "Enter the app secret"),
        (Step::Signature, Evidence { secrets: true, ..none() }, Waiting, "No signed event"),
        (
            Step::Signature,
            Evidence { valid: seen(2, "Meta"), invalid: seen(1, "invalid"), ..none() },
            Done,
            "Meta",
        ),
        (
            Step::Signature,
            Evidence { valid: seen(1, "Meta"), invalid: seen(2, "missing"), ..none() },
            Wrong,
            "missing",
        ),
        (
            Step::Signature,
            Evidence { secrets: true, ..unproved(Step::Signature, "missing from curl") },
            Waiting,
            "the last signature is missing from curl",
        ),
        (Step::Sample, none(), Waiting, "Test"),
        (Step::Message, unproved(Step::Message, "curl"), Waiting, "without a signature that fits"),
        (
            Step::Message,
            Evidence { message: seen(7, "Messages arrive."), ..none() },
            Done,
            "arrive",
        ),
        (Step::Read, none(), Waiting, "Open"),
    ];
    for (step, evidence, standing, word) in table {
        let item = of(step, Platform::Instagram, &evidence);
        assert_eq!(item.standing, standing, "{step:?} {evidence:?}");
        assert!(item.detail.contains(word), "{word}: {}", item.detail);
        assert_eq!(item.causes.is_empty(), standing == Done, "{step:?}");
    }
}

#[test]
fn what_happened_puts_its_cause_first() {
    use Platform::{Instagram, Messenger, Whatsapp};
    let none = Evidence::default;
    let table = [
        (
            Step::Handshake,
            Instagram,
            Evidence { refused: seen(1, "fb"), public: Some("u".into()), ..none() },
            "verify token",
        ),
        (
            Step::Handshake,
            Instagram,
            Evidence { elsewhere: 3, public: Some("u".into()), ..none() },
            "lacks the path",
        ),
        (
            Step::Signature,
            Instagram,
            Evidence { secrets: true, invalid: seen(1, "invalid"), ..none() },
            "Instagram app secret",
        ),
        (
            Step::Signature,
            Whatsapp,
            Evidence { secrets: true, invalid: seen(1, "invalid"), ..none() },
            "another app",
        ),
        (Step::Message, Instagram, Evidence { placeholders: 2, ..none() }, "num_edit 0"),
        (Step::Message, Instagram, Evidence { others: vec![Messenger], ..none() }, "Page object"),
        (
            Step::Message,
            Messenger,
            Evidence { others: vec![Instagram], ..none() },
            "Instagram object",
        ),
        (Step::Message, Messenger, Evidence { sample: seen(1, ""), ..none() }, "not published"),
        (
            Step::Message,
            Whatsapp,
            Evidence { handshake: seen(1, ""), ..none() },
            "field messages is not subscribed",
        ),
        (Step::Message, Whatsapp, Evidence { failing: true, ..none() }, "disabled"),
        (Step::Message, Messenger, Evidence { standby: true, ..none() }, "Another app owns"),
        (Step::Read, Instagram, Evidence { echo: seen(1, ""), ..none() }, "messaging_seen"),
    ];
    for (step, platform, evidence, word) in table {
        let causes = of(step, platform, &evidence).causes;
        assert!(causes[0].likely && causes[0].what.contains(word), "{word}: {:?}", causes[0]);
    }
}

#[test]
fn every_step_that_can_be_missing_has_causes_on_every_platform() {
    for platform in [Platform::Instagram, Platform::Messenger, Platform::Whatsapp] {
        for item in checklist(platform, &Evidence::default()) {
            assert!(!item.causes.is_empty(), "{platform:?} {:?}", item.step);
            assert!(!item.step.title(platform).is_empty());
        }
    }
}
