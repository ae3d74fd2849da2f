//! What was received and sent as HAR 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>), for the tools that read it.
//! Credentials are left out by their names; signatures stay, they tell nothing. Pure.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hooktrail_domain::time::iso;
use serde_json::{Value, json};
use url::Url;

use crate::delivery::is_credential;
use crate::journal::{Capture, Headers};
use crate::store::attempts::Attempt;

/// What stands in place of a credential.
const HIDDEN: &str = "***";

/// The whole document.
pub(crate) fn log(entries: Vec<Value>) -> Value {
    let creator = json!({ "name": "Hooktrail", "version": env!("CARGO_PKG_VERSION") });
    json!({ "log": { "version": "1.2", "creator": creator, "entries": entries } })
}

/// An attempt that sent `body`.
pub(crate) fn of_attempt(attempt: &Attempt, body: &[u8]) -> Value {
    let headers = Headers::from_bytes(attempt.request_headers.clone());
    let answered = Headers::from_bytes(attempt.response_headers.clone());
    let mut entry = json!({
        "startedDateTime": iso(attempt.started_us / 1_000),
        "time": millis(attempt.duration_us),
        "request": request(&attempt.method, &attempt.url, &headers, body),
        "response": {
            "status": attempt.status.unwrap_or(0),
            "statusText": reason(attempt.status),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": rows(&answered),
            "content": content(&answered, &attempt.response_body),
            "redirectURL": text(&answered, "location"),
            "headersSize": -1,
            "bodySize": if attempt.response_truncated { -1 } else { size(&attempt.response_body) },
        },
        "cache": {},
        "timings": timings(attempt),
        "_attempt": attempt.id,
        "_item": attempt.item,
        "_format": attempt.format,
        "_signing": attempt.signing,
    });
    let cut =
        attempt.response_truncated.then(|| "Only the beginning of the answer was kept.".to_owned());
    if let Some(comment) = attempt.error.clone().or(cut) {
        entry["comment"] = comment.into();
    }
    entry
}

/// A capture with what was answered. What the answer held is not kept.
pub(crate) fn of_capture(capture: &Capture) -> Value {
    let head = &capture.head;
    let headers = Headers::from_bytes(capture.headers.clone());
    let host = Some(text(&headers, "host")).filter(|host| !host.is_empty());
    let query = if head.query.is_empty() { String::new() } else { format!("?{}", head.query) };
    let url = format!("http://{}{}{query}", host.unwrap_or("localhost".to_owned()), head.path);
    let mut entry = json!({
        "startedDateTime": iso(head.received_at()),
        "time": 0,
        "request": request(&head.method, &url, &headers, &capture.body),
        "response": {
            "status": head.status,
            "statusText": reason(Some(head.status)),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [],
            "content": { "size": 0, "mimeType": "" },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": { "send": 0, "wait": 0, "receive": 0 },
        "_capture": head.seq.to_string(),
        "_signature": head.verdict.word(),
    });
    if head.truncated {
        entry["comment"] = "Only the beginning of the body was kept.".into();
    }
    entry
}

fn request(method: &str, url: &str, headers: &Headers, body: &[u8]) -> Value {
    let (url, query) = without_credentials(url);
    let mut request = json!({
        "method": method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": rows(headers),
        "queryString": query,
        "headersSize": -1,
        "bodySize": size(body),
    });
    if !body.is_empty() {
        let mut data = encoded(body);
        data["mimeType"] = text(headers, "content-type").into();
        request["postData"] = data;
    }
    request
}

fn content(headers: &Headers, body: &[u8]) -> Value {
    let mut content = encoded(body);
    content["size"] = size(body).into();
    content["mimeType"] = text(headers, "content-type").into();
    content
}

/// Text as it is, other bytes as base64.
fn encoded(body: &[u8]) -> Value {
    match std::str::from_utf8(body) {
        Ok(text) => json!({ "text": text }),
        Err(_) => json!({ "text": BASE64.encode(body), "encoding": "base64" }),
    }
}

fn rows(headers: &Headers) -> Vec<Value> {
    let row = |(name, value): (&str, &[u8])| {
        let hidden = is_credential(name);
        let value = if hidden { HIDDEN.into() } else { String::from_utf8_lossy(value) };
        json!({ "name": name, "value": value })
    };
    headers.iter().map(row).collect()
}

/// A URL and its query as rows, credentials taken out.
fn without_credentials(url: &str) -> (String, Vec<Value>) {
    let Ok(mut url) = Url::parse(url) else { return (url.to_owned(), Vec::new()) };
    if url.password().is_some() {
        let _ = url.set_password(Some(HIDDEN));
    }
    let shown = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        let value = if is_credential(&name) { HIDDEN.to_owned() } else { value.into_owned() };
        (name.into_owned(), value)
    };
    let pairs: Vec<(String, String)> = url.query_pairs().map(shown).collect();
    if pairs.iter().any(|(name, _)| is_credential(name)) {
        url.query_pairs_mut().clear().extend_pairs(&pairs);
    }
    let row = |(name, value): &(String, String)| json!({ "name": name, "value": value });
    (url.to_string(), pairs.iter().map(row).collect())
}

/// Where the time went. HAR counts TLS within the connection, and has -1 for what there was not.
fn timings(attempt: &Attempt) -> Value {
    let (connect, tls) = (attempt.connect_us, attempt.tls_us);
    let stood = tls.or(connect).unwrap_or(0);
    let first = attempt.first_byte_us.unwrap_or(attempt.duration_us);
    let or_none = |time: Option<i64>| time.map_or(json!(-1), |time| json!(millis(time)));
    json!({
        "blocked": -1,
        "dns": -1,
        "connect": or_none(tls.or(connect)),
        "ssl": or_none(tls.zip(connect).map(|(tls, connect)| tls - connect)),
        "send": 0,
        "wait": millis(first - stood),
        "receive": millis(attempt.duration_us - first),
    })
}

fn text(headers: &Headers, name: &str) -> String {
    String::from_utf8_lossy(headers.get(name).unwrap_or_default()).into_owned()
}

fn reason(status: Option<u16>) -> &'static str {
    let known = status.and_then(|status| http::StatusCode::from_u16(status).ok());
    known.and_then(|status| status.canonical_reason()).unwrap_or_default()
}

fn size(body: &[u8]) -> i64 {
    i64::try_from(body.len()).unwrap_or(i64::MAX)
}

fn millis(micros: i64) -> f64 {
    let micros = i32::try_from(micros.max(0)).unwrap_or(i32::MAX);
    f64::from(micros) / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_taken_out_of_urls_and_headers_and_signatures_stay() {
        let (url, query) = without_credentials(
            "https://me:hush@dev.example/hook?hub.verify_token=hush&a=b%20c&access_token=hush",
        );
        assert_eq!(
            url,
            "https://me:***@dev.example/hook?hub.verify_token=***&a=b+c&access_token=***"
        );
        assert_eq!(query[1], json!({ "name": "a", "value": "b c" }));
        let plain = "https://dev.example/hook?a=b%20c";
        assert_eq!(without_credentials(plain).0, plain, "what hides nothing stays as it is");
        let mut headers = Headers::default();
        let hidden = [
            "authorization",
            "proxy-authorization",
            "x-authorization",
            "cookie",
            "set-cookie",
            "x-api-key",
        ];
        for name in hidden.into_iter().chain(["x-hub-signature-256"]) {
            headers.push(name, b"hush");
        }
        let values: Vec<_> = rows(&headers).into_iter().map(|row| row["value"].clone()).collect();
        assert_eq!(values, [&["***"; 6][..], &["hush"]].concat());
    }
}
