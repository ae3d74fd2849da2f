//! Messages: from the customer, echoed from the account, edited, deleted.

use super::super::item::{flagged, id, kept, scalar, words};
use super::attachment;
use super::parties::Parties;
use super::referral::referral;
use crate::json::Value;
use crate::signal::{Direction, Flag, Kind, ReplyTo, Signal, Story};

/// `message`, without `is_deleted`.
pub(super) fn read(parties: &Parties, message: Value<'_>, signal: &mut Signal) {
    if parties.from_account {
        signal.kind = Kind::MessageEcho;
    }
    signal.direction = Some(parties.direction);
    signal.message_id = id(message, "mid");
    signal.text = words(message, "text", signal);
    let (attachments, problems) = attachment::read(message);
    signal.problems.extend(problems);
    let data = &mut signal.data;
    data.attachments = attachments;
    data.quick_reply = message.get("quick_reply").and_then(|reply| scalar(reply, "payload"));
    data.reply_to = message.get("reply_to").and_then(reply_to);
    data.referral = message.get("referral").and_then(referral);
    data.unsupported = flagged(message, "is_unsupported");
    data.app_id = scalar(message, "app_id");
    data.metadata = message.get("metadata").map(|metadata| match kept(metadata, 0) {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    });
}

fn reply_to(value: Value<'_>) -> Option<ReplyTo> {
    let story = value
        .get("story")
        .map(|story| Story { id: scalar(story, "id"), url: scalar(story, "url") });
    let mid = id(value, "mid");
    (mid.is_some() || story.is_some()).then_some(ReplyTo { mid, story })
}

/// `message` with `is_deleted`: only the id is left. The customer's own deletion names them as sender.
pub(super) fn deletion(parties: &Parties, message: Value<'_>, signal: &mut Signal) {
    signal.message_id = id(message, "mid");
    signal.direction = match parties.direction {
        Direction::Inbound if !parties.told => None,
        told => Some(told),
    };
}

/// `message_edit`. `num_edit` 0 is Meta's placeholder for a new message: undocumented, as some ten public receivers
/// take it; the rest by Meta, *message_edits Webhook Event Reference*.
pub(super) fn edit(parties: &Parties, edit: Value<'_>, signal: &mut Signal) {
    signal.message_id = id(edit, "mid");
    signal.text = words(edit, "text", signal);
    signal.data.num_edit = edit.get("num_edit").and_then(Value::integer);
    if signal.data.num_edit == Some(0) {
        signal.flags.insert(Flag::Placeholder);
    } else if parties.told {
        signal.direction = Some(parties.direction);
    }
}
