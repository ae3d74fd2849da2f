//! What the user does that the journal keeps: facts that a rebuild must know. How they act is the ledger's business.

use hooktrail_domain::ledger::{MessageKey, State, ThreadKey};
use hooktrail_domain::signal::{Millis, Platform};
use serde::{Deserialize, Serialize};

/// Something the user (or a scenario) did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mark", rename_all = "snake_case")]
pub enum Mark {
    /// A conversation is done; nothing said up to `at` opens it again.
    Done {
        /// Which conversation.
        thread: ThreadKey,
        /// The time it names.
        at: Millis,
    },
    /// The last done mark of a conversation was a mistake; without effect once a message opened it again.
    Undone {
        /// Which conversation.
        thread: ThreadKey,
    },
    /// A message is said to have reached a state; basis simulated.
    State {
        /// Which message.
        message: MessageKey,
        /// Group member, if the state is theirs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        participant: Option<String>,
        /// The state.
        state: State,
        /// When.
        at: Millis,
        /// Failure in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// Names and vendor ids of an account or customer, replacing what was known.
    Directory(DirectoryEdit),
}

/// Names and vendor ids as the user gave them; `None` is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DirectoryEdit {
    /// The product; `None` for every one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The business account.
    pub account: String,
    /// The customer; `None` for the account itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer: Option<String>,
    /// Public handle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// Display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// DoubleTick's `dtCustomerId`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dt_customer_id: Option<String>,
    /// Texter's chat `_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub texter_chat_id: Option<String>,
    /// Zoho Desk's `channelId`, digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoho_channel_id: Option<String>,
    /// Zoho Desk's `orgId`, digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoho_org_id: Option<String>,
    /// Zoho Desk's `sessionId` of the conversation's first session, digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoho_session_id: Option<String>,
}

impl DirectoryEdit {
    /// Nothing is entered, or no longer.
    pub fn is_empty(&self) -> bool {
        let (platform, account, peer) = (self.platform, self.account.clone(), self.peer.clone());
        *self == Self { platform, account, peer, ..Self::default() }
    }
}

impl Mark {
    /// The JSON that the journal keeps.
    pub fn payload(&self) -> Vec<u8> {
        // Plain structs of strings and numbers: serialising them cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The mark in a payload; `None` when it is of a kind this version does not know.
    pub fn from_payload(payload: &[u8]) -> Option<Self> {
        serde_json::from_slice(payload).ok()
    }
}
