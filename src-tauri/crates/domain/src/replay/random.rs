//! Numbers that follow from a seed alone, the same in every version and on every machine: a seed that was noted down is
//! worth something only so long. SplitMix64; nothing here is a secret.

use super::chaos::Share;

/// A stream of numbers.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// The stream called `name` of a seed. Each sort of chaos has its own, so that one more sort changes no other.
    pub(super) fn new(seed: u64, name: &str) -> Self {
        let mut stream = Self(seed);
        for byte in name.bytes() {
            stream.0 = stream.next() ^ u64::from(byte);
        }
        stream
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 on, less than `end`; 0 when there is none.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let scaled = (u128::from(self.next()) * u128::from(end)) >> 64;
        u64::try_from(scaled).unwrap_or_default()
    }

    /// True so often.
    pub(super) fn happens(&mut self, share: Share) -> bool {
        self.below(Share::WHOLE.into()) < u64::from(share.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_worth_the_same_for_ever() {
        let mut first = Random::new(42, "duplicate");
        let drawn: Vec<u64> = (0..6).map(|_| first.below(1_000)).collect();
        assert_eq!(drawn, FOR_EVER);
        let mut other = Random::new(42, "drop");
        assert_ne!(drawn, (0..6).map(|_| other.below(1_000)).collect::<Vec<_>>());
        assert_eq!(other.below(0), 0);
    }

    /// Never change these: whoever noted 42 down gets them.
    const FOR_EVER: [u64; 6] = [460, 339, 181, 842, 313, 274];

    #[test]
    fn a_share_happens_about_so_often() {
        let mut random = Random::new(7, "drop");
        let often = (0..100_000).filter(|_| random.happens(Share(500))).count();
        assert!((4_700..5_300).contains(&often), "{often}");
    }
}
