//! `calls`: calls and their statuses. A call's status is no message status, though it stands under the same key.

use super::super::item::{Item, first_scalar, id, scalar};
use super::{Contacts, errors};
use crate::signal::{Direction, Kind, Signal};

/// One item of `calls[]` or `statuses[]` in a `calls` change.
pub(super) fn read(item: &Item<'_, '_>, contacts: &Contacts<'_>) -> Signal {
    let call = item.value;
    let mut signal = item.signal(Kind::Call);
    item.said(&mut signal, "timestamp");
    signal.message_id = id(call, "id");
    let outbound = scalar(call, "direction").is_some_and(|way| way == "BUSINESS_INITIATED")
        || call.get("recipient_id").is_some();
    signal.direction = Some(if outbound { Direction::Outbound } else { Direction::Inbound });
    let keys: &[&str] =
        if outbound { &["recipient_id", "to", "to_user_id"] } else { &["from", "from_user_id"] };
    signal.peer = first_scalar(call, keys);
    signal.data.username = signal.peer.as_ref().and_then(|peer| contacts.name(peer));
    signal.data.status = first_scalar(call, &["event", "status"]);
    signal.data.errors = errors(call);
    signal
}
