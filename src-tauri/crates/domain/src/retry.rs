//! What a sender does after a try: is content, tries again later, or gives up with a reason. Pure tables of the number of
//! the try and of what was answered; who waits, and how fast time runs, is not decided here.

use std::fmt;

use crate::time::{UNITS, short, span};

#[cfg(test)]
mod tests;

/// Most tries that a policy of one's own may ask for.
pub const MOST_TRIES: u32 = 100;
/// Longest pause that a policy of one's own may ask for, ms: a week.
const LONGEST: u64 = 7 * 24 * HOUR * 1_000;
/// A doubling pause grows no further than this, ms.
const CEILING: u64 = HOUR * 1_000;
/// Seconds.
const HOUR: u64 = 3_600;

/// When Meta tries again, seconds after the first try. Meta publishes that it tries at once, then "with decreasing frequency",
/// and when it ends; the steps between are ours.
const META: [u64; 17] = [
    0,
    10,
    60,
    5 * 60,
    15 * 60,
    30 * 60,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    8 * HOUR,
    16 * HOUR,
    24 * HOUR,
    36 * HOUR,
    48 * HOUR,
    72 * HOUR,
    120 * HOUR,
    168 * HOUR,
];

/// How a sender takes failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// One try.
    None,
    /// So many further tries, with the same pause before each.
    Fixed {
        /// ms.
        pause: u64,
        /// Further tries.
        times: u32,
    },
    /// So many further tries; each pause is double the one before, up to an hour.
    Exponential {
        /// The first pause, ms.
        pause: u64,
        /// Further tries.
        times: u32,
    },
    /// What a known sender does.
    As(Sender),
}

/// Senders whose manner is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// Graph webhooks: 200 is wanted; tried at once, then less and less often, dropped after 36 h (Meta, *Getting started with
    /// Webhooks*; Instagram's own page says the same).
    Meta,
    /// Messenger's rules, which Instagram's messaging points at: 200 within 5 s; after 1 h of failure the app is unsubscribed
    /// for the Page or account (Meta, *Messenger Platform webhooks*).
    MetaMessaging,
    /// As Meta, for 7 days (Meta, *WhatsApp Cloud API webhooks*; older pages say 36 h).
    WhatsApp,
    /// 200 within 5 s (another copy of the page says 10 s); 410 removes the subscription; no further try is documented
    /// (Zoho Desk, *Webhook documentation*).
    ZohoDesk,
    /// Any 2xx acknowledges; a failure is only listed, no further try is documented (Texter, *Webhooks guide*).
    Texter,
}

/// What happens after a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// It was taken.
    Delivered,
    /// One more try after so many ms.
    Again(u64),
    /// No more tries.
    End {
        /// Why, in words.
        reason: String,
        /// The sender sends nothing more here at all.
        unsubscribed: bool,
    },
}

impl Policy {
    /// What to do after the `tries`th try (from 1) was answered with `status`, or with nothing whole.
    pub fn next(self, tries: u32, status: Option<u16>) -> Next {
        if status.is_some_and(|status| self.takes(status)) {
            return Next::Delivered;
        }
        if self == Self::As(Sender::ZohoDesk) && status == Some(410) {
            return end("410: Zoho Desk takes the subscription away", true);
        }
        if let Some(pause) = self.pause(tries) {
            return Next::Again(pause);
        }
        match self {
            Self::None => end("it is tried once", false),
            Self::Fixed { .. } | Self::Exponential { .. } => {
                end(&format!("it failed {tries} times"), false)
            }
            Self::As(Sender::Meta) => end("Meta drops it after 36 h", false),
            Self::As(Sender::MetaMessaging) => {
                end("Meta unsubscribes the app after 1 h of failures", true)
            }
            Self::As(Sender::WhatsApp) => end("WhatsApp drops it after 7 days", false),
            Self::As(Sender::ZohoDesk) => end("Zoho Desk tries once", false),
            Self::As(Sender::Texter) => end("Texter tries once", false),
        }
    }

    /// Whether an answer is taken for "received".
    pub fn takes(self, status: u16) -> bool {
        match self {
            Self::As(Sender::Texter)
            | Self::None
            | Self::Fixed { .. }
            | Self::Exponential { .. } => (200..300).contains(&status),
            Self::As(_) => status == 200,
        }
    }

    /// How long an answer may take, ms, where the sender has a limit of its own.
    pub const fn patience(self) -> Option<u64> {
        match self {
            Self::As(Sender::Meta | Sender::MetaMessaging | Sender::ZohoDesk) => Some(5_000),
            _ => None,
        }
    }

    /// Whether what comes later in a conversation waits until this is through. The known senders do not wait.
    pub const fn keeps_order(self) -> bool {
        !matches!(self, Self::As(_))
    }

    /// The pause after the `tries`th failure, ms.
    fn pause(self, tries: u32) -> Option<u64> {
        match self {
            Self::None | Self::As(Sender::ZohoDesk | Sender::Texter) => None,
            Self::Fixed { pause, times } => (tries <= times).then_some(pause),
            Self::Exponential { pause, times } => {
                let doubled = pause.saturating_mul(2_u64.saturating_pow(tries.saturating_sub(1)));
                (tries <= times).then_some(doubled.min(CEILING.max(pause)))
            }
            Self::As(sender) => {
                let last = sender.horizon();
                let at = |index: usize| META.get(index).copied().filter(|at| *at <= last);
                let index = usize::try_from(tries).ok()?.checked_sub(1)?;
                let before = index.checked_sub(1).map_or(Some(0), at)?;
                Some((at(index)? - before) * 1_000)
            }
        }
    }

    /// The policy written `word`; the error says what can be written.
    pub fn from_word(word: &str) -> Result<Self, String> {
        if word == "none" {
            return Ok(Self::None);
        }
        if let Some(sender) = Sender::ALL.into_iter().find(|sender| sender.word() == word) {
            return Ok(Self::As(sender));
        }
        own(word).ok_or_else(|| {
            format!(
                "{word:?} is no way to retry: none, fixed:30s:5, exponential:1s:8, meta, meta-messaging, whatsapp, zoho-desk or texter."
            )
        })
    }

    /// What it does, in words.
    pub fn describe(self) -> String {
        match self {
            Self::None => "tries once".to_owned(),
            Self::Fixed { pause, times } => {
                format!("tries up to {times} times more, {} apart", span(pause))
            }
            Self::Exponential { pause, times } => format!(
                "tries up to {times} times more, after {} and then double each time",
                span(pause)
            ),
            Self::As(Sender::Meta) => {
                "as Meta: wants 200 within 5 s, tries less and less often for 36 h".to_owned()
            }
            Self::As(Sender::MetaMessaging) => {
                "as Meta's messaging: wants 200 within 5 s, unsubscribes after 1 h of failures"
                    .to_owned()
            }
            Self::As(Sender::WhatsApp) => {
                "as WhatsApp: wants 200, tries less and less often for 7 days".to_owned()
            }
            Self::As(Sender::ZohoDesk) => {
                "as Zoho Desk: wants 200 within 5 s, tries once, 410 unsubscribes".to_owned()
            }
            Self::As(Sender::Texter) => "as Texter: any 2xx will do, tries once".to_owned(),
        }
    }
}

impl Sender {
    const ALL: [Self; 5] =
        [Self::Meta, Self::MetaMessaging, Self::WhatsApp, Self::ZohoDesk, Self::Texter];

    const fn word(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::MetaMessaging => "meta-messaging",
            Self::WhatsApp => "whatsapp",
            Self::ZohoDesk => "zoho-desk",
            Self::Texter => "texter",
        }
    }

    /// The last try, seconds after the first.
    const fn horizon(self) -> u64 {
        match self {
            Self::Meta => 36 * HOUR,
            Self::MetaMessaging => HOUR,
            Self::WhatsApp => 168 * HOUR,
            Self::ZohoDesk | Self::Texter => 0,
        }
    }
}

impl fmt::Display for Policy {
    /// As [`Policy::from_word`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Fixed { pause, times } => write!(f, "fixed:{}:{times}", short(*pause)),
            Self::Exponential { pause, times } => {
                write!(f, "exponential:{}:{times}", short(*pause))
            }
            Self::As(sender) => f.write_str(sender.word()),
        }
    }
}

fn end(reason: &str, unsubscribed: bool) -> Next {
    Next::End { reason: reason.to_owned(), unsubscribed }
}

/// `fixed:30s:5` and `exponential:1s:8`.
fn own(word: &str) -> Option<Policy> {
    let mut parts = word.split(':');
    let (kind, pause, times) = (parts.next()?, millis(parts.next()?)?, parts.next()?);
    let times = times.parse().ok().filter(|times| (1..=MOST_TRIES).contains(times))?;
    match (kind, parts.next()) {
        ("fixed", None) => Some(Policy::Fixed { pause, times }),
        ("exponential", None) => Some(Policy::Exponential { pause, times }),
        _ => None,
    }
}

/// `500ms`, `30s`, `5m`, `1h`, `2d`.
fn millis(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (_, unit) = UNITS.into_iter().find(|(unit, _)| *unit == &text[digits..])?;
    text[..digits].parse::<u64>().ok()?.checked_mul(unit).filter(|pause| *pause <= LONGEST)
}
