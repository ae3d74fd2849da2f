//! DoubleTick: *message status update* and *conversation opened*. Only the Instagram shapes are published; the other
//! platforms get the same shape, an extension of ours. Source: DoubleTick, *How to Use the Instagram Message Status
//! Update Webhook* (<https://learn.doubletick.io/webhooks/how-to-use-the-instagram-message-status-update-webhook>) and
//! *How to use the Instagram Conversation Opened Webhook*
//! (<https://learn.doubletick.io/webhooks/how-to-use-the-instagram-conversation-opened-webhook>).

use super::document::{Document, Node, Scalar};
use super::{Outcome, Told, Who, ids};
use crate::ledger::State;
use crate::provenance::Source;
use crate::signal::Platform;

pub(super) fn status(told: &Told) -> Outcome {
    let word = match told.to() {
        State::Sent => {
            return withheld(
                "DoubleTick has no status for a message that has only left the platform",
            );
        }
        State::Accepted
            if told.who.platform == Platform::Instagram
                && !told.options.doubletick_sent_on_instagram =>
        {
            return withheld("DoubleTick's SENT is off for Instagram");
        }
        State::Accepted => "SENT",
        State::Delivered => "DELIVERED",
        State::Seen => "READ",
        State::Failed | State::ChannelFailed => "FAILED",
        State::Deleted => return withheld("DoubleTick has no status for deletions"),
    };
    let who = &told.who;
    Outcome::Event(Document {
        root: Node::Object(vec![
            ("to", who.customer("handle")),
            ("handle", who.customer("handle")),
            ("status", told.state(Scalar::Text(word.to_owned()))),
            ("messageId", told.message_id()),
            ("channelType", channel(who.platform)),
            ("dtCustomerId", customer_id(who)),
            ("channelHandle", who.business("handle")),
            ("integrationType", channel(who.platform)),
            ("statusTimestamp", told.at_iso()),
        ]),
    })
}

pub(super) fn opened(who: &Who) -> Document {
    Document {
        root: Node::Object(vec![
            ("to", who.business("handle")),
            ("from", who.customer("handle")),
            ("handle", who.customer("handle")),
            ("contact", Node::Object(vec![("name", who.customer("name"))])),
            ("channelType", channel(who.platform)),
            ("customerName", who.customer("name")),
            ("dtCustomerId", customer_id(who)),
            ("channelHandle", who.business("handle")),
            ("customerPhone", who.customer("handle")),
            ("integrationType", channel(who.platform)),
            ("conversationOpened", Node::leaf(Scalar::Bool(true), Source::Constant)),
        ]),
    }
}

fn withheld(reason: &str) -> Outcome {
    Outcome::Withheld(reason.to_owned())
}

/// DoubleTick's word for a platform; only `INSTAGRAM` is published for these events.
fn channel(platform: Platform) -> Node {
    let word = match platform {
        Platform::Instagram => return Node::constant("INSTAGRAM"),
        Platform::Whatsapp => "WHATSAPP",
        Platform::Messenger => "FACEBOOK",
        Platform::Unknown => "UNKNOWN",
    };
    Node::text(
        word,
        Source::Assumed(
            "an extension: DoubleTick publishes this event for Instagram only".to_owned(),
        ),
    )
}

fn customer_id(who: &Who) -> Node {
    who.entry(Some(who.peer), "dt_customer_id").unwrap_or_else(|| {
        let name = who.name();
        Node::text(ids::doubletick_customer(&name), Source::Derived(format!("the customer {name}")))
    })
}
