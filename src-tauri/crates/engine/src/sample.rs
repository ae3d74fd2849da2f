//! *Send a sample*: a short Instagram exchange with fresh ids, shaped, escaped and signed as Meta does, posted over real
//! HTTP to our own receiver. It takes no short cut: what works for the sample works for Meta.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use hooktrail_domain::signature::{self, SHA1_HEADER, SHA256_HEADER};
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::api::{ApiError, SampleAnswer};
use crate::clock::random_token;
use crate::delivery::{Plan, Signing, target};
use crate::engine::Engine;
use crate::store::{StoreError, journal};

/// The account of every sample; no real one has it.
const ACCOUNT: &str = "17841400000000000";

/// Sends the exchange, and answers the captures it became.
pub(crate) async fn send(engine: &Engine) -> Result<SampleAnswer, ApiError> {
    let url = engine.receiver().url.clone().ok_or_else(|| {
        ApiError::unavailable("The receiver does not listen: give it a free port first.")
    })?;
    let random = random_token().map_err(|error| ApiError::internal(error.to_string()))?;
    let bodies = exchange(&random, engine.inner.clock.millis());
    let mut captures = Vec::new();
    for body in bodies {
        let before = engine.inner.store.read(journal::newest).await?;
        let plan = plan(&url, &body, engine.inner.secrets.sample().bytes())?;
        let outcome = engine.inner.sender.send(&plan).await;
        if outcome.answer.as_ref().map(|answer| answer.status) != Some(200) {
            let why = outcome.error.unwrap_or_else(|| "it was refused".to_owned());
            return Err(ApiError::unavailable(format!(
                "The receiver did not take the sample: {why}."
            )));
        }
        captures.extend(engine.inner.store.read(move |conn| find(conn, before, &body)).await?);
    }
    Ok(SampleAnswer { captures })
}

/// The capture after `before` with this body.
fn find(
    conn: &rusqlite::Connection,
    before: i64,
    body: &str,
) -> Result<Option<String>, StoreError> {
    let mut found = None;
    journal::follow::<StoreError>(conn, before, |entry| {
        if let journal::Entry::Capture(capture) = &entry
            && capture.body == body.as_bytes()
        {
            found = Some(capture.head.seq.to_string());
        }
        Ok(found.is_none())
    })?;
    Ok(found)
}

fn plan(url: &str, body: &str, secret: &[u8]) -> Result<Plan, ApiError> {
    let (sha256, sha1) = signature::sign(secret, body.as_bytes());
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (ACCEPT, "*/*"),
        (ACCEPT_ENCODING, "deflate, gzip"),
        (USER_AGENT, "facebookexternalua"),
        (CONTENT_TYPE, "application/json"),
        (HeaderName::from_static(SHA1_HEADER), sha1.as_str()),
        (HeaderName::from_static(SHA256_HEADER), sha256.as_str()),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    let body = Bytes::copy_from_slice(body.as_bytes());
    let plan = Plan::of_request(Method::POST, target(url)?, headers, body);
    Ok(Plan { signing: Signing::Resigned, ..plan })
}

/// A customer's message, the account's answer, and its being seen; times end now.
fn exchange(random: &str, now: i64) -> [String; 3] {
    // 15 digits, as Instagram's scoped ids have them.
    let digits = |from: usize| {
        let hex = random.get(from..from + 12).unwrap_or("0");
        let number = u64::from_str_radix(hex, 16).unwrap_or_default() % 900_000_000_000_000;
        format!("{}", 100_000_000_000_000 + number)
    };
    let customer = digits(0);
    let (first, second) = (mid(&customer, &digits(10)), mid(&customer, &digits(20)));
    let (asked, answered, seen) = (now - 42_000, now - 19_000, now - 1_000);
    let entry = |time: i64, messaging: String| {
        format!(
            r#"{{"object":"instagram","entry":[{{"time":{time},"id":"{ACCOUNT}","messaging":[{messaging}]}}]}}"#
        )
    };
    let message = format!(
        r#"{{"sender":{{"id":"{customer}"}},"recipient":{{"id":"{ACCOUNT}"}},"timestamp":{asked},"message":{{"mid":"{first}","text":"Hi! Is the caf\u00e9 open on Sunday? https:\/\/example.com\/menu \ud83d\ude4f"}}}}"#
    );
    let echo = format!(
        r#"{{"sender":{{"id":"{ACCOUNT}"}},"recipient":{{"id":"{customer}"}},"timestamp":{answered},"message":{{"mid":"{second}","text":"Yes, from 9 to 17. See you \ud83d\ude42","is_echo":true}}}}"#
    );
    let read = format!(
        r#"{{"sender":{{"id":"{customer}"}},"recipient":{{"id":"{ACCOUNT}"}},"timestamp":{seen},"read":{{"mid":"{second}"}}}}"#
    );
    [entry(asked + 400, message), entry(answered + 300, echo), entry(seen + 200, read)]
}

/// A message id in Instagram's form: base64 of what it names, `Z` as its escape (meta-domain, section 2).
fn mid(customer: &str, item: &str) -> String {
    let thread = format!("340282366841710301{customer}000000");
    let name = format!("ig_dm_item:1:IGMessageID:{ACCOUNT}:{thread}:328{item}00000000000000");
    let plain = BASE64.encode(name);
    let mut mid = String::with_capacity(plain.len() + 8);
    for char in plain.chars() {
        match char {
            'Z' => mid.push_str("ZA"),
            '+' => mid.push_str("ZB"),
            '/' => mid.push_str("ZC"),
            '=' => mid.push_str("ZD"),
            other => mid.push(other),
        }
    }
    mid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_json_in_metas_own_escapes_with_fresh_ids() {
        let one = exchange("00112233445566778899aabbccddeeff", 1_781_606_224_000);
        let other = exchange("ffeeddccbbaa99887766554433221100", 1_781_606_224_000);
        for body in &one {
            assert!(body.is_ascii(), "{body}");
            let value: serde_json::Value = serde_json::from_str(body).unwrap();
            let item = &value["entry"][0]["messaging"][0];
            let mid = item["message"]["mid"].as_str().or(item["read"]["mid"].as_str()).unwrap();
            assert!(mid.starts_with("aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEO"), "{mid}");
            assert!(!other.join("").contains(mid));
        }
        assert!(one[0].contains(r"caf\u00e9") && one[0].contains(r"https:\/\/"));
    }
}
