//! What a file must be to become a capture, and the capture that it becomes: for the watched folder, and for files that are
//! handed over. Reads no file.

use bytes::Bytes;
use hooktrail_domain::signature::Verdict;
use serde::de::IgnoredAny;

use crate::journal::{GZIP, Headers, NewCapture, Origin, decoded};
use crate::limits::Limits;

/// The largest file that is captured, bytes.
pub(crate) fn most() -> usize {
    Limits::default().body
}

/// Why the content of the file called `name` is not captured, if so. One sentence.
pub(crate) fn problem(name: &str, bytes: &[u8]) -> Option<String> {
    if bytes.len() > most() {
        return Some(format!("{name} is larger than {} MiB and is not captured.", most() >> 20));
    }
    let unpacked = decoded(&headers(bytes), bytes);
    if let Some(problem) = unpacked.problem {
        return Some(format!("{name} is not captured. {problem}"));
    }
    let text = unpacked.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&unpacked.bytes);
    if text.trim_ascii().is_empty() {
        return Some(format!("{name} is empty and is not captured."));
    }
    let error = serde_json::from_slice::<IgnoredAny>(text).err()?;
    Some(format!("{name} is not JSON and is not captured: {error}."))
}

/// The capture of a file that lay at `path`.
pub(crate) fn capture(path: String, bytes: Bytes, received_us: i64) -> NewCapture {
    NewCapture {
        received_us,
        origin: Origin::File,
        source: String::new(),
        method: "POST".to_owned(),
        path,
        query: String::new(),
        peer: None,
        status: 200,
        verdict: Verdict::Unchecked,
        secret: None,
        bytes: bytes.len() as u64,
        truncated: false,
        rejected: false,
        replay_of: None,
        headers: headers(&bytes).into_bytes(),
        body: bytes,
    }
}

/// What would have come with it: a capture that was packed is saved so.
fn headers(bytes: &[u8]) -> Headers {
    let mut headers = Headers::default();
    headers.push("content-type", b"application/json");
    if bytes.starts_with(&GZIP) {
        headers.push("content-encoding", b"gzip");
    }
    headers
}
