//! Attempts as rows.

use super::captures::header_rows;
use super::commands::limit;
use super::*;
use crate::engine::Engine;
use crate::store::StoreError;
use crate::store::attempts::{self, Attempt};

pub(super) async fn list(engine: &Engine, request: AttemptQuery) -> Result<AttemptList, ApiError> {
    let limit = limit(request.limit, 200);
    let item = request.item;
    let read = engine
        .inner
        .store
        .read::<_, StoreError, _>(move |conn| attempts::newest(conn, item.as_deref(), limit));
    Ok(AttemptList { attempts: read.await?.into_iter().map(row).collect() })
}

/// An attempt as it crosses the contract.
pub(super) fn row(attempt: Attempt) -> AttemptRow {
    AttemptRow {
        id: attempt.id,
        item: attempt.item,
        format: attempt.format,
        url: attempt.url,
        started_at: attempt.started_us / 1_000,
        duration_ms: attempt.duration_us / 1_000,
        status: attempt.status,
        error: attempt.error,
        signing: attempt.signing,
        request_headers: header_rows(&attempt.request_headers),
        request_bytes: attempt.request_bytes,
        response_headers: header_rows(&attempt.response_headers),
        response_body: String::from_utf8_lossy(&attempt.response_body).into_owned(),
        response_truncated: attempt.response_truncated,
    }
}
