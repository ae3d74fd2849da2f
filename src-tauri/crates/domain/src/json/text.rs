//! The characters between two quotes. Never fails: what is no character becomes U+FFFD.

use std::borrow::Cow;

/// Decodes what stands between the quotes of a JSON string.
pub(super) fn decode(inside: &[u8]) -> Cow<'_, str> {
    if !inside.contains(&b'\\') {
        return String::from_utf8_lossy(inside);
    }
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        text.push_str(&String::from_utf8_lossy(&rest[..at]));
        let (character, length) = escape(&rest[at..]);
        text.push(character);
        rest = rest.get(at + length..).unwrap_or_default();
    }
    text.push_str(&String::from_utf8_lossy(rest));
    Cow::Owned(text)
}

/// The character that an escape at the start of `bytes` stands for, and its length.
fn escape(bytes: &[u8]) -> (char, usize) {
    let plain = match bytes.get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return unicode(bytes),
        Some(other) => char::from(*other),
        None => char::REPLACEMENT_CHARACTER,
    };
    (plain, 2)
}

fn unicode(bytes: &[u8]) -> (char, usize) {
    let first = unit(bytes).unwrap_or(0xFFFD);
    if let Some(character) = char::from_u32(first) {
        return (character, 6);
    }
    let second = bytes.get(6..).and_then(unit).filter(|low| (0xDC00..0xE000).contains(low));
    match second.filter(|_| first < 0xDC00) {
        Some(low) => {
            let code = 0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00);
            (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
        }
        None => (char::REPLACEMENT_CHARACTER, 6),
    }
}

/// The code unit of a `\uXXXX` at the start of `bytes`.
fn unit(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, digit| Some(unit * 16 + char::from(*digit).to_digit(16)?))
}

/// What is odd about the inside of a string whose escapes are well formed.
pub(super) fn oddities(inside: &[u8]) -> impl Iterator<Item = &'static str> {
    [
        ("control_character", inside.iter().any(|byte| *byte < 0x20)),
        ("invalid_utf8", std::str::from_utf8(inside).is_err()),
        ("lone_surrogate", lone_surrogate(inside)),
    ]
    .into_iter()
    .filter_map(|(code, odd)| odd.then_some(code))
}

fn lone_surrogate(inside: &[u8]) -> bool {
    let mut rest = inside;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        rest = &rest[at..];
        let (character, length) = escape(rest);
        let surrogate = unit(rest).is_some_and(|unit| (0xD800..0xE000).contains(&unit));
        if surrogate && character == char::REPLACEMENT_CHARACTER {
            return true;
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    false
}
