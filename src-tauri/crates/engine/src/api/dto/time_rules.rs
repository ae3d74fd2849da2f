//! Rules of time: what stands still for too long, and what comes of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::InsightRow;

wire! {
    /// Every rule of time, in the order they were made.
    pub struct TimeRuleList {
        pub rows: Vec<TimeRuleRow>,
    }

    /// A rule of time: for each message that stands still in a state for longer than it says, once.
    pub struct TimeRuleRow {
        pub id: String,
        pub name: String,
        pub enabled: bool,
        /// `accepted`: and nothing more; `delivered`: and not seen.
        pub state: String,
        /// `10 min`
        pub after: String,
        pub after_ms: i64,
        /// State and time in words.
        pub words: String,
        /// In the messages' language; empty: every message.
        pub filter: String,
        /// The user is told.
        pub notify: bool,
        /// Where an event goes: a saved target's name, or a URL without its password.
        pub to: Option<String>,
        /// Why nothing is sent there any more.
        pub ended: Option<String>,
        /// Why its last try failed; null since it was reached.
        pub failing: Option<String>,
        /// As for rules of forwarding.
        pub retry: String,
        pub retry_words: String,
        /// What began before does not count.
        pub since: i64,
        /// When the next message will be due, unless it moves on or does not fit; null while none waits.
        pub next_at: Option<i64>,
        /// Messages it has fired for.
        pub fired: i64,
        /// When it fired last.
        pub last_at: Option<i64>,
        /// Events that the target took.
        pub delivered: i64,
        /// Events that wait or are under way.
        pub waiting: i64,
        /// Events that were not taken.
        pub failed: i64,
    }

    /// A rule of time to make or to change; what is absent stays.
    #[derive(Default)]
    pub struct TimeRuleChange {
        /// Absent: a new one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub id: Option<String>,
        /// Empty: named by what it says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub name: Option<String>,
        /// True of one that was off: what begins from now on counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub enabled: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub state: Option<String>,
        /// `10 min`, `1 d`
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub after: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub filter: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub notify: Option<bool>,
        /// A URL, or the name of a saved target; empty: nowhere.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub to: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub retry: Option<String>,
        /// The user agreed that customers' data go to that host; remembered.
        #[serde(default)]
        pub confirmed: bool,
    }

    /// A rule whose events do not reach their target.
    pub struct TimeRuleTrouble {
        pub rule: String,
        pub name: String,
        /// Why its last try failed, or why nothing is sent any more.
        pub reason: String,
    }

    /// Which firings.
    #[derive(Default)]
    pub struct TimeFiredQuery {
        pub rule: String,
        /// 0: 200.
        #[serde(default)]
        pub limit: i64,
        /// Where a page before went on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub from: Option<String>,
    }

    /// Messages that a rule has fired for, newest first.
    pub struct TimeFiredList {
        /// How many there are on all pages.
        pub total: i64,
        pub rows: Vec<TimeFiredRow>,
        /// Where it goes on; null at the end.
        #[serde(default)]
        pub next: Option<String>,
    }

    /// One of them.
    pub struct TimeFiredRow {
        pub id: String,
        pub at: i64,
        /// In which it stood still.
        pub state: String,
        /// Since when.
        pub since: i64,
        /// The message as it is now; null when it was deleted.
        pub message: Option<InsightRow>,
    }

    /// What to tell.
    #[derive(Default)]
    pub struct TimeNewsQuery {
        /// The first question: what was fired after this time.
        pub since: i64,
        /// Every further one: what was fired after what the last answer told, its `upto`. Times of firing are no order.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub after: Option<i64>,
    }

    /// What rules of time have to tell.
    pub struct TimeNews {
        pub rows: Vec<TimeNewsRow>,
        /// Ask for what was fired after this next.
        pub upto: i64,
    }

    /// What one rule has to tell.
    pub struct TimeNewsRow {
        pub rule: String,
        pub name: String,
        /// How many messages, and what is the matter with them.
        pub words: String,
        pub messages: i64,
        /// The message, when it is one and not deleted.
        pub message: Option<InsightRow>,
        /// When it fired last.
        pub at: i64,
    }
}
