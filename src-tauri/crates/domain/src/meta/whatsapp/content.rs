//! What a WhatsApp message holds, by its `type`. The same for messages, echoes, edits and history.

use super::super::item::{first_scalar, id, list, scalar, words};
use super::super::messaging::referral;
use super::errors;
use crate::json::{Shape, Value};
use crate::signal::{Attachment, ReplyTo, Signal};

/// Types whose member is a media object. Source: Meta, *messages webhook reference*
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>).
const MEDIA: &[&str] = &["image", "video", "audio", "voice", "document", "sticker"];

/// Reads text, media and what the message refers to. Says whether the type is known.
pub(super) fn read(message: Value<'_>, signal: &mut Signal) -> bool {
    let kind = scalar(message, "type").unwrap_or_default();
    signal.data.errors = errors(message);
    signal.data.reply_to = message
        .get("context")
        .and_then(|context| id(context, "id"))
        .map(|mid| ReplyTo { mid: Some(mid), story: None });
    signal.data.referral = message.get("referral").and_then(referral);
    let inner = message.get(&kind);
    match kind.as_str() {
        "text" => match inner {
            Some(text) if text.shape() == Shape::Object => {
                signal.text = words(text, "body", signal)
            }
            _ => signal.text = words(message, "text", signal),
        },
        kind if MEDIA.contains(&kind) => {
            signal.text = inner.and_then(|media| scalar(media, "caption"));
            let of =
                |key: &'static [&'static str]| inner.and_then(|media| first_scalar(media, key));
            signal.data.attachments = vec![Attachment {
                kind: kind.to_owned(),
                url: of(&["url", "link"]),
                id: of(&["id"]),
            }];
        }
        "location" => {
            signal.text = inner.and_then(|place| first_scalar(place, &["name", "address"]));
            let url = inner.and_then(|place| scalar(place, "url"));
            signal.data.attachments = vec![Attachment { kind, url, id: None }];
        }
        "contacts" => {
            let card = |card: Value<'_>| {
                card.get("name")
                    .and_then(|name| first_scalar(name, &["formatted_name", "first_name"]))
            };
            let names: Vec<String> = list(message, "contacts").filter_map(card).collect();
            signal.text = (!names.is_empty()).then(|| names.join(", "));
            signal.data.attachments = vec![Attachment { kind, ..Attachment::default() }];
        }
        "button" => {
            signal.text = inner.and_then(|button| scalar(button, "text"));
            signal.data.quick_reply = inner.and_then(|button| scalar(button, "payload"));
        }
        "interactive" => interactive(inner, signal),
        "order" => {
            signal.text = inner.and_then(|order| scalar(order, "text"));
            let product = |item: Value<'_>| Attachment {
                kind: "product".to_owned(),
                url: None,
                id: scalar(item, "product_retailer_id"),
            };
            signal.data.attachments = inner
                .into_iter()
                .flat_map(|order| list(order, "product_items").map(product).collect::<Vec<_>>())
                .collect();
        }
        "unsupported" | "unknown" => signal.data.unsupported = true,
        "ephemeral" => {
            signal.data.attachments = vec![Attachment { kind, ..Attachment::default() }];
        }
        _ => return false,
    }
    true
}

/// Replies to buttons, lists and flows; sometimes with no object at all, as observed in public receivers.
fn interactive(inner: Option<Value<'_>>, signal: &mut Signal) {
    let Some(inner) = inner else { return };
    let kind = scalar(inner, "type").unwrap_or_default();
    let Some(reply) = inner.get(&kind) else { return };
    signal.text = first_scalar(reply, &["title", "body", "response"]);
    signal.data.quick_reply = first_scalar(reply, &["id", "response_json"]);
}
