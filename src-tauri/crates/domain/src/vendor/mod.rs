//! The documents DoubleTick, Texter and Zoho Desk would have sent: a pure function of a transition or opening, its place
//! in a capture, and the directory. One file per vendor; nothing here decides whether a state was reached.

pub mod document;
mod doubletick;
mod ids;
mod narrow;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod tests;
mod texter;
mod zoho;

use std::ops::Range;

use self::document::{Document, Leaf, Node, Scalar};
pub use self::narrow::narrow;
use crate::directory::Directory;
use crate::ledger::{Basis, Opening, State, Transition};
use crate::provenance::{Place, Seek, Source};
use crate::signal::{Millis, Platform, Signal, words};
use crate::time::iso;

words! {
    /// What can be sent to a vendor's customer.
    Format {
        /// DoubleTick, message status update.
        DoubletickStatus = "doubletick.message-status",
        /// DoubleTick, conversation opened.
        DoubletickOpened = "doubletick.conversation-opened",
        /// Texter, messageStatusChanged.
        Texter = "texter.message-status-changed",
        /// Zoho Desk, IM_Message_Status.
        Zoho = "zoho.im-message-status",
    }
}

impl Format {
    /// The last part of a normalized event's id.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::DoubletickStatus | Self::DoubletickOpened => "doubletick",
            Self::Texter => "texter",
            Self::Zoho => "zoho",
        }
    }
}

/// What the vendors' pages leave open. The defaults are our decision: the likelier reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// DoubleTick tells SENT on Instagram too. Default: no; its Instagram page names READ, DELIVERED and FAILED.
    pub doubletick_sent_on_instagram: bool,
    /// Texter tells WhatsApp's `sent` as 0. Default: 1, as Meta's webhook proves acceptance.
    pub texter_sent_as_zero: bool,
    /// Zoho Desk writes its ids as strings, as its sibling events do. Default: bare integers, as in its sample.
    pub zoho_ids_as_strings: bool,
    /// Zoho Desk tells acceptance by itself as SENT. Default: no.
    pub zoho_accepted: bool,
    /// A skipped `delivered` is told before `seen`, basis implied. Default: no; skipped states are not invented.
    pub fill_delivered: bool,
}

/// The place in a capture that caused an effect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The capture, or the mark.
    pub seq: i64,
    /// When it was received; in `convert` the entry's time stands in.
    pub received_at: Option<Millis>,
    /// JSON path and bytes of what stands in for the receive time.
    pub received: Option<(String, Option<Range<usize>>)>,
    /// JSON path of the signal's item; `None` for a mark.
    pub path: Option<String>,
    /// Byte range of that item in the decoded body.
    pub span: Option<Range<usize>>,
    /// When the signal was said.
    pub at: Option<Millis>,
    /// JSON path and bytes that this was read from.
    pub at_path: Option<String>,
    /// Byte range of that time in the decoded body.
    pub at_span: Option<Range<usize>>,
    /// Where the account's id stands beside the item.
    pub account_place: Option<Place>,
}

impl Origin {
    /// The place of `signal`; its capture and when that was received are not known here.
    pub fn of(signal: &Signal) -> Self {
        Self {
            path: Some(signal.path.clone()),
            span: Some(signal.span.clone()),
            at: signal.at,
            at_path: signal.at_path.clone(),
            at_span: signal.at_span.clone(),
            account_place: signal.account_place.clone(),
            ..Self::default()
        }
    }

    /// Where in the item it stands, or else what `otherwise` says.
    fn item(&self, seek: Seek, otherwise: Source) -> Source {
        match &self.path {
            Some(path) => Source::Item {
                seq: self.seq,
                path: path.clone(),
                span: self.span.clone(),
                seek,
                otherwise: Box::new(otherwise),
            },
            None => otherwise,
        }
    }
}

/// A document, or why the vendor has none.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// As the vendor would send it.
    Event(Document),
    /// The reason in words.
    Withheld(String),
}

/// The transitions that vendors are told of in place of `transition`: itself, or, by option, a skipped `delivered`
/// (basis implied) before it. The text goes into the id of the event: empty for the transition itself.
pub fn told(transition: &Transition, options: &Options) -> Vec<(&'static str, Transition)> {
    let skipped = transition.to == State::Seen
        && transition.from != Some(State::Delivered)
        && transition.moves();
    if !(options.fill_delivered && skipped) {
        return vec![("", transition.clone())];
    }
    let filled = Transition { to: State::Delivered, basis: Basis::Implied, ..transition.clone() };
    let rest = Transition { from: Some(State::Delivered), ..transition.clone() };
    vec![("filled-", filled), ("", rest)]
}

/// What each vendor makes of a transition, in the order DoubleTick, Texter, Zoho Desk.
pub fn of_transition(
    transition: &Transition,
    origin: &Origin,
    directory: &Directory,
    options: &Options,
) -> [(Format, Outcome); 3] {
    let Some(peer) = transition.peer.as_deref() else {
        let reason =
            || Outcome::Withheld("It is not known which customer this message was for".to_owned());
        return [Format::DoubletickStatus, Format::Texter, Format::Zoho]
            .map(|format| (format, reason()));
    };
    let who = Who {
        platform: transition.platform,
        account: &transition.account,
        peer,
        directory,
        origin,
    };
    let told = Told { who, transition, options };
    [
        (Format::DoubletickStatus, doubletick::status(&told)),
        (Format::Texter, texter::status(&told)),
        (Format::Zoho, zoho::status(&told)),
    ]
}

/// What DoubleTick makes of an opening; the others have no event for it.
pub fn of_opening(opening: &Opening, origin: &Origin, directory: &Directory) -> (Format, Outcome) {
    let who = Who {
        platform: opening.platform,
        account: &opening.account,
        peer: &opening.peer,
        directory,
        origin,
    };
    (Format::DoubletickOpened, Outcome::Event(doubletick::opened(&who)))
}

/// A customer of an account, with the directory that may know their names. Of a group the customer is the group: handle,
/// ids and name are of one and the same peer (our decision), so a member's name never stands beside the group's id.
struct Who<'a> {
    platform: Platform,
    account: &'a str,
    peer: &'a str,
    directory: &'a Directory,
    origin: &'a Origin,
}

impl Who<'_> {
    /// A column of the customer's entry, else the customer's id as a stand-in.
    fn customer(&self, column: &'static str) -> Node {
        self.entry(Some(self.peer), column)
            .unwrap_or_else(|| self.stand_in(self.peer, "the customer's id", None))
    }

    /// A column of the account's entry, else the account's id as a stand-in.
    fn business(&self, column: &'static str) -> Node {
        self.entry(None, column).unwrap_or_else(|| {
            let beside = self.origin.account_place.clone();
            self.stand_in(self.account, "the account's id", beside)
        })
    }

    /// An id in place of what the directory does not know; `beside` the item it may stand too.
    fn stand_in(&self, id: &str, what: &str, beside: Option<Place>) -> Node {
        let why = Source::Assumed(format!("{what} stands in; the directory has no entry"));
        let source = self.origin.item(Seek::Id(beside), why);
        Node::Leaf(Leaf { scalar: Scalar::Text(id.to_owned()), source, stand_in: true })
    }

    /// A column of an entry, if the directory has it.
    fn entry(&self, peer: Option<&str>, column: &'static str) -> Option<Node> {
        let (value, learned) = self.directory.find(self.platform, self.account, peer, column)?;
        let (account, peer) = (self.account.to_owned(), peer.map(str::to_owned));
        Some(Node::text(
            value,
            Source::Directory { platform: self.platform, account, peer, column, learned },
        ))
    }

    /// What ids of ours are derived from.
    fn name(&self) -> String {
        format!("{}/{}/{}", self.platform.word(), self.account, self.peer)
    }
}

/// The members of an item that say a state, whatever the product: of any one item only those of its kind are there. A
/// `read` says `delivered` too, where a skipped one is filled in.
fn members(state: State) -> &'static [&'static str] {
    match state {
        State::Sent => &[],
        // An item of `smb_message_echoes` says by its writer that it is one.
        State::Accepted => &["message.is_echo", "is_echo", "status", "from"],
        State::Delivered => &["delivery", "read", "status"],
        State::Seen => &["read", "status"],
        State::Failed | State::ChannelFailed => &["status", "errors"],
        State::Deleted => &["message.is_deleted", "revoke", "status"],
    }
}

/// A transition with everything a vendor may ask.
struct Told<'a> {
    who: Who<'a>,
    transition: &'a Transition,
    options: &'a Options,
}

impl Told<'_> {
    /// The source of something that the signal's item says, or else `otherwise`, in words.
    fn item_source(&self, otherwise: &str) -> Source {
        self.who.origin.item(Seek::Value, Source::Rule(otherwise.to_owned()))
    }

    fn by_hand(&self) -> bool {
        self.transition.basis == Basis::Simulated
    }

    /// The source of what no item is known for.
    fn no_item(&self) -> Source {
        Source::Rule(match self.by_hand() {
            true => "set by you".to_owned(),
            false => format!("told by capture {}, which is not kept any more", self.who.origin.seq),
        })
    }

    /// The source of the words for a failure: where they stand in the item, or the item that they were put together of.
    fn error_source(&self) -> Source {
        let Origin { seq, path, span, .. } = self.who.origin;
        let Some(path) = path else { return self.no_item() };
        let whole = Source::Capture { seq: *seq, path: path.clone(), span: span.clone() };
        self.who.origin.item(Seek::Value, whole)
    }

    /// Where the receive time comes from.
    fn received_source(&self) -> Source {
        let seq = self.who.origin.seq;
        match &self.who.origin.received {
            Some((path, span)) => Source::Capture { seq, path: path.clone(), span: span.clone() },
            None if self.by_hand() => Source::Rule("when you set it".to_owned()),
            None => Source::Rule(format!("when capture {seq} was received")),
        }
    }

    /// Meta's id of the message: named by the signal, or implied by it.
    fn message_id(&self) -> Node {
        let otherwise = match self.transition.basis {
            Basis::Implied => "a message of this conversation that a receipt covers",
            _ => "named by an earlier capture",
        };
        Node::text(&self.transition.message_id, self.item_source(otherwise))
    }

    /// Meta's id of the customer.
    fn peer(&self) -> Node {
        Node::text(self.who.peer, self.item_source("the customer's id at Meta"))
    }

    /// A status word or number, by the vendor's table.
    fn state(&self, scalar: Scalar) -> Node {
        let to = self.to().word().replace('_', " ");
        let basis = match self.transition.basis {
            Basis::Observed => "observed",
            Basis::Implied => "implied by a receipt that covers it",
            Basis::Simulated => "set by you",
        };
        let rule = Source::Rule(format!("the message is {to} ({basis})"));
        let source = match self.by_hand() {
            true => rule,
            false => self.who.origin.item(Seek::Members(members(self.to())), rule),
        };
        Node::leaf(scalar, source)
    }

    /// When it was said; the receive time stands in.
    fn at(&self) -> (Millis, Source) {
        match (self.transition.at, self.who.origin.received_at) {
            (Some(at), _) => (at, self.at_source(at)),
            (None, Some(at)) => (at, self.received_source()),
            (None, None) => (0, Source::Assumed("no time is known".to_owned())),
        }
    }

    fn at_source(&self, at: Millis) -> Source {
        let origin = self.who.origin;
        match (&origin.path, &origin.at_path) {
            (None, _) => self.no_item(),
            (Some(_), _) if origin.at != Some(at) => {
                Source::Rule("the time of a receipt in an earlier capture".to_owned())
            }
            (Some(_), Some(path)) => Source::Capture {
                seq: origin.seq,
                path: path.clone(),
                span: origin.at_span.clone(),
            },
            (Some(_), None) => Source::Rule("the receive time, as Meta gave none".to_owned()),
        }
    }

    /// [`Self::at`] as ISO 8601 with milliseconds and Z.
    fn at_iso(&self) -> Node {
        let (at, source) = self.at();
        Node::text(iso(at), source)
    }

    fn to(&self) -> State {
        self.transition.to
    }
}
