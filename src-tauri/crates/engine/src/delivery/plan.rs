//! What exactly will be sent: method, headers and bytes. Decided before any socket is opened; no IO here.

use bytes::Bytes;
use http::Method;
use http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
};
use reqwest::Url;

use super::care::is_near;
use super::destination::{Destination, shown};
use super::overdue::OVERDUE;
use super::send::Timeouts;
use super::signing::{Edit, Signing};
use super::target::is_credential;
use crate::forwarded;
use crate::journal::{Capture, Headers, decoded};
use crate::marker;

/// The format of Meta's own bytes, beside the vendors' formats.
pub const META: &str = "meta";

/// Headers of one connection: they say nothing about the event. Those that `Connection` names go too.
const OF_CONNECTION: [&str; 13] = [
    "host",
    "content-length",
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "http2-settings",
    "expect",
];

/// Whether a header (lower case) is of one connection, and not of the event.
pub(super) fn set_by_connection(name: &str) -> bool {
    OF_CONNECTION.contains(&name)
}

/// One request, complete.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Id of the capture or vendor event.
    pub item: String,
    /// The capture it comes from: the attempt goes when that is deleted.
    pub capture: i64,
    /// [`META`] or a vendor format.
    pub format: String,
    /// Where to.
    pub url: Url,
    /// Method.
    pub method: Method,
    /// Headers; `Host` and `Content-Length` are the client's business. Credentials are marked as sensitive.
    pub headers: HeaderMap,
    /// The exact bytes.
    pub body: Bytes,
    /// How it is signed.
    pub signing: Signing,
    /// Not as it came: something of it was changed by hand.
    pub edited: bool,
    /// It bears the marker.
    pub marked: bool,
    /// The saved target that it goes to.
    pub target: Option<i64>,
    /// How long it may take.
    pub timeouts: Timeouts,
    /// The target's certificate is taken unseen.
    pub accept_invalid_certificate: bool,
}

/// Why there is nothing to send, with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Not an http or https URL with a host.
    #[error("{}", no_url(.0))]
    Url(String),
    /// The body was too large and its beginning only was kept.
    #[error(
        "Only the beginning of capture {0} was kept, because it was too large: it cannot be sent again."
    )]
    Truncated(i64),
    /// Signing needs a secret.
    #[error("Signing needs the target's secret.")]
    NoSecret,
    /// Not a method.
    #[error("{0:?} is no HTTP method.")]
    Method(String),
    /// Not a path.
    #[error("{0:?} is no path such as /webhook?a=b.")]
    Path(String),
    /// Not a header.
    #[error("The header {0:?} cannot be sent.")]
    Header(String),
}

/// What is wrong with an address, and what to write instead.
fn no_url(word: &str) -> String {
    if let Some(url) = with_scheme(word) {
        return format!("{word} is no URL without its beginning: write {url}");
    }
    match word.trim().split_once("://") {
        Some((scheme, _)) if !matches!(&*scheme.to_ascii_lowercase(), "http" | "https") => {
            format!("{word} cannot be sent to: only http and https can.")
        }
        _ => format!("{word} is no URL such as http://localhost:3000/webhook."),
    }
}

/// What an address that lacks only `http://` or `https://` should be: it begins with a host that has a port or a dot, or is this machine.
pub(super) fn with_scheme(word: &str) -> Option<String> {
    let word = word.trim();
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let looks_so = name == "localhost" || is_port || (name.contains('.') && name == host);
    if name.is_empty() || !looks_so || word.contains(char::is_whitespace) || host.contains('@') {
        return None;
    }
    let near = Url::parse(&format!("http://{word}")).ok().filter(Url::has_host)?;
    let scheme = if is_near(&near) || !name.contains('.') { "http" } else { "https" };
    Some(format!("{scheme}://{word}"))
}

/// The URL in `word`.
pub fn target(word: &str) -> Result<Url, PlanError> {
    let url = Url::parse(word.trim()).ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| PlanError::Url(word.to_owned()))
}

impl Plan {
    /// A request of our own making, of no capture.
    pub fn of_request(method: Method, url: Url, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            item: String::new(),
            capture: 0,
            format: String::new(),
            url,
            method,
            headers,
            body,
            signing: Signing::Unsigned,
            edited: false,
            marked: false,
            target: None,
            timeouts: Timeouts::default(),
            accept_invalid_certificate: false,
        }
    }

    /// The stored bytes, method and headers of a capture, signed as said, with what `edit` puts in their place. A handshake
    /// says what it asks in its query, so a GET takes that along when the URL has none.
    pub fn of_capture(
        capture: Capture,
        to: &Destination,
        signing: Signing,
        edit: &Edit,
    ) -> Result<Self, PlanError> {
        let head = capture.head;
        if head.is_cut_off() && edit.body.is_none() {
            return Err(PlanError::Truncated(head.seq));
        }
        let method = match &edit.method {
            Some(method) => Method::from_bytes(method.trim().to_ascii_uppercase().as_bytes())
                .map_err(|_| PlanError::Method(method.clone()))?,
            None => Method::from_bytes(head.method.as_bytes()).unwrap_or(Method::POST),
        };
        let mut url = to.url.clone();
        if let Some(path) = &edit.path {
            url = at_path(url, path)?;
        }
        if method == Method::GET && url.query().is_none() && !head.query.is_empty() {
            url.set_query(Some(&head.query));
        }
        let body = match &edit.body {
            Some(body) => body.clone(),
            None => Bytes::from(capture.body),
        };
        let mut headers = match &edit.headers {
            Some(headers) => given(headers)?,
            None => passed_on(&Headers::from_bytes(capture.headers)),
        };
        if edit.body.is_some() && edit.headers.is_none() {
            drop_coding(&mut headers, &body);
        }
        let signing = signing.apply(&mut headers, &body, to.secret.as_ref())?;
        let plan = Self { signing, ..Self::of_request(method, url, headers, body) };
        let edited = edit.is_any();
        plan.to(to, head.seq.to_string(), head.seq, META, edited)
    }

    /// A vendor event: a POST of the document as it is shown.
    pub fn of_event(
        item: String,
        capture: i64,
        format: &str,
        body: String,
        to: &Destination,
    ) -> Result<Self, PlanError> {
        let json = HeaderValue::from_static("application/json");
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, json)]);
        let plan = Self::of_request(Method::POST, to.url.clone(), headers, Bytes::from(body));
        plan.to(to, item, capture, format, false)
    }

    /// An event of a time rule: a POST of its JSON, signed as Meta's bytes are.
    pub fn of_overdue(
        item: String,
        capture: i64,
        body: String,
        signing: Signing,
        to: &Destination,
    ) -> Result<Self, PlanError> {
        let json = HeaderValue::from_static("application/json");
        let (mut headers, body) = (HeaderMap::from_iter([(CONTENT_TYPE, json)]), Bytes::from(body));
        let signing = signing.apply(&mut headers, &body, to.secret.as_ref())?;
        let plan = Self::of_request(Method::POST, to.url.clone(), headers, body);
        Self { signing, ..plan }.to(to, item, capture, OVERDUE, false)
    }

    /// What the item is, and what the destination adds: its own headers, and the marker.
    fn to(
        mut self,
        to: &Destination,
        item: String,
        capture: i64,
        format: &str,
        edited: bool,
    ) -> Result<Self, PlanError> {
        let mut own = given(&to.headers)?;
        for (name, value) in &to.credentials {
            let refused = || PlanError::Header(name.clone());
            let known = HeaderName::try_from(name.to_ascii_lowercase()).map_err(|_| refused())?;
            if set_by_connection(known.as_str()) {
                continue; // kept by a version that did not refuse it
            }
            let mut value = HeaderValue::from_bytes(value.bytes()).map_err(|_| refused())?;
            value.set_sensitive(true);
            own.insert(known, value);
        }
        for name in own.keys() {
            self.headers.remove(name);
        }
        self.headers.extend(own);
        if let Some(instance) = &to.marker {
            marker::mark(&mut self.headers, instance, &item);
        }
        Ok(Self {
            item,
            capture,
            format: format.to_owned(),
            edited,
            marked: to.marker.is_some(),
            target: to.target,
            timeouts: to.timeouts,
            accept_invalid_certificate: to.accept_invalid_certificate,
            ..self
        })
    }

    /// The URL for people and for the record: without a password.
    pub fn shown_url(&self) -> String {
        shown(&self.url)
    }
}

/// A body that was written by hand is plain text as a rule: the content coding of what came is not its coding then.
fn drop_coding(headers: &mut HeaderMap, body: &[u8]) {
    if decoded(&Headers::of(headers), body).problem.is_some() {
        headers.remove(CONTENT_ENCODING);
    }
}

/// Which of these headers belong to the event, and go along when it is sent again: not those of the connection, those that
/// `Connection` names, and those of the way here.
pub(crate) fn goes_along(stored: &Headers) -> impl Fn(&str) -> bool + use<> {
    let named: Vec<String> = stored
        .iter()
        .filter(|(name, _)| *name == CONNECTION.as_str())
        .flat_map(|(_, value)| {
            String::from_utf8_lossy(value)
                .split(',')
                .map(|word| word.trim().to_lowercase())
                .collect::<Vec<_>>()
        })
        .collect();
    move |name| {
        !set_by_connection(name)
            && !forwarded::says_so(name)
            && !named.iter().any(|word| word == name)
    }
}

/// The headers that go along, repeats and odd bytes included.
fn passed_on(stored: &Headers) -> HeaderMap {
    let goes_along = goes_along(stored);
    let mut headers = HeaderMap::new();
    for (name, value) in stored.iter().filter(|(name, _)| goes_along(name)) {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value))
        {
            headers.append(name, value);
        }
    }
    headers
}

/// The same host, elsewhere.
fn at_path(mut url: Url, path: &str) -> Result<Url, PlanError> {
    let path = path.trim();
    if !path.starts_with('/') || path.contains('#') {
        return Err(PlanError::Path(path.to_owned()));
    }
    let (path, query) =
        path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    url.set_path(path);
    url.set_query(query);
    Ok(url)
}

/// Headers that were written by hand, as they are; but those of the connection stay the client's business.
fn given(headers: &[(String, String)]) -> Result<HeaderMap, PlanError> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let lower = name.trim().to_ascii_lowercase();
        if set_by_connection(&lower) {
            continue;
        }
        let (known, text) = (HeaderName::try_from(&lower), HeaderValue::try_from(value.trim()));
        match (known, text) {
            (Ok(known), Ok(mut text)) => {
                text.set_sensitive(is_credential(&lower));
                map.append(known, text);
            }
            _ => return Err(PlanError::Header(name.clone())),
        }
    }
    Ok(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_no_url_says_what_to_write() {
        for (word, told) in [
            ("localhost:3000/hook", "write http://localhost:3000/hook"),
            ("localhost", "write http://localhost"),
            ("127.0.0.1:3000", "write http://127.0.0.1:3000"),
            ("[::1]:3000/a", "write http://[::1]:3000/a"),
            ("dev.example.com/hook?a=b", "write https://dev.example.com/hook?a=b"),
            ("dev:3000", "write http://dev:3000"),
            ("ftp://x", "only http and https"),
            ("FILE:///etc/hosts", "only http and https"),
            ("http://", "is no URL such as"),
            ("nowhere", "is no URL such as"),
            ("mailto:me@dev.example", "is no URL such as"),
            ("a dev.example", "is no URL such as"),
            (":3000", "is no URL such as"),
            ("", "is no URL such as"),
        ] {
            let why = target(word).map_err(|error| error.to_string());
            assert!(why.as_ref().is_err_and(|why| why.contains(told)), "{word}: {why:?}");
        }
        assert_eq!(with_scheme("http://localhost:3000/hook"), None);
    }
}
