//! Answers that are none of the endpoint's own: a redirect, a page, a login, a tunnel or a gateway without anything behind it.

use http::header::{CONTENT_ENCODING, HeaderMap, LOCATION};

use super::{Finding, Standing};
use crate::delivery::Answer;

/// What only a tunnel itself says, lower case: its own error codes, and how its warning is left out. That an answer names
/// a tunnel's host says nothing: the endpoint may do that.
const TUNNELS: [(&str, &str); 9] = [
    ("err_ngrok_", "ngrok"),
    ("ngrok-skip-browser-warning", "ngrok"),
    ("cloudflare tunnel error", "cloudflared"),
    ("argo tunnel error", "cloudflared"),
    ("error code: 1033", "cloudflared"),
    ("bypass-tunnel-reminder", "localtunnel"),
    ("skip_zrok_interstitial", "zrok"),
    ("x-tunnel-skip-antiphishing-page", "devtunnel"),
    ("x-pinggy-no-screen", "pinggy"),
];

/// What frameworks say to a Host header that they do not know, lower case: Django, Rails, Vite, webpack.
const UNKNOWN_HOST: [&str; 5] = [
    "disallowedhost",
    "invalid http_host header",
    "blocked host",
    "blocked request. this host",
    "invalid host header",
];

/// Something else than the endpoint answers: a redirect, a page, a login, a tunnel without anything behind it.
pub(super) fn elsewhere(answer: &Answer) -> Option<Finding> {
    let text = String::from_utf8_lossy(&answer.body).to_lowercase();
    if (300..400).contains(&answer.status) {
        return Some(redirect(answer));
    }
    let code = answer.headers.contains_key("ngrok-error-code").then_some("ngrok");
    let said = || TUNNELS.iter().find(|(words, _)| text.contains(words)).map(|(_, name)| *name);
    if let Some(name) = code.or_else(said) {
        return Some(Finding::wrong(
            "tunnel-page",
            format!("A page of {name} answers ({}), not the endpoint.", answer.status),
            "The tunnel runs without anything behind it, or wants a visitor to go on: start the server at the tunnel's port, or use a tunnel without such a page.",
        ));
    }
    if matches!(answer.status, 400..=499) && UNKNOWN_HOST.iter().any(|words| text.contains(words)) {
        return Some(Finding::wrong(
            "host",
            format!("The server refuses the host name that was asked for ({}).", answer.status),
            "Let it take the public host name: ALLOWED_HOSTS in Django, config.hosts in Rails, allowedHosts in Vite and webpack.",
        ));
    }
    if page(&text) && asks_for_a_password(&text) {
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

/// Something else answers what should be refused, so nothing can be told.
pub(super) fn no_answer(what: &str, answer: &Answer) -> Option<Finding> {
    let other = elsewhere(answer).filter(|other| other.standing == Standing::Wrong)?;
    let words = format!("{what} does not reach the endpoint either. {}", other.words);
    Some(Finding::doubtful("cannot-tell", words, ""))
}

fn redirect(answer: &Answer) -> Finding {
    let to = header(&answer.headers, &LOCATION).unwrap_or_default();
    let words = format!("It redirects ({}) to {to}.", answer.status);
    let path = to.to_lowercase();
    if ["login", "log-in", "log_in", "signin", "sign-in", "sign_in"]
        .iter()
        .any(|login| path.contains(login))
    {
        let look = "Leave the webhook's path out of whatever asks for a login.";
        return Finding::wrong("login", words, look);
    }
    let look = "Give Meta the address that it leads to; often only https or a slash at the end is missing.";
    Finding::wrong("redirect", words, look)
}

fn asks_for_a_password(text: &str) -> bool {
    ["type=\"password\"", "type='password'", "type=password"]
        .iter()
        .any(|field| text.contains(field))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_tunnel_or_a_login_says_itself_is_taken_for_one() {
        const PAGE: &str = "<!DOCTYPE html><html><head><title>";
        // (status, header, body, cause)
        for (status, header, body, cause) in [
            (404, None, "<html>ERR_NGROK_3200", "tunnel-page"),
            (404, Some(("ngrok-error-code", "ERR_NGROK_8012")), "", "tunnel-page"),
            (530, None, "error code: 1033", "tunnel-page"),
            (200, None, "<html>send a bypass-tunnel-reminder header", "tunnel-page"),
            (400, None, "DisallowedHost: 'ab12.ngrok-free.app'", "host"),
            (403, None, "<h1>Blocked hosts: ab12.ngrok-free.app</h1>", "host"),
            (403, None, "Blocked request. This host (\"a.loca.lt\") is not allowed.", "host"),
            (200, None, "no blocked host here", ""),
            (500, None, "error at https://x.trycloudflare.com/hook, zrok, pinggy", ""),
            (404, None, "accounts/login/ is one of the URLs that were tried", ""),
            (200, None, "Log in with <input type='password'>", "login"),
            (302, Some(("location", "/accounts/login/?next=/hook")), "", "login"),
            (301, Some(("location", "https://x/hook/")), "", "redirect"),
            (200, Some(("content-encoding", "br")), "x", "encoded"),
            (200, None, "115", ""),
        ] {
            let mut headers = HeaderMap::new();
            if let Some((name, value)) = header {
                headers.insert(name, http::HeaderValue::from_static(value));
            }
            let body = if cause == "login" { format!("{PAGE}{body}") } else { body.to_owned() };
            let answer = Answer { status, headers, body: body.clone().into(), truncated: false };
            let found = elsewhere(&answer).map_or("", |finding| finding.cause);
            assert_eq!(found, cause, "{status} {body}");
        }
    }
}
