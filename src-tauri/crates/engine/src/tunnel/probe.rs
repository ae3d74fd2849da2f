//! Whether a public address leads to our receiver: first by a challenge that only we can answer, then asked as Meta would
//! ask. A stranger who answers at the address never sees the verify token.

use std::time::Duration;

use reqwest::{Client, StatusCode, Url};

use super::Endpoint;
use crate::clock::random_token;
use crate::receiver::probe::{PROBE_HEADER, ask, proof};
use crate::receiver::{ANOTHER_TOKEN, NO_HANDSHAKE};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of an answer is looked at, bytes.
const LOOKED_AT: usize = 4_096;
/// What the receiver and everything in between see as agent.
const AGENT: &str = "hooktrail-probe/1";

/// Asks `url` for the handshake. The error says what came instead.
pub(crate) async fn check(client: &Client, url: Url, endpoint: &Endpoint) -> Result<(), String> {
    let challenge = random_token().map_err(|error| error.to_string())?;
    let mut asked = url;
    asked
        .query_pairs_mut()
        .append_pair("hub.mode", "subscribe")
        .append_pair("hub.challenge", &challenge);
    let (status, body) = get(client, asked.clone(), endpoint, &challenge).await?;
    if status != StatusCode::OK || body != proof(&endpoint.probe, &challenge).as_bytes() {
        return Err(instead(status, &body));
    }
    asked.query_pairs_mut().append_pair("hub.verify_token", &endpoint.verify_token);
    let (status, body) = get(client, asked, endpoint, &challenge).await?;
    if status == StatusCode::OK && body == challenge.as_bytes() {
        return Ok(());
    }
    Err(format!(
        "It leads to this receiver, but the handshake does not come through as it was sent ({status})."
    ))
}

/// Status and beginning of the answer.
async fn get(
    client: &Client,
    url: Url,
    endpoint: &Endpoint,
    challenge: &str,
) -> Result<(StatusCode, Vec<u8>), String> {
    let request = client
        .get(url)
        .header(http::header::USER_AGENT, AGENT)
        .header(PROBE_HEADER, ask(&endpoint.probe, challenge))
        .timeout(PATIENCE);
    let mut response = request.send().await.map_err(unreached)?;
    let status = response.status();
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        body.extend_from_slice(&piece[..piece.len().min(LOOKED_AT - body.len())]);
        if body.len() >= LOOKED_AT {
            break;
        }
    }
    Ok((status, body))
}

fn unreached(error: reqwest::Error) -> String {
    let error = error.without_url();
    let why = if error.is_timeout() {
        "it does not answer in time".to_owned()
    } else {
        let mut cause: &dyn std::error::Error = &error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        cause.to_string()
    };
    format!("The public address cannot be reached from here: {why}.")
}

fn instead(status: StatusCode, body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body).to_lowercase();
    let page = text.contains("<html") || text.contains("<!doctype");
    match status.as_u16() {
        200 if page => "A web page answers there instead of Hooktrail.".to_owned(),
        200 => "Something else answers there.".to_owned(),
        300..=399 => format!("It redirects ({status}); Meta does not follow redirects."),
        403 if [ANOTHER_TOKEN, NO_HANDSHAKE].iter().any(|ours| body == ours.as_bytes()) => {
            "Another Hooktrail answers there, or another run of it.".to_owned()
        }
        401 | 403 => format!(
            "Access is refused there ({status}): another program answers, or a login or a firewall stands in front."
        ),
        404 => {
            "Nothing is at the source's path there (404): another program, or a path of its own."
                .to_owned()
        }
        502..=504 | 530 => format!("The tunnel does not reach the receiver ({status})."),
        other => format!("It answers {other} instead of the challenge."),
    }
}
