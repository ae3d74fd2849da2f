//! What a person or Meta decided about the conversation: opt-ins, account linking, policy, feedback.

use super::super::item::{first_scalar, id, scalar};
use super::parties::Parties;
use crate::json::Value;
use crate::signal::Signal;

/// `optin`: a plugin, or recurring notifications.
pub(super) fn optin(_: &Parties, value: Value<'_>, signal: &mut Signal) {
    signal.text = scalar(value, "title");
    signal.data.metadata = first_scalar(value, &["ref", "payload"]);
    signal.data.status =
        first_scalar(value, &["notification_messages_status", "user_token_status"]);
}

/// `account_linking`: linked or unlinked. The authorization code is a secret of the app and stays in the body.
pub(super) fn linking(_: &Parties, value: Value<'_>, signal: &mut Signal) {
    signal.data.status = scalar(value, "status");
}

/// `policy_enforcement`: `action` is warning, block or unblock. It names no customer.
pub(super) fn policy(_: &Parties, value: Value<'_>, signal: &mut Signal) {
    signal.peer = None;
    signal.data.status = scalar(value, "action");
    signal.text = scalar(value, "reason");
}

/// `response_feedback` and `messaging_feedback`.
pub(super) fn feedback(_: &Parties, value: Value<'_>, signal: &mut Signal) {
    signal.message_id = id(value, "mid");
    signal.text = scalar(value, "feedback");
}
