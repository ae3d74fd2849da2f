//! Captures as a table, and one of them whole.

mod fields;
mod find;
mod narrowed;
mod rate;
mod reason;
#[cfg(test)]
mod tests;
mod unmoved;

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hooktrail_domain::problem::Problem;
use hooktrail_domain::signal::{Kind, MetaError, Signal};
use rusqlite::Connection;

pub(super) use self::fields::{FIELDS, directions, platforms};
use self::find::{Found, PATIENCE, Wanted, find};
pub(super) use self::rate::rate;
use self::reason::reason;
use super::commands::{limit, seq};
use super::*;
use crate::delivery::goes_along;
use crate::engine::Engine;
use crate::journal::Headers;
use crate::projection::tables::{ordinal_of, progress, readings, sayings, shapes, signals};
use crate::reading::{Bodies, decoded};
use crate::store::journal::{self, CaptureHead};
use crate::store::{StoreError, annotations, answers};

/// Numbers of the captures that fit, in the direction given.
pub(super) fn seqs(
    conn: &Connection,
    filter: &str,
    beyond: Option<(&str, i64)>,
    order: &str,
    limit: i64,
) -> Result<Vec<i64>, ApiError> {
    if filter.trim().is_empty() {
        return Ok(journal::seqs(conn, beyond, order, limit)?);
    }
    let from = beyond.map(|(_, seq)| seq.to_string());
    let ascending = order == "ASC";
    let from = from.as_deref();
    let wanted = Wanted { filter, ascending, from, limit, ..Wanted::default() };
    Ok(find(conn, &wanted, None)?.seqs)
}

/// Numbers of the captures that fit after the first number and up to the second, oldest first; the error is a sentence.
pub(crate) fn fitting(
    conn: &Connection,
    filter: &str,
    (after, upto): (i64, i64),
    limit: i64,
) -> Result<Vec<i64>, String> {
    let found = seqs(conn, filter, Some((">", after)), "ASC", limit);
    let mut found = found.map_err(|error| error.message)?;
    found.retain(|seq| *seq <= upto);
    Ok(found)
}

pub(super) async fn list(engine: &Engine, request: CaptureQuery) -> Result<CapturePage, ApiError> {
    let revision = engine.changes().revision();
    let since_us = engine.inner.since_us;
    if request.before.is_some() && request.after.is_some() {
        return Err(ApiError::invalid("Ask for captures before one or after one, not both."));
    }
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let found = page(conn, &request)?;
        let rows = found
            .seqs
            .into_iter()
            .map(|seq| Ok(journal::head(conn, seq)?.map(|head| row(conn, &head, since_us))));
        let rows: Vec<_> = rows.collect::<Result<Vec<_>, StoreError>>()?;
        let rows = rows.into_iter().flatten().collect::<Result<Vec<_>, _>>()?;
        Ok(CapturePage { revision, total: found.total, more: found.more, rows, next: found.next })
    });
    read.await
}

fn page(conn: &Connection, request: &CaptureQuery) -> Result<Found, ApiError> {
    let ascending = request.after.is_some() || request.ascending;
    let limit = limit(request.limit, 200);
    let from = request.from.as_ref().or(request.before.as_ref()).or(request.after.as_ref());
    let all = request.filter.trim().is_empty();
    if all && !request.grouped && matches!(request.sort.as_str(), "" | "time") {
        let side = if ascending { ">" } else { "<" };
        let beyond = from.map(|from| Ok::<_, ApiError>((side, seq(from)?))).transpose()?;
        let seqs = journal::seqs(conn, beyond, if ascending { "ASC" } else { "DESC" }, limit)?;
        let at = progress::get(conn)?;
        let total = at.counts.captures + journal::count_after(conn, at.cursor)?;
        let full = i64::try_from(seqs.len()).is_ok_and(|found| found >= limit);
        let next = seqs.last().filter(|_| full).map(ToString::to_string);
        return Ok(Found { seqs, next, total, more: false });
    }
    find(
        conn,
        &Wanted {
            filter: &request.filter,
            sort: &request.sort,
            ascending,
            grouped: request.grouped,
            from: from.map(String::as_str),
            limit,
        },
        Some(PATIENCE),
    )
}

/// Characters of what was said that stand in a row.
pub(super) const WORDS_SHOWN: i64 = 160;

/// One in the table, for a run that began at `since_us` (epoch microseconds).
pub(super) fn row(
    conn: &Connection,
    head: &CaptureHead,
    since_us: i64,
) -> Result<CaptureRow, StoreError> {
    let took_us = answers::of(conn, head.seq)?;
    let read = readings::get(conn, head.seq)?;
    let first = read.first.unwrap_or(head.seq);
    let beside = annotations::of(conn, head.seq)?;
    let words = sayings::of(conn, head.seq, WORDS_SHOWN)?;
    // Statuses look alike but for what they tell.
    let bare = words.is_none() && read.held.contains(Kind::Status.word());
    let told = if bare { told(conn, head.seq, read.shape)? } else { Vec::new() };
    Ok(CaptureRow {
        id: head.seq.to_string(),
        received_at: head.received_at(),
        origin: head.origin.word().to_owned(),
        source: head.source.clone(),
        method: head.method.clone(),
        path: head.path.clone(),
        bytes: head.bytes,
        truncated: head.truncated,
        signature: head.verdict.word().to_owned(),
        status: head.status,
        took_us,
        unsent: answers::unsent(conn, head, took_us, since_us)?.map(|why| why.word().to_owned()),
        replay_of: head.replay_of.clone(),
        ours: head.ours().map(str::to_owned),
        held: read.held,
        problems: read.problems,
        words,
        told,
        first: first.to_string(),
        arrivals: readings::arrivals(conn, first)?,
        pinned: beside.pinned,
        note: beside.note,
        labels: beside.labels,
    })
}

/// States and codes that stand in a row.
const TOLD: usize = 3;

/// What a capture of statuses tells, each once: states in words, and Meta's codes of failures.
fn told(conn: &Connection, seq: i64, shape: i64) -> Result<Vec<String>, StoreError> {
    let mut told = signals::statuses_of(conn, seq)?;
    told.extend(shapes::errors_of(conn, shape)?.iter().map(i64::to_string));
    if told.len() > TOLD {
        told.truncate(TOLD);
        told.push("…".to_owned());
    }
    Ok(told)
}

pub(super) async fn get(engine: &Engine, request: ById) -> Result<CaptureDetail, ApiError> {
    let seq = seq(&request.id)?;
    let (secrets, since_us) = (engine.inner.secrets.clone(), engine.inner.since_us);
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let gone = || gone(seq);
        let capture = journal::capture(conn, seq)?.ok_or_else(gone)?;
        let said = Bodies::new(conn).of(seq)?.ok_or_else(gone)?;
        let stored = signals::of_capture(conn, seq)?;
        let mut stands = signals::stands_of(conn, seq)?;
        let moving = unmoved::moving(conn, seq)?;
        let signals: Result<Vec<SignalRow>, StoreError> = said
            .signals
            .iter()
            .enumerate()
            .map(|(index, signal)| {
                let ordinal = i64::try_from(index + 1).unwrap_or(i64::MAX);
                // They come in order.
                let kept = stored.binary_search_by_key(&ordinal, |row| ordinal_of(row.id));
                let kept = kept.ok().and_then(|place| stored.get(place));
                let at = kept.and_then(|kept| stands.remove(&kept.id)).unwrap_or_default();
                let why = unmoved::unmoved(conn, signal, kept, &moving, at.1.as_deref())?;
                Ok(SignalRow { unmoved: why, ..signal_row(seq, ordinal, signal, kept, at) })
            })
            .collect();
        let problems = said.problems.iter().map(problem_row).collect();
        let arrivals = redelivery::of(conn, readings::first_of(conn, seq)?, since_us)?;
        let reason = reason(conn, &capture, &said, &secrets)?;
        Ok(CaptureDetail {
            row: row(conn, &capture.head, since_us)?,
            query: capture.head.query.clone(),
            peer_addr: capture.head.peer.clone(),
            headers: came_headers(&capture.headers),
            signature_cause: reason.cause.to_owned(),
            signature_reason: reason.words,
            signals: signals?,
            problems,
            arrivals,
        })
    });
    read.await
}

/// The bytes of a capture.
pub(super) async fn body(engine: &Engine, request: ById) -> Result<CaptureBody, ApiError> {
    let seq = seq(&request.id)?;
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let capture = journal::capture(conn, seq)?.ok_or_else(|| gone(seq))?;
        Ok(body_of(&capture.headers, &capture.body))
    });
    read.await
}

fn body_of(headers: &[u8], stored: &[u8]) -> CaptureBody {
    let read = decoded(headers, stored);
    let unpacked = matches!(read.bytes, Cow::Owned(_));
    CaptureBody {
        body_base64: BASE64.encode(stored),
        text: String::from_utf8(read.bytes.into_owned()).ok(),
        unpacked,
        not_unpacked: read.problem,
    }
}

fn gone(seq: i64) -> ApiError {
    ApiError::not_found(format!("There is no capture {seq}."))
}

fn signal_row(
    seq: i64,
    ordinal: i64,
    signal: &Signal,
    kept: Option<&signals::SignalRow>,
    (conversation, message): signals::Stands,
) -> SignalRow {
    let mut problems: Vec<ProblemRow> = signal.problems.iter().map(problem_row).collect();
    problems.extend(kept.and_then(conflict));
    let flags = kept.map_or(signal.flags, |kept| kept.flags);
    let (text, characters) = excerpt::words(signal.text.as_deref());
    SignalRow {
        id: format!("{seq}.{ordinal}"),
        kind: signal.kind.word().to_owned(),
        path: signal.path.clone(),
        start: i64::try_from(signal.span.start).unwrap_or(i64::MAX),
        end: i64::try_from(signal.span.end).unwrap_or(i64::MAX),
        account: signal.account.clone(),
        peer: signal.peer.clone(),
        message_id: signal.message_id.clone(),
        conversation,
        message,
        at: signal.at,
        text,
        characters,
        status: signal.data.status.clone(),
        state: kept.and_then(|kept| kept.state.clone()),
        unmoved: None,
        errors: signal.data.errors.iter().map(error_row).collect(),
        flags: flags.iter().map(|flag| flag.word().to_owned()).collect(),
        problems,
    }
}

fn error_row(error: &MetaError) -> MetaErrorRow {
    let MetaError { code, title, message, details } = error.clone();
    MetaErrorRow { code, title, message, details }
}

/// What the ledger found odd about a signal.
fn conflict(kept: &signals::SignalRow) -> Option<ProblemRow> {
    let message = kept.conflict.clone()?;
    Some(ProblemRow { code: CONFLICT.to_owned(), path: kept.path.clone(), message })
}

/// Code of what the ledger finds odd.
pub(super) const CONFLICT: &str = "direction_conflict";

fn problem_row(problem: &Problem) -> ProblemRow {
    ProblemRow {
        code: problem.code.to_owned(),
        path: problem.path.clone(),
        message: problem.message.clone(),
    }
}

/// The headers of a capture, each with whether it goes along when that is sent again.
fn came_headers(stored: &[u8]) -> Vec<CameHeader> {
    let goes_along = goes_along(&Headers::from_bytes(stored.to_vec()));
    header_rows(stored)
        .into_iter()
        .map(|HeaderRow { name, value }| CameHeader { goes_along: goes_along(&name), name, value })
        .collect()
}

/// A stored header list for showing.
pub(super) fn header_rows(stored: &[u8]) -> Vec<HeaderRow> {
    Headers::from_bytes(stored.to_vec())
        .iter()
        .map(|(name, value)| HeaderRow {
            name: name.to_owned(),
            value: String::from_utf8_lossy(value).into_owned(),
        })
        .collect()
}
