//! From a stored capture to what it says: undoes gzip, reads the body, and says in a few words what it held. The same for
//! the projection and for whoever shows a capture; nothing is kept here.

mod bodies;
mod holds;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hooktrail_domain::meta::{self, Reading};
use hooktrail_domain::problem::Problem;
use hooktrail_domain::signal::{Data, Flags, Kind, Platform, Signal};

pub(crate) use self::bodies::{Bodies, Said};
pub(crate) use self::holds::teach_holds;
use crate::journal::{self, CaptureHead, Decoded, Headers};
use crate::receiver;

/// The body for reading: content codings undone, else the stored bytes. A gzip that nobody announced counts as one.
pub fn decoded<'a>(headers: &[u8], body: &'a [u8]) -> Decoded<'a> {
    let mut said = Headers::from_bytes(headers.to_vec());
    if said.get(CODING).is_none() && body.starts_with(&journal::GZIP) {
        said.push(CODING, b"gzip");
    }
    journal::decoded(&said, body)
}

/// Header that says how a body is packed.
pub(crate) const CODING: &str = "content-encoding";

/// Whether somebody asked for Meta's handshake with it, rather than only opening the address.
pub fn is_handshake(head: &CaptureHead) -> bool {
    head.method == "GET" && receiver::asks(&head.query)
}

/// Whether the capture is read at all: a GET says nothing, a rejected one is not believed, and of a truncated one
/// the end is missing.
pub fn is_read(head: &CaptureHead) -> bool {
    head.method != "GET" && !head.rejected && !head.truncated
}

/// What a capture says. Never fails: a fault of ours is an unknown signal.
pub fn read(head: &CaptureHead, body: &Decoded<'_>) -> Reading {
    if !is_read(head) {
        return Reading::default();
    }
    let (received_at, text) = (head.received_at(), &body.bytes[..]);
    let mut reading = catch_unwind(AssertUnwindSafe(|| meta::read(text, Some(received_at))))
        .unwrap_or_else(|_| {
            tracing::error!(
                capture = head.seq,
                "a body could not be read, because of a fault in Hooktrail"
            );
            Reading { signals: vec![unreadable(received_at, text.len())], ..Reading::default() }
        });
    reading
        .problems
        .extend(body.problem.as_ref().map(|why| Problem::new("not_unpacked", "$", why)));
    reading
}

fn unreadable(received_at: i64, length: usize) -> Signal {
    let why = "Hooktrail failed on this body; its bytes are kept.";
    Signal {
        path: "$".to_owned(),
        span: 0..length,
        kind: Kind::Unknown,
        platform: Platform::Unknown,
        account: None,
        account_place: None,
        peer: None,
        group: false,
        direction: None,
        message_id: None,
        at: Some(received_at),
        at_path: None,
        at_span: None,
        text: None,
        sample: false,
        standby: false,
        flags: Flags::default(),
        problems: vec![Problem::new("fault", "$", why)],
        data: Data { reason: Some(why.to_owned()), ..Data::default() },
    }
}

/// What a capture held, in words: `message`, `read ×2`, `handshake`; `visit` of a GET that asks for none…
pub fn held(head: &CaptureHead, signals: &[Signal]) -> String {
    if head.method == "GET" {
        return if is_handshake(head) { HANDSHAKE } else { VISIT }.to_owned();
    }
    if head.truncated {
        return TOO_LARGE.to_owned();
    }
    if head.rejected {
        return REJECTED.to_owned();
    }
    let mut kinds: Vec<(Kind, usize)> = Vec::new();
    for signal in signals {
        match kinds.iter_mut().find(|(kind, _)| *kind == signal.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((signal.kind, 1)),
        }
    }
    if kinds.is_empty() {
        return NOTHING.to_owned();
    }
    if let Some(words) = not_json(signals) {
        return words.to_owned();
    }
    let words = kinds.iter().map(|(kind, count)| match count {
        1 => kind.word().to_owned(),
        _ => format!("{} ×{count}", kind.word()),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// What a GET is called: one that asks for the handshake, and one by which somebody only opened the address.
pub(crate) const HANDSHAKE: &str = "handshake";
pub(crate) const VISIT: &str = "visit";

const TOO_LARGE: &str = "too large";
const REJECTED: &str = "rejected";
const NOTHING: &str = "nothing";

/// What a capture is called that says nothing.
pub(crate) fn unsaid() -> Vec<&'static str> {
    let mut words = vec![HANDSHAKE, VISIT, NOTHING, REJECTED, TOO_LARGE];
    words.extend(NOT_JSON.iter().map(|(_, words)| *words));
    words
}

/// What a body is called of which nothing could be read, by the problem at its beginning.
pub(crate) const NOT_JSON: [(&str, &str); 6] = [
    ("empty", "empty body"),
    ("truncated", "cut-off JSON"),
    ("not_json", "not JSON"),
    ("binary", "binary"),
    ("compressed", "compressed"),
    ("not_utf8", "UTF-16"),
];

fn not_json(signals: &[Signal]) -> Option<&'static str> {
    let [Signal { kind: Kind::Unknown, problems, path, .. }] = signals else { return None };
    let problem = problems.first().filter(|_| path == "$")?;
    NOT_JSON.iter().find(|(code, _)| *code == problem.code).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn what_is_packed_is_read_unpacked_and_what_cannot_be_is_said() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"{}").unwrap();
        let packed = gzip.finish().unwrap();
        for (coding, body, text, said) in [
            (Some("gzip"), packed.as_slice(), b"{}".as_slice(), false),
            (None, &packed, b"{}", false),
            (Some("GZIP"), &packed, b"{}", false),
            (Some("identity"), &packed, &packed, false),
            (Some("gzip"), b"{}", b"{}", true),
            (Some("br"), b"{}", b"{}", true),
            (None, b"{}", b"{}", false),
        ] {
            let mut headers = Headers::default();
            coding.iter().for_each(|value| headers.push(CODING, value.as_bytes()));
            let decoded = decoded(&headers.into_bytes(), body);
            assert_eq!((&*decoded.bytes, decoded.problem.is_some()), (text, said), "{coding:?}");
        }
    }

    #[test]
    fn a_body_of_which_nothing_can_be_read_is_called_what_it_is() {
        for (body, words) in [
            (&b""[..], Some("empty body")),
            (b" \n", Some("empty body")),
            (b"payload=%7B%7D", Some("not JSON")),
            (b"<!DOCTYPE html>", Some("not JSON")),
            (b"{\"object\":\"instagram\",\"ent", Some("cut-off JSON")),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some("binary")),
            (b"\x1f\x8b\x08\0", Some("compressed")),
            (b"\xff\xfe{\0}\0", Some("UTF-16")),
            (b"{}", None),
            (b"[]", None),
            (br#"{"object":"instagram","entry":7}"#, None),
        ] {
            assert_eq!(not_json(&meta::read(body, None).signals), words, "{body:?}");
        }
    }
}
