//! Where a customer came from: an ig.me or m.me link, an ad, a product. At the top of an item for a known thread, inside a
//! message or postback for a new one.

use serde_json::{Map, Value as Json};

use super::super::item::kept;
use super::parties::Parties;
use crate::json::Value;
use crate::signal::Signal;

/// `referral` at the top of an item.
pub(super) fn read(_: &Parties, value: Value<'_>, signal: &mut Signal) {
    signal.data.referral = referral(value);
}

/// Everything a referral says, digits kept.
pub(in super::super) fn referral(value: Value<'_>) -> Option<Map<String, Json>> {
    match kept(value, 0) {
        Json::Object(members) => Some(members),
        _ => None,
    }
}
