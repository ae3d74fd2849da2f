//! What keeps others out: web pages (Host and Origin), tunnels (forwarding headers), and programs without a token.

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::{Host, pages};
use crate::forwarded;

/// Lets only this machine's own requests through: exact Host, no foreign Origin, nothing forwarded.
pub(super) async fn local(State(host): State<Host>, request: Request, next: Next) -> Response {
    match foreign(request.headers(), host.sessions.port()) {
        None => next.run(request).await,
        Some(why) => pages::refusal(StatusCode::FORBIDDEN, why),
    }
}

/// Lets only those through who show the token or the cookie.
pub(super) async fn known(State(host): State<Host>, request: Request, next: Next) -> Response {
    if may_speak(&host, &request) {
        return next.run(request).await;
    }
    pages::refusal(StatusCode::UNAUTHORIZED, pages::STRANGER)
}

fn may_speak(host: &Host, request: &Request) -> bool {
    let headers = request.headers();
    let shown = text(headers, AUTHORIZATION.as_str());
    let bearer = shown.and_then(|value| value.strip_prefix("Bearer "));
    let mut cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    bearer.is_some_and(|token| host.sessions.is_bearer(token))
        || (request.method() == Method::GET || says_where_from(headers))
            && cookies.any(|header| host.sessions.is_cookie(header))
}

/// Browsers say where a POST comes from; [`foreign`] has judged it.
fn says_where_from(headers: &HeaderMap) -> bool {
    headers.contains_key(ORIGIN) || text(headers, "sec-fetch-site") == Some("same-origin")
}

fn foreign(headers: &HeaderMap, port: u16) -> Option<&'static str> {
    let names = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    if headers.keys().any(|name| forwarded::says_so(name.as_str())) {
        return Some(
            "This port is for this machine only; it is not to be reached through a tunnel or proxy.\n",
        );
    }
    let hosts: Vec<_> = headers.get_all(HOST).iter().collect();
    let [shown] = hosts[..] else { return Some("One Host header is needed.\n") };
    if !names.iter().any(|name| name.as_bytes() == shown.as_bytes()) {
        return Some("This port answers to 127.0.0.1 and localhost only.\n");
    }
    for origin in headers.get_all(ORIGIN) {
        let host = origin.as_bytes().strip_prefix(b"http://");
        if host != Some(shown.as_bytes()) {
            return Some("Another page may not ask here.\n");
        }
    }
    match text(headers, "sec-fetch-site") {
        None | Some("same-origin" | "none") => None,
        // A link on another page may be followed, but nothing may be asked from there.
        Some(_) if text(headers, "sec-fetch-mode") == Some("navigate") => None,
        Some(_) => Some("Another page may not ask here.\n"),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn only_this_machines_own_requests_pass() {
        for (headers, passes) in [
            (&[("host", "127.0.0.1:7")][..], true),
            (&[("host", "localhost:7")], true),
            (&[("host", "127.0.0.1:8")], false),
            (&[("host", "127.0.0.1")], false),
            (&[("host", "evil.example:7")], false),
            (&[("host", "localhost:7"), ("host", "evil.example")], false),
            (&[], false),
            (&[("host", "localhost:7"), ("origin", "http://localhost:7")], true),
            (&[("host", "localhost:7"), ("origin", "http://127.0.0.1:7")], false),
            (&[("host", "localhost:7"), ("origin", "https://localhost:7")], false),
            (&[("host", "localhost:7"), ("origin", "http://evil.example")], false),
            (&[("host", "localhost:7"), ("origin", "null")], false),
            (&[("host", "localhost:7"), ("sec-fetch-site", "cross-site")], false),
            (&[("host", "localhost:7"), ("sec-fetch-site", "same-site")], false),
            (&[("host", "localhost:7"), ("sec-fetch-site", "same-origin")], true),
            (
                &[
                    ("host", "localhost:7"),
                    ("sec-fetch-site", "cross-site"),
                    ("sec-fetch-mode", "navigate"),
                ],
                true,
            ),
            (&[("host", "localhost:7"), ("x-forwarded-for", "1.2.3.4")], false),
            (&[("host", "localhost:7"), ("forwarded", "for=1.2.3.4")], false),
            (&[("host", "localhost:7"), ("cf-ray", "1")], false),
            (&[("host", "localhost:7"), ("via", "1.1 proxy")], false),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(foreign(&map, 7).is_none(), passes, "{headers:?}");
        }
    }
}
