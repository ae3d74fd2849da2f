//! Vendor events, and where their fields come from.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Events of one message (`platform/account/mid`), of one capture, or of one opening's capture.
    #[derive(Default)]
    pub struct EventQuery {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub message: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub capture: Option<String>,
    }

    /// Vendor events with the reasons for those that do not exist, oldest first.
    pub struct EventList {
        pub events: Vec<EventRow>,
        pub withheld: Vec<WithheldRow>,
    }

    /// One vendor event.
    pub struct EventRow {
        pub id: String,
        /// doubletick.message-status, doubletick.conversation-opened, texter.message-status-changed, zoho.im-message-status.
        pub format: String,
        pub message_id: Option<String>,
        pub capture_id: String,
        pub at: Option<i64>,
        /// The state it reports; null for an opening.
        pub state: Option<String>,
        /// That state was set by hand: Meta told nothing of it.
        #[serde(default)]
        pub simulated: bool,
        /// The document as it would be sent (compact); never parse it with JavaScript numbers.
        pub body: String,
        /// The same, indented for reading.
        pub pretty: String,
        pub fields: Vec<FieldRow>,
    }

    /// Where a field of a vendor event came from.
    pub struct FieldRow {
        /// Path in the vendor document, for example `$.eventData.timestamp`.
        pub path: String,
        /// capture, directory, derived, constant, rule, assumed.
        pub source: String,
        /// In words.
        pub note: String,
        pub capture_id: Option<String>,
        /// Byte range of the source in the text for reading.
        pub start: Option<i64>,
        pub end: Option<i64>,
        /// Other places there that say it too.
        #[serde(default)]
        pub further: Vec<ByteRange>,
        /// A numeric id stands in for a name that the directory does not have.
        pub stand_in: bool,
    }

    /// From byte to byte of the text for reading, the end not included.
    pub struct ByteRange {
        pub start: i64,
        pub end: i64,
    }

    /// A transition that a vendor has no event for.
    pub struct WithheldRow {
        pub format: String,
        pub message_id: Option<String>,
        pub capture_id: String,
        pub reason: String,
    }
}
