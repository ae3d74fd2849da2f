//! Times as Meta writes them: seconds, milliseconds or microseconds, as numbers, numeric strings or ISO text.

use crate::signal::Millis;

/// Milliseconds from a bare number, by magnitude: below 1e11 seconds, below 1e14 milliseconds, below 1e17
/// microseconds. Anything else, and zero or less, is no time. Our decision: Meta mixes the units inside one product,
/// `entry.time` is in ms in *Webhooks for Instagram Messaging* and in seconds in *Set Up Webhooks for Instagram*
/// (<https://developers.facebook.com/docs/graph-api/webhooks/getting-started/webhooks-for-instagram>).
pub fn from_number(number: i64) -> Option<Millis> {
    match number {
        ..=0 => None,
        1..100_000_000_000 => Some(number * 1_000),
        100_000_000_000..100_000_000_000_000 => Some(number),
        100_000_000_000_000..100_000_000_000_000_000 => Some(number / 1_000),
        _ => None,
    }
}

/// The same from a number with a fraction or exponent, as hand-made bodies and clocks in seconds write it.
pub fn from_fraction(number: f64) -> Option<Millis> {
    let millis = match number {
        n if (1.0..1e11).contains(&n) => n * 1_000.0,
        n if (1e11..1e14).contains(&n) => n,
        n if (1e14..1e17).contains(&n) => n / 1_000.0,
        _ => return None,
    };
    // At most 1e14 here: nothing is lost but what lies below a millisecond.
    Some(millis.round() as Millis)
}

/// Milliseconds from text: digits by magnitude, else ISO 8601 with `Z`, `+00:00` or `+0000`.
pub fn from_text(text: &str) -> Option<Millis> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        return from_number(number);
    }
    if text.starts_with(|first: char| first.is_ascii_digit())
        && let Ok(number) = text.parse::<f64>()
    {
        return from_fraction(number);
    }
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Some(time.as_millisecond());
    }
    jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%z", text)
        .and_then(|parsed| parsed.to_timestamp())
        .ok()
        .map(|time| time.as_millisecond())
}

/// ISO 8601 in UTC with milliseconds and `Z`, the form every vendor and the command line use.
/// A time outside the calendar's range is shown as its bare number.
pub fn iso(at: Millis) -> String {
    match jiff::Timestamp::from_millisecond(at) {
        Ok(time) => format!("{time:.3}"),
        Err(_) => at.to_string(),
    }
}

/// Units of a length of time, the largest first, ms.
pub(crate) const UNITS: [(&str, u64); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// `30m`: a length of time, ms, in the largest unit that it is a whole number of.
pub(crate) fn short(length: u64) -> String {
    let fits = UNITS.into_iter().find(|(_, unit)| length > 0 && length.is_multiple_of(*unit));
    fits.map_or_else(|| "0s".to_owned(), |(name, unit)| format!("{}{name}", length / unit))
}

/// `30 min`: the same for people.
pub fn span(length: u64) -> String {
    let text = short(length);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match &text[digits..] {
        "m" => format!("{} min", &text[..digits]),
        unit => format!("{} {unit}", &text[..digits]),
    }
}

/// Milliseconds of a length of time as people type it: `10 min`, `1d`, `1 h 30 min`. Nothing of anything else.
pub fn length(text: &str) -> Option<Millis> {
    let (mut sum, mut rest): (Millis, _) = (0, text.trim());
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (unit, further) = after.split_at(letters);
        let ms = match unit.to_ascii_lowercase().as_str() {
            "s" | "sec" | "second" | "seconds" => 1_000,
            "m" | "min" | "minute" | "minutes" => 60_000,
            "h" | "hour" | "hours" => 3_600_000,
            "d" | "day" | "days" => 86_400_000,
            "w" | "week" | "weeks" => 604_800_000,
            _ => return None,
        };
        sum = number.parse::<Millis>().ok()?.checked_mul(ms)?.checked_add(sum)?;
        rest = further.trim_start();
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magnitude_names_the_unit() {
        for (number, millis) in [
            (1_527_459_824, Some(1_527_459_824_000)),
            (1_569_262_485_349, Some(1_569_262_485_349)),
            (1_569_262_485_349_123, Some(1_569_262_485_349)),
            (0, None),
            (-5, None),
            (100_000_000_000_000_000, None),
        ] {
            assert_eq!(from_number(number), millis, "{number}");
        }
    }

    #[test]
    fn text_may_be_digits_or_iso() {
        for text in ["1569262485349", "2019-09-23T18:14:45.349Z", "2019-09-23T18:14:45.349+00:00"] {
            assert_eq!(from_text(text), Some(1_569_262_485_349), "{text}");
        }
        assert_eq!(from_text("2019-09-23T18:14:45+0000"), Some(1_569_262_485_000));
        assert_eq!(from_text("soon"), None);
        for (text, millis) in [
            ("1.569262485349e12", Some(1_569_262_485_349)),
            ("1569262485349.0", Some(1_569_262_485_349)),
            ("1569262485.349", Some(1_569_262_485_349)),
            ("1569262485349123.9", Some(1_569_262_485_349)),
            ("0.5", None),
            ("-1.5e9", None),
            ("1e400", None),
            ("inf", None),
            ("NaN", None),
        ] {
            assert_eq!(from_text(text), millis, "{text}");
        }
    }

    #[test]
    fn iso_has_milliseconds_and_z() {
        assert_eq!(iso(1_781_606_224_639), "2026-06-16T10:37:04.639Z");
        assert_eq!(iso(1_781_606_224_000), "2026-06-16T10:37:04.000Z");
    }

    #[test]
    fn a_length_of_time_is_read_as_people_type_it_and_said_as_they_say_it() {
        let table = [
            ("10 min", Some(600_000)),
            (" 1 d ", Some(86_400_000)),
            ("90s", Some(90_000)),
            ("1 h 30 min", Some(5_400_000)),
            ("1h30m", Some(5_400_000)),
            ("2 Days", Some(172_800_000)),
            ("1 week", Some(604_800_000)),
            ("", None),
            ("10", None),
            ("min", None),
            ("-1 min", None),
            ("1.5 h", None),
            ("10 parsecs", None),
            ("ten min", None),
            ("99999999999999999 d", None),
            ("1 d é", None),
        ];
        for (typed, ms) in table {
            assert_eq!(length(typed), ms, "{typed:?}");
        }
        for (ms, said) in
            [(600_000, "10 min"), (86_400_000, "1 d"), (5_400_000, "90 min"), (90_000, "90 s")]
        {
            assert_eq!(span(ms), said);
        }
    }
}
