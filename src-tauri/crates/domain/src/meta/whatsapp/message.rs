//! `messages[]`: what customers say, with the events that WhatsApp dresses as messages: reactions, edits, revokes, system
//! notices.

use super::super::item::{Item, first_scalar, id, scalar, short};
use super::{Contacts, content, errors};
use crate::json::Value;
use crate::signal::{Direction, Kind, Reaction, Signal};

/// One item of `messages[]`. Users without a number are named by their user id (Meta, *Business-scoped user IDs*:
/// <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>); in a group
/// the conversation is the group and the writer a participant.
pub(super) fn read(item: &Item<'_, '_>, contacts: &Contacts<'_>) -> Signal {
    let from = writer(item.value);
    let group = id(item.value, "group_id");
    let mut signal = said(item, Direction::Inbound);
    signal.data.username = from.as_ref().and_then(|from| contacts.name(from));
    if group.is_some() {
        signal.group = true;
        signal.data.participant.clone_from(&from);
    }
    signal.peer = group.or(from);
    signal
}

/// Who wrote it: by number, else by user id.
pub(super) fn writer(message: Value<'_>) -> Option<String> {
    first_scalar(message, &["from", "from_user_id"])
}

/// A message, or what is dressed as one, by the side that wrote it; the caller says who the customer is.
pub(super) fn said(item: &Item<'_, '_>, by: Direction) -> Signal {
    let message = item.value;
    let kind = scalar(message, "type").unwrap_or_default();
    let mut signal = item.signal(Kind::Message);
    item.said(&mut signal, "timestamp");
    signal.message_id = id(message, "id");
    signal.direction = Some(by);
    if by == Direction::Outbound {
        signal.kind = Kind::MessageEcho;
    }
    let inner = message.get(&kind);
    match kind.as_str() {
        "reaction" => reaction(inner, &mut signal),
        "edit" => edit(inner, &mut signal),
        "revoke" => {
            signal.kind = Kind::MessageDeleted;
            signal.message_id = inner.and_then(original);
        }
        "system" | "request_welcome" => {
            signal.kind = Kind::System;
            signal.direction = None;
            signal.text = inner.and_then(|notice| scalar(notice, "body"));
            signal.data.field = inner.and_then(|notice| scalar(notice, "type")).or(Some(kind));
            signal.data.errors = errors(message);
        }
        _ if content::read(message, &mut signal) => {}
        _ => {
            signal.kind = Kind::Unknown;
            signal.data.reason = Some(match kind.is_empty() {
                true => "The message has no type.".to_owned(),
                false => format!("No message type that Hooktrail knows: `{}`.", short(&kind)),
            });
        }
    }
    signal
}

fn original(inner: Value<'_>) -> Option<String> {
    id(inner, "original_message_id")
}

/// An empty or missing emoji takes the reaction away.
fn reaction(inner: Option<Value<'_>>, signal: &mut Signal) {
    let by_account = signal.direction.take() == Some(Direction::Outbound);
    signal.kind = Kind::Reaction;
    signal.message_id = inner.and_then(|inner| id(inner, "message_id"));
    let emoji = inner.and_then(|inner| scalar(inner, "emoji")).filter(|emoji| !emoji.is_empty());
    let action = if emoji.is_some() { "react" } else { "unreact" }.to_owned();
    signal.data.reaction = Some(Reaction { action, reaction: None, emoji, by_account });
}

/// The message meant is the original: what the item calls its own id is the edit's. Source: Meta, *Edit messages
/// webhook reference*
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/edit>).
fn edit(inner: Option<Value<'_>>, signal: &mut Signal) {
    signal.kind = Kind::MessageEdited;
    signal.data.edit_id = signal.message_id.take();
    signal.message_id = inner.and_then(original);
    if let Some(message) = inner.and_then(|inner| inner.get("message")) {
        content::read(message, signal);
    }
}
