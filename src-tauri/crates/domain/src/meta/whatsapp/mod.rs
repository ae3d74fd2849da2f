//! WhatsApp: `changes` routed by `field`. One change may hold messages, statuses and errors at once; each is an item of
//! its own.

mod account;
mod call;
mod content;
mod echo;
mod history;
mod message;
mod status;

use std::collections::HashMap;

use super::item::{Context, Item, id, no_object, place, scalar, short};
use super::room;
use crate::json::{Shape, Value};
use crate::provenance::Place;
use crate::signal::{MetaError, Signal};

/// Fields that only WhatsApp has. Source: Meta's overview of its webhooks
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview>), and what public
/// receivers subscribe to beside it.
pub(super) fn is_field(field: &str) -> bool {
    matches!(
        field,
        "messages"
            | "smb_message_echoes"
            | "history"
            | "calls"
            | "user_preferences"
            | "user_id_update"
    ) || account::is_field(field)
}

/// Reads the value of a change; `item.path` names the change.
pub(super) fn read(field: &str, item: &Item<'_, '_>, signals: &mut Vec<Signal>) {
    if no_object(item.value).is_some() {
        signals.push(item.misshapen(format!("The value of `{}` is no object.", short(field))));
        return;
    }
    let before = signals.len();
    match field {
        "messages" => {
            each(item, "messages", signals, message::read);
            each(item, "statuses", signals, status::read);
            each(item, "errors", signals, account::error);
        }
        "smb_message_echoes" => each(item, "message_echoes", signals, echo::read),
        "history" => history::read(item, signals),
        "calls" => {
            each(item, "calls", signals, call::read);
            each(item, "statuses", signals, call::read);
            each(item, "errors", signals, account::error);
        }
        "user_preferences" => each(item, "user_preferences", signals, account::preference),
        "user_id_update" => each(item, "user_id_update", signals, account::new_id),
        "smb_app_state_sync" => each(item, "state_sync", signals, account::contact),
        _ if account::is_template(field) => signals.push(account::template(item)),
        _ if account::is_field(field) => signals.push(account::update(item)),
        _ => signals
            .push(item.unknown(format!("`{}` is no field that Hooktrail knows.", short(field)))),
    }
    let account = phone_number(item.value).unwrap_or_else(|| {
        let Context { account, account_place, .. } = item.context;
        (account.clone(), account_place.clone())
    });
    for signal in &mut signals[before..] {
        (signal.account, signal.account_place) = account.clone();
        if !matches!(field, "messages" | "smb_message_echoes") {
            signal.data.field.get_or_insert_with(|| field.to_owned());
        }
    }
}

/// `metadata.phone_number_id`: which number of the account.
fn phone_number(value: Value<'_>) -> Option<(Option<String>, Option<Place>)> {
    let metadata = value.get("metadata")?;
    let number = id(metadata, "phone_number_id")?;
    Some((Some(number), metadata.get("phone_number_id").map(place)))
}

/// Reads one item of a list in the value of a change.
type Reader = fn(&Item<'_, '_>, &Contacts<'_>) -> Signal;

/// Every item of a list of the value.
fn each(item: &Item<'_, '_>, key: &str, signals: &mut Vec<Signal>, read: Reader) {
    let Some(list) = item.value.get(key) else { return };
    let path = format!("{}.{key}", item.value_path);
    if list.shape() != Shape::Array {
        let odd = Item::at(item.context, list, path);
        signals.push(odd.misshapen(format!("`{key}` is no list.")));
        return;
    }
    let contacts = Contacts::of(item.value);
    for (index, value) in list.items().enumerate().take(room(signals)) {
        let one = Item::at(item.context, value, format!("{path}[{index}]"));
        signals.push(match no_object(value) {
            Some(reason) => one.misshapen(reason),
            None => read(&one, &contacts),
        });
    }
}

/// `contacts[]` of a change: names by id, in any order, often missing (trap 33 of `fixtures/README.md`).
struct Contacts<'t> {
    by_id: HashMap<String, Value<'t>>,
    /// A lone contact speaks of the only customer who wrote, whatever its number (Brazil writes two forms of one number).
    lone: Option<Value<'t>>,
}

impl<'t> Contacts<'t> {
    fn of(change: Value<'t>) -> Self {
        let all = || change.get("contacts").into_iter().flat_map(Value::items);
        let mut by_id = HashMap::new();
        for contact in all() {
            for id in ["wa_id", "user_id"].iter().filter_map(|key| scalar(contact, key)) {
                by_id.entry(id).or_insert(contact);
            }
        }
        // Of two who wrote, one would bear the other's name.
        let mut writers =
            change.get("messages").into_iter().flat_map(Value::items).map(message::writer);
        let first = writers.next();
        let one = writers.all(|writer| Some(writer) == first);
        let lone = all().next().filter(|_| one && all().nth(1).is_none());
        Self { by_id, lone }
    }

    /// The profile name of a customer.
    fn name(&self, peer: &str) -> Option<String> {
        let contact = self.by_id.get(peer).copied().or(self.lone)?;
        scalar(contact.get("profile")?, "name").filter(|name| !name.is_empty())
    }
}

/// `errors[]` as Meta sends them. Source: Meta, *Status messages webhook reference*.
fn errors(value: Value<'_>) -> Vec<MetaError> {
    super::item::list(value, "errors").map(error).collect()
}

fn error(value: Value<'_>) -> MetaError {
    MetaError {
        code: value.get("code").and_then(Value::integer),
        title: scalar(value, "title"),
        message: scalar(value, "message"),
        details: value
            .get("error_data")
            .and_then(|data| scalar(data, "details"))
            .or_else(|| scalar(value, "details")),
    }
}
