//! Where something goes, and in which manner: a URL as it was typed, or a target that was saved.

use reqwest::Url;
use rusqlite::Connection;
use url::form_urlencoded;

use super::plan::{PlanError, target as url_in, with_scheme};
use super::refusal::Refusal;
use super::send::Timeouts;
use super::signing::Signing;
use super::target::{is_credential, secret_header};
use crate::marker;
use crate::secrets::{self, NamedSecret, Secret, Secrets};
use crate::store::secret_names;
use crate::store::targets::{self, Target};

/// What stands in place of a credential.
pub(crate) const HIDDEN: &str = "***";

/// Why nothing goes to an address that [`is_cut`], and why it is not kept, in words.
pub(crate) const CUT: &str =
    "The address has *** in place of its secret: type the secret there again.";

/// Where, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The saved target; `None`: a URL as it was typed.
    pub target: Option<i64>,
    /// What to call it: the target's name, or the URL without its credentials.
    pub name: String,
    /// Where to.
    pub url: Url,
    /// What it wants: `meta`, vendor formats; empty: what it is given.
    pub formats: Vec<String>,
    /// Headers that it gets beside the event's own, instead of those of the same name.
    pub headers: Vec<(String, String)>,
    /// Headers that are credentials: neither kept nor shown.
    pub credentials: Vec<(String, Secret)>,
    /// How Meta's bytes are signed for it; `None`: re-signed if there is a secret, else as received.
    pub signing: Option<Signing>,
    /// What to sign with.
    pub secret: Option<Secret>,
    /// How long it may take.
    pub timeouts: Timeouts,
    /// Take its certificate unseen.
    pub accept_invalid_certificate: bool,
    /// Our name in the marker that links what is sent to its origin; `None`: no marker.
    pub marker: Option<String>,
}

impl Destination {
    /// A URL as it was typed.
    pub fn of_url(word: &str) -> Result<Self, PlanError> {
        let url = url_in(word)?;
        Ok(Self {
            target: None,
            name: shown(&url),
            url,
            formats: Vec::new(),
            headers: Vec::new(),
            credentials: Vec::new(),
            signing: None,
            secret: None,
            timeouts: Timeouts::default(),
            accept_invalid_certificate: false,
            marker: None,
        })
    }

    /// How Meta's bytes are signed for it, when nobody says otherwise.
    pub fn signing(&self) -> Signing {
        let signed = if self.secret.is_some() { Signing::Resigned } else { Signing::AsReceived };
        self.signing.unwrap_or(signed)
    }
}

/// The destination that `word` means: a URL, or the name of a saved target. Marked as ours.
pub fn find(conn: &Connection, secrets: &Secrets, word: &str) -> Result<Destination, Refusal> {
    if let Ok(url) = Destination::of_url(word) {
        if is_cut(url.url.as_str()) {
            return Err(Refusal::Unusable(CUT.to_owned()));
        }
        return Ok(Destination { marker: marker::instance(conn)?, ..url });
    }
    match targets::named(conn, word.trim())? {
        Some(target) => of_target(conn, secrets, &target),
        None if word.contains("://") => Err(PlanError::Url(word.to_owned()).into()),
        None => Err(Refusal::Unusable(match with_scheme(word) {
            Some(url) => {
                format!("{word} is neither a URL nor the name of a target: write {url}")
            }
            None => format!(
                "{word} is neither a URL such as http://localhost:3000/webhook nor the name of a target."
            ),
        })),
    }
}

/// A saved target with its secret, if it is switched on.
pub fn of_target(
    conn: &Connection,
    secrets: &Secrets,
    target: &Target,
) -> Result<Destination, Refusal> {
    if !target.enabled {
        return Err(Refusal::Unusable(format!(
            "The target {} is switched off: switch it on first.",
            target.name
        )));
    }
    let owner = secrets::of_target(&target.id.to_string());
    let own = secrets.of(&owner);
    // A keyring that is locked must not turn what should be signed into what is not.
    let kept = secret_names::all(conn)?.into_iter().filter(|name| name.owner == owner);
    let lost = |name: &secret_names::SecretName| !own.iter().any(|own| own.name == name.name);
    if let Some(lost) = kept.into_iter().find(lost) {
        return Err(Refusal::Unusable(format!(
            "The secret {} of the target {} cannot be read where it is kept: unlock the system's store and start again, or give it again.",
            lost.name, target.name
        )));
    }
    let (credentials, signing): (Vec<_>, Vec<_>) =
        own.into_iter().partition(|named| secret_header(&named.name).is_some());
    let credential = |named: NamedSecret| {
        let name = secret_header(&named.name)?.to_owned();
        Some((name, named.secret))
    };
    let total = u64::try_from(target.timeout_ms).unwrap_or_default();
    Ok(Destination {
        target: Some(target.id),
        name: target.name.clone(),
        formats: target.formats.clone(),
        headers: target.headers.clone(),
        signing: target.signing.as_deref().and_then(Signing::from_word),
        credentials: credentials.into_iter().filter_map(credential).collect(),
        secret: signing.into_iter().next().map(|named| named.secret),
        timeouts: Timeouts::within(std::time::Duration::from_millis(total)),
        accept_invalid_certificate: target.accept_invalid_certificate,
        marker: if target.marker { marker::instance(conn)? } else { None },
        ..Destination::of_url(&target.url)?
    })
}

/// A URL for people and for the record: without its credentials. A user name alone is one as well: a token, often; and so is what
/// the query or the fragment calls one.
pub fn shown(whole: &Url) -> String {
    let mut url = whole.clone();
    if url.password().is_some() {
        let _ = url.set_password(Some(HIDDEN));
    } else if !url.username().is_empty() {
        let _ = url.set_username(HIDDEN);
    }
    if whole.query_pairs().any(|(name, _)| is_credential(&name)) {
        let value = |name: &str, value| if is_credential(name) { HIDDEN.into() } else { value };
        let pairs = whole.query_pairs().map(|(name, given)| (name.clone(), value(&name, given)));
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
    let fragment = whole.fragment().unwrap_or_default();
    if form_urlencoded::parse(fragment.as_bytes()).any(|(name, _)| is_credential(&name)) {
        url.set_fragment(Some(HIDDEN));
    }
    url.to_string()
}

/// Whether a URL that was [`shown`] was shown without something.
pub(crate) fn is_cut(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| {
        url.password().unwrap_or(url.username()) == HIDDEN
            || url.query_pairs().any(|(name, value)| is_credential(&name) && value == HIDDEN)
    })
}

/// Likewise, of a URL as it was written.
pub fn shown_text(url: &str) -> String {
    super::target(url).map_or_else(|_| url.to_owned(), |url| shown(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_its_credentials_and_that_is_seen() {
        for (url, wanted) in [
            ("https://me:hush@dev.example/", "https://me:***@dev.example/"),
            ("https://hush@dev.example/", "https://***@dev.example/"),
            (
                "https://dev.example/hook?token=hush&a=b#c",
                "https://dev.example/hook?token=***&a=b#c",
            ),
            ("https://dev.example/?X-API-Key=hush", "https://dev.example/?X-API-Key=***"),
            ("https://dev.example/?api_key=hush", "https://dev.example/?api_key=***"),
            ("https://dev.example/#access_token=hush", "https://dev.example/#***"),
            ("https://dev.example/hook?a=b%20c", "https://dev.example/hook?a=b%20c"),
        ] {
            assert_eq!(shown_text(url), wanted);
            assert_eq!(shown_text(wanted), wanted);
            let sent = url.split('#').next() != wanted.split('#').next();
            assert_eq!(is_cut(wanted), sent, "{wanted}");
            assert!(!is_cut(url), "{url}");
        }
    }
}
