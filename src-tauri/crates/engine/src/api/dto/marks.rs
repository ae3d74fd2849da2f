//! What the user says of conversations and messages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Mark done.
    pub struct DoneRequest {
        pub account: String,
        pub peer: String,
        /// Needed only where the same ids exist on two platforms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub platform: Option<String>,
        /// Time it names, epoch ms; absent: now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub at: Option<i64>,
    }

    /// Take the last done mark back.
    pub struct UndoneRequest {
        pub account: String,
        pub peer: String,
        /// Needed only where the same ids exist on two platforms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub platform: Option<String>,
    }

    /// Say that an outbound message reached a state, as Meta (or a platform) would: basis simulated.
    pub struct MarkRequest {
        /// The message's id, `platform/account/mid`.
        pub message: String,
        /// sent, accepted, delivered, seen, failed, channel_failed, deleted.
        pub state: String,
        /// Group member, if the state is theirs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub participant: Option<String>,
        /// When, epoch ms; absent: now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub at: Option<i64>,
        /// Failure in words; only with failed and channel_failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub error: Option<String>,
    }
}
