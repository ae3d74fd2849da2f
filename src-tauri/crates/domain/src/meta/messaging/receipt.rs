//! Receipts: `read` (Instagram names a message, Messenger a watermark) and `delivery` (Messenger only).

use super::super::item::{id, instant, list};
use super::parties::Parties;
use crate::json::Value;
use crate::problem::Problem;
use crate::signal::{Direction, Signal};

/// `read`: a message on Instagram, a watermark on Messenger. Read by the account itself, it means the customer's words.
pub(super) fn read(parties: &Parties, value: Value<'_>, signal: &mut Signal) {
    signal.message_id = id(value, "mid");
    signal.direction = parties.from_account.then_some(Direction::Inbound);
    watermark(value, signal);
}

/// `delivery`: messages by id, a watermark, or both.
pub(super) fn delivery(parties: &Parties, value: Value<'_>, signal: &mut Signal) {
    signal.direction = parties.from_account.then_some(Direction::Inbound);
    let mids = list(value, "mids").filter_map(Value::scalar).filter(|mid| !mid.is_empty());
    signal.data.mids = mids.map(std::borrow::Cow::into_owned).collect();
    watermark(value, signal);
}

/// A watermark says which messages moved, never when.
fn watermark(value: Value<'_>, signal: &mut Signal) {
    let Some(mark) = value.get("watermark") else { return };
    signal.data.watermark = instant(mark);
    if signal.data.watermark.is_none() {
        signal.problems.push(Problem::new("bad_time", mark.path(), "This watermark is no time."));
    }
}
