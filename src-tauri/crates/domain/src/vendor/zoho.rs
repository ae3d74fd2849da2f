//! Zoho Desk: *IM_Message_Status*. Ids are bare integers above 2^53, as in the published sample; no JavaScript number may
//! touch them. Source: Zoho Desk, *IM Message Status Event*
//! (help.zoho.com, `portal/en/kb/desk/support-channels/instant-messaging/webhooks/articles/im-message-status-event`).

use super::document::{Document, Leaf, Node, Scalar};
use super::{Outcome, Told, ids};
use crate::ledger::State;
use crate::provenance::Source;

pub(super) fn status(told: &Told) -> Outcome {
    let reason = match told.to() {
        State::Sent => "Zoho Desk has no status before SENT",
        State::Accepted if !told.options.zoho_accepted => {
            "Zoho Desk tells acceptance only as the status before the next"
        }
        State::Failed | State::ChannelFailed => "Zoho Desk has no status for failures",
        State::Deleted => "Zoho Desk has no status for deletions",
        State::Accepted | State::Delivered | State::Seen => return Outcome::Event(event(told)),
    };
    Outcome::Withheld(reason.to_owned())
}

fn event(told: &Told) -> Document {
    let word = word(told.to()).unwrap_or("SENT");
    let new = Node::Object(vec![
        ("updatedTime", told.at_iso()),
        ("status", told.state(Scalar::Text(word.to_owned()))),
    ]);
    let (event_time, event_time_source) = match told.who.origin.received_at {
        Some(at) => (at, told.received_source()),
        None => told.at(),
    };
    let who = &told.who;
    let mid = &told.transition.message_id;
    let message = format!("{}/{}/{mid}", who.platform.word(), who.account);
    let payload = Node::Object(vec![
        ("messageOldStatus", old_status(told)),
        ("messageNewStatus", new),
        ("messageId", id(told, "zoho message", &message, "the message")),
        ("sessionId", session_id(told)),
        ("channelId", channel_id(told)),
    ]);
    Document {
        root: Node::List(vec![Node::Object(vec![
            ("payload", payload),
            ("eventTime", Node::text(event_time.to_string(), event_time_source)),
            ("eventType", Node::constant("IM_Message_Status")),
            ("orgId", org_id(told)),
        ])]),
    }
}

/// Zoho Desk's word for a state, if it has one.
fn word(state: State) -> Option<&'static str> {
    match state {
        State::Accepted => Some("SENT"),
        State::Delivered => Some("DELIVERED"),
        State::Seen => Some("READ"),
        _ => None,
    }
}

fn old_status(told: &Told) -> Node {
    match told.transition.from.and_then(word) {
        Some(word) => Node::text(word, Source::Rule("the state before".to_owned())),
        None => {
            let why = "a receipt proves that the message was sent; Zoho Desk has no other word for what came before";
            Node::text("SENT", Source::Assumed(why.to_owned()))
        }
    }
}

fn id(told: &Told, purpose: &str, name: &str, what: &str) -> Node {
    integer(told, ids::zoho(purpose, name), Source::Derived(format!("{what} {name}")))
}

fn integer(told: &Told, id: i64, source: Source) -> Node {
    let text = told.options.zoho_ids_as_strings;
    Node::leaf(if text { Scalar::Text(id.to_string()) } else { Scalar::Integer(id) }, source)
}

/// An id that the directory has.
fn entered(told: &Told, peer: Option<&str>, column: &'static str) -> Option<(i64, Source)> {
    let Some(Node::Leaf(Leaf { scalar: Scalar::Text(text), source, .. })) =
        told.who.entry(peer, column)
    else {
        return None;
    };
    Some((text.parse().ok()?, source))
}

/// The session changes with each done mark, also where the directory has the first one's id.
fn session_id(told: &Told) -> Node {
    let (who, number) = (&told.who, told.transition.session);
    match entered(told, Some(who.peer), "zoho_session_id") {
        Some((first, source)) if number == 0 => integer(told, first, source),
        Some((first, _)) => {
            let what =
                format!("the session {first} of the directory and {number} done marks since");
            integer(told, first.saturating_add(i64::from(number)), Source::Derived(what))
        }
        None => {
            let session = format!("{}#{number}", who.name());
            id(told, "zoho session", &session, "the conversation and its done marks")
        }
    }
}

fn channel_id(told: &Told) -> Node {
    let who = &told.who;
    if let Some((number, source)) = entered(told, None, "zoho_channel_id") {
        return integer(told, number, source);
    }
    let account = format!("{}/{}", who.platform.word(), who.account);
    id(told, "zoho channel", &account, "the account")
}

fn org_id(told: &Told) -> Node {
    told.who.entry(None, "zoho_org_id").unwrap_or_else(|| {
        let source = Source::Assumed("the account's orgId is not in the directory".to_owned());
        Node::Leaf(Leaf { scalar: Scalar::Text("0".to_owned()), source, stand_in: true })
    })
}
