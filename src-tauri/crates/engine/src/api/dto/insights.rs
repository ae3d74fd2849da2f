//! What came of the messages that were sent, counted; and what is behind each count.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// What to count.
    pub struct InsightQuery {
        /// Only this platform.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub platform: Option<String>,
        /// Only this account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub account: Option<String>,
        /// Said at this time or later.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub from: Option<i64>,
        /// Said before this time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub until: Option<i64>,
        /// A message without an answer of the channel waits after so many milliseconds.
        pub waiting_ms: i64,
    }

    /// The counts.
    pub struct Insights {
        pub revision: i64,
        /// The oldest captures are left out: only so many of the newest are counted.
        pub newest_only: Option<i64>,
        /// Everything there is to choose from in the period.
        pub accounts: Vec<InsightAccount>,
        pub channels: Vec<InsightChannel>,
        pub mix: InsightMix,
    }

    /// An account on a platform.
    pub struct InsightAccount {
        pub platform: String,
        pub account: String,
        pub name: Option<String>,
    }

    /// One account's outbound messages on one platform.
    pub struct InsightChannel {
        pub platform: String,
        pub account: String,
        pub name: Option<String>,
        /// `outbound`, `accepted`, `delivered`, `seen`: each is contained in the one before it.
        pub funnel: Vec<InsightStep>,
        /// Time from being said to being seen.
        pub seen_after: InsightSpread,
        pub waiting: i64,
        /// What waiting means on this channel.
        pub waiting_words: String,
        /// Delivered, and not seen for as long.
        pub unseen: i64,
        pub failed: i64,
        /// The most frequent, most first.
        pub failures: Vec<InsightFailure>,
        pub deleted: i64,
        /// Messages with a state that was only set by hand; that state is not counted.
        pub simulated: i64,
    }

    /// A step of the funnel.
    pub struct InsightStep {
        pub mark: String,
        pub messages: i64,
        /// Why there is no count: the channel has no such signal.
        pub absent: Option<String>,
    }

    /// How a time is distributed.
    pub struct InsightSpread {
        pub median_ms: Option<i64>,
        /// Nine of ten are not above it.
        pub p90_ms: Option<i64>,
        pub bars: Vec<InsightBar>,
        /// Seen, and it is not known when, or when they were said.
        pub untimed: i64,
    }

    /// Messages within a range of time.
    pub struct InsightBar {
        /// Up to and including; the last bar has no end.
        pub up_to_ms: Option<i64>,
        pub messages: i64,
    }

    /// Messages that failed in the same way: state, code and words.
    pub struct InsightFailure {
        /// `failed` or `channel_failed`.
        pub state: String,
        /// Meta's code.
        pub code: Option<i64>,
        pub words: Option<String>,
        pub messages: i64,
    }

    /// Kinds of signals over time.
    pub struct InsightMix {
        /// Where the first bar begins.
        pub from: i64,
        /// Width of a bar, ms.
        pub width_ms: i64,
        /// Bars there are.
        pub bars: u32,
        /// Most frequent first.
        pub kinds: Vec<InsightKind>,
    }

    /// One kind over time.
    pub struct InsightKind {
        pub kind: String,
        /// One count a bar.
        pub counts: Vec<i64>,
    }

    /// A mark of the picture, whose rows are asked for.
    pub struct InsightMarkQuery {
        pub of: InsightQuery,
        /// `outbound`, `accepted`, `delivered`, `seen`, `seen_after`, `untimed`, `waiting`, `failed`, `failure`, `deleted`,
        /// `simulated`, or `kind`.
        pub mark: String,
        /// `seen_after`: number of the bar.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub bar: Option<u32>,
        /// `failure`: its words (absent: none). `kind`: the kind, or several parted by spaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub words: Option<String>,
        /// `failure`: its state.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub state: Option<String>,
        /// `failure`: its code (absent: none).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub code: Option<i64>,
        /// 0: 200.
        #[serde(default)]
        pub limit: i64,
        /// Where a page before went on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub from: Option<String>,
    }

    /// What is behind a mark, newest first.
    pub struct InsightRows {
        /// How many there are on all pages.
        pub total: i64,
        pub rows: Vec<InsightRow>,
        /// Where it goes on; null at the end.
        #[serde(default)]
        pub next: Option<String>,
    }

    /// A message, or a signal.
    pub struct InsightRow {
        /// Another one in each row of a list.
        #[serde(default)]
        pub id: String,
        pub capture_id: String,
        pub conversation: Option<String>,
        pub message: Option<String>,
        /// The customer.
        pub peer: Option<String>,
        /// What the customer is called.
        pub name: Option<String>,
        pub at: Option<i64>,
        /// The message's words, or the signal's kind.
        pub words: String,
        pub state: Option<String>,
        /// Meta's code, where the state is a failure.
        pub code: Option<i64>,
    }
}
