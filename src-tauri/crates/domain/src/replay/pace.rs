//! How fast, and what keeps its order: read from what people type, and written as it is read.

use std::fmt;

/// How long until the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// No waiting: as many at once as are allowed.
    #[default]
    Fast,
    /// One every so many microseconds.
    Every(u64),
    /// As it came, so many thousandths as fast: 1 000 is the recorded pace, 10 000 ten times that.
    Recorded(u64),
}

impl Pace {
    /// Reads `fast`, `every:200ms`, `recorded` or `recorded:x10`. The error says what can be written.
    pub fn read(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "{text:?} is no pace: write fast, every:200ms, recorded, or recorded:x10 for ten times as fast."
            )
        };
        match text.trim().split_once(':') {
            None if text.trim() == "fast" => Ok(Self::Fast),
            None if text.trim() == "recorded" => Ok(Self::Recorded(1_000)),
            Some(("every", gap)) => duration(gap).map(Self::Every).ok_or_else(wrong),
            Some(("recorded", factor)) => {
                let factor = factor.trim().trim_start_matches(['x', '×']);
                let factor =
                    decimal(factor, 1_000).filter(|factor| (1..=1_000_000_000).contains(factor));
                factor.map(Self::Recorded).ok_or_else(wrong)
            }
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fast => f.write_str("fast"),
            Self::Every(us) => write!(f, "every:{}", Duration(*us)),
            Self::Recorded(1_000) => f.write_str("recorded"),
            Self::Recorded(factor) => write!(f, "recorded:x{}", Decimal(*factor, 1_000)),
        }
    }
}

/// What must not overtake what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Within a conversation each waits for the one before; conversations go side by side.
    #[default]
    Conversation,
    /// Each waits for the one before.
    Global,
}

impl Order {
    /// In words.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::Global => "global",
        }
    }

    /// The order called `word`.
    pub fn read(word: &str) -> Result<Self, String> {
        match word.trim() {
            "conversation" => Ok(Self::Conversation),
            "global" => Ok(Self::Global),
            _ => Err(format!("{word:?} is no order: write conversation or global.")),
        }
    }
}

/// Longest time that can be asked for: a day, in microseconds.
const LONGEST: u64 = 24 * 3_600 * 1_000_000;
const UNITS: [(&str, u64); 5] =
    [("ms", 1_000), ("us", 1), ("µs", 1), ("s", 1_000_000), ("m", 60_000_000)];

/// `200ms`, `1.5s`, `2m` in microseconds, at most a day.
pub(super) fn duration(text: &str) -> Option<u64> {
    let text = text.trim();
    let (digits, unit) =
        UNITS.iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, *unit)))?;
    decimal(digits, unit).filter(|us| *us <= LONGEST)
}

/// A number with at most six digits behind its point, in so many parts of one. What is smaller is cut off.
pub(super) fn decimal(text: &str, parts: u64) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 6 {
        return None;
    }
    let millionths: u64 = format!("{fraction:0<6}").parse().ok()?;
    let whole = whole.parse::<u64>().ok()?.checked_mul(parts)?;
    whole.checked_add(millionths.checked_mul(parts)? / 1_000_000)
}

/// Parts of one as a number: what [`decimal`] reads.
pub(super) struct Decimal(pub(super) u64, pub(super) u64);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number, parts) = *self;
        write!(f, "{}", number / parts)?;
        let millionths = number % parts * 1_000_000 / parts;
        if millionths > 0 {
            write!(f, ".{}", format!("{millionths:06}").trim_end_matches('0'))?;
        }
        Ok(())
    }
}

/// Microseconds as [`duration`] reads them.
pub(super) struct Duration(pub(super) u64);

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            us if us > 0 && us % 1_000_000 == 0 => write!(f, "{}s", us / 1_000_000),
            us => write!(f, "{}ms", Decimal(us, 1_000)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_read_and_written() {
        for (text, pace, written) in [
            ("fast", Pace::Fast, "fast"),
            ("every:200ms", Pace::Every(200_000), "every:200ms"),
            ("every:1500ms", Pace::Every(1_500_000), "every:1500ms"),
            ("every:1.5s", Pace::Every(1_500_000), "every:1500ms"),
            ("every:2s", Pace::Every(2_000_000), "every:2s"),
            ("every:0.25ms", Pace::Every(250), "every:0.25ms"),
            ("recorded", Pace::Recorded(1_000), "recorded"),
            ("recorded:x1", Pace::Recorded(1_000), "recorded"),
            ("recorded:x10", Pace::Recorded(10_000), "recorded:x10"),
            ("recorded:×0.5", Pace::Recorded(500), "recorded:x0.5"),
        ] {
            assert_eq!(Pace::read(text), Ok(pace), "{text}");
            assert_eq!(pace.to_string(), written);
            assert_eq!(Pace::read(written), Ok(pace), "{written}");
        }
        for text in [
            "",
            "slow",
            "every:",
            "every:5",
            "every:-1s",
            "every:2days",
            "recorded:x0",
            "recorded:",
            "fast:1s",
        ] {
            assert!(Pace::read(text).is_err_and(|why| why.contains("every:200ms")), "{text}");
        }
    }

    #[test]
    fn an_order_is_read_and_written() {
        for order in [Order::Conversation, Order::Global] {
            assert_eq!(Order::read(order.word()), Ok(order));
        }
        assert!(Order::read("random").is_err());
    }
}
