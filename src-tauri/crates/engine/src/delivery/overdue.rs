//! The event of a time rule: one message that has not moved on for longer than the rule gives it. Made from what was kept when
//! the rule fired, so that every try sends the same bytes; it says nothing of what was written.

use rusqlite::Connection;
use serde::Serialize;

use super::items::capture_of;
use crate::projection::tables::messages;
use crate::store::{StoreError, time_rules};

/// The format of such events, beside `meta` and the vendors'.
pub const OVERDUE: &str = "overdue";

const PART: &str = "-overdue-";

/// `17-overdue-3`: what stands for the firing `n`, of a message that capture 17 shows.
pub fn item(capture: i64, n: i64) -> String {
    format!("{capture}{PART}{n}")
}

/// Whether an item is such an event.
pub(crate) fn is_overdue(item: &str) -> bool {
    item.contains(PART)
}

/// Documented in README: names and types stay.
#[derive(Serialize)]
struct Event<'a> {
    r#type: &'a str,
    id: &'a str,
    rule: &'a str,
    message_id: &'a str,
    conversation: Option<&'a str>,
    channel: &'a str,
    account: &'a str,
    state: &'a str,
    since: i64,
    after_ms: i64,
    overdue_ms: i64,
    at: i64,
}

/// The event's JSON; `None` when its rule, or what it fired for, is gone.
pub(super) fn document(conn: &Connection, item: &str) -> Result<Option<String>, StoreError> {
    let n = item.split_once(PART).and_then(|(_, n)| n.parse().ok());
    let (Some(n), Some(_)) = (n, capture_of(item)) else { return Ok(None) };
    let Some(fired) = time_rules::fired(conn, n)? else { return Ok(None) };
    let Some(key) = messages::key_of(&fired.message) else { return Ok(None) };
    let at = fired.fired_us / 1_000;
    let event = Event {
        r#type: OVERDUE,
        id: item,
        rule: &fired.name,
        message_id: &key.message_id,
        conversation: fired.conversation.as_deref(),
        channel: key.platform.word(),
        account: &key.account,
        state: &fired.state,
        since: fired.since_ms,
        after_ms: fired.after_ms,
        overdue_ms: at.saturating_sub(fired.since_ms).saturating_sub(fired.after_ms),
        at,
    };
    serde_json::to_string(&event).map(Some).map_err(|error| StoreError::Fault(error.to_string()))
}
