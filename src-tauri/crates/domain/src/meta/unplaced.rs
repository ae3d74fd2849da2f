//! What was said, but not between whom: it stands in no conversation, and a problem says why.

use crate::problem::Problem;
use crate::signal::{Direction, Kind, Platform, Signal};

/// Gives a message without an account or a customer the problem that says which id is missing.
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
        _ => return,
    };
    let message = format!("`{missing}` names no {who}: this is in no conversation.");
    signal.problems.push(Problem::new("no_conversation", signal.path.clone(), message));
}
