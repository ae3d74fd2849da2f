//! What went wrong with a try, in words. Never names the URL (it may hold a password) nor a secret.

use std::error::Error;
use std::io::ErrorKind;

use reqwest::Url;

/// A sentence for `error`, met while talking to `url`.
pub(super) fn words(error: &reqwest::Error, url: &Url, seconds: u64) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    if error.is_timeout() {
        return if error.is_connect() {
            format!("{host} could not be reached in time")
        } else {
            format!("timed out after {seconds} s")
        };
    }
    let chain = chain(error);
    if error.is_dns() || chain.iter().any(|cause| cause.contains("dns error")) {
        return format!("there is no host called {host}");
    }
    if let Some(tls) = tls(error) {
        return tls;
    }
    match io_kind(error) {
        Some(ErrorKind::ConnectionRefused) => {
            format!("refused: nothing listens on {host}, port {port}")
        }
        Some(
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof,
        ) => "the connection was closed before an answer came".to_owned(),
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => {
            format!("there is no way to {host} from here")
        }
        _ if chain
            .iter()
            .any(|cause| cause.contains("connection closed before message completed")) =>
        {
            "the connection was closed before an answer came".to_owned()
        }
        _ => chain.last().cloned().unwrap_or_else(|| "it could not be sent".to_owned()),
    }
}

fn chain(error: &reqwest::Error) -> Vec<String> {
    let mut causes = Vec::new();
    let mut next: Option<&dyn Error> = error.source();
    while let Some(cause) = next {
        causes.push(cause.to_string());
        next = cause.source();
    }
    causes
}

/// The first IO error behind it.
fn io_kind(error: &reqwest::Error) -> Option<ErrorKind> {
    let mut next: Option<&dyn Error> = error.source();
    while let Some(cause) = next {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            return Some(io.kind());
        }
        next = cause.source();
    }
    None
}

/// What TLS refused.
fn tls(error: &reqwest::Error) -> Option<String> {
    let mut next: Option<&dyn Error> = error.source();
    while let Some(cause) = next {
        if let Some(refused) = of_tls(cause) {
            return Some(match refused {
                rustls::Error::InvalidCertificate(why) => {
                    format!("its certificate is not trusted: {why}")
                }
                rustls::Error::InvalidMessage(_) => {
                    "it does not speak TLS there: try http:// instead of https://".to_owned()
                }
                other => format!("no secure connection: {other}"),
            });
        }
        next = cause.source();
    }
    None
}

/// io::Error hides what it wraps from `source()`, and is wrapped in its like.
fn of_tls<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    if let Some(refused) = error.downcast_ref::<rustls::Error>() {
        return Some(refused);
    }
    let inner = error.downcast_ref::<std::io::Error>()?.get_ref()?;
    of_tls(inner)
}
