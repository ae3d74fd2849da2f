//! Comments: on posts, on live videos, on a page's feed. They carry the public name that direct messages never do.

use super::super::item::{Item, first_scalar, id, scalar};
use crate::json::Value;
use crate::signal::{Attachment, Direction, Kind, ReplyTo, Signal};

/// `comments` and `live_comments`. Source: Meta, *Instagram Platform Webhook Notification Examples*
/// (<https://developers.facebook.com/documentation/instagram-platform/webhooks/examples>), and the reference of the
/// object (<https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram>).
pub(super) fn read(item: &Item<'_, '_>) -> Signal {
    let value = item.value;
    let mut signal = item.signal(Kind::Comment);
    signal.message_id = first_scalar(value, &["id", "comment_id"]);
    signal.text = scalar(value, "text");
    let media = value.get("media");
    signal.data.attachments = media.map(media_of).into_iter().collect();
    signal.data.reply_to =
        id(value, "parent_id").map(|mid| ReplyTo { mid: Some(mid), story: None });
    written_by(item, &mut signal);
    item.said(&mut signal, "timestamp");
    signal
}

/// `feed` of a page: a comment when `item` says so, else nothing that a conversation knows.
pub(super) fn feed(item: &Item<'_, '_>) -> Signal {
    let value = item.value;
    let what = scalar(value, "item").unwrap_or_default();
    if what.is_empty() {
        return item.unknown("A `feed` change that does not say what it is about.");
    }
    if what != "comment" {
        return item.unknown(format!(
            "A `feed` change about a `{}`: posts and likes are no messages.",
            super::short(&what)
        ));
    }
    let mut signal = item.signal(Kind::Comment);
    signal.message_id = id(value, "comment_id");
    signal.text = scalar(value, "message");
    signal.data.status = scalar(value, "verb");
    let post = id(value, "post_id");
    let parent = id(value, "parent_id").filter(|parent| Some(parent) != post.as_ref());
    signal.data.reply_to = parent.map(|mid| ReplyTo { mid: Some(mid), story: None });
    signal.data.attachments = post
        .map(|id| Attachment { kind: "post".to_owned(), url: None, id: Some(id) })
        .into_iter()
        .collect();
    written_by(item, &mut signal);
    item.said(&mut signal, "created_time");
    signal
}

/// `from`: the customer, unless the account commented itself.
fn written_by(item: &Item<'_, '_>, signal: &mut Signal) {
    let Some(from) = item.value.get("from") else { return };
    let id = id(from, "id");
    let own = id.is_some() && id == item.context.account;
    signal.direction = Some(if own { Direction::Outbound } else { Direction::Inbound });
    if !own {
        signal.peer = id;
        signal.data.username = first_scalar(from, &["username", "name"]);
    }
}

fn media_of(media: Value<'_>) -> Attachment {
    Attachment {
        kind: scalar(media, "media_product_type").unwrap_or_else(|| "media".to_owned()),
        url: scalar(media, "url"),
        id: id(media, "id"),
    }
}
