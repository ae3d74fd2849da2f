//! Signals and marks, one capture at a time, into records and effects. The only code that writes the ledger's storage.

use super::conversation::ConversationRecord;
use super::fact::{Fact, Receipt, Says};
use super::step::Step;
use super::{Basis, Effects, MessageKey, State, Storage, ThreadKey};
use crate::problem::Problem;
use crate::signal::{Flag, Kind, Millis, Signal};

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
    /// The last done mark was a mistake. Does nothing once the conversation was opened again.
    Undone {
        /// Which conversation.
        thread: ThreadKey,
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
        if signal.kind == Kind::MessageEdited && signal.data.num_edit == Some(0) {
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
            record.before_done = Some(std::mem::take(&mut record.opened));
            effects.touch_conversation(thread);
            storage.put_conversation(record)?;
        }
        Mark::Undone { thread } => {
            let known = storage.conversation(thread)?;
            let Some(mut record) = known.filter(ConversationRecord::can_be_undone) else {
                return Ok(effects);
            };
            record.done.pop();
            record.opened = record.before_done.take().unwrap_or_default();
            effects.touch_conversation(thread);
            storage.put_conversation(record)?;
        }
        Mark::State { message, participant, state, at, error } => {
            let fact = Fact {
                platform: message.platform,
                account: Some(message.account.clone()),
                peer: None,
                group: false,
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
                    code: None,
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
