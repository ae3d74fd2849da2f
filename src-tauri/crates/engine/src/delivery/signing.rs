//! How a request is signed, rightly or wrongly, and what was changed of it by hand. No IO.

use bytes::Bytes;
use hooktrail_domain::signature::{self, SHA1_HEADER, SHA256_HEADER};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::plan::PlanError;
use crate::journal::Headers;
use crate::secrets::Secret;
use crate::store::journal::Capture;

/// What stands in place of what came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edit {
    /// The exact bytes.
    pub body: Option<Bytes>,
    /// All headers; signatures are put in as the signing says.
    pub headers: Option<Vec<(String, String)>>,
    /// The method.
    pub method: Option<String>,
    /// Path, with its query if there is one, in place of the destination's own.
    pub path: Option<String>,
}

impl Edit {
    /// Whether a signature was written by hand, which goes as it is.
    pub(super) fn signs_by_hand(&self, of: &Capture) -> bool {
        let is_signature = |name: &str| {
            [SHA256_HEADER, SHA1_HEADER].iter().any(|one| name.trim().eq_ignore_ascii_case(one))
        };
        let came = Headers::from_bytes(of.headers.clone());
        let came = |value: &str| came.iter().any(|(_, known)| known == value.trim().as_bytes());
        let mut given = self.headers.iter().flatten();
        given.any(|(name, value)| is_signature(name) && !came(value))
    }

    /// Whether anything is changed.
    pub fn is_any(&self) -> bool {
        *self != Self::default()
    }
}

/// How the bytes are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// The signature headers go as they came.
    AsReceived,
    /// Both headers are made anew with the target's secret.
    Resigned,
    /// There are none.
    Unsigned,
    /// Wrong on purpose: made with another secret.
    OtherSecret,
    /// Wrong on purpose: made for other bytes.
    OtherBytes,
    /// Wrong on purpose: the old header alone.
    Sha1Only,
    /// Wrong on purpose: no header where one is wanted.
    Missing,
}

const ALL: [Signing; 7] = [
    Signing::AsReceived,
    Signing::Resigned,
    Signing::Unsigned,
    Signing::OtherSecret,
    Signing::OtherBytes,
    Signing::Sha1Only,
    Signing::Missing,
];

impl Signing {
    /// In words: what attempts and the contract call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::AsReceived => "as received",
            Self::Resigned => "re-signed",
            Self::Unsigned => "unsigned",
            Self::OtherSecret => "wrong: another secret",
            Self::OtherBytes => "wrong: an altered byte",
            Self::Sha1Only => "wrong: sha1 only",
            Self::Missing => "wrong: missing",
        }
    }

    /// The signing spelt `word`.
    pub fn from_word(word: &str) -> Option<Self> {
        ALL.into_iter().find(|signing| signing.word() == word)
    }

    /// How bytes are signed that are not those that came: what was signed does not fit them.
    pub(super) fn of_other_bytes(self) -> Self {
        if self == Self::AsReceived { Self::Unsigned } else { self }
    }

    /// Whether a good target refuses it.
    pub fn is_wrong(self) -> bool {
        matches!(self, Self::OtherSecret | Self::OtherBytes | Self::Sha1Only | Self::Missing)
    }

    /// Whether it cannot be done without the target's secret.
    pub fn needs_secret(self) -> bool {
        matches!(self, Self::Resigned | Self::OtherBytes | Self::Sha1Only)
    }

    /// Puts the headers in place; answers what it is then.
    pub(super) fn apply(
        self,
        headers: &mut HeaderMap,
        body: &[u8],
        secret: Option<&Secret>,
    ) -> Result<Self, PlanError> {
        let names = [SHA256_HEADER, SHA1_HEADER].map(HeaderName::from_static);
        if self == Self::AsReceived {
            let signed = names.iter().any(|name| headers.contains_key(name));
            return Ok(if signed { Self::AsReceived } else { Self::Unsigned });
        }
        for name in &names {
            headers.remove(name);
        }
        let right = || secret.map(Secret::bytes).ok_or(PlanError::NoSecret);
        let (sha256, sha1) = match self {
            Self::AsReceived | Self::Unsigned | Self::Missing => return Ok(self),
            Self::Resigned | Self::Sha1Only => signature::sign(right()?, body),
            Self::OtherSecret => {
                let yours = secret.map_or(&b"yours"[..], Secret::bytes);
                let other = [&b"another secret than "[..], yours];
                signature::sign(&other.concat(), body)
            }
            Self::OtherBytes => signature::sign(right()?, &[body, b" "].concat()),
        };
        let [new, old] = names;
        if self != Self::Sha1Only {
            headers.extend(HeaderValue::try_from(sha256).ok().map(|value| (new, value)));
        }
        headers.extend(HeaderValue::try_from(sha1).ok().map(|value| (old, value)));
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use hooktrail_domain::signature::{Verdict, verify};

    use super::*;

    #[test]
    fn each_signing_is_what_it_says_to_an_endpoint() {
        let secret = Secret::new("target");
        let body = b"{\"a\":1}";
        let came = || {
            HeaderMap::from_iter([(
                HeaderName::from_static(SHA256_HEADER),
                HeaderValue::from_static("sha256=00"),
            )])
        };
        for (signing, verdict, old) in [
            (Signing::AsReceived, Verdict::Malformed, false),
            (Signing::Resigned, Verdict::Valid, true),
            (Signing::Unsigned, Verdict::Missing, false),
            (Signing::OtherSecret, Verdict::Invalid, true),
            (Signing::OtherBytes, Verdict::Invalid, true),
            (Signing::Sha1Only, Verdict::Missing, true),
            (Signing::Missing, Verdict::Missing, false),
        ] {
            let mut headers = came();
            assert_eq!(signing.apply(&mut headers, body, Some(&secret)), Ok(signing));
            let shown = headers.get(SHA256_HEADER).map(HeaderValue::as_bytes);
            assert_eq!(verify(shown, body, &[b"target"]).0, verdict, "{signing:?}");
            assert_eq!(headers.contains_key(SHA1_HEADER), old, "{signing:?}");
            assert_eq!(Signing::from_word(signing.word()), Some(signing));
        }
        assert_eq!(Signing::Resigned.apply(&mut came(), body, None), Err(PlanError::NoSecret));
        let mut bare = HeaderMap::new();
        assert_eq!(Signing::AsReceived.apply(&mut bare, body, None), Ok(Signing::Unsigned));
    }
}
