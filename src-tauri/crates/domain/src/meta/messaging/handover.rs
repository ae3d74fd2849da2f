//! The handover protocol: which app owns the thread. App ids come as string or number, free text as metadata.

use super::super::item::{first_scalar, scalar};
use super::parties::Parties;
use crate::json::Value;
use crate::signal::Signal;

/// `pass_thread_control`, `take_thread_control`, `request_thread_control`.
pub(super) fn read(_: &Parties, value: Value<'_>, signal: &mut Signal) {
    signal.data.app_id = first_scalar(
        value,
        &["new_owner_app_id", "requested_owner_app_id", "previous_owner_app_id"],
    );
    signal.data.metadata = scalar(value, "metadata");
}

/// `app_roles`: app id → roles; it names no customer.
pub(super) fn roles(_: &Parties, value: Value<'_>, signal: &mut Signal) {
    if let Some((app, roles)) = value.members().next() {
        signal.data.app_id = Some(app.into_owned());
        let roles: Vec<_> = roles.items().filter_map(Value::text).collect();
        signal.data.metadata = (!roles.is_empty()).then(|| roles.join(", "));
    }
}
