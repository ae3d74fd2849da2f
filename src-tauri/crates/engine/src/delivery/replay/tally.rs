//! What came of a run so far, and by what an attempt of it is judged.

use hooktrail_domain::replay::{Answered, Expect};
use serde::{Deserialize, Serialize};

use crate::delivery::signing::Signing;
use crate::delivery::verdict::Verdict;
use crate::store::attempts::Attempt;

/// How many came out how. The last five are the same attempts again, beside what they did before this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// Went as expected.
    pub passed: i64,
    /// Did not.
    pub failed: i64,
    /// Could not be sent at all: what they send is deleted.
    pub unsent: i64,
    /// Never sent there before.
    pub first: i64,
    /// Failed before, and pass.
    pub fixed: i64,
    /// Passed before, and fail.
    pub regressed: i64,
    /// Passed before, and pass.
    pub still_passing: i64,
    /// Failed before, and fail.
    pub still_failing: i64,
}

impl Tally {
    /// Steps that are through.
    pub fn done(&self) -> i64 {
        self.passed + self.failed + self.unsent
    }

    /// As it is kept.
    pub(super) fn json(&self) -> String {
        // Numbers alone: serialising them cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Counts an attempt beside the one of the same item at the same place before the run.
    pub fn count(&mut self, expect: &[Expect], before: Option<&Attempt>, attempt: &Attempt) {
        let (verdict, missed) = judge(expect, before, attempt);
        *(if missed.is_none() { &mut self.passed } else { &mut self.failed }) += 1;
        *match verdict {
            Verdict::First => &mut self.first,
            Verdict::Fixed => &mut self.fixed,
            Verdict::Regressed => &mut self.regressed,
            Verdict::StillPassing => &mut self.still_passing,
            Verdict::StillFailing => &mut self.still_failing,
        } += 1;
    }
}

/// The verdict on an attempt by what the run expects, and why it did not pass. The one before is held to the same.
pub fn judge(
    expect: &[Expect],
    before: Option<&Attempt>,
    attempt: &Attempt,
) -> (Verdict, Option<String>) {
    let missed = self::missed(expect, attempt);
    let before = before.map(|before| self::missed(expect, before).is_none());
    (Verdict::beside(before, missed.is_none()), missed)
}

/// Why an attempt is not what was expected; `None` when it is. Without a word, 2xx is expected; of a wrong signature, 4xx.
fn missed(expect: &[Expect], attempt: &Attempt) -> Option<String> {
    let Some(status) = attempt.status else {
        return Some(attempt.error.clone().unwrap_or_else(|| "nothing was answered".to_owned()));
    };
    let wrong = Signing::from_word(&attempt.signing).is_some_and(Signing::is_wrong);
    let usual = [Expect::Class(if wrong { 4 } else { 2 })];
    let expect = if expect.is_empty() { &usual[..] } else { expect };
    let answered = Answered { status, body: &attempt.response_body };
    let missed = expect.iter().find_map(|expect| expect.missed(&answered));
    match (missed, &attempt.error) {
        (Some(_), _) if wrong && (200..300).contains(&status) => {
            Some(format!("accepted with {status}, although the signature is wrong"))
        }
        (None, Some(error)) if !wrong => Some(error.clone()),
        (missed, _) => missed,
    }
}
