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
        pub peer: Option<String>,
        pub handle: Option<String>,
        pub name: Option<String>,
        /// DoubleTick's `dtCustomerId`.
        pub dt_customer_id: Option<String>,
        /// Texter's chat `_id`.
        pub texter_chat_id: Option<String>,
        /// Zoho Desk's `channelId` (accounts).
        pub zoho_channel_id: Option<String>,
        /// Zoho Desk's `orgId` (accounts).
        pub zoho_org_id: Option<String>,
        /// Zoho Desk's `sessionId` of the first session (customers); each done mark adds one.
        pub zoho_session_id: Option<String>,
    }
}
