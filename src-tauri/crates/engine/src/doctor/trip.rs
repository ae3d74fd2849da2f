//! *Is my tunnel right?* Bodies go out to the public address and come back in at our own receiver, which tells what it got:
//! nothing is kept of it, and only we know how to ask.

use std::time::{Duration, Instant};

use hooktrail_domain::signature::{self, SHA1_HEADER, SHA256_HEADER};
use http::header::{CONTENT_TYPE, USER_AGENT};
use reqwest::{Client, Url};
use sha2::{Digest, Sha256};

use super::{DOCTOR_HEADER, Finding, META_WAITS, Standing};
use crate::clock::random_token;
use crate::receiver::probe::{PROBE_HEADER, ask};
use crate::secrets::Secret;
use crate::tunnel::{Endpoint, probe};

/// How long one way there and back may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Something that is found out about the way.
pub(crate) struct Leg {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) finding: Finding,
}

/// Whether Meta would go there at all.
pub(crate) fn public(url: &Url) -> Leg {
    let host = url.host_str().unwrap_or_default();
    let finding = match (url.scheme(), url.port()) {
        _ if crate::delivery::is_near(url) => Finding::doubtful(
            "near",
            format!("{host} is on this machine or in this network: Meta cannot reach it."),
            "Start a tunnel.",
        ),
        ("https", None) => Finding::good("https, at its usual port."),
        ("https", Some(port)) => Finding::doubtful(
            "port",
            format!("https, at port {port}."),
            "Meta documents no other port than 443: let the address have none.",
        ),
        _ => Finding::wrong("http", "It is http.", "Meta wants https with a trusted certificate."),
    };
    Leg { id: "public", title: "Meta would go there", finding }
}

/// Whether the handshake comes through to this receiver.
pub(crate) async fn handshake(client: &Client, url: &Url, endpoint: &Endpoint) -> Leg {
    let finding = match probe::check(client, url.clone(), endpoint).await {
        Ok(()) => {
            Finding::good("A random challenge came back: the address leads to this receiver.")
        }
        Err(why) => Finding::wrong(
            "not-here",
            why,
            "Start the tunnel to this receiver's port, or correct the address.",
        ),
    };
    Leg { id: "handshake", title: "The handshake comes through", finding }
}

/// Sends what Meta might send to `url`; by `key` our receiver knows that it is us, and `secret` signs.
pub(crate) async fn bodies(client: &Client, url: &Url, key: &str, secret: &Secret) -> Vec<Leg> {
    let mut large = br#"{"pad":""#.to_vec();
    large.extend((0..1_000_000_u32).map(|n| b"abcdefghijklmnopqrstuvwxyz"[(n % 26) as usize]));
    large.extend_from_slice(br#""}"#);
    let bodies: [(&str, &str, Vec<u8>); 3] = [
        ("escapes", "Escapes, slashes and emoji come through", r#"{"t":"caf\u00e9 \/ 🙏"}"#.into()),
        (
            "bytes",
            "Bytes that are no text come through",
            vec![0, 255, 254, b'\r', b'\n', 0xc3, 0x28],
        ),
        ("large", "1 MB comes through", large),
    ];
    let mut legs = Vec::new();
    for (id, title, body) in bodies {
        let finding = one(client, url, key, secret, body).await;
        let lost = finding.standing == Standing::Wrong;
        legs.push(Leg { id, title, finding });
        if lost && id == "escapes" {
            break;
        }
    }
    legs
}

async fn one(client: &Client, url: &Url, key: &str, secret: &Secret, body: Vec<u8>) -> Finding {
    let challenge = match random_token() {
        Ok(challenge) => challenge,
        Err(error) => return Finding::doubtful("random", format!("{error}."), ""),
    };
    let expected = hex::encode(Sha256::digest(&body));
    let (sha256, sha1) = signature::sign(secret.bytes(), &body);
    let started = Instant::now();
    let request = client
        .post(url.clone())
        .header(USER_AGENT, "facebookexternalua")
        .header(CONTENT_TYPE, "application/json")
        .header(SHA1_HEADER, sha1)
        .header(SHA256_HEADER, sha256)
        .header(PROBE_HEADER, ask(key, &challenge))
        .header(DOCTOR_HEADER, "1")
        .timeout(PATIENCE)
        .body(body);
    let answered = match request.send().await {
        Ok(response) => response.text().await,
        Err(error) => Err(error),
    };
    let text = match answered {
        Ok(text) => text,
        Err(error) => {
            let why = error.without_url();
            return Finding::wrong(
                "lost",
                format!("It did not come through ({why})."),
                "Look at what the tunnel says.",
            );
        }
    };
    judge(&text, &expected, started.elapsed())
}

fn judge(text: &str, expected: &str, took: Duration) -> Finding {
    let Some((digest, verdict)) =
        text.trim().split_once(' ').filter(|(digest, _)| digest.len() == 64)
    else {
        return Finding::wrong(
            "elsewhere",
            "Something else than this receiver answered.",
            "The address leads to another program, or to another run of Hooktrail.",
        );
    };
    if digest != expected {
        return Finding::wrong(
            "altered",
            "The body arrived with other bytes.",
            "Something on the way rewrites bodies: no signature will fit. Use another tunnel, or switch that off.",
        );
    }
    if verdict != "valid" {
        return Finding::wrong(
            "headers",
            format!("The bytes are right, but the signature arrived {verdict}."),
            "Something on the way drops or changes X-Hub-Signature-256.",
        );
    }
    if took > META_WAITS {
        return Finding::wrong(
            "slow",
            format!("It took {:.1} s; Meta waits {} s.", took.as_secs_f64(), META_WAITS.as_secs()),
            "Use a tunnel nearer by.",
        );
    }
    Finding::good(format!("Byte for byte, in {} ms.", took.as_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_back_tells_what_happened_on_the_way() {
        let (digest, other) = ("a".repeat(64), "b".repeat(64));
        for (text, ms, cause) in [
            (format!("{digest} valid\n"), 1, ""),
            (format!("{digest} missing"), 1, "headers"),
            (format!("{digest} invalid"), 1, "headers"),
            (format!("{other} invalid"), 1, "altered"),
            (format!("{digest} valid"), 5_001, "slow"),
            (String::new(), 1, "elsewhere"),
            ("<html>hello world".to_owned(), 1, "elsewhere"),
        ] {
            assert_eq!(judge(&text, &digest, Duration::from_millis(ms)).cause, cause, "{text}");
        }
    }
}
