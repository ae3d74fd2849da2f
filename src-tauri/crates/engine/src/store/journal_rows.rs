//! What the rows of the journal hold, as types. No SQL.

use bytes::Bytes;
use hooktrail_domain::signal::Millis;
use hooktrail_domain::signature::Verdict;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }
        impl $name {
            /// The one spelling used everywhere.
            pub const fn word(self) -> &'static str { match self { $(Self::$variant => $word),+ } }
            /// The value spelt `word`.
            pub fn from_word(word: &str) -> Option<Self> { match word { $($word => Some(Self::$variant),)+ _ => None } }
        }
    };
}

words! {
    /// How a capture came.
    Origin {
        /// Over the receiver's port.
        Http = "http",
        /// From the watched folder.
        File = "file",
        /// Over the receiver's port, made by *Send a sample*.
        Sample = "sample",
    }
}

/// A request or file to keep.
#[derive(Debug, Clone)]
pub struct NewCapture {
    /// When it was received, epoch microseconds.
    pub received_us: i64,
    /// How it came.
    pub origin: Origin,
    /// Id of the source that received it; empty for a file.
    pub source: String,
    /// `POST`, `GET`.
    pub method: String,
    /// Path as it came, percent-encoding included; for a file, where it lay.
    pub path: String,
    /// Query as it came, without `?`.
    pub query: String,
    /// Remote address.
    pub peer: Option<String>,
    /// The status that is answered once this is committed; 0: none is.
    pub status: u16,
    /// What its signature said.
    pub verdict: Verdict,
    /// Name of the secret that matched.
    pub secret: Option<String>,
    /// Size of the body as received; larger than `body` when truncated.
    pub bytes: u64,
    /// Only the beginning of the body is kept.
    pub truncated: bool,
    /// Refused by an enforced signature: kept, not read further.
    pub rejected: bool,
    /// The item that it is a copy of, when this Hooktrail sent it itself.
    pub replay_of: Option<String>,
    /// The header list, encoded by [`crate::journal::Headers`].
    pub headers: Vec<u8>,
    /// The body's bytes as they came.
    pub body: Bytes,
}

/// What a capture row says without its headers and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureHead {
    /// Its place in the journal, and its id.
    pub seq: i64,
    /// When it was received, epoch microseconds.
    pub received_us: i64,
    /// How it came.
    pub origin: Origin,
    /// As [`NewCapture::source`].
    pub source: String,
    /// As [`NewCapture::method`].
    pub method: String,
    /// As [`NewCapture::path`].
    pub path: String,
    /// As [`NewCapture::query`].
    pub query: String,
    /// As [`NewCapture::peer`].
    pub peer: Option<String>,
    /// What was answered; 0: nothing, by the source's policy.
    pub status: u16,
    /// What its signature said.
    pub verdict: Verdict,
    /// Name of the secret that matched.
    pub secret: Option<String>,
    /// Size of the body as received.
    pub bytes: i64,
    /// Only the beginning of the body is kept.
    pub truncated: bool,
    /// Refused by an enforced signature.
    pub rejected: bool,
    /// As [`NewCapture::replay_of`].
    pub replay_of: Option<String>,
}

impl CaptureHead {
    /// When it was received, epoch milliseconds.
    pub fn received_at(&self) -> Millis {
        self.received_us / 1_000
    }

    /// Where Meta did not send it: `copy`, this Hooktrail sent it again; `simulated`, it made it itself.
    pub fn ours(&self) -> Option<&'static str> {
        let simulated = (self.origin == Origin::Sample).then_some("simulated");
        self.replay_of.as_ref().map(|_| "copy").or(simulated)
    }

    /// Only the beginning of its body is kept, or nothing: it was too large.
    pub fn is_cut_off(&self) -> bool {
        self.truncated || self.status == http::StatusCode::PAYLOAD_TOO_LARGE.as_u16()
    }
}

/// A capture whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// All but the bytes.
    pub head: CaptureHead,
    /// The header list, encoded.
    pub headers: Vec<u8>,
    /// The stored bytes.
    pub body: Vec<u8>,
}

/// A row of the journal, for whoever follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A request or file.
    Capture(Box<Capture>),
    /// Something the user did; `payload` is its JSON.
    Mark {
        /// Place in the journal.
        seq: i64,
        /// When, epoch microseconds.
        at_us: i64,
        /// JSON of [`crate::journal::Mark`].
        payload: Vec<u8>,
    },
    /// What is left of a deleted capture.
    Skeleton {
        /// The deleted capture's place.
        seq: i64,
        /// When the capture was received, epoch microseconds.
        received_us: i64,
        /// What whoever deleted it left.
        payload: Vec<u8>,
    },
}

impl Entry {
    /// Its place in the journal.
    pub fn seq(&self) -> i64 {
        match self {
            Self::Capture(capture) => capture.head.seq,
            Self::Mark { seq, .. } | Self::Skeleton { seq, .. } => *seq,
        }
    }
}
