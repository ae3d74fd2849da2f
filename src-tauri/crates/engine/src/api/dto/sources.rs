//! Sources and how they answer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::HeaderRow;

wire! {
    /// Every source, the default one first.
    pub struct SourceList {
        pub rows: Vec<SourceRow>,
    }

    /// A receiving endpoint.
    pub struct SourceRow {
        /// `default` for the one that exists from the start.
        pub id: String,
        pub name: String,
        /// `/webhook`.
        pub path: String,
        /// `http://127.0.0.1:8787/webhook`; null while nothing listens.
        pub url: Option<String>,
        pub verify_token: String,
        /// 401 unless the signature is valid.
        pub enforce: bool,
        /// How events are answered; null: 200 once they are kept.
        pub policy: Option<ResponsePolicy>,
        /// What the policy does, in words, as long as it still applies.
        pub policy_words: Option<String>,
    }

    /// An answer other than 200. Handshakes and samples are answered as ever.
    pub struct ResponsePolicy {
        /// `answer`, `hang` or `reset`.
        pub act: String,
        pub status: u16,
        pub headers: Vec<HeaderRow>,
        pub body: String,
        /// ms.
        pub delay_ms: u32,
        /// Only for this many events; null: for all.
        pub first: Option<u32>,
    }

    /// A source to make or to change; what is absent stays, or is made up for a new one.
    #[derive(Default)]
    pub struct SourceChange {
        /// Absent: a new one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub id: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub path: Option<String>,
        /// Empty: a new random one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub verify_token: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub enforce: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub answer: Option<AnswerChange>,
    }

    /// How events are answered from now on.
    pub struct AnswerChange {
        /// Null: 200 once they are kept.
        pub policy: Option<ResponsePolicy>,
    }
}
