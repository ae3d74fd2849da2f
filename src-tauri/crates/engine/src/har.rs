//! What was received and sent as HAR 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>), for the tools that read it.
//! Credentials are left out by their names; signatures stay, they tell nothing. Pure.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hooktrail_domain::time::iso;
use serde_json::{Value, json};
use url::Url;

use crate::delivery::{HIDDEN, is_credential, shown};
use crate::journal::{Capture, Headers};
use crate::store::answers::Unsent;
use crate::store::attempts::Attempt;

/// What a relative URL is read beside.
const NOWHERE: &str = "http://nowhere.invalid/";

/// The whole document, with a comment where there is something to say of it.
pub(crate) fn log(entries: Vec<Value>, comment: Option<&str>) -> Value {
    let creator = json!({ "name": "Hooktrail", "version": env!("CARGO_PKG_VERSION") });
    let mut log = json!({ "version": "1.2", "creator": creator, "entries": entries });
    if let Some(comment) = comment {
        log["comment"] = comment.into();
    }
    json!({ "log": log })
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
            "redirectURL": without_credentials(&text(&answered, "location")).0,
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

/// A capture with what was answered, and after how many microseconds where that is known, or why it may not have been sent.
/// What the answer held is not kept.
pub(crate) fn of_capture(capture: &Capture, took_us: Option<i64>, unsent: Option<Unsent>) -> Value {
    let head = &capture.head;
    let headers = Headers::from_bytes(capture.headers.clone());
    let host = Some(text(&headers, "host")).filter(|host| !host.is_empty());
    let query = if head.query.is_empty() { String::new() } else { format!("?{}", head.query) };
    let url = format!("http://{}{}{query}", host.unwrap_or("localhost".to_owned()), head.path);
    let mut entry = json!({
        "startedDateTime": iso(head.received_at()),
        "time": took_us.map_or(0.0, millis),
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
        "timings": { "send": 0, "wait": took_us.map_or(0.0, millis), "receive": 0 },
        "_capture": head.seq.to_string(),
        "_signature": head.verdict.word(),
    });
    let cut = head.truncated.then(|| "Only the beginning of the body was kept.".to_owned());
    let unsent = unsent.map(|why| format!("{}.", why.words(head.status)));
    let said: Vec<String> = unsent.into_iter().chain(cut).collect();
    if !said.is_empty() {
        entry["comment"] = said.join(" ").into();
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
        let value = String::from_utf8_lossy(value);
        let value = match name {
            _ if is_credential(name) => HIDDEN.to_owned(),
            "location" | "content-location" | "referer" => without_credentials(&value).0,
            _ => value.into_owned(),
        };
        json!({ "name": name, "value": value })
    };
    headers.iter().map(row).collect()
}

/// A URL and its query as rows, credentials taken out. A header may hold a relative one.
fn without_credentials(text: &str) -> (String, Vec<Value>) {
    let base = Url::parse(NOWHERE).ok();
    let Ok(url) = Url::options().base_url(base.as_ref()).parse(text) else {
        return (cut(text), Vec::new());
    };
    let whole = shown(&url);
    let hidden = Url::parse(&whole).unwrap_or_else(|_| url.clone());
    let row = |(name, value)| json!({ "name": name, "value": value });
    let rows = hidden.query_pairs().map(row).collect();
    if hidden == url {
        return (text.to_owned(), rows);
    }
    let relative = Url::parse(text).is_err();
    let shown = whole.strip_prefix(NOWHERE).filter(|_| relative).map(|rest| format!("/{rest}"));
    (shown.unwrap_or(whole), rows)
}

/// What cannot be read as a URL, without what may be credentials in it.
fn cut(text: &str) -> String {
    let (front, rest) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
    let front = match front.rfind('@') {
        Some(at) => {
            let begin = front.find("//").map_or(0, |slashes| slashes + 2).min(at);
            format!("{}{HIDDEN}{}", &front[..begin], &front[at..])
        }
        None => front.to_owned(),
    };
    match rest.chars().next() {
        Some(sign) => format!("{front}{sign}{HIDDEN}"),
        None => front,
    }
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
        for (url, shown) in [
            (
                "https://me:hush@dev.example/hook?hub.verify_token=hush&a=b%20c&access_token=hush",
                "https://me:***@dev.example/hook?hub.verify_token=***&a=b+c&access_token=***",
            ),
            ("https://hush@dev.example/hook", "https://***@dev.example/hook"),
            ("/in?token=hush&a=b#top", "/in?token=***&a=b#top"),
            ("//hush@dev.example/", "http://***@dev.example/"),
            ("https://dev.example/in#access_token=hush&a=b", "https://dev.example/in#***"),
            ("https://dev.example/hook?a=b%20c", "https://dev.example/hook?a=b%20c"),
            ("../in?a=b%20c", "../in?a=b%20c"),
            ("http://[", "http://["),
            ("https://me:hush@[x/", "https://***@[x/"),
            (
                "http://dev.example:99999/hook?hub.verify_token=hush",
                "http://dev.example:99999/hook?***",
            ),
            ("http://dev example/#access_token=hush", "http://dev example/#***"),
        ] {
            assert_eq!(without_credentials(url).0, shown);
            let mut headers = Headers::default();
            for name in ["location", "content-location", "referer"] {
                headers.push(name, url.as_bytes());
            }
            assert!(rows(&headers).iter().all(|row| row["value"] == shown), "{url}");
        }
        let (_, query) = without_credentials("/?token=hush&a=b%20c");
        assert_eq!(query[0], json!({ "name": "token", "value": "***" }));
        assert_eq!(query[1], json!({ "name": "a", "value": "b c" }));
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
