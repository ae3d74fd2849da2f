//! Whether a text stands anywhere in what was received, as a function of SQL: in the body as it came or unpacked, in the
//! values of headers, in the query. Never in what lets in or proves: credentials, signatures and the verify token are not
//! looked at, nor is what a packed body holds beyond the 32 MiB that are unpacked for reading: one capture costs no more than
//! that. Which captures are asked, and how many before the clock is looked at, is not decided here.

use regex::bytes::{Regex, RegexBuilder};
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

use super::decoded;
use crate::delivery::is_credential;
use crate::journal::Headers;

/// Lets SQL of this connection ask `holds(headers, body, query, text)`. A connection learns it once.
pub(crate) fn teach_holds(conn: &Connection) -> rusqlite::Result<()> {
    if conn.prepare_cached("SELECT holds(x'', x'', '', '')").is_ok() {
        return Ok(());
    }
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    conn.create_scalar_function("holds", 4, flags, holds)
}

fn holds(asked: &Context<'_>) -> rusqlite::Result<bool> {
    let text = asked.get_or_create_aux(3, |text| {
        let text = text.as_str()?;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(looked_for(text)?)
    })?;
    let bytes = |place| asked.get_raw(place).as_bytes().unwrap_or_default();
    Ok(stands_in(&text, bytes(0), bytes(1), bytes(2)))
}

/// Finds the text in any case of letters, also as JSON writes it.
fn looked_for(text: &str) -> Result<Regex, regex::Error> {
    let pattern: String = text.chars().map(written).collect();
    RegexBuilder::new(&pattern).case_insensitive(true).build()
}

/// The ways in which a character can stand in a body.
fn written(character: char) -> String {
    let itself = regex::escape(character.encode_utf8(&mut [0; 4]));
    match character {
        '/' | '"' => format!(r"\\?{itself}"),
        '\\' => r"\\{1,2}".to_owned(),
        '\n' => r"(?:\r?\n|(?:\\r)?\\n)".to_owned(),
        '\t' => r"(?:\t|\\t)".to_owned(),
        '&' | '<' | '>' | '\'' => format!("(?:{itself}|{})", escaped(character)),
        _ if character.is_ascii() => itself,
        _ => {
            let cases = character.to_lowercase().chain(character.to_uppercase()).map(escaped);
            format!("(?:{itself}|{})", cases.collect::<Vec<_>>().join("|"))
        }
    }
}

/// A character by its number, as a pattern; a pair of numbers where it needs one.
fn escaped(character: char) -> String {
    character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!(r"\\u{unit:04x}")).collect()
}

const SIGNATURE: &str = "x-hub-signature";

fn stands_in(text: &Regex, headers: &[u8], body: &[u8], query: &[u8]) -> bool {
    let within_query = || {
        let credential = |part: &&[u8]| {
            let name = part.split(|byte| *byte == b'=').next().unwrap_or_default();
            is_credential(&String::from_utf8_lossy(name))
        };
        let parts = || query.split(|byte| *byte == b'&');
        !parts().any(|part| credential(&part))
            || parts().filter(|part| !credential(part)).any(|part| text.is_match(part))
    };
    let within_headers = || {
        Headers::from_bytes(headers.to_vec()).iter().any(|(name, value)| {
            !name.starts_with(SIGNATURE) && !is_credential(name) && text.is_match(value)
        })
    };
    text.is_match(body)
        || text.is_match(query) && within_query()
        || text.is_match(headers) && within_headers()
        || matches!(decoded(headers, body).bytes, std::borrow::Cow::Owned(unpacked) if text.is_match(&unpacked))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn a_text_is_found_wherever_it_stands_in_what_was_received_but_no_secret() {
        let body = concat!(
            r#"{"id":"wamid.HBgL+/==","n":131026,"name":"Ren\u00e9e M\u00DCLLER \ud83d\ude00","url":"https:\/\/a.example\/b?c=1\u0026d","#,
            r#""raw":"é %_ a.b","said":"one\ntwo \"three\" c:\\d"}"#
        );
        let mut headers = Headers::default();
        for (name, value) in [
            ("host", "dev.example.com"),
            ("user-agent", "facebookexternalua"),
            ("x-hub-signature-256", "sha256=feedc0de"),
            ("x-hub-signature", "sha1=feedc0de"),
            ("authorization", "Bearer hush"),
            ("cookie", "hush=1"),
        ] {
            headers.push(name, value.as_bytes());
        }
        let (headers, query) =
            (headers.into_bytes(), "hub.mode=subscribe&hub.verify_token=hush&hub.challenge=77");
        let conn = Connection::open_in_memory().unwrap();
        for _ in 0..2 {
            teach_holds(&conn).unwrap();
        }
        for (text, found) in [
            ("131026", true),
            ("wamid.hbgl", true),
            ("HBgL+/==", true),
            ("renée müller", true),
            ("RENÉE", true),
            ("😀", true),
            ("😁", false),
            ("https://a.example/b?c=1&d", true),
            (r"https:\/\/a.example", true),
            ("É %_", true),
            ("a.b", true),
            ("a-b", false),
            ("%%", false),
            ("one\ntwo \"three\"", true),
            (r"c:\d", true),
            ("DEV.example", true),
            ("facebookexternal", true),
            ("subscribe", true),
            ("challenge=77", true),
            ("feedc0de", false),
            ("hush", false),
            ("nowhere", false),
        ] {
            let packed = packed(body.as_bytes());
            for body in [body.as_bytes(), &packed] {
                let sql = "SELECT holds(?1, ?2, ?3, ?4)";
                let holds: bool =
                    conn.query_row(sql, (&headers, body, query, text), |row| row.get(0)).unwrap();
                assert_eq!(holds, found, "{text}");
            }
        }
        let none: bool =
            conn.query_row("SELECT holds(x'', x'', '', 'a')", [], |row| row.get(0)).unwrap();
        assert!(!none);
    }

    #[test]
    fn bytes_that_are_no_text_are_looked_through_as_well() {
        for (body, text, found) in [
            (&b"\xff\xfe\0hologram\xff"[..], "Hologram", true),
            (b"\x1f\x8b\x08\0hologram", "hologram", true),
            (b"\xc3", "\u{e9}", false),
        ] {
            assert_eq!(stands_in(&looked_for(text).unwrap(), b"", body, b""), found, "{text}");
        }
    }
}
