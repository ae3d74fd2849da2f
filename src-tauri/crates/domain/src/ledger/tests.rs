use std::collections::BTreeMap;

use super::*;
use crate::signal::{Data, Direction, Flag, Kind, MetaError, Signal};

const ACCOUNT: &str = "17840";
const PEER: &str = "900";

fn signal(platform: Platform, kind: Kind, mid: Option<&str>, at: Millis) -> Signal {
    Signal {
        path: "$".into(),
        span: 0..0,
        kind,
        platform,
        account: Some(ACCOUNT.into()),
        peer: Some(PEER.into()),
        group: false,
        direction: match kind {
            Kind::MessageEcho | Kind::Status => Some(Direction::Outbound),
            Kind::Message => Some(Direction::Inbound),
            _ => None,
        },
        message_id: mid.map(str::to_owned),
        at: Some(at),
        at_path: None,
        at_span: None,
        text: None,
        sample: false,
        standby: false,
        flags: Flags::default(),
        problems: Vec::new(),
        data: Data::default(),
    }
}

fn ig(kind: Kind, mid: &str, at: Millis) -> Signal {
    signal(Platform::Instagram, kind, Some(mid), at)
}

fn watermark(kind: Kind, mids: &[&str], until: Millis, at: Millis) -> Signal {
    let data = Data {
        watermark: Some(until),
        mids: mids.iter().map(|mid| (*mid).to_owned()).collect(),
        ..Data::default()
    };
    Signal { data, ..signal(Platform::Messenger, kind, None, at) }
}

fn wa(status: &str, mid: &str, at: Millis, code: Option<i64>, participant: Option<&str>) -> Signal {
    let errors = code
        .map(|code| MetaError { code: Some(code), ..MetaError::default() })
        .into_iter()
        .collect();
    let participant = participant.map(str::to_owned);
    let data = Data { status: Some(status.into()), errors, participant, ..Data::default() };
    Signal { data, ..signal(Platform::Whatsapp, Kind::Status, Some(mid), at) }
}

fn deletion(platform: Platform, mid: &str, by: Option<Direction>, at: Millis) -> Signal {
    Signal { direction: by, ..signal(platform, Kind::MessageDeleted, Some(mid), at) }
}

enum Step {
    Said(Box<Signal>),
    Done(Platform, Millis),
    Undone(Platform),
}

fn said(signal: Signal) -> Step {
    Step::Said(Box::new(signal))
}

/// Applies each step as its own capture and writes what it caused, one line each:
/// `mid from>to basis [flags]`, `opened`, and in brackets the flags of a signal that caused nothing.
fn tell(steps: Vec<Step>) -> Vec<String> {
    let mut storage = Memory::default();
    let mut lines = Vec::new();
    for (seq, step) in (1..).zip(steps) {
        let mut line = Vec::new();
        match step {
            Step::Done(platform, at) => {
                let thread = ThreadKey { platform, account: ACCOUNT.into(), peer: PEER.into() };
                apply_mark(&mut storage, seq, &Mark::Done { thread, at }).unwrap();
                line.push("done".to_owned());
            }
            Step::Undone(platform) => {
                let thread = ThreadKey { platform, account: ACCOUNT.into(), peer: PEER.into() };
                let effects =
                    apply_mark(&mut storage, seq, &Mark::Undone { thread: thread.clone() })
                        .unwrap();
                let known = storage.conversation(&thread).unwrap();
                let done = known.is_some_and(|record| record.is_done());
                let touched = !effects.conversations.is_empty();
                line.push(format!("undone: {touched}, done: {done}"));
            }
            Step::Said(signal) => {
                let mut signals = [*signal];
                let info = CaptureInfo { seq, received_at: None };
                let effects = apply(&mut storage, &info, &mut signals).unwrap();
                for Caused { effect, .. } in effects.transitions {
                    let from = effect.from.map_or("-", State::word);
                    let who = effect.participant.map(|who| format!("/{who}")).unwrap_or_default();
                    let flags: String =
                        effect.flags.iter().map(|flag| format!(" {}", flag.word())).collect();
                    let (mid, to, basis) =
                        (effect.message_id, effect.to.word(), effect.basis.word());
                    line.push(format!("{mid}{who} {from}>{to} {basis}{flags}"));
                }
                line.extend(effects.openings.iter().map(|_| "opened".to_owned()));
                let flags: Vec<&str> = signals[0].flags.iter().map(Flag::word).collect();
                if line.is_empty() || flags.contains(&"contradicted") {
                    line.push(format!("[{}]", flags.join(" ")));
                }
            }
        }
        lines.push(line.join(", "));
    }
    lines
}

#[test]
fn instagram_moves_by_echo_and_read() {
    use Kind::{MessageEcho as Echo, Read};
    for (name, steps, expected) in [
        (
            "a read moves earlier messages too, and is one transition from accepted",
            vec![said(ig(Echo, "m1", 10)), said(ig(Echo, "m2", 20)), said(ig(Read, "m2", 30))],
            vec![
                "m1 ->accepted observed",
                "m2 ->accepted observed",
                "m1 accepted>seen implied, m2 accepted>seen observed",
            ],
        ),
        (
            "a read of an unknown message moves others when its echo comes",
            vec![said(ig(Echo, "m1", 10)), said(ig(Read, "m2", 30)), said(ig(Echo, "m2", 20))],
            vec!["m1 ->accepted observed", "m2 ->seen observed orphan", "m1 accepted>seen implied"],
        ),
        (
            "an echo that comes after a read covering it moves at once",
            vec![said(ig(Echo, "m2", 20)), said(ig(Read, "m2", 30)), said(ig(Echo, "m1", 10))],
            vec!["m2 ->accepted observed", "m2 accepted>seen observed", "m1 ->seen implied"],
        ),
        (
            "repeats are flagged and move nothing",
            vec![
                said(ig(Echo, "m1", 10)),
                said(ig(Echo, "m1", 10)),
                said(ig(Read, "m1", 20)),
                said(ig(Read, "m1", 20)),
            ],
            vec![
                "m1 ->accepted observed",
                "[duplicate]",
                "m1 accepted>seen observed",
                "[duplicate]",
            ],
        ),
        (
            "a read of a message that an earlier read covered is late",
            vec![
                said(ig(Echo, "m1", 10)),
                said(ig(Echo, "m2", 20)),
                said(ig(Read, "m2", 30)),
                said(ig(Read, "m1", 25)),
            ],
            vec![
                "m1 ->accepted observed",
                "m2 ->accepted observed",
                "m1 accepted>seen implied, m2 accepted>seen observed",
                "[late]",
            ],
        ),
        (
            "deletion lies over the state; receipts after it emit nothing",
            vec![
                said(ig(Echo, "m1", 10)),
                said(deletion(Platform::Instagram, "m1", Some(Direction::Outbound), 20)),
                said(ig(Read, "m1", 30)),
            ],
            vec!["m1 ->accepted observed", "m1 accepted>deleted observed", "[]"],
        ),
        (
            "a customer's unsend is no status, known or not",
            vec![
                said(ig(Kind::Message, "m1", 10)),
                said(deletion(Platform::Instagram, "m1", Some(Direction::Inbound), 20)),
                said(deletion(Platform::Instagram, "m9", Some(Direction::Inbound), 20)),
            ],
            vec!["opened", "[]", "[orphan]"],
        ),
        (
            "a deletion whose side is not told waits for the echo",
            vec![said(deletion(Platform::Instagram, "m1", None, 20)), said(ig(Echo, "m1", 10))],
            vec!["[orphan]", "m1 ->deleted observed"],
        ),
    ] {
        assert_eq!(tell(steps), expected, "{name}");
    }
}

#[test]
fn messenger_moves_by_watermark() {
    let echo = |mid, at| said(signal(Platform::Messenger, Kind::MessageEcho, Some(mid), at));
    let told = tell(vec![
        echo("m1", 10),
        echo("m2", 20),
        said(watermark(Kind::Delivery, &["m1"], 20, 25)),
        said(Signal { direction: Some(Direction::Inbound), ..watermark(Kind::Read, &[], 20, 27) }),
        said(watermark(Kind::Read, &[], 20, 30)),
        echo("m3", 20),
        said(watermark(Kind::Read, &[], 20, 30)),
        said(watermark(Kind::Read, &[], 15, 31)),
    ]);
    let expected = [
        "m1 ->accepted observed",
        "m2 ->accepted observed",
        "m1 accepted>delivered observed",
        "[]",
        "m1 delivered>seen implied, m2 accepted>seen implied gap",
        "m3 ->seen implied gap",
        "[duplicate]",
        "[late]",
    ];
    assert_eq!(told, expected);
}

#[test]
fn whatsapp_moves_the_named_message_only() {
    for (name, steps, expected) in [
        (
            "a failure replaces accepted; delivery contradicts it; a later failure changes nothing",
            vec![
                said(wa("sent", "w", 1, None, None)),
                said(wa("failed", "w", 2, Some(131_026), None)),
                said(wa("sent", "w", 3, None, None)),
                said(wa("delivered", "w", 4, None, None)),
                said(wa("failed", "w", 5, Some(131_026), None)),
            ],
            vec![
                "w ->accepted observed",
                "w accepted>failed observed",
                "[duplicate]",
                "w failed>delivered observed contradicted, [contradicted]",
                "[duplicate contradicted]",
            ],
        ),
        (
            "channel failed is shown over failed in both orders",
            vec![
                said(wa("failed", "a", 1, Some(131_042), None)),
                said(wa("failed", "a", 2, Some(131_026), None)),
                said(wa("failed", "b", 1, Some(131_026), None)),
                said(wa("failed", "b", 2, Some(131_042), None)),
            ],
            vec![
                "a ->channel_failed observed",
                "[late]",
                "b ->failed observed",
                "b failed>channel_failed observed",
            ],
        ),
        (
            "nothing is odd about a status that comes first: WhatsApp has no echo of what was sent",
            vec![
                said(wa("failed", "f", 1, Some(131_047), None)),
                said(wa("delivered", "d", 1, None, None)),
            ],
            vec!["f ->failed observed", "d ->delivered observed"],
        ),
        (
            "a read at once leaves a gap; the delivery that follows is late",
            vec![
                said(wa("sent", "w", 1, None, None)),
                said(wa("read", "w", 2, None, None)),
                said(wa("delivered", "w", 2, None, None)),
                said(wa("played", "w", 3, None, None)),
            ],
            vec!["w ->accepted observed", "w accepted>seen observed gap", "[late]", "[late]"],
        ),
        (
            "members of a group move on their own",
            vec![
                said(wa("sent", "w", 1, None, None)),
                said(wa("delivered", "w", 2, None, Some("x"))),
                said(wa("delivered", "w", 3, None, Some("y"))),
                said(wa("read", "w", 4, None, Some("x"))),
            ],
            vec![
                "w ->accepted observed",
                "w/x accepted>delivered observed",
                "w/y accepted>delivered observed",
                "w/x delivered>seen observed",
            ],
        ),
        (
            "`deleted` counts only for a known outbound id",
            vec![
                said(wa("deleted", "c", 1, None, None)),
                said(wa("sent", "w", 1, None, None)),
                said(wa("deleted", "w", 2, None, None)),
            ],
            vec!["[orphan]", "w ->accepted observed", "w accepted>deleted observed"],
        ),
    ] {
        assert_eq!(tell(steps), expected, "{name}");
    }
}

#[test]
fn openings_follow_the_first_message_and_the_done_mark() {
    let message = |mid, at| said(ig(Kind::Message, mid, at));
    let told = tell(vec![
        said(ig(Kind::MessageEcho, "e", 5)),
        message("m1", 10),
        message("m1", 10),
        message("m2", 20),
        Step::Done(Platform::Instagram, 30),
        message("m3", 25),
        said(ig(Kind::Reaction, "m2", 40)),
        message("m4", 40),
        message("m5", 50),
    ]);
    let expected = [
        "e ->accepted observed",
        "opened",
        "[duplicate]",
        "[]",
        "done",
        "[before_done]",
        "[]",
        "opened",
        "[]",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_done_mark_is_taken_back_until_a_message_opens_again() {
    let message = |mid, at| said(ig(Kind::Message, mid, at));
    let ig = Platform::Instagram;
    let told = tell(vec![
        Step::Undone(ig),
        message("m1", 10),
        Step::Done(ig, 20),
        message("m2", 15),
        Step::Undone(ig),
        message("m3", 30),
        Step::Undone(ig),
        Step::Done(ig, 40),
        Step::Done(ig, 50),
        Step::Undone(ig),
        Step::Undone(ig),
        message("m4", 45),
        Step::Undone(ig),
    ]);
    let expected = [
        "undone: false, done: false",
        "opened",
        "done",
        "[before_done]",
        "undone: true, done: false",
        "[]",
        "undone: false, done: false",
        "done",
        "done",
        "undone: true, done: true",
        "undone: false, done: true",
        "opened",
        "undone: false, done: false",
    ];
    assert_eq!(told, expected);
    let unopened = tell(vec![
        said(self::ig(Kind::MessageEcho, "e", 5)),
        Step::Done(ig, 20),
        Step::Undone(ig),
        message("m1", 30),
    ]);
    assert_eq!(unopened[2..], ["undone: true, done: false", "opened"]);
}

#[test]
fn a_skeleton_replays_to_the_same_records() {
    let mut signals = vec![
        ig(Kind::Message, "m0", 5),
        ig(Kind::MessageEcho, "m1", 10),
        ig(Kind::Read, "m1", 30),
        wa("failed", "w", 2, Some(190), None),
    ];
    signals[0].text = Some("words that must not stay".into());
    let facts = skeleton(&signals);
    let stored = serde_json::to_string(&facts).unwrap();
    assert!(!stored.contains("words"), "{stored}");
    let facts: Skeleton = serde_json::from_str(&stored).unwrap();
    let info = CaptureInfo { seq: 1, received_at: None };
    let (mut live, mut replayed) = (Memory::default(), Memory::default());
    let first = apply(&mut live, &info, &mut signals).unwrap();
    let second = apply_skeleton(&mut replayed, &info, &facts).unwrap();
    let states = |memory: &Memory| -> BTreeMap<String, Option<State>> {
        memory.messages().map(|record| (record.message_id.clone(), record.state())).collect()
    };
    assert_eq!(states(&live), states(&replayed));
    assert_eq!(first.transitions.len(), second.transitions.len());
    assert_eq!(first.openings, second.openings);
}

#[test]
fn a_mark_sets_what_meta_never_says() {
    let mut storage = Memory::default();
    let info = CaptureInfo { seq: 1, received_at: None };
    apply(&mut storage, &info, &mut [ig(Kind::MessageEcho, "m1", 10)]).unwrap();
    let message = MessageKey {
        platform: Platform::Instagram,
        account: ACCOUNT.into(),
        message_id: "m1".into(),
    };
    let mark =
        Mark::State { message, participant: None, state: State::Delivered, at: 12, error: None };
    let effects = apply_mark(&mut storage, 2, &mark).unwrap();
    let transition = &effects.transitions[0].effect;
    assert_eq!((transition.from, transition.to), (Some(State::Accepted), State::Delivered));
    assert_eq!(transition.basis, Basis::Simulated);
}

#[test]
fn a_mark_is_a_transition_of_its_own_and_moves_the_state_only_forward() {
    use State::{Accepted, ChannelFailed, Deleted, Delivered, Failed, Seen, Sent};
    let echo = || ig(Kind::MessageEcho, "m1", 10);
    let read = || ig(Kind::Read, "m1", 30);
    let gone = || deletion(Platform::Instagram, "m1", Some(Direction::Outbound), 40);
    for (before, set, from, moves, state) in [
        (vec![echo()], Sent, Accepted, false, Accepted),
        (vec![echo()], Accepted, Accepted, false, Accepted),
        (vec![echo()], Delivered, Accepted, true, Delivered),
        (vec![echo()], ChannelFailed, Accepted, true, ChannelFailed),
        (vec![echo(), read()], Sent, Seen, false, Seen),
        (vec![echo(), read()], Delivered, Seen, false, Seen),
        (vec![echo(), read()], Failed, Seen, false, Seen),
        (vec![echo(), read()], Deleted, Seen, true, Deleted),
        (vec![echo(), gone()], Seen, Deleted, false, Deleted),
    ] {
        let mut storage = Memory::default();
        for (seq, signal) in (1..).zip(before) {
            let info = CaptureInfo { seq, received_at: None };
            apply(&mut storage, &info, &mut [signal]).unwrap();
        }
        let message = MessageKey {
            platform: Platform::Instagram,
            account: ACCOUNT.into(),
            message_id: "m1".into(),
        };
        let mark = Mark::State {
            message: message.clone(),
            participant: None,
            state: set,
            at: 50,
            error: None,
        };
        let effects = apply_mark(&mut storage, 9, &mark).unwrap();
        let told: Vec<_> = effects
            .transitions
            .iter()
            .map(|Caused { effect, .. }| (effect.from, effect.to, effect.at, effect.basis))
            .collect();
        assert_eq!(told, [(Some(from), set, Some(50), Basis::Simulated)], "{set:?} on {from:?}");
        assert_eq!(effects.transitions[0].effect.moves(), moves, "{set:?} on {from:?}");
        let record = storage.message(&message).unwrap().unwrap();
        assert_eq!(record.state(), Some(state), "{set:?} on {from:?}");
        assert!(!record.contradicted(), "{set:?} on {from:?}");
    }
}

#[test]
fn only_what_is_told_of_the_same_one_contradicts() {
    let (x, y) = (Some("x"), Some("y"));
    for (failed, other, so) in [(None, None, true), (x, x, true), (x, y, false), (None, y, true)] {
        let mut storage = Memory::default();
        let delivered = wa("delivered", "m", 20, None, other);
        let mut told = [wa("failed", "m", 30, Some(1), failed), delivered];
        apply(&mut storage, &CaptureInfo { seq: 1, received_at: None }, &mut told).unwrap();
        assert_eq!(storage.messages().next().unwrap().contradicted(), so, "{told:?}");
    }
}

#[test]
fn a_message_stands_still_until_it_moves_on_or_fails() {
    let [sent, delivered, read] = [("sent", 10), ("delivered", 20), ("read", 40)]
        .map(|(word, at)| wa(word, "m", at, None, None));
    let failed = wa("failed", "m", 30, Some(131_026), None);
    let echo = ig(Kind::MessageEcho, "m", 5);
    let still = |state, since| Some(Standstill { state, since });
    let table = [
        ("accepted", vec![sent.clone()], still(State::Accepted, 10)),
        ("an echo", vec![echo.clone()], still(State::Accepted, 5)),
        ("delivered", vec![sent.clone(), delivered.clone()], still(State::Delivered, 20)),
        ("in another order", vec![delivered.clone(), sent.clone()], still(State::Delivered, 20)),
        ("seen", vec![sent.clone(), delivered.clone(), read], None),
        ("failed", vec![sent.clone(), failed.clone()], None),
        ("a failure that is contradicted", vec![failed, delivered], still(State::Delivered, 20)),
        ("seen without delivery", vec![echo.clone(), ig(Kind::Read, "m", 9)], None),
        ("unsent", vec![echo.clone(), deletion(Platform::Instagram, "m", None, 9)], None),
        ("what a customer wrote", vec![ig(Kind::Message, "m", 5)], None),
    ];
    for (what, mut signals, expected) in table {
        let mut storage = Memory::default();
        apply(&mut storage, &CaptureInfo { seq: 1, received_at: None }, &mut signals).unwrap();
        let record = storage.messages().next().unwrap();
        assert_eq!(record.standstill(), expected, "{what}");
    }
}

#[test]
fn records_survive_storage() {
    let mut storage = Memory::default();
    let mut signals = [
        ig(Kind::MessageEcho, "m1", 10),
        ig(Kind::Read, "m1", 30),
        deletion(Platform::Instagram, "m1", None, 40),
        wa("failed", "w", 2, Some(190), Some("x")),
    ];
    apply(&mut storage, &CaptureInfo { seq: 1, received_at: None }, &mut signals).unwrap();
    for record in storage.messages() {
        let stored = serde_json::to_string(record).unwrap();
        assert_eq!(&serde_json::from_str::<MessageRecord>(&stored).unwrap(), record, "{stored}");
        assert!(stored.len() < 260, "{stored}");
    }
    for record in storage.conversations() {
        let stored = serde_json::to_string(record).unwrap();
        assert_eq!(serde_json::from_str(&stored).ok().as_ref(), Some(record), "{stored}");
    }
}

#[test]
fn a_receipt_that_compares_nothing_is_not_late_and_one_by_the_account_moves_nothing() {
    let mut storage = Memory::default();
    let mut nothing = signal(Platform::Messenger, Kind::Read, None, 5);
    let mut own = ig(Kind::Read, "m", 6);
    own.direction = Some(Direction::Inbound);
    let capture = CaptureInfo { seq: 1, received_at: None };
    for one in [&mut nothing, &mut own] {
        let effects = apply(&mut storage, &capture, std::slice::from_mut(one)).unwrap();
        assert!(effects.transitions.is_empty());
        assert!(one.flags.iter().next().is_none(), "{:?}", one.flags);
    }
}

#[test]
fn a_delivery_of_what_is_seen_already_is_late() {
    for (mids, until, late) in
        [(&["m"][..], 9, true), (&[][..], 9, true), (&[][..], 11, true), (&[][..], 90, false)]
    {
        let mut life = [
            signal(Platform::Messenger, Kind::MessageEcho, Some("m"), 5),
            watermark(Kind::Read, &[], 10, 12),
            watermark(Kind::Delivery, mids, until, 13),
        ];
        let capture = CaptureInfo { seq: 1, received_at: None };
        apply(&mut Memory::default(), &capture, &mut life).unwrap();
        assert_eq!(life[2].flags.contains(Flag::Late), late, "{mids:?} {until}");
    }
}

#[test]
fn a_failure_keeps_words_and_code_of_the_same_error() {
    let failed = |errors: &[(Option<i64>, &str)]| {
        let errors = errors.iter().map(|(code, words)| MetaError {
            code: *code,
            details: Some((*words).to_owned()),
            ..MetaError::default()
        });
        let mut signal = wa("failed", "m", 9, None, None);
        signal.data.errors = errors.collect();
        signal
    };
    let one = || failed(&[(Some(131_026), "Undeliverable.")]);
    let other = || failed(&[(Some(131_047), "Undeliverable.")]);
    type Known = (Option<&'static str>, Option<i64>);
    let table: [(&str, Vec<Signal>, Known); 7] = [
        ("one", vec![one()], (Some("Undeliverable."), Some(131_026))),
        ("the same words, another code", vec![other()], (Some("Undeliverable."), Some(131_047))),
        ("no words", vec![failed(&[(Some(131_026), "")])], (Some("code 131026"), Some(131_026))),
        ("no code", vec![failed(&[(None, "Why not.")])], (Some("Why not."), None)),
        (
            "two of one status",
            vec![failed(&[(None, "First."), (Some(131_047), "Second.")])],
            (Some("First."), None),
        ),
        ("told first", vec![one(), other()], (Some("Undeliverable."), Some(131_026))),
        ("nothing told first", vec![failed(&[]), other()], (Some("Undeliverable."), Some(131_047))),
    ];
    for (name, signals, expected) in table {
        let mut storage = Memory::default();
        for (seq, signal) in (1..).zip(signals) {
            apply(&mut storage, &CaptureInfo { seq, received_at: None }, &mut [signal]).unwrap();
        }
        let rail = storage.messages().next().unwrap().summary();
        let evidence = rail.of(State::Failed).unwrap();
        assert_eq!((evidence.error.as_deref(), evidence.code), expected, "{name}");
    }
}
