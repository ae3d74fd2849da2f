//! What a saved target may be, and what its secrets are for. Pure.

use hooktrail_domain::vendor::Format;
use http::{HeaderName, HeaderValue};
use url::{Host, Url};

use super::destination::{CUT, is_cut};
use super::plan::{META, PlanError, set_by_connection, target as url_in};
use super::send::Timeouts;
use super::signing::Signing;
use crate::store::targets::Target;

/// Name of the secret that a target's bytes are signed with.
pub const SIGNING_SECRET: &str = "signing";
/// Longest time that a target may be given, milliseconds.
const LONGEST_MS: i64 = 600_000;
/// Longest name, characters.
const LONGEST_NAME: usize = 80;

/// The header whose value the secret of this name is: `authorization` of `header authorization`.
pub fn secret_header(name: &str) -> Option<&str> {
    name.strip_prefix("header ").map(str::trim).filter(|name| !name.is_empty())
}

/// Whether a header's value is a credential by its name, so that it is neither kept in the database nor shown.
pub(crate) fn is_credential(name: &str) -> bool {
    const PARTS: [&str; 6] = ["authorization", "cookie", "apikey", "token", "secret", "password"];
    let name = name.trim().to_ascii_lowercase().replace(['-', '_'], "");
    PARTS.iter().any(|part| name.contains(part))
}

/// Whether a URL says who asks, by a password or by a name that may be a token.
pub(crate) fn is_let_in(url: &Url) -> bool {
    url.password().is_some() || !url.username().is_empty()
}

/// What a target is called while nobody gave it a name: its URL's host and port.
pub fn name_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether `url` leads to what listens at `receiver`, on loopback.
pub(crate) fn leads_back(url: &Url, receiver: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_unspecified(),
        Some(Host::Ipv6(ip)) => {
            let mapped = ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback());
            mapped || ip.is_loopback() || ip.is_unspecified()
        }
        None => false,
    };
    here && url.port_or_known_default() == receiver.port_or_known_default()
}

/// A target for `url` with everything as usual, called by the URL's host and port.
pub fn new_target(url: &str) -> Result<Target, PlanError> {
    let name = name_of(&url_in(url)?);
    let usual = i64::try_from(Timeouts::default().total.as_millis()).unwrap_or(LONGEST_MS);
    Ok(Target {
        id: 0,
        name,
        url: url.trim().to_owned(),
        formats: Vec::new(),
        headers: Vec::new(),
        signing: None,
        timeout_ms: usual,
        accept_invalid_certificate: false,
        marker: true,
        enabled: true,
    })
}

/// Which field of a target cannot be like this, and why, in words; `others` may hold it as it was, `receiver` is where Hooktrail itself receives.
pub fn refusal(
    new: &Target,
    others: &[Target],
    receiver: Option<&Url>,
) -> Option<(&'static str, String)> {
    let name_is = |why| Some(("name", why));
    let name = &new.name;
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control)
    {
        return name_is(format!("A target needs a name of up to {LONGEST_NAME} characters."));
    }
    if name.contains("://") {
        return name_is(format!("{name} is an address: give the target a name beside it."));
    }
    let same = |other: &&Target| other.id != new.id && other.name.eq_ignore_ascii_case(name);
    if let Some(other) = others.iter().find(same) {
        return name_is(format!("A target is called {} already: choose another name.", other.name));
    }
    // What was saved before this was asked stays as it is.
    let kept = others.iter().find(|other| other.id == new.id);
    let old = kept.is_some_and(|kept| kept.url == new.url);
    match url_in(&new.url) {
        Err(error) => return Some(("url", error.to_string())),
        Ok(url) if !old && is_let_in(&url) => {
            return Some((
                "url",
                "A saved address holds no user or password: keep it as a secret of the target, called \"header authorization\"."
                    .to_owned(),
            ));
        }
        Ok(url) if !old && is_cut(url.as_str()) => return Some(("url", CUT.to_owned())),
        Ok(url) if !old && receiver.is_some_and(|receiver| leads_back(&url, receiver)) => {
            return Some((
                "url",
                format!(
                    "{} is Hooktrail's own receiver: what goes there comes in again. Give the address of your own program.",
                    new.url
                ),
            ));
        }
        Ok(_) => {}
    }
    if !(1..=LONGEST_MS).contains(&new.timeout_ms) {
        let why = format!("A target can be given 1 ms to {} s.", LONGEST_MS / 1_000);
        return Some(("timeoutMs", why));
    }
    let known = |word: &&String| *word == META || Format::from_word(word).is_some();
    if let Some(word) = new.formats.iter().find(|word| !known(word)) {
        return Some(("formats", format!("{word} is no format: meta, or one of the vendors'.")));
    }
    if let Some(word) = new.signing.as_ref().filter(|word| Signing::from_word(word).is_none()) {
        return Some(("signing", format!("{word:?} is no way to sign.")));
    }
    let mut fresh =
        new.headers.iter().filter(|header| !kept.is_some_and(|kept| kept.headers.contains(header)));
    let wrong = fresh.find_map(|(name, value)| unusable(name, value));
    wrong.map(|why| ("headers", why))
}

/// Why a header cannot be kept as a secret of a target, in words.
pub fn secret_refusal(name: &str, value: &[u8]) -> Option<String> {
    unsendable(name, HeaderValue::from_bytes(value).is_ok())
}

fn unusable(name: &str, value: &str) -> Option<String> {
    unsendable(name, HeaderValue::try_from(value).is_ok()).or_else(|| {
        let name = name.trim();
        if value.trim().is_empty() {
            return Some(format!(
                "The header {name} has no value: write {name}: value, or leave the line out."
            ));
        }
        is_credential(name).then(|| {
            let known = name.to_ascii_lowercase();
            format!(
                "The header {name} holds a credential: keep it as a secret of the target, called \"header {known}\"."
            )
        })
    })
}

fn unsendable(name: &str, value_can_be_sent: bool) -> Option<String> {
    match HeaderName::try_from(name) {
        Err(_) => Some(format!("{name:?} is no name of a header.")),
        Ok(_) if !value_can_be_sent => {
            Some(format!("The header {name} has a value that cannot be sent."))
        }
        Ok(known) if set_by_connection(known.as_str()) => {
            Some(format!("The header {name} is set by the connection itself: leave it out."))
        }
        Ok(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_target_is_refused_in_words() {
        let usual = Target { name: "dev".into(), ..new_target("http://localhost:3000/a").unwrap() };
        let other = Target { id: 7, name: "Staging".into(), ..usual.clone() };
        let header = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        for (target, word) in [
            (Target { name: String::new(), ..usual.clone() }, "needs a name"),
            (Target { name: "a\nb".into(), ..usual.clone() }, "needs a name"),
            (Target { name: "http://x".into(), ..usual.clone() }, "is an address"),
            (Target { name: "STAGING".into(), ..usual.clone() }, "already"),
            (Target { url: "ftp://x".into(), ..usual.clone() }, "only http and https"),
            (Target { url: "localhost:3000".into(), ..usual.clone() }, "write http://localhost"),
            (Target { url: "http://u:p@x/".into(), ..usual.clone() }, "no user or password"),
            (Target { url: "http://token@x/".into(), ..usual.clone() }, "no user or password"),
            (Target { timeout_ms: 0, ..usual.clone() }, "600 s"),
            (Target { timeout_ms: 600_001, ..usual.clone() }, "600 s"),
            (Target { formats: vec!["pigeon".into()], ..usual.clone() }, "no format"),
            (Target { signing: Some("well".into()), ..usual.clone() }, "no way to sign"),
            (Target { headers: header("a b", "c"), ..usual.clone() }, "no name"),
            (Target { headers: header("a", "c\nd"), ..usual.clone() }, "value"),
            (Target { headers: header("nocolon", ""), ..usual.clone() }, "write nocolon: value"),
            (Target { headers: header("Host", "c"), ..usual.clone() }, "leave it out"),
            (
                Target { headers: header("Authorization", "c"), ..usual.clone() },
                "header authorization",
            ),
            (Target { headers: header("X-Api-Key", "c"), ..usual.clone() }, "header x-api-key"),
        ] {
            let why = refusal(&target, std::slice::from_ref(&other), None);
            assert!(why.as_ref().is_some_and(|(_, why)| why.contains(word)), "{word}: {why:?}");
        }
        assert_eq!(refusal(&usual, std::slice::from_ref(&other), None), None);
        assert_eq!(refusal(&other, std::slice::from_ref(&other), None), None, "itself");
        assert_eq!(new_target("http://localhost:3000/a").unwrap().name, "localhost:3000");
        assert_eq!(new_target("https://dev.example.com").unwrap().name, "dev.example.com");
    }

    #[test]
    fn a_target_can_be_changed_whose_headers_were_kept_before_they_were_asked_about() {
        let usual = new_target("http://localhost:3000/a").unwrap();
        let with = |headers: &[(&str, &str)]| {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            Target { id: 3, headers: headers.iter().map(own).collect(), ..usual.clone() }
        };
        let kept = with(&[("X-Env", ""), ("X-Token", "t")]);
        for (headers, word) in [
            (&[("X-Env", ""), ("X-Token", "t")][..], None),
            (&[("X-Env", "")], None),
            (&[("X-Env", ""), ("X-Other", "")], Some("X-Other")),
            (&[("X-Token", "u")], Some("X-Token")),
        ] {
            let new = Target { timeout_ms: 7, ..with(headers) };
            let why = refusal(&new, std::slice::from_ref(&kept), None);
            let told = why
                .as_ref()
                .map(|(field, why)| (*field, word.is_some_and(|word| why.contains(word))));
            assert_eq!(told, word.map(|_| ("headers", true)), "{headers:?}: {why:?}");
        }
    }

    #[test]
    fn an_address_that_was_shown_without_its_secret_is_not_kept() {
        let usual = new_target("https://dev/hook?token=abc").unwrap();
        let at = |url: &str| Target { id: 3, url: url.into(), ..usual.clone() };
        for (url, cut) in [
            ("https://dev/hook?token=***", true),
            ("https://dev/hook?a=b&X-API-Key=%2A%2A%2A", true),
            ("https://dev/hook?token=abd", false),
            ("https://dev/hook?a=***", false),
        ] {
            let why = refusal(&at(url), &[at(&usual.url)], None);
            assert_eq!(why, cut.then(|| ("url", CUT.to_owned())), "{url}");
            assert_eq!(refusal(&at(url), &[at(url)], None), None, "{url} was kept before");
        }
    }

    #[test]
    fn what_leads_back_to_the_receiver_is_no_target() {
        let receiver = Url::parse("http://127.0.0.1:8787/webhook").unwrap();
        let at = |url: &str| Target { url: url.into(), ..new_target("http://x/").unwrap() };
        for (url, back) in [
            ("http://127.0.0.1:8787/webhook", true),
            ("http://127.0.0.1:8787/elsewhere?a=b", true),
            ("http://LOCALHOST:8787", true),
            ("http://hook.localhost.:8787", true),
            ("http://[::1]:8787/", true),
            ("http://[::ffff:127.0.0.1]:8787/", true),
            ("http://127.1.2.3:8787/", true),
            ("http://0.0.0.0:8787/", true),
            ("http://127.0.0.1:8788/webhook", false),
            ("http://192.168.0.7:8787/webhook", false),
            ("http://localhost.example:8787/", false),
        ] {
            let why = refusal(&at(url), &[], Some(&receiver));
            assert_eq!(
                why.is_some_and(|(field, why)| field == "url" && why.contains("own receiver")),
                back,
                "{url}"
            );
            assert_eq!(refusal(&at(url), &[], None), None, "{url} while nothing is received");
        }
        let kept = Target { id: 3, ..at("http://localhost:8787/") };
        assert_eq!(
            refusal(&kept, std::slice::from_ref(&kept), Some(&receiver)),
            None,
            "kept before"
        );
    }
}
