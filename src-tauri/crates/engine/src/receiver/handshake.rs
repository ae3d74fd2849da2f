//! Meta's handshake: `GET ?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…`. Only the exact challenge makes the
//! endpoint verified (Meta, *Create a webhook endpoint*:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint>).

use axum::http::{StatusCode, Uri};
use bytes::Bytes;

/// The refusal of another token.
pub(crate) const ANOTHER_TOKEN: &str = "The verify token is another one.\n";
/// The refusal of everything else.
pub(crate) const NO_HANDSHAKE: &str =
    "This is not Meta's handshake: hub.mode, hub.verify_token and hub.challenge are needed.\n";

/// Compares in a time that depends on the lengths only.
fn equal(left: &[u8], right: &[u8]) -> bool {
    let differ = |(left, right): (&u8, &u8)| left ^ right;
    let differences = left.iter().zip(right).map(differ);
    left.len() == right.len()
        && std::hint::black_box(differences.fold(0, |all, one| std::hint::black_box(all | one)))
            == 0
}

/// The names and values of a query, decoded.
fn fields(query: &str) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    query.split('&').map(|field| {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        (decoded(name), decoded(value))
    })
}

/// Whether a GET with this query asks for the handshake, in whatever way: some parameter's name begins with `hub.`.
/// Without one, somebody only opened the address.
pub(crate) fn asks(query: &str) -> bool {
    fields(query).any(|(name, _)| name.starts_with(b"hub."))
}

/// What to answer to a GET: the challenge exactly, whatever bytes it has, or a refusal.
pub(super) fn answer(uri: &Uri, token: &str) -> (StatusCode, Bytes) {
    let fields: Vec<(Vec<u8>, Vec<u8>)> = fields(uri.query().unwrap_or_default()).collect();
    let field = |name: &str| {
        fields.iter().find(|(known, _)| known == name.as_bytes()).map(|(_, value)| &value[..])
    };
    let refused = |why: &'static str| (StatusCode::FORBIDDEN, Bytes::from_static(why.as_bytes()));
    match (field("hub.mode"), field("hub.verify_token"), field("hub.challenge")) {
        (Some(b"subscribe"), Some(shown), Some(challenge))
            if !token.is_empty() && equal(token.as_bytes(), shown) =>
        {
            (StatusCode::OK, Bytes::copy_from_slice(challenge))
        }
        (Some(b"subscribe"), Some(_), Some(_)) => refused(ANOTHER_TOKEN),
        _ => refused(NO_HANDSHAKE),
    }
}

/// The bytes behind `+` and `%XX`; what is no such pair of digits stays as it is.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let pair = after.get(..2).filter(|_| *first == b'%');
        let byte = pair.and_then(|pair| {
            let mut byte = [0];
            hex::decode_to_slice(pair, &mut byte).ok().map(|()| byte[0])
        });
        rest = if byte.is_some() { &after[2..] } else { after };
        bytes.push(byte.unwrap_or(if *first == b'+' { b' ' } else { *first }));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_token_gets_the_challenge() {
        let told = "a+b &ü";
        for (query, status, body) in [
            ("hub.mode=subscribe&hub.challenge=115&hub.verify_token=a%2Bb+%26%C3%BC", 200, "115"),
            (
                "hub.verify_token=a%2Bb%20%26%c3%bc&hub%2Emode=subscribe&hub.challenge=0115",
                200,
                "0115",
            ),
            (
                "hub.mode=subscribe&hub.verify_token=a%2Bb+%26%C3%BC&hub.challenge=%3Cb%3E",
                200,
                "<b>",
            ),
            ("hub.mode=subscribe&hub.verify_token=a%2Bb+%26%C3%BC&hub.challenge=", 200, ""),
            ("hub.mode=subscribe&hub.challenge=1&hub.verify_token=a+b+%26%C3%BC", 403, "another"),
            ("hub.mode=subscribe&hub.challenge=1&hub.verify_token=", 403, "another"),
            (
                "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=a%2Bb+%26%C3%BC",
                403,
                "not Meta",
            ),
            ("hub.mode=subscribe&hub.verify_token=a%2Bb+%26%C3%BC", 403, "not Meta"),
            ("", 403, "not Meta"),
            ("%ff=%zz&&=", 403, "not Meta"),
        ] {
            let (code, text) = answer(&format!("/webhook?{query}").parse().unwrap(), told);
            let text = String::from_utf8(text.into()).unwrap();
            let exact = if status == 200 { text == body } else { text.contains(body) };
            assert!(code == status && exact, "{query}: {code} {text}");
        }
    }

    #[test]
    fn whoever_only_opens_the_address_asks_for_no_handshake() {
        for (query, asked) in [
            ("hub.mode=subscribe&hub.challenge=1&hub.verify_token=t", true),
            ("a=b&hub%2Emode", true),
            ("hub.", true),
            ("", false),
            ("from=github.com", false),
            ("from=hub.mode", false),
            ("github.mode=1", false),
            ("hub_mode=subscribe", false),
        ] {
            assert_eq!(asks(query), asked, "{query}");
        }
    }

    #[test]
    fn a_challenge_comes_back_byte_for_byte() {
        for (challenge, bytes) in [
            ("%FF%fe+%00%c3%28", &b"\xff\xfe \x00\xc3("[..]),
            ("100%25%2", b"100%%2"),
            ("%", b"%"),
            ("1=2", b"1=2"),
        ] {
            let query = format!("hub.mode=subscribe&hub.verify_token=t&hub.challenge={challenge}");
            let uri = format!("/webhook?{query}").parse().unwrap();
            assert_eq!(answer(&uri, "t"), (StatusCode::OK, Bytes::from_static(bytes)));
        }
    }

    #[test]
    fn an_empty_token_matches_nothing() {
        let uri = "/webhook?hub.mode=subscribe&hub.challenge=1&hub.verify_token=".parse().unwrap();
        assert_eq!(answer(&uri, "").0, StatusCode::FORBIDDEN);
    }
}
