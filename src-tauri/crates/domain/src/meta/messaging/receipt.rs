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

/// Most messages that one receipt is read to name; Meta names a handful.
const MIDS: usize = 5_000;

/// `delivery`: messages by id, a watermark, or both.
pub(super) fn delivery(parties: &Parties, value: Value<'_>, signal: &mut Signal) {
    signal.direction = parties.from_account.then_some(Direction::Inbound);
    let mids = list(value, "mids").filter_map(Value::scalar).filter(|mid| !mid.is_empty());
    signal.data.mids = mids.map(std::borrow::Cow::into_owned).take(MIDS).collect();
    if signal.data.mids.len() == MIDS && list(value, "mids").nth(MIDS).is_some() {
        let message = format!("Only the first {MIDS} messages of this receipt are read.");
        signal.problems.push(Problem::new("too_many", value.path(), message));
    }
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
