//! How much a search looks at before it looks at the clock: little at first, more while it is quick, until its time is over.
//! What it looks at is its own matter.

use std::time::{Duration, Instant};

/// A step that takes so long is not made larger.
const QUICK: Duration = Duration::from_millis(8);

/// The pace of one search.
#[derive(Debug)]
pub(super) struct Pace {
    until: Option<Instant>,
    at: Instant,
    /// Rows of the next step.
    pub(super) step: i64,
    most: i64,
}

impl Pace {
    /// Steps of `least` to `most` rows until then; without a time to the end.
    pub(super) fn new(until: Option<Instant>, least: i64, most: i64) -> Self {
        Self { until, at: Instant::now(), step: least, most }
    }

    /// A step was taken. Whether time is over.
    pub(super) fn is_over(&mut self) -> bool {
        let now = Instant::now();
        if now - self.at < QUICK {
            self.step = self.step.saturating_mul(2).min(self.most).max(self.step);
        }
        self.at = now;
        self.until.is_some_and(|until| now >= until)
    }
}
