//! Insights: counts of what came of messages, and the rows behind a mark.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use hooktrail_domain::directory::Directory;
use hooktrail_domain::ledger::{State, ThreadKey};
use hooktrail_domain::signal::Platform;
use rusqlite::Connection;

use super::commands::{caught_up, limit, nowhere, page};
use super::*;
use crate::engine::Engine;
use crate::insights::{self, BOUNDS, Channel, Failure, Mark, Patience, Window};
use crate::projection::tables::{directory, messages, seq_of, threads};
use crate::store::StoreError;

/// Ways of failing that are listed per channel.
const FAILURES: usize = 20;

const NO_DELIVERY: &str =
    "Instagram does not say when a message was delivered, only when it was seen.";

type Channels = BTreeMap<(Platform, String), Channel>;

pub(super) async fn get(engine: &Engine, request: InsightQuery) -> Result<Insights, ApiError> {
    let (window, patience) = asked(engine, &request)?;
    caught_up(engine).await?;
    let revision = engine.changes().revision();
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let everyone = Window { platform: None, account: None, ..window.clone() };
        let mut accounts = BTreeSet::new();
        let mut channels = Channels::new();
        let newest_only = insights::messages(conn, &everyone, |course| {
            let key = (course.platform, course.account.clone());
            if window.holds(&course) {
                channels.entry(key.clone()).or_default().add(&course, patience);
            }
            accounts.insert(key);
        })?;
        let mix = insights::mix(conn, &window)?;
        let rows = channels.into_iter().map(|(key, counts)| channel(conn, key, &counts));
        let accounts = accounts.into_iter().map(|(platform, account)| {
            let name = name(conn, platform, &account, None)?;
            Ok(InsightAccount { platform: platform.word().to_owned(), account, name })
        });
        Ok(Insights {
            revision,
            newest_only,
            accounts: accounts.collect::<Result<_, StoreError>>()?,
            channels: rows.collect::<Result<_, StoreError>>()?,
            mix: InsightMix {
                from: mix.from,
                width_ms: mix.width,
                bars: u32::try_from(mix.bars).unwrap_or(u32::MAX),
                kinds: mix
                    .kinds
                    .into_iter()
                    .map(|(kind, counts)| InsightKind { kind, counts })
                    .collect(),
            },
        })
    });
    read.await
}

/// What of the request decides who is counted.
fn asked(engine: &Engine, request: &InsightQuery) -> Result<(Window, Patience), ApiError> {
    if let Some(platform) = &request.platform {
        super::doctor::platform(platform)?;
    }
    if request.waiting_ms < 0 {
        return Err(ApiError::invalid("A message cannot wait for less than no time."));
    }
    let window = Window {
        platform: request.platform.clone(),
        account: request.account.clone(),
        from: request.from,
        until: request.until,
    };
    Ok((window, Patience { now: engine.inner.clock.millis(), after: request.waiting_ms }))
}

/// What an account is called, or a customer of it.
fn name(
    conn: &Connection,
    platform: Platform,
    account: &str,
    peer: Option<&str>,
) -> Result<Option<String>, StoreError> {
    let mut names = Directory::default();
    directory::load(conn, &mut names, account, peer.unwrap_or_default())?;
    Ok(names.called(platform, account, peer).map(excerpt::name))
}

fn customer(conn: &Connection, thread: Option<&ThreadKey>) -> Result<Option<String>, StoreError> {
    let Some(ThreadKey { platform, account, peer }) = thread else { return Ok(None) };
    name(conn, *platform, account, Some(peer))
}

fn channel(
    conn: &Connection,
    (platform, account): (Platform, String),
    counts: &Channel,
) -> Result<InsightChannel, StoreError> {
    let step = |mark: &str, messages, absent: Option<&str>| InsightStep {
        mark: mark.to_owned(),
        messages,
        absent: absent.map(str::to_owned),
    };
    let silent = (!platform.tells_delivery()).then_some(NO_DELIVERY);
    let ends = BOUNDS.iter().copied().map(Some).chain([None]);
    let bars = ends.zip(counts.seen_after.bars());
    let mut failures: Vec<(&Failure, &i64)> = counts.failures.iter().collect();
    failures.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let failures = failures.into_iter().take(FAILURES).map(|(failure, messages)| InsightFailure {
        state: failure.state.to_owned(),
        code: failure.code,
        words: failure.words.clone(),
        messages: *messages,
    });
    Ok(InsightChannel {
        platform: platform.word().to_owned(),
        name: name(conn, platform, &account, None)?,
        account,
        funnel: vec![
            step("outbound", counts.outbound, None),
            step("accepted", counts.accepted, None),
            step("delivered", counts.delivered, silent),
            step("seen", counts.seen, None),
        ],
        seen_after: InsightSpread {
            median_ms: counts.seen_after.quantile(50),
            p90_ms: counts.seen_after.quantile(90),
            bars: bars.map(|(up_to_ms, messages)| InsightBar { up_to_ms, messages }).collect(),
            untimed: counts.seen_after.untimed,
        },
        waiting: counts.waiting,
        waiting_words: match silent {
            Some(_) => {
                "Not seen for so long. Whether they arrived, Instagram does not say.".to_owned()
            }
            None => "Neither delivered nor failed for so long.".to_owned(),
        },
        unseen: counts.unseen,
        failed: counts.failed(),
        failures: failures.collect(),
        deleted: counts.deleted,
        simulated: counts.simulated,
    })
}

pub(super) async fn rows(
    engine: &Engine,
    request: InsightMarkQuery,
) -> Result<InsightRows, ApiError> {
    let (window, patience) = asked(engine, &request.of)?;
    let before = request.from.as_deref().map(str::parse).transpose().map_err(|_| nowhere())?;
    let part = Part { before, limit: limit(request.limit, 200) };
    caught_up(engine).await?;
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        if request.mark == "kind" {
            return of_kind(conn, &window, request.words.as_deref().unwrap_or_default(), part);
        }
        Ok(of_mark(conn, &window, &mark(&request)?, patience, part)?)
    });
    read.await
}

/// A page: so many rows, of those before a key.
#[derive(Clone, Copy)]
struct Part {
    before: Option<i64>,
    limit: i64,
}

fn of_mark(
    conn: &Connection,
    window: &Window,
    mark: &Mark,
    patience: Patience,
    Part { before, limit }: Part,
) -> Result<InsightRows, StoreError> {
    let (mut total, mut found) = (0, Vec::new());
    // One more than are wanted tells whether there are more.
    let most = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
    insights::messages(conn, window, |course| {
        if course.is(mark, patience) {
            total += 1;
            if found.len() < most && before.is_none_or(|before| course.n < before) {
                found.push(course.n);
            }
        }
    })?;
    let (found, next) = page(found, limit, |n| *n);
    let rows = found.into_iter().filter_map(|n| message(conn, n).transpose());
    let next = next.map(|next| next.to_string());
    Ok(InsightRows { total, rows: rows.collect::<Result<_, _>>()?, next })
}

fn mark(request: &InsightMarkQuery) -> Result<Mark, ApiError> {
    Ok(match request.mark.as_str() {
        "outbound" => Mark::Outbound,
        "accepted" => Mark::Accepted,
        "delivered" => Mark::Delivered,
        "seen" => Mark::Seen,
        "seen_after" => Mark::SeenAfter(
            request
                .bar
                .and_then(|bar| usize::try_from(bar).ok())
                .filter(|bar| *bar <= BOUNDS.len())
                .ok_or_else(|| ApiError::invalid("Name the bar, counted from 0."))?,
        ),
        "untimed" => Mark::Untimed,
        "waiting" => Mark::Waiting,
        "unseen" => Mark::Unseen,
        "failed" => Mark::Failed,
        "failure" => {
            let state = match request.state.as_deref() {
                Some("channel_failed") => "channel_failed",
                _ => "failed",
            };
            Mark::FailedFor(Failure { state, code: request.code, words: request.words.clone() })
        }
        "deleted" => Mark::Deleted,
        "simulated" => Mark::Simulated,
        other => {
            return Err(ApiError::invalid(format!("Nothing is counted under {other}.")));
        }
    })
}

/// A message as a row that leads to it, and to the capture that it is shown by: the one that told of its failure, if it failed.
pub(super) fn message(conn: &Connection, n: i64) -> Result<Option<InsightRow>, StoreError> {
    let Some(row) = messages::get(conn, n)? else { return Ok(None) };
    let Some(record) = &row.record else { return Ok(None) };
    let words = row.text.as_ref().or(row.gist.as_ref()).map(|words| excerpt::line(words));
    let state = record.state();
    let capture = match state {
        Some(failed @ (State::Failed | State::ChannelFailed)) => {
            insights::telling(conn, n, failed)?
        }
        _ => None,
    };
    let capture = match capture {
        Some(told) => told,
        None => insights::behind(conn, &row)?.unwrap_or(n),
    };
    let told = record.summary();
    Ok(Some(InsightRow {
        id: n.to_string(),
        capture_id: seq_of(capture).to_string(),
        conversation: record.thread().as_ref().map(threads::id),
        message: Some(messages::id(&record.key())),
        name: customer(conn, record.thread().as_ref())?,
        peer: record.peer.clone(),
        at: messages::at(record),
        words: words.unwrap_or_else(|| conversations::not_here(record).to_owned()),
        state: state.map(|state| state.word().to_owned()),
        code: state.and_then(|state| told.of(state)?.code),
    }))
}

fn of_kind(
    conn: &Connection,
    window: &Window,
    kind: &str,
    Part { before, limit }: Part,
) -> Result<InsightRows, ApiError> {
    let (total, said) = insights::said(conn, window, kind, before, limit.saturating_add(1))?;
    let (said, next) = page(said, limit, |said| said.id);
    let rows = said.into_iter().map(|said| {
        let thread = said.conversation.as_deref().and_then(threads::key_of);
        Ok(InsightRow {
            id: said.id.to_string(),
            capture_id: seq_of(said.id).to_string(),
            conversation: said.conversation,
            message: said.message,
            name: customer(conn, thread.as_ref())?,
            peer: thread.map(|thread| thread.peer),
            at: said.at,
            words: said.kind,
            state: None,
            code: None,
        })
    });
    let next = next.map(|next| next.to_string());
    Ok(InsightRows { total, rows: rows.collect::<Result<_, StoreError>>()?, next })
}
