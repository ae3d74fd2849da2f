use serde_json::{Value, json};

use super::gather::scale;
use super::*;

const PATIENCE: Patience = Patience { now: 1_000_000, after: 600_000 };

/// A message said at `at` on `platform`, with states: word, time, basis.
fn course(platform: &str, at: Option<i64>, states: &[(&str, i64, &str)]) -> Course {
    let rail: Vec<Value> = states
        .iter()
        .map(
            |(state, at, basis)| json!([state, { "t": at, "q": 1, "b": basis, "e": error(state) }]),
        )
        .collect();
    let record = json!({ "p": platform, "a": "17", "m": "mid", "w": 1, "t": at, "r": rail });
    Course::of(7, &serde_json::from_value(record).unwrap()).unwrap()
}

fn error(state: &str) -> Option<&'static str> {
    state.ends_with("failed").then_some("why")
}

/// The marks it is counted under, in words.
fn marks(course: &Course) -> String {
    let all = [
        ("accepted", Mark::Accepted),
        ("delivered", Mark::Delivered),
        ("seen", Mark::Seen),
        ("untimed", Mark::Untimed),
        ("waiting", Mark::Waiting),
        ("failed", Mark::Failed),
        ("simulated", Mark::Simulated),
    ];
    let is = |(word, mark): (&'static str, Mark)| course.is(&mark, PATIENCE).then_some(word);
    all.into_iter().filter_map(is).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_message_is_counted_under_what_was_evidenced() {
    type States = &'static [(&'static str, i64, &'static str)];
    let table: [(&str, Option<i64>, States, &str); 16] = [
        ("whatsapp", Some(900_000), &[("accepted", 1, "observed")], "accepted"),
        ("whatsapp", Some(1), &[("accepted", 1, "observed")], "accepted waiting"),
        ("whatsapp", Some(400_000), &[("accepted", 1, "observed")], "accepted"),
        ("whatsapp", Some(399_999), &[("accepted", 1, "observed")], "accepted waiting"),
        ("whatsapp", Some(1), &[("delivered", 2, "observed")], "accepted delivered"),
        ("whatsapp", Some(1), &[("seen", 2, "observed")], "accepted delivered seen"),
        ("messenger", Some(1), &[("seen", 2, "implied")], "accepted delivered seen"),
        ("instagram", Some(1), &[("seen", 2, "implied")], "accepted seen"),
        ("instagram", Some(1), &[("accepted", 1, "observed")], "accepted waiting"),
        ("instagram", None, &[("seen", 2, "observed")], "accepted seen untimed"),
        ("whatsapp", Some(9), &[("seen", 2, "observed")], "accepted delivered seen untimed"),
        ("whatsapp", Some(1), &[("failed", 2, "observed")], "failed"),
        (
            "whatsapp",
            Some(1),
            &[("delivered", 3, "observed"), ("failed", 2, "observed")],
            "accepted delivered",
        ),
        ("whatsapp", None, &[("accepted", 1, "observed")], "accepted waiting"),
        ("whatsapp", None, &[("accepted", 900_000, "observed")], "accepted"),
        (
            "instagram",
            Some(900_000),
            &[("accepted", 1, "observed"), ("delivered", 2, "simulated")],
            "accepted simulated",
        ),
    ];
    for (platform, at, states, expected) in table {
        assert_eq!(marks(&course(platform, at, states)), expected, "{platform} {at:?} {states:?}");
    }
}

#[test]
fn what_a_customer_wrote_has_no_course() {
    let inbound = json!({ "p": "whatsapp", "a": "17", "m": "mid", "w": 2, "t": 1 });
    assert_eq!(Course::of(1, &serde_json::from_value(inbound).unwrap()), None);
}

#[test]
fn a_channel_counts_each_mark_as_often_as_its_list_is_long() {
    let courses = [
        course("whatsapp", Some(1), &[("accepted", 1, "observed")]),
        course("whatsapp", Some(1), &[("delivered", 2, "observed")]),
        course("whatsapp", Some(1), &[("seen", 10_001, "observed")]),
        course("whatsapp", Some(1), &[("seen", 10_002, "observed")]),
        course("whatsapp", Some(1), &[("failed", 2, "observed")]),
        course("whatsapp", Some(1), &[("channel_failed", 2, "observed")]),
    ];
    let mut channel = Channel::default();
    courses.iter().for_each(|course| channel.add(course, PATIENCE));
    let listed = |mark: Mark| courses.iter().filter(|one| one.is(&mark, PATIENCE)).count();
    let counted = [
        (channel.outbound, Mark::Outbound),
        (channel.accepted, Mark::Accepted),
        (channel.delivered, Mark::Delivered),
        (channel.seen, Mark::Seen),
        (channel.waiting, Mark::Waiting),
        (channel.failed(), Mark::Failed),
        (channel.seen_after.bars()[0], Mark::SeenAfter(0)),
        (channel.seen_after.bars()[1], Mark::SeenAfter(1)),
    ];
    for (count, mark) in counted {
        assert_eq!(count, listed(mark.clone()) as i64, "{mark:?}");
    }
    assert_eq!(channel.failures.len(), 2, "a failure of the channel is another one");
    for (failure, count) in channel.failures {
        assert_eq!((count, listed(Mark::FailedFor(failure))), (1, 1));
    }
}

#[test]
fn quantiles_are_times_that_were_counted() {
    let spread = |times: &[i64]| {
        let mut spread = Spread::default();
        times.iter().for_each(|time| spread.add(Some(*time)));
        (spread.quantile(50), spread.quantile(90))
    };
    assert_eq!(spread(&[]), (None, None));
    assert_eq!(spread(&[4]), (Some(4), Some(4)));
    assert_eq!(spread(&[2, 1]), (Some(1), Some(2)));
    assert_eq!(spread(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), (Some(5), Some(9)));
}

#[test]
fn a_range_holds_its_end() {
    let table = [(0, 0), (10_000, 0), (10_001, 1), (86_400_000, 6), (86_400_001, 7), (i64::MAX, 7)];
    for (after, bar) in table {
        assert_eq!(bar_of(after), bar, "{after}");
    }
}

#[test]
fn a_scale_holds_both_ends_in_at_most_48_bars_whatever_a_sender_claims() {
    let day = 86_400_000;
    let table = [
        (0, 0, 60_000),
        (61_000, 119_000, 60_000),
        (0, day, 3_600_000),
        (0, 30 * day, day),
        (-5, 5, 60_000),
        (0, i64::MAX, i64::MAX / 47 + 1),
        (i64::MIN, i64::MAX, i64::MAX / 47 + 1),
    ];
    for (first, last, expected) in table {
        let (from, width, bars) = scale(first, last);
        assert_eq!(width, expected, "{first} {last}");
        assert!(from <= first || first < i64::MIN / 2, "{first} {last}: {from}");
        assert!((1..=48).contains(&bars), "{first} {last}: {bars}");
    }
}

#[test]
fn a_message_is_counted_at_its_place_in_the_conversation() {
    for (at, states, when) in [
        (Some(5), &[("accepted", 7, "observed")][..], Some(5)),
        // WhatsApp, of which the first status did not arrive.
        (None, &[("seen", 9, "observed"), ("delivered", 7, "observed")], Some(7)),
        (None, &[], None),
    ] {
        assert_eq!(course("whatsapp", at, states).when, when, "{states:?}");
    }
}
