//! What a look found, kept: that the rule has fired for a message, and the delivery to its target, stand or fall together.
//! Each message is looked at once more in the commit that decides.

use tokio_util::sync::CancellationToken;

use super::Deps;
use super::look::{Found, Seen};
use crate::delivery::{OVERDUE, overdue_item, shown_text};
use crate::insights::behind;
use crate::projection::tables::{messages, progress, seq_of, threads};
use crate::store::deliveries::{self, Delivery};
use crate::store::rules::{self, Rule, RuleTarget};
use crate::store::time_rules::{self, Fired, TimeRule};
use crate::store::{StoreError, Tx, targets};

/// Messages in one commit.
const BATCH: usize = 200;

/// Fires for what was found, at `now` (epoch microseconds), and moves the rule on. False when it did not come to the end: the rule
/// or the projection is another by now, or `stop` was asked for; then the next look finds the rest.
pub(super) async fn keep(
    deps: &Deps,
    stop: &CancellationToken,
    found: Found,
    now: i64,
) -> Result<bool, StoreError> {
    let Found { seen, to, looked_ms, due } = found;
    for due in due.chunks(BATCH) {
        if stop.is_cancelled() {
            return Ok(false);
        }
        if !commit(deps, &seen, due, now).await? {
            return Ok(false);
        }
    }
    let on = move |tx: &Tx<'_>| {
        if stands(tx, &seen)?.is_none() {
            return Ok::<_, StoreError>(false);
        }
        let Seen { rule, time, .. } = &seen;
        rules::advance(tx, rule.id, rule.cursor, to)?;
        time_rules::looked(tx, rule.id, time.looked_ms, looked_ms)?;
        Ok(true)
    };
    deps.store.slice(on).await
}

/// Fires for some of what was found. False when it does not hold any more.
pub(super) async fn commit(
    deps: &Deps,
    seen: &Seen,
    due: &[i64],
    now: i64,
) -> Result<bool, StoreError> {
    let (seen, due) = (seen.clone(), due.to_vec());
    // As durable as a capture: what was told must not be told again.
    let fired = deps.store.write::<_, StoreError, _>(move |tx| {
        let Some(both) = stands(tx, &seen)? else { return Ok(None) };
        let mut sent = false;
        for n in due {
            sent |= fire(tx, &both, n, now)?;
        }
        Ok(Some(sent))
    });
    let fired = fired.await?;
    if fired == Some(true) {
        deps.forward.look();
    }
    Ok(fired.is_some())
}

/// The rule as it is now, if the look's answer still holds: nobody changed what it asks, and the projection was not made anew.
fn stands(tx: &Tx<'_>, seen: &Seen) -> Result<Option<(Rule, TimeRule)>, StoreError> {
    let at = progress::get(tx)?;
    let Some(rule) = rules::get(tx, seen.rule.id)?.filter(|rule| {
        rule.enabled && (&rule.filter, rule.cursor) == (&seen.rule.filter, seen.rule.cursor)
    }) else {
        return Ok(None);
    };
    let Some(time) = time_rules::get(tx, rule.id)? else { return Ok(None) };
    let same = TimeRule { notify: time.notify, ..seen.time.clone() } == time;
    let whole = at.epoch == seen.epoch && at.cursor >= seen.known;
    Ok((same && whole).then_some((rule, time)))
}

/// Fires for one message, unless it has moved on or nobody would hear of it. True when something is to be sent.
fn fire(
    tx: &Tx<'_>,
    (rule, time): &(Rule, TimeRule),
    n: i64,
    now: i64,
) -> Result<bool, StoreError> {
    let Some(row) = messages::get(tx, n)?.filter(|row| row.listed) else { return Ok(false) };
    let Some(record) = &row.record else { return Ok(false) };
    let still = record.standstill().filter(|still| {
        still.state.word() == time.state
            && still.since >= time.since_ms
            && (now / 1_000).saturating_sub(still.since) > time.after_ms
    });
    let (Some(still), Some(shown_by)) = (still, behind(tx, &row)?) else { return Ok(false) };
    let mut places = Vec::new();
    for place in rules::targets(tx, rule.id)?.into_iter().filter(|place| place.ended.is_none()) {
        if let Some(url) = url_of(tx, &place)? {
            places.push((place.n, url));
        }
    }
    if places.is_empty() && !time.notify {
        return Ok(false); // not used up: nobody heard of it
    }
    let thread = record.thread();
    let fired = Fired {
        n: 0,
        rule: rule.id,
        name: rule.name.clone(),
        message: messages::id(&record.key()),
        conversation: thread.as_ref().map(threads::id),
        state: time.state.clone(),
        since_ms: still.since,
        after_ms: time.after_ms,
        fired_us: now,
    };
    let Some(fired) = time_rules::fire(tx, &fired)? else { return Ok(false) };
    let capture = seq_of(shown_by);
    let item = overdue_item(capture, fired);
    let lane =
        thread.map_or_else(|| item.clone(), |thread| format!("{} {}", thread.account, thread.peer));
    let sent = !places.is_empty();
    for (place, url) in places {
        let delivery = Delivery {
            rule: rule.id,
            place,
            capture,
            item: item.clone(),
            format: OVERDUE.to_owned(),
            url,
            lane: lane.clone(),
            accepted_us: now,
            ..Delivery::default()
        };
        deliveries::accept(tx, &delivery)?;
    }
    Ok(sent)
}

/// Where a place leads, without a password; nowhere when its target is gone. While that is switched off, what is accepted waits.
fn url_of(tx: &Tx<'_>, place: &RuleTarget) -> Result<Option<String>, StoreError> {
    let Some(id) = place.target else { return Ok(Some(shown_text(&place.url))) };
    let target = targets::get(tx, id)?;
    Ok(target.map(|target| shown_text(&target.url)))
}
