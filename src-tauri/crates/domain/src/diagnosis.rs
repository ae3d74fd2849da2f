//! Why a signature does not fit: tries the causes that integrators really meet and names the one that does. It only
//! compares; no expected digest leaves it.

mod alterations;
mod unexplained;

use self::unexplained::unexplained;
use crate::signature::{Verdict, verify, verify_sha1};

/// Largest body whose rewritings are tried, bytes; above it only its ends are.
const REWRITTEN: usize = 512 << 10;

/// A secret with its name.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Shown to the user.
    pub name: &'a str,
    /// The secret itself.
    pub secret: &'a [u8],
}

/// What a request showed of itself.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// Value of `X-Hub-Signature-256`.
    pub sha256: Option<&'a [u8]>,
    /// Value of `X-Hub-Signature`.
    pub sha1: Option<&'a [u8]>,
    /// The body as received.
    pub body: &'a [u8],
    /// The same unpacked, if it came packed.
    pub unpacked: Option<&'a [u8]>,
    /// Value of `Content-Encoding`.
    pub coding: Option<&'a [u8]>,
}

/// Another request to the same place whose signature fits: it shows that the secret is right.
#[derive(Debug, Clone, Copy)]
pub struct Proof<'a> {
    /// Number of its capture.
    pub capture: i64,
    /// Name of the secret that it fits.
    pub secret: &'a str,
    /// It came after the one that does not fit, so the secret was not reset in between.
    pub later: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// Stable word: valid, no_secret, missing, sha1_only, malformed, secret_spaces, unpacked, sha1_fits, altered, unpacked_on_the_way,
    /// cut_short, unknown.
    pub cause: &'static str,
    /// What it is and what to do, in words; how a secret is given, whoever asks knows.
    pub words: String,
}

impl Diagnosis {
    fn new(cause: &'static str, words: impl Into<String>) -> Self {
        Self { cause, words: words.into() }
    }
}

/// The most likely cause. Source of the causes: Meta, *Meta Webhooks for Messenger Platform* (the escaped form that is
/// signed), and what public receivers met: traps 37 and 38 of `fixtures/README.md`.
pub fn diagnose(shown: &Shown<'_>, secrets: &[Known<'_>], proof: Option<&Proof<'_>>) -> Diagnosis {
    let Some(header) = shown.sha256 else { return without_header(shown, secrets) };
    let bare: Vec<&[u8]> = secrets.iter().map(|known| known.secret).collect();
    let verdict = |body: &[u8], secrets: &[&[u8]]| match verify(Some(header), body, secrets) {
        (Verdict::Valid, Some(index)) => Some(index),
        _ => None,
    };
    if verify(Some(header), b"", &[b"any"]).0 == Verdict::Malformed {
        return malformed(header);
    }
    if secrets.is_empty() {
        let words = "No app secret is known here, so nothing can be checked. Instagram Login signs with the Instagram app secret, everything else with the Meta app secret.";
        return Diagnosis::new("no_secret", words);
    }
    let named = |index: usize| secrets.get(index).map_or("", |known| known.name);
    if let Some(index) = verdict(shown.body, &bare) {
        return Diagnosis::new("valid", format!("Made with the secret called {}.", named(index)));
    }
    let trimmed: Vec<&[u8]> = bare.iter().map(|secret| secret.trim_ascii()).collect();
    if let Some(index) = verdict(shown.body, &trimmed) {
        let words = format!(
            "It fits the secret called {} without the space around it: enter it again.",
            named(index)
        );
        return Diagnosis::new("secret_spaces", words);
    }
    if let Some(index) = shown.unpacked.and_then(|body| verdict(body, &bare)) {
        let words = format!(
            "It was made (with {}) over the unpacked body, but the body came packed: something on the way packed it. Meta signs the bytes that it sends.",
            named(index)
        );
        return Diagnosis::new("unpacked", words);
    }
    let body = shown.unpacked.unwrap_or(shown.body);
    for (altered, what) in alterations::of(body, body.len() <= REWRITTEN) {
        if let Some(index) = verdict(&altered, &bare) {
            let words = format!(
                "It fits the secret called {} if {what}. Something between Meta and here (a proxy, or a tool that parses and writes JSON anew) changed the bytes: pass them on untouched.",
                named(index)
            );
            return Diagnosis::new("altered", words);
        }
    }
    if let Some(index) = shown.sha1.and_then(|sha1| verify_sha1(sha1, shown.body, &bare)) {
        let words = format!(
            "The older X-Hub-Signature (sha1) fits the secret called {}, X-Hub-Signature-256 does not: the newer header was changed on the way, or made with another secret.",
            named(index)
        );
        return Diagnosis::new("sha1_fits", words);
    }
    unexplained(shown, secrets, proof)
}

fn without_header(shown: &Shown<'_>, secrets: &[Known<'_>]) -> Diagnosis {
    let bare: Vec<&[u8]> = secrets.iter().map(|known| known.secret).collect();
    match shown.sha1 {
        Some(sha1) => {
            let fits = match verify_sha1(sha1, shown.body, &bare) {
                Some(index) => format!(" It fits the secret called {}.", secrets[index].name),
                None => String::new(),
            };
            let words = format!(
                "Only the older X-Hub-Signature (sha1) is there; Meta sends both.{fits} Something on the way dropped X-Hub-Signature-256, or a test tool never made it."
            );
            Diagnosis::new("sha1_only", words)
        }
        None => Diagnosis::new(
            "missing",
            "There is no X-Hub-Signature-256 header. Meta always sends it: this came from a tool, or something on the way dropped the header.",
        ),
    }
}

fn malformed(header: &[u8]) -> Diagnosis {
    let header = header.trim_ascii();
    let digits = header.strip_prefix(b"sha256=").unwrap_or(header);
    let hex = digits.iter().all(u8::is_ascii_hexdigit);
    let what = match header {
        b"" => "it is empty".to_owned(),
        _ if header.starts_with(b"sha1=") => {
            "it holds the sha1 signature, which belongs into X-Hub-Signature".to_owned()
        }
        _ if header.starts_with(b"\"") => "it stands in quotes".to_owned(),
        _ if !header.starts_with(b"sha256=") && hex && digits.len() == 64 => {
            "the prefix sha256= is missing".to_owned()
        }
        _ if !header.starts_with(b"sha256=") => "it does not begin with sha256=".to_owned(),
        _ if !hex => "what follows sha256= is not hexadecimal (base64, perhaps)".to_owned(),
        _ => format!("it has {} digits instead of 64", digits.len()),
    };
    Diagnosis::new(
        "malformed",
        format!("X-Hub-Signature-256 must be sha256= and 64 hexadecimal digits, but {what}."),
    )
}

#[cfg(test)]
mod tests;
