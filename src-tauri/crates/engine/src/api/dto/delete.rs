//! What is deleted for good.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Exactly one of the three.
    #[derive(Default)]
    pub struct DeleteRequest {
        #[serde(default)]
        pub captures: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub conversation: Option<DeleteConversation>,
        #[serde(default)]
        pub all: bool,
    }

    /// One conversation to delete.
    pub struct DeleteConversation {
        pub account: String,
        pub peer: String,
    }

    /// What is gone.
    pub struct DeleteAnswer {
        pub captures: i64,
        pub attempts: i64,
    }
}
