//! `history`: old messages of a number that joined from the Business app, in chunks, out of order. Never live.

use super::super::item::{Item, first_scalar, id, no_object, scalar};
use super::super::room;
use super::{content, errors};
use crate::json::Value;
use crate::signal::{Direction, Kind, Signal};

/// Every message of every thread; a chunk that holds none (declined, or empty) is one signal.
pub(super) fn read(item: &Item<'_, '_>, signals: &mut Vec<Signal>) {
    let chunks = item.value.get("history").into_iter().flat_map(Value::items);
    for (index, chunk) in chunks.enumerate() {
        if room(signals) == 0 {
            return;
        }
        let path = format!("{}.history[{index}]", item.value_path);
        let before = signals.len();
        let threads = chunk.get("threads").into_iter().flat_map(Value::items);
        for (index, thread) in threads.enumerate() {
            let path = format!("{path}.threads[{index}]");
            let peer = id(thread, "id");
            let messages = thread.get("messages").into_iter().flat_map(Value::items);
            for (index, value) in messages.enumerate().take(room(signals)) {
                let one = Item::at(item.context, value, format!("{path}.messages[{index}]"));
                signals.push(match no_object(value) {
                    Some(reason) => one.misshapen(reason),
                    None => message(&one, peer.clone()),
                });
            }
        }
        if signals.len() == before {
            let mut signal = Item::at(item.context, chunk, path).signal(Kind::History);
            signal.data.errors = errors(chunk);
            signals.push(signal);
        }
    }
    // Media of old messages follow later, as messages beside the chunks.
    let media = item.value.get("messages").into_iter().flat_map(Value::items);
    for (index, value) in media.enumerate().take(room(signals)) {
        let one = Item::at(item.context, value, format!("{}.messages[{index}]", item.value_path));
        signals.push(match no_object(value) {
            Some(reason) => one.misshapen(reason),
            None => message(&one, customer(value)),
        });
    }
}

/// Whose conversation a message beside the chunks belongs to: one that names whom it was for was the account's.
fn customer(message: Value<'_>) -> Option<String> {
    first_scalar(message, &["to", "to_user_id", "from", "from_user_id"])
}

fn message(item: &Item<'_, '_>, peer: Option<String>) -> Signal {
    let mut signal = item.signal(Kind::History);
    item.said(&mut signal, "timestamp");
    signal.message_id = id(item.value, "id");
    let from = first_scalar(item.value, &["from", "from_user_id"]);
    let inbound = from.is_some() && from == peer;
    signal.direction = Some(if inbound { Direction::Inbound } else { Direction::Outbound });
    signal.peer = peer;
    content::read(item.value, &mut signal);
    let context = item.value.get("history_context");
    signal.data.status = context.and_then(|context| scalar(context, "status"));
    signal
}
