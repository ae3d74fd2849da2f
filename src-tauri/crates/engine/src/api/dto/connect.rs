//! The checklist of *Connect Meta*.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Whose checklist.
    pub struct ConnectQuery {
        /// Id of the source.
        pub source: String,
        /// `instagram`, `messenger` or `whatsapp`.
        pub platform: String,
    }

    /// The way to the first read message, by what really happened.
    pub struct Checklist {
        pub revision: i64,
        pub items: Vec<ChecklistItem>,
    }

    /// A step of it.
    pub struct ChecklistItem {
        /// `receiving`, `public`, `handshake`, `signature`, `sample`, `message`, `echo`, `read`.
        pub step: String,
        pub title: String,
        /// `done`, `waiting` or `wrong`.
        pub standing: String,
        /// What happened, or what to do.
        pub detail: String,
        /// When, and the capture that shows it.
        pub at: Option<i64>,
        pub capture_id: Option<String>,
        /// Why it may be missing, likeliest first.
        pub causes: Vec<ChecklistCause>,
    }

    /// A known cause of what is missing.
    pub struct ChecklistCause {
        pub what: String,
        /// Where to look, and what to do.
        pub look: String,
        /// What happened speaks for it.
        pub likely: bool,
    }
}
