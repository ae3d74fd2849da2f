//! Rules of forwarding, and what became of what they accepted.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AttemptRow, SecretText};

wire! {
    /// Every rule, in the order they were made.
    pub struct RuleList {
        pub rows: Vec<RuleRow>,
    }

    /// A rule: what fits its filter goes to its targets as it comes.
    pub struct RuleRow {
        pub id: String,
        pub name: String,
        /// In the captures' language; empty: every event.
        pub filter: String,
        pub targets: Vec<RuleTargetRow>,
        /// `none`, `fixed:30s:5`, `exponential:1s:8`, `meta`, `meta-messaging`, `whatsapp`, `zoho-desk`, `texter`.
        pub retry: String,
        /// The same in words.
        pub retry_words: String,
        /// How many times shorter the pauses are.
        pub speed: i64,
        pub enabled: bool,
        /// It belongs to a listener, and ends with it.
        pub held: bool,
        /// Its listener is gone: what waits goes out when somebody listens in the same way again.
        pub orphaned: bool,
        /// Captures not looked at yet, and deliveries that are due or under way: 0 when nothing is left to do now.
        pub pending: i64,
        /// For their first or next try.
        pub waiting: i64,
        pub under_way: i64,
        pub delivered: i64,
        pub failed: i64,
        pub given_up: i64,
    }

    /// Where a rule forwards to.
    pub struct RuleTargetRow {
        /// A saved target's name, or a URL without its password.
        pub to: String,
        /// `meta`, vendor formats; empty: as the target wants.
        pub formats: Vec<String>,
        /// Why it gets nothing any more.
        pub ended: Option<String>,
        /// Why its last try failed; null since it was reached.
        pub failing: Option<String>,
    }

    /// A rule to make or to change; what is absent stays.
    #[derive(Default)]
    pub struct RuleChange {
        /// Absent: a new one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub id: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub filter: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub targets: Option<Vec<RuleTargetChange>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub retry: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub speed: Option<i64>,
        /// True: also targets that had ended get what comes from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub enabled: Option<bool>,
        /// The new rule ends with the request `rule_hold` that follows; it sends to one URL.
        #[serde(default)]
        pub held: bool,
        /// Of a held rule: sign Meta's bytes anew with this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub secret: Option<SecretText>,
        /// The user agreed that customers' data go to these hosts; remembered.
        #[serde(default)]
        pub confirmed: bool,
    }

    /// Where a rule forwards to.
    #[derive(Default)]
    pub struct RuleTargetChange {
        /// A URL, or the name of a saved target.
        pub to: String,
        /// `meta`, vendor formats; empty: as the target wants.
        #[serde(default)]
        pub formats: Vec<String>,
    }

    /// A rule and what it tried since.
    #[derive(Default)]
    pub struct RuleFollow {
        pub id: String,
        /// What the last answer gave; absent: from the newest on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub after: Option<String>,
    }

    /// What a rule tried, oldest first.
    pub struct RuleProgress {
        pub rule: RuleRow,
        pub attempts: Vec<AttemptRow>,
        /// For the next question.
        pub after: String,
    }

    /// Which deliveries.
    #[derive(Default)]
    pub struct DeliveryQuery {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub rule: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub capture: Option<String>,
        /// `waiting`, `under way`, `delivered`, `failed`, `given up`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub state: Option<String>,
        /// `next` of the answer before; absent: from the newest on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub from: Option<String>,
        /// 0: 200.
        #[serde(default)]
        pub limit: i64,
    }

    /// Deliveries, newest first.
    pub struct DeliveryPage {
        pub revision: i64,
        pub rows: Vec<DeliveryRow>,
        /// Where it goes on; null at the end.
        pub next: Option<String>,
    }

    /// One item for one target of a rule.
    pub struct DeliveryRow {
        pub id: String,
        /// Null when the rule was removed.
        pub rule: Option<String>,
        pub capture_id: String,
        /// The capture or vendor event.
        pub item: String,
        pub format: String,
        pub url: String,
        /// `waiting`, `under way`, `delivered`, `failed`, `given up`.
        pub state: String,
        pub accepted_at: i64,
        /// Its first try.
        pub started_at: Option<i64>,
        /// Its next try, while it waits.
        pub next_at: Option<i64>,
        pub ended_at: Option<i64>,
        pub attempts: i64,
        /// What the last try was answered.
        pub status: Option<u16>,
        /// Why the last try failed, or why it ended.
        pub reason: Option<String>,
        /// It may have been sent more than once: Hooktrail ended while it was under way.
        pub again: bool,
    }

    /// Which deliveries are tried again at once.
    #[derive(Default)]
    pub struct EndedRetry {
        /// `failed` or `given up`.
        pub state: String,
        /// Of this rule; absent: of all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub rule: Option<String>,
        /// Only counts them.
        #[serde(default)]
        pub count_only: bool,
    }

    /// How many those are.
    pub struct EndedRetried {
        /// Without those to where no rule sends any more.
        pub deliveries: i64,
    }

    /// Forwarding in short, for the top bar.
    pub struct ForwardingStatus {
        /// Rules that are switched on.
        pub rules: i64,
        /// Their targets.
        pub targets: i64,
        /// Deliveries that wait or are under way.
        pub backlog: i64,
        /// The newest failure at a target that has not been reached since.
        pub last_failure: Option<ForwardingFailure>,
    }

    /// A try that failed.
    pub struct ForwardingFailure {
        pub at: i64,
        pub url: String,
        pub reason: String,
    }
}
