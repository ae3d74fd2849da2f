//! What signals do to messages and conversations, told line by line.

mod records;

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
        account_place: None,
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

/// An edit by its number or its own id, and what it says.
fn edit(number: Option<i64>, id: Option<&str>, at: Millis, text: &str) -> Signal {
    let platform = if id.is_some() { Platform::Whatsapp } else { Platform::Instagram };
    let data = Data { num_edit: number, edit_id: id.map(str::to_owned), ..Data::default() };
    let text = Some(text.to_owned());
    Signal { data, text, ..signal(platform, Kind::MessageEdited, Some("m"), at) }
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

/// WhatsApp numbers no edits; what was said by hand or by a forger under a known number or id is no repeat either.
#[test]
fn an_edit_is_repeated_only_by_what_says_the_very_same() {
    let told = tell(vec![
        said(edit(None, Some("e1"), 10, "two")),
        said(edit(None, Some("e2"), 20, "three")),
        said(edit(None, Some("e2"), 20, "three")),
        said(edit(None, Some("e2"), 20, "four")),
        said(edit(None, Some("e2"), 30, "three")),
        said(edit(None, Some("e3"), 20, "three")),
        said(edit(None, Some("e1"), 10, "two")),
        said(edit(Some(1), None, 10, "two")),
        said(edit(Some(2), None, 20, "three")),
        said(edit(Some(2), None, 25, "three")),
        said(edit(Some(2), None, 20, "four")),
    ]);
    let expected = [
        "[]",
        "[]",
        "[duplicate]",
        "[]",
        "[]",
        "[]",
        "[duplicate]",
        "[]",
        "[]",
        "[duplicate]",
        "[]",
    ];
    assert_eq!(told, expected);
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
