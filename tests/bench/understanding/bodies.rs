//! Generated traffic: customers who write, answers that are echoed, and receipts, on all three products. Every body is a
//! function of its number, so that any part of a journal can be made alone.

/// Time of the first body, epoch milliseconds.
const START: u64 = 1_781_618_582_000;

/// Body number `n`. Groups of six share a conversation: message, echo, read, message, echo, read; one group in eight comes
/// from WhatsApp, one in eight from Messenger.
pub(crate) fn body(n: u64) -> String {
    let (group, step) = (n / 6, n % 6);
    let at = START + n * 1_000;
    let peer = 7_001_000_000_000_000 + group % 20_000;
    let mid = |step: u64| {
        format!(
            "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3ODQxNDYwMDAwMDAwMTAxOjM0MDI4MjM2Njg0MTcx{group:012}{step}ZDZD"
        )
    };
    match group % 8 {
        6 => whatsapp(step, group, at / 1_000, peer),
        7 => item("page", "102000000000303", step, at, peer, &mid(step), &watermark(at)),
        _ => item(
            "instagram",
            "17841460000000101",
            step,
            at,
            peer,
            &mid(step),
            &seen(&mid(step.saturating_sub(1))),
        ),
    }
}

fn seen(mid: &str) -> String {
    format!(r#""read":{{"mid":"{mid}"}}"#)
}

fn watermark(at: u64) -> String {
    format!(r#""read":{{"watermark":{at}}}"#)
}

fn item(
    object: &str,
    account: &str,
    step: u64,
    at: u64,
    peer: u64,
    mid: &str,
    read: &str,
) -> String {
    let (sender, recipient) = match step % 3 {
        1 => (account.to_owned(), peer.to_string()),
        _ => (peer.to_string(), account.to_owned()),
    };
    let event = match step % 3 {
        0 => format!(
            r#""message":{{"mid":"{mid}","text":"Is the caf\u00e9 open? \ud83d\ude42 https:\/\/example.com\/{at}"}}"#
        ),
        1 => format!(
            r#""message":{{"mid":"{mid}","text":"From 9 to 17","is_echo":true,"app_id":567890123456789}}"#
        ),
        _ => read.to_owned(),
    };
    let time = at + 700;
    format!(
        r#"{{"object":"{object}","entry":[{{"time":{time},"id":"{account}","messaging":[{{"sender":{{"id":"{sender}"}},"recipient":{{"id":"{recipient}"}},"timestamp":{at},{event}}}]}}]}}"#
    )
}

fn whatsapp(step: u64, group: u64, seconds: u64, peer: u64) -> String {
    let value = match step {
        0 => format!(
            r#""contacts":[{{"profile":{{"name":"Maya"}},"wa_id":"{peer}"}}],"messages":[{{"from":"{peer}","id":"wamid.HBgN{group:012}A","timestamp":"{seconds}","type":"text","text":{{"body":"Hi"}}}}]"#
        ),
        _ => {
            let status =
                ["sent", "delivered", "read", "sent", "delivered"][(step - 1) as usize % 5];
            let message = (step - 1) / 3;
            format!(
                r#""statuses":[{{"id":"wamid.HBgN{group:012}B{message}","status":"{status}","timestamp":"{seconds}","recipient_id":"{peer}"}}]"#
            )
        }
    };
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"104000000000505","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"15550001234","phone_number_id":"106000000000606"}},{value}}},"field":"messages"}}]}}]}}"#
    )
}
