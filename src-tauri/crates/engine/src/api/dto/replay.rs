//! Many at once.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AttemptRow, SecretText};

wire! {
    /// Send these, there, in this manner. Items that are named come first; else those of the conversation that fit the
    /// filter; nothing of all: everything.
    #[derive(Default)]
    pub struct ReplayRequest {
        /// Captures and vendor events, chosen one by one.
        #[serde(default)]
        pub items: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub conversation: Option<ReplayConversation>,
        /// The language of the captures' filter, times included: `received>-1h`.
        #[serde(default)]
        pub filter: String,
        /// Items at most, the oldest; 0 means no limit.
        #[serde(default)]
        pub limit: i64,
        /// A URL, or a target's name.
        pub to: String,
        /// `meta` or a vendor format; absent: what the target wants, else the items themselves.
        #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub format: Option<String>,
        /// Sign with this secret; it is not kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub secret: Option<SecretText>,
        /// As in [`SendRequest`](super::SendRequest).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub signing: Option<String>,
        /// `fast`, `every:200ms`, `recorded`, `recorded:x10`; absent: `fast`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub pace: Option<String>,
        /// `conversation` or `global`; absent: `conversation`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub order: Option<String>,
        /// `SEED:dup=5%,reorder=4,drop=1%,delay=50ms±20ms,burst=10,split,merge=3`; without `SEED:` one is drawn.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub chaos: Option<String>,
        /// Requests at a time; 0 means 8.
        #[serde(default)]
        pub concurrency: i64,
        /// `2xx`, `204`, `$.path=value`; all must hold. Empty: 2xx, of wrong signatures 4xx.
        #[serde(default)]
        pub expect: Vec<String>,
        /// The user agreed that customers' data go to this host; remembered.
        #[serde(default)]
        pub confirmed: bool,
    }

    /// One customer with one business account.
    pub struct ReplayConversation {
        pub account: String,
        pub peer: String,
    }

    /// What would be sent, before it is.
    pub struct ReplayPreview {
        /// Captures and vendor events.
        pub items: i64,
        /// Requests.
        pub steps: i64,
        /// When the last one is due, from the start.
        pub lasts_ms: i64,
        /// With its seed: the same text makes the same chaos again.
        pub chaos: Option<String>,
        /// Requests that the chaos drops.
        pub dropped: i64,
        /// Requests that the chaos adds.
        pub copies: i64,
        /// Where to, without a password.
        pub to: String,
        /// This host is somebody else's: the user must agree first.
        pub confirm_host: Option<String>,
        /// What else is to know, a sentence each.
        pub notes: Vec<String>,
        /// The first requests.
        pub rows: Vec<ReplayStep>,
    }

    /// A request that is planned.
    pub struct ReplayStep {
        pub position: i64,
        /// `17`, `17-t1-texter`, `17#2` (an entry), `17#0+18#0` (entries of several as one batch).
        pub item: String,
        pub due_ms: i64,
        pub delay_ms: i64,
        /// The second of two.
        pub copy: bool,
    }

    /// A replay, and how far it is.
    pub struct ReplayRow {
        pub id: String,
        pub started_at: i64,
        pub ended_at: Option<i64>,
        /// `running`, `paused`, `done`, `cancelled`, `interrupted` (it can be resumed).
        pub state: String,
        /// What was chosen, in words.
        pub what: String,
        pub filter: String,
        pub conversation: Option<ReplayConversation>,
        pub to: String,
        #[serde(rename = "as")]
        pub format: Option<String>,
        pub signing: Option<String>,
        pub pace: String,
        pub order: String,
        pub chaos: Option<String>,
        pub concurrency: i64,
        pub expect: Vec<String>,
        /// Requests.
        pub total: i64,
        /// Requests that are through.
        pub done: i64,
        pub counts: ReplayCounts,
        /// Why it stands still.
        pub trouble: Option<String>,
        /// To be resumed it must be given again: `secret`, `to`.
        pub wants: Vec<String>,
    }

    /// How many came out how; the last five beside the try before the replay.
    pub struct ReplayCounts {
        /// As expected.
        pub passed: i64,
        pub failed: i64,
        /// Deleted before they could be sent.
        pub unsent: i64,
        pub first: i64,
        pub fixed: i64,
        pub regressed: i64,
        pub still_passing: i64,
        pub still_failing: i64,
    }

    /// Which replays.
    #[derive(Default)]
    pub struct ReplayQuery {
        /// `next` of the answer before; absent: from the newest on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub from: Option<String>,
        /// Rows at most; 0 means 200.
        #[serde(default)]
        pub limit: i64,
    }

    /// Replays, newest first.
    pub struct ReplayList {
        pub revision: i64,
        pub rows: Vec<ReplayRow>,
        /// Where it goes on; null at the end.
        pub next: Option<String>,
    }

    /// Go on with a replay that was paused or interrupted.
    pub struct ReplayResume {
        pub id: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub secret: Option<SecretText>,
        /// The URL with its password.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub to: Option<String>,
        /// The user agreed that customers' data go to this host; remembered.
        #[serde(default)]
        pub confirmed: bool,
    }

    /// What came of the requests of a replay, in the order in which they ended.
    #[derive(Default)]
    pub struct ReplayAttemptQuery {
        pub id: String,
        /// `next` of the answer before; absent: from the beginning.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub after: Option<String>,
        /// Only what is not as expected.
        #[serde(default)]
        pub missed: bool,
        /// Rows at most; 0 means 200.
        #[serde(default)]
        pub limit: i64,
    }

    /// Some of them.
    pub struct ReplayAttempts {
        /// Fewer than asked for, also none, when looking took too long.
        pub rows: Vec<ReplayAttempt>,
        /// Where to ask on, also for what comes later.
        pub next: String,
        /// There is more now.
        pub more: bool,
    }

    /// What came of one request.
    pub struct ReplayAttempt {
        pub position: i64,
        /// Why it is not what was expected; null when it is.
        pub missed: Option<String>,
        /// It may have been sent before: Hooktrail ended while it was under way.
        pub again: bool,
        /// Chaos sent the same before, in this replay.
        #[serde(default)]
        pub repeated: bool,
        pub attempt: AttemptRow,
    }
}
