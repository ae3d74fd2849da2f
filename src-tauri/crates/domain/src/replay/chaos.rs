//! What goes wrong on purpose, and the seed that it comes from: read from what people type, and written as it is read.
//! What it does to a replay is in `plan`.

use std::fmt;

use super::pace::{Decimal, Duration, decimal, duration};

/// A part of all, in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share(pub(super) u32);

impl Share {
    /// All.
    pub(super) const WHOLE: u32 = 10_000;

    fn read(text: &str) -> Option<Self> {
        let share = decimal(text.trim().strip_suffix('%')?, 100)?;
        u32::try_from(share).ok().filter(|share| *share <= Self::WHOLE).map(Self)
    }
}

/// What goes wrong. The same seed makes the same mistakes of the same items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chaos {
    /// What everything is drawn from.
    pub seed: u64,
    /// So many are sent twice, the second right behind the first.
    pub duplicate: Share,
    /// Each may come up to so many places earlier or later, less one; 0 and 1: none does.
    pub reorder: u32,
    /// So many are not sent.
    pub drop: Share,
    /// Each waits so many microseconds longer…
    pub delay_us: u64,
    /// …give or take so many.
    pub jitter_us: u64,
    /// So many wait for each other and then go at once; 0 and 1: none does.
    pub burst: u32,
    /// A batch goes as its single entries.
    pub split: bool,
    /// So many single entries go as one batch; 0 and 1: none does.
    pub merge: u32,
}

/// Most items in a window, a burst or a batch. Meta sends 1 000 in a batch at most (Meta, Graph API Webhooks, *Get
/// Started*).
const MOST: u32 = 1_000;
const EXAMPLE: &str = "42:dup=5%,reorder=4,drop=1%,delay=50ms±20ms,burst=10,split,merge=3";

impl Chaos {
    /// Reads `SEED:dup=5%,reorder=4,…`. Without a seed `fresh` is taken. The error says what can be written.
    pub fn read(text: &str, fresh: u64) -> Result<Self, String> {
        let (seed, kinds) = match text.split_once(':') {
            None => (fresh, text),
            Some((seed, kinds)) => {
                let number = seed.trim().parse().map_err(|_| {
                    format!(
                        "{seed:?} is no seed: write a number before the colon, as in {EXAMPLE}."
                    )
                })?;
                (number, kinds)
            }
        };
        let mut chaos = Self { seed, ..Self::default() };
        for kind in kinds.split(',').map(str::trim).filter(|kind| !kind.is_empty()) {
            let understood = match kind.split_once('=') {
                Some((name, value)) => chaos.set(name.trim(), value.trim()),
                None => {
                    chaos.split |= kind == "split";
                    (kind == "split").then_some(())
                }
            };
            understood.ok_or_else(|| {
                format!("{kind:?} is no chaos that can be made: write it as in {EXAMPLE}.")
            })?;
        }
        if !chaos.is_any() {
            return Err(format!("Nothing goes wrong in {text:?}: write it as in {EXAMPLE}."));
        }
        Ok(chaos)
    }

    fn set(&mut self, name: &str, value: &str) -> Option<()> {
        let several = || value.parse().ok().filter(|number| (2..=MOST).contains(number));
        match name {
            "dup" => self.duplicate = Share::read(value)?,
            "drop" => self.drop = Share::read(value)?,
            "reorder" => self.reorder = several()?,
            "burst" => self.burst = several()?,
            "merge" => self.merge = several()?,
            "delay" => {
                let (delay, jitter) = value
                    .split_once('±')
                    .or_else(|| value.split_once("+-"))
                    .unwrap_or((value, "0ms"));
                (self.delay_us, self.jitter_us) = (duration(delay)?, duration(jitter)?);
            }
            _ => return None,
        }
        Some(())
    }

    /// Whether anything goes wrong.
    pub fn is_any(&self) -> bool {
        *self != Self { seed: self.seed, ..Self::default() }
    }

    /// Whether bodies are cut apart or put together, so that they are no longer the stored bytes.
    pub fn cuts(&self) -> bool {
        self.split || self.merge > 1
    }
}

impl fmt::Display for Chaos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut kinds = Vec::new();
        for (name, share) in [("dup", self.duplicate), ("drop", self.drop)] {
            if share.0 > 0 {
                kinds.push(format!("{name}={}%", Decimal(share.0.into(), 100)));
            }
        }
        for (name, number) in
            [("reorder", self.reorder), ("burst", self.burst), ("merge", self.merge)]
        {
            if number > 1 {
                kinds.push(format!("{name}={number}"));
            }
        }
        if self.delay_us > 0 || self.jitter_us > 0 {
            kinds.push(match self.jitter_us {
                0 => format!("delay={}", Duration(self.delay_us)),
                _ => format!("delay={}±{}", Duration(self.delay_us), Duration(self.jitter_us)),
            });
        }
        if self.split {
            kinds.push("split".to_owned());
        }
        write!(f, "{}:{}", self.seed, kinds.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaos_is_read_and_written() {
        for (text, written) in [
            (EXAMPLE, "42:dup=5%,drop=1%,reorder=4,burst=10,merge=3,delay=50ms±20ms,split"),
            ("dup=0.25%", "7:dup=0.25%"),
            ("1: split , drop=100%", "1:drop=100%,split"),
            ("18446744073709551615:delay=1.5s", "18446744073709551615:delay=1500ms"),
            ("3:delay=50ms+-20ms", "3:delay=50ms±20ms"),
        ] {
            let chaos = Chaos::read(text, 7).unwrap();
            assert_eq!(chaos.to_string(), written, "{text}");
            assert_eq!(Chaos::read(written, 0), Ok(chaos), "{written}");
        }
    }

    #[test]
    fn what_is_no_chaos_is_said_with_what_can_be_written() {
        for text in [
            "",
            "42",
            "42:",
            "x:split",
            "1:dupe=5%",
            "1:dup=5",
            "1:dup=101%",
            "1:reorder=1",
            "1:merge=2000",
            "1:delay=5",
            "1:split=2",
            "1:burst",
            "-1:split",
        ] {
            let why = Chaos::read(text, 7).unwrap_err();
            assert!(why.contains(EXAMPLE) && why.ends_with('.'), "{text}: {why}");
        }
    }
}
