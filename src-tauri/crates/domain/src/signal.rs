//! Signal: one thing that Meta said, taken out of a capture with its place. The vocabulary that reading ([`crate::meta`])
//! produces and meaning ([`crate::ledger`]) consumes. No logic beyond names.

use std::ops::Range;

use serde::Serialize;

use crate::problem::Problem;
use crate::provenance::Place;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// Declares a closed vocabulary with its one spelling on every wire (command line, contract, database).
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant),+ }
        impl $name {
            /// Every word, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The one spelling used on every wire.
            pub const fn word(self) -> &'static str { match self { $(Self::$variant => $word),+ } }
            /// The value spelt `word`.
            pub fn from_word(word: &str) -> Option<Self> { match word { $($word => Some(Self::$variant),)+ _ => None } }
        }
    };
}
pub(crate) use words;

words! {
    /// The product a webhook comes from, by its `object`.
    Platform { Instagram = "instagram", Messenger = "messenger", Whatsapp = "whatsapp", Unknown = "unknown" }
}

impl Platform {
    /// Whether it says that a message was delivered. Instagram has no such webhook: `message_deliveries` is for
    /// Messenger only (Meta, Messenger Platform, *Webhook Events Reference*).
    pub fn tells_delivery(self) -> bool {
        self != Self::Instagram
    }
}

words! {
    /// Who wrote the message, seen from the business account.
    Direction { Inbound = "inbound", Outbound = "outbound", SelfMessage = "self" }
}

words! {
    /// What Meta said.
    Kind {
        Message = "message", MessageEcho = "message_echo", MessageEdited = "message_edited",
        MessageDeleted = "message_deleted", Reaction = "reaction", Read = "read", Delivery = "delivery",
        Status = "status", Postback = "postback", Referral = "referral", Optin = "optin", Policy = "policy",
        Handover = "handover", Feedback = "feedback", Order = "order", AccountLinking = "account_linking",
        Comment = "comment", Mention = "mention", Insights = "insights", Call = "call", History = "history",
        TemplateStatus = "template_status", Account = "account", System = "system", Unknown = "unknown",
    }
}

words! {
    /// A mark on a signal or transition that a developer wants to see.
    Flag {
        Duplicate = "duplicate", Late = "late", OutOfOrder = "out_of_order", Gap = "gap", Orphan = "orphan",
        Contradicted = "contradicted", ClockSkew = "clock_skew", Placeholder = "placeholder", Sample = "sample",
        Standby = "standby", TimeFromEntry = "time_from_entry", TimeFromReceipt = "time_from_receipt",
        BeforeDone = "before_done",
    }
}

/// A set of flags; serialises as the list of their words in declaration order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Flags(u32);

impl Flags {
    /// Adds `flag`.
    pub fn insert(&mut self, flag: Flag) {
        self.0 |= 1 << flag as u32;
    }
    /// Whether `flag` is set.
    pub fn contains(self, flag: Flag) -> bool {
        self.0 & (1 << flag as u32) != 0
    }
    /// The flags set, in declaration order.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.iter().copied().filter(move |flag| self.contains(*flag))
    }
    /// A compact form for storage.
    pub fn bits(self) -> u32 {
        self.0
    }
    /// The set stored as `bits`.
    pub fn from_bits(bits: u32) -> Self {
        Self(bits)
    }
}

impl FromIterator<Flag> for Flags {
    fn from_iter<T: IntoIterator<Item = Flag>>(iter: T) -> Self {
        let mut flags = Self::default();
        iter.into_iter().for_each(|flag| flags.insert(flag));
        flags
    }
}

impl Serialize for Flags {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// One thing that Meta said.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// JSON path of the item, for example `$.entry[0].messaging[0]`.
    pub path: String,
    /// Byte range of the item in the decoded body.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// The product, by `object`.
    pub platform: Platform,
    /// `entry.id`; WhatsApp: `phone_number_id`, else the WABA id; dashboard samples: the recipient.
    pub account: Option<String>,
    /// Where that stands beside the item, if it was read there.
    pub account_place: Option<Place>,
    /// The customer; in a group, the group.
    pub peer: Option<String>,
    /// The peer is a group of people, not one (WhatsApp); who of them is in [`Data::participant`].
    pub group: bool,
    /// Who wrote the message meant; `None` where nobody did or it cannot be told.
    pub direction: Option<Direction>,
    /// The message; of a reaction, read, edit or deletion the message meant.
    pub message_id: Option<String>,
    /// When it was said; `entry.time` or the receive time stands in, flagged.
    pub at: Option<Millis>,
    /// JSON path that `at` was read from; `None` when it is the receive time.
    pub at_path: Option<String>,
    /// Byte range of that time in the decoded body.
    pub at_span: Option<Range<usize>>,
    /// The words of a message, edit, comment or postback title.
    pub text: Option<String>,
    /// An App Dashboard sample, not a customer.
    pub sample: bool,
    /// Came in `standby[]`: another app owned the thread.
    pub standby: bool,
    /// Marks; reading sets some, the ledger adds its own.
    pub flags: Flags,
    /// Oddities of this item.
    pub problems: Vec<Problem>,
    /// What else applies, by kind.
    pub data: Data,
}

impl Signal {
    /// Whom `data.username` names: the one it came with. In a group that is a member, never the group.
    pub fn named(&self) -> Option<&str> {
        if self.group { self.data.participant.as_deref() } else { self.peer.as_deref() }
    }

    /// Which of its message's edits it is, rising: by Meta's count, else (WhatsApp) by when it was said.
    pub fn edit_order(&self) -> i64 {
        self.data.num_edit.or(self.at).unwrap_or(1)
    }
}

/// What applies to a signal beyond its common fields. Serialises with only the keys that apply; the
/// twins of `fixtures/` fix them.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Data {
    /// Media, shares, stickers and so on, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Payload of the quick reply chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quick_reply: Option<String>,
    /// What this message answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<ReplyTo>,
    /// Where the customer came from; everything Meta said of it, nested as sent, numbers as their digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<serde_json::Map<String, serde_json::Value>>,
    /// A reaction or its removal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reaction: Option<Reaction>,
    /// A button or icebreaker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postback: Option<Postback>,
    /// How often the message was edited; 0 is Meta's placeholder for a new message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_edit: Option<i64>,
    /// Id of an edit itself, beside that of the message meant (WhatsApp).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit_id: Option<String>,
    /// Milliseconds: a read covers messages up to and including it, a delivery those before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watermark: Option<Millis>,
    /// Messages a delivery names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mids: Vec<String>,
    /// WhatsApp's own word for a status, template or call state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// WhatsApp failures as sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<MetaError>,
    /// Group member who wrote it, or of whom a status speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant: Option<String>,
    /// A customer message Meta could not carry.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unsupported: bool,
    /// Public name of the writer, where Meta sends one; whose it is tells [`Signal::named`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// App that sent an echo; digits as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// What the sender or the handover passed along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// The `changes[].field` or event key for kinds that share one word (handover, policy, account, system, unknown).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Why an `unknown` could not be understood, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One attachment. Ids and links keep their characters exactly.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Attachment {
    /// Meta's word, known or not: `image`, `ig_reel`, `ephemeral`…
    #[serde(rename = "type")]
    pub kind: String,
    /// Link to the media or post, if any.
    pub url: Option<String>,
    /// Media, reel, story or sticker id; digits as sent.
    pub id: Option<String>,
}

/// What a message answers: a message or a story.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ReplyTo {
    /// The message answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mid: Option<String>,
    /// The story answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub story: Option<Story>,
}

/// A story that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Story {
    /// Its id.
    pub id: Option<String>,
    /// Its link, valid for about a day.
    pub url: Option<String>,
}

/// A reaction (`react`) or its removal (`unreact`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Reaction {
    /// `react` or `unreact`.
    pub action: String,
    /// Meta's word for it: love, smile, other…
    pub reaction: Option<String>,
    /// The character itself.
    pub emoji: Option<String>,
    /// The account reacted; else the customer, in a group the one in [`Data::participant`].
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_account: bool,
}

/// A button or icebreaker the customer chose.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Postback {
    /// What the button said.
    pub title: Option<String>,
    /// What the developer put behind it.
    pub payload: Option<String>,
}

/// One failure as Meta describes it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct MetaError {
    /// Meta's code.
    pub code: Option<i64>,
    /// `title`.
    pub title: Option<String>,
    /// `message`.
    pub message: Option<String>,
    /// `error_data.details`.
    pub details: Option<String>,
}
