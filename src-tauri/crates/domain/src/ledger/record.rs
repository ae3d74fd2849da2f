//! What the ledger remembers of a message, and the pure rules that turn it into a state. Every
//! field only grows or moves one way, so that any order of arrival ends in the same record.

use serde::{Deserialize, Serialize};

use super::{Basis, MessageKey, State, ThreadKey};
use crate::signal::{Direction, Millis, Platform};

/// Why a state is known to have been reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Earliest time said for it.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Millis>,
    /// Capture or mark that brought it first.
    #[serde(rename = "q")]
    pub seq: i64,
    /// The best basis so far: observed before implied before simulated.
    #[serde(rename = "b")]
    pub basis: Basis,
    /// Failure in words.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Meta's code of the error that the words are of.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
}

/// Joins `new` into `slot`: earliest time, best basis, first bringer. What was set by hand gives way to what was told.
pub(super) fn join(slot: &mut Option<Evidence>, new: Evidence) {
    let by_hand = |evidence: &Evidence| evidence.basis == Basis::Simulated;
    match slot {
        None => *slot = Some(new),
        Some(old) if by_hand(old) && !by_hand(&new) => *old = new,
        Some(old) if by_hand(&new) && !by_hand(old) => {}
        Some(old) => {
            old.at = earliest(old.at, new.at);
            old.basis = old.basis.min(new.basis);
            if old.error.is_none() {
                (old.error, old.code) = (new.error, new.code);
            }
        }
    }
}

/// The earlier of two times, an unknown one giving way.
pub(super) fn earliest(left: Option<Millis>, right: Option<Millis>) -> Option<Millis> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    }
}

/// The states evidenced for one message, or for one member of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "Vec<(State, Evidence)>", from = "Vec<(State, Evidence)>")]
pub struct Rail {
    /// Indexed by [`State`] up to and including `channel_failed`.
    evidence: [Option<Evidence>; 6],
}

impl From<Rail> for Vec<(State, Evidence)> {
    fn from(rail: Rail) -> Self {
        rail.iter().map(|(state, evidence)| (state, evidence.clone())).collect()
    }
}

impl From<Vec<(State, Evidence)>> for Rail {
    fn from(list: Vec<(State, Evidence)>) -> Self {
        let mut rail = Self::default();
        list.into_iter().for_each(|(state, evidence)| rail.add(state, evidence));
        rail
    }
}

impl Rail {
    /// Nothing is evidenced.
    pub fn is_empty(&self) -> bool {
        self.evidence.iter().all(Option::is_none)
    }

    /// The evidence for `state`; none for `deleted`, which is kept on the message.
    pub fn of(&self, state: State) -> Option<&Evidence> {
        self.evidence.get(state as usize)?.as_ref()
    }

    /// Adds evidence for `state`.
    pub(super) fn add(&mut self, state: State, evidence: Evidence) {
        if let Some(slot) = self.evidence.get_mut(state as usize) {
            join(slot, evidence);
        }
    }

    /// Every state evidenced, in rank order.
    pub fn iter(&self) -> impl Iterator<Item = (State, &Evidence)> {
        State::ALL.iter().filter_map(|state| Some((*state, self.of(*state)?)))
    }

    /// The state that follows from the evidence: delivery and reading beat a failure, a failure beats acceptance.
    pub fn state(&self) -> Option<State> {
        [
            State::Seen,
            State::Delivered,
            State::ChannelFailed,
            State::Failed,
            State::Accepted,
            State::Sent,
        ]
        .into_iter()
        .find(|state| self.of(*state).is_some())
    }

    /// A failure stands beside proof that the message arrived, and both were told: what was set by hand contradicts nobody.
    pub fn contradicted(&self) -> bool {
        let told = |state| self.of(state).is_some_and(|known| known.basis != Basis::Simulated);
        let failed = told(State::Failed) || told(State::ChannelFailed);
        failed && (told(State::Delivered) || told(State::Seen))
    }

    fn joined(&self, other: &Rail) -> Rail {
        let mut rail = self.clone();
        for (state, evidence) in other.iter() {
            rail.add(state, evidence.clone());
        }
        rail
    }
}

/// Most members of a group whose states are kept, per message; the largest groups of WhatsApp have as many.
const MOST_MEMBERS: usize = 1_024;

/// One member of a group and what is known of the message there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The member's id.
    pub participant: String,
    /// States evidenced for them.
    pub rail: Rail,
}

/// Who spoke of a message, and so on which side it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Claims(u8);

impl Claims {
    /// An echo: the business wrote it.
    pub const ECHO: Self = Self(1);
    /// A customer's message or postback.
    pub const MESSAGE: Self = Self(2);
    /// A message of the account to itself.
    pub const SELF: Self = Self(4);
    /// A receipt or status.
    pub const RECEIPT: Self = Self(8);
    /// A deletion by the account.
    pub const DELETED_OUT: Self = Self(16);
    /// A deletion by the customer.
    pub const DELETED_IN: Self = Self(32);
    /// WhatsApp `sent`, which stands for the echo that WhatsApp does not have.
    pub const ANNOUNCED: Self = Self(64);

    /// Whether any claim of `other` was made.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Adds the claims of `other`.
    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether the message itself was seen, not only something about it.
    pub fn known(self) -> bool {
        self.has(Self(Self::ECHO.0 | Self::MESSAGE.0 | Self::SELF.0 | Self::ANNOUNCED.0))
    }
}

/// A state that a message has not moved on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standstill {
    /// [`State::Accepted`] or [`State::Delivered`].
    pub state: State,
    /// Since when.
    pub since: Millis,
}

/// What is known of one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRecord {
    /// The product.
    #[serde(rename = "p")]
    pub platform: Platform,
    /// The business account.
    #[serde(rename = "a")]
    pub account: String,
    /// Meta's id of it.
    #[serde(rename = "m")]
    pub message_id: String,
    /// The customer, once known.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub peer: Option<String>,
    /// Who spoke of it.
    #[serde(rename = "w")]
    pub claims: Claims,
    /// When it was said: the earliest time claimed by the message itself. Unknown for a placeholder.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Millis>,
    /// The latest time claimed by the message itself; differs from `at` only when repeats disagree.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub at_latest: Option<Millis>,
    /// The latest time of anything said about it.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub last_said: Option<Millis>,
    /// A receipt named this very message as read (Instagram): time said and capture. Moves earlier messages too.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub read_named: Option<Evidence>,
    /// States of the message as a whole.
    #[serde(rename = "r", default, skip_serializing_if = "Rail::is_empty")]
    pub rail: Rail,
    /// States per member of a group, in order of first mention.
    #[serde(rename = "g", default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
    /// A deletion, also of a message whose side is not known yet.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Evidence>,
    /// Done marks of the conversation before it, fixed when the message itself was first seen.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub session: Option<u32>,
    /// An App Dashboard sample: no states.
    #[serde(rename = "x", default, skip_serializing_if = "std::ops::Not::not")]
    pub sample: bool,
    /// Another app owned the thread.
    #[serde(rename = "b", default, skip_serializing_if = "std::ops::Not::not")]
    pub standby: bool,
}

impl MessageRecord {
    /// Nothing known yet but the id.
    pub fn new(key: MessageKey) -> Self {
        Self {
            platform: key.platform,
            account: key.account,
            message_id: key.message_id,
            peer: None,
            claims: Claims::default(),
            at: None,
            at_latest: None,
            last_said: None,
            read_named: None,
            rail: Rail::default(),
            members: Vec::new(),
            deleted: None,
            session: None,
            sample: false,
            standby: false,
        }
    }

    /// Its identity.
    pub fn key(&self) -> MessageKey {
        MessageKey {
            platform: self.platform,
            account: self.account.clone(),
            message_id: self.message_id.clone(),
        }
    }

    /// Its conversation, once the customer is known.
    pub fn thread(&self) -> Option<ThreadKey> {
        Some(ThreadKey {
            platform: self.platform,
            account: self.account.clone(),
            peer: self.peer.clone()?,
        })
    }

    /// Who wrote it, from everything that spoke of it: a self message, then an echo, a deletion by the account, the
    /// customer's message, a receipt, and last a deletion by the customer.
    pub fn direction(&self) -> Option<Direction> {
        [
            (Claims::SELF, Direction::SelfMessage),
            (Claims::ECHO, Direction::Outbound),
            (Claims::ANNOUNCED, Direction::Outbound),
            (Claims::DELETED_OUT, Direction::Outbound),
            (Claims::MESSAGE, Direction::Inbound),
            (Claims::RECEIPT, Direction::Outbound),
            (Claims::DELETED_IN, Direction::Inbound),
        ]
        .into_iter()
        .find_map(|(claim, direction)| self.claims.has(claim).then_some(direction))
    }

    /// Only receipts or a deletion spoke of it so far.
    pub fn placeholder(&self) -> bool {
        !self.claims.known()
    }

    /// A receipt came before the message itself, which should have come first. WhatsApp has no echo of what was sent through
    /// its API: a status is the first that anyone hears of such a message, so nothing is odd about it there.
    pub(super) fn orphan(&self) -> bool {
        self.placeholder() && self.platform != Platform::Whatsapp
    }

    /// Whether statuses apply at all: outbound, and no sample.
    pub fn has_status(&self) -> bool {
        !self.sample && self.direction() == Some(Direction::Outbound)
    }

    /// Its state: `deleted` lies over the delivery state. In a group: the furthest any member has got.
    pub fn state(&self) -> Option<State> {
        self.has_status().then_some(())?;
        if self.deleted.is_some() { Some(State::Deleted) } else { self.delivery_state() }
    }

    /// Its state without a deletion.
    pub fn delivery_state(&self) -> Option<State> {
        self.has_status().then_some(())?;
        self.summary().state()
    }

    /// The rail of everyone together.
    pub fn summary(&self) -> Rail {
        self.members.iter().fold(self.rail.clone(), |rail, member| rail.joined(&member.rail))
    }

    /// Of somebody a failure and an arrival were both told. That one member of a group has it and another has not is no
    /// contradiction.
    pub fn contradicted(&self) -> bool {
        self.rail.contradicted()
            || self.members.iter().any(|member| self.rail.joined(&member.rail).contradicted())
    }

    /// Where it stands still: accepted and nothing more, since it was said, else since the channel took it; or delivered and
    /// not seen, since it was delivered. Nowhere once it was seen, failed or was deleted, where the time is not known, and
    /// where no states apply. What was only set by hand does not count. Instagram never says delivered.
    pub fn standstill(&self) -> Option<Standstill> {
        self.has_status().then_some(())?;
        let rail = self.summary();
        let told = |state| rail.of(state).filter(|known| known.basis != Basis::Simulated);
        let deleted = self.deleted.as_ref().is_some_and(|known| known.basis != Basis::Simulated);
        if deleted || told(State::Seen).is_some() {
            return None;
        }
        if let Some(delivered) = told(State::Delivered) {
            return delivered.at.map(|since| Standstill { state: State::Delivered, since });
        }
        if told(State::Failed).or_else(|| told(State::ChannelFailed)).is_some() {
            return None;
        }
        let since = self.at.or_else(|| told(State::Accepted)?.at)?;
        Some(Standstill { state: State::Accepted, since })
    }

    /// What is evidenced for `participant` (with what holds for the whole message), or for the message as a whole.
    pub fn rail_of(&self, participant: Option<&str>) -> Rail {
        match self.members.iter().find(|member| Some(member.participant.as_str()) == participant) {
            Some(member) => self.rail.joined(&member.rail),
            None => self.rail.clone(),
        }
    }

    /// The visible state for `participant`, or of the message as a whole.
    pub(super) fn standing(&self, participant: Option<&str>) -> Option<State> {
        self.has_status().then_some(())?;
        if self.deleted.is_some() {
            Some(State::Deleted)
        } else {
            self.rail_of(participant).state()
        }
    }

    /// The rail to write evidence for `participant` to; none for one beyond [`MOST_MEMBERS`].
    pub(super) fn rail_mut(&mut self, participant: Option<&str>) -> Option<&mut Rail> {
        let Some(participant) = participant else { return Some(&mut self.rail) };
        let index = match self.members.iter().position(|member| member.participant == participant) {
            Some(index) => index,
            None if self.members.len() >= MOST_MEMBERS => return None,
            None => {
                self.members
                    .push(Member { participant: participant.to_owned(), rail: Rail::default() });
                self.members.len() - 1
            }
        };
        Some(&mut self.members[index].rail)
    }
}
