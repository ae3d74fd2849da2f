//! Deliveries of rules: listed, tried again one by one or all that ended in a state, cancelled.

use rusqlite::Connection;

use super::commands::{limit, page, seq};
use super::rules::rule_id;
use super::*;
use crate::engine::Engine;
use crate::store::deliveries::{self, Delivery, Ended, State, Which};
use crate::store::rules::{self, RuleTarget};
use crate::store::{StoreError, Tx};

pub(super) async fn list(
    engine: &Engine,
    request: DeliveryQuery,
) -> Result<DeliveryPage, ApiError> {
    let revision = engine.changes().revision();
    let known = |word: &str| {
        State::from_word(word).ok_or_else(|| {
            ApiError::invalid(format!(
                "{word:?} is no state: waiting, under way, delivered, failed or given up."
            ))
        })
    };
    let which = Which {
        rule: request.rule.as_deref().map(rule_id).transpose()?,
        capture: request.capture.as_deref().map(seq).transpose()?,
        state: request.state.as_deref().map(known).transpose()?,
        before: request.from.as_deref().map(delivery_id).transpose()?,
    };
    let limit = limit(request.limit, 200);
    let read = engine.inner.store.read::<_, StoreError, _>(move |conn| {
        let (newest, next) = page(deliveries::newest(conn, &which, limit + 1)?, limit, |one| one.n);
        let rows =
            newest.into_iter().map(|one| delivery_row(conn, one)).collect::<Result<_, _>>()?;
        Ok(DeliveryPage { revision, rows, next: next.map(delivery_word) })
    });
    Ok(read.await?)
}

fn delivery_row(conn: &Connection, one: Delivery) -> Result<DeliveryRow, StoreError> {
    let ms = |us: i64| us / 1_000;
    Ok(DeliveryRow {
        id: delivery_word(one.n),
        rule: rules::get(conn, one.rule)?.map(|rule| rule.name),
        capture_id: one.capture.to_string(),
        item: one.item,
        format: one.format,
        url: one.url,
        state: one.state.word().to_owned(),
        accepted_at: ms(one.accepted_us),
        started_at: one.started_us.map(ms),
        next_at: (one.state == State::Waiting).then(|| ms(one.due_us)),
        ended_at: one.ended_us.map(ms),
        attempts: one.attempts,
        status: one.status,
        reason: one.reason,
        again: one.again,
    })
}

pub(super) async fn retry(engine: &Engine, request: ById) -> Result<DeliveryRow, ApiError> {
    let now = engine.inner.clock.micros();
    let row = change(engine, &request.id, move |tx, delivery| {
        if delivery.state == State::UnderWay {
            return Err(ApiError::invalid("It is under way: wait for what comes of it."));
        }
        let places = rules::targets(tx, delivery.rule)?;
        match places.iter().find(|place| place.n == delivery.place) {
            None => Err(ApiError::invalid(
                "Its rule does not forward there any more: send the capture again instead.",
            )),
            Some(RuleTarget { ended: Some(why), .. }) => {
                Err(ApiError::invalid(format!("The rule sends nothing there any more: {why}.")))
            }
            Some(_) => Ok(deliveries::retry(tx, delivery.n, now)?),
        }
    });
    let row = row.await?;
    engine.inner.forward.look();
    Ok(row)
}

/// So many are put back in one transaction: what is received meanwhile waits no longer.
const SLICE: i64 = 500;

pub(super) async fn retry_ended(
    engine: &Engine,
    request: EndedRetry,
) -> Result<EndedRetried, ApiError> {
    let state = State::from_word(&request.state);
    let Some(state) = state.filter(|state| matches!(state, State::Failed | State::GivenUp)) else {
        let why = "Only what failed or was given up is queued again all at once.";
        return Err(ApiError::invalid(why).at("state"));
    };
    let which = Ended { state, rule: request.rule.as_deref().map(rule_id).transpose()? };
    let store = &engine.inner.store;
    // What fails anew meanwhile is not taken again: it would never end.
    let read = store.read::<_, StoreError, _>(move |conn| deliveries::ended(conn, which));
    let (count, until) = read.await?;
    if request.count_only {
        return Ok(EndedRetried { deliveries: count });
    }
    let (mut after, mut queued) = (0, 0);
    loop {
        let now = engine.inner.clock.micros();
        let write = store.write::<_, StoreError, _>(move |tx| {
            deliveries::retry_ended(tx, which, (after, until), now, SLICE)
        });
        let slice = write.await?;
        let Some(last) = slice.last() else { break };
        (after, queued) = (*last, queued + i64::try_from(slice.len()).unwrap_or(i64::MAX));
        engine.inner.forward.look();
    }
    Ok(EndedRetried { deliveries: queued })
}

pub(super) async fn cancel(engine: &Engine, request: ById) -> Result<DeliveryRow, ApiError> {
    let now = engine.inner.clock.micros();
    let row = change(engine, &request.id, move |tx, delivery| {
        if delivery.state != State::Waiting {
            let state = delivery.state.word();
            return Err(ApiError::invalid(format!(
                "It is {state}: only what waits can be cancelled."
            )));
        }
        Ok(deliveries::cancel(tx, delivery.n, now)?)
    });
    row.await
}

async fn change(
    engine: &Engine,
    id: &str,
    job: impl FnOnce(&Tx<'_>, &Delivery) -> Result<(), ApiError> + Send + 'static,
) -> Result<DeliveryRow, ApiError> {
    let n = delivery_id(id)?;
    let gone = move || ApiError::not_found(format!("There is no delivery {}.", delivery_word(n)));
    let write = engine.inner.store.write::<_, ApiError, _>(move |tx| {
        let delivery = deliveries::get(tx, n)?.ok_or_else(gone)?;
        job(tx, &delivery)?;
        Ok(delivery_row(tx, deliveries::get(tx, n)?.ok_or_else(gone)?)?)
    });
    write.await
}

/// `d_17`: a delivery's number as an id.
pub(super) fn delivery_word(n: i64) -> String {
    format!("d_{n}")
}

/// The number in an id like that.
pub(super) fn number_of(id: &str) -> Option<i64> {
    id.strip_prefix("d_").and_then(|n| n.parse().ok())
}

fn delivery_id(id: &str) -> Result<i64, ApiError> {
    number_of(id).ok_or_else(|| ApiError::not_found(format!("There is no delivery {id}.")))
}
