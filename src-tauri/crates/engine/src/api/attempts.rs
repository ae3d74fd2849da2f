//! Attempts as rows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hooktrail_domain::vendor::Outcome;

use super::captures::header_rows;
use super::commands::limit;
use super::*;
use rusqlite::Connection;

use crate::delivery::{META, Verdict, passed};
use crate::engine::Engine;
use crate::events;
use crate::filter;
use crate::store::attempts::{self, Attempt};
use crate::store::{StoreError, journal, targets};

/// Where a bare word is looked for.
pub(super) const WORDS: &str = r"attempts.url LIKE {} ESCAPE '\' OR attempts.error LIKE {} ESCAPE '\' OR attempts.item = trim({}, '%')";

pub(super) async fn list(engine: &Engine, request: AttemptQuery) -> Result<AttemptList, ApiError> {
    let limit = limit(request.limit, 200);
    let AttemptQuery { items, filter: text, .. } = request;
    let condition =
        filter::condition(text.as_deref().unwrap_or_default(), fields::DELIVERIES, WORDS, 1)?;
    let read = engine.inner.store.read::<_, StoreError, _>(move |conn| {
        let newest = attempts::fitting(conn, &items, &condition.sql, condition.values, limit)?;
        newest.into_iter().map(|attempt| row(conn, attempt)).collect::<Result<Vec<_>, _>>()
    });
    Ok(AttemptList { attempts: read.await? })
}

/// One whole, with the bytes.
pub(super) async fn get(engine: &Engine, request: ById) -> Result<AttemptDetail, ApiError> {
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let gone = || ApiError::not_found(format!("There is no attempt {}.", request.id));
        let attempt = attempts::get(conn, &request.id)?.ok_or_else(gone)?;
        let sent = attempts::body(conn, &attempt)?;
        let origin = match attempt.edited {
            true => journal::capture(conn, attempt.capture)?.map(|capture| capture.body),
            false => None,
        };
        let now = today(conn, &attempt)?.filter(|now| now.as_bytes() != sent.as_slice());
        Ok(AttemptDetail {
            now,
            request_body_base64: BASE64.encode(sent),
            origin_base64: origin.map(|body| BASE64.encode(body)),
            response_body_base64: BASE64.encode(&attempt.response_body),
            row: row(conn, attempt)?,
        })
    });
    read.await
}

/// A vendor's event as it would be today; nothing for Meta's bytes, and for one that is not made any more.
fn today(conn: &Connection, attempt: &Attempt) -> Result<Option<String>, StoreError> {
    if attempt.format == META {
        return Ok(None);
    }
    let made = events::of_capture(conn, attempt.capture, false)?;
    Ok(made.into_iter().find(|made| made.id == attempt.item).and_then(|made| match made.outcome {
        Outcome::Event(document) => Some(document.compact()),
        Outcome::Withheld(_) => None,
    }))
}

/// An attempt as it crosses the contract, beside the one before it.
pub(super) fn row(conn: &Connection, attempt: Attempt) -> Result<AttemptRow, StoreError> {
    let before = attempts::before(conn, &attempt)?;
    let (passed, verdict) = (passed(&attempt), Verdict::of(before.as_ref(), &attempt));
    let other = |before: &Attempt| {
        (before.status, &before.error, &before.response_body)
            != (attempt.status, &attempt.error, &attempt.response_body)
    };
    let before = before.filter(other).map(|before| AnswerBefore {
        id: before.id,
        status: before.status,
        error: before.error,
        body: String::from_utf8_lossy(&before.response_body).into_owned(),
    });
    let target = attempt.target.map(|id| targets::get(conn, id)).transpose()?.flatten();
    let number = |id: Option<i64>| id.map(|id| id.to_string());
    Ok(AttemptRow {
        id: attempt.id,
        item: attempt.item,
        capture_id: attempt.capture.to_string(),
        format: attempt.format,
        method: attempt.method,
        url: attempt.url,
        target: target.map(|target| target.name),
        run: number(attempt.errand.run),
        delivery: number(attempt.errand.delivery),
        again: attempt.errand.again,
        marked: attempt.marked,
        phases: AttemptPhases {
            connect_us: attempt.connect_us,
            tls_us: attempt.tls_us,
            first_byte_us: attempt.first_byte_us,
            total_us: attempt.duration_us,
        },
        started_at: attempt.started_us / 1_000,
        duration_ms: attempt.duration_us / 1_000,
        status: attempt.status,
        error: attempt.error,
        signing: attempt.signing,
        edited: attempt.edited,
        passed,
        verdict: verdict.word().to_owned(),
        request_headers: header_rows(&attempt.request_headers),
        request_bytes: attempt.request_bytes,
        response_headers: header_rows(&attempt.response_headers),
        response_body: String::from_utf8_lossy(&attempt.response_body).into_owned(),
        response_truncated: attempt.response_truncated,
        before,
    })
}
