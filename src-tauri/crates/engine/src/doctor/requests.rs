//! What the doctor asks: requests as Meta makes them, with ids that nobody has. Pure.

use bytes::Bytes;
use hooktrail_domain::signal::Platform;
use hooktrail_domain::signature::{self, SHA1_HEADER, SHA256_HEADER};
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::{Check, DOCTOR_HEADER, Subject};
use crate::delivery::{Plan, Signing};

/// Entries of the batch: the most that Meta announces (Meta, Graph API Webhooks, *Get Started*:
/// <https://developers.facebook.com/docs/graph-api/webhooks/getting-started>).
const ENTRIES: usize = 1_000;
/// A time for everything, ms: 2026-06-16T10:37:00Z. No endpoint should look at the clock.
const AT: i64 = 1_781_606_220_000;
const HANDSHAKE_AGENT: &str = "facebookplatform/1.0 (+http://developers.facebook.com)";
const EVENT_AGENT: &str = "facebookexternalua";

/// A request, and what the answer to a handshake must be.
pub(super) struct Asked {
    pub(super) plan: Plan,
    pub(super) challenge: String,
    /// Id of the message in it, random; empty for a handshake.
    pub(super) id: String,
}

/// The request of a check; the error says why there is none.
pub(super) fn ask(check: Check, subject: &Subject, random: &str) -> Result<Asked, &'static str> {
    // Meta's challenge is a number.
    let number = u64::from_str_radix(random.get(..8).unwrap_or("1"), 16).unwrap_or(1_158_201_444);
    let challenge = number.to_string();
    let token = || subject.verify_token.as_deref().ok_or("No verify token was given.");
    let secret = || subject.secret.as_ref().ok_or("No secret was given.");
    let right = |body: &str| Ok::<_, &str>(signature::sign(secret()?.bytes(), body.as_bytes()));
    let id = match check {
        Check::Handshake | Check::HandshakeWrong => String::new(),
        Check::Event | Check::Duplicate => format!("d{random}"),
        Check::Escaped => format!("e{random}"),
        Check::WrongSignature => format!("f{random}"),
        Check::NoSignature => format!("n{random}"),
        Check::Batch => format!("b{random}"),
    };
    let event = |text| body(subject.platform, &[&id], text);
    let plan = match check {
        Check::Handshake => handshake(subject, token()?, &challenge),
        Check::HandshakeWrong => handshake(subject, &format!("not-{}", token()?), &challenge),
        Check::Event | Check::Duplicate => {
            let event = event("Hello, this is Hooktrail's doctor.");
            let signed = right(&event)?;
            post(subject, event, Some(signed))
        }
        Check::Escaped => {
            let escaped = event(r"Caf\u00e9 \ud83d\ude4f https:\/\/example.com\/ \u003C3");
            let signed = right(&escaped)?;
            post(subject, escaped, Some(signed))
        }
        Check::WrongSignature => {
            let forged = event("This is forged.");
            let wrong =
                signature::sign(format!("not the secret {random}").as_bytes(), forged.as_bytes());
            post(subject, forged, Some(wrong))
        }
        Check::NoSignature => post(subject, event("This is not signed."), None),
        Check::Batch => {
            let ids: Vec<String> = (0..ENTRIES).map(|n| format!("{id}{n}")).collect();
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let batch = body(subject.platform, &ids, "One of many.");
            let signed = right(&batch)?;
            post(subject, batch, Some(signed))
        }
    };
    Ok(Asked { plan, challenge, id })
}

fn handshake(subject: &Subject, token: &str, challenge: &str) -> Plan {
    let mut url = subject.url.clone();
    url.query_pairs_mut()
        .append_pair("hub.mode", "subscribe")
        .append_pair("hub.challenge", challenge)
        .append_pair("hub.verify_token", token);
    let headers = [(ACCEPT, "*/*"), (USER_AGENT, HANDSHAKE_AGENT)];
    Plan { url, ..plan(subject, Method::GET, &headers, String::new(), Signing::Unsigned) }
}

fn post(subject: &Subject, body: String, signed: Option<(String, String)>) -> Plan {
    let mut headers =
        vec![(ACCEPT, "*/*"), (USER_AGENT, EVENT_AGENT), (CONTENT_TYPE, "application/json")];
    if let Some((sha256, sha1)) = &signed {
        headers.push((HeaderName::from_static(SHA1_HEADER), sha1));
        headers.push((HeaderName::from_static(SHA256_HEADER), sha256));
    }
    let signing = if signed.is_some() { Signing::Resigned } else { Signing::Unsigned };
    plan(subject, Method::POST, &headers, body, signing)
}

fn plan(
    subject: &Subject,
    method: Method,
    headers: &[(HeaderName, &str)],
    body: String,
    signing: Signing,
) -> Plan {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            map.insert(name.clone(), value);
        }
    }
    map.insert(HeaderName::from_static(DOCTOR_HEADER), HeaderValue::from_static("1"));
    let plan = Plan::of_request(method, subject.url.clone(), map, Bytes::from(body));
    Plan { signing, ..plan }
}

/// A body of the platform's own shape with one message per id; `text` is JSON text already.
fn body(platform: Platform, ids: &[&str], text: &str) -> String {
    let (object, entry): (&str, fn(&str, &str) -> String) = match platform {
        Platform::Whatsapp => ("whatsapp_business_account", whatsapp),
        Platform::Messenger => ("page", messenger),
        _ => ("instagram", instagram),
    };
    let entries: Vec<String> = ids.iter().map(|id| entry(id, text)).collect();
    format!(r#"{{"object":"{object}","entry":[{}]}}"#, entries.join(","))
}

fn instagram(id: &str, text: &str) -> String {
    messaging("17841400000000009", "900000000000009", id, text)
}

fn messenger(id: &str, text: &str) -> String {
    messaging("100000000000009", "2400000000000009", &format!("m_{id}"), text)
}

fn messaging(account: &str, peer: &str, mid: &str, text: &str) -> String {
    format!(
        r#"{{"time":{AT},"id":"{account}","messaging":[{{"sender":{{"id":"{peer}"}},"recipient":{{"id":"{account}"}},"timestamp":{AT},"message":{{"mid":"{mid}","text":"{text}"}}}}]}}"#
    )
}

fn whatsapp(id: &str, text: &str) -> String {
    let seconds = AT / 1_000;
    format!(
        r#"{{"id":"102290129340009","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"15550009999","phone_number_id":"106540352240009"}},"contacts":[{{"profile":{{"name":"Doctor"}},"wa_id":"16505550009"}}],"messages":[{{"from":"16505550009","id":"wamid.{id}","timestamp":"{seconds}","text":{{"body":"{text}"}},"type":"text"}}]}},"field":"messages"}}]}}"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Secret;

    #[test]
    fn bodies_are_what_meta_would_send_and_are_understood() {
        for platform in [Platform::Instagram, Platform::Messenger, Platform::Whatsapp] {
            for (ids, messages) in [(vec!["1"], 1), (vec!["1", "2", "3"], 3)] {
                let text = body(platform, &ids, r"Caf\u00e9 \/ \ud83d\ude4f");
                assert!(text.is_ascii());
                let read = hooktrail_domain::meta::read(text.as_bytes(), None);
                assert!(read.problems.is_empty(), "{platform:?}: {:?}", read.problems);
                assert_eq!(read.signals.len(), messages, "{platform:?}");
                for signal in read.signals {
                    assert_eq!((signal.platform, signal.kind.word()), (platform, "message"));
                    assert!(signal.problems.is_empty(), "{:?}", signal.problems);
                    assert_eq!(signal.text.as_deref(), Some("Café / 🙏"));
                }
            }
        }
    }

    #[test]
    fn without_token_or_secret_only_what_needs_none_is_asked() {
        let url = reqwest::Url::parse("http://127.0.0.1:1/hook?x=1").unwrap();
        let bare = Subject { url, platform: Platform::Instagram, verify_token: None, secret: None };
        let asked: Vec<_> = super::super::CHECKS
            .into_iter()
            .filter(|check| ask(*check, &bare, "00112233445566778899").is_ok())
            .collect();
        assert_eq!(asked, [Check::WrongSignature, Check::NoSignature]);
        let whole = Subject {
            verify_token: Some("a b&c".to_owned()),
            secret: Some(Secret::new("s")),
            ..bare
        };
        for check in super::super::CHECKS {
            let asked =
                ask(check, &whole, "00112233445566778899").unwrap_or_else(|why| panic!("{why}"));
            let query = asked.plan.url.query().unwrap_or_default();
            assert!(query.starts_with("x=1"), "{query}");
            assert!(asked.plan.headers.contains_key(DOCTOR_HEADER), "{check:?}");
            if asked.plan.method == Method::GET {
                assert!(query.contains("a+b%26c") && query.contains("1122867"), "{query}");
            }
        }
    }
}
