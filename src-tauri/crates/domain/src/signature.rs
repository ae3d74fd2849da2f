//! Meta's request signatures: HMAC over the received bytes, before any decompression or parsing.
//! `X-Hub-Signature-256: sha256=<hex>` and the older `X-Hub-Signature: sha1=<hex>`, both sent with every event
//! (Meta, "Webhooks: getting started" and the Messenger webhook page). Expected digests never leave this module.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;

use crate::signal::words;

/// Name of the header that carries the SHA-256 signature, as hyper gives it.
pub const SHA256_HEADER: &str = "x-hub-signature-256";
/// Name of the header that carries the older SHA-1 signature.
pub const SHA1_HEADER: &str = "x-hub-signature";

words! {
    /// What the signature of a request says.
    Verdict {
        /// One of the secrets made it.
        Valid = "valid",
        /// Well-formed, but none of the secrets made it over these bytes.
        Invalid = "invalid",
        /// No `X-Hub-Signature-256` header.
        Missing = "missing",
        /// Not `sha256=` and 64 hex digits.
        Malformed = "malformed",
        /// There is no secret to check with.
        Unchecked = "unchecked",
    }
}

/// Verdict on `header` (the value of [`SHA256_HEADER`]) over `body`, and the index of the secret that matched.
/// Compares in constant time. Without secrets a signature that is there is [`Verdict::Unchecked`].
pub fn verify<S: AsRef<[u8]>>(
    header: Option<&[u8]>,
    body: &[u8],
    secrets: &[S],
) -> (Verdict, Option<usize>) {
    let Some(header) = header else {
        return (if secrets.is_empty() { Verdict::Unchecked } else { Verdict::Missing }, None);
    };
    let Some(claimed) = digest(header) else { return (Verdict::Malformed, None) };
    if secrets.is_empty() {
        return (Verdict::Unchecked, None);
    }
    let matching = secrets.iter().position(|secret| {
        sha256_mac(secret.as_ref(), body).is_some_and(|mac| mac.verify_slice(&claimed).is_ok())
    });
    match matching {
        Some(index) => (Verdict::Valid, Some(index)),
        None => (Verdict::Invalid, None),
    }
}

/// Both header values, (sha256, sha1), that Meta would send with `body` for an app with `secret`.
pub fn sign(secret: &[u8], body: &[u8]) -> (String, String) {
    let sha256 = sha256_mac(secret, body).map(|mac| hex::encode(mac.finalize().into_bytes()));
    let sha1 = Hmac::<Sha1>::new_from_slice(secret).ok().map(|mut mac| {
        mac.update(body);
        hex::encode(mac.finalize().into_bytes())
    });
    (format!("sha256={}", sha256.unwrap_or_default()), format!("sha1={}", sha1.unwrap_or_default()))
}

/// The index of the secret that made `header` (the value of [`SHA1_HEADER`]) over `body`. Compares in constant time.
pub fn verify_sha1<S: AsRef<[u8]>>(header: &[u8], body: &[u8], secrets: &[S]) -> Option<usize> {
    let digits = header.trim_ascii().strip_prefix(b"sha1=")?;
    let mut claimed = [0; 20];
    hex::decode_to_slice(digits, &mut claimed).ok()?;
    secrets.iter().position(|secret| {
        let mac = Hmac::<Sha1>::new_from_slice(secret.as_ref()).ok();
        mac.is_some_and(|mut mac| {
            mac.update(body);
            mac.verify_slice(&claimed).is_ok()
        })
    })
}

fn sha256_mac(secret: &[u8], body: &[u8]) -> Option<Hmac<Sha256>> {
    // HMAC takes keys of any length, so this is always `Some`.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    mac.update(body);
    Some(mac)
}

fn digest(header: &[u8]) -> Option<[u8; 32]> {
    let digits = header.trim_ascii().strip_prefix(b"sha256=")?;
    let mut digest = [0; 32];
    hex::decode_to_slice(digits, &mut digest).ok()?;
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"object":"whatsapp_business_account","entry":[]}"#;
    const KNOWN: &str = "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756";

    #[test]
    fn the_known_vector_is_made_and_verified() {
        assert_eq!(sign(b"test_app_secret", BODY).0, KNOWN);
        let secrets = ["instagram secret", "test_app_secret"];
        assert_eq!(verify(Some(KNOWN.as_bytes()), BODY, &secrets), (Verdict::Valid, Some(1)));
    }

    #[test]
    fn every_other_header_has_its_verdict() {
        let secrets = ["test_app_secret"];
        let other = sign(b"other", BODY).0;
        for (header, expected) in [
            (None, Verdict::Missing),
            (Some(other.as_str()), Verdict::Invalid),
            (Some(""), Verdict::Malformed),
            (Some("sha256="), Verdict::Malformed),
            (Some("sha256=dec6"), Verdict::Malformed),
            (Some(KNOWN.trim_start_matches("sha256=")), Verdict::Malformed),
            (Some("sha1=dec6a680679a968e7e0319355b23599cbfc54502"), Verdict::Malformed),
        ] {
            let (verdict, index) = verify(header.map(str::as_bytes), BODY, &secrets);
            assert_eq!((verdict, index), (expected, None), "{header:?}");
        }
    }

    #[test]
    fn without_secrets_nothing_is_judged() {
        let none: [&str; 0] = [];
        assert_eq!(verify(Some(KNOWN.as_bytes()), BODY, &none).0, Verdict::Unchecked);
        assert_eq!(verify(None, BODY, &none).0, Verdict::Unchecked);
    }

    #[test]
    fn one_changed_byte_is_invalid() {
        let mut body = BODY.to_vec();
        body[3] ^= 1;
        let verdict = verify(Some(KNOWN.as_bytes()), &body, &["test_app_secret"]).0;
        assert_eq!(verdict, Verdict::Invalid);
    }
}
