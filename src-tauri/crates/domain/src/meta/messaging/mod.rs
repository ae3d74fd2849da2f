//! One item of `messaging[]` or `standby[]` (Instagram and Messenger): which event it is and between whom. Each event
//! family has its own file.

mod attachment;
mod commerce;
mod handover;
mod message;
mod parties;
mod postback;
mod reaction;
mod receipt;
mod referral;
mod subscription;

use parties::Parties;

use super::item::{Item, flagged, no_object};
use crate::json::Value;
use crate::problem::Problem;
use crate::signal::{Kind, Signal};

pub(super) use referral::referral;

/// Reads the member of an event into a signal that already knows its place, parties and time.
type Reader = fn(&Parties, Value<'_>, &mut Signal);

/// Every event key with its kind and reader. Source: Meta, *Webhooks for Instagram Messaging*
/// (<https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook>), and Messenger Platform,
/// *Webhook Events Reference*
/// (<https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events>).
const EVENTS: &[(&str, Kind, Reader)] = &[
    ("message", Kind::Message, message::read),
    ("message_edit", Kind::MessageEdited, message::edit),
    ("reaction", Kind::Reaction, reaction::read),
    ("read", Kind::Read, receipt::read),
    ("delivery", Kind::Delivery, receipt::delivery),
    ("postback", Kind::Postback, postback::read),
    ("referral", Kind::Referral, referral::read),
    ("optin", Kind::Optin, subscription::optin),
    ("account_linking", Kind::AccountLinking, subscription::linking),
    ("policy_enforcement", Kind::Policy, subscription::policy),
    ("policy-enforcement", Kind::Policy, subscription::policy),
    ("pass_thread_control", Kind::Handover, handover::read),
    ("take_thread_control", Kind::Handover, handover::read),
    ("request_thread_control", Kind::Handover, handover::read),
    ("app_roles", Kind::Handover, handover::roles),
    ("response_feedback", Kind::Feedback, subscription::feedback),
    ("messaging_feedback", Kind::Feedback, subscription::feedback),
    ("order", Kind::Order, commerce::order),
];

/// Whether an object is an item of this kind rather than something else in a change.
pub(super) fn is_item(value: Value<'_>) -> bool {
    ["sender", "recipient"].iter().any(|key| value.get(key).is_some())
        || EVENTS.iter().any(|(key, ..)| value.get(key).is_some())
}

/// Reads one item.
pub(super) fn read(item: &Item<'_, '_>, signals: &mut Vec<Signal>) {
    let parties = Parties::of(item);
    if let Some(message) = item.value.get("message")
        && flagged(message, "is_deleted")
    {
        // A deletion wins over whatever else the item holds.
        signals.push(event(
            item,
            &parties,
            "message",
            Kind::MessageDeleted,
            message,
            message::deletion,
        ));
        return;
    }
    let before = signals.len();
    for (key, kind, reader) in EVENTS {
        if let Some(value) = item.value.get(key) {
            signals.push(event(item, &parties, key, *kind, value, *reader));
        }
    }
    if signals.len() == before {
        let keys: Vec<_> = item
            .value
            .members()
            .map(|(key, _)| key)
            .filter(|key| !matches!(&**key, "sender" | "recipient" | "timestamp"))
            .map(|key| format!("`{}`", super::item::short(&key)))
            .take(5)
            .collect();
        let empty = EVENTS.iter().find(|(key, ..)| item.value.member(key).is_some());
        let reason = match (keys.is_empty(), empty) {
            (true, _) => "It names no event.".to_owned(),
            (false, Some((key, ..))) => format!("`{key}` is null: nothing is said."),
            (false, None) => format!("No event that Hooktrail knows: {}.", keys.join(", ")),
        };
        let mut odd = item.unknown(reason);
        parties.sign(&mut odd);
        item.said(&mut odd, "timestamp");
        signals.push(odd);
    }
}

fn event(
    item: &Item<'_, '_>,
    parties: &Parties,
    key: &str,
    kind: Kind,
    value: Value<'_>,
    reader: Reader,
) -> Signal {
    if let Some(reason) = no_object(value) {
        let mut odd = item.unknown(format!("`{key}`: {reason}"));
        odd.problems.push(Problem::new("wrong_shape", value.path(), reason));
        parties.sign(&mut odd);
        item.said(&mut odd, "timestamp");
        return odd;
    }
    let mut signal = item.signal(kind);
    item.said(&mut signal, "timestamp");
    parties.sign(&mut signal);
    if matches!(kind, Kind::Handover | Kind::Policy) {
        signal.data.field = Some(key.to_owned());
    }
    reader(parties, value, &mut signal);
    signal
}
