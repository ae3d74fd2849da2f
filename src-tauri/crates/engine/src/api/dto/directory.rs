//! Names and vendor ids of accounts and customers.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Whose names.
    #[derive(Default)]
    pub struct DirectoryQuery {
        /// Only this account; absent: all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub account: Option<String>,
    }

    /// Entries that the user or Meta gave.
    pub struct DirectoryList {
        pub entries: Vec<DirectoryEntry>,
    }

    /// A directory as text: JSON or CSV, by its first character.
    pub struct DirectoryText {
        pub text: String,
    }

    /// What was taken in.
    pub struct DirectoryImported {
        pub entries: i64,
    }

    /// `json` or `csv`.
    pub struct DirectoryFormat {
        pub format: String,
    }

    /// Whose public name to ask Meta for.
    pub struct DirectoryLookup {
        pub platform: String,
        pub account: String,
        pub peer: String,
    }

    /// Names and vendor ids of an account (`peer` null) or a customer. Null: unknown, an id stands in.
    pub struct DirectoryEntry {
        pub platform: String,
        pub account: String,
        #[serde(default)]
        pub peer: Option<String>,
        #[serde(default)]
        pub handle: Option<String>,
        #[serde(default)]
        pub name: Option<String>,
        /// DoubleTick's `dtCustomerId`.
        #[serde(default)]
        pub dt_customer_id: Option<String>,
        /// Texter's chat `_id`.
        #[serde(default)]
        pub texter_chat_id: Option<String>,
        /// Zoho Desk's `channelId` (accounts).
        #[serde(default)]
        pub zoho_channel_id: Option<String>,
        /// Zoho Desk's `orgId` (accounts).
        #[serde(default)]
        pub zoho_org_id: Option<String>,
        /// Zoho Desk's `sessionId` of the first session (customers); each done mark adds one.
        #[serde(default)]
        pub zoho_session_id: Option<String>,
    }
}
