//! The time of a run: it begins with the first request, and stands still while the user wants it to. Pure.

use std::time::Duration;

use tokio::time::Instant;

/// Where a run is, microseconds from its start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time {
    /// When it would have begun, had it never stood still.
    started: Instant,
    /// So much of it was over before it went on.
    over_us: u64,
    /// The first request could go.
    runs: bool,
    /// Since when it stands still.
    still: Option<Instant>,
}

impl Time {
    /// It has not begun at `now`.
    pub(super) fn still(now: Instant) -> Self {
        Self { started: now, over_us: 0, runs: false, still: None }
    }

    /// It begins, so far in.
    pub(super) fn start(&mut self, now: Instant, over_us: u64) {
        *self = Self { started: now, over_us, runs: true, still: None };
    }

    /// Whether it has begun.
    pub(super) fn runs(&self) -> bool {
        self.runs
    }

    /// It stands still from now on, also while what is under way ends.
    pub(super) fn pause(&mut self, now: Instant) {
        self.still.get_or_insert(now);
    }

    /// It goes on where it stood.
    pub(super) fn go_on(&mut self, now: Instant) {
        if let Some(since) = self.still.take() {
            self.started += now.saturating_duration_since(since);
        }
    }

    /// Where it is; `None` before it has begun.
    pub(super) fn now_us(&self, now: Instant) -> Option<u64> {
        let gone = self.still.unwrap_or(now).saturating_duration_since(self.started);
        let gone = u64::try_from(gone.as_micros()).unwrap_or(u64::MAX);
        self.runs.then(|| gone.saturating_add(self.over_us))
    }

    /// When it will be there, if it does not stand still.
    pub(super) fn at(&self, us: u64) -> Instant {
        self.started + Duration::from_micros(us.saturating_sub(self.over_us))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_pause_the_pace_goes_on_from_where_it_stood() {
        let zero = Instant::now();
        let at = |ms: u64| zero + Duration::from_millis(ms);
        let mut time = Time::still(zero);
        assert_eq!(time.now_us(at(5)), None);
        time.start(at(10), 0);
        assert_eq!((time.now_us(at(40)), time.at(100_000)), (Some(30_000), at(110)));
        // What is under way takes its time to end; said twice, it began with the first.
        time.pause(at(50));
        time.pause(at(1_000));
        assert_eq!(time.now_us(at(60_000)), Some(40_000));
        time.go_on(at(60_050));
        time.go_on(at(60_060));
        assert_eq!(time.now_us(at(60_050)), Some(40_000));
        assert_eq!(time.at(100_000), at(60_110), "60 ms later, as before the pause");
        // A run that is taken up goes on at once from what is left of it.
        let mut later = Time::still(zero);
        later.pause(at(1));
        later.go_on(at(2));
        later.start(at(10), 500_000);
        assert_eq!((later.now_us(at(11)), later.at(500_000)), (Some(501_000), at(10)));
    }
}
