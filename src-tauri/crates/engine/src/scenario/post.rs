//! Posting a story: over real HTTP to our receiver, shaped and signed as Meta does it; where nothing is received, into the
//! journal. Answers the captures that it became.

use bytes::Bytes;
use hooktrail_domain::signature::{self, SHA1_HEADER, SHA256_HEADER, Verdict};
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::{Cast, Rendered, Scenario, rendered};
use crate::api::ApiError;
use crate::clock::random_token;
use crate::delivery::{Plan, Signing, target};
use crate::engine::Engine;
use crate::journal::Headers;
use crate::store::journal::{NewCapture, Origin};
use crate::store::{StoreError, journal};

/// What a story became.
pub(crate) struct Sent {
    pub(crate) captures: Vec<String>,
}

/// Fresh bodies of a story, as they would be sent now.
pub(crate) fn fresh(
    engine: &Engine,
    scenario: &Scenario,
    cast: &Cast,
) -> Result<Vec<Rendered>, ApiError> {
    let token = || random_token().map_err(|error| ApiError::internal(error.to_string()));
    Ok(rendered(scenario, cast, &(token()? + &token()?), engine.inner.clock.millis()))
}

/// Sends the story to our receiver. Where that does not listen, it is kept as if it had been received, if `keep` says so.
pub(crate) async fn send(
    engine: &Engine,
    scenario: &Scenario,
    cast: &Cast,
    keep: bool,
) -> Result<Sent, ApiError> {
    let url = engine.receiver().url.clone();
    let mut captures = Vec::new();
    for one in fresh(engine, scenario, cast)? {
        captures.extend(match &url {
            Some(url) => posted(engine, url, &one.body).await?,
            None if keep => Some(kept(engine, one.body).await?),
            None => {
                return Err(ApiError::unavailable(
                    "The receiver does not listen: give it a free port first, or name a target.",
                ));
            }
        });
    }
    Ok(Sent { captures })
}

async fn posted(engine: &Engine, url: &str, body: &str) -> Result<Option<String>, ApiError> {
    let before = engine.inner.store.read(journal::newest).await?;
    let plan = plan(url, body, engine.inner.secrets.sample().bytes())?;
    let outcome = engine.inner.sender.send(&plan).await;
    if outcome.answer.as_ref().map(|answer| answer.status) != Some(200) {
        if let Some(now) = engine.inner.store.unkept().now {
            let why = now.why;
            return Err(ApiError::unavailable(format!("The receiver could not keep it. {why}")));
        }
        let why = outcome.error.unwrap_or_else(|| "it was refused".to_owned());
        return Err(ApiError::unavailable(format!("The receiver did not take it: {why}.")));
    }
    let body = body.to_owned();
    Ok(engine.inner.store.read(move |conn| find(conn, before, &body)).await?)
}

async fn kept(engine: &Engine, body: String) -> Result<String, ApiError> {
    let headers = headers(&body, engine.inner.secrets.sample().bytes());
    let capture = NewCapture {
        received_us: engine.inner.clock.micros(),
        origin: Origin::Sample,
        source: String::new(),
        method: "POST".to_owned(),
        path: "/webhook".to_owned(),
        query: String::new(),
        peer: None,
        status: 200,
        verdict: Verdict::Valid,
        secret: None,
        bytes: body.len() as u64,
        truncated: false,
        rejected: false,
        replay_of: None,
        headers: Headers::of(&headers).into_bytes(),
        body: Bytes::from(body),
    };
    Ok(engine.inner.journal.append(capture).await?.to_string())
}

/// The capture after `before` with this body.
fn find(
    conn: &rusqlite::Connection,
    before: i64,
    body: &str,
) -> Result<Option<String>, StoreError> {
    let mut found = None;
    journal::follow::<StoreError>(conn, before, |entry| {
        if let journal::Entry::Capture(capture) = &entry
            && capture.body == body.as_bytes()
        {
            found = Some(capture.head.seq.to_string());
        }
        Ok(found.is_none())
    })?;
    Ok(found)
}

fn headers(body: &str, secret: &[u8]) -> HeaderMap {
    let (sha256, sha1) = signature::sign(secret, body.as_bytes());
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (ACCEPT, "*/*"),
        (ACCEPT_ENCODING, "deflate, gzip"),
        (USER_AGENT, "facebookexternalua"),
        (CONTENT_TYPE, "application/json"),
        (HeaderName::from_static(SHA1_HEADER), sha1.as_str()),
        (HeaderName::from_static(SHA256_HEADER), sha256.as_str()),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    headers
}

fn plan(url: &str, body: &str, secret: &[u8]) -> Result<Plan, ApiError> {
    let headers = headers(body, secret);
    let body = Bytes::copy_from_slice(body.as_bytes());
    let plan = Plan::of_request(Method::POST, target(url)?, headers, body);
    Ok(Plan { signing: Signing::Resigned, ..plan })
}
