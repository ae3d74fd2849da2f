//! From request to capture: reads the body, judges the signature, keeps everything, and only then answers.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::ALLOW;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use hooktrail_domain::signature::{SHA256_HEADER, Verdict};

use super::body::{self, CutOff, Read};
use super::{Peer, Receiver, handshake, text};
use crate::journal::{Headers, NewCapture, Origin};
use crate::secrets::Verification;

/// Any request to the endpoint's path.
pub(super) async fn receive(State(receiver): State<Arc<Receiver>>, request: Request) -> Response {
    let deps = &receiver.deps;
    if !matches!(*request.method(), Method::GET | Method::POST) {
        deps.tally.count_other_method();
        let mut refusal = text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and POST are received.\n");
        refusal.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, POST"));
        return refusal;
    }
    let received_us = deps.clock.micros();
    let (head, body) = request.into_parts();
    let read = match body::read(body, &deps.limits, &receiver.large_bodies).await {
        Ok(read) => read,
        Err(cut_off) => {
            deps.tally.count_cut_off();
            let why = match cut_off {
                CutOff::Slow => "The body did not come in time; nothing was kept.\n",
                CutOff::Broken => "The body ended early; nothing was kept.\n",
            };
            return closing(text(StatusCode::REQUEST_TIMEOUT, why));
        }
    };
    let (status, answer) = if read.beyond {
        (
            StatusCode::PAYLOAD_TOO_LARGE,
            "The body is too large; its beginning was kept.\n".to_owned(),
        )
    } else if head.method == Method::GET {
        handshake::answer(&head.uri, &deps.verify_token)
    } else {
        (StatusCode::OK, String::new())
    };
    let Verification { verdict, secret, sample } = judge(&receiver, &head, &read);
    let capture = NewCapture {
        received_us,
        origin: if sample { Origin::Sample } else { Origin::Http },
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        peer: head.extensions.get::<Peer>().map(|Peer(address)| address.to_string()),
        status: status.as_u16(),
        verdict,
        secret,
        bytes: read.size,
        truncated: read.beyond,
        rejected: false,
        headers: Headers::of(&head.headers).into_bytes(),
        body: read.bytes.clone(),
    };
    match deps.journal.append(capture).await {
        Ok(_) if read.beyond => closing(text(status, answer)),
        Ok(_) => text(status, answer),
        Err(error) => {
            tracing::error!(%error, "a request was not kept");
            text(StatusCode::SERVICE_UNAVAILABLE, "It could not be kept; send it again later.\n")
        }
    }
}

/// A GET is not signed, and what is missing of a large body would have been signed too.
fn judge(receiver: &Receiver, head: &http::request::Parts, read: &Read<'_>) -> Verification {
    let header = head.headers.get(SHA256_HEADER).map(HeaderValue::as_bytes);
    if read.beyond || (header.is_none() && head.method == Method::GET) {
        return Verification { verdict: Verdict::Unchecked, secret: None, sample: false };
    }
    receiver.deps.secrets.verify(header, &read.bytes)
}

/// Any request to another path.
pub(super) async fn elsewhere(State(receiver): State<Arc<Receiver>>) -> Response {
    receiver.deps.tally.count_elsewhere();
    text(StatusCode::NOT_FOUND, "There is nothing here.\n")
}

/// Tells the client that the connection ends: the rest of its body is not read.
fn closing(mut response: Response) -> Response {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(axum::http::header::CONNECTION, close);
    response
}
