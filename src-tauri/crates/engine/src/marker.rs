//! The marker: a header on what we send, that says which Hooktrail sent it and what it is a copy of. By it a capture is
//! linked to its origin, and nothing that we sent ourselves is forwarded again. It is no secret and proves nothing.

use http::{HeaderMap, HeaderName, HeaderValue};
use rusqlite::Connection;

use crate::journal::Headers;
use crate::store::{StoreError, Tx, settings};

/// Its name. The value is `INSTANCE/ITEM`.
pub const MARKER: &str = "hooktrail-replay";

/// Name of the setting with the data folder's own random name.
const INSTANCE: &str = "instance";

/// The data folder's own name; it is made when the folder is first opened.
pub fn instance(conn: &Connection) -> Result<Option<String>, StoreError> {
    settings::get(conn, INSTANCE)
}

/// The data folder's own name; `fresh` (random) becomes it when there is none.
pub fn with_instance(tx: &Tx<'_>, fresh: &str) -> Result<String, StoreError> {
    if let Some(known) = instance(tx)? {
        return Ok(known);
    }
    settings::put(tx, INSTANCE, fresh)?;
    Ok(fresh.to_owned())
}

/// Marks `headers` as sent by `instance`, a copy of `item`. Others' markers stay, so that no loop of several instances
/// escapes them; an older one of ours goes.
pub(crate) fn mark(headers: &mut HeaderMap, instance: &str, item: &str) {
    let name = HeaderName::from_static(MARKER);
    let others: Vec<HeaderValue> = headers
        .get_all(&name)
        .iter()
        .filter(|value| item_in(value.as_bytes(), instance).is_none())
        .cloned()
        .collect();
    headers.remove(&name);
    for value in others {
        headers.append(&name, value);
    }
    if let Ok(value) = HeaderValue::try_from(format!("{instance}/{item}")) {
        headers.append(&name, value);
    }
}

/// What a capture with these headers is a copy of, if `instance` sent it.
pub fn origin(headers: &Headers, instance: &str) -> Option<String> {
    let marks = headers.iter().filter(|(name, _)| *name == MARKER);
    marks.filter_map(|(_, value)| item_in(value, instance)).next()
}

fn item_in(value: &[u8], instance: &str) -> Option<String> {
    let value = std::str::from_utf8(value).ok()?;
    value.split(',').find_map(|one| {
        let (by, item) = one.trim().split_once('/')?;
        (by == instance && !item.is_empty()).then(|| item.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_known_by_the_instance_that_sent_it_and_by_no_other() {
        let mut headers = HeaderMap::new();
        mark(&mut headers, "a", "17");
        mark(&mut headers, "b", "3");
        mark(&mut headers, "a", "18");
        let kept = Headers::of(&headers);
        assert_eq!(origin(&kept, "a").as_deref(), Some("18"));
        assert_eq!(origin(&kept, "b").as_deref(), Some("3"));
        assert_eq!(origin(&kept, "c"), None);
        assert_eq!(headers.get_all(MARKER).iter().count(), 2);
        for odd in ["", "a", "a/", "x/1", "ä/1", "joined/9, a/4"] {
            let mut odds = Headers::default();
            odds.push(MARKER, odd.as_bytes());
            let found = origin(&odds, "a");
            assert_eq!(found.as_deref(), odd.ends_with("a/4").then_some("4"), "{odd}");
        }
    }
}
