//! Between whom: which side of an item is the business account and which the customer. What was said does not matter
//! here, except for `is_echo` and `is_self`.

use super::super::item::{Item, flagged, id, scalar};
use crate::problem::Problem;
use crate::signal::{Direction, Flag, Signal};

/// Sender and recipient of the App Dashboard's Test button: undocumented, as observed (chatwoot/chatwoot has the
/// bodies in `app/jobs/webhooks/instagram_events_job.rb`).
const SAMPLE: (&str, &str) = ("12334", "23245");
/// Its message id.
const SAMPLE_MID: &str = "random_mid";

/// The two sides of an item.
#[derive(Debug)]
pub(super) struct Parties {
    /// The business account.
    pub(super) account: Option<String>,
    /// The customer.
    pub(super) peer: Option<String>,
    /// Which way a message of this item goes.
    pub(super) direction: Direction,
    /// Whether the account itself is the sender.
    pub(super) from_account: bool,
    /// Whether both sides are told, or an echo says it: then the direction is no guess.
    pub(super) told: bool,
    sample: bool,
    user_ref: Option<String>,
}

impl Parties {
    /// Reads `sender` and `recipient` of an item. `is_echo` first, then compared with `entry.id`: our decision,
    /// as bodies made by hand leave the sides of an echo unswapped.
    pub(super) fn of(item: &Item<'_, '_>) -> Self {
        let value = item.value;
        let side = |key: &str| value.get(key).and_then(|side| id(side, "id"));
        let (sender, recipient) = (side("sender"), side("recipient"));
        let message = value.get("message").or_else(|| value.get("postback"));
        let mark =
            |key: &str| flagged(value, key) || message.is_some_and(|inner| flagged(inner, key));
        let mid = message.and_then(|inner| id(inner, "mid"));
        let echo = mark("is_echo");
        let sample = item.context.sample
            || (sender.as_deref() == Some(SAMPLE.0) && recipient.as_deref() == Some(SAMPLE.1))
            || (sender.as_deref() == Some(SAMPLE.1) && recipient.as_deref() == Some(SAMPLE.0))
            || mid.as_deref() == Some(SAMPLE_MID);

        let entry = &item.context.account;
        // In samples the recipient's constant is the account, whatever `entry.id` says.
        let named = |side: &Option<String>| {
            side.is_some() && (side == entry || (sample && side.as_deref() == Some(SAMPLE.1)))
        };
        let (by_account, to_account) = (named(&sender), named(&recipient));
        let own = mark("is_self") || (by_account && to_account);
        let from_account = echo || (by_account && (own || !to_account));
        // Hand-made echoes often keep the sides of the customer's message: the account is no customer of its own.
        let swapped = echo && to_account && !by_account && sender.is_some();
        let (business, customer) = match from_account && !swapped {
            true => (&sender, &recipient),
            false => (&recipient, &sender),
        };
        let account = match entry {
            Some(id) if sample && &sender != entry && &recipient != entry => {
                business.clone().or_else(|| Some(id.clone()))
            }
            Some(id) => Some(id.clone()),
            None => business.clone(),
        };
        let direction = match (own, from_account) {
            (true, _) => Direction::SelfMessage,
            (false, true) => Direction::Outbound,
            (false, false) => Direction::Inbound,
        };
        let user_ref = ["sender", "recipient", "optin"]
            .iter()
            .find_map(|key| scalar(value.get(key)?, "user_ref"));
        Self {
            account,
            peer: customer.clone(),
            direction,
            from_account,
            told: echo || by_account || to_account,
            sample,
            user_ref,
        }
    }

    /// Writes account, customer and the sample mark.
    pub(super) fn sign(&self, signal: &mut Signal) {
        signal.account.clone_from(&self.account);
        signal.peer.clone_from(&self.peer);
        if self.sample {
            signal.sample = true;
            signal.flags.insert(Flag::Sample);
        }
        if self.peer.is_none()
            && let Some(user_ref) = &self.user_ref
        {
            let message = format!(
                "The customer is named by the plugin's user_ref `{}` only.",
                super::super::item::short(user_ref)
            );
            signal.problems.push(Problem::new("user_ref", signal.path.clone(), message));
        }
    }
}
