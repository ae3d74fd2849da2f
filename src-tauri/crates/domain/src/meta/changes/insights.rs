//! Figures of a story that ended. Kept with their digits; no message, no customer.

use serde_json::Value as Json;

use super::super::item::{Item, kept, scalar};
use crate::signal::{Attachment, Kind, Signal};

/// `story_insights`.
pub(super) fn read(item: &Item<'_, '_>) -> Signal {
    let mut signal = item.signal(Kind::Insights);
    let media = scalar(item.value, "media_id");
    signal.data.attachments = media
        .map(|id| Attachment { kind: "story".to_owned(), url: None, id: Some(id) })
        .into_iter()
        .collect();
    if let Json::Object(mut figures) = kept(item.value, 0) {
        figures.remove("media_id");
        signal.data.metadata = Some(Json::Object(figures).to_string());
    }
    signal
}
