//! Asking for what is in lists: filters, views, what the user wrote beside captures, and how many came when.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::CaptureRow;

wire! {
    /// A filter that somebody is writing.
    pub struct FilterQuestion {
        /// Of which list: `captures`, `conversations`, `messages`, `signals`, `transitions`, `openings`, `normalized`,
        /// `deliveries`.
        pub of: String,
        pub filter: String,
        /// Where the cursor stands, in characters; absent: no suggestions are wanted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub cursor: Option<i64>,
    }

    /// What a filter means, and what could be written on. Places are counted in characters (Unicode code points).
    pub struct FilterAnswer {
        /// In plain words; null when it cannot be read.
        pub words: Option<String>,
        /// In what its bare words are looked for; null where it has none.
        pub searched: Option<String>,
        pub problem: Option<FilterProblem>,
        pub suggestions: Vec<FilterSuggestion>,
        /// Filters used lately, newest first; only when nothing is written.
        pub recent: Vec<String>,
    }

    /// What cannot be read, and where.
    pub struct FilterProblem {
        pub message: String,
        pub start: i64,
        pub end: i64,
    }

    /// Something that can be written in place of what stands from `start` to `end`.
    pub struct FilterSuggestion {
        pub text: String,
        pub about: String,
        /// How many there are, where that is known.
        pub count: Option<i64>,
        /// More has to follow it at once: a value.
        pub open: bool,
        pub start: i64,
        pub end: i64,
    }

    /// A filter that was used, to be offered again.
    pub struct FilterUsed {
        pub of: String,
        pub filter: String,
    }

    /// Views of which list.
    pub struct ViewQuery {
        pub of: String,
    }

    /// A named way to look at a list; one of the same name is replaced.
    pub struct ViewRow {
        /// Given by Hooktrail.
        #[serde(default)]
        pub id: String,
        pub of: String,
        pub name: String,
        pub filter: String,
        pub columns: Vec<String>,
        /// As in [`super::CaptureQuery`].
        pub sort: String,
        pub ascending: bool,
        pub grouped: bool,
    }

    /// Views by name.
    pub struct ViewList {
        pub views: Vec<ViewRow>,
    }

    /// What the user writes beside captures; what is absent stays.
    #[derive(Default)]
    pub struct Annotate {
        pub captures: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub pinned: Option<bool>,
        /// Empty takes it away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub note: Option<String>,
        #[serde(default)]
        pub label: Vec<String>,
        #[serde(default)]
        pub unlabel: Vec<String>,
    }

    /// Captures as they are now.
    pub struct CaptureRows {
        pub rows: Vec<CaptureRow>,
    }

    /// How long back, in how many bars.
    pub struct RateQuery {
        pub span_ms: i64,
        pub bars: i64,
    }

    /// Captures that came in each step, the oldest first.
    pub struct Rate {
        /// Epoch milliseconds.
        pub from: i64,
        pub step_ms: i64,
        pub counts: Vec<i64>,
    }
}
