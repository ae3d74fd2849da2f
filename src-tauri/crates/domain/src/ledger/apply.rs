//! Signals and marks, one capture at a time, into records and effects. The only code that writes the ledger's storage.

use super::fact::{Fact, Receipt, Says};
use super::record::{Claims, ConversationRecord, Evidence, Horizon, MessageRecord, earliest, join};
use super::{Basis, Caused, Effects, MessageKey, Opening, State, Storage, ThreadKey, Transition};
use crate::problem::Problem;
use crate::signal::{Direction, Flag, Flags, Millis, Platform, Signal};

/// A watermark this far past everything we know of the clock is not believed; a time this far past the receive time is
/// a clock that is wrong.
const DAY: Millis = 24 * 60 * 60 * 1_000;
const SKEW: Millis = 5 * 60 * 1_000;

/// The capture that signals come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptureInfo {
    /// Its place in the journal.
    pub seq: i64,
    /// When it was received; `None` in `convert`.
    pub received_at: Option<Millis>,
}

/// A mark the user (or a scenario) made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A conversation is done; nothing said up to `at` opens it again.
    Done {
        /// Which conversation.
        thread: ThreadKey,
        /// The time it names.
        at: Millis,
    },
    /// A message is said to have reached a state; basis simulated.
    State {
        /// Which message.
        message: MessageKey,
        /// Group member, if the state is theirs.
        participant: Option<String>,
        /// The state.
        state: State,
        /// When.
        at: Millis,
        /// Failure in words.
        error: Option<String>,
    },
}

/// Applies one capture's signals in order; adds the ledger's flags and problems to them.
pub fn apply<S: Storage>(
    storage: &mut S,
    capture: &CaptureInfo,
    signals: &mut [Signal],
) -> Result<Effects, S::Error> {
    let mut effects = Effects::default();
    for (index, signal) in signals.iter_mut().enumerate() {
        let fact = Fact::of(signal);
        let (flags, problem) = Step::new(storage, capture, &fact, index, &mut effects).run()?;
        flags.iter().for_each(|flag| signal.flags.insert(flag));
        if fact.sample {
            signal.flags.insert(Flag::Sample);
        }
        if fact.standby {
            signal.flags.insert(Flag::Standby);
        }
        if signal.kind == crate::signal::Kind::MessageEdited && signal.data.num_edit == Some(0) {
            signal.flags.insert(Flag::Placeholder);
        }
        if let Some((code, message)) = problem {
            signal.problems.push(Problem::new(code, signal.path.clone(), message));
        }
    }
    Ok(effects)
}

/// Applies what stayed of a deleted capture. The effects exist so that ids stay the same; they are not to be listed.
pub fn apply_skeleton<S: Storage>(
    storage: &mut S,
    capture: &CaptureInfo,
    facts: &[Fact],
) -> Result<Effects, S::Error> {
    let mut effects = Effects::default();
    for (index, fact) in facts.iter().enumerate() {
        Step::new(storage, capture, fact, index, &mut effects).run()?;
    }
    Ok(effects)
}

/// Applies a mark at its place in the journal.
pub fn apply_mark<S: Storage>(storage: &mut S, seq: i64, mark: &Mark) -> Result<Effects, S::Error> {
    let mut effects = Effects::default();
    match mark {
        Mark::Done { thread, at } => {
            let known = storage.conversation(thread)?;
            let mut record = known.unwrap_or_else(|| ConversationRecord::new(thread.clone()));
            record.done.push(*at);
            record.opened = false;
            effects.touch_conversation(thread);
            storage.put_conversation(record)?;
        }
        Mark::State { message, participant, state, at, error } => {
            let fact = Fact {
                platform: message.platform,
                account: Some(message.account.clone()),
                peer: None,
                message_id: Some(message.message_id.clone()),
                at: Some(*at),
                sample: false,
                standby: false,
                says: Says::Receipt(Receipt {
                    state: *state,
                    mids: Vec::new(),
                    before: None,
                    earlier: false,
                    participant: participant.clone(),
                    key: None,
                    error: error.clone(),
                }),
            };
            let capture = CaptureInfo { seq, received_at: None };
            let mut step = Step::new(storage, &capture, &fact, 0, &mut effects);
            step.basis = Basis::Simulated;
            step.run()?;
        }
    }
    Ok(effects)
}

type Note = Option<(&'static str, &'static str)>;

/// One fact on its way into the storage.
struct Step<'a, S: Storage> {
    storage: &'a mut S,
    capture: &'a CaptureInfo,
    fact: &'a Fact,
    signal: usize,
    effects: &'a mut Effects,
    basis: Basis,
    flags: Flags,
    problem: Note,
    /// Transitions with the time of their message, for ordering.
    moved: Vec<(Millis, Transition)>,
}

impl<'a, S: Storage> Step<'a, S> {
    fn new(
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

    fn run(mut self) -> Result<(Flags, Note), S::Error> {
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
        if fresh || (record.sample && !self.fact.sample) {
            record.sample = self.fact.sample;
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
            Some(Direction::Outbound) => record.claims.add(Claims::DELETED_OUT),
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
        let mut behind = true;
        for mid in self.fact.message_id.iter().chain(&receipt.mids) {
            let named = self.named(account, mid, receipt)?;
            repeated |= named == Standing::Repeated;
            behind &= named != Standing::New;
        }
        if let (Some(before), Some(peer)) = (receipt.before, &self.fact.peer) {
            let thread = ThreadKey {
                platform: self.fact.platform,
                account: account.to_owned(),
                peer: peer.clone(),
            };
            if self.believable(before) {
                behind &=
                    !self.extend(thread, receipt.state, before, self.fact.at, self.capture.seq)?;
            } else {
                self.flags.insert(Flag::ClockSkew);
            }
        }
        if self.moved.is_empty() && self.basis != Basis::Simulated {
            if repeated {
                self.flags.insert(Flag::Duplicate);
            } else if behind {
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
        // WhatsApp has no echo: `sent` is the first that anyone hears of a message, and stands for it.
        let announces = record.platform == Platform::Whatsapp && receipt.state == State::Accepted;
        if record.placeholder() && !announces {
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
            let evidence = step.evidence(receipt.error.clone());
            if receipt.earlier {
                join(&mut record.read_named, evidence.clone());
            }
            match receipt.state {
                State::Deleted => join(&mut record.deleted, evidence),
                state => record.rail_mut(participant).add(state, evidence),
            }
            if record.rail_of(participant).contradicted() {
                step.flags.insert(Flag::Contradicted);
            }
        })?;
        Ok(standing)
    }

    fn evidence(&self, error: Option<String>) -> Evidence {
        Evidence { at: self.fact.at, seq: self.capture.seq, basis: self.basis, error }
    }

    /// Changes one record, lets its conversation's horizons cover it, lets it move its conversation's read horizon,
    /// and notes the transitions that follow.
    fn amend(
        &mut self,
        known: MessageRecord,
        change: impl FnOnce(&mut MessageRecord, &mut Self),
    ) -> Result<(), S::Error> {
        let key = known.key();
        let stored = self.storage.message(&key)?.unwrap_or_else(|| MessageRecord::new(key));
        let mut record = known;
        change(&mut record, self);
        record.last_said = record.last_said.max(self.fact.at);
        let mut extends = None;
        if record.has_status()
            && let Some(thread) = record.thread()
        {
            if let Some(at) = record.at
                && let Some(conversation) = self.storage.conversation(&thread)?
            {
                cover(&mut record, State::Delivered, conversation.delivered.as_ref(), at);
                cover(&mut record, State::Seen, conversation.seen.as_ref(), at);
            }
            if let (Some(read), Some(until)) = (&record.read_named, record.at_latest) {
                extends = Some((thread, until, read.at, read.seq));
            }
        }
        if record != stored {
            self.note(&stored, &record)?;
            self.effects.touch_message(record.key());
            self.storage.put_message(record)?;
        }
        if let Some((thread, until, at, seq)) = extends {
            self.extend(thread, State::Seen, until, at, seq)?;
        }
        Ok(())
    }

    /// Moves a conversation's horizon to `before`, and with it every outbound message said since the last one.
    /// Says whether it moved.
    fn extend(
        &mut self,
        thread: ThreadKey,
        state: State,
        before: Millis,
        at: Option<Millis>,
        seq: i64,
    ) -> Result<bool, S::Error> {
        let known = self.storage.conversation(&thread)?;
        let mut conversation = known.unwrap_or_else(|| ConversationRecord::new(thread.clone()));
        conversation.sample = false;
        let slot =
            if state == State::Seen { &mut conversation.seen } else { &mut conversation.delivered };
        let from = slot.as_ref().map(|horizon| horizon.before);
        if from >= Some(before) {
            return Ok(false);
        }
        *slot = Some(Horizon { before, at, seq });
        self.keep_conversation(conversation)?;
        for mid in self.storage.outbound_between(&thread, from, before)? {
            let key = MessageKey {
                platform: thread.platform,
                account: thread.account.clone(),
                message_id: mid,
            };
            let Some(stored) = self.storage.message(&key)? else { continue };
            let mut record = stored.clone();
            record.rail.add(state, Evidence { at, seq, basis: Basis::Implied, error: None });
            if record != stored {
                self.note(&stored, &record)?;
                self.effects.touch_message(key);
                self.storage.put_message(record)?;
            }
        }
        Ok(true)
    }

    /// Notes the transitions between two versions of a record.
    fn note(&mut self, before: &MessageRecord, after: &MessageRecord) -> Result<(), S::Error> {
        if before.deleted.is_some() && before.has_status() {
            return Ok(());
        }
        self.note_one(before, after, None)?;
        if after.deleted.is_none() {
            for member in &after.members {
                let rail =
                    before.members.iter().find(|known| known.participant == member.participant);
                if rail.map(|known| &known.rail) != Some(&member.rail) {
                    self.note_one(before, after, Some(&member.participant))?;
                }
            }
        }
        Ok(())
    }

    fn note_one(
        &mut self,
        before: &MessageRecord,
        after: &MessageRecord,
        participant: Option<&str>,
    ) -> Result<(), S::Error> {
        let from = before.standing(participant);
        let Some(to) = after.standing(participant).filter(|to| Some(*to) != from) else {
            return Ok(());
        };
        let rail = after.rail_of(participant);
        let evidence = if to == State::Deleted { after.deleted.as_ref() } else { rail.of(to) };
        let Some(evidence) = evidence.cloned() else { return Ok(()) };
        let mut flags: Flags = [
            (Flag::Orphan, after.placeholder()),
            (Flag::Standby, self.fact.standby),
            (Flag::Contradicted, to != State::Deleted && rail.contradicted()),
            (Flag::Gap, has_gap(after.platform, to, &rail)),
        ]
        .into_iter()
        .filter_map(|(flag, set)| set.then_some(flag))
        .collect();
        if self.flags.contains(Flag::ClockSkew) {
            flags.insert(Flag::ClockSkew);
        }
        if flags.contains(Flag::Gap) && evidence.basis == Basis::Observed {
            self.flags.insert(Flag::Gap);
        }
        let session = match (after.session, after.thread()) {
            (Some(session), _) => session,
            (None, Some(thread)) => {
                let conversation = self.storage.conversation(&thread)?;
                conversation.map_or(0, |conversation| conversation.session_at(evidence.at))
            }
            (None, None) => 0,
        };
        let transition = Transition {
            platform: after.platform,
            account: after.account.clone(),
            peer: after.peer.clone(),
            message_id: after.message_id.clone(),
            participant: participant.map(str::to_owned),
            from,
            to,
            at: evidence.at,
            basis: evidence.basis,
            flags,
            error: evidence.error.filter(|_| matches!(to, State::Failed | State::ChannelFailed)),
            session,
        };
        self.moved.push((after.at.or(evidence.at).unwrap_or(Millis::MAX), transition));
        Ok(())
    }

    fn keep_conversation(&mut self, record: ConversationRecord) -> Result<(), S::Error> {
        self.effects.touch_conversation(&record.key);
        self.storage.put_conversation(record)
    }
}

/// How a receipt stands to what is known of the message it names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    New,
    Behind,
    Repeated,
}

/// Whether a message at `current` has nothing to gain from `state`.
fn covers(current: State, state: State) -> bool {
    match current {
        State::Failed | State::ChannelFailed => {
            matches!(state, State::Sent | State::Accepted | State::Failed)
        }
        _ => {
            state <= current
                || matches!(state, State::Failed | State::ChannelFailed)
                    && current >= State::Delivered
        }
    }
}

/// Seen without delivered, where the channel has a signal for delivery.
fn has_gap(platform: Platform, to: State, rail: &super::Rail) -> bool {
    to == State::Seen && platform != Platform::Instagram && rail.of(State::Delivered).is_none()
}

/// Adds what `horizon` implies for a message said at `at`.
fn cover(record: &mut MessageRecord, state: State, horizon: Option<&Horizon>, at: Millis) {
    if let Some(horizon) = horizon.filter(|horizon| at < horizon.before) {
        record.rail.add(
            state,
            Evidence { at: horizon.at, seq: horizon.seq, basis: Basis::Implied, error: None },
        );
    }
}
