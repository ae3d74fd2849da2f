//! Each endpoint does one thing wrong; the doctor names it, and only it.

use std::collections::HashMap;

use serde_json::Value;

use crate::endpoint::{Answer, Manner, Request, examine, good, is, serve, signed};

/// The good handshake's answer, and otherwise what a good endpoint does.
fn handshake(request: &Request, change: fn(&str) -> Answer) -> Answer {
    match good(request) {
        Answer::Is(200, _, challenge) if request.method == "GET" => {
            change(&String::from_utf8(challenge).unwrap())
        }
        answer => answer,
    }
}

/// What is signed rightly gets this instead of 200.
fn event(request: &Request, change: fn(&Request) -> Answer) -> Answer {
    match good(request) {
        Answer::Is(200, ..) if request.method == "POST" => change(request),
        answer => answer,
    }
}

/// Parses the body and writes it again, as many do before they compare.
fn written_again(request: &Request) -> Answer {
    if request.method == "GET" {
        return good(request);
    }
    let value: Value = serde_json::from_slice(&request.body).unwrap();
    // The keys as they stand, to make it the escapes alone.
    let again = serde_json::to_string(&value).unwrap();
    let plain = !request.body.contains(&b'\\');
    if plain && signed(request, &request.body) || signed(request, again.as_bytes()) {
        is(200, "")
    } else {
        is(401, "")
    }
}

const PAGE: &str = "<!DOCTYPE html><html><title>";

#[test]
fn a_good_endpoint_has_no_findings_on_any_platform() {
    let url = serve(good);
    for platform in ["instagram", "messenger", "whatsapp"] {
        let examined = examine(&url, &["--platform", platform]);
        assert_eq!(examined.causes(), [""; 0], "{platform}");
        assert_eq!((examined.code, examined.rows.len()), (Some(0), 8));
    }
}

#[test]
fn each_fault_is_named_and_nothing_else() {
    let table: [(&str, Manner, &[&str]); 33] = [
        ("quoted", |r| handshake(r, |c| is(200, format!("\"{c}\""))), &["handshake quoted"]),
        (
            "json",
            |r| handshake(r, |c| is(200, format!("{{\"hub.challenge\":{c}}}"))),
            &["handshake json"],
        ),
        ("line end", |r| handshake(r, |c| is(200, format!("{c}\n"))), &["handshake whitespace"]),
        ("bom", |r| handshake(r, |c| is(200, format!("\u{feff}{c}"))), &["handshake bom"]),
        ("html", |r| handshake(r, |c| is(200, format!("{PAGE}{c}"))), &["handshake html"]),
        ("OK", |r| handshake(r, |_| is(200, "OK")), &["handshake no-challenge"]),
        ("nothing", |r| handshake(r, |_| is(200, "")), &["handshake empty"]),
        ("201", |r| handshake(r, |c| is(201, c)), &["handshake status"]),
        (
            "other token",
            |r| if r.method == "GET" { is(403, "") } else { good(r) },
            &["handshake token"],
        ),
        (
            "underscores",
            |r| if r.method == "GET" { is(400, "no hub_mode") } else { good(r) },
            &["handshake query"],
        ),
        (
            "no GET",
            |r| if r.method == "GET" { is(405, "") } else { good(r) },
            &["handshake no-get", "handshake-wrong cannot-tell"],
        ),
        (
            "any token",
            |r| {
                if r.method == "GET" { is(200, r.query["hub.challenge"].as_str()) } else { good(r) }
            },
            &["handshake-wrong any-token"],
        ),
        (
            "200 for a wrong token",
            |r| match good(r) {
                Answer::Is(403, ..) => is(200, "wrong token"),
                answer => answer,
            },
            &["handshake-wrong wrong-token-200"],
        ),
        (
            "redirect",
            |_| Answer::Is(301, "location: https://example.com/hook/\r\n".to_owned(), vec![]),
            &[
                "handshake redirect",
                "handshake-wrong cannot-tell",
                "event redirect",
                "escaped redirect",
                "wrong-signature cannot-tell",
                "no-signature cannot-tell",
                "batch redirect",
                "duplicate redirect",
            ],
        ),
        (
            "tunnel page",
            |_| is(404, format!("{PAGE}ngrok: ERR_NGROK_3200")),
            &[
                "handshake tunnel-page",
                "handshake-wrong cannot-tell",
                "event tunnel-page",
                "escaped tunnel-page",
                "wrong-signature cannot-tell",
                "no-signature cannot-tell",
                "batch tunnel-page",
                "duplicate tunnel-page",
            ],
        ),
        (
            "login",
            |_| is(200, format!("{PAGE}Log in<input type=\"password\">")),
            &[
                "handshake login",
                "handshake-wrong cannot-tell",
                "event login",
                "escaped login",
                "wrong-signature cannot-tell",
                "no-signature cannot-tell",
                "batch login",
                "duplicate login",
            ],
        ),
        (
            "no POST",
            |r| if r.method == "POST" { is(405, "") } else { good(r) },
            &[
                "event no-post",
                "escaped no-post",
                "wrong-signature cannot-tell",
                "no-signature cannot-tell",
                "batch no-post",
                "duplicate no-post",
            ],
        ),
        (
            "accepts everything",
            |r| if r.method == "POST" { is(200, "") } else { good(r) },
            &["wrong-signature accepts-forged", "no-signature accepts-unsigned"],
        ),
        (
            "believes everything",
            |r| if r.method == "POST" { is(200, r.body.clone()) } else { good(r) },
            &["wrong-signature accepts-forged", "no-signature accepts-unsigned"],
        ),
        (
            "flags what is forged, as is recommended",
            |r| match good(r) {
                Answer::Is(401, ..) => is(200, ""),
                answer => answer,
            },
            &["wrong-signature accepts-forged", "no-signature accepts-unsigned"],
        ),
        (
            "host of a tunnel unknown to Django",
            |_| is(400, format!("{PAGE}DisallowedHost</title>Add 'ab12.ngrok-free.app' to")),
            &[
                "handshake host",
                "handshake-wrong cannot-tell",
                "event host",
                "escaped host",
                "wrong-signature cannot-tell",
                "no-signature cannot-tell",
                "batch host",
                "duplicate host",
            ],
        ),
        (
            "page of another route",
            |r| {
                if r.method == "GET" {
                    is(200, format!("{PAGE}Log in or sign up"))
                } else {
                    good(r)
                }
            },
            &["handshake page", "handshake-wrong cannot-tell"],
        ),
        (
            "accepts unsigned",
            |r| {
                if r.headers.contains_key("x-hub-signature-256") {
                    good(r)
                } else if r.method == "POST" {
                    is(200, "")
                } else {
                    good(r)
                }
            },
            &["no-signature accepts-unsigned"],
        ),
        (
            "other secret",
            |r| if r.method == "POST" { is(401, "") } else { good(r) },
            &[
                "event rejects-signed",
                "escaped rejects-signed",
                "wrong-signature cannot-tell",
                "no-signature cannot-tell",
                "batch rejects-signed",
                "duplicate rejects-signed",
            ],
        ),
        ("written again", written_again, &["escaped reserialised"]),
        (
            "204",
            |r| event(r, |_| is(204, "")),
            &["event not-200", "escaped not-200", "batch not-200", "duplicate not-200"],
        ),
        (
            "content type",
            |r| event(r, |_| is(415, "")),
            &[
                "event content-type",
                "escaped content-type",
                "wrong-signature cannot-tell",
                "no-signature cannot-tell",
                "batch content-type",
                "duplicate content-type",
            ],
        ),
        (
            "small bodies",
            |r| if r.body.len() > 100_000 { is(413, "") } else { good(r) },
            &["batch too-large"],
        ),
        (
            "one entry only",
            |r| event(r, |r| if r.body.len() > 100_000 { is(500, "") } else { is(200, "") }),
            &["batch batch"],
        ),
        ("duplicates", |r| event(r, duplicates), &["duplicate duplicate"]),
        (
            "crashes on forged",
            |r| match good(r) {
                Answer::Is(401, ..) => is(500, ""),
                answer => answer,
            },
            &["wrong-signature crashes", "no-signature crashes"],
        ),
        (
            "compressed",
            |r| handshake(r, |c| Answer::Is(200, "content-encoding: br\r\n".to_owned(), c.into())),
            &["handshake encoded"],
        ),
        (
            "gateway",
            |_| is(502, ""),
            &[
                "handshake gateway",
                "handshake-wrong cannot-tell",
                "event gateway",
                "escaped gateway",
                "wrong-signature cannot-tell",
                "no-signature cannot-tell",
                "batch gateway",
                "duplicate gateway",
            ],
        ),
    ];
    for (name, manner, causes) in table {
        let examined = examine(&serve(manner), &[]);
        assert_eq!(examined.causes(), causes, "{name}");
        // Only an answer that speaks of the forged message shows that it was believed.
        if examined.causes() == ["wrong-signature accepts-forged", "no-signature accepts-unsigned"]
        {
            let expected = if name.starts_with("believes") { "wrong" } else { "doubtful" };
            assert!(examined.rows[4..6].iter().all(|row| row["standing"] == expected), "{name}");
        }
        let wrong = examined.rows.iter().any(|row| row["standing"] == "wrong");
        assert_eq!(examined.code, Some(i32::from(wrong)), "{name}");
        for row in examined.rows.iter().filter(|row| row["standing"] == "wrong") {
            assert!(!row["look"].as_str().unwrap().is_empty(), "{name}: what to change is said");
        }
    }
}

/// 409 for what was there before. Every run has ids of its own.
fn duplicates(request: &Request) -> Answer {
    use std::sync::{LazyLock, Mutex};
    static SEEN: LazyLock<Mutex<HashMap<Vec<u8>, ()>>> = LazyLock::new(Mutex::default);
    let new = SEEN.lock().unwrap().insert(request.body.clone(), ()).is_none();
    is(if new { 200 } else { 409 }, "")
}

#[test]
fn slow_silent_and_absent_endpoints_are_told_apart() {
    // Every answer takes longer than no time at all.
    let examined =
        examine(&serve(good), &["--slow", "0", "--only", "handshake", "--only", "event"]);
    assert_eq!(examined.causes(), ["handshake slow", "event slow"]);

    // What crashes on the handshake may take events.
    let crashing: Manner = |request| match &*request.method {
        "GET" => Answer::Closed,
        _ => good(request),
    };
    let examined = examine(&serve(crashing), &["--only", "handshake", "--only", "event"]);
    assert_eq!(examined.causes(), ["handshake closed"]);

    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let examined = examine(&format!("http://{nobody}/"), &[]);
    assert_eq!(examined.causes()[..2], ["handshake refused", "handshake-wrong skipped"]);
    assert!(examined.rows[1..].iter().all(|row| row["standing"] == "skipped"));

    let examined = examine(&serve(|_| Answer::Garbage), &["--only", "handshake"]);
    assert_eq!(examined.causes(), ["handshake no-http"]);
    assert!(examined.rows[0]["words"].as_str().unwrap().contains("did not answer in HTTP"));

    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let examined = examine(&format!("http://{nobody}/"), &["--only", "handshake"]);
    assert_eq!((examined.causes(), examined.code), (vec!["handshake refused".to_owned()], Some(1)));
    let examined = examine("http://no-such-host.invalid/", &["--only", "handshake"]);
    assert_eq!(examined.causes(), ["handshake no-host"]);
    let examined = examine("nonsense", &[]);
    assert_eq!((examined.rows.len(), examined.code), (0, Some(2)));
}

#[test]
fn a_duplicate_is_sent_also_when_nothing_else_is() {
    let examined = examine(&serve(|r| event(r, duplicates)), &["--only", "duplicate"]);
    assert_eq!(examined.causes(), ["duplicate duplicate"]);
    assert_eq!((examined.rows.len(), examined.code), (1, Some(1)));
}

#[test]
fn without_a_secret_an_endpoint_that_is_not_there_is_not_called_careful() {
    for (status, causes) in [
        (404, &["cannot-tell", "cannot-tell"][..]),
        (301, &["cannot-tell", "cannot-tell"]),
        (502, &["cannot-tell", "cannot-tell"]),
        (200, &["accepts-forged", "accepts-unsigned"]),
        (401, &[]),
        (403, &[]),
    ] {
        let manner: Manner = match status {
            404 => |_| is(404, ""),
            301 => |_| is(301, ""),
            502 => |_| is(502, ""),
            200 => |_| is(200, ""),
            401 => |_| is(401, ""),
            _ => |_| is(403, ""),
        };
        let examined =
            examine(&serve(manner), &["--only", "wrong-signature", "--only", "no-signature"]);
        let found: Vec<_> = examined
            .causes()
            .iter()
            .map(|cause| cause.split(' ').nth(1).unwrap().to_owned())
            .collect();
        assert_eq!(found, causes, "{status}");
    }
}
