//! What concerns the account, a number, a template or a customer's settings: shown, and moving no message.

use super::super::item::{Item, first_scalar, scalar};
use super::Contacts;
use crate::json::Value;
use crate::signal::{Kind, Signal};

/// Fields about templates. Source: as of `super::is_field`.
pub(super) fn is_template(field: &str) -> bool {
    matches!(
        field,
        "message_template_status_update"
            | "message_template_quality_update"
            | "template_category_update"
            | "message_template_components_update"
            | "template_correct_category_detection"
    )
}

/// Fields about the account or a number. Source: as of `super::is_field`.
pub(super) fn is_field(field: &str) -> bool {
    is_template(field)
        || field.starts_with("group_")
        || matches!(
            field,
            "account_update"
                | "account_alerts"
                | "account_review_update"
                | "account_settings_update"
                | "business_capability_update"
                | "business_status_update"
                | "phone_number_quality_update"
                | "phone_number_name_update"
                | "payment_configuration_update"
                | "partner_solutions"
                | "smb_app_state_sync"
                | "tracking_events"
                | "flows"
                | "security"
                | "automatic_events"
        )
}

/// A change about a template: its new status, quality or category.
pub(super) fn template(item: &Item<'_, '_>) -> Signal {
    let value = item.value;
    let mut signal = item.signal(Kind::TemplateStatus);
    signal.data.status =
        first_scalar(value, &["event", "new_quality_score", "new_category", "correct_category"]);
    signal.data.metadata = first_scalar(value, &["message_template_name", "message_template_id"]);
    signal.text = scalar(value, "reason");
    signal
}

/// Any other change about the account.
pub(super) fn update(item: &Item<'_, '_>) -> Signal {
    let value = item.value;
    let mut signal = item.signal(Kind::Account);
    signal.data.status = first_scalar(
        value,
        &["event", "decision", "alert_type", "alert_status", "new_quality_score", "current_limit"],
    );
    signal.data.metadata =
        first_scalar(value, &["display_phone_number", "phone_number", "entity_id", "flow_id"]);
    signal.text = first_scalar(value, &["alert_description", "rejection_reason", "message"]);
    item.said(&mut signal, "timestamp");
    signal
}

/// A value-level error: it names no message and moves none.
pub(super) fn error(item: &Item<'_, '_>, _: &Contacts<'_>) -> Signal {
    let mut signal = item.signal(Kind::Account);
    signal.data.errors = vec![super::error(item.value)];
    signal.data.field = Some("errors".to_owned());
    signal
}

/// `user_preferences`: the customer stopped or resumed marketing messages. Its time is a number.
pub(super) fn preference(item: &Item<'_, '_>, contacts: &Contacts<'_>) -> Signal {
    let mut signal = item.signal(Kind::Optin);
    item.said(&mut signal, "timestamp");
    signal.peer = first_scalar(item.value, &["wa_id", "user_id"]);
    signal.data.username = signal.peer.as_ref().and_then(|peer| contacts.name(peer));
    signal.data.status = scalar(item.value, "value");
    signal.data.metadata = scalar(item.value, "category");
    signal.text = scalar(item.value, "detail");
    signal
}

/// `user_id_update`: a customer's user id changed.
pub(super) fn new_id(item: &Item<'_, '_>, contacts: &Contacts<'_>) -> Signal {
    let mut signal = item.signal(Kind::System);
    item.said(&mut signal, "timestamp");
    let current = || item.value.get("user_id").and_then(|id| scalar(id, "current"));
    signal.peer = first_scalar(item.value, &["wa_id", "user_id"]).or_else(current);
    signal.data.username = signal.peer.as_ref().and_then(|peer| contacts.name(peer));
    signal.text = scalar(item.value, "detail");
    signal
}

/// `smb_app_state_sync`: a contact of the Business app.
pub(super) fn contact(item: &Item<'_, '_>, _: &Contacts<'_>) -> Signal {
    let mut signal = item.signal(Kind::Account);
    if let Some(metadata) = item.value.get("metadata") {
        let path = format!("{}.metadata.timestamp", item.value_path);
        item.said_in(&mut signal, metadata, &path, "timestamp");
    }
    let contact = item.value.get("contact");
    let of = |keys: &'static [&'static str]| {
        contact.and_then(|contact: Value<'_>| first_scalar(contact, keys))
    };
    signal.peer = of(&["phone_number", "user_id"]);
    signal.data.username = of(&["full_name", "first_name"]);
    signal.data.status = scalar(item.value, "action");
    signal
}
