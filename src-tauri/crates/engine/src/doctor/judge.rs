//! What an answer means, and what to change: pure. Each cause is one that people lost hours to, by the issues of public
//! projects (botkit #227, #235, #287 and #577, nodejs/help #453); of a batch and of slowness by what Meta asks for
//! (`requests`, `META_WAITS`).

use std::time::Duration;

use reqwest::Url;

use super::elsewhere::{elsewhere, no_answer, page, status_of};
use super::forged::forged;
use super::requests::Asked;
use super::{Check, Examined, Finding, Standing};
use crate::delivery::Answer;

/// How long it took, and how long it may take.
pub(super) struct Took {
    pub(super) time: Duration,
    pub(super) slow: Duration,
}

impl Took {
    fn too_slow(&self) -> Option<Finding> {
        let limit = self.slow.as_secs_f64();
        (self.time > self.slow).then(|| {
            Finding::wrong(
                "slow",
                format!("The answer took {:.1} s; Meta waits {limit} s.", self.time.as_secs_f64()),
                "Answer first, and work afterwards: put the event into a queue.",
            )
        })
    }
}

/// Nothing was answered; `error` says why, in the sender's words.
pub(super) fn unanswered(error: &str, url: &Url, took: &Took) -> Finding {
    let table = [
        (
            "certificate",
            "certificate",
            "Meta wants a certificate of a public authority, with the whole chain, for this host name. Self-signed ones do not work.",
        ),
        (
            "speak TLS",
            "no-tls",
            "The server speaks plain http at that port: use another port, or let a proxy do https.",
        ),
        (
            "no secure connection",
            "no-tls",
            "The server's TLS cannot be agreed on: it needs TLS 1.2 or newer.",
        ),
        (
            "did not answer in HTTP",
            "no-http",
            "Another program has that port, or the answer is broken: correct the port, or look into the server's log.",
        ),
        ("refused", "refused", "Start the server, or correct the port."),
        (
            "no host called",
            "no-host",
            "Correct the host name, or wait until its DNS entry is known.",
        ),
        (
            "closed before an answer",
            "closed",
            "The server closes the connection without an answer: look into its log, it may have crashed on this request.",
        ),
        ("no way to", "unreachable", "Check the network and the firewall."),
        (
            "could not be reached in time",
            "unreachable",
            "The host does not answer at that port: check the firewall.",
        ),
        (
            "timed out",
            "hangs",
            "It takes the request and never answers: answer 200 first, and work afterwards.",
        ),
    ];
    let known = table.iter().find(|(words, _, _)| error.contains(words));
    let host = url.host_str().unwrap_or_default();
    let words = format!("{host}: {error}.");
    match known {
        Some((_, cause, look)) => Finding::wrong(cause, words, look),
        None if took.time > took.slow => Finding::wrong(
            "hangs",
            words,
            "It takes the request and never answers: answer 200 first, and work afterwards.",
        ),
        None => Finding::wrong("failed", words, "Look into the server's log."),
    }
}

/// Whether nothing that is asked comes through, whatever it is: what breaks at one request may answer the next.
pub(super) fn is_of_the_way(finding: &Finding) -> bool {
    matches!(
        finding.cause,
        "refused" | "no-host" | "unreachable" | "certificate" | "no-tls" | "no-http"
    )
}

/// What the answer to `check` means; `before` is what the checks before it found.
pub(super) fn judge(
    check: Check,
    answer: &Answer,
    asked: &Asked,
    took: &Took,
    before: &[Examined],
) -> Finding {
    match check {
        Check::Handshake => handshake(answer, &asked.challenge, took),
        Check::HandshakeWrong => handshake_wrong(answer, &asked.challenge, before),
        Check::Event => event(answer, took),
        Check::Escaped => escaped(answer, took, before),
        Check::WrongSignature | Check::NoSignature => forged(check, answer, asked, before),
        Check::Batch => batch(answer, took, before),
        Check::Duplicate => duplicate(answer, took, before),
    }
}

fn handshake(answer: &Answer, challenge: &str, took: &Took) -> Finding {
    if let Some(finding) = elsewhere(answer) {
        return finding;
    }
    let body = &answer.body[..];
    if answer.status == 200 && body == challenge.as_bytes() {
        return took
            .too_slow()
            .unwrap_or_else(|| Finding::good("The challenge came back exactly."));
    }
    let text = String::from_utf8_lossy(body);
    if answer.status == 200 {
        return not_exactly(&text, challenge);
    }
    match answer.status {
        201..=299 if text.trim() == challenge => Finding::wrong(
            "status",
            format!("The challenge came back with {} instead of 200.", answer.status),
            "Answer 200: only that makes the endpoint verified.",
        ),
        401 | 403 => Finding::wrong(
            "token",
            format!("The handshake was refused ({}).", answer.status),
            "The verify token given here is not the one that the endpoint knows; or it compares before it decodes the query (a + is a blank), or looks for hub_mode instead of hub.mode.",
        ),
        400 | 422 => Finding::wrong(
            "query",
            format!("The handshake was not understood ({}).", answer.status),
            "Read hub.mode, hub.verify_token and hub.challenge from the query, in any order; some frameworks turn the dots into underscores.",
        ),
        405 => Finding::wrong(
            "no-get",
            "GET is not allowed there (405).",
            "Meta's handshake is a GET to the same URL: add a route for it.",
        ),
        status => status_of(status),
    }
}

/// 200, but not the challenge itself.
fn not_exactly(text: &str, challenge: &str) -> Finding {
    let (cause, words, look) = match text.trim_start_matches('\u{feff}').trim() {
        inner if inner == challenge && text.starts_with('\u{feff}') => (
            "bom",
            "A byte order mark stands before the challenge.",
            "Save the file that answers without BOM, or write the bytes of the challenge only.",
        ),
        inner if inner == challenge => (
            "whitespace",
            "The challenge came with a line end or blanks around it.",
            "Write the challenge and nothing else: no println.",
        ),
        inner if inner == format!("\"{challenge}\"") => (
            "quoted",
            "The challenge came back in quotes.",
            "Send text, not JSON: res.send(challenge) with text/plain, not res.json(challenge).",
        ),
        inner if inner.starts_with(['{', '[']) && inner.contains(challenge) => (
            "json",
            "The challenge came back inside JSON.",
            "Answer the challenge alone, as text/plain.",
        ),
        inner if page(inner) && inner.contains(challenge) => (
            "html",
            "The challenge came back inside a web page.",
            "Answer the challenge alone, as text/plain.",
        ),
        "" => ("empty", "200, but with nothing in it.", "Answer the value of hub.challenge."),
        inner if page(inner) => (
            "page",
            "A web page came instead of the challenge.",
            "If something in front answers (a login, a warning, a start page), leave the webhook's path out of it; else answer the value of hub.challenge as text.",
        ),
        _ => (
            "no-challenge",
            "200, but not the challenge.",
            "Answer the value of hub.challenge, exactly as it came, as text.",
        ),
    };
    Finding::wrong(cause, words, look)
}

fn handshake_wrong(answer: &Answer, challenge: &str, before: &[Examined]) -> Finding {
    let back = String::from_utf8_lossy(&answer.body).contains(challenge);
    if (200..300).contains(&answer.status) && back {
        return Finding::wrong(
            "any-token",
            "Any verify token is accepted.",
            "Compare hub.verify_token with yours, and answer 403 if it differs; an empty one must never match.",
        );
    }
    if let Some(other) = no_answer("A wrong token", answer) {
        return other;
    }
    if (200..300).contains(&answer.status) && !page(&String::from_utf8_lossy(&answer.body)) {
        return Finding::doubtful(
            "wrong-token-200",
            format!("A wrong token is answered {}, though without the challenge.", answer.status),
            "Answer 403: it shows in Meta's dashboard what is wrong.",
        );
    }
    let right_was_wrong =
        found(before, Check::Handshake).is_some_and(|right| right.standing == Standing::Wrong);
    if right_was_wrong && !matches!(answer.status, 400 | 401 | 403) {
        return Finding::doubtful(
            "cannot-tell",
            format!("It is answered {}, but a right one is not answered either.", answer.status),
            "",
        );
    }
    Finding::good(format!("It is refused ({}).", answer.status))
}

fn event(answer: &Answer, took: &Took) -> Finding {
    if let Some(finding) = elsewhere(answer) {
        return finding;
    }
    match answer.status {
        200 => took.too_slow().unwrap_or_else(|| Finding::good("Answered 200.")),
        201..=299 => took.too_slow().unwrap_or_else(|| {
            Finding::doubtful(
                "not-200",
                format!("Answered {} instead of 200.", answer.status),
                "Meta's documents ask for 200.",
            )
        }),
        401 | 403 => Finding::wrong(
            "rejects-signed",
            format!("A rightly signed event is refused ({}).", answer.status),
            "The endpoint has another secret (Instagram Login: the Instagram app secret), or computes the HMAC over something else than the bytes that came.",
        ),
        405 => Finding::wrong(
            "no-post",
            "POST is not allowed there (405).",
            "Events are POSTed to the URL of the handshake: add a route for POST.",
        ),
        415 => Finding::wrong(
            "content-type",
            "The content type is refused (415).",
            "Take application/json.",
        ),
        status => status_of(status),
    }
}

fn escaped(answer: &Answer, took: &Took, before: &[Examined]) -> Finding {
    let plain_was_good =
        found(before, Check::Event).is_some_and(|plain| plain.standing != Standing::Wrong);
    if plain_was_good && matches!(answer.status, 400..=403) {
        return Finding::wrong(
            "reserialised",
            format!(
                "The event with escapes is refused ({}), the plain one was not.",
                answer.status
            ),
            "The HMAC is computed over JSON that was parsed and written again. Take the raw bytes of the body, before any parser (express.raw, request.get_data(), php://input).",
        );
    }
    event(answer, took)
}

fn batch(answer: &Answer, took: &Took, before: &[Examined]) -> Finding {
    if answer.status == 413 {
        return Finding::wrong(
            "too-large",
            "A body with 1 000 entries is too large for it (413).",
            "Allow bodies of 4 MB: in the framework (express.json limit), in the proxy (client_max_body_size), and in the tunnel.",
        );
    }
    let single_was_good =
        found(before, Check::Event).is_some_and(|one| one.standing != Standing::Wrong);
    if single_was_good && (400..600).contains(&answer.status) {
        return Finding::wrong(
            "batch",
            format!("1 000 entries at once are answered {}, one alone was not.", answer.status),
            "Go through every entry and every item in it; Meta announces up to 1 000.",
        );
    }
    event(answer, took)
}

fn duplicate(answer: &Answer, took: &Took, before: &[Examined]) -> Finding {
    let first_was_good =
        found(before, Check::Event).is_some_and(|first| first.standing != Standing::Wrong);
    if first_was_good && !(200..300).contains(&answer.status) {
        return Finding::wrong(
            "duplicate",
            format!("The same event again is answered {}.", answer.status),
            "Answer 200 to what is known already, and do nothing: Meta delivers events more than once, and goes on until it gets 200.",
        );
    }
    event(answer, took)
}

pub(super) fn found(before: &[Examined], check: Check) -> Option<&Finding> {
    let found = before.iter().find(|one| one.check == check).map(|one| &one.finding);
    found.filter(|finding| finding.standing != Standing::Skipped)
}
