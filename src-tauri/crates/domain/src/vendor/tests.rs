use super::*;
use crate::signal::Flags;

const MID: &str = "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3ODQxNDAwMTU5Nzg3MDg2OjM0MDI4MjM2Njg0MTcxMDMwMTI0NDI1OTY3MTY4OTc5NTQ4MzU3MzozMjg2NDgyOTI5ODM2OTc4NzQ4NzE0NzIwNzI0MTQ5ODYyNAZDZD";

/// White space outside strings removed: what the published sample is in compact form.
fn compact(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    text.chars()
        .filter(|char| {
            let keep = quoted || !char.is_whitespace();
            if *char == '"' && !escaped {
                quoted = !quoted;
            }
            escaped = *char == '\\' && !escaped;
            keep
        })
        .collect()
}

fn sample(name: &str) -> String {
    let path = format!("{}/../../../fixtures/vendor/{name}.json", env!("CARGO_MANIFEST_DIR"));
    compact(&std::fs::read_to_string(path).unwrap())
}

fn transition(platform: Platform, to: State, at: Millis) -> Transition {
    Transition {
        platform,
        account: "1784".into(),
        peer: Some("972521234567".into()),
        message_id: MID.into(),
        participant: None,
        from: Some(State::Accepted),
        to,
        at: Some(at),
        basis: Basis::Observed,
        flags: Flags::default(),
        error: None,
        code: None,
        session: 0,
    }
}

fn directory() -> Directory {
    let mut directory = Directory::default();
    let text = r#"[
        {"account":"1784","handle":"your_business_handle","zoho_org_id":"106553778","zoho_channel_id":"50007000000004080"},
        {"platform":"instagram","account":"1784","peer":"972521234567","handle":"abhishxo","name":"Abhishek","dt_customer_id":"customer_Ehrc3Ls7kS"},
        {"platform":"whatsapp","account":"1784","peer":"972521234567","name":"Josh Dun","texter_chat_id":"69072b0233aea8a47f8bad9f"},
        {"platform":"messenger","account":"1784","peer":"972521234567","zoho_session_id":"50007000000004136"}
    ]"#;
    assert_eq!(directory.read(text), Ok(4));
    directory
}

fn event(
    transition: &Transition,
    received_at: Millis,
    format: Format,
    options: &Options,
) -> Result<Document, String> {
    let origin = Origin {
        seq: 1,
        received_at: Some(received_at),
        path: Some("$".into()),
        at: transition.at,
        at_path: Some("$.timestamp".into()),
        ..Origin::default()
    };
    let outcomes = of_transition(transition, &origin, &directory(), options);
    match outcomes.into_iter().find(|(found, _)| *found == format).unwrap().1 {
        Outcome::Event(document) => Ok(document),
        Outcome::Withheld(reason) => Err(reason),
    }
}

#[test]
fn doubletick_status_is_the_published_sample() {
    let read = transition(Platform::Instagram, State::Seen, 1_781_606_224_639);
    let document = event(&read, 0, Format::DoubletickStatus, &Options::default()).unwrap();
    assert_eq!(document.compact(), sample("doubletick.message-status"));
}

#[test]
fn doubletick_opening_is_the_published_sample() {
    let (account, peer) = ("1784".into(), "972521234567".into());
    let opening =
        Opening { platform: Platform::Instagram, account, peer, at: None, flags: Flags::default() };
    let (_, outcome) = of_opening(&opening, &Origin::default(), &directory());
    let Outcome::Event(document) = outcome else { panic!("withheld") };
    assert_eq!(document.compact(), sample("doubletick.conversation-opened"));
}

#[test]
fn texter_status_is_the_published_sample() {
    let mut read = transition(Platform::Whatsapp, State::Seen, 1_768_141_074_000);
    read.message_id = "wamid.HBgMOTcyNTIxMjM0NTY3FQIAERgSMDhGRTVGNEY1MTA0Q0NBMzNEAA==".into();
    let document = event(&read, 0, Format::Texter, &Options::default()).unwrap();
    assert_eq!(
        document.compact(),
        sample("texter.message-status-changed").replace(r#","...":"...""#, "")
    );
}

#[test]
fn zoho_status_is_the_published_sample_but_for_the_id_of_the_message() {
    let delivered = transition(Platform::Messenger, State::Delivered, 1_759_994_839_394);
    let document = event(&delivered, 1_751_022_087_019, Format::Zoho, &Options::default()).unwrap();
    let message = ids::zoho("zoho message", &format!("messenger/1784/{MID}"));
    let expected =
        sample("zoho.im-message-status").replace("50007000000006017", &message.to_string());
    assert_eq!(document.compact(), expected);
    assert_eq!(compact(&document.pretty()), expected);
}

#[test]
fn the_session_changes_with_each_done_mark() {
    let session = |platform, session| {
        let told = Transition { session, ..transition(platform, State::Seen, 1) };
        let body = event(&told, 1, Format::Zoho, &Options::default()).unwrap().compact();
        let (_, rest) = body.split_once(r#""sessionId":"#).unwrap();
        rest.split(',').next().unwrap().to_owned()
    };
    assert_eq!(session(Platform::Messenger, 0), "50007000000004136");
    assert_eq!(session(Platform::Messenger, 2), "50007000000004138");
    for number in [0, 1] {
        let name = format!("instagram/1784/972521234567#{number}");
        assert_eq!(
            session(Platform::Instagram, number),
            ids::zoho("zoho session", &name).to_string()
        );
    }
}

#[test]
fn every_vendor_has_its_word_or_a_reason() {
    use Platform::{Instagram, Messenger, Whatsapp};
    for (platform, state, doubletick, texter, zoho) in [
        (Whatsapp, State::Sent, None, 0, None),
        (Instagram, State::Accepted, None, 1, None),
        (Messenger, State::Accepted, Some("SENT"), 1, None),
        (Whatsapp, State::Delivered, Some("DELIVERED"), 2, Some("DELIVERED")),
        (Instagram, State::Seen, Some("READ"), 3, Some("READ")),
        (Whatsapp, State::Failed, Some("FAILED"), 4, None),
        (Whatsapp, State::ChannelFailed, Some("FAILED"), 5, None),
        (Instagram, State::Deleted, None, 6, None),
    ] {
        let told = transition(platform, state, 1);
        let body = |format| {
            event(&told, 1, format, &Options::default()).map(|document| document.compact())
        };
        let name = format!("{platform:?} {state:?}");
        let status = |body: Result<String, String>, word: Option<&str>| match (body, word) {
            (Ok(body), Some(word)) => {
                assert!(body.contains(&format!("\"status\":\"{word}\"")), "{name}: {body}")
            }
            (Err(reason), None) => assert!(reason.contains(' '), "{name}"),
            (body, _) => panic!("{name}: {body:?}"),
        };
        status(body(Format::DoubletickStatus), doubletick);
        status(body(Format::Zoho), zoho);
        assert!(
            body(Format::Texter).unwrap().contains(&format!("\"messageStatus\":{texter},")),
            "{name}"
        );
    }
}

#[test]
fn options_settle_what_the_vendors_leave_open() {
    let options = Options {
        doubletick_sent_on_instagram: true,
        texter_sent_as_zero: true,
        zoho_ids_as_strings: true,
        zoho_accepted: true,
        fill_delivered: true,
    };
    let instagram = transition(Platform::Instagram, State::Accepted, 1);
    let whatsapp = transition(Platform::Whatsapp, State::Accepted, 1);
    let body = |told, format| event(told, 1, format, &options).unwrap().compact();
    assert!(body(&instagram, Format::DoubletickStatus).contains("\"SENT\""));
    assert!(body(&whatsapp, Format::Texter).contains("\"messageStatus\":0,"));
    assert!(body(&whatsapp, Format::Zoho).contains("\"channelId\":\"50007000000004080\""));
    let seen = transition(Platform::Instagram, State::Seen, 1);
    let steps = told(&seen, &options)
        .into_iter()
        .map(|(_, step)| (step.from, step.to, step.basis))
        .collect::<Vec<_>>();
    let expected = [
        (Some(State::Accepted), State::Delivered, Basis::Implied),
        (Some(State::Delivered), State::Seen, Basis::Observed),
    ];
    assert_eq!(steps, expected);
    assert_eq!(told(&seen, &Options::default()).len(), 1);
}

#[test]
fn unknown_names_are_stand_ins_and_say_so() {
    let (told, origin) = (transition(Platform::Instagram, State::Seen, 1), Origin::default());
    let outcomes = of_transition(&told, &origin, &Directory::default(), &Options::default());
    let stand_ins = outcomes.map(|(_, outcome)| match outcome {
        Outcome::Event(document) => {
            let fields = document.fields();
            let marked = fields.iter().filter(|field| field.stand_in);
            marked.map(|field| field.short_path().to_owned()).collect::<Vec<_>>().join(" ")
        }
        Outcome::Withheld(reason) => reason,
    });
    assert_eq!(stand_ins, ["to handle channelHandle", "eventData.chat.displayName", "orgId"]);
}

#[test]
fn a_directory_entry_replaces_an_id_and_is_the_source() {
    let told = transition(Platform::Instagram, State::Seen, 1);
    let document = event(&told, 1, Format::DoubletickStatus, &Options::default()).unwrap();
    let sources: Vec<String> = document
        .fields()
        .iter()
        .map(|field| format!("{} {}", field.short_path(), field.source.word()))
        .collect();
    let expected = [
        "to directory",
        "handle directory",
        "status rule",
        "messageId capture",
        "channelType constant",
        "dtCustomerId directory",
        "channelHandle directory",
        "integrationType constant",
        "statusTimestamp capture",
    ];
    assert_eq!(sources, expected);
}

#[test]
fn a_time_says_truly_where_it_comes_from() {
    let origin = Origin { seq: 3, received_at: Some(9), ..Origin::default() };
    let signal = Origin {
        path: Some("$.entry[0].messaging[0]".into()),
        at: Some(1),
        at_path: Some("$.entry[0].messaging[0].timestamp".into()),
        ..origin.clone()
    };
    let stood_in = Origin { received: Some(("$.entry[0].time".into(), None)), ..signal.clone() };
    let read = transition(Platform::Instagram, State::Seen, 1);
    let later = Transition { at: Some(5), basis: Basis::Implied, ..read.clone() };
    let set = Transition { basis: Basis::Simulated, ..read.clone() };
    for (told, origin, updated, event_time) in [
        (
            &read,
            &signal,
            "capture 3, $.entry[0].messaging[0].timestamp",
            "when capture 3 was received",
        ),
        (
            &read,
            &stood_in,
            "capture 3, $.entry[0].messaging[0].timestamp",
            "capture 3, $.entry[0].time",
        ),
        (
            &later,
            &signal,
            "the time of a receipt in an earlier capture",
            "when capture 3 was received",
        ),
        (&set, &origin, "set by you", "when you set it"),
    ] {
        let outcomes = of_transition(told, origin, &directory(), &Options::default());
        let Outcome::Event(document) = &outcomes[2].1 else { panic!("withheld") };
        let note = |path: &str| {
            let fields = document.fields();
            fields.iter().find(|field| field.short_path() == path).unwrap().source.note()
        };
        assert_eq!(note("payload.messageNewStatus.updatedTime"), updated);
        assert_eq!(note("eventTime"), event_time);
    }
}
