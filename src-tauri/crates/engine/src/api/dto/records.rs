//! Rows for programs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Rows for `hooktrail list`.
    pub struct RecordQuery {
        /// captures, conversations, messages, signals, transitions, openings, normalized, deliveries.
        pub of: String,
        #[serde(default)]
        pub filter: String,
        /// Rows at most; 0 means all.
        #[serde(default)]
        pub limit: i64,
        /// Asks for pages of some megabytes: what the page before said as `next`, and nothing for the first. Absent: all at once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub after: Option<String>,
    }

    /// One JSON document each, already serialised so that 64-bit numbers stay whole.
    pub struct RecordList {
        pub rows: Vec<String>,
        /// Where it goes on; absent at the end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub next: Option<String>,
    }
}
