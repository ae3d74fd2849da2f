//! Meta's handshake: `GET ?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…` (meta-domain 1.1). Only the exact
//! challenge makes the endpoint verified.

use axum::extract::Query;
use axum::http::{StatusCode, Uri};

/// Compares in a time that depends on the lengths only.
fn equal(left: &str, right: &str) -> bool {
    let differ = |(left, right): (u8, u8)| left ^ right;
    let differences = left.bytes().zip(right.bytes()).map(differ);
    left.len() == right.len()
        && std::hint::black_box(differences.fold(0, |all, one| std::hint::black_box(all | one)))
            == 0
}

/// What to answer to a GET: the challenge exactly, or a refusal.
pub(super) fn answer(uri: &Uri, token: &str) -> (StatusCode, String) {
    let fields = Query::<Vec<(String, String)>>::try_from_uri(uri);
    let fields = fields.map(|Query(fields)| fields).unwrap_or_default();
    let field =
        |name| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let refused = |why: &str| (StatusCode::FORBIDDEN, why.to_owned());
    match (field("hub.mode"), field("hub.verify_token"), field("hub.challenge")) {
        (Some("subscribe"), Some(shown), Some(challenge))
            if !token.is_empty() && equal(token, shown) =>
        {
            (StatusCode::OK, challenge.to_owned())
        }
        (Some("subscribe"), Some(_), Some(_)) => refused("The verify token is another one.\n"),
        _ => refused(
            "This is not Meta's handshake: hub.mode, hub.verify_token and hub.challenge are needed.\n",
        ),
    }
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
            let exact = if status == 200 { text == body } else { text.contains(body) };
            assert!(code == status && exact, "{query}: {code} {text}");
        }
    }

    #[test]
    fn an_empty_token_matches_nothing() {
        let uri = "/webhook?hub.mode=subscribe&hub.challenge=1&hub.verify_token=".parse().unwrap();
        assert_eq!(answer(&uri, "").0, StatusCode::FORBIDDEN);
    }
}
