//! What was said, but not between whom, or under no id: it stands in no conversation, and a problem says why.

use crate::problem::Problem;
use crate::signal::{Direction, Kind, Platform, Signal};

/// Gives a message without an account, a customer or an id the problem that says which of them nothing names.
pub(super) fn say(signal: &mut Signal) {
    let said = matches!(signal.kind, Kind::Message | Kind::MessageEcho | Kind::Postback);
    // The plugin's user_ref says so itself.
    if !said || signal.problems.iter().any(|problem| problem.code == "user_ref") {
        return;
    }
    let whatsapp = signal.platform == Platform::Whatsapp;
    let ours = signal.kind == Kind::MessageEcho || signal.direction == Some(Direction::Outbound);
    let (missing, who) = match (&signal.account, &signal.peer) {
        (_, None) if whatsapp && ours => ("to", "customer"),
        (_, None) if whatsapp => ("from", "customer"),
        (_, None) if ours => ("recipient.id", "customer"),
        (_, None) => ("sender.id", "customer"),
        (None, _) if whatsapp => ("metadata.phone_number_id", "business account"),
        (None, _) => ("entry.id", "business account"),
        _ if signal.message_id.is_some() => return,
        _ if whatsapp => ("id", "message"),
        _ if signal.kind == Kind::Postback => ("postback.mid", "message"),
        _ => ("message.mid", "message"),
    };
    let message = format!("`{missing}` names no {who}: this is in no conversation.");
    signal.problems.push(Problem::new("no_conversation", signal.path.clone(), message));
}
