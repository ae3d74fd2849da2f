//! Mentions of the account in somebody's post or comment: only ids, the rest is behind the Graph API.

use super::super::item::{Item, first_scalar};
use crate::signal::{Attachment, Kind, Signal};

/// `mentions` (Instagram) and `mention` (page).
pub(super) fn read(item: &Item<'_, '_>) -> Signal {
    let value = item.value;
    let mut signal = item.signal(Kind::Mention);
    signal.message_id = first_scalar(value, &["comment_id"]);
    signal.text = first_scalar(value, &["message"]);
    let media = first_scalar(value, &["media_id", "post_id"]);
    signal.data.attachments = media
        .map(|id| Attachment { kind: "media".to_owned(), url: None, id: Some(id) })
        .into_iter()
        .collect();
    item.said(&mut signal, "created_time");
    signal
}
