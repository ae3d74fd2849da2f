//! Answers that are none of the endpoint's own: a redirect, a page, a login, a tunnel or a gateway without anything behind it.

use http::header::{CONTENT_ENCODING, HeaderMap, LOCATION};

use super::Finding;
use crate::delivery::Answer;

/// Something else than the endpoint answers: a redirect, a page, a login, a tunnel without anything behind it.
pub(super) fn elsewhere(answer: &Answer) -> Option<Finding> {
    let text = String::from_utf8_lossy(&answer.body).to_lowercase();
    if (300..400).contains(&answer.status) {
        let to = header(&answer.headers, &LOCATION).unwrap_or_default();
        let slash = "Give Meta the address that it leads to; often only https or a slash at the end is missing.";
        return Some(Finding::wrong(
            "redirect",
            format!("It redirects ({}) to {to}.", answer.status),
            slash,
        ));
    }
    let tunnel = [
        ("err_ngrok", "ngrok"),
        ("ngrok", "ngrok"),
        ("trycloudflare", "cloudflared"),
        ("cloudflare tunnel error", "cloudflared"),
        ("argo tunnel error", "cloudflared"),
        ("loca.lt", "localtunnel"),
        ("zrok", "zrok"),
        ("devtunnels", "devtunnel"),
        ("pinggy", "pinggy"),
    ];
    if page(&text)
        && let Some((_, name)) = tunnel.iter().find(|(words, _)| text.contains(words))
    {
        return Some(Finding::wrong(
            "tunnel-page",
            format!("A page of {name} answers ({}), not the endpoint.", answer.status),
            "The tunnel runs without anything behind it, or wants a visitor to go on: start the server at the tunnel's port, or use a tunnel without such a page.",
        ));
    }
    if page(&text)
        && (text.contains("type=\"password\"")
            || text.contains("sign in")
            || text.contains("log in")
            || text.contains("login"))
    {
        return Some(Finding::wrong(
            "login",
            format!("A login page answers ({}).", answer.status),
            "Leave the webhook's path out of whatever asks for a login.",
        ));
    }
    if answer.status == 200
        && header(&answer.headers, &CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity")
    {
        return Some(Finding::doubtful(
            "encoded",
            "The answer is compressed though nobody asked for it.",
            "Switch compression off for this path.",
        ));
    }
    None
}

fn header(headers: &HeaderMap, name: &http::HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

pub(super) fn page(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(200).collect::<String>().to_lowercase();
    start.starts_with("<!doctype") || start.starts_with("<html") || start.contains("<html")
}

pub(super) fn status_of(status: u16) -> Finding {
    let (cause, look) = match status {
        404 => ("not-found", "Nothing is at that path: correct it, or add the route."),
        502..=504 | 520..=530 => (
            "gateway",
            "What stands in front does not reach the server: start it, or correct where the proxy leads.",
        ),
        500..=599 => ("crashes", "The server fails on it: look into its log."),
        _ => ("status", "Answer 200."),
    };
    Finding::wrong(cause, format!("It answers {status}."), look)
}
