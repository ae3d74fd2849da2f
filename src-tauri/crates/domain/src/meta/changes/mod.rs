//! `{field, value}` of Instagram and Messenger, routed by `field`. Messaging events come this way as dashboard samples and
//! in the newer Instagram envelope; comments, mentions and insights always do.

mod comment;
mod insights;
mod mention;

use super::item::{Context, Item, no_object, short};
use super::messaging;
use crate::signal::Signal;

/// Reads the value of a change; `item.path` names the change.
pub(super) fn read(field: &str, item: &Item<'_, '_>, signals: &mut Vec<Signal>) {
    let value = item.value;
    let mut signal = match field {
        _ if no_object(value).is_some() => {
            item.unknown(format!("The value of `{}` is no object.", short(field)))
        }
        "comments" | "live_comments" => comment::read(item),
        "feed" => comment::feed(item),
        "mentions" | "mention" => mention::read(item),
        "story_insights" => insights::read(item),
        _ if messaging::is_item(value) => {
            let standby = item.context.standby || field == "standby";
            let context = Context { standby, ..item.context.clone() };
            messaging::read(&Item { context: &context, ..item.clone() }, signals);
            return;
        }
        "" => item.unknown("A change that does not name its field."),
        _ => item.unknown(format!(
            "The value of `{}` holds no message, comment or mention.",
            short(field)
        )),
    };
    signal.data.field = Some(field.to_owned()).filter(|field| !field.is_empty());
    signals.push(signal);
}
