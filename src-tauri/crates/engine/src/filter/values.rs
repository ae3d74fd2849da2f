//! What fields are compared with: numbers, times, texts, as they are written in a filter.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rusqlite::types::Value;

/// A number with what may stand behind it.
pub(super) fn amount(text: &str) -> Option<Value> {
    let (digits, times) = match text.char_indices().next_back()? {
        (end, 'k') => (&text[..end], 1_000),
        (end, 'M') => (&text[..end], 1_000_000),
        _ => (text, 1),
    };
    digits.parse::<i64>().ok()?.checked_mul(times).map(Value::Integer)
}

/// Why a text is no size.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoSize {
    Unread,
    /// A decimal of bytes.
    Part,
    TooLarge,
}

/// What a unit is in bytes: `k`, `m`, `g` are thousands as the page shows them, `kib`, `mib`, `gib` are 1024s; in any
/// case of letters.
pub(super) fn unit(text: &str) -> Option<i64> {
    Some(match text.to_ascii_lowercase().as_str() {
        "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return None,
    })
}

/// So many decimals count.
const DECIMALS: usize = 9;

/// A size in bytes: `500`, `10kb`, `1.5 MB`.
pub(super) fn size(text: &str) -> Result<i64, NoSize> {
    let end = text.find(|next: char| !matches!(next, '0'..='9' | '.')).unwrap_or(text.len());
    let (number, behind) = text.split_at(end);
    let unit = match behind.trim_start() {
        "" => 1,
        behind => unit(behind).ok_or(NoSize::Unread)?,
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || part.is_empty() || part.contains('.') {
        return Err(NoSize::Unread);
    }
    if unit == 1 && number.contains('.') {
        return Err(NoSize::Part);
    }
    let part = &part[..part.len().min(DECIMALS)];
    let scale = part.chars().fold(1, |scale, _| scale * 10);
    let part = part.parse::<i64>().map_err(|_| NoSize::Unread)? * unit / scale;
    let whole = whole.parse::<i64>().ok().and_then(|whole| whole.checked_mul(unit));
    whole.and_then(|whole| whole.checked_add(part)).ok_or(NoSize::TooLarge)
}

/// A span of time in ms: `200ms`, `2s`, `1m`, `1h30m`; a bare number is ms.
pub(super) fn span(text: &str) -> Option<i64> {
    let ms = text.strip_suffix("ms").unwrap_or(text);
    ms.parse().ok().or_else(|| hooktrail_domain::time::length(text))
}

/// A time: so long ago (true, ms), or a moment (false, epoch ms). What names no zone is of UTC.
pub(super) fn moment(text: &str) -> Option<(bool, i64)> {
    if let Some(age) = text.strip_prefix('-') {
        return hooktrail_domain::time::length(age).map(|ms| (true, ms));
    }
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some((false, moment.as_millisecond()));
    }
    // Of a zone by its name nothing is known here: it would be passed over.
    if text.contains('[') {
        return None;
    }
    let moment = text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?;
    Some((false, moment.timestamp().as_millisecond()))
}

/// Whether a moment is written without a zone, so that it is one of UTC.
pub(super) fn zoneless(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_err()
}

/// A LIKE pattern that finds `word` anywhere; `\` escapes.
pub(crate) fn pattern(word: &str) -> String {
    let mut pattern = String::from("%");
    for char in word.chars() {
        if matches!(char, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern.push('%');
    pattern
}

/// A GLOB pattern that finds what begins with `start`.
pub(super) fn glob(start: &str) -> String {
    let mut pattern = String::new();
    for char in start.chars() {
        match char {
            '*' | '?' | '[' => pattern.extend(['[', char, ']']),
            other => pattern.push(other),
        }
    }
    pattern.push('*');
    pattern
}
