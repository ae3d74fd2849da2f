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
    }

    /// One HTTP try of one item.
    pub struct AttemptRow {
        pub id: String,
        /// The capture or normalized event that was sent.
        pub item: String,
        /// `meta` or a vendor format.
        pub format: String,
        pub url: String,
        pub started_at: i64,
        pub duration_ms: i64,
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
        /// The answer's body as text for display, capped.
        pub response_body: String,
        pub response_truncated: bool,
        /// Status and body that were answered the time before, where they are others.
        pub before: Option<AnswerBefore>,
    }

    /// An answer of the time before.
    pub struct AnswerBefore {
        pub id: String,
        pub status: Option<u16>,
        pub error: Option<String>,
        pub body: String,
    }
}
