//! Captures: in the table, and one of them whole.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What an older window does not say goes along, as it did.
fn unsaid() -> bool {
    true
}

wire! {
    /// Which captures.
    #[derive(Default)]
    pub struct CaptureQuery {
        #[serde(default)]
        pub filter: String,
        /// Captures older than this id; absent: the newest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub before: Option<String>,
        /// Captures newer than this id (`"0"` for all), oldest first: for those who follow and must miss none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub after: Option<String>,
        /// Rows at most; 0 means 200.
        #[serde(default)]
        pub limit: i64,
        /// `time` (also when empty), `size`, `method`, `path`, `held`, `signature`, `answer`, `duration`, `platform`, `account`,
        /// `source`, `origin`.
        #[serde(default)]
        pub sort: String,
        /// The smallest or oldest first.
        #[serde(default)]
        pub ascending: bool,
        /// Of several deliveries of one event, only the newest.
        #[serde(default)]
        pub grouped: bool,
        /// Where a page before went on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub from: Option<String>,
    }

    /// Captures, newest first; oldest first when asked for those `after` one.
    pub struct CapturePage {
        pub revision: i64,
        /// How many fit, also of those of which only the newest is a row.
        pub total: i64,
        /// At least so many: not all were looked at yet.
        #[serde(default)]
        pub more: bool,
        pub rows: Vec<CaptureRow>,
        /// Where it goes on; null at the end. A page may be short, even empty, and go on: looking stops after a while.
        pub next: Option<String>,
    }

    /// One capture in the table.
    pub struct CaptureRow {
        pub id: String,
        pub received_at: i64,
        /// `http`, `file`, `sample`.
        pub origin: String,
        /// Id of the source that received it; empty for a file.
        pub source: String,
        pub method: String,
        pub path: String,
        /// Body size as received, bytes; larger than what is stored when truncated.
        pub bytes: i64,
        pub truncated: bool,
        /// valid, invalid, missing, malformed, unchecked.
        pub signature: String,
        /// What was answered, or meant to be.
        pub status: u16,
        /// From the head of the request to its answer, µs; null where it is unknown: a file, no answer, a kill.
        pub took_us: Option<i64>,
        /// Why that answer may not have been sent: `client_left`, it was not, as the client was gone before; `unknown`, nothing was
        /// noted of it before Hooktrail ended. Else null.
        pub unsent: Option<String>,
        /// The item that it is a copy of, when this Hooktrail sent it itself: a capture or a vendor event.
        pub replay_of: Option<String>,
        /// Where Meta did not send it: `copy`, this Hooktrail sent it again; `simulated`, it made it itself.
        #[serde(default)]
        pub ours: Option<String>,
        /// What it held in words: `message`, `read ×2`, `handshake`…
        pub held: String,
        pub problems: i64,
        /// The beginning of what was said in it; null when nothing was.
        pub words: Option<String>,
        /// Of statuses, which have no words: the states that they tell, and Meta's codes of failures; `…` for further ones.
        #[serde(default)]
        pub told: Vec<String>,
        /// The first capture that said all this; itself, when it is the first.
        #[serde(default)]
        pub first: String,
        /// How often it came.
        #[serde(default)]
        pub arrivals: i64,
        /// Kept at hand by the user.
        #[serde(default)]
        pub pinned: bool,
        /// The user's note; may be empty.
        #[serde(default)]
        pub note: String,
        #[serde(default)]
        pub labels: Vec<String>,
    }

    /// A capture with all that is known of it, but its body.
    pub struct CaptureDetail {
        pub row: CaptureRow,
        pub query: String,
        pub peer_addr: Option<String>,
        /// Names in lower case as hyper gives them, repeats kept, in order.
        pub headers: Vec<CameHeader>,
        /// The secret that matched, or why none did, in words.
        pub signature_reason: String,
        /// The same in a word for programs: `valid`, `no_secret`, `altered`…
        #[serde(default)]
        pub signature_cause: String,
        pub signals: Vec<SignalRow>,
        pub problems: Vec<ProblemRow>,
        /// Every arrival of the same event, oldest first; empty when it came once.
        pub arrivals: Vec<ArrivalRow>,
    }

    /// What was received. It never changes, so it is asked for once.
    pub struct CaptureBody {
        /// The stored bytes, base64.
        pub body_base64: String,
        /// The body for reading; null when it is not UTF-8.
        pub text: Option<String>,
        /// The stored bytes are packed (gzip, deflate), announced or not, and `text` is what they hold.
        pub unpacked: bool,
        /// Why `text` is not, or not wholly, what the stored bytes hold. One sentence.
        pub not_unpacked: Option<String>,
    }

    /// An event that was delivered more than once, as it came.
    pub struct ArrivalRow {
        pub capture_id: String,
        pub at: i64,
        /// What was answered; 0 for nothing.
        pub status: u16,
        /// As that of [`CaptureRow`].
        pub unsent: Option<String>,
    }

    /// A header as received.
    pub struct CameHeader {
        pub name: String,
        /// As text; bytes outside UTF-8 are replaced for display only.
        pub value: String,
        /// It goes along when the capture is sent again; one of the connection or of the way here does not.
        #[serde(default = "unsaid")]
        pub goes_along: bool,
    }

    /// A header.
    pub struct HeaderRow {
        pub name: String,
        /// As text; bytes outside UTF-8 are replaced for display only.
        pub value: String,
    }

    /// A signal of a capture.
    pub struct SignalRow {
        pub id: String,
        pub kind: String,
        pub path: String,
        /// Byte range in the text for reading.
        pub start: i64,
        pub end: i64,
        pub account: Option<String>,
        pub peer: Option<String>,
        pub message_id: Option<String>,
        /// Id of the conversation that it stands in; null where it is of none, or that is not derived yet.
        pub conversation: Option<String>,
        /// Id of the message in there that it speaks of.
        pub message: Option<String>,
        pub at: Option<i64>,
        /// Its words, the first 20 000 characters of them.
        pub text: Option<String>,
        /// How many characters its words have.
        #[serde(default)]
        pub characters: i64,
        /// WhatsApp's own word for a status, a call or a template: `sent`, `read`, `failed`…
        pub status: Option<String>,
        /// The state that it says a message has: `accepted`, `seen`, `channel_failed`…
        pub state: Option<String>,
        /// Why it moved no state and opened no conversation, in a word of the ledger's (`repeated`, `behind`, `inbound`…), or
        /// `unprocessed`; null where it did.
        #[serde(default)]
        pub unmoved: Option<String>,
        /// What failed, as Meta tells it.
        #[serde(default)]
        pub errors: Vec<MetaErrorRow>,
        pub flags: Vec<String>,
        pub problems: Vec<ProblemRow>,
    }

    /// One error as Meta tells it.
    pub struct MetaErrorRow {
        pub code: Option<i64>,
        pub title: Option<String>,
        pub message: Option<String>,
        /// `error_data.details`.
        pub details: Option<String>,
    }

    /// An oddity with its place.
    pub struct ProblemRow {
        pub code: String,
        pub path: String,
        pub message: String,
    }
}
