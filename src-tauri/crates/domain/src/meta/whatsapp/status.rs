//! `statuses[]`: what became of the account's messages. Times have one second; a read may come without a delivered.

use super::super::item::{Item, first_scalar, id, scalar, short};
use super::{Contacts, errors};
use crate::problem::Problem;
use crate::signal::{Direction, Kind, Signal};

/// Statuses that Meta documents, old and new; `deleted` and `warning` are on older pages only. Source: Meta, *Status
/// messages webhook reference*
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status>).
const KNOWN: &[&str] = &["sent", "delivered", "read", "played", "failed", "deleted", "warning"];

/// One item of `statuses[]`. In a group the recipient is the group, and each participant has statuses of their own.
pub(super) fn read(item: &Item<'_, '_>, _: &Contacts<'_>) -> Signal {
    let status = item.value;
    let mut signal = item.signal(Kind::Status);
    item.said(&mut signal, "timestamp");
    signal.message_id = id(status, "id");
    signal.peer = first_scalar(status, &["recipient_id", "recipient_user_id"]);
    signal.data.errors = errors(status);
    signal.data.participant =
        first_scalar(status, &["recipient_participant_id", "recipient_participant_user_id"]);
    signal.group = signal.data.participant.is_some()
        || scalar(status, "recipient_type").as_deref() == Some("group");
    let word = scalar(status, "status");
    // `deleted` once meant that the customer deleted a message of their own (Meta's definition, quoted by Gupshup:
    // <https://partner-docs.gupshup.io/docs/whatsapp-messages>).
    signal.direction = (word.as_deref() != Some("deleted")).then_some(Direction::Outbound);
    if !word.as_deref().is_some_and(|word| KNOWN.contains(&word)) {
        let told = word.as_deref().map_or("none".to_owned(), |word| format!("`{}`", short(word)));
        let message = format!("No status that Meta documents ({told}); it moves nothing.");
        signal.problems.push(Problem::new("unknown_status", signal.path.clone(), message));
    }
    signal.data.status = word;
    signal
}
