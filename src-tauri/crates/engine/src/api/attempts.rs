//! Attempts as rows, page by page.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hooktrail_domain::vendor::Outcome;

use super::captures::{WORDS_SHOWN, header_rows};
use super::commands::{limit, nowhere};
use super::pace::Pace;
use super::*;
use rusqlite::Connection;

use crate::delivery::{META, Verdict, passed};
use crate::engine::Engine;
use crate::events;
use crate::filter::{self, Condition};
use crate::projection::tables::{readings, sayings};
use crate::store::attempts::{self, Attempt};
use crate::store::{StoreError, journal, targets};

/// Where a bare word is looked for.
pub(super) const WORDS: &str = r"attempts.url LIKE {} ESCAPE '\' OR attempts.error LIKE {} ESCAPE '\' OR attempts.item = trim({}, '%')";

/// How long one page may be looked for.
const PATIENCE: Duration = Duration::from_millis(80);
/// Attempts that are looked at before the clock is, at first and at most.
const STEP: i64 = 1_024;
const MOST: i64 = 32_768;

pub(super) async fn list(engine: &Engine, request: AttemptQuery) -> Result<AttemptPage, ApiError> {
    let limit = limit(request.limit, 200);
    let AttemptQuery { items, filter: text, from, .. } = request;
    let condition =
        filter::condition(text.as_deref().unwrap_or_default(), fields::DELIVERIES, WORDS, 1)?;
    let before = from.map(|from| from.parse().map_err(|_| nowhere())).transpose()?;
    let read = engine.inner.store.read::<_, StoreError, _>(move |conn| {
        let (newest, next) = page(conn, &items, &condition, before, limit, Some(PATIENCE))?;
        let rows = newest.into_iter().map(|(_, attempt)| row(conn, attempt));
        let attempts = rows.collect::<Result<Vec<_>, _>>()?;
        Ok(AttemptPage { attempts, next: next.map(|next| next.to_string()) })
    });
    Ok(read.await?)
}

type Numbered = (i64, Attempt);

/// Attempts that fit, newest first, from before the number `before` on; and where it goes on. It is looked for so long, or to
/// the end.
pub(super) fn page(
    conn: &Connection,
    items: &[String],
    condition: &Condition,
    before: Option<i64>,
    limit: i64,
    patience: Option<Duration>,
) -> Result<(Vec<Numbered>, Option<i64>), StoreError> {
    let end = attempts::last(conn)?.saturating_add(1);
    let mut high = before.unwrap_or(end).min(end);
    let until = patience.map(|patience| Instant::now() + patience);
    let mut pace = Pace::new(until, STEP, MOST);
    let mut found = Vec::new();
    loop {
        let low = if items.is_empty() { high.saturating_sub(pace.step).max(0) } else { 0 };
        let left = limit - i64::try_from(found.len()).unwrap_or(limit);
        let fits = (&*condition.sql, &*condition.values);
        // One more than are wanted tells whether there are more.
        found.extend(attempts::fitting(conn, items, fits, [low, high], left + 1)?);
        let full = i64::try_from(found.len()).is_ok_and(|found| found > limit);
        if full || low == 0 {
            return Ok(commands::page(found, limit, |(n, _)| *n));
        }
        high = low;
        if pace.is_over() {
            return Ok((found, Some(high)));
        }
    }
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
        body: excerpt::line(&String::from_utf8_lossy(&before.response_body)),
    });
    let target = attempt.target.map(|id| targets::get(conn, id)).transpose()?.flatten();
    let (response_body, response_characters) = excerpt::answer(&attempt.response_body);
    let number = |id: Option<i64>| id.map(|id| id.to_string());
    let took_us = Some(attempt.duration_us).filter(|us| *us > 0);
    Ok(AttemptRow {
        id: attempt.id,
        item: attempt.item,
        capture_id: attempt.capture.to_string(),
        held: readings::get(conn, attempt.capture)?.held,
        words: sayings::of(conn, attempt.capture, WORDS_SHOWN)?,
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
            total_us: took_us,
        },
        started_at: attempt.started_us / 1_000,
        duration_ms: took_us.map(|us| us / 1_000),
        status: attempt.status,
        error: attempt.error,
        signing: attempt.signing,
        edited: attempt.edited,
        passed,
        verdict: verdict.word().to_owned(),
        request_headers: header_rows(&attempt.request_headers),
        request_bytes: attempt.request_bytes,
        response_headers: header_rows(&attempt.response_headers),
        response_body,
        response_characters,
        response_truncated: attempt.response_truncated,
        before,
    })
}

#[cfg(test)]
mod tests;
