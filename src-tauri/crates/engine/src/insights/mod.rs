//! What came of the messages that were sent: pure counting over what the ledger knows. One predicate decides for each
//! mark who belongs to it, so a count and the list behind it cannot differ. Nothing here knows the contract.

mod gather;
mod spread;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use hooktrail_domain::ledger::{Basis, Evidence, MessageRecord, Standstill, State};
use hooktrail_domain::signal::{Millis, Platform};

use crate::projection::tables::messages;

pub(crate) use self::gather::{Window, behind, messages, mix, said, telling};
pub(crate) use self::spread::{BOUNDS, Spread, bar_of};

/// What became of one outbound message. States that were only set by hand are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Course {
    /// Key of the message's row.
    pub n: i64,
    /// The product.
    pub platform: Platform,
    /// The business account.
    pub account: String,
    /// When it was said, if that is known; else when the channel took it. WhatsApp reports only the latter.
    pub at: Option<Millis>,
    /// Where it is counted in time: where it stands in its conversation, else when it was last spoken of.
    pub when: Option<Millis>,
    /// The channel took it, or more.
    pub accepted: bool,
    /// It arrived, or more.
    pub delivered: bool,
    /// The customer saw it.
    pub seen: bool,
    /// From being said to being seen, ms; unknown when either time is, or when the clocks disagree.
    pub seen_after: Option<Millis>,
    /// It failed, and nothing proves that it arrived: the state, and why.
    pub failure: Option<Failure>,
    /// The account took it back.
    pub deleted: bool,
    /// A state of it was only set by hand.
    pub simulated: bool,
    /// See [`MessageRecord::standstill`]: time rules ask the same.
    pub standstill: Option<Standstill>,
}

/// A failure: which kind, and what Meta said of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Failure {
    /// `failed`, or `channel_failed`.
    pub state: &'static str,
    /// Meta's code; none when it gave none.
    pub code: Option<i64>,
    /// Meta's words; none when it gave none.
    pub words: Option<String>,
}

/// What a message can be counted under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Everything that was sent.
    Outbound,
    /// See [`Course::accepted`].
    Accepted,
    /// See [`Course::delivered`].
    Delivered,
    /// See [`Course::seen`].
    Seen,
    /// Seen within the n-th range of [`BOUNDS`].
    SeenAfter(usize),
    /// Seen, after a time that is not known.
    Untimed,
    /// Nothing more than acceptance, for longer than it should take.
    Waiting,
    /// Delivered and not seen, for as long.
    Unseen,
    /// Failed, in any way.
    Failed,
    /// Failed in this way.
    FailedFor(Failure),
    /// Taken back.
    Deleted,
    /// See [`Course::simulated`].
    Simulated,
}

/// What waiting is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Patience {
    /// Now, epoch ms.
    pub now: Millis,
    /// A message waits after so many ms.
    pub after: Millis,
}

impl Course {
    /// The course of the message in row `n`; `None` when states do not apply to it.
    pub(crate) fn of(n: i64, record: &MessageRecord) -> Option<Self> {
        if !record.has_status() {
            return None;
        }
        let rail = record.summary();
        let told = |state| rail.of(state).filter(|evidence| evidence.basis != Basis::Simulated);
        let seen = told(State::Seen);
        let delivered = seen.is_some() || told(State::Delivered).is_some();
        let failure = [State::ChannelFailed, State::Failed].into_iter().find_map(|state| {
            let evidence = told(state).filter(|_| !delivered)?;
            let Evidence { code, error, .. } = evidence;
            Some(Failure { state: state.word(), code: *code, words: error.clone() })
        });
        let deleted = record.deleted.as_ref();
        let by_hand = |basis: Basis| basis == Basis::Simulated;
        let accepted = told(State::Accepted);
        let at = record.at.or_else(|| accepted?.at);
        Some(Self {
            n,
            platform: record.platform,
            account: record.account.clone(),
            at,
            when: messages::place(record),
            accepted: delivered || accepted.is_some(),
            delivered,
            seen: seen.is_some(),
            seen_after: seen.and_then(|seen| seen.at?.checked_sub(at?)).filter(|after| *after >= 0),
            failure,
            deleted: deleted.is_some_and(|deleted| !by_hand(deleted.basis)),
            simulated: rail.iter().any(|(_, evidence)| by_hand(evidence.basis))
                || deleted.is_some_and(|deleted| by_hand(deleted.basis)),
            standstill: record.standstill(),
        })
    }

    /// Whether it is counted under `mark`.
    pub(crate) fn is(&self, mark: &Mark, patience: Patience) -> bool {
        match mark {
            Mark::Outbound => true,
            Mark::Accepted => self.accepted,
            // Instagram never says so: that it was seen proves it, and is no count of what arrived.
            Mark::Delivered => self.delivered && self.platform.tells_delivery(),
            Mark::Seen => self.seen,
            Mark::SeenAfter(bar) => self.seen_after.is_some_and(|after| bar_of(after) == *bar),
            Mark::Untimed => self.seen && self.seen_after.is_none(),
            Mark::Waiting => self.waits(State::Accepted, patience),
            Mark::Unseen => self.waits(State::Delivered, patience),
            Mark::Failed => self.failure.is_some(),
            Mark::FailedFor(failure) => self.failure.as_ref() == Some(failure),
            Mark::Deleted => self.deleted,
            Mark::Simulated => self.simulated,
        }
    }

    fn waits(&self, state: State, patience: Patience) -> bool {
        let still = self.standstill.filter(|still| still.state == state);
        still.is_some_and(|still| patience.now.saturating_sub(still.since) > patience.after)
    }
}

/// The messages of one account on one platform, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Channel {
    /// Everything that was sent.
    pub outbound: i64,
    /// See [`Mark`]; each of these is contained in the one before.
    pub accepted: i64,
    /// 0 where [`Platform::tells_delivery`] is false.
    pub delivered: i64,
    /// See [`Course::seen`].
    pub seen: i64,
    /// How long that took.
    pub seen_after: Spread,
    /// See [`Mark::Waiting`].
    pub waiting: i64,
    /// See [`Mark::Unseen`].
    pub unseen: i64,
    /// How many failed in which way.
    pub failures: BTreeMap<Failure, i64>,
    /// Taken back.
    pub deleted: i64,
    /// See [`Course::simulated`].
    pub simulated: i64,
}

impl Channel {
    /// Counts one more message.
    pub(crate) fn add(&mut self, course: &Course, patience: Patience) {
        let count = |mark| i64::from(course.is(&mark, patience));
        self.outbound += count(Mark::Outbound);
        self.accepted += count(Mark::Accepted);
        self.delivered += count(Mark::Delivered);
        self.seen += count(Mark::Seen);
        self.waiting += count(Mark::Waiting);
        self.unseen += count(Mark::Unseen);
        self.deleted += count(Mark::Deleted);
        self.simulated += count(Mark::Simulated);
        if course.seen {
            self.seen_after.add(course.seen_after);
        }
        if let Some(failure) = &course.failure {
            *self.failures.entry(failure.clone()).or_default() += 1;
        }
    }

    /// How many failed, in any way.
    pub(crate) fn failed(&self) -> i64 {
        self.failures.values().sum()
    }
}
