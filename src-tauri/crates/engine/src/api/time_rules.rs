//! Rules of time: made, changed, removed, and what they have fired for.

use hooktrail_domain::retry::Policy;
use hooktrail_domain::time;
use rusqlite::Connection;

use super::commands::{behind, caught_up, cursor, limit, page};
use super::rules::{agreed, forget, gone, place, rule_id, target_row};
use super::*;
use crate::delivery::Destination;
use crate::delivery::forward::Failure;
use crate::engine::Engine;
use crate::overdue::next_due;
use crate::projection::tables::messages;
use crate::store::rules::{self, Rule, RuleTarget};
use crate::store::time_rules::{self, Fired, TimeRule};
use crate::store::{StoreError, Tx, deliveries, journal};

/// The shortest and the longest time that a rule may give, ms: a second, a year.
const SHORTEST: i64 = 1_000;
const LONGEST: i64 = 366 * 86_400_000;
/// What a new rule does when its target cannot be reached.
const RETRY: &str = "exponential:1s:8";

pub(super) async fn list(engine: &Engine) -> Result<TimeRuleList, ApiError> {
    let (failures, now) = (engine.inner.forward.failures(), engine.inner.clock.millis());
    let read = engine.inner.store.read::<_, StoreError, _>(move |conn| {
        let mut rows = Vec::new();
        for time in time_rules::all(conn)? {
            if let Some(rule) = rules::get(conn, time.rule)? {
                rows.push(row(conn, &rule, &time, &failures, now)?);
            }
        }
        Ok(rows)
    });
    Ok(TimeRuleList { rows: read.await? })
}

fn row(
    conn: &Connection,
    rule: &Rule,
    time: &TimeRule,
    failures: &[Failure],
    now: i64,
) -> Result<TimeRuleRow, StoreError> {
    let [waiting, under_way, delivered, failed, given_up] = deliveries::counts(conn, rule.id)?;
    let place = rules::targets(conn, rule.id)?.into_iter().next();
    let place = place.map(|place| target_row(conn, place, failures)).transpose()?;
    let (to, ended, failing) =
        place.map_or((None, None, None), |place| (Some(place.to), place.ended, place.failing));
    Ok(TimeRuleRow {
        id: rule.id.to_string(),
        name: rule.name.clone(),
        enabled: rule.enabled,
        state: time.state.clone(),
        after: span(time.after_ms),
        after_ms: time.after_ms,
        words: words(time),
        filter: rule.filter.clone(),
        notify: time.notify,
        to,
        ended,
        failing,
        retry: rule.retry.clone(),
        retry_words: Policy::from_word(&rule.retry).map(Policy::describe).unwrap_or_default(),
        since: time.since_ms,
        next_at: if rule.enabled { next_due(conn, time, now)? } else { None },
        fired: time_rules::count(conn, rule.id)?,
        last_at: time_rules::last(conn, rule.id)?.map(|us| us / 1_000),
        delivered,
        waiting: waiting + under_way,
        failed: failed + given_up,
    })
}

/// Those that are on and whose events do not reach their target.
pub(super) fn trouble(
    conn: &Connection,
    failures: &[Failure],
) -> Result<Vec<TimeRuleTrouble>, StoreError> {
    let mut found = Vec::new();
    for time in time_rules::all(conn)? {
        let Some(rule) = rules::get(conn, time.rule)?.filter(|rule| rule.enabled) else { continue };
        for place in rules::targets(conn, rule.id)? {
            let place = target_row(conn, place, failures)?;
            if let Some(reason) = place.ended.or(place.failing) {
                let (rule, name) = (rule.id.to_string(), rule.name.clone());
                found.push(TimeRuleTrouble { rule, name, reason });
            }
        }
    }
    Ok(found)
}

fn span(ms: i64) -> String {
    time::span(u64::try_from(ms).unwrap_or(0))
}

/// `accepted and nothing more for longer than 10 min`
fn words(time: &TimeRule) -> String {
    let still = if time.state == DELIVERED { "and not seen" } else { "and nothing more" };
    format!("{} {still} for longer than {}", time.state, span(time.after_ms))
}

/// What a rule is called that was given no name: what it says.
fn automatic(time: &TimeRule) -> String {
    let words = words(time);
    let (first, rest) = words.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

const ACCEPTED: &str = "accepted";
const DELIVERED: &str = "delivered";

/// A rule as it is kept: what all rules have, and what rules of time have.
type Both = (Rule, TimeRule);

pub(super) async fn put(engine: &Engine, change: TimeRuleChange) -> Result<TimeRuleRow, ApiError> {
    let inner = &engine.inner;
    let id = change.id.as_deref().map(rule_id).transpose()?;
    let (secrets, wanted) = (inner.secrets.clone(), change.clone());
    let read = inner.store.read::<_, ApiError, _>(move |conn| {
        let (rule, time) = changed(known(conn, id)?, &wanted)?;
        super::fitting_messages(conn, &rule.filter, &[])
            .map_err(|why| ApiError::invalid(why).at("filter"))?;
        let to = wanted.to.as_deref().map(str::trim);
        let to = to.filter(|to| !to.is_empty()).map(|to| {
            let to = RuleTargetChange { to: to.to_owned(), formats: Vec::new() };
            place(conn, &secrets, &to, false).map_err(|error| error.at("to"))
        });
        let to: Option<(RuleTarget, Destination)> = to.transpose()?;
        let sends = match wanted.to {
            Some(_) => to.is_some(),
            None => !rules::targets(conn, rule.id)?.is_empty(),
        };
        if !time.notify && !sends {
            return Err(ApiError::invalid(
                "Choose what happens: that you are told, that an event is sent to a target, or both.",
            )
            .at("to"));
        }
        Ok(to)
    });
    let to = read.await?;
    if let Some((_, to)) = &to {
        agreed(engine, to, change.confirmed).await?;
    }
    let places = change.to.is_some().then(|| to.into_iter().map(|(place, _)| place).collect());
    let now = inner.clock.micros();
    let (rule, time) =
        inner.store.write::<_, ApiError, _>(move |tx| keep(tx, id, &change, places, now)).await?;
    inner.overdue.look();
    inner.forward.look();
    let failures = inner.forward.failures();
    let read = inner.store.read(move |conn| row(conn, &rule, &time, &failures, now / 1_000));
    Ok(read.await?)
}

fn known(conn: &Connection, id: Option<i64>) -> Result<Option<Both>, ApiError> {
    let Some(id) = id else { return Ok(None) };
    let (rule, time) = (rules::get(conn, id)?, time_rules::get(conn, id)?);
    rule.zip(time).map(Some).ok_or_else(|| gone(id))
}

/// The rule as it is wanted.
fn changed(known: Option<Both>, wanted: &TimeRuleChange) -> Result<Both, ApiError> {
    let (mut rule, mut time) = known.unwrap_or_else(|| {
        let rule = Rule {
            id: 0,
            name: String::new(),
            filter: String::new(),
            retry: RETRY.to_owned(),
            speed: 1,
            enabled: true,
            held: false,
            cursor: 0,
            deaf: None,
        };
        let (state, notify) = (ACCEPTED.to_owned(), false);
        (rule, TimeRule { rule: 0, state, after_ms: 0, notify, since_ms: 0, looked_ms: 0 })
    });
    let before = automatic(&time);
    if let Some(state) = &wanted.state {
        if ![ACCEPTED, DELIVERED].contains(&state.as_str()) {
            return Err(ApiError::invalid(format!(
                "{state:?} is no state to wait in: accepted (and nothing more), or delivered (and not seen)."
            )));
        }
        time.state.clone_from(state);
    }
    if wanted.after.is_some() || time.after_ms == 0 {
        let typed = wanted.after.as_deref().unwrap_or_default();
        let after = time::length(typed).filter(|ms| (SHORTEST..=LONGEST).contains(ms));
        time.after_ms = after.ok_or_else(|| {
            ApiError::invalid(format!(
                "{typed:?} is no time to wait: write 30 s, 10 min, 2 h or 1 d, up to a year."
            ))
            .at("after")
        })?;
    }
    if let Some(filter) = &wanted.filter {
        rule.filter = filter.trim().to_owned();
    }
    if let Some(retry) = &wanted.retry {
        let policy = Policy::from_word(retry.trim());
        rule.retry = policy.map_err(|why| ApiError::invalid(why).at("retry"))?.to_string();
    }
    time.notify = wanted.notify.unwrap_or(time.notify);
    rule.enabled = wanted.enabled.unwrap_or(rule.enabled);
    if let Some(name) = &wanted.name {
        rule.name = name.trim().to_owned();
    }
    // A form sends back the name that it was shown.
    if rule.name.is_empty() || rule.name == before {
        rule.name = automatic(&time);
    }
    Ok((rule, time))
}

/// Keeps a rule as it is wanted of what it is now. One that begins concerns what begins from now on.
fn keep(
    tx: &Tx<'_>,
    id: Option<i64>,
    wanted: &TimeRuleChange,
    places: Option<Vec<RuleTarget>>,
    now: i64,
) -> Result<Both, ApiError> {
    let before = known(tx, id)?;
    let waited =
        before.as_ref().filter(|(rule, _)| rule.enabled).map(|(_, time)| time.state.clone());
    let (mut rule, mut time) = changed(before, wanted)?;
    rule.id = rules::put(tx, &rule)?;
    time.rule = rule.id;
    if rule.enabled && waited.is_none_or(|state| state != time.state) {
        // Some channels say whole seconds.
        time.since_ms = now / 1_000_000 * 1_000;
        time.looked_ms = time.since_ms;
        rule.cursor = journal::newest(tx)?;
        rules::skip(tx, rule.id, rule.cursor)?;
    }
    time_rules::put(tx, &time)?;
    match places {
        Some(places) => {
            rules::put_targets(tx, rule.id, &places)?;
            deliveries::give_up_strays(tx, now, "its target was taken from the rule")?;
        }
        None if wanted.enabled == Some(true) => rules::revive_targets(tx, rule.id)?,
        None => {}
    }
    Ok((rule, time))
}

pub(super) async fn remove(engine: &Engine, request: ById) -> Result<TimeRuleList, ApiError> {
    let (id, now) = (rule_id(&request.id)?, engine.inner.clock.micros());
    let removed = engine.inner.store.write::<_, ApiError, _>(move |tx| {
        known(tx, Some(id))?;
        Ok(forget(tx, id, now)?)
    });
    removed.await?;
    engine.inner.overdue.look();
    list(engine).await
}

pub(super) async fn fired(
    engine: &Engine,
    request: TimeFiredQuery,
) -> Result<TimeFiredList, ApiError> {
    let (id, limit) = (rule_id(&request.rule)?, limit(request.limit, 200));
    let before = behind(request.from.as_deref())?;
    caught_up(engine).await?;
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        known(conn, Some(id))?;
        // One more than are wanted tells whether there are more.
        let newest = time_rules::newest(conn, id, before, limit.saturating_add(1))?;
        let (newest, next) = page(newest, limit, |one| cursor((one.fired_us, one.n)));
        let rows = newest.into_iter().map(|one| fired_row(conn, one));
        let total = time_rules::count(conn, id)?;
        Ok(TimeFiredList { total, rows: rows.collect::<Result<_, StoreError>>()?, next })
    });
    read.await
}

fn fired_row(conn: &Connection, fired: Fired) -> Result<TimeFiredRow, StoreError> {
    let key = messages::key_of(&fired.message);
    let found = key.map(|key| messages::find(conn, &key)).transpose()?.flatten();
    let listed = found.filter(|message| message.listed);
    Ok(TimeFiredRow {
        id: fired.n.to_string(),
        at: fired.fired_us / 1_000,
        state: fired.state,
        since: fired.since_ms,
        message: listed
            .map(|message| super::insights::message(conn, message.n))
            .transpose()?
            .flatten(),
    })
}

pub(super) async fn news(engine: &Engine, request: TimeNewsQuery) -> Result<TimeNews, ApiError> {
    // To the end of the millisecond: what was fired at that time is old.
    let since = request.since.saturating_mul(1_000).saturating_add(999);
    let read = engine.inner.store.read::<_, StoreError, _>(move |conn| {
        let after = match request.after {
            Some(after) => after,
            None => time_rules::newest_until(conn, since)?,
        };
        let time_rules::News { rules: fired, upto } = time_rules::news(conn, after)?;
        let mut rows = Vec::new();
        for (id, messages, last) in fired {
            if let (Some(rule), Some(time)) = (rules::get(conn, id)?, time_rules::get(conn, id)?) {
                let what =
                    if messages == 1 { "1 message" } else { &format!("{messages} messages") };
                let words = format!("{what} {}", words(&time));
                let (rule, name) = (id.to_string(), rule.name);
                let Some(last) = time_rules::fired(conn, last)? else { continue };
                let TimeFiredRow { at, message, .. } = fired_row(conn, last)?;
                let message = message.filter(|_| messages == 1);
                rows.push(TimeNewsRow { rule, name, words, messages, message, at });
            }
        }
        Ok(TimeNews { rows, upto })
    });
    Ok(read.await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_says_what_the_rule_says_goes_with_it_and_a_chosen_one_stays() {
        let change = |name: &str, after: &str| TimeRuleChange {
            name: Some(name.to_owned()),
            after: Some(after.to_owned()),
            ..TimeRuleChange::default()
        };
        let first = changed(None, &change("", "10 min")).unwrap();
        let ten = "Accepted and nothing more for longer than 10 min";
        assert_eq!(first.0.name, ten);
        for (sent, name) in [
            (ten, "Accepted and nothing more for longer than 1 h"),
            ("", "Accepted and nothing more for longer than 1 h"),
            ("Nobody looks", "Nobody looks"),
        ] {
            let (rule, _) = changed(Some(first.clone()), &change(sent, "1 h")).unwrap();
            assert_eq!(rule.name, name, "{sent:?}");
        }
    }
}
