//! What a capture's signature says and why, by the secrets of now and by what else came. Expected digests stay where they
//! are.

use hooktrail_domain::diagnosis::{Proof, Shown};
use hooktrail_domain::signal::{Platform, Signal};
use hooktrail_domain::signature::{SHA1_HEADER, SHA256_HEADER, Verdict};
use rusqlite::Connection;

use crate::journal::Headers;
use crate::reading::{Bodies, CODING, HANDSHAKE, Said, VISIT, is_handshake};
use crate::secrets::Secrets;
use crate::store::StoreError;
use crate::store::journal::{self, Capture, CaptureHead, Origin};

/// Captures that are looked at for a proof that the secret is right.
const LOOKED_AT: i64 = 5;

/// What is said of a signature: a stable word, and why it is so.
pub(super) struct Reason {
    /// A cause of the doctor's; `file`, `handshake`, `visit` or `too_large` where nothing is checked, `secret_later` where what it was made
    /// with was entered after it came, `secret_gone` where what it was judged by is not known any more.
    pub(super) cause: &'static str,
    pub(super) words: String,
}

pub(super) fn reason(
    conn: &Connection,
    capture: &Capture,
    said: &Said,
    secrets: &Secrets,
) -> Result<Reason, StoreError> {
    let head = &capture.head;
    let (cause, words) = match (head.verdict, &head.secret) {
        (Verdict::Valid, Some(secret)) => {
            ("valid", format!("Made with the secret called {secret}."))
        }
        (Verdict::Valid, None) => ("valid", "Made with a secret that is in use.".to_owned()),
        _ if head.origin == Origin::File => ("file", "A file has no signature.".to_owned()),
        _ if is_handshake(head) => (HANDSHAKE, "A handshake is not signed.".to_owned()),
        _ if head.method == "GET" => {
            (VISIT, "Somebody opened the address: that is not signed.".to_owned())
        }
        _ if head.truncated => (
            "too_large",
            "Too large to be checked: only the beginning of the body is kept.".to_owned(),
        ),
        _ => {
            let headers = Headers::from_bytes(capture.headers.clone());
            let text = &said.text[..];
            let shown = Shown {
                sha256: headers.get(SHA256_HEADER),
                sha1: headers.get(SHA1_HEADER),
                body: &capture.body,
                unpacked: (text != &capture.body[..]).then_some(text),
                coding: headers.get(CODING),
            };
            let proven = proof(conn, head, &said.signals, secrets)?;
            let proof = proven.as_ref().map(|(seq, secret)| Proof {
                capture: *seq,
                secret,
                later: *seq > head.seq,
            });
            let found = secrets.diagnose(&head.source, &shown, proof.as_ref());
            match found.cause {
                "valid" => {
                    ("secret_later", format!("{} It was not in use when this came.", found.words))
                }
                "no_secret" if head.verdict == Verdict::Invalid => {
                    ("secret_gone", gone(conn, head)?)
                }
                "no_secret" => ("no_secret", format!("{} {ENTER}", found.words)),
                cause => (cause, found.words),
            }
        }
    };
    Ok(Reason { cause, words })
}

/// How an app secret comes here.
const ENTER: &str = "Enter it under Connect Meta, or start hooktrail serve with --app-secret env:NAME or file:PATH.";

/// What is still known of a capture that was found invalid by secrets of which none is known any more. Of those only the
/// name of one that others fitted is kept.
fn gone(conn: &Connection, head: &CaptureHead) -> Result<String, StoreError> {
    let others = journal::verified_near(conn, head, LOOKED_AT)?;
    let mut called = None;
    for seq in others {
        let secret = journal::head(conn, seq)?.and_then(|other| other.secret);
        called = called.or(secret.filter(|name| name != "sample"));
    }
    let [which, it] = match called {
        Some(name) => [
            format!(
                "by the secret called {name}, which others that came here fitted and which is not known here any more"
            ),
            "it is".to_owned(),
        ],
        None => [
            "by what was entered then, and no app secret is known here any more".to_owned(),
            "one is".to_owned(),
        ],
    };
    Ok(format!(
        "It was found invalid when it came, {which}. Why it does not fit cannot be told until {it} entered again. {ENTER}"
    ))
}

/// A capture of the same place and platform that fits a secret of now, with the secret's name. Of another platform it
/// proves nothing: Instagram Login has a secret of its own.
fn proof(
    conn: &Connection,
    head: &CaptureHead,
    signals: &[Signal],
    secrets: &Secrets,
) -> Result<Option<(i64, String)>, StoreError> {
    let mut bodies = Bodies::new(conn);
    let wanted = platform(signals);
    for seq in journal::verified_near(conn, head, LOOKED_AT)? {
        let (Some(other), Some(said)) = (journal::capture(conn, seq)?, bodies.of(seq)?) else {
            continue;
        };
        if wanted.is_some() && platform(&said.signals) != wanted {
            continue;
        }
        let headers = Headers::from_bytes(other.headers);
        let fits = secrets.verify(&head.source, headers.get(SHA256_HEADER), &other.body);
        if let (Verdict::Valid, false, Some(secret)) = (fits.verdict, fits.sample, fits.secret) {
            return Ok(Some((seq, secret)));
        }
    }
    Ok(None)
}

/// Whose webhook it is, where that can be read.
fn platform(signals: &[Signal]) -> Option<Platform> {
    signals.iter().map(|signal| signal.platform).find(|platform| *platform != Platform::Unknown)
}
