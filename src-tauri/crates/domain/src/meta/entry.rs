//! Envelopes: the five ways in which Meta and its App Dashboard wrap items. What an item says is read elsewhere.

use super::item::{Context, Item, id, instant, no_object, place, scalar, short};
use super::{changes, messaging, room, whatsapp};
use crate::json::{Shape, Value};
use crate::signal::{Millis, Platform, Signal};

/// Reads one entry; returns its time.
pub(super) fn read(
    entry: Value<'_>,
    index: usize,
    platform: Platform,
    received_at: Option<Millis>,
    signals: &mut Vec<Signal>,
) -> Option<(Millis, std::ops::Range<usize>)> {
    let path = format!("$.entry[{index}]");
    let time = entry.get("time").and_then(|time| Some((instant(time)?, time.span())));
    let account = id(entry, "id");
    let context = Context {
        platform,
        // The dashboard's Test button writes the account "0", as observed (`parties`, `SAMPLE`).
        sample: account.as_deref() == Some("0"),
        account,
        account_place: entry.get("id").map(place),
        entry_time: time.clone().map(|(at, span)| (at, format!("{path}.time"), span)),
        received_at,
        standby: false,
    };
    if let Some(reason) = no_object(entry) {
        signals.push(Item::at(&context, entry, path).misshapen(reason));
        return None;
    }
    let standby = Context { standby: true, ..context.clone() };
    for (key, context) in [("messaging", &context), ("standby", &standby)] {
        each(entry, key, &path, context, signals, |item, signals| messaging::read(&item, signals));
    }
    each(entry, "changes", &path, &context, signals, |item, signals| change(item, signals));
    if entry.get("field").is_some() {
        change(Item::at(&context, entry, path.clone()), signals);
    }
    if entry.get("changed_fields").is_some() {
        let reason = "It only names the fields that changed; subscribe with values included.";
        signals.push(Item::at(&context, entry, path).unknown(reason));
    }
    time
}

/// Every item of a list of an entry.
fn each<'t>(
    entry: Value<'t>,
    key: &str,
    path: &str,
    context: &Context,
    signals: &mut Vec<Signal>,
    read: impl Fn(Item<'_, 't>, &mut Vec<Signal>),
) {
    let Some(list) = entry.get(key) else { return };
    let path = format!("{path}.{key}");
    if list.shape() != Shape::Array {
        signals.push(Item::at(context, list, path).misshapen(format!("`{key}` is no list.")));
        return;
    }
    for (index, value) in list.items().enumerate() {
        if room(signals) == 0 {
            break;
        }
        let item = Item::at(context, value, format!("{path}[{index}]"));
        match no_object(value) {
            Some(reason) => signals.push(item.misshapen(reason)),
            None => read(item, signals),
        }
    }
}

/// `{field, value}`, wherever it stands.
fn change(item: Item<'_, '_>, signals: &mut Vec<Signal>) {
    let field = scalar(item.value, "field").unwrap_or_default();
    let Some(value) = item.value.get("value") else {
        let mut odd = item.unknown(format!("The change `{}` has no value.", short(&field)));
        odd.data.field = Some(field);
        signals.push(odd);
        return;
    };
    let value_path = format!("{}.value", item.value_path);
    let inner = Item { value, value_path, ..item };
    match inner.context.platform {
        Platform::Whatsapp => whatsapp::read(&field, &inner, signals),
        _ => changes::read(&field, &inner, signals),
    }
}

/// `{field, value}` without an envelope, as the App Dashboard shows it and people paste it: always a sample.
pub(super) fn bare(root: Value<'_>, received_at: Option<Millis>, signals: &mut Vec<Signal>) {
    let field = scalar(root, "field").unwrap_or_default();
    let value = root.get("value");
    let context = Context {
        platform: platform_of(&field, value),
        account: None,
        account_place: None,
        entry_time: None,
        received_at,
        standby: false,
        sample: true,
    };
    change(Item::at(&context, root, "$".to_owned()), signals);
}

/// The product of a bare change: nothing names it, but some fields exist on one product only.
fn platform_of(field: &str, value: Option<Value<'_>>) -> Platform {
    if value.is_some_and(|value| value.get("messaging_product").is_some()) {
        return Platform::Whatsapp;
    }
    match field {
        "message_reads"
        | "message_deliveries"
        | "messaging_referrals"
        | "messaging_handovers"
        | "messaging_optins"
        | "messaging_account_linking"
        | "messaging_policy_enforcement"
        | "message_sends"
        | "feed"
        | "mention" => Platform::Messenger,
        _ if whatsapp::is_field(field)
            && value.is_none_or(|value| value.get("sender").is_none())
            && field != "messages" =>
        {
            Platform::Whatsapp
        }
        _ => Platform::Instagram,
    }
}
