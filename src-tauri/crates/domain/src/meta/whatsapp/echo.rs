//! `smb_message_echoes`: what the business wrote in its own WhatsApp app.

use super::super::item::{Item, first_scalar, id};
use super::{Contacts, message};
use crate::signal::{Direction, Signal};

/// One item of `message_echoes[]`; edits and revokes come the same way.
pub(super) fn read(item: &Item<'_, '_>, _: &Contacts<'_>) -> Signal {
    let mut signal = message::said(item, Direction::Outbound);
    let group = id(item.value, "group_id");
    signal.group = group.is_some();
    signal.peer = group.or_else(|| first_scalar(item.value, &["to", "to_user_id"]));
    signal
}
