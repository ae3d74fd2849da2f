//! Request bodies as Meta writes them, with invented ids.

pub(crate) const ACCOUNT: &str = "17841400000000001";
pub(crate) const PEER: &str = "900000000000001";

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
