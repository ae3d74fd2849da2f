//! One odd item changes nothing for its siblings, whatever it is.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::read;
use crate::signal::Signal;

/// Keys that readers look for, so that odd items are odd where it hurts.
const KEYS: [&str; 24] = [
    "sender",
    "recipient",
    "id",
    "timestamp",
    "message",
    "mid",
    "text",
    "attachments",
    "payload",
    "is_echo",
    "is_deleted",
    "read",
    "delivery",
    "mids",
    "watermark",
    "reaction",
    "postback",
    "referral",
    "message_edit",
    "reply_to",
    "status",
    "errors",
    "type",
    "changes",
];

/// What no serialiser writes, but a body may hold.
const RAW: [&str; 8] = [
    r#"{"message":{"mid":"x","mid":"y","mid":{}}}"#,
    r#"{"message":{"mid":"\ud800","text":"\u0000"}}"#,
    r#"{"timestamp":1e999,"sender":{"id":99999999999999999999999999}}"#,
    r#"{"timestamp":-0,"read":{"watermark":-9223372036854775808}}"#,
    r#"{"delivery":{"mids":{"0":"m"},"watermark":"soon"}}"#,
    r#"{"message":{"attachments":[null,[],{"type":{}},{"payload":null}]}}"#,
    r#"{"":"","\u006dessage":null}"#,
    r#"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"#,
];

fn odd() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z0-9 é😀\\\\\"]{0,6}".prop_map(Value::from),
        (0..KEYS.len()).prop_map(|key| Value::from(KEYS[key])),
    ];
    let grown = leaf.prop_recursive(4, 24, 5, |inner| {
        let key = (0..KEYS.len()).prop_map(|key| KEYS[key].to_owned());
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            4 => prop::collection::vec((key, inner), 0..5)
                .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
        ]
    });
    prop_oneof![
        5 => grown.prop_map(|value| value.to_string()),
        1 => (0..RAW.len()).prop_map(|raw| RAW[raw].to_owned()),
    ]
}

/// A good item, by number.
fn good(list: List, number: usize) -> String {
    let at = 1_569_262_485_349_i64 + number as i64;
    let between = format!(r#""sender":{{"id":"9"}},"recipient":{{"id":"1784"}},"timestamp":{at}"#);
    match (list, number % 3) {
        (List::Statuses, which) => {
            let word = ["sent", "delivered", "read"][which];
            format!(
                r#"{{"id":"m{number}","status":"{word}","timestamp":"1569262485","recipient_id":"9"}}"#
            )
        }
        (List::Messaging | List::Standby, 0) => {
            format!(r#"{{{between},"message":{{"mid":"m{number}","text":"hi"}}}}"#)
        }
        (List::Messaging | List::Standby, 1) => {
            format!(r#"{{{between},"read":{{"mid":"m{number}"}}}}"#)
        }
        (List::Messaging | List::Standby, _) => {
            format!(
                r#"{{{between},"message":{{"mid":"m{number}","is_deleted":true}},"extra":[{number}]}}"#
            )
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum List {
    Messaging,
    Standby,
    Statuses,
}

/// A body with these items, and the path of their list.
fn body(list: List, items: &[String]) -> (String, &'static str) {
    let items = items.join(",");
    match list {
        List::Messaging => (
            format!(
                r#"{{"object":"instagram","entry":[{{"id":"1784","time":1569262486,"messaging":[{items}]}}]}}"#
            ),
            "$.entry[0].messaging",
        ),
        List::Standby => (
            format!(
                r#"{{"object":"page","entry":[{{"id":"1784","time":1569262486,"standby":[{items}]}}]}}"#
            ),
            "$.entry[0].standby",
        ),
        List::Statuses => (
            format!(
                r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"metadata":{{"phone_number_id":"1784"}},"statuses":[{items}]}}}}]}}]}}"#
            ),
            "$.entry[0].changes[0].value.statuses",
        ),
    }
}

/// What the item at `index` says, without its place.
fn said(list: List, items: &[String], index: usize) -> Vec<Signal> {
    let (text, path) = body(list, items);
    let own = format!("{path}[{index}]");
    let bare = |signal: Signal| Signal {
        path: String::new(),
        span: 0..0,
        at_path: signal.at_path.map(|at| at.replace(&own, "")),
        at_span: None,
        ..signal
    };
    read(text.as_bytes(), Some(7))
        .signals
        .into_iter()
        .filter(|signal| signal.path == own)
        .map(bare)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_odd_item_changes_nothing_for_its_siblings(
        odd in odd(),
        count in 2..5_usize,
        place in 0..5_usize,
        list in prop_oneof![Just(List::Messaging), Just(List::Standby), Just(List::Statuses)],
    ) {
        let plain: Vec<String> = (0..count).map(|number| good(list, number)).collect();
        let place = place.min(count);
        let mut mixed = plain.clone();
        mixed.insert(place, odd);
        for index in 0..count {
            let moved = index + usize::from(index >= place);
            let before = said(list, &plain, index);
            prop_assert_eq!(before.len(), 1);
            prop_assert_eq!(before, said(list, &mixed, moved), "item {} of {}", index, body(list, &mixed).0);
        }
        prop_assert!(!said(list, &mixed, place).is_empty(), "the odd item is told: {}", body(list, &mixed).0);
    }
}
