//! What may have happened to a body on its way, undone: each alteration with the words that name it. Bytes to bytes; what is
//! not JSON is only tried at its ends.

use std::borrow::Cow;

use crate::json;

type Altered = (Vec<u8>, String);

/// Every known alteration of `body`, the likelier first. `rewritten`: also those that write its JSON anew.
pub(super) fn of(body: &[u8], rewritten: bool) -> impl Iterator<Item = Altered> {
    let mut bodies: Vec<(Cow<'_, [u8]>, String)> = Vec::new();
    if rewritten && json::parse(body).is_ok() {
        for space in [Space::AsIs, Space::None, Space::Python, Space::Indented] {
            for letters in [Letters::AsIs, Letters::Escaped, Letters::EscapedUpper, Letters::Plain]
            {
                for slashes in [Slashes::AsIs, Slashes::Escaped, Slashes::Plain] {
                    let words: Vec<&str> = [space.words(), letters.words(), slashes.words()]
                        .into_iter()
                        .flatten()
                        .collect();
                    if !words.is_empty() {
                        bodies.push((
                            Cow::Owned(rewrite(body, space, letters, slashes)),
                            words.join(" and "),
                        ));
                    }
                }
            }
        }
    }
    let ends = ends(body).into_iter();
    // The commonest alteration of all is one newline at the end, also of what was written anew.
    let with_newline: Vec<Altered> = bodies
        .iter()
        .map(|(body, words)| {
            ([body.as_ref(), b"\n"].concat(), format!("{words} and a newline is put at its end"))
        })
        .collect();
    let whole = bodies.into_iter().map(|(body, words)| (body.into_owned(), words));
    ends.chain(whole).chain(with_newline)
}

fn ends(body: &[u8]) -> Vec<Altered> {
    let said = |body: Vec<u8>, words: &str| (body, words.to_owned());
    let mut all = vec![
        said([body, b"\n"].concat(), "a newline is put at its end"),
        said([body, b"\r\n"].concat(), "a line end (CRLF) is put at its end"),
        said(body.trim_ascii_end().to_vec(), "the space or newline at its end is taken away"),
        said(body.trim_ascii().to_vec(), "the space around it is taken away"),
        said([b"\xef\xbb\xbf", body].concat(), "a byte order mark is put at its beginning"),
    ];
    if let Some(rest) = body.strip_prefix(b"\xef\xbb\xbf") {
        all.push(said(rest.to_vec(), "the byte order mark at its beginning is taken away"));
    }
    if body.contains(&b'\n') {
        let unix: Vec<u8> = body.iter().copied().filter(|byte| *byte != b'\r').collect();
        let mut windows = Vec::with_capacity(unix.len() + 64);
        for byte in &unix {
            if *byte == b'\n' {
                windows.push(b'\r');
            }
            windows.push(*byte);
        }
        all.push(said(unix, "its line ends are LF instead of CRLF"));
        all.push(said(windows, "its line ends are CRLF instead of LF"));
    }
    all.retain(|(altered, _)| altered != body);
    all
}

#[derive(Clone, Copy, PartialEq)]
enum Space {
    AsIs,
    None,
    Python,
    Indented,
}

impl Space {
    fn words(self) -> Option<&'static str> {
        match self {
            Self::AsIs => None,
            Self::None => Some("the space between its values is taken away"),
            Self::Python => Some("a space follows every comma and colon"),
            Self::Indented => Some("it is indented by two"),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Letters {
    AsIs,
    Escaped,
    EscapedUpper,
    Plain,
}

impl Letters {
    fn words(self) -> Option<&'static str> {
        match self {
            Self::AsIs => None,
            Self::Escaped => Some(r"letters beyond ASCII are written \uXXXX, as Meta does"),
            Self::EscapedUpper => Some(r"letters beyond ASCII are written \uXXXX in capitals"),
            Self::Plain => Some(r"its \uXXXX are written as plain letters"),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Slashes {
    AsIs,
    Escaped,
    Plain,
}

impl Slashes {
    fn words(self) -> Option<&'static str> {
        match self {
            Self::AsIs => None,
            Self::Escaped => Some(r"slashes are written \/, as Meta does"),
            Self::Plain => Some(r"its \/ are written as plain slashes"),
        }
    }
}

/// Writes JSON anew, string by string; `body` must be JSON.
fn rewrite(body: &[u8], space: Space, letters: Letters, slashes: Slashes) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() * 2);
    let mut depth = 0usize;
    let mut at = 0;
    let line = |out: &mut Vec<u8>, depth: usize| {
        out.push(b'\n');
        out.extend(std::iter::repeat_n(b' ', depth * 2));
    };
    while let Some(byte) = body.get(at).copied() {
        match byte {
            b'"' => {
                let end = end_of_string(body, at);
                string(&body[at..end], letters, slashes, &mut out);
                at = end;
                continue;
            }
            b' ' | b'\t' | b'\r' | b'\n' if space != Space::AsIs => {}
            b'{' | b'[' if space == Space::Indented => {
                out.push(byte);
                let next = body[at + 1..].iter().find(|byte| !byte.is_ascii_whitespace());
                if !matches!(next, Some(b'}' | b']')) {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            b'}' | b']' if space == Space::Indented => {
                if !matches!(out.last(), Some(b'{' | b'[')) {
                    depth = depth.saturating_sub(1);
                    line(&mut out, depth);
                }
                out.push(byte);
            }
            b',' if space == Space::Indented => {
                out.push(byte);
                line(&mut out, depth);
            }
            b',' | b':' if matches!(space, Space::Python | Space::Indented) => {
                out.extend([byte, b' ']);
            }
            _ => out.push(byte),
        }
        at += 1;
    }
    out
}

fn end_of_string(body: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = body.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    body.len()
}

/// One string with its quotes.
fn string(quoted: &[u8], letters: Letters, slashes: Slashes, out: &mut Vec<u8>) {
    let mut rest = quoted;
    while let Some(first) = rest.first().copied() {
        let (taken, written) = match first {
            b'\\' if rest.get(1) == Some(&b'u') && letters == Letters::Plain => plain(rest),
            b'\\' if rest.get(1) == Some(&b'u') && letters != Letters::AsIs => {
                let escape = rest.get(..6).unwrap_or(rest);
                let digits = match letters {
                    Letters::EscapedUpper => escape[2..].to_ascii_uppercase(),
                    _ => escape[2..].to_ascii_lowercase(),
                };
                (escape.len(), [b"\\u", digits.as_slice()].concat())
            }
            b'\\' if rest.get(1) == Some(&b'/') && slashes == Slashes::Plain => (2, b"/".to_vec()),
            b'\\' => (2.min(rest.len()), rest[..2.min(rest.len())].to_vec()),
            b'/' if slashes == Slashes::Escaped => (1, b"\\/".to_vec()),
            0x80.. if matches!(letters, Letters::Escaped | Letters::EscapedUpper) => {
                escaped(rest, letters)
            }
            _ => (1, vec![first]),
        };
        out.extend(written);
        rest = rest.get(taken..).unwrap_or_default();
    }
}

/// The letter behind one or two `\uXXXX`; control characters stay escaped.
fn plain(rest: &[u8]) -> (usize, Vec<u8>) {
    let unit = |at: usize| {
        let digits = rest.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let keep = || (6.min(rest.len()), rest[..6.min(rest.len())].to_vec());
    let Some(first) = unit(0) else { return keep() };
    let units: Vec<u16> = std::iter::once(first).chain(unit(6)).collect();
    match char::decode_utf16(units).next() {
        Some(Ok(letter)) if letter >= ' ' && !matches!(letter, '"' | '\\') => {
            (6 * letter.len_utf16(), letter.to_string().into_bytes())
        }
        _ => keep(),
    }
}

/// The letter at the start of `rest` as `\uXXXX`; bytes that are no letter stay.
fn escaped(rest: &[u8], letters: Letters) -> (usize, Vec<u8>) {
    let letter = (2..=4).find_map(|length| std::str::from_utf8(rest.get(..length)?).ok());
    let Some(letter) = letter else { return (1, rest[..1].to_vec()) };
    let written: String = letter
        .encode_utf16()
        .map(|unit| match letters {
            Letters::EscapedUpper => format!("\\u{unit:04X}"),
            _ => format!("\\u{unit:04x}"),
        })
        .collect();
    (letter.len(), written.into_bytes())
}
