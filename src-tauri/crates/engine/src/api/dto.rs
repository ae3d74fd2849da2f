//! What crosses the contract. Ids and 64-bit numbers are strings; times are epoch milliseconds, small enough for a
//! JavaScript number. Body text never crosses as parsed JSON: bytes are base64, text is text.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Declares types of the contract with the derives and names that all of them share.
macro_rules! wire {
    ($($(#[$meta:meta])* $vis:vis $keyword:ident $name:ident $body:tt)+) => {
        $(
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
            #[serde(rename_all = "camelCase", deny_unknown_fields)]
            #[ts(export_to = "contract.ts")]
            $(#[$meta])*
            $vis $keyword $name $body
        )+
    };
}

mod captures;
mod connect;
mod delete;
mod delivery;
mod directory;
mod doctor;
mod error;
mod events;
mod export;
mod filters;
mod forwarding;
mod import;
mod insights;
mod marks;
mod records;
mod replay;
mod scenarios;
mod secrets;
mod settings;
mod sources;
mod status;
mod targets;
mod time_rules;
mod timeline;
mod tunnel;

pub use captures::*;
pub use connect::*;
pub use delete::*;
pub use delivery::*;
pub use directory::*;
pub use doctor::*;
pub use error::*;
pub use events::*;
pub use export::*;
pub use filters::*;
pub use forwarding::*;
pub use import::*;
pub use insights::*;
pub use marks::*;
pub use records::*;
pub use replay::*;
pub use scenarios::*;
pub use secrets::*;
pub use settings::*;
pub use sources::*;
pub use status::*;
pub use targets::*;
pub use time_rules::*;
pub use timeline::*;
pub use tunnel::*;

wire! {
    /// No parameters.
    #[derive(Default)]
    pub struct Empty {}

    /// One thing by its id.
    pub struct ById {
        pub id: String,
    }

    /// Something changed; pull what you show.
    pub struct Changed {
        /// Grows with every change; an answer older than it is stale.
        pub revision: i64,
        /// Ids of captures that are new since the last notice, for announcing (not complete under load).
        pub captures: Vec<String>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Where a newer command line asks an older window, what was sent is not to be called a failure for want of a word.
    #[test]
    fn rows_are_read_without_what_came_to_them_later() {
        let attempt = json!({
            "id": "a", "item": "1", "captureId": "1", "format": "meta", "method": "POST", "url": "http://x/", "again": false,
            "marked": true, "startedAt": 1, "durationMs": 1, "phases": { "totalUs": 1 }, "signing": "as-received",
            "edited": false, "passed": true, "verdict": "first", "requestHeaders": [], "requestBytes": 2,
            "responseHeaders": [], "responseBody": "", "responseTruncated": false,
        });
        let conversation = json!({
            "id": "instagram/1/2", "platform": "instagram", "account": "1", "peer": "2", "state": "open", "preview": "",
            "messages": 1, "unread": 0, "sample": false,
        });
        let header = json!({ "name": "host", "value": "x" });
        assert_eq!(serde_json::from_value::<AttemptRow>(attempt).unwrap().held, "");
        assert!(serde_json::from_value::<CameHeader>(header).unwrap().goes_along);
        assert!(!serde_json::from_value::<ConversationRow>(conversation).unwrap().group);
    }

    /// Nor does an older command line read a word that it does not know, where there is nothing to say by it.
    #[test]
    fn a_list_that_ends_is_written_as_it_was_before_there_were_pages() {
        let list = RecordList { rows: Vec::new(), next: None };
        assert_eq!(serde_json::to_value(list).unwrap(), json!({ "rows": [] }));
    }
}
