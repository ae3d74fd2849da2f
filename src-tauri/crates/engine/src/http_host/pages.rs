//! The page for the browser: static files under strict headers, and the exchange of a link's token for the cookie.

use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HeaderName, LOCATION,
    REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::Host;
use crate::clock::random_token;

/// Scripts and everything else from here only; nothing is loaded from elsewhere, nothing frames the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
    img-src 'self' data: blob:; media-src data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// What a browser is told that is not let in.
pub(super) const STRANGER: &str = "Open the link that Hooktrail printed: it works once and lets this browser in. \
    A browser that is let in already copies another one, under About; a new start prints one.\n";
const USED: &str = "This link was used before, or is of an earlier run; each lets one browser in. \
    A browser that is let in already copies another one, under About; a new start prints one.\n";

/// How the page's first style begins: it gets a nonce, which it lends to those that the editor makes.
const STYLE: &str = "<style>";

/// Headers of every page and refusal.
const STRICT: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Anything that is not the contract: a link with its token, or a file.
pub(super) async fn answer(State(host): State<Host>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return refusal(StatusCode::METHOD_NOT_ALLOWED, "There is nothing to post to here.\n");
    }
    let fields = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
    let fields = fields.map(|Query(fields)| fields).unwrap_or_default();
    if let Some((_, token)) = fields.iter().find(|(name, _)| name == "token") {
        let cookies = request.headers().get_all(COOKIE).iter();
        let is_in = cookies
            .filter_map(|value| value.to_str().ok())
            .any(|header| host.sessions.is_cookie(header));
        return exchange(&host, token, is_in);
    }
    match (host.assets)(request.uri().path()) {
        Some((media, bytes)) => {
            if media.starts_with("text/html")
                && let Ok(nonce) = random_token()
            {
                return page(media, &String::from_utf8_lossy(bytes), &nonce);
            }
            let head = [(CONTENT_TYPE, media), (CACHE_CONTROL, "no-cache")];
            strict((head, Body::from(bytes)).into_response())
        }
        None => refusal(StatusCode::NOT_FOUND, "There is nothing here.\n"),
    }
}

/// A page, under a policy that lets styles with this answer's own nonce be.
fn page(media: &'static str, text: &str, nonce: &str) -> Response {
    let text = text.replacen(STYLE, &format!("<style nonce=\"{nonce}\">"), 1);
    let own = format!("style-src 'self' 'nonce-{nonce}';");
    let policy = HeaderValue::try_from(POLICY.replacen("style-src 'self';", &own, 1));
    let head = [(CONTENT_TYPE, media), (CACHE_CONTROL, "no-store")];
    let mut response = strict((head, text).into_response());
    if let Ok(policy) = policy {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The token leaves the address bar at once, whether it was good or the browser is in already.
fn exchange(host: &Host, token: &str, is_in: bool) -> Response {
    if !host.sessions.redeem(token) && !is_in {
        return refusal(StatusCode::FORBIDDEN, USED);
    }
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(LOCATION, HeaderValue::from_static("/"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(cookie) = HeaderValue::from_str(&host.sessions.set_cookie()) {
        headers.insert(SET_COOKIE, cookie);
    }
    strict(response)
}

/// A refusal in one sentence.
pub(super) fn refusal(status: StatusCode, why: &'static str) -> Response {
    let plain = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    strict((status, plain, why).into_response())
}

fn strict(mut response: Response) -> Response {
    for (name, value) in STRICT {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
