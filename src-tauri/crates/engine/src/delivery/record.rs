//! Sends a plan and keeps what was sent and what came of it. The bytes of Meta's formats are not kept twice: they are the capture's.

use std::time::Duration;

use super::plan::{META, Plan};
use super::send::{Outcome, Sender};
use crate::journal::Headers;
use crate::store::attempts::{self, Attempt, Errand};
use crate::store::{Store, StoreError, Tx, underway};

/// Sends it once, and keeps what came of it as the attempt `id`, started at `started_us` (epoch microseconds); gives that back.
/// Where the program ends meanwhile, its next run keeps that. Nothing is kept when its capture was deleted meanwhile; `None`:
/// nothing was sent either, for it was deleted before.
pub async fn send_and_keep(
    store: &Store,
    sender: &Sender,
    id: String,
    started_us: i64,
    plan: &Plan,
) -> Result<Option<Attempt>, StoreError> {
    let attempt = |outcome| attempt(id.clone(), started_us, plan, Errand::default(), outcome);
    let begun = attempt(Outcome::default());
    if !store.write(move |tx| underway::put(tx, &begun)).await? {
        return Ok(None);
    }
    let attempt = attempt(sender.send(plan).await);
    let kept = attempt.clone();
    let keep = move |tx: &Tx<'_>| {
        underway::end(tx, &kept.id)?;
        attempts::insert(tx, &kept)
    };
    store.write(keep).await?;
    Ok(Some(attempt))
}

/// The attempt as it is to be kept, for those who keep more in the same transaction.
pub fn attempt(
    id: String,
    started_us: i64,
    plan: &Plan,
    errand: Errand,
    outcome: Outcome,
) -> Attempt {
    let micros = |time: Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    let answer = outcome.answer;
    Attempt {
        id,
        item: plan.item.clone(),
        capture: plan.capture,
        format: plan.format.clone(),
        url: plan.shown_url(),
        method: plan.method.to_string(),
        started_us,
        duration_us: micros(outcome.duration),
        status: answer.as_ref().map(|answer| answer.status),
        error: outcome.error,
        signing: plan.signing.word().to_owned(),
        request_headers: Headers::of(&plan.headers).into_bytes(),
        request_bytes: i64::try_from(plan.body.len()).unwrap_or(i64::MAX),
        request_body: (plan.format != META || plan.edited).then(|| plan.body.to_vec()),
        edited: plan.edited,
        target: plan.target,
        errand,
        marked: plan.marked,
        connect_us: outcome.phases.connect.map(micros),
        tls_us: outcome.phases.tls.map(micros),
        first_byte_us: outcome.phases.first_byte.map(micros),
        response_headers: answer
            .as_ref()
            .map(|answer| Headers::of(&answer.headers).into_bytes())
            .unwrap_or_default(),
        response_truncated: answer.as_ref().is_some_and(|answer| answer.truncated),
        response_body: answer.map(|answer| answer.body).unwrap_or_default(),
    }
}
