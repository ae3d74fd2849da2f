//! What went wrong with a try, in words. Never names the URL (it may hold a password) nor a secret.

use std::error::Error;
use std::io::ErrorKind;
use std::time::Duration;

use reqwest::Url;

type Cause = Box<dyn Error + Send + Sync>;

/// Where a try ended.
#[derive(Debug)]
pub(super) enum Failure {
    /// What the URL holds cannot be sent.
    Unsendable,
    /// The system's certificates cannot be read.
    NoTrust(String),
    /// No connection could be made, or no TLS on it.
    Connect(Cause),
    /// The same, for as long as it was tried.
    Unreached(Duration),
    /// There is a connection, and no answer came over it.
    Exchange(hyper::Error),
    /// The same over a connection that was kept from the try before.
    KeptLine(hyper::Error),
    /// The same, for as long as was waited.
    Silent(Duration),
    /// The answer's body broke off.
    CutOff(hyper::Error),
    /// The answer's body did not end in time.
    Endless(Duration),
}

impl Failure {
    /// A sentence without its dot, for a try at `url`.
    pub(super) fn words(&self, url: &Url) -> String {
        let host = url.host_str().unwrap_or_default();
        match self {
            Self::Unsendable => "this address cannot be sent to".to_owned(),
            Self::NoTrust(why) => format!("no secure connection: {why}"),
            Self::Connect(cause) => connecting(&**cause, url),
            Self::Unreached(limit) => {
                format!("{host} could not be reached in time ({})", span(*limit))
            }
            Self::Exchange(error) => exchanging(error, "the connection"),
            Self::KeptLine(error) => {
                exchanging(error, "the connection, which was kept open from the request before,")
            }
            Self::Silent(limit) => format!("timed out after {}", span(*limit)),
            Self::CutOff(error) if error.is_incomplete_message() || is_broken(error) => {
                "its answer was cut off: the connection was closed before its end".to_owned()
            }
            Self::CutOff(error) => format!("its answer broke off ({})", last(error)),
            Self::Endless(limit) => format!("its answer did not end within {}", span(*limit)),
        }
    }
}

fn connecting(error: &(dyn Error + 'static), url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    let chain: Vec<String> = causes(error).map(ToString::to_string).collect();
    if chain.iter().any(|cause| cause.contains("dns error")) {
        return format!("there is no host called {host}");
    }
    if let Some(tls) = causes(error).find_map(of_tls) {
        return match tls {
            rustls::Error::InvalidCertificate(why) => {
                format!("its certificate is not trusted: {}", untrusted(why))
            }
            rustls::Error::InvalidMessage(_) => {
                "it does not speak TLS there: try http:// instead of https://".to_owned()
            }
            other => format!("no secure connection: {other}"),
        };
    }
    match io_kind(error) {
        Some(ErrorKind::ConnectionRefused) => {
            format!("refused: nothing listens on {host}, port {port}")
        }
        Some(kind) if is_closed(kind) => {
            "the connection was closed before an answer came".to_owned()
        }
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => {
            format!("there is no way to {host} from here")
        }
        Some(ErrorKind::TimedOut) => format!("{host} could not be reached in time"),
        _ => chain.last().cloned().unwrap_or_else(|| "it could not be reached".to_owned()),
    }
}

/// Why a certificate is not trusted.
fn untrusted(why: &rustls::CertificateError) -> &'static str {
    use rustls::CertificateError as Why;
    match why {
        Why::Expired | Why::ExpiredContext { .. } => "it has expired",
        Why::NotValidYet | Why::NotValidYetContext { .. } => "it is not valid yet",
        Why::NotValidForName | Why::NotValidForNameContext { .. } => "it is for another host name",
        Why::Revoked => "it was revoked",
        Why::UnknownIssuer => {
            "it is self-signed, or of an authority that is not known, or its chain is not whole"
        }
        // rustls has no variant for a certificate that is its own authority.
        Why::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => "it is self-signed",
        Why::BadEncoding | Why::BadSignature => "it is broken",
        Why::InvalidPurpose | Why::InvalidPurposeContext { .. } => "it is not one for servers",
        _ => "it cannot be checked",
    }
}

fn exchanging(error: &hyper::Error, line: &str) -> String {
    if error.is_parse_too_large() {
        return "the head of its answer is too large".to_owned();
    }
    if error.is_parse() {
        return "it did not answer in HTTP".to_owned();
    }
    if let Some(tls) = causes(error).find_map(of_tls) {
        return format!("the secure connection broke: {tls}");
    }
    let gone = error.is_incomplete_message() || error.is_canceled() || error.is_closed();
    if gone || is_broken(error) {
        return format!("{line} was closed before an answer came");
    }
    format!("{line} failed ({})", last(error))
}

fn is_broken(error: &hyper::Error) -> bool {
    io_kind(error).is_some_and(is_closed)
}

/// What is behind an error, at the very end.
fn last(error: &hyper::Error) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

fn is_closed(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof
    )
}

/// `30 s`, `1.5 s`, `800 ms`.
fn span(time: Duration) -> String {
    match time.as_millis() {
        millis if millis < 1_000 => format!("{millis} ms"),
        millis if millis % 1_000 == 0 => format!("{} s", millis / 1_000),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}

/// An error and what is behind it.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let now = next?;
        next = now.source();
        Some(now)
    })
}

/// The first IO error behind it.
fn io_kind(error: &(dyn Error + 'static)) -> Option<ErrorKind> {
    causes(error).find_map(|cause| Some(cause.downcast_ref::<std::io::Error>()?.kind()))
}

/// What TLS refused. io::Error hides what it wraps from `source()`, and is wrapped in its like.
fn of_tls<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    if let Some(refused) = error.downcast_ref::<rustls::Error>() {
        return Some(refused);
    }
    let inner = error.downcast_ref::<std::io::Error>()?.get_ref()?;
    of_tls(inner)
}
