//! One delivery after the other at one target: plan, one try, and what its policy makes of that, kept in one transaction
//! with the attempt and with taking the next. A failure of the target is an outcome, not an error.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use hooktrail_domain::retry::{Next, Policy};
use rusqlite::Connection;

use super::{Deps, Failure, Forward};
use crate::clock::attempt_id;
use crate::delivery::record::attempt as attempt_of;
use crate::delivery::refusal::Refusal;
use crate::delivery::{
    Destination, Errand, Plan, Timeouts, Wish, find, is_agreed, of_target, passed, plans,
};
use crate::store::attempts::{self, Attempt};
use crate::store::deliveries::{self, ALL_LANES, Delivery, Settled, State};
use crate::store::rules::{self, Rule};
use crate::store::{StoreError, Tx, targets};

/// Pause while the database cannot be written, and before a delivery that could not be read is tried anew.
const AGAIN: Duration = Duration::from_secs(1);

/// What is said where ours is the fault.
const FAULT: &str = "a fault of Hooktrail itself, perhaps after it was sent; the log says more";

/// What came of a try.
struct Report {
    settled: Settled,
    attempt: Option<Attempt>,
    /// Nothing more goes to this target.
    ends_target: bool,
}

/// Works until nothing is ready.
pub(super) async fn run(forward: Forward, first: Delivery) {
    let mut next = Some(first);
    while let Some(delivery) = next {
        let report = whole(make(&forward, &delivery)).await;
        next = keep(&forward, &delivery, report).await;
    }
}

/// A fault of ours at one delivery ends that one: it would stay under way otherwise, and its conversation behind it.
async fn whole(made: impl Future<Output = Report>) -> Report {
    let made = AssertUnwindSafe(made).catch_unwind().await;
    made.unwrap_or_else(|_| Report::without_attempt(State::GivenUp, 0, Some(FAULT.to_owned())))
}

/// Whether a policy keeps the order of a conversation. One that cannot be read does.
pub(super) fn ordered(retry: &str) -> bool {
    Policy::from_word(retry).is_ok_and(Policy::keeps_order)
}

async fn make(forward: &Forward, delivery: &Delivery) -> Report {
    let deps = &forward.inner.deps;
    let (secrets, wanted) = (deps.secrets.clone(), delivery.clone());
    let held = forward.inner.holds.destination(delivery.rule);
    let read = deps.store.read(move |conn| {
        let rule = rules::get(conn, wanted.rule)?
            .ok_or_else(|| Refusal::Unknown("its rule was removed".to_owned()))?;
        let to = match held.filter(|_| rule.held) {
            Some(held) => held,
            None if rule.held => return Ok(None),
            None => destination(conn, &secrets, &wanted)?,
        };
        let plan = plan(conn, &wanted, &to, &rule)?;
        Ok::<_, Refusal>(Some((rule, plan)))
    });
    match read.await {
        Ok(Some((rule, plan))) => send(deps, delivery, &rule, plan).await,
        // Its listener is gone; it waits for the next.
        Ok(None) => Report::without_attempt(State::Waiting, deps.clock.micros(), None),
        Err(refusal) => refused(refusal, delivery.n, deps.clock.micros()),
    }
}

/// What cannot be read now can be later; everything else ends the delivery. `now`: epoch microseconds.
fn refused(refusal: Refusal, delivery: i64, now: i64) -> Report {
    match &refusal {
        Refusal::Store(error) => {
            tracing::warn!(%error, delivery, "a delivery could not be read");
        }
        Refusal::Unready(_) => {}
        _ => return Report::without_attempt(State::GivenUp, 0, Some(refusal.to_string())),
    }
    let due = now + i64::try_from(AGAIN.as_micros()).unwrap_or(0);
    Report::without_attempt(State::Waiting, due, None)
}

/// Where it goes now: a target may have been changed since the delivery was accepted.
fn destination(
    conn: &Connection,
    secrets: &crate::secrets::Secrets,
    delivery: &Delivery,
) -> Result<Destination, Refusal> {
    let places = rules::targets(conn, delivery.rule)?;
    let gone = || Refusal::Unknown("its target was removed".to_owned());
    let place = places.into_iter().find(|place| place.n == delivery.place).ok_or_else(gone)?;
    let Some(id) = place.target else { return find(conn, secrets, &place.url) };
    of_target(conn, secrets, &targets::get(conn, id)?.ok_or_else(gone)?)
}

fn plan(
    conn: &Connection,
    delivery: &Delivery,
    to: &Destination,
    rule: &Rule,
) -> Result<Plan, Refusal> {
    if !is_agreed(conn, &to.url)? {
        return Err(Refusal::Unconfirmed(to.url.host_str().unwrap_or_default().to_owned()));
    }
    let format = Some(delivery.format.clone());
    let wish = Wish { item: delivery.item.clone(), format, ..Wish::default() };
    let gone = || Refusal::Unknown(format!("There is no {} any more.", delivery.item));
    let mut plan = plans(conn, &wish, to)?.into_iter().next().ok_or_else(gone)?;
    if let Some(ms) = Policy::from_word(&rule.retry).ok().and_then(Policy::patience) {
        plan.timeouts = Timeouts::within(plan.timeouts.total.min(Duration::from_millis(ms)));
    }
    Ok(plan)
}

async fn send(deps: &Deps, delivery: &Delivery, rule: &Rule, plan: Plan) -> Report {
    let started_us = deps.clock.micros();
    let outcome = deps.sender.send(&plan).await;
    let errand = Errand { delivery: Some(delivery.n), again: delivery.again, ..Errand::default() };
    let attempt = attempt_of(attempt_id(), started_us, &plan, errand, outcome);
    let status = attempt.status.filter(|_| attempt.error.is_none());
    let policy = Policy::from_word(&rule.retry).unwrap_or(Policy::None);
    let next = match plan.signing.is_wrong() {
        // The refusal of a wrong signature is what is wanted, whatever the sender would make of it.
        true if passed(&attempt) => Next::Delivered,
        true => policy.next(delivery.tries, None),
        false => policy.next(delivery.tries, status),
    };
    let failed = || {
        attempt.error.clone().or_else(|| attempt.status.map(|status| format!("answered {status}")))
    };
    let mut report = match next {
        Next::Delivered => Report::without_attempt(State::Delivered, 0, None),
        Next::Again(pause) => {
            let pause = i64::try_from(pause).unwrap_or(i64::MAX).saturating_mul(1_000);
            let due = deps.clock.micros().saturating_add(pause / rule.speed.max(1));
            Report::without_attempt(State::Waiting, due, failed())
        }
        Next::End { reason, unsubscribed } => {
            let reason = format!("{}; {reason}", failed().unwrap_or_default());
            let ended = Report::without_attempt(State::Failed, 0, Some(reason));
            Report { ends_target: unsubscribed, ..ended }
        }
    };
    report.settled.status = attempt.status;
    report.settled.tried = true;
    Report { attempt: Some(attempt), ..report }
}

impl Report {
    fn without_attempt(state: State, due_us: i64, reason: Option<String>) -> Self {
        let settled = Settled { state, due_us, status: None, reason, tried: false };
        Self { settled, attempt: None, ends_target: false }
    }
}

/// Keeps the report, for as long as it takes, and takes the next delivery of the target.
async fn keep(forward: &Forward, delivery: &Delivery, report: Report) -> Option<Delivery> {
    let inner = &forward.inner;
    let (deps, failed) = (&inner.deps, report.settled.state != State::Delivered);
    let failure = report.settled.reason.clone().filter(|_| failed).map(|reason| Failure {
        place: delivery.place,
        url: delivery.url.clone(),
        at_us: deps.clock.micros(),
        reason,
    });
    forward.tried(delivery.place, failure);
    let report = std::sync::Arc::new(report);
    loop {
        let (now, goes_on) = (deps.clock.micros(), !inner.stop.is_cancelled());
        let (settled, report, holds) = (delivery.clone(), report.clone(), inner.holds.clone());
        let job = move |tx: &Tx<'_>| {
            settle(tx, &settled, &report, now)?;
            let places = if goes_on { deliveries::places(tx)? } else { Vec::new() };
            let place = places.into_iter().find(|place| place.n == settled.place);
            let Some(place) = place.filter(|place| holds.may_send(place)) else { return Ok(None) };
            Ok(deliveries::claim(tx, place.n, now, ordered(&place.retry), 1)?.pop())
        };
        match deps.store.write::<_, StoreError, _>(job).await {
            Ok(next) => {
                if delivery.lane == ALL_LANES {
                    forward.look(); // several may go on now
                }
                return next;
            }
            Err(StoreError::Closed) => return None,
            Err(error) => tracing::error!(%error, "what came of a delivery cannot be kept yet"),
        }
        let pause = tokio::time::sleep(AGAIN);
        inner.stop.run_until_cancelled(pause).await?;
    }
}

/// Nothing is kept of a delivery whose capture was deleted meanwhile, and nothing waits for a place that is no more.
fn settle(tx: &Tx<'_>, delivery: &Delivery, report: &Report, now: i64) -> Result<(), StoreError> {
    let mut settled = report.settled.clone();
    if settled.state == State::Waiting
        && let Some(why) = rules::closed(tx, delivery.rule, delivery.place)?
    {
        settled.state = State::GivenUp;
        settled.reason = Some(settled.reason.map_or(why.clone(), |said| format!("{said}; {why}")));
    }
    if !deliveries::settle(tx, delivery.n, now, &settled)? {
        return Ok(());
    }
    if let Some(attempt) = &report.attempt {
        attempts::insert(tx, attempt)?;
    }
    if report.ends_target {
        let why = report.settled.reason.as_deref().unwrap_or_default();
        rules::end_target(tx, delivery.place, why)?;
        deliveries::give_up(tx, delivery.rule, Some(delivery.place), now, why)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_still_being_processed_waits_and_what_is_gone_is_given_up() {
        let stands = |refusal| {
            let settled = refused(refusal, 1, 5).settled;
            (settled.state, settled.due_us, settled.reason)
        };
        assert_eq!(stands(Refusal::Unready(17)), (State::Waiting, 1_000_005, None));
        assert_eq!(stands(StoreError::Closed.into()), (State::Waiting, 1_000_005, None));
        let gone = stands(Refusal::Unknown("There is no 17.".to_owned()));
        assert_eq!(gone, (State::GivenUp, 0, Some("There is no 17.".to_owned())));
    }

    #[tokio::test]
    async fn a_fault_of_ours_ends_one_delivery_in_words() {
        let report = whole(async { panic!("as seldom as can be") }).await;
        assert_eq!(report.settled.state, State::GivenUp);
        assert!(report.settled.reason.is_some_and(|why| why.contains("fault of Hooktrail")));
        assert!(report.attempt.is_none() && !report.ends_target);
    }
}
