use super::*;
use crate::signal::{Direction, Flag};

/// One Instagram item between customer 9 and account 1784.
fn item(event: &str) -> String {
    format!(
        r#"{{"sender":{{"id":"9"}},"recipient":{{"id":"1784"}},"timestamp":1569262485349,{event}}}"#
    )
}

fn body(object: &str, items: &[String]) -> String {
    format!(
        r#"{{"object":"{object}","entry":[{{"time":1569262486134,"id":"1784","messaging":[{}]}}]}}"#,
        items.join(",")
    )
}

fn signals(body: &str) -> Vec<Signal> {
    read(body.as_bytes(), Some(77)).signals
}

/// kind, account, peer, direction, message id.
fn gist(signal: &Signal) -> String {
    let or = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let direction = signal.direction.map_or("-", Direction::word);
    format!(
        "{} {} {} {direction} {}",
        signal.kind.word(),
        or(&signal.account),
        or(&signal.peer),
        or(&signal.message_id)
    )
}

#[test]
fn every_event_key_has_its_kind_and_sides() {
    for (event, expected) in [
        (r#""message":{"mid":"m","text":"hi"}"#, "message 1784 9 inbound m"),
        (
            r#""message":{"mid":"m","is_deleted":true},"read":{"mid":"x"}"#,
            "message_deleted 1784 9 inbound m",
        ),
        (
            r#""message_edit":{"mid":"m","num_edit":"2","text":"b"}"#,
            "message_edited 1784 9 inbound m",
        ),
        (r#""message_edit":{"mid":"m","num_edit":0}"#, "message_edited 1784 9 - m"),
        (r#""reaction":{"mid":"m","action":"unreact"}"#, "reaction 1784 9 - m"),
        (r#""read":{"mid":"m"}"#, "read 1784 9 - m"),
        (r#""delivery":{"mids":["a"],"watermark":1569262485349}"#, "delivery 1784 9 - -"),
        (r#""postback":{"mid":"m","title":"Prices"}"#, "postback 1784 9 inbound m"),
        (r#""referral":{"ref":"r"}"#, "referral 1784 9 - -"),
        (r#""pass_thread_control":{"new_owner_app_id":123}"#, "handover 1784 9 - -"),
        (r#""game_play":{}"#, "unknown 1784 9 - -"),
        (r#""read":{"mid":""}"#, "read 1784 9 - -"),
        (r#""message":{"mid":"","text":"an empty id is none"}"#, "message 1784 9 inbound -"),
        (r#""message":null"#, "unknown 1784 9 - -"),
        (r#""message":"text""#, "unknown 1784 9 - -"),
    ] {
        let found = signals(&body("instagram", &[item(event)]));
        assert_eq!(found.iter().map(gist).collect::<Vec<_>>(), [expected], "{event}");
    }
}

#[test]
fn sides_follow_the_echo_mark_before_the_account() {
    let between = |sender: &str, recipient: &str, marks: &str| {
        format!(
            r#"{{"sender":{{"id":{sender}}},"recipient":{{"id":{recipient}}},"timestamp":1,"message":{{"mid":"m"{marks}}}}}"#
        )
    };
    for (item, expected) in [
        (between("1784", "9", r#","is_echo":true"#), "message_echo 1784 9 outbound m"),
        (between("\"1784\"", "\"9\"", ""), "message_echo 1784 9 outbound m"),
        (between("\"5\"", "\"9\"", r#","is_echo":true"#), "message_echo 1784 9 outbound m"),
        (between("\"9\"", "\"5\"", ""), "message 1784 9 inbound m"),
        (
            between("\"1784\"", "\"1784\"", r#","is_self":true,"is_echo":true"#),
            "message_echo 1784 1784 self m",
        ),
        (
            between("\"1784\"", "\"9\"", r#","is_deleted":true"#),
            "message_deleted 1784 9 outbound m",
        ),
        (r#"{"message":{"mid":"m","is_deleted":true}}"#.to_owned(), "message_deleted 1784 - - m"),
        (between("\"1784\"", "\"1784\"", ""), "message_echo 1784 1784 self m"),
        (between("\"9\"", "\"1784\"", r#","is_echo":true"#), "message_echo 1784 9 outbound m"),
        (
            r#"{"sender":{"id":"1784"},"recipient":{"id":"9"},"read":{"mid":"m"}}"#.to_owned(),
            "read 1784 9 inbound m",
        ),
    ] {
        let found = signals(&body("instagram", std::slice::from_ref(&item)));
        assert_eq!(gist(&found[0]), expected, "{item}");
    }
}

#[test]
fn signals_stand_in_the_order_of_their_paths_whatever_the_order_of_keys() {
    let item = r#"{"sender":{"id":"9"},"recipient":{"id":"1784"},"message":{"mid":"m"}}"#;
    let many = [item; 11].join(",");
    let lists = [
        format!(r#""standby":[{item}]"#),
        format!(r#""messaging":[{many}]"#),
        r#""changes":[{"field":"mentions","value":{"media_id":"1"}}]"#.to_owned(),
    ];
    let mut expected = vec!["changes[0]".to_owned()];
    expected.extend((0..11).map(|index| format!("messaging[{index}]")));
    expected.push("standby[0]".to_owned());
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let lists = order.map(|list: usize| lists[list].as_str()).join(",");
        let body = format!(r#"{{"object":"instagram","entry":[{{"id":"1784",{lists}}}]}}"#);
        let paths = signals(&body).into_iter().map(|signal| signal.path);
        let found: Vec<_> = paths.map(|path| path.replace("$.entry[0].", "")).collect();
        assert_eq!(found, expected, "{order:?}");
    }
}

#[test]
fn a_time_is_the_items_own_else_the_entrys_else_the_receipt() {
    for (stamp, entry_time, at, flag) in [
        ("1569262485349", "5000", 1_569_262_485_349, None),
        ("\"1527459824\"", "5000", 1_527_459_824_000, None),
        ("\"2019-09-23T18:14:45+0000\"", "5000", 1_569_262_485_000, None),
        ("\"soon\"", "1569262486", 1_569_262_486_000, Some(Flag::TimeFromEntry)),
        ("null", "1569262486", 1_569_262_486_000, Some(Flag::TimeFromEntry)),
        ("null", "null", 77, Some(Flag::TimeFromReceipt)),
        ("-1", "[]", 77, Some(Flag::TimeFromReceipt)),
    ] {
        let body = format!(
            r#"{{"object":"page","entry":[{{"id":"1","time":{entry_time},"messaging":[{{"timestamp":{stamp},"message":{{"mid":"m"}}}}]}}]}}"#
        );
        let signal = &signals(&body)[0];
        assert_eq!(signal.at, Some(at), "{body}");
        assert_eq!(signal.flags, flag.into_iter().collect::<Flags>(), "{body}");
    }
}

#[test]
fn the_dashboards_sample_is_told_from_a_customer() {
    let value = r#"{"sender":{"id":"12334"},"recipient":{"id":"23245"},"timestamp":"1527459824","message":{"mid":"random_mid","text":"random_text"}}"#;
    let change = format!(r#"{{"field":"messages","value":{value}}}"#);
    for body in [
        format!(r#"{{"entry":[{{"id":"0","time":1,"changes":[{change}]}}],"object":"instagram"}}"#),
        format!(
            r#"{{"entry":[{{"id":"0","time":1,"field":"messages","value":{value}}}],"object":"instagram"}}"#
        ),
        format!(r#"{{"object":"page","entry":[{{"id":"555","messaging":[{value}]}}]}}"#),
        change.clone(),
    ] {
        let found = signals(&body);
        assert_eq!(found.len(), 1, "{body}");
        assert!(found[0].sample && found[0].flags.contains(Flag::Sample), "{body}");
        assert_eq!(gist(&found[0]), "message 23245 12334 inbound random_mid", "{body}");
    }
    let real = body("instagram", &[item(r#""message":{"mid":"m"}"#)])
        .replace("\"messaging\":[", "\"changes\":[{\"field\":\"messages\",\"value\":")
        .replace("}]}]}", "}}]}]}");
    assert!(!signals(&real)[0].sample, "{real}");
}

#[test]
fn what_is_no_webhook_is_one_unknown_with_a_reason() {
    for (body, reason) in [
        ("", "empty"),
        ("hello", "Not JSON"),
        (r#"{"object":"instagram","entry":[{"#, "cut short"),
        ("[]", "no object"),
        ("7", "no object"),
        (r#"{"object":"user","entry":[]}"#, "`user`"),
        (r#"{"entry":[]}"#, "missing"),
        (r#"{"object":"instagram","entry":{}}"#, "no list"),
        (r#"{"object":"instagram","entry":[null]}"#, "null"),
        (r#"{"object":"instagram","entry":[{"messaging":{}}]}"#, "no list"),
        (r#"{"object":"instagram","entry":[{"changed_fields":["messages"]}]}"#, "names the fields"),
    ] {
        let found = signals(body);
        assert_eq!(found.len(), 1, "{body}");
        assert_eq!(found[0].kind, Kind::Unknown, "{body}");
        let told = found[0].data.reason.as_deref().unwrap_or_default();
        assert!(told.contains(reason), "{body}: {told}");
    }
}

#[test]
fn a_message_that_names_nobody_says_which_id_is_missing() {
    let meta = |entry: &str, item: &str| {
        format!(
            r#"{{"object":"page","entry":[{{{entry}"time":1,"messaging":[{{{item}"timestamp":1}}]}}]}}"#
        )
    };
    let whatsapp = |value: &str| {
        format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{{value}}}}}]}}]}}"#
        )
    };
    let (text, echo) = (r#""message":{"mid":"m"},"#, r#""message":{"mid":"m","is_echo":true},"#);
    let (sender, recipient) = (r#""sender":{"id":"7"},"#, r#""recipient":{"id":"1"},"#);
    for (body, missing) in [
        (meta(r#""id":"1","#, &format!("{recipient}{text}")), Some("`sender.id`")),
        (
            meta(r#""id":"1","#, &format!(r#"{recipient}"postback":{{"mid":"m"}},"#)),
            Some("`sender.id`"),
        ),
        (meta(r#""id":"1","#, &format!(r#""sender":{{"id":"1"}},{echo}"#)), Some("`recipient.id`")),
        (meta("", &format!("{sender}{text}")), Some("`entry.id`")),
        (meta("", &format!("{sender}{recipient}{text}")), None),
        (
            meta("", &format!(r#"{sender}{recipient}"message":{{"text":"hi"}},"#)),
            Some("`message.mid`"),
        ),
        (meta("", &format!(r#"{sender}{recipient}"postback":{{}},"#)), None),
        (meta(r#""id":"1","#, &format!("{sender}{text}")), None),
        (meta(r#""id":"1","#, &format!(r#"{recipient}"read":{{"mid":"m"}},"#)), None),
        (
            meta(r#""id":"1","#, &format!(r#""sender":{{"user_ref":"u"}},{recipient}{text}"#)),
            Some("user_ref"),
        ),
        (
            whatsapp(r#""metadata":{"phone_number_id":"5"},"messages":[{"id":"w","type":"text"}]"#),
            Some("`from`"),
        ),
        (
            whatsapp(r#""messages":[{"id":"w","from":"9","type":"text"}]"#)
                .replace(r#""id":"1","#, ""),
            Some("`metadata.phone_number_id`"),
        ),
        (
            whatsapp(
                r#""metadata":{"phone_number_id":"5"},"messages":[{"id":"w","from":"9","type":"text"}]"#,
            ),
            None,
        ),
    ] {
        let found = signals(&body);
        let told: Vec<_> = found[0].problems.iter().map(|problem| &*problem.message).collect();
        match missing {
            Some(missing) => {
                assert!(told.len() == 1 && told[0].contains(missing), "{body}: {told:?}")
            }
            None => assert!(told.is_empty(), "{body}: {told:?}"),
        }
    }
}

#[test]
fn what_has_the_wrong_shape_is_a_problem_at_its_place() {
    let whatsapp = |message: &str| {
        format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"messages":[{message}]}}}}]}}]}}"#
        )
    };
    for (body, path, message) in [
        ("[]".to_owned(), "$", "no object"),
        ("null".to_owned(), "$", "no object"),
        (r#"{"object":"instagram","entry":{}}"#.to_owned(), "$.entry", "no list"),
        (r#"{"object":"instagram","entry":[null]}"#.to_owned(), "$.entry[0]", "null stands"),
        (body("instagram", &["null".to_owned()]), "$.entry[0].messaging[0]", "null stands"),
        (body("instagram", &["7".to_owned()]), "$.entry[0].messaging[0]", "No object"),
        (body("page", &[item(r#""read":[]"#)]), "$.entry[0].messaging[0].read", "No object"),
        (
            body("page", &[item(r#""message":{"mid":"m","text":{"a":1}}"#)]),
            "$.entry[0].messaging[0].message.text",
            "No text",
        ),
        (
            whatsapp(r#"{"id":"w","from":"9","type":"text","text":{"body":[]}}"#),
            "$.entry[0].changes[0].value.messages[0].text.body",
            "No text",
        ),
        (whatsapp("null"), "$.entry[0].changes[0].value.messages[0]", "null stands"),
        ("\u{1f}".to_owned(), "$", "Not JSON"),
    ] {
        let found = signals(&body);
        let odd = found[0].problems.first().unwrap_or_else(|| panic!("no problem: {body}"));
        assert_eq!(odd.path, path, "{body}");
        assert!(odd.message.contains(message), "{body}: {}", odd.message);
    }
    let nothing = &signals(&body("instagram", &[item(r#""message":null"#)]))[0];
    assert_eq!(nothing.data.reason.as_deref(), Some("`message` is null: nothing is said."));
}

#[test]
fn a_time_that_is_none_says_truly_what_stands_in() {
    let odd = |time: &str, received: Option<Millis>| {
        let body = format!(
            r#"{{"object":"page","entry":[{{"id":"1"{time},"messaging":[{{"timestamp":"soon","message":{{"mid":"m"}}}}]}}]}}"#
        );
        read(body.as_bytes(), received).signals[0].problems[0].message.clone()
    };
    for (time, received, words) in [
        (r#","time":1569262486"#, None, "the entry's stands in"),
        ("", Some(77), "the time of receipt stands in"),
        ("", None, "none is known"),
    ] {
        assert!(odd(time, received).contains(words), "{}", odd(time, received));
    }
}

#[test]
fn nothing_inside_is_nothing_said() {
    for body in [
        r#"{"object":"instagram"}"#,
        r#"{"object":"instagram","entry":null}"#,
        r#"{"object":"instagram","entry":[]}"#,
        r#"{"object":"page","entry":[{"id":"1"}]}"#,
        r#"{"object":"page","entry":[{"id":"1","messaging":[],"standby":null,"changes":[]}]}"#,
        r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{}}]}]}"#,
    ] {
        assert_eq!(signals(body), [], "{body}");
    }
}

#[test]
fn oddities_go_to_the_signal_they_lie_in() {
    let items = [
        item(r#""message":{"mid":"a","text":"\ud83d","mid":"b"}"#),
        item(r#""message":{"mid":"c"}"#),
    ];
    let reading = read(body("instagram", &items).as_bytes(), None);
    assert!(reading.problems.is_empty());
    let codes: Vec<_> = reading.signals[0].problems.iter().map(|odd| odd.code).collect();
    assert_eq!(codes, ["lone_surrogate", "repeated_key"]);
    assert_eq!(reading.signals[0].message_id.as_deref(), Some("b"));
    assert!(reading.signals[1].problems.is_empty());
}

#[test]
fn of_a_body_without_end_the_first_items_are_read_and_it_is_said() {
    let many = |item: &str, count: usize| vec![item; count].join(",");
    let status = |n: usize| {
        format!(r#"{{"id":"wamid.1","status":"sent","timestamp":"1","recipient_id":"{n}"}}"#)
    };
    let statuses: Vec<String> = (0..MOST + 7).map(status).collect();
    let mids = many(r#""m""#, 6_000);
    for (body, items, kept) in [
        (body("instagram", &[many("0", MOST + 7)]), MOST, MOST),
        (
            format!(
                r#"{{"object":"instagram","entry":[{}]}}"#,
                many(r#"{"messaging":[0]}"#, MOST + 7)
            ),
            MOST,
            MOST,
        ),
        (
            format!(
                r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"statuses":[{}]}}}}]}}]}}"#,
                statuses.join(",")
            ),
            MOST,
            MOST,
        ),
        (body("page", &[item(&format!(r#""delivery":{{"mids":[{mids}]}}"#))]), 1, 5_000),
        (
            body("page", &[item(&format!(r#""message":{{"attachments":[{}]}}"#, many("{}", 900)))]),
            1,
            200,
        ),
    ] {
        let reading = read(body.as_bytes(), None);
        assert_eq!(reading.signals.len(), items);
        let first = &reading.signals[0];
        let inside = first.data.mids.len().max(first.data.attachments.len());
        assert_eq!(if items == 1 { inside } else { items }, kept);
        let odd = reading.problems.iter().chain(&first.problems);
        assert_eq!(odd.filter(|odd| odd.code == "too_many").count(), 1, "{}", &body[..80]);
    }
}
