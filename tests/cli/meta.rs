//! Request bodies as Meta writes them, with invented ids.

use serde_json::{Value, json};

pub(crate) const ACCOUNT: &str = "17841400000000001";
pub(crate) const PEER: &str = "900000000000001";
/// A business number on WhatsApp.
pub(crate) const PHONE: &str = "106000000000606";

/// 2026-06-16T10:37:00.000Z, the minute in which everything here happens.
const NOON: i64 = 1_781_606_220_000;

fn envelope(item: &str) -> String {
    format!(
        r#"{{"object":"instagram","entry":[{{"time":{NOON},"id":"{ACCOUNT}","messaging":[{item}]}}]}}"#
    )
}

/// The customer says something, `second` seconds into the minute.
pub(crate) fn said(mid: &str, second: i64, text: &str) -> String {
    let at = NOON + second * 1000;
    envelope(&format!(
        r#"{{"sender":{{"id":"{PEER}"}},"recipient":{{"id":"{ACCOUNT}"}},"timestamp":{at},"message":{{"mid":"{mid}","text":"{text}"}}}}"#
    ))
}

/// The business answered.
pub(crate) fn echo(mid: &str, second: i64, text: &str) -> String {
    let at = NOON + second * 1000;
    envelope(&format!(
        r#"{{"sender":{{"id":"{ACCOUNT}"}},"recipient":{{"id":"{PEER}"}},"timestamp":{at},"message":{{"mid":"{mid}","text":"{text}","is_echo":true}}}}"#
    ))
}

/// The customer saw it.
pub(crate) fn read(mid: &str, second: i64) -> String {
    let at = NOON + second * 1000;
    envelope(&format!(
        r#"{{"sender":{{"id":"{PEER}"}},"recipient":{{"id":"{ACCOUNT}"}},"timestamp":{at},"read":{{"mid":"{mid}"}}}}"#
    ))
}

/// What WhatsApp reports of a message, `second` seconds into a minute.
pub(crate) fn status(wamid: &str, second: i64, word: &str, errors: Value) -> String {
    let mut status = json!({
        "id": wamid, "status": word, "timestamp": (1_781_606_220 + second).to_string(), "recipient_id": "4915550000044",
    });
    if errors != Value::Null {
        status["errors"] = errors;
    }
    whatsapp(json!({ "statuses": [status] }))
}

/// A change of WhatsApp's field `messages`, with what its value says beside whose number it is.
pub(crate) fn whatsapp(mut value: Value) -> String {
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({ "display_phone_number": "15550001234", "phone_number_id": PHONE });
    json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": "104000000000505", "changes": [{ "field": "messages", "value": value }] }],
    })
    .to_string()
}
