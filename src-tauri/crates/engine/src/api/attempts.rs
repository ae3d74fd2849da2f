//! Attempts as rows.

use super::captures::header_rows;
use super::commands::limit;
use super::*;
use rusqlite::Connection;

use crate::delivery::Signing;
use crate::engine::Engine;
use crate::store::StoreError;
use crate::store::attempts::{self, Attempt};

pub(super) async fn list(engine: &Engine, request: AttemptQuery) -> Result<AttemptList, ApiError> {
    let limit = limit(request.limit, 200);
    let item = request.item;
    let read = engine.inner.store.read::<_, StoreError, _>(move |conn| {
        let newest = attempts::newest(conn, item.as_deref(), limit)?;
        newest.into_iter().map(|attempt| row(conn, attempt)).collect::<Result<Vec<_>, _>>()
    });
    Ok(AttemptList { attempts: read.await? })
}

/// An attempt as it crosses the contract, beside the one before it.
pub(super) fn row(conn: &Connection, attempt: Attempt) -> Result<AttemptRow, StoreError> {
    let before = attempts::before(conn, &attempt)?;
    let passed = passed(&attempt);
    let verdict = match (before.as_ref().map(self::passed), passed) {
        (None, _) => "first",
        (Some(false), true) => "fixed",
        (Some(true), false) => "regressed",
        (Some(true), true) => "still passing",
        (Some(false), false) => "still failing",
    };
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
    Ok(AttemptRow {
        id: attempt.id,
        item: attempt.item,
        format: attempt.format,
        url: attempt.url,
        started_at: attempt.started_us / 1_000,
        duration_ms: attempt.duration_us / 1_000,
        status: attempt.status,
        error: attempt.error,
        signing: attempt.signing,
        edited: attempt.edited,
        passed,
        verdict: verdict.to_owned(),
        request_headers: header_rows(&attempt.request_headers),
        request_bytes: attempt.request_bytes,
        response_headers: header_rows(&attempt.response_headers),
        response_body: String::from_utf8_lossy(&attempt.response_body).into_owned(),
        response_truncated: attempt.response_truncated,
        before,
    })
}

/// Whether it went as it should: accepted; or refused, where the signature was wrong on purpose.
fn passed(attempt: &Attempt) -> bool {
    let wrong = Signing::from_word(&attempt.signing).is_some_and(Signing::is_wrong);
    match attempt.status {
        Some(status) if wrong => (400..500).contains(&status),
        Some(status) => attempt.error.is_none() && (200..300).contains(&status),
        None => false,
    }
}
