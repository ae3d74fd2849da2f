//! Replays and their requests as rows of the contract.

use std::time::{Duration, Instant};

use hooktrail_domain::directory::Directory;
use hooktrail_domain::replay::{Expect, Piece, Step};
use rusqlite::Connection;

use super::{ms, number};
use crate::api::attempts::row as attempt_row;
use crate::api::commands::limit;
use crate::api::*;
use crate::delivery::replay::{Asked, Between, Tally, judge};
use crate::engine::Engine;
use crate::projection::tables::{directory, threads};
use crate::store::attempts as table;
use crate::store::runs::{self, Run, State};

/// How long one page of what is not as expected may be looked for.
const PATIENCE: Duration = Duration::from_millis(80);

/// What was asked for.
pub(super) fn asked(run: &Run) -> Result<Asked, ApiError> {
    serde_json::from_str(&run.wish).map_err(|error| ApiError::internal(error.to_string()))
}

/// What came of it so far.
pub(super) fn tally(run: &Run) -> Tally {
    serde_json::from_str(&run.tally).unwrap_or_default()
}

/// A run as it crosses the contract.
pub(super) fn row(conn: &Connection, run: &Run) -> Result<ReplayRow, ApiError> {
    let (asked, tally) = (asked(run)?, tally(run));
    let wants = |word: &str, wanted: bool| wanted.then(|| word.to_owned());
    let wanted = match run.state {
        State::Interrupted => {
            [wants("secret", asked.secret), wants("to", asked.lacks_credentials())]
        }
        _ => [None, None],
    };
    Ok(ReplayRow {
        id: run.n.to_string(),
        started_at: run.started_us / 1_000,
        ended_at: run.ended_us.map(|us| us / 1_000),
        state: run.state.word().to_owned(),
        what: what(conn, &asked)?,
        filter: asked.filter,
        conversation: asked
            .conversation
            .map(|Between { account, peer }| ReplayConversation { account, peer }),
        to: asked.to,
        format: asked.format,
        signing: asked.signing,
        pace: asked.pace,
        order: asked.order,
        chaos: asked.chaos,
        concurrency: super::count(asked.concurrency),
        expect: asked.expect,
        total: run.total,
        done: tally.done(),
        counts: ReplayCounts {
            passed: tally.passed,
            failed: tally.failed,
            unsent: tally.unsent,
            first: tally.first,
            fixed: tally.fixed,
            regressed: tally.regressed,
            still_passing: tally.still_passing,
            still_failing: tally.still_failing,
        },
        trouble: run.trouble.clone(),
        wants: wanted.into_iter().flatten().collect(),
    })
}

/// What was chosen, in words.
fn what(conn: &Connection, asked: &Asked) -> Result<String, ApiError> {
    let with = asked.conversation.as_ref().map(|of| who(conn, of)).transpose()?;
    Ok(match (asked.chosen, with, asked.filter.trim()) {
        (1, ..) => "1 item".to_owned(),
        (2.., ..) => format!("{} items", asked.chosen),
        (0, None, "") => "everything".to_owned(),
        (0, None, filter) => filter.to_owned(),
        (0, Some(who), "") => format!("the conversation with {who}"),
        (0, Some(who), filter) => format!("the conversation with {who}: {filter}"),
    })
}

/// A customer as conversations call them: by name, where one is known.
fn who(conn: &Connection, of: &Between) -> Result<String, ApiError> {
    let mut names = Directory::default();
    directory::load(conn, &mut names, &of.account, &of.peer)?;
    let threads = threads::of(conn, &of.account, &of.peer)?;
    let mut platforms = threads.iter().map(|thread| thread.record.key.platform);
    let name = platforms.find_map(|on| names.called(on, &of.account, Some(&of.peer)));
    Ok(name.unwrap_or(&of.peer).to_owned())
}

/// A step as it crosses the contract.
pub(super) fn step(ids: &[String], step: &Step, position: i64) -> ReplayStep {
    let alone = step.pieces.len() == 1;
    let name = |piece: &Piece| {
        let id = ids.get(piece.item as usize).map_or("?", String::as_str);
        match piece.entry {
            None if alone => id.to_owned(),
            entry => format!("{id}#{}", entry.unwrap_or_default()),
        }
    };
    ReplayStep {
        position,
        item: step.pieces.iter().map(name).collect::<Vec<_>>().join("+"),
        due_ms: ms(step.due_us),
        delay_ms: ms(step.delay_us),
        copy: step.copy,
    }
}

/// What came of the requests of a run, judged by what it expects.
pub(in crate::api) async fn attempts(
    engine: &Engine,
    request: ReplayAttemptQuery,
) -> Result<ReplayAttempts, ApiError> {
    let n = number(&request.id)?;
    let after = match &request.after {
        None => 0,
        Some(after) => {
            after.parse().map_err(|_| ApiError::invalid("`after` is no `next` of an answer."))?
        }
    };
    let limit = limit(request.limit, 200);
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let run = runs::get(conn, n)?.ok_or_else(|| super::gone(&request.id))?;
        let expect = asked(&run)?.expect;
        let expect: Vec<Expect> = expect
            .iter()
            .map(|text| Expect::read(text))
            .collect::<Result<_, _>>()
            .map_err(ApiError::internal)?;
        let (mut next, mut more, mut rows) = (after, true, Vec::new());
        let began = Instant::now();
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        while more && rows.len() < wanted && began.elapsed() < PATIENCE {
            // One more than a step tells whether there is more.
            let mut some = table::of_run(conn, n, next, limit + 1)?.into_iter();
            for (n, attempt) in some.by_ref().take(wanted) {
                next = n;
                let before = table::before_run(conn, &attempt)?;
                let (verdict, missed) = judge(&expect, before.as_ref(), &attempt);
                if request.missed && missed.is_none() {
                    continue;
                }
                let (position, again) =
                    (attempt.errand.position.unwrap_or_default(), attempt.errand.again);
                let repeated = table::repeats(conn, &attempt)?;
                let mut attempt = attempt_row(conn, attempt)?;
                attempt.passed = missed.is_none();
                attempt.verdict = verdict.word().to_owned();
                rows.push(ReplayAttempt { position, missed, again, repeated, attempt });
                if rows.len() == wanted {
                    break;
                }
            }
            more = some.next().is_some();
        }
        Ok(ReplayAttempts { rows, next: next.to_string(), more })
    });
    read.await
}
