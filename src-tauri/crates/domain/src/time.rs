//! Times as Meta writes them: seconds, milliseconds or microseconds, as numbers, numeric strings or ISO text.

use crate::signal::Millis;

/// Milliseconds from a bare number, by magnitude: below 1e11 seconds, below 1e14 milliseconds, below 1e17 microseconds.
/// Anything else, and zero or less, is no time. Source: conversion.md section 2; Meta mixes the units inside one product.
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
}
