//! Texter: *messageStatusChanged*. Source: Texter's page of that event
//! (<https://help.texterchat.com/api-reference/webhooks/message-events/message-status-changed>).

use super::document::{Document, Node, Scalar};
use super::{Outcome, Told, ids};
use crate::ledger::State;
use crate::provenance::Source;
use crate::signal::Platform;

pub(super) fn status(told: &Told) -> Outcome {
    let number = match told.to() {
        State::Sent => 0,
        State::Accepted
            if told.who.platform == Platform::Whatsapp && told.options.texter_sent_as_zero =>
        {
            0
        }
        State::Accepted => 1,
        State::Delivered => 2,
        State::Seen => 3,
        State::Failed => 4,
        State::ChannelFailed => 5,
        State::Deleted => 6,
    };
    let (at, at_source) = told.at();
    Outcome::Event(Document {
        root: Node::Object(vec![
            ("eventName", Node::constant("messageStatusChanged")),
            (
                "eventData",
                Node::Object(vec![
                    ("chat", chat(told)),
                    ("messageStatus", told.state(Scalar::Integer(number))),
                    ("error", error(told)),
                    ("timestamp", Node::leaf(Scalar::Integer(at), at_source)),
                    ("externalId", Node::List(vec![told.message_id()])),
                ]),
            ),
        ]),
    })
}

fn chat(told: &Told) -> Node {
    let who = &told.who;
    let id = who.entry(Some(who.peer), "texter_chat_id").unwrap_or_else(|| {
        let name = who.name();
        Node::text(ids::texter_chat(&name), Source::Derived(format!("the conversation {name}")))
    });
    let channel = match who.platform {
        Platform::Whatsapp => Node::constant("whatsapp"),
        other => Node::text(
            other.word(),
            Source::Assumed(
                "an extension: Texter publishes this event for WhatsApp only".to_owned(),
            ),
        ),
    };
    Node::Object(vec![
        ("_id", id),
        ("displayName", who.customer("name")),
        ("channelInfo", Node::Object(vec![("name", channel), ("id", told.peer())])),
    ])
}

/// Text for the two failures, otherwise null.
fn error(told: &Told) -> Node {
    match (told.to(), &told.transition.error) {
        (State::Failed | State::ChannelFailed, Some(words)) => {
            Node::text(words, told.error_source())
        }
        (State::Failed | State::ChannelFailed, None) => {
            Node::leaf(Scalar::Null, Source::Assumed("no reason is known".to_owned()))
        }
        _ => Node::leaf(Scalar::Null, Source::Constant),
    }
}
