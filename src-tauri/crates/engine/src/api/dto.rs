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

mod connect;
mod delivery;
mod doctor;
mod export;
mod filters;
mod forwarding;
mod import;
mod insights;
mod replay;
mod scenarios;
mod secrets;
mod sources;
mod targets;
mod timeline;
mod tunnel;

pub use connect::*;
pub use delivery::*;
pub use doctor::*;
pub use export::*;
pub use filters::*;
pub use forwarding::*;
pub use import::*;
pub use insights::*;
pub use replay::*;
pub use scenarios::*;
pub use secrets::*;
pub use sources::*;
pub use targets::*;
pub use timeline::*;
pub use tunnel::*;

/// Why a request was refused. The UI branches on `code` only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
#[ts(export_to = "contract.ts")]
pub struct ApiError {
    /// What kind of refusal.
    pub code: ErrorCode,
    /// One sentence that says what to do.
    pub message: String,
}

/// Kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum ErrorCode {
    /// The request makes no sense as it stands.
    Invalid,
    /// What it names is not there (any more).
    NotFound,
    /// The database cannot be written or read right now.
    Unavailable,
    /// A fault of Hooktrail itself.
    Internal,
    /// A customer's data would leave this network for a host that the user has not agreed to.
    ConfirmHost,
}

/// A secret on its way in: prints as `***`. It is never in an answer.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct SecretText(String);

impl SecretText {
    /// The secret itself, to sign or verify with.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretText {
    fn from(secret: String) -> Self {
        Self(secret)
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl ApiError {
    /// A request that makes no sense as it stands.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::Invalid, message: message.into() }
    }
    /// What the request names is not there.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::NotFound, message: message.into() }
    }
    /// The database cannot be used right now.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::Unavailable, message: message.into() }
    }
    /// A fault of Hooktrail itself.
    pub fn internal(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::Internal, message: message.into() }
    }
}

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

    /// What the top and status bars show.
    pub struct Status {
        pub revision: i64,
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
        pub forwarding: ForwardingStatus,
        /// Size of the database with its journal, bytes.
        pub database_bytes: i64,
        pub watch: Option<WatchStatus>,
        /// Trouble the user must know of, in words: database not writable, …
        pub problems: Vec<String>,
        /// The last handshake, if any.
        pub last_handshake: Option<Handshake>,
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
        /// Connections open now.
        pub connections: i64,
        /// Sources that do not answer 200 as they should, in words.
        pub unusual: Vec<String>,
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
        pub conversations: i64,
        pub attempts: i64,
    }

    /// The watched folder.
    pub struct WatchStatus {
        pub folder: String,
        /// What went wrong lately, one sentence each, newest first: a broken file, a missing folder.
        pub problems: Vec<String>,
    }
}

wire! {
    /// Which captures.
    #[derive(Default)]
    pub struct CaptureQuery {
        #[serde(default)]
        pub filter: String,
        /// Captures older than this id; absent: the newest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub before: Option<String>,
        /// Captures newer than this id (`"0"` for all), oldest first: for those who follow and must miss none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub after: Option<String>,
        /// Rows at most; 0 means 200.
        #[serde(default)]
        pub limit: i64,
        /// `time` (also when empty), `size`, `method`, `path`, `held`, `signature`, `answer`, `platform`, `account`, `source`,
        /// `origin`.
        #[serde(default)]
        pub sort: String,
        /// The smallest or oldest first.
        #[serde(default)]
        pub ascending: bool,
        /// Of several deliveries of one event, only the newest.
        #[serde(default)]
        pub grouped: bool,
        /// Where a page before went on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub from: Option<String>,
    }

    /// Captures, newest first; oldest first when asked for those `after` one.
    pub struct CapturePage {
        pub revision: i64,
        /// How many fit.
        pub total: i64,
        /// At least so many: not all were looked at yet.
        #[serde(default)]
        pub more: bool,
        pub rows: Vec<CaptureRow>,
        /// Where it goes on; null at the end. A page may be short, even empty, and go on: looking stops after a while.
        #[serde(default)]
        pub next: Option<String>,
    }

    /// One capture in the table.
    pub struct CaptureRow {
        pub id: String,
        pub received_at: i64,
        /// `http`, `file`, `sample`.
        pub origin: String,
        /// Id of the source that received it; empty for a file.
        pub source: String,
        pub method: String,
        pub path: String,
        /// Body size as received, bytes; larger than what is stored when truncated.
        pub bytes: i64,
        pub truncated: bool,
        /// valid, invalid, missing, malformed, unchecked.
        pub signature: String,
        /// What was answered.
        pub status: u16,
        /// The item that it is a copy of, when this Hooktrail sent it itself: a capture or a vendor event.
        #[serde(default)]
        pub replay_of: Option<String>,
        /// What it held in words: `message`, `read ×2`, `handshake`…
        pub held: String,
        pub problems: i64,
        /// The beginning of what was said in it; null when nothing was.
        #[serde(default)]
        pub words: Option<String>,
        /// The first capture that said all this; itself, when it is the first.
        #[serde(default)]
        pub first: String,
        /// How often it came.
        #[serde(default)]
        pub arrivals: i64,
        /// Kept at hand by the user.
        #[serde(default)]
        pub pinned: bool,
        /// The user's note; may be empty.
        #[serde(default)]
        pub note: String,
        #[serde(default)]
        pub labels: Vec<String>,
    }

    /// A capture whole.
    pub struct CaptureDetail {
        pub row: CaptureRow,
        pub query: String,
        pub peer_addr: Option<String>,
        /// Names in lower case as hyper gives them, repeats kept, in order.
        pub headers: Vec<HeaderRow>,
        /// The stored bytes, base64.
        pub body_base64: String,
        /// The body for reading (gzip undone); null when it is not UTF-8.
        pub text: Option<String>,
        /// The secret that matched, or why none did, in words.
        pub signature_reason: String,
        pub signals: Vec<SignalRow>,
        pub problems: Vec<ProblemRow>,
        /// Every arrival of the same event, oldest first; empty when it came once.
        pub arrivals: Vec<ArrivalRow>,
    }

    /// An event that was delivered more than once, as it came.
    pub struct ArrivalRow {
        pub capture_id: String,
        pub at: i64,
        /// What was answered; 0 for nothing.
        pub status: u16,
    }

    /// A header as received.
    pub struct HeaderRow {
        pub name: String,
        /// As text; bytes outside UTF-8 are replaced for display only.
        pub value: String,
    }

    /// A signal of a capture.
    pub struct SignalRow {
        pub id: String,
        pub kind: String,
        pub path: String,
        /// Byte range in the text for reading.
        pub start: i64,
        pub end: i64,
        pub account: Option<String>,
        pub peer: Option<String>,
        pub message_id: Option<String>,
        pub at: Option<i64>,
        pub text: Option<String>,
        pub flags: Vec<String>,
        pub problems: Vec<ProblemRow>,
    }

    /// An oddity with its place.
    pub struct ProblemRow {
        pub code: String,
        pub path: String,
        pub message: String,
    }

    /// Events of one message (`platform/account/mid`), of one capture, or of one opening's capture.
    #[derive(Default)]
    pub struct EventQuery {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub message: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub capture: Option<String>,
    }

    /// Vendor events with the reasons for those that do not exist, oldest first.
    pub struct EventList {
        pub events: Vec<EventRow>,
        pub withheld: Vec<WithheldRow>,
    }

    /// One vendor event.
    pub struct EventRow {
        pub id: String,
        /// doubletick.message-status, doubletick.conversation-opened, texter.message-status-changed, zoho.im-message-status.
        pub format: String,
        pub message_id: Option<String>,
        pub capture_id: String,
        pub at: Option<i64>,
        /// The state it reports; null for an opening.
        pub state: Option<String>,
        /// The document as it would be sent (compact); never parse it with JavaScript numbers.
        pub body: String,
        /// The same, indented for reading.
        pub pretty: String,
        pub fields: Vec<FieldRow>,
    }

    /// Where a field of a vendor event came from.
    pub struct FieldRow {
        /// Path in the vendor document, for example `$.eventData.timestamp`.
        pub path: String,
        /// capture, directory, derived, constant, rule, assumed.
        pub source: String,
        /// In words.
        pub note: String,
        /// JSON path in the capture, for source capture.
        pub capture_path: Option<String>,
        pub capture_id: Option<String>,
        /// Byte range of the source in the text for reading.
        pub start: Option<i64>,
        pub end: Option<i64>,
        /// A numeric id stands in for a name that the directory does not have.
        pub stand_in: bool,
    }

    /// A transition that a vendor has no event for.
    pub struct WithheldRow {
        pub format: String,
        pub message_id: Option<String>,
        pub capture_id: String,
        pub reason: String,
    }

    /// Which attempts.
    #[derive(Default)]
    pub struct AttemptQuery {
        /// Of this capture or normalized event; absent: all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub item: Option<String>,
        /// As in `hooktrail list deliveries`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub filter: Option<String>,
        /// Rows at most; 0 means 200.
        #[serde(default)]
        pub limit: i64,
    }

    /// Attempts.
    pub struct AttemptList {
        pub attempts: Vec<AttemptRow>,
    }

    /// Rows for `hooktrail list`.
    pub struct RecordQuery {
        /// captures, conversations, messages, signals, transitions, openings, normalized, deliveries.
        pub of: String,
        #[serde(default)]
        pub filter: String,
        /// Rows at most; 0 means all.
        #[serde(default)]
        pub limit: i64,
    }

    /// One JSON document each, already serialised so that 64-bit numbers stay whole.
    pub struct RecordList {
        pub rows: Vec<String>,
    }

    /// Mark done.
    pub struct DoneRequest {
        pub account: String,
        pub peer: String,
        /// Needed only where the same ids exist on two platforms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub platform: Option<String>,
        /// Time it names, epoch ms; absent: now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub at: Option<i64>,
    }

    /// Take the last done mark back.
    pub struct UndoneRequest {
        pub account: String,
        pub peer: String,
        /// Needed only where the same ids exist on two platforms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub platform: Option<String>,
    }

    /// Say that an outbound message reached a state, as Meta (or a platform) would: basis simulated.
    pub struct MarkRequest {
        /// The message's id, `platform/account/mid`.
        pub message: String,
        /// sent, accepted, delivered, seen, failed, channel_failed, deleted.
        pub state: String,
        /// Group member, if the state is theirs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub participant: Option<String>,
        /// When, epoch ms; absent: now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub at: Option<i64>,
        /// Failure in words; only with failed and channel_failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub error: Option<String>,
    }

    /// Which sample; absent: one short exchange (message, echo, read).
    #[derive(Default)]
    pub struct SampleRequest {}

    /// What the sample became.
    pub struct SampleAnswer {
        /// Captures in the order they were sent.
        pub captures: Vec<String>,
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

    /// Exactly one of the three.
    #[derive(Default)]
    pub struct DeleteRequest {
        #[serde(default)]
        pub captures: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub conversation: Option<DeleteConversation>,
        #[serde(default)]
        pub all: bool,
    }

    /// One conversation to delete.
    pub struct DeleteConversation {
        pub account: String,
        pub peer: String,
    }

    /// What is gone.
    pub struct DeleteAnswer {
        pub captures: i64,
        pub attempts: i64,
    }

    /// Whose names.
    #[derive(Default)]
    pub struct DirectoryQuery {
        /// Only this account; absent: all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub account: Option<String>,
    }

    /// Entries that the user or Meta gave.
    pub struct DirectoryList {
        pub entries: Vec<DirectoryEntry>,
    }

    /// A directory as text: JSON or CSV, by its first character.
    pub struct DirectoryText {
        pub text: String,
    }

    /// What was taken in.
    pub struct DirectoryImported {
        pub entries: i64,
    }

    /// `json` or `csv`.
    pub struct DirectoryFormat {
        pub format: String,
    }

    /// Whose public name to ask Meta for.
    pub struct DirectoryLookup {
        pub platform: String,
        pub account: String,
        pub peer: String,
    }

    /// Names and vendor ids of an account (`peer` null) or a customer. Null: unknown, an id stands in.
    pub struct DirectoryEntry {
        pub platform: String,
        pub account: String,
        #[serde(default)]
        pub peer: Option<String>,
        #[serde(default)]
        pub handle: Option<String>,
        #[serde(default)]
        pub name: Option<String>,
        /// DoubleTick's `dtCustomerId`.
        #[serde(default)]
        pub dt_customer_id: Option<String>,
        /// Texter's chat `_id`.
        #[serde(default)]
        pub texter_chat_id: Option<String>,
        /// Zoho Desk's `channelId` (accounts).
        #[serde(default)]
        pub zoho_channel_id: Option<String>,
        /// Zoho Desk's `orgId` (accounts).
        #[serde(default)]
        pub zoho_org_id: Option<String>,
        /// Zoho Desk's `sessionId` of the first session (customers); each done mark adds one.
        #[serde(default)]
        pub zoho_session_id: Option<String>,
    }

    /// What the user can change.
    pub struct Settings {
        pub verify_token: String,
        pub watch_folder: Option<String>,
        /// Last URLs sent to, newest first.
        pub recent_urls: Vec<String>,
        pub receiver_port: u16,
        /// How vendor events are written where the truth is unsettled.
        pub vendors: VendorOptions,
        /// A Graph API token is there, so that names can be looked up.
        pub lookup: bool,
        /// The window tells the system of forwards that failed for good.
        pub notify_failures: bool,
    }

    /// Where the truth about a vendor is unsettled; all off is the likelier reading.
    #[derive(Default)]
    pub struct VendorOptions {
        /// DoubleTick tells SENT on Instagram too.
        #[serde(default)]
        pub doubletick_sent_on_instagram: bool,
        /// Texter tells WhatsApp's `sent` as 0 instead of 1.
        #[serde(default)]
        pub texter_sent_as_zero: bool,
        /// Zoho Desk writes its ids as strings instead of numbers.
        #[serde(default)]
        pub zoho_ids_as_strings: bool,
        /// Zoho Desk tells acceptance by itself, as SENT.
        #[serde(default)]
        pub zoho_accepted: bool,
        /// A skipped delivered is told before seen, basis implied.
        #[serde(default)]
        pub fill_delivered: bool,
    }

    /// Changes what is given.
    #[derive(Default)]
    pub struct SettingsChange {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub verify_token: Option<String>,
        /// Folder to watch; empty text stops watching.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub watch_folder: Option<String>,
        /// Port to listen on; the receiver restarts there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub receiver_port: Option<u16>,
        /// How vendor events are written; every event is made anew.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub vendors: Option<VendorOptions>,
        /// Whether the window tells the system of forwards that failed for good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub notify_failures: Option<bool>,
    }

}
