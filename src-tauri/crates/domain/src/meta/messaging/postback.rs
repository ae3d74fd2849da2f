//! Postbacks: a button, an icebreaker, *Get started*. They count as the customer's message.

use super::super::item::{id, scalar};
use super::parties::Parties;
use super::referral::referral;
use crate::json::Value;
use crate::signal::{Postback, Signal};

/// `postback`; `mid` since v11, no payload in standby.
pub(super) fn read(parties: &Parties, value: Value<'_>, signal: &mut Signal) {
    signal.message_id = id(value, "mid");
    signal.direction = Some(parties.direction);
    let title = scalar(value, "title");
    signal.text.clone_from(&title);
    signal.data.postback = Some(Postback { title, payload: scalar(value, "payload") });
    signal.data.referral = value.get("referral").and_then(referral);
}
