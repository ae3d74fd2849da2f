//! A cart sent from a shop (`order`, Messenger's send_cart).

use super::super::item::{first_scalar, list, scalar};
use super::parties::Parties;
use crate::json::Value;
use crate::signal::{Attachment, Signal};

/// `order`: products and a note.
pub(super) fn order(_: &Parties, value: Value<'_>, signal: &mut Signal) {
    signal.text = scalar(value, "note");
    let product = |item: Value<'_>| Attachment {
        kind: "product".to_owned(),
        url: None,
        id: first_scalar(item, &["retailer_id", "product_id", "id"]),
    };
    signal.data.attachments = list(value, "products").map(product).collect();
    if let Some(source) = value.get("source").and_then(super::referral) {
        signal.data.referral = Some(source);
    }
}
