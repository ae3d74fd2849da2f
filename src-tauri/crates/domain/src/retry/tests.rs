use super::*;

/// Every pause until the end, in seconds, when nothing ever answers; and the reason of the end.
fn pauses(word: &str) -> (Vec<u64>, String) {
    let policy = Policy::from_word(word).unwrap();
    let mut pauses = Vec::new();
    for tries in 1.. {
        match policy.next(tries, None) {
            Next::Again(ms) => pauses.push(ms / 1_000),
            Next::End { reason, .. } => return (pauses, reason),
            Next::Delivered => panic!("nothing answered"),
        }
    }
    unreachable!()
}

#[test]
fn a_policy_tries_as_often_as_it_says_and_ends_with_a_reason() {
    for (word, expected, why) in [
        ("none", &[][..], "once"),
        ("fixed:30s:3", &[30, 30, 30], "4 times"),
        ("exponential:1s:5", &[1, 2, 4, 8, 16], "6 times"),
        ("exponential:30m:4", &[1_800, 3_600, 3_600, 3_600], "5 times"),
        ("exponential:2h:2", &[7_200, 7_200], "3 times"),
        ("meta-messaging", &[0, 10, 50, 240, 600, 900, 1_800], "unsubscribes"),
        ("zoho-desk", &[], "once"),
        ("texter", &[], "once"),
    ] {
        let (pauses, reason) = pauses(word);
        assert_eq!(pauses, expected, "{word}");
        assert!(reason.contains(why), "{word}: {reason}");
    }
}

#[test]
fn meta_tries_less_and_less_often_until_its_last_hour() {
    for (word, hours) in [("meta-messaging", 1), ("meta", 36), ("whatsapp", 168)] {
        let (pauses, _) = pauses(word);
        assert!(pauses.is_sorted(), "{word}: {pauses:?}");
        assert_eq!(pauses.iter().sum::<u64>(), hours * 3_600, "{word}");
    }
}

#[test]
fn each_sender_takes_the_answers_that_it_documents() {
    let taken = |word: &str, status| {
        Policy::from_word(word).unwrap().next(1, Some(status)) == Next::Delivered
    };
    for (word, yes, no) in [
        ("none", &[200, 204][..], &[199, 302, 404, 500][..]),
        ("exponential:1s:2", &[200, 202], &[301, 410]),
        ("meta", &[200], &[201, 204, 302, 403, 500]),
        ("meta-messaging", &[200], &[204, 500]),
        ("whatsapp", &[200], &[204]),
        ("zoho-desk", &[200], &[204, 410]),
        ("texter", &[200, 201, 204, 299], &[302, 410, 500]),
    ] {
        assert!(yes.iter().all(|status| taken(word, *status)), "{word}");
        assert!(!no.iter().any(|status| taken(word, *status)), "{word}");
    }
}

#[test]
fn only_a_410_to_zoho_desk_and_an_hour_of_failures_to_metas_messaging_unsubscribe() {
    let unsubscribed = |word: &str, tries, status| {
        let next = Policy::from_word(word).unwrap().next(tries, status);
        matches!(next, Next::End { unsubscribed: true, .. })
    };
    assert!(unsubscribed("zoho-desk", 1, Some(410)));
    assert!(!unsubscribed("zoho-desk", 1, Some(404)));
    assert!(!unsubscribed("meta", 1, Some(410)) && !unsubscribed("texter", 1, Some(410)));
    assert!(unsubscribed("meta-messaging", 8, Some(500)));
    assert!(!unsubscribed("meta-messaging", 7, Some(500)));
    assert!(!unsubscribed("meta", 99, None));
}

#[test]
fn a_policy_is_written_as_it_is_read_and_says_what_it_does() {
    for (word, words) in [
        ("none", "once"),
        ("fixed:500ms:5", "500 ms apart"),
        ("fixed:90s:1", "90 s apart"),
        ("exponential:1m:8", "after 1 min and then double"),
        ("meta", "36 h"),
        ("meta-messaging", "1 h"),
        ("whatsapp", "7 days"),
        ("zoho-desk", "410"),
        ("texter", "2xx"),
    ] {
        let policy = Policy::from_word(word).unwrap();
        assert_eq!(policy.to_string(), word);
        assert!(policy.describe().contains(words), "{word}: {}", policy.describe());
    }
    assert_eq!(Policy::from_word("fixed:60s:1").unwrap().to_string(), "fixed:1m:1");
    for word in [
        "",
        "Meta",
        "fixed",
        "fixed:1s",
        "fixed:1:2",
        "fixed:s:2",
        "fixed:1s:0",
        "fixed:1s:101",
        "fixed:1s:2:3",
        "fixed:8d:1",
        "exponential:1y:2",
        "fixed:99999999999999999999s:1",
    ] {
        let why = Policy::from_word(word).unwrap_err();
        assert!(why.contains("exponential:1s:8"), "{word}: {why}");
    }
}
