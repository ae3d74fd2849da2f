//! The state of the whole, as the bars show it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ForwardingStatus, TargetStatus, TimeRuleTrouble, TunnelState};

wire! {
    /// What the top and status bars show.
    pub struct Status {
        pub revision: i64,
        /// Another one once something was deleted or made anew: what lists hold from before counts no more.
        pub epoch: i64,
        pub version: String,
        pub data_dir: String,
        pub receiver: ReceiverStatus,
        pub tunnel: TunnelState,
        pub verify_token: String,
        /// Names of the secrets signatures are checked against; never the secrets.
        pub secrets: Vec<String>,
        pub counts: Counts,
        /// Captures committed and not yet projected.
        pub backlog: i64,
        /// Up to this capture they are projected; a later one is new to whoever looked now.
        pub read_to: String,
        pub forwarding: ForwardingStatus,
        /// Time rules that are on and whose events do not reach their target.
        pub time_rules: Vec<TimeRuleTrouble>,
        /// Saved targets that are on, by name.
        pub targets: Vec<TargetStatus>,
        /// Size of the database with its journal, bytes.
        pub database_bytes: i64,
        pub watch: Option<WatchStatus>,
        /// Trouble the user must know of, in words: database not writable, … Not what `not_keeping` of the receiver says.
        pub problems: Vec<String>,
        /// The last handshake, if any.
        pub last_handshake: Option<Handshake>,
    }

    /// A way to the page for one browser.
    pub struct Link {
        /// It works once: whoever has it first is let in.
        pub url: String,
    }

    /// Which program this is, and where its things are. Of the one that owns the data folder.
    pub struct About {
        pub version: String,
        /// Operating system and machine, `linux x86_64`.
        pub system: String,
        /// Path of the program.
        pub program: String,
        pub data_dir: String,
        /// Path of the database.
        pub database: String,
        /// Version of SQLite.
        pub sqlite: String,
        /// SPDX expression.
        pub license: String,
        /// Whether it shows its page in browsers.
        pub has_page: bool,
    }

    /// The receiver in words.
    pub struct ReceiverStatus {
        /// `http://127.0.0.1:8787/webhook`; null while it does not listen.
        pub url: Option<String>,
        /// Why it does not listen, with what to do.
        pub error: Option<String>,
        /// Port to offer instead when the wanted one is taken.
        pub free_port: Option<u16>,
        /// Requests to other paths or with other methods, refused and not kept.
        pub refused: i64,
        /// Clients that were too slow or left in the middle of a request.
        pub cut_off: i64,
        /// Connections that did not speak HTTP/1, or sent too large a head.
        pub malformed: i64,
        /// Requests that could not be kept, and were answered 503.
        #[serde(default)]
        pub unkept: i64,
        /// The last request could not be kept.
        pub not_keeping: Option<NotKeeping>,
        /// Connections open now.
        pub connections: i64,
        /// Sources that do not answer 200 as they should, in words.
        pub unusual: Vec<String>,
    }

    /// Requests that could not be kept, one after the other, and none that could since.
    pub struct NotKeeping {
        pub count: i64,
        /// When the first of them came.
        pub since: i64,
        /// Why the last one could not, a sentence.
        pub why: String,
    }

    /// A handshake that Meta (or someone) tried.
    pub struct Handshake {
        pub at: i64,
        pub ok: bool,
        pub capture_id: String,
    }

    /// How many there are.
    pub struct Counts {
        pub captures: i64,
        /// Captures that were read: lists show these.
        pub read: i64,
        /// What they said; each moves one conversation at most.
        pub signals: i64,
        pub conversations: i64,
        pub attempts: i64,
    }

    /// The watched folder.
    pub struct WatchStatus {
        pub folder: String,
        /// What went wrong lately, one sentence each, newest first: a broken file, a missing folder.
        pub problems: Vec<String>,
    }

    /// What was made anew.
    pub struct RebuildAnswer {
        pub captures: i64,
        pub signals: i64,
        pub messages: i64,
        pub transitions: i64,
        pub conversations: i64,
        pub openings: i64,
    }
}
