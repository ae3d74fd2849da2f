//! From a stored capture to what it says: undoes gzip, reads the body, and says in a few words what it held. The same for
//! the projection and for whoever shows a capture; nothing is kept here.

use std::borrow::Cow;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hooktrail_domain::meta::{self, Reading};
use hooktrail_domain::problem::Problem;
use hooktrail_domain::signal::{Data, Flags, Kind, Platform, Signal};

use crate::journal::{CaptureHead, Headers};

/// Largest body after decompression that is read, bytes; a small bomb must not fill the memory.
const UNPACKED: u64 = 64 << 20;

/// The body for reading: gzip undone, else the stored bytes.
pub fn decoded<'a>(headers: &[u8], body: &'a [u8]) -> Cow<'a, [u8]> {
    let said = Headers::from_bytes(headers.to_vec());
    let said = said.get("content-encoding").map(<[u8]>::to_ascii_lowercase);
    let packed = body.starts_with(&[0x1f, 0x8b])
        && said.is_none_or(|encoding| encoding.windows(4).any(|word| word == b"gzip"));
    if !packed {
        return Cow::Borrowed(body);
    }
    let mut text = Vec::new();
    let unpacked = flate2::read::MultiGzDecoder::new(body).take(UNPACKED).read_to_end(&mut text);
    if unpacked.is_ok() { Cow::Owned(text) } else { Cow::Borrowed(body) }
}

/// Whether the capture is read at all: a handshake says nothing, a rejected one is not believed, and of a truncated one
/// the end is missing.
pub fn is_read(head: &CaptureHead) -> bool {
    head.method != "GET" && !head.rejected && !head.truncated
}

/// What a capture says; `text` is its decoded body. Never fails: a fault of ours is an unknown signal.
pub fn read(head: &CaptureHead, text: &[u8]) -> Reading {
    if !is_read(head) {
        return Reading::default();
    }
    let received_at = head.received_at();
    catch_unwind(AssertUnwindSafe(|| meta::read(text, Some(received_at)))).unwrap_or_else(|_| {
        tracing::error!(
            capture = head.seq,
            "a body could not be read, because of a fault in Hooktrail"
        );
        Reading { signals: vec![unreadable(received_at, text.len())], ..Reading::default() }
    })
}

fn unreadable(received_at: i64, length: usize) -> Signal {
    let why = "Hooktrail failed on this body; its bytes are kept.";
    Signal {
        path: "$".to_owned(),
        span: 0..length,
        kind: Kind::Unknown,
        platform: Platform::Unknown,
        account: None,
        peer: None,
        direction: None,
        message_id: None,
        at: Some(received_at),
        at_path: None,
        text: None,
        sample: false,
        standby: false,
        flags: Flags::default(),
        problems: vec![Problem::new("fault", "$", why)],
        data: Data { reason: Some(why.to_owned()), ..Data::default() },
    }
}

/// What a capture held, in words: `message`, `read ×2`, `handshake`…
pub fn held(head: &CaptureHead, signals: &[Signal]) -> String {
    if head.method == "GET" {
        return "handshake".to_owned();
    }
    if head.truncated {
        return "too large".to_owned();
    }
    if head.rejected {
        return "rejected".to_owned();
    }
    let mut kinds: Vec<(Kind, usize)> = Vec::new();
    for signal in signals {
        match kinds.iter_mut().find(|(kind, _)| *kind == signal.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((signal.kind, 1)),
        }
    }
    if kinds.is_empty() {
        return "nothing".to_owned();
    }
    let words = kinds.iter().map(|(kind, count)| match count {
        1 => kind.word().to_owned(),
        _ => format!("{} ×{count}", kind.word()),
    });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn headers(encoding: Option<&str>) -> Vec<u8> {
        let mut headers = Headers::default();
        encoding.iter().for_each(|value| headers.push("content-encoding", value.as_bytes()));
        headers.into_bytes()
    }

    #[test]
    fn gzip_is_undone_for_reading_and_anything_else_stays() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"{}").unwrap();
        let packed = gzip.finish().unwrap();
        for (encoding, body, text) in [
            (Some("gzip"), packed.as_slice(), b"{}".as_slice()),
            (None, &packed, b"{}"),
            (Some("GZIP"), &packed, b"{}"),
            (Some("identity"), &packed, &packed),
            (Some("gzip"), b"{}", b"{}"),
            (Some("gzip"), &packed[..8], &packed[..8]),
        ] {
            assert_eq!(&*decoded(&headers(encoding), body), text, "{encoding:?}");
        }
    }
}
