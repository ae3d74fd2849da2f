//! A stored body for reading: content codings undone within bounds. What is kept, sent and signed is never this.

use std::borrow::Cow;
use std::io::Read;

use super::Headers;

/// Largest body that decoding may make: a small compressed body can stand for terabytes.
const MOST: u64 = 32 << 20;

/// How every gzip begins.
pub(crate) const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A body for reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The bytes without their content coding; the stored ones where that failed.
    pub bytes: Cow<'a, [u8]>,
    /// Why the bytes are not, or not wholly, decoded. One sentence.
    pub problem: Option<String>,
}

/// Undoes the content coding that `headers` name: gzip, deflate; anything else is left as it is and said.
pub fn decoded<'a>(headers: &Headers, body: &'a [u8]) -> Decoded<'a> {
    let coding = headers.get("content-encoding").unwrap_or_default().trim_ascii();
    let coding = String::from_utf8_lossy(coding).to_ascii_lowercase();
    let as_stored = |problem| Decoded { bytes: Cow::Borrowed(body), problem };
    let unpacked = match coding.as_str() {
        "" | "identity" => return as_stored(None),
        _ if body.is_empty() => return as_stored(None),
        "gzip" | "x-gzip" => unpack(flate2::read::MultiGzDecoder::new(body)),
        // Deflate means zlib; some senders leave zlib's frame off.
        "deflate" => match unpack(flate2::read::ZlibDecoder::new(body)) {
            (_, Some(_)) => unpack(flate2::read::DeflateDecoder::new(body)),
            good => good,
        },
        other => {
            return as_stored(Some(format!(
                "The content coding {other:?} is not undone for reading."
            )));
        }
    };
    match unpacked {
        (bytes, Some(problem)) if bytes.is_empty() && body.starts_with(&GZIP) => {
            as_stored(Some(problem))
        }
        (bytes, Some(_)) if bytes.is_empty() => {
            as_stored(Some(format!("The body says it is {coding}, but is not.")))
        }
        (bytes, problem) => Decoded { bytes: Cow::Owned(bytes), problem },
    }
}

/// What comes out, and why it is not everything.
fn unpack(decoder: impl Read) -> (Vec<u8>, Option<String>) {
    let mut bytes = Vec::new();
    let read = decoder.take(MOST + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > MOST {
        bytes.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
        return (bytes, Some(format!("Only the first {} MiB are unpacked.", MOST >> 20)));
    }
    (bytes, read.err().map(|error| format!("The body ends early or is damaged: {error}.")))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const TEXT: &[u8] = br#"{"object":"instagram","entry":[]}"#;

    macro_rules! packed {
        ($encoder:ident, $bytes:expr) => {{
            let mut encoder = $encoder::new(Vec::new(), Compression::fast());
            encoder.write_all($bytes).unwrap();
            encoder.finish().unwrap()
        }};
    }

    #[test]
    fn each_coding_is_undone_or_said() {
        let gzip = packed!(GzEncoder, TEXT);
        let twice = [gzip.clone(), gzip.clone()].concat();
        for (coding, body, expected, problem) in [
            ("", TEXT, TEXT, ""),
            ("identity", TEXT, TEXT, ""),
            ("gzip", &gzip, TEXT, ""),
            (" GZip ", &gzip, TEXT, ""),
            ("gzip", &twice, &[TEXT, TEXT].concat(), ""),
            ("deflate", &packed!(ZlibEncoder, TEXT), TEXT, ""),
            ("deflate", &packed!(DeflateEncoder, TEXT), TEXT, ""),
            ("gzip", b"", b"", ""),
            ("gzip", TEXT, TEXT, "is not"),
            ("br", TEXT, TEXT, "not undone"),
            ("gzip", &gzip[..gzip.len() - 4], TEXT, "ends early"),
            ("gzip", &gzip[..12], &gzip[..12], "ends early"),
        ] {
            let mut headers = Headers::default();
            headers.push("content-encoding", coding.as_bytes());
            let said = decoded(&headers, body);
            assert_eq!(&said.bytes[..], expected, "{coding}");
            let words = said.problem.unwrap_or_default();
            assert!(words.contains(problem) && words.is_empty() == problem.is_empty(), "{words}");
        }
        assert_eq!(decoded(&Headers::default(), TEXT).problem, None);
    }

    #[test]
    fn a_bomb_is_cut_at_the_bound() {
        let bomb = packed!(GzEncoder, &vec![0; 40 << 20]);
        assert!(bomb.len() < 1 << 20);
        let mut headers = Headers::default();
        headers.push("content-encoding", b"gzip");
        let said = decoded(&headers, &bomb);
        assert_eq!(said.bytes.len(), 32 << 20);
        assert_eq!(said.problem.as_deref(), Some("Only the first 32 MiB are unpacked."));
    }
}
