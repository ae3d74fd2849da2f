//! Sending again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{HeaderRow, SecretText};

wire! {
    /// Send this, there.
    #[derive(Default)]
    pub struct SendRequest {
        /// A capture or a normalized event.
        pub item: String,
        /// A URL, or the name of a target.
        pub to: String,
        /// `meta` or a vendor format; absent: what the target wants of a capture, else the item itself.
        #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub format: Option<String>,
        /// Re-sign Meta's bytes with this secret; absent: the original headers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub secret: Option<SecretText>,
        /// `as received`, `re-signed`, `unsigned`, or `wrong: another secret`, `wrong: an altered byte`, `wrong: sha1 only`,
        /// `wrong: missing`; absent: re-signed with a secret, as received without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub signing: Option<String>,
        /// What stands in place of what came; the capture stays as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub edit: Option<SendEdit>,
        /// Whether the marker is added; absent: as the target has it, and to a URL yes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub marker: Option<bool>,
        /// The user agreed that customers' data go to this host; remembered.
        #[serde(default)]
        pub confirmed: bool,
    }

    /// What was changed by hand; what is absent goes as it came.
    #[derive(Default)]
    pub struct SendEdit {
        /// The exact bytes, base64.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub body_base64: Option<String>,
        /// All headers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub headers: Option<Vec<HeaderRow>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub method: Option<String>,
        /// Path, with its query if there is one, in place of the address's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub path: Option<String>,
    }

    /// One HTTP try of one item.
    pub struct AttemptRow {
        pub id: String,
        /// The capture or normalized event that was sent.
        pub item: String,
        /// The capture behind it.
        pub capture_id: String,
        /// What that held, as in [`super::CaptureRow`]; empty while it is not processed.
        #[serde(default)]
        pub held: String,
        /// What was said in it, cut to a line; null where it has no words.
        pub words: Option<String>,
        /// `meta` or a vendor format.
        pub format: String,
        pub method: String,
        pub url: String,
        /// Name of the saved target that it went to; null: a URL as typed, or a target that is gone.
        pub target: Option<String>,
        /// The replay that it belongs to.
        pub run: Option<String>,
        /// The delivery of a rule that it belongs to.
        pub delivery: Option<String>,
        /// It may have been sent before: Hooktrail ended while it was under way.
        pub again: bool,
        /// It bore the marker.
        pub marked: bool,
        pub started_at: i64,
        /// Null: not known, for Hooktrail ended before the answer.
        pub duration_ms: Option<i64>,
        /// From the start until what was reached, µs.
        pub phases: AttemptPhases,
        /// Null when nothing answered.
        pub status: Option<u16>,
        /// What went wrong, in words.
        pub error: Option<String>,
        /// As in [`SendRequest`].
        pub signing: String,
        /// Something was changed by hand.
        pub edited: bool,
        /// It went as it should: 2xx; of a wrong signature, that it was refused (4xx).
        pub passed: bool,
        /// Beside the try before of the same item at the same place: `first`, `fixed`, `regressed`, `still passing`,
        /// `still failing`.
        pub verdict: String,
        pub request_headers: Vec<HeaderRow>,
        pub request_bytes: i64,
        pub response_headers: Vec<HeaderRow>,
        /// The answer's body as text for display, the first 2 000 characters of what is kept.
        pub response_body: String,
        /// How many characters of it are kept.
        #[serde(default)]
        pub response_characters: i64,
        pub response_truncated: bool,
        /// Status and body that were answered the time before, where they are others.
        pub before: Option<AnswerBefore>,
    }

    /// From the start until each was reached, µs; null: not reached, or not needed.
    pub struct AttemptPhases {
        /// Null also over a connection that stood from the try before.
        pub connect_us: Option<i64>,
        pub tls_us: Option<i64>,
        pub first_byte_us: Option<i64>,
        /// Null: not known, for Hooktrail ended before the answer.
        pub total_us: Option<i64>,
    }

    /// One attempt whole.
    pub struct AttemptDetail {
        pub row: AttemptRow,
        /// The exact bytes sent, base64.
        pub request_body_base64: String,
        /// The vendor event as it would be sent today, where that is another than was sent.
        pub now: Option<String>,
        /// The bytes of the capture that it is an edited copy of, base64; null when it was not edited.
        pub origin_base64: Option<String>,
        /// The body answered, base64; capped.
        pub response_body_base64: String,
    }

    /// An answer of the time before.
    pub struct AnswerBefore {
        pub id: String,
        pub status: Option<u16>,
        pub error: Option<String>,
        /// Cut to a line of 200 characters.
        pub body: String,
    }

    /// Which attempts.
    #[derive(Default)]
    pub struct AttemptQuery {
        /// Of these captures and normalized events; none: of all.
        #[serde(default)]
        pub items: Vec<String>,
        /// As in `hooktrail list deliveries`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub filter: Option<String>,
        /// `next` of the answer before; absent: from the newest on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub from: Option<String>,
        /// Rows at most; 0 means 200.
        #[serde(default)]
        pub limit: i64,
    }

    /// A page of attempts, newest first.
    pub struct AttemptPage {
        /// Fewer than asked for, also none, when looking took too long.
        pub attempts: Vec<AttemptRow>,
        /// Where it goes on; null at the end.
        pub next: Option<String>,
    }

    /// Attempts.
    pub struct AttemptList {
        pub attempts: Vec<AttemptRow>,
    }
}
