//! From request to capture: reads the body, judges the signature, keeps everything, and only then answers.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::ALLOW;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use hooktrail_domain::signature::{SHA256_HEADER, Verdict};
use sha2::{Digest, Sha256};

use super::answer::{Answer, Kept};
use super::body::{self, CutOff, Read};
use super::probe::{self, PROBE_HEADER};
use super::{Peer, Receiver, handshake, text};
use crate::journal::{Headers, NewCapture, Origin};
use crate::marker;
use crate::secrets::Verification;
use crate::source::Settings;

const TOO_LARGE: &str = "The body is too large; its beginning was kept.\n";
const UNAUTHORIZED: &str =
    "The signature is not valid; the request was kept, and not read further.\n";

/// Any request.
pub(super) async fn receive(State(receiver): State<Arc<Receiver>>, request: Request) -> Response {
    let deps = &receiver.deps;
    let Some(source) = deps.sources.at(request.uri().path()) else {
        deps.tally.count_elsewhere();
        return text(StatusCode::NOT_FOUND, "There is nothing here.\n");
    };
    if !matches!(*request.method(), Method::GET | Method::POST) {
        deps.tally.count_other_method();
        let mut refusal = text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and POST are received.\n");
        refusal.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, POST"));
        return refusal;
    }
    let shown = request.headers().get(PROBE_HEADER);
    let challenge = shown.and_then(|shown| probe::challenge(&deps.probe, shown.as_bytes()));
    if let Some(challenge) = challenge.map(str::to_owned) {
        return probed(&receiver, &source.settings, &challenge, request).await;
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
    let judged = judge(&receiver, &source.settings.id, &head, &read);
    let answer = if read.beyond {
        Answer::plain(StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE)
    } else if head.method == Method::GET {
        let (status, answer) = handshake::answer(&head.uri, &source.settings.verify_token);
        Answer::plain(status, answer)
    } else if source.settings.enforce && judged.verdict != Verdict::Valid {
        Answer { rejected: true, ..Answer::plain(StatusCode::UNAUTHORIZED, UNAUTHORIZED) }
    } else {
        let policy = if judged.sample { None } else { source.policy() };
        policy.map_or_else(|| Answer::plain(StatusCode::OK, ""), Answer::by)
    };
    let Verification { verdict, secret, sample } = judged;
    let headers = Headers::of(&head.headers);
    let capture = NewCapture {
        received_us,
        origin: if sample { Origin::Sample } else { Origin::Http },
        source: source.settings.id.clone(),
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        peer: head.extensions.get::<Peer>().map(|Peer(address)| address.to_string()),
        status: answer.status,
        verdict,
        secret,
        bytes: read.size,
        truncated: read.beyond,
        rejected: answer.rejected,
        replay_of: marker::origin(&headers, &deps.instance),
        headers: headers.into_bytes(),
        body: read.bytes.clone(),
    };
    match deps.journal.append(capture).await {
        Ok(seq) => {
            let mut response = answer.response;
            response.extensions_mut().insert(Kept(seq));
            if read.beyond { closing(response) } else { response }
        }
        Err(error) => {
            tracing::error!(%error, "a request was not kept");
            text(StatusCode::SERVICE_UNAVAILABLE, "It could not be kept; send it again later.\n")
        }
    }
}

/// We ask ourselves, through whatever lies between: without a token for a proof that it is us, then for the handshake,
/// which is answered as Meta's would be, and for what arrived of a body. Nothing is kept.
async fn probed(
    receiver: &Receiver,
    source: &Settings,
    challenge: &str,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    if head.method == Method::GET {
        if !head.uri.query().unwrap_or_default().contains("hub.verify_token") {
            return text(StatusCode::OK, probe::proof(&receiver.deps.probe, challenge));
        }
        let (status, answer) = handshake::answer(&head.uri, &source.verify_token);
        return text(status, answer);
    }
    match body::read(body, &receiver.deps.limits, &receiver.large_bodies).await {
        Ok(read) => {
            let judged = judge(receiver, &source.id, &head, &read);
            let digest = hex::encode(Sha256::digest(&read.bytes));
            text(StatusCode::OK, format!("{digest} {}\n", judged.verdict.word()))
        }
        Err(_) => text(StatusCode::REQUEST_TIMEOUT, "The body did not come whole.\n"),
    }
}

/// A GET is not signed, and what is missing of a large body would have been signed too.
fn judge(
    receiver: &Receiver,
    source: &str,
    head: &http::request::Parts,
    read: &Read<'_>,
) -> Verification {
    let header = head.headers.get(SHA256_HEADER).map(HeaderValue::as_bytes);
    if read.beyond || (header.is_none() && head.method == Method::GET) {
        return Verification { verdict: Verdict::Unchecked, secret: None, sample: false };
    }
    receiver.deps.secrets.verify(source, header, &read.bytes)
}

/// Tells the client that the connection ends: the rest of its body is not read.
fn closing(mut response: Response) -> Response {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(axum::http::header::CONNECTION, close);
    response
}
