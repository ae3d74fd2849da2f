//! Where the fields of events come from, from bodies to bytes: states, stand-ins, and what no item says.

use std::ops::Range;

use serde_json::Value;

use super::narrow;
use super::*;
use crate::convert::Converter;
use crate::ledger::Basis;
use crate::provenance::Field;
use crate::record::Record;
use crate::signal::Flags;

fn envelope(object: &str, entry: &str, list: &str, item: &str) -> String {
    format!(r#"{{"object":"{object}","entry":[{{"id":"{entry}","time":9,"{list}":[{item}]}}]}}"#)
}

fn meta(object: &str, [from, to]: [&str; 2], event: &str) -> String {
    let item = format!(
        r#"{{"sender":{{"id":"{from}"}},"recipient":{{"id":"{to}"}},"timestamp":5,{event}}}"#
    );
    envelope(object, "1784", "messaging", &item)
}

fn instagram(event: &str) -> String {
    meta("instagram", ["77", "1784"], event)
}

fn echo(object: &str, mid: &str) -> String {
    let event = format!(r#""message":{{"mid":"{mid}","is_echo":true}}"#);
    meta(object, ["1784", "77"], &event)
}

fn page(event: &str) -> String {
    meta("page", ["77", "1784"], event)
}

fn whatsapp(field: &str, list: &str, item: &str) -> String {
    let change = format!(
        r#"{{"field":"{field}","value":{{"metadata":{{"phone_number_id":"106"}},"{list}":[{item}]}}}}"#
    );
    envelope("whatsapp_business_account", "104", "changes", &change)
}

fn status(word: &str, more: &str) -> String {
    let item =
        format!(r#"{{"id":"w1","recipient_id":"77","timestamp":"5","status":"{word}"{more}}}"#);
    whatsapp("messages", "statuses", &item)
}

/// The fields of the last body's event whose id ends so: their path in the vendor's document, and what is told of each.
fn fields(converter: &mut Converter, bodies: &[String], ends: &str) -> Vec<(String, Value)> {
    let mut told = Vec::new();
    for body in bodies {
        let converted = converter.capture(body.as_bytes());
        told = converter.records(&converted, true).iter().map(Record::json).collect();
    }
    let events = told.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let event = events.filter(|event| event["type"] == "normalized").find(|event| {
        let id = event["id"].as_str().unwrap();
        id.split_once('-').unwrap().1 == ends
    });
    let event = event.unwrap_or_else(|| panic!("no {ends}: {told:#?}"));
    let fields = event["fields"].as_array().unwrap().iter();
    fields.map(|field| (field["path"].as_str().unwrap().to_owned(), field.clone())).collect()
}

/// What is told of the field at `path`: its note, and the bytes that it leads to.
fn leads(fields: &[(String, Value)], path: &str, body: &str) -> (String, String) {
    let (_, field) = fields.iter().find(|(found, _)| found == path).unwrap();
    let at = |key: &str| field[key].as_u64().and_then(|at| usize::try_from(at).ok());
    let bytes = at("start").zip(at("end")).map(|(start, end)| &body[start..end]);
    (field["note"].as_str().unwrap().to_owned(), bytes.unwrap_or_default().to_owned())
}

#[test]
fn a_state_leads_to_what_says_it() {
    const ITEM: &str = "$.entry[0].messaging[0]";
    const STATUS: &str = "$.entry[0].changes[0].value.statuses[0]";
    const ECHO: &str = "$.entry[0].changes[0].value.message_echoes[0]";
    let observed = |state: &str, number: usize, at: String| {
        format!("the message is {state} (observed) · capture {number}, {at}")
    };
    let implied = "the message is seen (implied by a receipt that covers it)";
    let undeliverable = r#","errors":[{"code":131026,"title":"no"}]"#;
    let stopped = r#","errors":[{"code":368,"title":"no"}]"#;
    let app = r#"{"from":"1555","to":"77","id":"w1","timestamp":"5","type":"text"}"#;
    let revoke = r#"{"from":"1555","to":"77","id":"w2","timestamp":"6","type":"revoke","revoke":{"original_message_id":"w1"}}"#;
    let echoes = |item: &str| whatsapp("smb_message_echoes", "message_echoes", item);
    let change = r#"{"field":"message_reads","value":{"sender":{"id":"77"},"recipient":{"id":"1784"},"timestamp":5,"read":{"mid":"m1"}}}"#;
    let changed = envelope("instagram", "1784", "changes", change);
    let deleted = r#""message":{"mid":"m1","is_deleted":true}"#;
    for (bodies, event, note, bytes) in [
        (
            vec![status("sent", "")],
            "t1",
            observed("accepted", 1, format!("{STATUS}.status")),
            r#""sent""#,
        ),
        (
            vec![status("delivered", "")],
            "t1",
            observed("delivered", 1, format!("{STATUS}.status")),
            r#""delivered""#,
        ),
        (
            vec![status("read", "")],
            "t1",
            observed("seen", 1, format!("{STATUS}.status")),
            r#""read""#,
        ),
        (
            vec![status("failed", undeliverable)],
            "t1",
            observed("failed", 1, format!("{STATUS}.status and {STATUS}.errors")),
            r#""failed""#,
        ),
        (
            vec![status("failed", stopped)],
            "t1",
            observed("channel failed", 1, format!("{STATUS}.status and {STATUS}.errors")),
            r#""failed""#,
        ),
        (
            vec![status("failed", "")],
            "t1",
            observed("failed", 1, format!("{STATUS}.status")),
            r#""failed""#,
        ),
        (vec![echoes(app)], "t1", observed("accepted", 1, format!("{ECHO}.from")), r#""1555""#),
        (
            vec![echoes(app), echoes(revoke)],
            "t1",
            observed("deleted", 2, format!("{ECHO}.revoke")),
            r#"{"original_message_id":"w1"}"#,
        ),
        (
            vec![echo("instagram", "m1")],
            "t1",
            observed("accepted", 1, format!("{ITEM}.message.is_echo")),
            "true",
        ),
        (
            vec![echo("instagram", "m1"), instagram(r#""read":{"mid":"m1"}"#)],
            "t1",
            observed("seen", 2, format!("{ITEM}.read")),
            r#"{"mid":"m1"}"#,
        ),
        (
            vec![echo("instagram", "m1"), changed],
            "t1",
            observed("seen", 2, "$.entry[0].changes[0].value.read".to_owned()),
            r#"{"mid":"m1"}"#,
        ),
        (
            vec![echo("instagram", "m1"), meta("instagram", ["1784", "77"], deleted)],
            "t1",
            observed("deleted", 2, format!("{ITEM}.message.is_deleted")),
            "true",
        ),
        (
            vec![echo("page", "m1"), page(r#""delivery":{"mids":["m1"],"watermark":6}"#)],
            "t1",
            observed("delivered", 2, format!("{ITEM}.delivery")),
            r#"{"mids":["m1"],"watermark":6}"#,
        ),
        // By a receipt of a later message, by a watermark, and by a receipt that came before.
        (
            vec![
                echo("instagram", "m1").replace(r#""timestamp":5"#, r#""timestamp":4"#),
                echo("instagram", "m2"),
                instagram(r#""read":{"mid":"m2"}"#),
            ],
            "t1",
            format!("{implied} · capture 3, {ITEM}.read"),
            r#"{"mid":"m2"}"#,
        ),
        (
            vec![echo("page", "m1"), page(r#""read":{"watermark":6}"#)],
            "t1",
            format!("{implied} · capture 2, {ITEM}.read"),
            r#"{"watermark":6}"#,
        ),
        (vec![page(r#""read":{"watermark":6}"#), echo("page", "m1")], "t1", implied.to_owned(), ""),
    ] {
        let last = bodies.last().unwrap();
        let fields = fields(&mut Converter::default(), &bodies, &format!("{event}-texter"));
        let (_, field) = fields.iter().find(|(at, _)| at == "$.eventData.messageStatus").unwrap();
        assert_eq!(field["source"], "rule", "{last}");
        let found = leads(&fields, "$.eventData.messageStatus", last);
        assert_eq!(found, (note, bytes.to_owned()), "{last}");
    }
}

#[test]
fn what_is_filled_in_is_implied_by_the_receipt_of_what_followed() {
    let mut converter = Converter::default();
    converter.options.fill_delivered = true;
    let read = status("read", "");
    let fields = fields(&mut converter, std::slice::from_ref(&read), "t1-filled-zoho");
    let (note, bytes) = leads(&fields, "$[0].payload.messageNewStatus.status", &read);
    assert!(note.starts_with("the message is delivered (implied by "), "{note}");
    assert_eq!(bytes, r#""read""#);
}

#[test]
fn an_id_that_stands_in_leads_to_where_it_was_copied_from() {
    let customer = "the customer's id stands in; the directory has no entry · capture";
    let account = "the account's id stands in; the directory has no entry · capture";
    let read = vec![echo("instagram", "m1"), instagram(r#""read":{"mid":"m1"}"#)];
    let messages = r#"{"from":"77","id":"w1","timestamp":"5","type":"text","text":{"body":"Hi"}}"#;
    let item = "$.entry[0].messaging[0]";
    let value = "$.entry[0].changes[0].value";
    for (bodies, event, path, note, bytes) in [
        (
            vec![status("read", "")],
            "t1",
            "$.to",
            format!("{customer} 1, {value}.statuses[0].recipient_id"),
            r#""77""#,
        ),
        (
            vec![status("read", "")],
            "t1",
            "$.channelHandle",
            format!("{account} 1, {value}.metadata.phone_number_id"),
            r#""106""#,
        ),
        (read.clone(), "t1", "$.handle", format!("{customer} 2, {item}.sender.id"), r#""77""#),
        (
            read,
            "t1",
            "$.channelHandle",
            format!("{account} 2, {item}.recipient.id and $.entry[0].id"),
            r#""1784""#,
        ),
        (
            vec![echo("page", "m1")],
            "t1",
            "$.to",
            format!("{customer} 1, {item}.recipient.id"),
            r#""77""#,
        ),
        (
            vec![echo("page", "m1")],
            "t1",
            "$.channelHandle",
            format!("{account} 1, {item}.sender.id and $.entry[0].id"),
            r#""1784""#,
        ),
        (
            vec![instagram(r#""message":{"mid":"m1"}"#)],
            "o1",
            "$.contact.name",
            format!("{customer} 1, {item}.sender.id"),
            r#""77""#,
        ),
        (
            vec![whatsapp("messages", "messages", messages)],
            "o1",
            "$.from",
            format!("{customer} 1, {value}.messages[0].from"),
            r#""77""#,
        ),
        (
            vec![whatsapp("messages", "messages", messages)],
            "o1",
            "$.to",
            format!("{account} 1, {value}.metadata.phone_number_id"),
            r#""106""#,
        ),
    ] {
        let last = bodies.last().unwrap();
        let fields = fields(&mut Converter::default(), &bodies, &format!("{event}-doubletick"));
        let (_, field) = fields.iter().find(|(at, _)| at == path).unwrap();
        assert_eq!((&field["source"], &field["stand_in"]), (&"assumed".into(), &true.into()));
        assert_eq!(leads(&fields, path, last), (note, bytes.to_owned()), "{path} {last}");
    }
}

#[test]
fn a_name_of_the_directory_leads_there_and_an_id_that_was_told_elsewhere_nowhere() {
    let mut converter = Converter::default();
    let entries =
        r#"[{"account":"1784","handle":"shop"},{"account":"1784","peer":"77","handle":"ann"}]"#;
    assert_eq!(converter.directory.read(entries), Ok(2));
    let read = instagram(r#""read":{"mid":"m1"}"#);
    let told = fields(&mut converter, &[echo("instagram", "m1"), read.clone()], "t1-doubletick");
    for (path, note) in [
        ("$.to", "directory: handle of 1784, 77"),
        ("$.channelHandle", "directory: handle of 1784"),
    ] {
        assert_eq!(leads(&told, path, &read), (note.to_owned(), String::new()), "{path}");
    }
    let nobody = r#"{"id":"w1","timestamp":"9","status":"read"}"#;
    let nobody = whatsapp("messages", "statuses", nobody);
    let bodies = [status("sent", ""), nobody.clone()];
    let told = fields(&mut Converter::default(), &bodies, "t1-doubletick");
    let words = "the customer's id stands in; the directory has no entry";
    assert_eq!(leads(&told, "$.to", &nobody), (words.to_owned(), String::new()));
}

fn noted(fields: &[Field], path: &str) -> (String, Option<Range<usize>>) {
    let field = fields.iter().find(|field| field.short_path() == path).unwrap();
    (field.source.note(), field.source.place().and_then(|(.., span)| span))
}

#[test]
fn what_was_set_by_hand_says_so_and_leads_nowhere() {
    let transition = Transition {
        platform: Platform::Instagram,
        account: "1784".into(),
        peer: Some("77".into()),
        message_id: "m1".into(),
        participant: None,
        from: None,
        to: State::Failed,
        at: Some(5),
        basis: Basis::Simulated,
        flags: Flags::default(),
        error: Some("no credit".into()),
        code: None,
        session: 0,
    };
    let body = echo("instagram", "m1");
    let mark = Origin { seq: 777, received_at: Some(6), ..Origin::default() };
    let outcomes = of_transition(&transition, &mark, &Directory::default(), &Options::default());
    let [(_, Outcome::Event(mut doubletick)), (_, Outcome::Event(mut texter)), _] = outcomes else {
        panic!("withheld")
    };
    narrow(&mut doubletick, body.as_bytes());
    narrow(&mut texter, body.as_bytes());
    for (fields, path, note) in [
        (doubletick.fields(), "status", "the message is failed (set by you)"),
        (doubletick.fields(), "statusTimestamp", "set by you"),
        (doubletick.fields(), "messageId", "named by an earlier capture"),
        (doubletick.fields(), "to", "the customer's id stands in; the directory has no entry"),
        (texter.fields(), "eventData.error", "set by you"),
    ] {
        assert_eq!(noted(&fields, path), (note.to_owned(), None), "{path}");
    }
}
