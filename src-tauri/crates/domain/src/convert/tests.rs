use super::*;
use crate::signal::{Data, Direction, Flags, Kind};

#[test]
fn a_done_mark_names_file_conversation_and_time() {
    let mark =
        |file, peer: &str, at| DoneAfter { file, account: "1784".into(), peer: peer.into(), at };
    for (words, expected) in [
        ("1:1784:9", mark(1, "9", None)),
        ("2:1784:9@2019-09-23T18:14:45.349Z", mark(2, "9", Some(1_569_262_485_349))),
        ("2:1784:9@1569262485349", mark(2, "9", Some(1_569_262_485_349))),
        ("2:1784:US.12:3", mark(2, "US.12:3", None)),
    ] {
        assert_eq!(DoneAfter::parse(words, 2), Ok(expected), "{words}");
    }
    for words in ["", "1", "1:1784", "0:1784:9", "3:1784:9", "1:1784:", "1:1784:9@noon", "x:1784:9"]
    {
        assert!(DoneAfter::parse(words, 2).is_err(), "{words}");
    }
}

fn signal(kind: Kind, direction: Option<Direction>, mid: &str, at: Millis) -> Signal {
    Signal {
        path: "$.entry[0].messaging[0]".into(),
        span: 10..20,
        kind,
        platform: Platform::Instagram,
        account: Some("1784".into()),
        account_place: None,
        peer: Some("9".into()),
        group: false,
        direction,
        message_id: Some(mid.into()),
        at: Some(at),
        at_path: Some("$.entry[0].messaging[0].timestamp".into()),
        at_span: None,
        text: None,
        sample: false,
        standby: false,
        flags: Flags::default(),
        problems: Vec::new(),
        data: Data::default(),
    }
}

#[test]
fn the_lines_are_those_of_the_command_lines_page() {
    let mut converter = Converter::default();
    let hello = signal(Kind::Message, Some(Direction::Inbound), "m1", 1_569_262_485_349);
    let hello = Signal { text: Some("hello".into()), ..hello };
    let steps = [
        hello,
        signal(Kind::MessageEcho, Some(Direction::Outbound), "m2", 1_569_262_486_000),
        signal(Kind::Read, None, "m2", 1_569_262_487_000),
    ];
    let mut lines = Vec::new();
    for step in steps {
        let converted = converter.said(vec![step], &[Some((1_569_262_490_000, 1..2))]);
        lines.extend(converter.records(&converted, false).iter().map(Record::json));
    }
    let signal = |rest: &str| {
        format!(
            r#"{{"type":"signal","capture":{rest},"path":"$.entry[0].messaging[0]","sample":false,"standby":false,"flags":[],"problems":[],"data":{{}}}}"#
        )
    };
    let chat = ids_of(&lines, r#""_id":""#);
    let customer = ids_of(&lines, r#""dtCustomerId":""#);
    let (message, session, channel) = (
        ids_of(&lines, r#""messageId":"#),
        ids_of(&lines, r#""sessionId":"#),
        ids_of(&lines, r#""channelId":"#),
    );
    let expected = [
        signal(r#"1,"kind":"message","platform":"instagram","account":"1784","peer":"9","direction":"inbound","message_id":"m1","at":"2019-09-23T18:14:45.349Z","text":"hello""#),
        r#"{"type":"opening","capture":1,"account":"1784","peer":"9","at":"2019-09-23T18:14:45.349Z","platform":"instagram","flags":[]}"#.into(),
        format!(r#"{{"type":"normalized","capture":1,"id":"1-o1-doubletick","format":"doubletick.conversation-opened","message_id":null,"stand_ins":["to","from","handle","contact.name","customerName","channelHandle","customerPhone"],"body":{{"to":"1784","from":"9","handle":"9","contact":{{"name":"9"}},"channelType":"INSTAGRAM","customerName":"9","dtCustomerId":"{customer}","channelHandle":"1784","customerPhone":"9","integrationType":"INSTAGRAM","conversationOpened":true}}}}"#),
        signal(r#"2,"kind":"message_echo","platform":"instagram","account":"1784","peer":"9","direction":"outbound","message_id":"m2","at":"2019-09-23T18:14:46.000Z","text":null"#),
        r#"{"type":"transition","capture":2,"message_id":"m2","from":null,"to":"accepted","at":"2019-09-23T18:14:46.000Z","basis":"observed","flags":[],"error":null,"platform":"instagram","account":"1784","peer":"9","participant":null,"code":null}"#.into(),
        format!(r#"{{"type":"normalized","capture":2,"id":"2-t1-texter","format":"texter.message-status-changed","message_id":"m2","stand_ins":["eventData.chat.displayName"],"body":{{"eventName":"messageStatusChanged","eventData":{{"chat":{{"_id":"{chat}","displayName":"9","channelInfo":{{"name":"instagram","id":"9"}}}},"messageStatus":1,"error":null,"timestamp":1569262486000,"externalId":["m2"]}}}}}}"#),
        r#"{"type":"withheld","capture":2,"format":"doubletick.message-status","message_id":"m2","reason":"DoubleTick's SENT is off for Instagram"}"#.into(),
        r#"{"type":"withheld","capture":2,"format":"zoho.im-message-status","message_id":"m2","reason":"Zoho Desk tells acceptance only as the status before the next"}"#.into(),
        signal(r#"3,"kind":"read","platform":"instagram","account":"1784","peer":"9","direction":null,"message_id":"m2","at":"2019-09-23T18:14:47.000Z","text":null"#),
        r#"{"type":"transition","capture":3,"message_id":"m2","from":"accepted","to":"seen","at":"2019-09-23T18:14:47.000Z","basis":"observed","flags":[],"error":null,"platform":"instagram","account":"1784","peer":"9","participant":null,"code":null}"#.into(),
        format!(r#"{{"type":"normalized","capture":3,"id":"3-t1-doubletick","format":"doubletick.message-status","message_id":"m2","stand_ins":["to","handle","channelHandle"],"body":{{"to":"9","handle":"9","status":"READ","messageId":"m2","channelType":"INSTAGRAM","dtCustomerId":"{customer}","channelHandle":"1784","integrationType":"INSTAGRAM","statusTimestamp":"2019-09-23T18:14:47.000Z"}}}}"#),
        format!(r#"{{"type":"normalized","capture":3,"id":"3-t1-texter","format":"texter.message-status-changed","message_id":"m2","stand_ins":["eventData.chat.displayName"],"body":{{"eventName":"messageStatusChanged","eventData":{{"chat":{{"_id":"{chat}","displayName":"9","channelInfo":{{"name":"instagram","id":"9"}}}},"messageStatus":3,"error":null,"timestamp":1569262487000,"externalId":["m2"]}}}}}}"#),
        format!(r#"{{"type":"normalized","capture":3,"id":"3-t1-zoho","format":"zoho.im-message-status","message_id":"m2","stand_ins":["orgId"],"body":[{{"payload":{{"messageOldStatus":"SENT","messageNewStatus":{{"updatedTime":"2019-09-23T18:14:47.000Z","status":"READ"}},"messageId":{message},"sessionId":{session},"channelId":{channel}}},"eventTime":"1569262490000","eventType":"IM_Message_Status","orgId":"0"}}]}}"#),
    ];
    for (found, expected) in lines.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(lines.len(), expected.len());
    assert!(message.parse::<i64>().unwrap() > 1 << 53);
}

/// The first derived id that follows `key`; always the same, but not to be guessed here.
fn ids_of(lines: &[String], key: &str) -> String {
    let values = lines.iter().filter_map(|line| Some(line.split_once(key)?.1));
    let ends = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    values
        .filter(|rest| !rest.starts_with("m2"))
        .map(|rest| rest.split(ends).next().unwrap_or_default())
        .find(|id| !id.is_empty())
        .unwrap_or_default()
        .to_owned()
}
