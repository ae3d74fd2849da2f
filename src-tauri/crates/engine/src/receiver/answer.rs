//! What a request is answered once it is kept, and how: at once, late, never, or with a reset.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

use super::text;
use crate::source::{Act, Policy};

/// An answer that waits for the commit.
pub(super) struct Answer {
    /// What the capture says was answered; 0 for nothing.
    pub(super) status: u16,
    /// The capture is kept, and not read further.
    pub(super) rejected: bool,
    pub(super) response: Response,
}

/// How an answer goes out. Rides on the response, to whoever holds the connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub(super) delay: Duration,
    pub(super) act: Act,
}

/// The capture that a response answers. Rides on it, too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept(pub(super) i64);

impl Answer {
    pub(super) fn plain(status: StatusCode, line: impl Into<bytes::Bytes>) -> Self {
        Self { status: status.as_u16(), rejected: false, response: text(status, line) }
    }

    /// As the policy says; what cannot be sent of it was refused when it was set.
    pub(super) fn by(policy: &Policy) -> Self {
        let status = StatusCode::from_u16(policy.status).unwrap_or(StatusCode::OK);
        // These have no body, whatever was written into it.
        let empty = [StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT, StatusCode::NOT_MODIFIED];
        let body = if empty.contains(&status) { Body::empty() } else { policy.body.clone().into() };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        for (name, value) in &policy.headers {
            let (name, value) = (HeaderName::try_from(name), HeaderValue::try_from(value));
            if let (Ok(name), Ok(value)) = (name, value) {
                response.headers_mut().append(name, value);
            }
        }
        let delay = Duration::from_millis(policy.delay_ms.into());
        response.extensions_mut().insert(Manner { delay, act: policy.act });
        let status = if policy.act == Act::Answer { status.as_u16() } else { 0 };
        Self { status, rejected: false, response }
    }
}
