//! What is kept of a message, however it came about: replayed, set by a mark, failed, stored.

use super::*;

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
