//! What can be taken away as a file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Attempts and captures to write as HAR 1.2, in this order.
    #[derive(Default)]
    pub struct HarRequest {
        #[serde(default)]
        pub attempts: Vec<String>,
        #[serde(default)]
        pub captures: Vec<String>,
    }

    /// Rows as a file: what `hooktrail list` lists.
    pub struct RowsRequest {
        /// As in [`RecordQuery`](super::RecordQuery).
        pub of: String,
        #[serde(default)]
        pub filter: String,
        /// `csv`, or `jsonl` (a JSON document a line).
        pub format: String,
    }

    /// A file to save.
    pub struct SavedFile {
        /// The name to propose.
        pub name: String,
        pub media_type: String,
        pub body_base64: String,
    }
}
