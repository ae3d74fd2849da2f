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
    }

    /// One JSON document each, already serialised so that 64-bit numbers stay whole.
    pub struct RecordList {
        pub rows: Vec<String>,
    }
}
