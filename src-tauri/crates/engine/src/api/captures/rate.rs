//! How many captures came when, for the small chart: a handful of look-ups in an index, however many there are.

use rusqlite::Connection;

use super::*;
use crate::projection::tables::progress;

/// Bars at most.
const MOST: i64 = 240;

pub(in crate::api) async fn rate(engine: &Engine, request: RateQuery) -> Result<Rate, ApiError> {
    let bars = request.bars.clamp(1, MOST);
    let step_ms = (request.span_ms / bars).max(1);
    // Whole steps, so that bars move and do not change while they do.
    let until = engine.inner.clock.millis() / step_ms * step_ms + step_ms;
    let from = until - bars * step_ms;
    let read = engine.inner.store.read::<_, StoreError, _>(move |conn| {
        let mut edges = Vec::new();
        for bar in 0..=bars {
            edges.push(before(conn, (from + bar * step_ms) * 1_000)?);
        }
        let count = if gapless(conn)? { between } else { counted };
        edges.windows(2).map(|edge| count(conn, edge[0], edge[1])).collect::<Result<Vec<_>, _>>()
    });
    Ok(Rate { from, step_ms, counts: read.await? })
}

/// The last capture that came before a time; none: what stands before the first there is, for numbers go on once everything
/// was deleted.
fn before(conn: &Connection, at_us: i64) -> Result<i64, StoreError> {
    let sql = "SELECT coalesce(
        (SELECT seq FROM readings WHERE received_us < ?1 ORDER BY received_us DESC, seq DESC LIMIT 1),
        (SELECT min(seq) - 1 FROM readings), 0)";
    Ok(conn.prepare_cached(sql)?.query_row([at_us], |row| row.get(0))?)
}

/// Whether every number that was read is still of something: what is deleted with its conversation leaves none.
fn gapless(conn: &Connection) -> Result<bool, StoreError> {
    let at = progress::get(conn)?;
    let sql = "SELECT count(*) FROM journal WHERE kind <> 'capture' AND seq <= ?1";
    let others: i64 = conn.prepare_cached(sql)?.query_row([at.cursor], |row| row.get(0))?;
    Ok(at.counts.captures + others == at.cursor)
}

/// Captures behind one and up to another, each looked at.
fn counted(conn: &Connection, low: i64, high: i64) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM readings WHERE seq > ?1 AND seq <= ?2";
    Ok(conn.prepare_cached(sql)?.query_row([low, high], |row| row.get(0))?)
}

/// Captures behind one and up to another, where no number is missing.
fn between(conn: &Connection, low: i64, high: i64) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM journal WHERE kind <> 'capture' AND seq > ?1 AND seq <= ?2";
    let others: i64 = conn.prepare_cached(sql)?.query_row([low, high], |row| row.get(0))?;
    Ok((high - low - others).max(0))
}
