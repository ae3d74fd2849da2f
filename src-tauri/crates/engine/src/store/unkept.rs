//! What came to the receiver and could not be kept, told by the writing thread: it alone knows in which order things came
//! about, whether or not whoever asked still waits.

use super::StoreError;
use super::journal::NewCapture;

/// Since the start of this run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unkept {
    /// How many requests.
    pub count: i64,
    /// Those since the last one that was kept, if any.
    pub now: Option<NotKeeping>,
}

/// Requests that could not be kept, one after the other, and none that could since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotKeeping {
    /// How many.
    pub count: i64,
    /// When the first of them came, epoch milliseconds.
    pub since: i64,
    /// Why the last one could not, a sentence.
    pub why: String,
}

impl Unkept {
    /// What came of one. What no source received (a file, a sample without a receiver) is no request.
    pub(super) fn note(&mut self, capture: &NewCapture, refusal: Option<&StoreError>) {
        if capture.source.is_empty() {
            return;
        }
        let Some(refusal) = refusal else {
            self.now = None;
            return;
        };
        self.count += 1;
        let first = capture.received_us / 1_000;
        let (count, since) = self.now.as_ref().map_or((0, first), |now| (now.count, now.since));
        self.now = Some(NotKeeping { count: count + 1, since, why: refusal.to_string() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::capture;

    #[test]
    fn it_is_told_from_the_first_that_is_not_kept_until_one_is() {
        let full = StoreError::Unwritable("the disk is full".to_owned());
        let told = |source: &str, refused: &[bool]| {
            let mut unkept = Unkept::default();
            for (ms, refused) in (1..).zip(refused) {
                let source = source.to_owned();
                let came = NewCapture { received_us: ms * 1_000, source, ..capture("") };
                unkept.note(&came, refused.then_some(&full));
            }
            (unkept.count, unkept.now.map(|now| (now.count, now.since)))
        };
        for (refused, expected) in [
            (&[][..], (0, None)),
            (&[false], (0, None)),
            (&[false, true, true], (2, Some((2, 2)))),
            (&[true, true, false], (2, None)),
            (&[true, false, true], (2, Some((1, 3)))),
        ] {
            assert_eq!(told("default", refused), expected, "{refused:?}");
        }
        assert_eq!(told("", &[true, true]), (0, None), "no request");
    }
}
