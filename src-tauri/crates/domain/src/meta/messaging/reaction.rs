//! Reactions and their removal.

use super::super::item::{id, scalar};
use super::parties::Parties;
use crate::json::Value;
use crate::signal::{Reaction, Signal};

/// `reaction`. A removal may come without word and emoji (Meta, *Webhooks for Instagram Messaging*).
pub(super) fn read(parties: &Parties, value: Value<'_>, signal: &mut Signal) {
    signal.message_id = id(value, "mid");
    let (reaction, emoji) = (scalar(value, "reaction"), scalar(value, "emoji"));
    let action = scalar(value, "action").unwrap_or_else(|| {
        let removed = reaction.is_none() && emoji.is_none();
        if removed { "unreact" } else { "react" }.to_owned()
    });
    let by_account = parties.from_account;
    signal.data.reaction = Some(Reaction { action, reaction, emoji, by_account });
}
