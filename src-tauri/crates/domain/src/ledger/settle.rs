//! What follows from a changed record: coverage by the conversation's horizons, horizons that move, transitions. The
//! second half of a [`Step`]; reading facts is the first.

use super::conversation::{ConversationRecord, Horizon};
use super::record::{Evidence, MessageRecord};
use super::step::Step;
use super::{Basis, MessageKey, State, Storage, ThreadKey, Transition};
use crate::signal::{Flag, Flags, Millis, Platform};

impl<S: Storage> Step<'_, S> {
    pub(super) fn evidence(&self, error: Option<String>) -> Evidence {
        Evidence { at: self.fact.at, seq: self.capture.seq, basis: self.basis, error, code: None }
    }

    /// Changes one record, lets its conversation's horizons cover it, lets it move its conversation's read horizon,
    /// and notes the transitions that follow.
    pub(super) fn amend(
        &mut self,
        known: MessageRecord,
        change: impl FnOnce(&mut MessageRecord, &mut Self),
    ) -> Result<(), S::Error> {
        let key = known.key();
        let stored = self.storage.message(&key)?.unwrap_or_else(|| MessageRecord::new(key));
        let mut record = known;
        change(&mut record, self);
        if self.basis != Basis::Simulated {
            record.last_said = record.last_said.max(self.fact.at);
        }
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
    pub(super) fn extend(
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
            record
                .rail
                .add(state, Evidence { at, seq, basis: Basis::Implied, error: None, code: None });
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
            // Members are only ever added at the end.
            for (index, member) in after.members.iter().enumerate() {
                let rail = before.members.get(index);
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
        self.push(after, participant, from, to, evidence)
    }

    /// Notes what a mark set, where the state that follows from everything known does not move by it: the mark is a
    /// transition of its own all the same.
    pub(super) fn note_set(
        &mut self,
        key: &MessageKey,
        participant: Option<&str>,
        to: State,
        error: Option<String>,
    ) -> Result<(), S::Error> {
        let Some(record) = self.storage.message(key)?.filter(MessageRecord::has_status) else {
            return Ok(());
        };
        let from = record.standing(participant);
        self.push(&record, participant, from, to, self.evidence(error))
    }

    fn push(
        &mut self,
        after: &MessageRecord,
        participant: Option<&str>,
        from: Option<State>,
        to: State,
        evidence: Evidence,
    ) -> Result<(), S::Error> {
        let rail = after.rail_of(participant);
        let mut flags: Flags = [
            (
                Flag::Orphan,
                // A deletion speaks of what was there, whoever sent it.
                if to == State::Deleted { after.placeholder() } else { after.orphan() },
            ),
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
        let failed = matches!(to, State::Failed | State::ChannelFailed);
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
            error: evidence.error.filter(|_| failed),
            code: evidence.code.filter(|_| failed),
            session,
        };
        self.moved.push((after.at.or(evidence.at).unwrap_or(Millis::MAX), transition));
        Ok(())
    }

    pub(super) fn keep_conversation(&mut self, record: ConversationRecord) -> Result<(), S::Error> {
        self.effects.touch_conversation(&record.key);
        self.storage.put_conversation(record)
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
            Evidence {
                at: horizon.at,
                seq: horizon.seq,
                basis: Basis::Implied,
                error: None,
                code: None,
            },
        );
    }
}

/// Whether a message at `current` has nothing to gain from `state`.
pub(super) fn covers(current: State, state: State) -> bool {
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
