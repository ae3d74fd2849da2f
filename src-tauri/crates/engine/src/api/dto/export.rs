//! What can be taken away as a file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Attempts and captures to write as HAR 1.2, in this order; or all of a kind that fit, in the order they came.
    #[derive(Default)]
    pub struct HarRequest {
        /// Attempts; of a delivery of a rule (`d_17`) all of them.
        #[serde(default)]
        pub attempts: Vec<String>,
        #[serde(default)]
        pub captures: Vec<String>,
        /// `captures` or `deliveries`: all that fit the filter. Of too many the newest, with a note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub of: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub filter: Option<String>,
    }

    /// Rows of a file, page by page: what `hooktrail list` lists.
    pub struct RowsRequest {
        /// As in [`RecordQuery`](super::RecordQuery).
        pub of: String,
        #[serde(default)]
        pub filter: String,
        /// `csv`, or `jsonl` (a JSON document a line).
        pub format: String,
        /// What the page before said as `next`; absent: the beginning.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub next: Option<RowsNext>,
    }

    /// Where a file goes on.
    pub struct RowsNext {
        pub after: String,
        /// Keys that are columns of it, in order.
        pub columns: Vec<String>,
    }

    /// A part of a file.
    pub struct RowsPart {
        /// Whole lines, each with its end.
        pub text: String,
        pub rows: i64,
        /// Null at the end.
        pub next: Option<RowsNext>,
    }

    /// A file to save.
    pub struct SavedFile {
        /// The name to propose.
        pub name: String,
        pub media_type: String,
        pub body_base64: String,
        /// What of that which was asked for is not in it, in words; the file says so too.
        pub note: Option<String>,
    }
}
