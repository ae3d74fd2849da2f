//! One fact on its way into the storage, and the flags that tell what became of it. What follows for others: `settle`.

use super::apply::CaptureInfo;
use super::conversation::ConversationRecord;
use super::fact::{Fact, Receipt, Says};
use super::record::{Claims, Evidence, MessageRecord, earliest, join};
use super::settle::covers;
use super::{Basis, Caused, Effects, MessageKey, Opening, State, Storage, ThreadKey, Transition};
use crate::signal::{Direction, Flag, Flags, Millis, Platform};

/// A watermark so far past all that is known is not believed; a time so far past its receipt is of a wrong clock.
const DAY: Millis = 24 * 60 * 60 * 1_000;
const SKEW: Millis = 5 * 60 * 1_000;

/// An oddity the ledger found: code and sentence.
pub(super) type Note = Option<(&'static str, &'static str)>;

/// One fact on its way into the storage.
pub(super) struct Step<'a, S: Storage> {
    pub(super) storage: &'a mut S,
    pub(super) capture: &'a CaptureInfo,
    pub(super) fact: &'a Fact,
    pub(super) signal: usize,
    pub(super) effects: &'a mut Effects,
    pub(super) basis: Basis,
    pub(super) flags: Flags,
    pub(super) problem: Note,
    /// Transitions with the time of their message, for ordering.
    pub(super) moved: Vec<(Millis, Transition)>,
}

impl<'a, S: Storage> Step<'a, S> {
    pub(super) fn new(
        storage: &'a mut S,
        capture: &'a CaptureInfo,
        fact: &'a Fact,
        signal: usize,
        effects: &'a mut Effects,
    ) -> Self {
        let (basis, flags) = (Basis::Observed, Flags::default());
        Self {
            storage,
            capture,
            fact,
            signal,
            effects,
            basis,
            flags,
            problem: None,
            moved: Vec::new(),
        }
    }

    pub(super) fn run(mut self) -> Result<(Flags, Note), S::Error> {
        let fact = self.fact;
        if let (Some(at), Some(received)) = (fact.at, self.capture.received_at)
            && at > received.saturating_add(SKEW)
        {
            self.flags.insert(Flag::ClockSkew);
        }
        let Some(account) = fact.account.as_deref().filter(|_| fact.platform != Platform::Unknown)
        else {
            if let Says::Other { key: Some(key), .. } = fact.says {
                self.first_time(key)?;
            }
            return Ok((self.flags, self.problem));
        };
        match &fact.says {
            Says::Message { direction, key } => self.message(account, *direction, *key)?,
            Says::Deletion { by } => self.deletion(account, *by)?,
            Says::Receipt(receipt) if fact.sample => {
                if let Some(key) = receipt.key {
                    self.first_time(key)?;
                }
            }
            Says::Receipt(receipt) => self.receipt(account, receipt)?,
            Says::Other { key, touches } => {
                if let Some(key) = key {
                    self.first_time(*key)?;
                }
                if *touches {
                    self.touch(account)?;
                }
            }
        }
        self.moved.sort_by(|left, right| {
            (left.0, &left.1.message_id).cmp(&(right.0, &right.1.message_id))
        });
        for (_, effect) in self.moved.drain(..) {
            self.effects.transitions.push(Caused { signal: self.signal, effect });
        }
        Ok((self.flags, self.problem))
    }

    fn first_time(&mut self, key: i64) -> Result<bool, S::Error> {
        let first = self.storage.first_time(key)?;
        if !first {
            self.flags.insert(Flag::Duplicate);
        }
        Ok(first)
    }

    /// Makes the fact's conversation known.
    fn touch(&mut self, account: &str) -> Result<(), S::Error> {
        let Some(peer) = &self.fact.peer else { return Ok(()) };
        let key = ThreadKey {
            platform: self.fact.platform,
            account: account.to_owned(),
            peer: peer.clone(),
        };
        let known = self.storage.conversation(&key)?;
        let fresh = known.is_none();
        let mut record = known.unwrap_or_else(|| ConversationRecord::new(key));
        let real = record.sample && !self.fact.sample;
        let group = self.fact.group && !record.group;
        if fresh || real || group {
            record.sample &= self.fact.sample;
            record.group |= self.fact.group;
            self.keep_conversation(record)?;
        }
        Ok(())
    }

    fn load(&mut self, account: &str, mid: &str) -> Result<MessageRecord, S::Error> {
        let key = MessageKey {
            platform: self.fact.platform,
            account: account.to_owned(),
            message_id: mid.to_owned(),
        };
        let known = self.storage.message(&key)?;
        Ok(known.unwrap_or_else(|| MessageRecord {
            sample: self.fact.sample,
            ..MessageRecord::new(key)
        }))
    }

    fn message(
        &mut self,
        account: &str,
        direction: Direction,
        key: Option<i64>,
    ) -> Result<(), S::Error> {
        self.touch(account)?;
        let claim = match direction {
            Direction::Inbound => Claims::MESSAGE,
            Direction::Outbound => Claims::ECHO,
            Direction::SelfMessage => Claims::SELF,
        };
        let repeated = match (&self.fact.message_id, key) {
            (Some(mid), _) => {
                let mut record = self.load(account, mid)?;
                let repeated = record.claims.has(claim);
                self.tell_message(&mut record, claim, repeated)?;
                let accepted = (claim.has(Claims::ECHO)).then_some(State::Accepted);
                self.amend(record, |record, step| {
                    if let Some(state) = accepted {
                        record.rail.add(state, step.evidence(None));
                    }
                })?;
                repeated
            }
            (None, Some(key)) => !self.first_time(key)?,
            (None, None) => false,
        };
        if repeated {
            self.flags.insert(Flag::Duplicate);
        } else if !self.fact.sample {
            self.arrived(account, direction)?;
        }
        Ok(())
    }

    /// Writes what a message says of itself into its record.
    fn tell_message(
        &mut self,
        record: &mut MessageRecord,
        claim: Claims,
        repeated: bool,
    ) -> Result<(), S::Error> {
        let fact = self.fact;
        if !repeated && record.last_said > fact.at && fact.at.is_some() {
            self.flags.insert(Flag::OutOfOrder);
        }
        if !repeated && record.claims.known() {
            let was = record.direction();
            let mut claims = record.claims;
            claims.add(claim);
            if was.is_some() && (record.claims != claims) && !claim.has(Claims::ANNOUNCED) {
                self.problem =
                    Some(("direction_conflict", "This message was said by the other side before."));
            }
        }
        let first = !record.claims.known();
        record.claims.add(claim);
        record.at = earliest(record.at, fact.at);
        record.at_latest = record.at_latest.max(fact.at);
        if fact.peer.is_some() && (first || record.peer.is_none() || fact.peer < record.peer) {
            record.peer.clone_from(&fact.peer);
        }
        record.standby |= fact.standby;
        record.sample &= fact.sample;
        if record.session.is_none()
            && let Some(thread) = record.thread()
        {
            let conversation = self.storage.conversation(&thread)?;
            record.session =
                Some(conversation.map_or(0, |conversation| conversation.session_at(fact.at)));
        }
        Ok(())
    }

    /// A message that is no repeat arrived in its conversation: order, and whether it opens.
    fn arrived(&mut self, account: &str, direction: Direction) -> Result<(), S::Error> {
        let fact = self.fact;
        let Some(peer) = fact.peer.clone() else { return Ok(()) };
        let key = ThreadKey { platform: fact.platform, account: account.to_owned(), peer };
        let known = self.storage.conversation(&key)?;
        let mut conversation = known.unwrap_or_else(|| ConversationRecord::new(key));
        if fact.at.is_some() && fact.at < conversation.last_at {
            self.flags.insert(Flag::OutOfOrder);
        }
        conversation.last_at = conversation.last_at.max(fact.at);
        if direction == Direction::Inbound {
            let before_done = fact.at.is_some() && fact.at <= conversation.done_at();
            if before_done {
                self.flags.insert(Flag::BeforeDone);
            } else if !conversation.opened {
                conversation.opened = true;
                let ThreadKey { platform, account, peer } = conversation.key.clone();
                let flags = fact.standby.then_some(Flag::Standby).into_iter().collect();
                let effect = Opening { platform, account, peer, at: fact.at, flags };
                self.effects.openings.push(Caused { signal: self.signal, effect });
            }
        }
        self.keep_conversation(conversation)
    }

    fn deletion(&mut self, account: &str, by: Option<Direction>) -> Result<(), S::Error> {
        let Some(mid) = &self.fact.message_id else { return Ok(()) };
        let mut record = self.load(account, mid)?;
        if record.deleted.as_ref().is_some_and(|deleted| deleted.basis == Basis::Observed) {
            self.flags.insert(Flag::Duplicate);
        }
        if record.placeholder() {
            self.flags.insert(Flag::Orphan);
        }
        let known = record.claims.known().then(|| record.direction()).flatten();
        if matches!((known, by), (Some(known), Some(by)) if known != by) {
            self.problem = Some((
                "direction_conflict",
                "The deletion names the other side than the message itself.",
            ));
        }
        match by {
            Some(Direction::Outbound) => {
                record.claims.add(Claims::DELETED_OUT);
                // Only the account's own deletion tells for whom the message was.
                if !record.claims.known() && (record.peer.is_none() || self.fact.peer < record.peer)
                {
                    record.peer.clone_from(&self.fact.peer);
                }
            }
            Some(Direction::Inbound) => record.claims.add(Claims::DELETED_IN),
            Some(Direction::SelfMessage) => record.claims.add(Claims::SELF),
            None => {}
        }
        self.touch(account)?;
        self.amend(record, |record, step| join(&mut record.deleted, step.evidence(None)))
    }

    fn receipt(&mut self, account: &str, receipt: &Receipt) -> Result<(), S::Error> {
        self.touch(account)?;
        let mut repeated = match receipt.key {
            Some(key) => !self.first_time(key)?,
            None => false,
        };
        // Behind what is known already; `None` as long as nothing was compared.
        let mut behind = None;
        for mid in self.fact.message_id.iter().chain(&receipt.mids) {
            let named = self.named(account, mid, receipt)?;
            repeated |= named == Standing::Repeated;
            behind = Some(behind.unwrap_or(true) && named != Standing::New);
        }
        if let (Some(before), Some(peer)) = (receipt.before, &self.fact.peer) {
            let thread = ThreadKey {
                platform: self.fact.platform,
                account: account.to_owned(),
                peer: peer.clone(),
            };
            if self.believable(before) {
                let seen = self.storage.conversation(&thread)?.and_then(|known| known.seen);
                let covered = receipt.state == State::Delivered
                    && seen.is_some_and(|seen| seen.before >= before);
                let moved =
                    self.extend(thread, receipt.state, before, self.fact.at, self.capture.seq)?;
                // Where messages are named, they tell whether it came late.
                behind = behind.or(Some(covered || !moved));
            } else {
                self.flags.insert(Flag::ClockSkew);
            }
        }
        if self.moved.is_empty() && self.basis != Basis::Simulated {
            if repeated {
                self.flags.insert(Flag::Duplicate);
            } else if behind == Some(true) {
                self.flags.insert(Flag::Late);
            }
        }
        Ok(())
    }

    /// Whether a watermark lies no further in the future than clocks disagree.
    fn believable(&self, before: Millis) -> bool {
        match self.capture.received_at.max(self.fact.at) {
            Some(now) => before <= now.saturating_add(DAY),
            None => true,
        }
    }

    /// A receipt about a message that it names.
    fn named(&mut self, account: &str, mid: &str, receipt: &Receipt) -> Result<Standing, S::Error> {
        let participant = receipt.participant.as_deref();
        let mut record = self.load(account, mid)?;
        let key = record.key();
        // WhatsApp has no echo: `sent` is the first that anyone hears of a message, and stands for it.
        let announces = record.platform == Platform::Whatsapp && receipt.state == State::Accepted;
        if record.orphan() {
            self.flags.insert(Flag::Orphan);
        }
        if record.claims.known() && record.direction() != Some(Direction::Outbound) {
            self.problem = Some((
                "direction_conflict",
                "A status of a message that the account did not send.",
            ));
        }
        if record.last_said > self.fact.at && self.fact.at.is_some() {
            self.flags.insert(Flag::OutOfOrder);
        }
        let rail = record.rail_of(participant);
        let before = rail.state();
        let standing = match rail.of(receipt.state) {
            Some(evidence) if evidence.basis == Basis::Observed && receipt.key.is_none() => {
                Standing::Repeated
            }
            Some(_) => Standing::Behind,
            None if before.is_some_and(|before| covers(before, receipt.state)) => Standing::Behind,
            None => Standing::New,
        };
        record.claims.add(if announces { Claims::ANNOUNCED } else { Claims::RECEIPT });
        record.sample = false;
        if record.peer.is_none()
            || (record.placeholder() && self.fact.peer.is_some() && self.fact.peer < record.peer)
        {
            record.peer.clone_from(&self.fact.peer);
        }
        if announces
            && record.session.is_none()
            && let Some(thread) = record.thread()
        {
            let conversation = self.storage.conversation(&thread)?;
            record.session =
                Some(conversation.map_or(0, |conversation| conversation.session_at(self.fact.at)));
        }
        self.amend(record, |record, step| {
            let evidence = Evidence { code: receipt.code, ..step.evidence(receipt.error.clone()) };
            if receipt.earlier {
                join(&mut record.read_named, evidence.clone());
            }
            match receipt.state {
                State::Deleted => join(&mut record.deleted, evidence),
                state => {
                    if let Some(rail) = record.rail_mut(participant) {
                        rail.add(state, evidence);
                    }
                }
            }
            if record.rail_of(participant).contradicted() {
                step.flags.insert(Flag::Contradicted);
            }
        })?;
        if self.basis == Basis::Simulated && self.moved.is_empty() {
            self.note_set(&key, participant, receipt.state, receipt.error.clone())?;
        }
        Ok(standing)
    }
}

/// How a receipt stands to what is known of the message it names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    New,
    Behind,
    Repeated,
}
