//! What was said, but not between whom, or under no id: no conversation shows it, and a problem says why.

use crate::problem::Problem;
use crate::signal::{Direction, Kind, Platform, Signal};

/// Gives a message without an account, a customer or an id the problem that says what names none. A postback has an id
/// from v11 on only: without one it is no problem (Meta, *Webhooks for Instagram Messaging*).
pub(super) fn say(signal: &mut Signal) {
    let said = matches!(signal.kind, Kind::Message | Kind::MessageEcho | Kind::Postback);
    // The plugin's user_ref says so itself.
    if !said || signal.problems.iter().any(|problem| problem.code == "user_ref") {
        return;
    }
    let whatsapp = signal.platform == Platform::Whatsapp;
    let ours = signal.kind == Kind::MessageEcho || signal.direction == Some(Direction::Outbound);
    let nowhere = "this is in no conversation";
    let (code, member, whom, so) = match (&signal.account, &signal.peer) {
        (_, None) => {
            let member = match (whatsapp, ours) {
                (true, true) => "to",
                (true, false) => "from",
                (false, true) => "recipient.id",
                (false, false) => "sender.id",
            };
            ("no_conversation", member, "customer", nowhere)
        }
        (None, _) => {
            let member = if whatsapp { "metadata.phone_number_id" } else { "entry.id" };
            ("no_conversation", member, "business account", nowhere)
        }
        _ if signal.message_id.is_some() || signal.kind == Kind::Postback => return,
        _ => {
            let member = if whatsapp { "id" } else { "message.mid" };
            ("no_id", member, "message", "this is not shown in its conversation")
        }
    };
    let message = format!("`{member}` names no {whom}: {so}.");
    signal.problems.push(Problem::new(code, signal.path.clone(), message));
}
