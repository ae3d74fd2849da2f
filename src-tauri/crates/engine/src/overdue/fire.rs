//! What a look found, kept: that the rule has fired for a message, and the delivery to its target, stand or fall together.
//! Each message is looked at once more in the commit that decides.

use super::Deps;
use super::look::Found;
use crate::delivery::{OVERDUE, overdue_item, shown, target as url_in};
use crate::insights::behind;
use crate::projection::tables::{messages, seq_of, threads};
use crate::store::deliveries::{self, Delivery};
use crate::store::rules::{self, RuleTarget};
use crate::store::time_rules::{self, Fired, TimeRule};
use crate::store::{StoreError, Tx, targets};

/// Messages in one commit.
const BATCH: usize = 200;

/// Fires for what was found, at `now` (epoch microseconds), and moves the rule on.
pub(super) async fn keep(deps: &Deps, found: Found, now: i64) -> Result<(), StoreError> {
    let mut sent = false;
    for due in found.due.chunks(BATCH) {
        let (rule, due) = (found.rule.clone(), due.to_vec());
        // As durable as a capture: what was told must not be told again.
        let fired = deps.store.write::<_, StoreError, _>(move |tx| {
            due.iter().try_fold(false, |sent, n| Ok(fire(tx, &rule, *n, now)? || sent))
        });
        sent |= fired.await?;
    }
    let Found { rule, from, to, looked_ms, .. } = found;
    let on = move |tx: &Tx<'_>| {
        // Changed meanwhile: the next look begins where it stands now.
        if rules::advance(tx, rule.rule, from, to)? {
            time_rules::looked(tx, rule.rule, rule.looked_ms, looked_ms)?;
        }
        Ok::<_, StoreError>(())
    };
    deps.store.slice(on).await?;
    if sent {
        deps.forward.look();
    }
    Ok(())
}

/// Fires for one message, unless it has moved on. True when something is to be sent.
fn fire(tx: &Tx<'_>, wanted: &TimeRule, n: i64, now: i64) -> Result<bool, StoreError> {
    let same = |rule: &TimeRule| (&rule.state, rule.after_ms) == (&wanted.state, wanted.after_ms);
    let Some(time) = time_rules::get(tx, wanted.rule)?.filter(same) else { return Ok(false) };
    let Some(rule) = rules::get(tx, time.rule)?.filter(|rule| rule.enabled) else {
        return Ok(false);
    };
    let Some(row) = messages::get(tx, n)?.filter(|row| row.listed) else { return Ok(false) };
    let Some(record) = &row.record else { return Ok(false) };
    let still = record.standstill().filter(|still| {
        still.state.word() == time.state
            && still.since >= time.since_ms
            && (now / 1_000).saturating_sub(still.since) > time.after_ms
    });
    let (Some(still), Some(shown_by)) = (still, behind(tx, &row)?) else { return Ok(false) };
    let thread = record.thread();
    let fired = Fired {
        n: 0,
        rule: rule.id,
        message: messages::id(&record.key()),
        conversation: thread.as_ref().map(threads::id),
        state: time.state,
        since_ms: still.since,
        after_ms: time.after_ms,
        fired_us: now,
    };
    let Some(fired) = time_rules::fire(tx, &fired)? else { return Ok(false) };
    let capture = seq_of(shown_by);
    let item = overdue_item(capture, fired);
    let lane =
        thread.map_or_else(|| item.clone(), |thread| format!("{} {}", thread.account, thread.peer));
    let mut sent = false;
    for place in rules::targets(tx, rule.id)?.into_iter().filter(|place| place.ended.is_none()) {
        let Some(url) = url_of(tx, &place)? else { continue };
        let delivery = Delivery {
            rule: rule.id,
            place: place.n,
            capture,
            item: item.clone(),
            format: OVERDUE.to_owned(),
            url,
            lane: lane.clone(),
            accepted_us: now,
            ..Delivery::default()
        };
        deliveries::accept(tx, &delivery)?;
        sent = true;
    }
    Ok(sent)
}

/// Where a place leads, without a password; nowhere while its target is switched off.
fn url_of(tx: &Tx<'_>, place: &RuleTarget) -> Result<Option<String>, StoreError> {
    let Some(id) = place.target else { return Ok(Some(place.url.clone())) };
    let target = targets::get(tx, id)?.filter(|target| target.enabled);
    Ok(target.map(|target| url_in(&target.url).map_or(target.url, |url| shown(&url))))
}
