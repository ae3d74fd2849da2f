//! Whether an attempt went as it should, alone and beside the one before it. Pure.

use super::signing::Signing;
use crate::store::attempts::Attempt;

/// An attempt beside the one before: the same item, in the same form, at the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// There was none before.
    First,
    /// That one did not pass, this one does.
    Fixed,
    /// That one passed, this one does not.
    Regressed,
    /// Both pass.
    StillPassing,
    /// Neither does.
    StillFailing,
}

impl Verdict {
    /// What came of `attempt` after `before`.
    pub fn of(before: Option<&Attempt>, attempt: &Attempt) -> Self {
        Self::beside(before.map(passed), passed(attempt))
    }

    /// Whether it passed, beside whether the one before did.
    pub fn beside(before: Option<bool>, passed: bool) -> Self {
        match (before, passed) {
            (None, _) => Self::First,
            (Some(false), true) => Self::Fixed,
            (Some(true), false) => Self::Regressed,
            (Some(true), true) => Self::StillPassing,
            (Some(false), false) => Self::StillFailing,
        }
    }

    /// In words: what the contract calls it.
    pub fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Fixed => "fixed",
            Self::Regressed => "regressed",
            Self::StillPassing => "still passing",
            Self::StillFailing => "still failing",
        }
    }
}

/// Whether it went as it should: accepted; or refused, where the signature was wrong on purpose.
pub fn passed(attempt: &Attempt) -> bool {
    went_well(&attempt.signing, attempt.status, attempt.error.is_some())
}

/// Likewise, by what of an attempt tells: how it was signed, what was answered, whether something went wrong.
pub fn went_well(signing: &str, status: Option<u16>, broke: bool) -> bool {
    let wrong = Signing::from_word(signing).is_some_and(Signing::is_wrong);
    match status {
        Some(status) if wrong => (400..500).contains(&status),
        Some(status) => !broke && (200..300).contains(&status),
        None => false,
    }
}
