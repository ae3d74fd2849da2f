//! How a time is distributed: bars for the eye, and exact quantiles.

use hooktrail_domain::signal::Millis;

/// Ends of the ranges, ms, inclusive: 10 s, 1 min, 5 min, 30 min, 1 h, 6 h, 1 d. What took longer is in one more.
pub(crate) const BOUNDS: [Millis; 7] =
    [10_000, 60_000, 300_000, 1_800_000, 3_600_000, 21_600_000, 86_400_000];

/// The range that `after` is in.
pub(crate) fn bar_of(after: Millis) -> usize {
    BOUNDS.partition_point(|bound| *bound < after)
}

/// Times that were counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Spread {
    times: Vec<Millis>,
    /// Those whose time is not known.
    pub untimed: i64,
}

impl Spread {
    /// Counts one.
    pub(crate) fn add(&mut self, after: Option<Millis>) {
        match after {
            Some(after) => self.times.push(after),
            None => self.untimed += 1,
        }
    }

    /// How many are in each range.
    pub(crate) fn bars(&self) -> [i64; BOUNDS.len() + 1] {
        let mut bars = [0; BOUNDS.len() + 1];
        for after in &self.times {
            if let Some(bar) = bars.get_mut(bar_of(*after)) {
                *bar += 1;
            }
        }
        bars
    }

    /// The smallest time that `percent` of 100 are not above (nearest rank); none of nothing.
    pub(crate) fn quantile(&self, percent: usize) -> Option<Millis> {
        let mut times = self.times.clone();
        times.sort_unstable();
        let rank = (times.len() * percent).div_ceil(100).max(1);
        times.get(rank - 1).copied()
    }
}
