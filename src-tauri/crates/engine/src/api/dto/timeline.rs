//! Conversations, and one of them as it reads.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Which conversations.
    #[derive(Default)]
    pub struct ConversationQuery {
        /// Words or `field:value`; empty for all.
        #[serde(default)]
        pub filter: String,
        /// Where a page before went on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub from: Option<String>,
        /// Rows at most; 0 means 200.
        #[serde(default)]
        pub limit: i64,
    }

    /// Conversations, the one that was last active first.
    pub struct ConversationPage {
        pub revision: i64,
        /// How many fit; told by the first page only.
        pub total: i64,
        /// At least so many: not all were looked at.
        pub more: bool,
        pub rows: Vec<ConversationRow>,
        /// Where it goes on; null at the end. A page may be short, even empty, and go on: looking stops after a while.
        pub next: Option<String>,
    }

    /// One conversation in the list.
    pub struct ConversationRow {
        pub id: String,
        pub platform: String,
        pub account: String,
        pub peer: String,
        /// Handle or name from the directory; null when unknown (show the id, marked as a stand-in).
        pub name: Option<String>,
        pub account_name: Option<String>,
        /// `open` or `done`.
        pub state: String,
        pub last_at: Option<i64>,
        /// One line: the last message's words, or what it was; 200 characters and `…` of a longer one.
        pub preview: String,
        /// State of the last message, if outbound.
        pub preview_state: Option<String>,
        /// That state was set by hand: Meta told nothing of it.
        #[serde(default)]
        pub preview_simulated: bool,
        /// Its channel says when a message was delivered.
        #[serde(default)]
        pub has_delivered: bool,
        /// `invalid`, `missing` or `malformed`, where what told those words or that state came with such a signature; else
        /// null. So everywhere here.
        pub preview_signature: Option<String>,
        pub messages: i64,
        /// Messages of the customer that came since the user last looked; counted up to 99.
        pub unread: i64,
        /// An App Dashboard sample.
        pub sample: bool,
        /// With a group of people, whose id is the peer's (WhatsApp).
        #[serde(default)]
        pub group: bool,
    }

    /// Which part of which conversation.
    pub struct TimelineQuery {
        pub conversation: String,
        /// Items before this cursor (from `Timeline.older`); absent: the newest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub before: Option<String>,
        /// Items from this cursor on (from `Timeline.newer` or `Timeline.first`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub from: Option<String>,
        /// Items on both sides of this cursor (from `TimelinePlace.place`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub around: Option<String>,
        /// Items at most; 0 means 200.
        #[serde(default)]
        pub limit: i64,
    }

    /// A conversation as it reads, oldest first.
    pub struct Timeline {
        pub revision: i64,
        pub conversation: ConversationRow,
        pub items: Vec<TimelineItem>,
        /// Cursor of the first item.
        pub first: Option<String>,
        /// Cursor for older items; null at the beginning.
        pub older: Option<String>,
        /// Cursor for newer items; null at the end.
        pub newer: Option<String>,
        /// The capture up to which the user has looked at it; null before the first look.
        pub looked: Option<String>,
        /// The capture up to which this is told: so far has seen it who sees its end.
        pub read_to: String,
    }

    /// How far the user has seen a conversation.
    pub struct ConversationLook {
        pub id: String,
        /// A capture's id, as `Timeline.read_to` tells it of what was shown.
        pub seen: String,
    }

    /// What to look for in a conversation.
    pub struct TimelineFind {
        pub conversation: String,
        /// `message` (that is `item`), `time` (`at` or later), `anomaly` (the next after `item`, then the first again),
        /// `unread` (the customer's first that a capture after `since` told), `said` (the newest with a word of `filter`),
        /// `older` and `newer` (the nearest before or after `item` that says `text`, then round from the other end), `count`
        /// (nowhere: how many say `text`).
        pub what: String,
        /// The id of a message, or of what stands between them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub item: Option<String>,
        /// Epoch ms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub at: Option<i64>,
        /// A capture's id, as `Timeline.looked` tells it when a visit begins; absent: all of it is new.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub since: Option<String>,
        /// A filter of conversations.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub filter: Option<String>,
        /// Words as they stand in a message, found as `text:` in a filter finds them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub text: Option<String>,
        /// `item` itself may be the one, for `older` and `newer`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub also: Option<bool>,
    }

    /// Where it is; both null when there is none.
    pub struct TimelinePlace {
        /// Cursor for `TimelineQuery.around`.
        pub place: Option<String>,
        /// Id of the item there.
        pub item: Option<String>,
        /// There was none that way: it is the first from the other end.
        pub round: bool,
        /// Of `count`: how many messages say it, at most 1 000. Else null.
        pub messages: Option<i64>,
    }
}

/// One thing in the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export_to = "contract.ts")]
pub enum TimelineItem {
    /// A message, postback or placeholder.
    Message(Box<MessageRow>),
    /// The conversation opened.
    Opening {
        id: String,
        at: Option<i64>,
        capture_id: String,
        first: bool,
        #[serde(default)]
        signature: Option<String>,
        /// Where Meta did not send it: `copy`, this Hooktrail sent it again; `simulated`, it made it itself.
        #[serde(default)]
        ours: Option<String>,
    },
    /// The user marked it done.
    Done { id: String, at: i64 },
    /// Anything else that belongs in between: referral, handover, optin, system…
    Note {
        id: String,
        kind: String,
        at: Option<i64>,
        text: String,
        capture_id: String,
        sample: bool,
        standby: bool,
        #[serde(default)]
        signature: Option<String>,
        /// Where Meta did not send it: `copy`, this Hooktrail sent it again; `simulated`, it made it itself.
        #[serde(default)]
        ours: Option<String>,
    },
}

wire! {
    /// A message with all that happened to it.
    pub struct MessageRow {
        /// `platform/account/mid`, stable over rebuilds.
        pub id: String,
        pub message_id: String,
        pub direction: Option<String>,
        /// `message`, `postback`, `placeholder` (only receipts so far).
        pub kind: String,
        pub at: Option<i64>,
        /// Its words after the last edit, the first 20 000 characters of them.
        pub text: Option<String>,
        /// How many characters they have in all.
        #[serde(default)]
        pub characters: i64,
        pub attachments: Vec<AttachmentRow>,
        pub quick_reply: Option<String>,
        pub postback_payload: Option<String>,
        /// Message answered, and the first 200 characters of its words if known.
        pub reply_to: Option<ReplyRow>,
        pub referral: Option<String>,
        pub unsupported: bool,
        /// Who said it, in a group.
        pub participant: Option<ParticipantRow>,
        pub edits: Vec<EditRow>,
        /// What it said before its first edit; null where it was not edited, or that is not known.
        pub original: Option<EditRow>,
        pub reactions: Vec<ReactionRow>,
        pub deleted_at: Option<i64>,
        /// Set when Meta said it was deleted, even without a time.
        pub deleted: bool,
        /// Where all that told of the deletion came so.
        pub deleted_signature: Option<String>,
        /// States of an outbound message in the order they arrived.
        pub rail: Vec<RailStep>,
        /// Current state of an outbound message.
        pub state: Option<String>,
        /// False where the channel has no `delivered` signal (Instagram).
        pub has_delivered: bool,
        pub flags: Vec<String>,
        /// Captures that spoke of it, oldest first; the first is the one to show.
        pub captures: Vec<CaptureRefRow>,
        pub sample: bool,
        pub standby: bool,
        /// Of the capture that told the message itself: of its first wording, not of what came later.
        pub signature: Option<String>,
        /// As that of an opening, of the capture that told it first.
        #[serde(default)]
        pub ours: Option<String>,
    }

    /// Why a capture belongs to a message.
    pub struct CaptureRefRow {
        pub capture_id: String,
        /// Signal kind: message, read, message_deleted, …
        pub kind: String,
        /// JSON path of the item in the body.
        pub path: String,
        pub at: Option<i64>,
        pub signature: Option<String>,
        /// As that of an opening, of this capture.
        #[serde(default)]
        pub ours: Option<String>,
    }

    /// A state that was reached, or a signal of one that changed nothing.
    pub struct RailStep {
        pub state: String,
        /// Of whom in a group; null where it is of the message, and of a repeat, which is not read again.
        pub participant: Option<ParticipantRow>,
        pub at: Option<i64>,
        pub received_at: Option<i64>,
        /// observed, implied, simulated.
        pub basis: String,
        /// What told it; null where that was deleted, which takes back nothing of what is known.
        pub capture_id: Option<String>,
        pub flags: Vec<String>,
        /// Meta's words for a failure.
        pub error: Option<String>,
        /// Meta's code of the failure that the words are of.
        pub code: Option<i64>,
        /// False for a late or repeated signal.
        pub moved: bool,
        pub signature: Option<String>,
    }

    /// An attachment; never fetched unless the user asks.
    pub struct AttachmentRow {
        pub kind: String,
        pub url: Option<String>,
        pub id: Option<String>,
    }

    /// Which attachment of which message.
    pub struct AttachmentQuery {
        pub message: String,
        /// Its place among the message's attachments, from 0.
        pub index: i64,
    }

    /// What a link led to.
    pub struct AttachmentBody {
        /// Such as `image/jpeg`; `application/octet-stream` when its host does not say.
        pub media_type: String,
        pub bytes: i64,
        pub body_base64: String,
    }

    /// What a message answers.
    pub struct ReplyRow {
        pub mid: Option<String>,
        pub text: Option<String>,
        pub story_url: Option<String>,
        /// Of what told those words.
        pub signature: Option<String>,
    }

    /// Somebody of a group.
    pub struct ParticipantRow {
        pub id: String,
        /// As the user entered it, else as Meta told it with the message, else ever; null when unknown.
        pub name: Option<String>,
    }

    /// One wording of a message.
    pub struct EditRow {
        /// The capture that told it.
        #[serde(default)]
        pub capture_id: String,
        pub at: Option<i64>,
        /// The first 20 000 characters.
        pub text: Option<String>,
        /// How many there are in all.
        #[serde(default)]
        pub characters: i64,
        pub signature: Option<String>,
    }

    /// One reaction that stands.
    pub struct ReactionRow {
        /// The capture that told it.
        #[serde(default)]
        pub capture_id: String,
        /// `outbound`: the account reacted; `inbound`: the customer.
        pub direction: String,
        /// Who of them, in a group.
        pub participant: Option<ParticipantRow>,
        pub emoji: Option<String>,
        pub reaction: Option<String>,
        pub at: Option<i64>,
        pub signature: Option<String>,
    }
}
