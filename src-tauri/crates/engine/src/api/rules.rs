//! Rules of forwarding: made, changed, held by a listener, followed and removed.

use hooktrail_domain::retry::Policy;
use hooktrail_domain::vendor::Format;
use rusqlite::Connection;

use super::*;
use crate::delivery::forward::{Failure, Forward};
use crate::delivery::{self, Destination, META, Refusal, is_let_in, shown, shown_text};
use crate::engine::Engine;
use crate::secrets::{Secret, Secrets};
use crate::store::rules::{self, Rule, RuleTarget};
use crate::store::{StoreError, Tx, attempts, deliveries, journal, targets, time_rules};

/// The fastest that pauses run.
const FASTEST: i64 = 1_000_000;
/// Attempts in one answer.
const FOLLOWED: i64 = 500;

pub(super) async fn list(engine: &Engine) -> Result<RuleList, ApiError> {
    let (forward, now) = (engine.inner.forward.clone(), engine.inner.clock.micros());
    let read = engine.inner.store.read::<_, StoreError, _>(move |conn| {
        rules::all(conn)?.iter().map(|rule| row(conn, rule, &forward, now)).collect()
    });
    Ok(RuleList { rows: read.await? })
}

fn row(conn: &Connection, rule: &Rule, forward: &Forward, now: i64) -> Result<RuleRow, StoreError> {
    let [waiting, under_way, delivered, failed, given_up] = deliveries::counts(conn, rule.id)?;
    let behind = if rule.enabled { (journal::newest(conn)? - rule.cursor).max(0) } else { 0 };
    let failures = forward.failures();
    let targets = rules::targets(conn, rule.id)?
        .into_iter()
        .map(|target| target_row(conn, target, &failures))
        .collect::<Result<_, _>>()?;
    let words = Policy::from_word(&rule.retry).map(Policy::describe).unwrap_or_default();
    Ok(RuleRow {
        id: rule.id.to_string(),
        name: rule.name.clone(),
        filter: rule.filter.clone(),
        targets,
        retry: rule.retry.clone(),
        retry_words: words,
        speed: rule.speed,
        enabled: rule.enabled,
        held: rule.held,
        orphaned: rule.held && !forward.is_held(rule.id),
        pending: behind + deliveries::due(conn, rule.id, now)?,
        waiting,
        under_way,
        delivered,
        failed,
        given_up,
    })
}

pub(super) fn target_row(
    conn: &Connection,
    target: RuleTarget,
    failures: &[Failure],
) -> Result<RuleTargetRow, StoreError> {
    let saved = target.target.map(|id| targets::get(conn, id)).transpose()?.flatten();
    let failing = failures.iter().find(|failure| failure.place == target.n);
    Ok(RuleTargetRow {
        to: match (saved, target.target) {
            (Some(saved), _) => saved.name,
            (None, Some(_)) => "a target that was removed".to_owned(),
            (None, None) => target.url.clone(),
        },
        formats: target.formats,
        ended: target.ended,
        failing: failing.map(|failure| failure.reason.clone()),
    })
}

pub(super) async fn put(engine: &Engine, change: RuleChange) -> Result<RuleRow, ApiError> {
    let inner = &engine.inner;
    let (secrets, held) = (inner.secrets.clone(), change.held);
    let id = change.id.as_deref().map(rule_id).transpose()?;
    let (wanted, asked) = (change.clone(), change.clone());
    let places = inner
        .store
        .read::<_, ApiError, _>(move |conn| {
            if let Some(filter) = &wanted.filter {
                super::captures::fitting(conn, filter, (0, 0), 0)
                    .map_err(|why| ApiError::invalid(why).at("filter"))?;
            }
            changed(known(conn, id)?, &wanted)?;
            let places = wanted
                .targets
                .as_ref()
                .map(|all| {
                    let place = |(one, n): (&RuleTargetChange, u32)| {
                        place(conn, &secrets, one, held)
                            .map_err(|error| error.at(format!("targets.{n}")))
                    };
                    all.iter().zip(0..).map(place).collect()
                })
                .transpose()?;
            Ok(places)
        })
        .await?;
    let places: Option<Vec<(RuleTarget, Destination)>> = places;
    if places.as_ref().map_or(id.is_none(), Vec::is_empty) {
        let why = "Name at least one target: a URL, or a target's name.";
        return Err(ApiError::invalid(why).at("targets.0"));
    }
    if held && (id.is_some() || places.as_ref().is_none_or(|places| places.len() != 1)) {
        return Err(ApiError::invalid("A listener's rule is new and has one URL."));
    }
    for (_, to) in places.iter().flatten() {
        agreed(engine, to, change.confirmed).await?;
    }
    let listener = places.iter().flatten().next().filter(|_| held).map(|(_, to)| {
        let secret = change.secret.as_ref().map(|secret| Secret::new(secret.expose()));
        Destination { secret, ..to.clone() }
    });
    let wanted_on = change.enabled == Some(true);
    let places = places.map(|all| all.into_iter().map(|(place, _)| place).collect::<Vec<_>>());
    let (forward, now) = (inner.forward.clone(), inner.clock.micros());
    let runtime = tokio::runtime::Handle::current();
    let rule = inner
        .store
        .write::<_, ApiError, _>(move |tx| {
            // As it is now: much may have changed while the user was asked.
            let known = known(tx, id)?;
            let begins = known.as_ref().is_none_or(|rule| !rule.enabled);
            let rule = changed(known, &asked)?;
            let begins = begins && rule.enabled;
            let rule = keep(tx, rule, begins, places.as_deref(), &forward, now)?;
            if wanted_on {
                rules::revive_targets(tx, rule.id)?;
            }
            if let Some(to) = listener {
                // Here, so that of two that begin at once only one takes over what a third left.
                forward.hold(rule.id, to, &runtime);
            }
            Ok(rule)
        })
        .await?;
    inner.forward.look();
    let (forward, now) = (inner.forward.clone(), inner.clock.micros());
    let read = inner.store.read::<_, StoreError, _>(move |conn| row(conn, &rule, &forward, now));
    Ok(read.await?)
}

/// Lets everything that comes go to a host of somebody else's only once the user has agreed to it.
pub(super) async fn agreed(
    engine: &Engine,
    to: &Destination,
    confirmed: bool,
) -> Result<(), ApiError> {
    let (url, host) = (to.url.clone(), to.url.host_str().unwrap_or_default().to_owned());
    let store = &engine.inner.store;
    if store.read(move |conn| delivery::is_agreed(conn, &url)).await? {
        return Ok(());
    }
    if !confirmed {
        return Err(Refusal::Unconfirmed(host).into());
    }
    Ok(store.write(move |tx| delivery::agree(tx, host)).await?)
}

fn known(conn: &Connection, id: Option<i64>) -> Result<Option<Rule>, ApiError> {
    let forwards = |id| {
        let rule = rules::get(conn, id)?.ok_or_else(|| gone(id))?;
        if time_rules::get(conn, id)?.is_some() { Err(gone(id)) } else { Ok(rule) }
    };
    id.map(forwards).transpose()
}

/// The rule as it is wanted.
fn changed(known: Option<Rule>, wanted: &RuleChange) -> Result<Rule, ApiError> {
    let mut rule = known.unwrap_or_else(|| Rule {
        id: 0,
        name: String::new(),
        filter: String::new(),
        retry: Policy::None.to_string(),
        speed: 1,
        enabled: true,
        held: wanted.held,
        cursor: 0,
        deaf: None,
    });
    if let Some(name) = &wanted.name {
        rule.name = name.trim().to_owned();
    }
    if let Some(filter) = &wanted.filter {
        rule.filter = filter.trim().to_owned();
    }
    if let Some(retry) = &wanted.retry {
        let policy = Policy::from_word(retry.trim());
        rule.retry = policy.map_err(|why| ApiError::invalid(why).at("retry"))?.to_string();
    }
    if let Some(speed) = wanted.speed {
        if !(1..=FASTEST).contains(&speed) {
            let why = format!("Pauses are 1 to {FASTEST} times shorter.");
            return Err(ApiError::invalid(why).at("speed"));
        }
        rule.speed = speed;
    }
    rule.enabled = wanted.enabled.unwrap_or(rule.enabled);
    Ok(rule)
}

/// A target as it is kept, and where that leads.
pub(super) fn place(
    conn: &Connection,
    secrets: &Secrets,
    wanted: &RuleTargetChange,
    held: bool,
) -> Result<(RuleTarget, Destination), ApiError> {
    let to = delivery::find(conn, secrets, &wanted.to)?;
    if !held && to.target.is_none() && is_let_in(&to.url) {
        return Err(ApiError::invalid(
            "A user or password in a URL would be kept in the database: save a target with an Authorization header instead.",
        ));
    }
    let unknown = |word: &&String| **word != META && Format::from_word(word).is_none();
    if let Some(word) = wanted.formats.iter().find(unknown) {
        return Err(ApiError::invalid(format!(
            "{word} is no format: meta, or one of the vendors'."
        )));
    }
    // What a listener wants it tells again; a rule that stays leads to where it was told.
    let url = match to.target {
        Some(_) => String::new(),
        None if held => shown(&to.url),
        None => to.url.to_string(),
    };
    let formats = wanted.formats.clone();
    Ok((RuleTarget { n: 0, target: to.target, url, formats, ended: None }, to))
}

/// Keeps a rule; what came before it `begins` does not count. A listener that begins in the manner of one that is gone takes over what that left.
fn keep(
    tx: &Tx<'_>,
    mut rule: Rule,
    mut begins: bool,
    places: Option<&[RuleTarget]>,
    forward: &Forward,
    now: i64,
) -> Result<Rule, StoreError> {
    let newest = journal::newest(tx)?;
    if rule.held
        && let Some(left) = left_over(tx, &rule, places.unwrap_or_default(), forward)?
    {
        let after = left.deaf.map_or(newest, |(after, _)| after);
        rule = Rule { deaf: Some((after, Some(newest))), ..left };
        begins = false;
    }
    if rule.name.is_empty()
        && let Some(first) = places.and_then(<[RuleTarget]>::first)
    {
        let saved = first.target.map(|id| targets::get(tx, id)).transpose()?.flatten();
        let verb = if rule.held { "listen" } else { "to" };
        // A name is told to logs, lists and exports: an address stands in it without its secrets.
        rule.name =
            format!("{verb} {}", saved.map_or_else(|| shown_text(&first.url), |saved| saved.name));
    }
    rule.id = rules::put(tx, &rule)?;
    if begins {
        rule.cursor = newest;
        rules::skip(tx, rule.id, newest)?;
    }
    if let Some(places) = places {
        rules::put_targets(tx, rule.id, places)?;
        deliveries::give_up_strays(tx, now, "its target was taken from the rule")?;
    }
    Ok(rule)
}

fn left_over(
    tx: &Tx<'_>,
    rule: &Rule,
    places: &[RuleTarget],
    forward: &Forward,
) -> Result<Option<Rule>, StoreError> {
    for left in rules::all(tx)?.into_iter().filter(|left| left.held && !forward.is_held(left.id)) {
        let same =
            (&left.filter, &left.retry, left.speed) == (&rule.filter, &rule.retry, rule.speed);
        let had = rules::targets(tx, left.id)?;
        let alike = |(one, other): (&RuleTarget, &RuleTarget)| {
            (&one.url, &one.formats) == (&other.url, &other.formats)
        };
        if same && had.len() == places.len() && had.iter().zip(places).all(alike) {
            return Ok(Some(left));
        }
    }
    Ok(None)
}

pub(super) async fn hold(engine: &Engine, request: ById) -> Result<Empty, ApiError> {
    let (id, forward) = (rule_id(&request.id)?, &engine.inner.forward);
    if !forward.held(id).await {
        return Err(gone(id));
    }
    if forward.is_held(id) {
        return Err(ApiError::unavailable("The instance that owned the data folder has ended."));
    }
    Ok(Empty {})
}

pub(super) async fn follow(engine: &Engine, request: RuleFollow) -> Result<RuleProgress, ApiError> {
    let id = rule_id(&request.id)?;
    let after = request.after.as_deref().map(number).transpose()?;
    let (forward, now) = (engine.inner.forward.clone(), engine.inner.clock.micros());
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let rule = rules::get(conn, id)?.ok_or_else(|| gone(id))?;
        let rule = row(conn, &rule, &forward, now)?;
        let newest = attempts::last(conn)?;
        let tried = match after {
            Some(after) => attempts::of_rule(conn, id, after, FOLLOWED)?,
            None => Vec::new(),
        };
        // With nothing left of this rule's, what others tried is not looked at again.
        let full = i64::try_from(tried.len()).is_ok_and(|len| len == FOLLOWED);
        let after = tried.last().filter(|_| full).map_or(newest, |(n, _)| *n).to_string();
        let rows = tried.into_iter().map(|(_, attempt)| super::attempts::row(conn, attempt));
        Ok(RuleProgress { rule, attempts: rows.collect::<Result<_, _>>()?, after })
    });
    read.await
}

pub(super) async fn remove(engine: &Engine, request: ById) -> Result<RuleList, ApiError> {
    let (id, now) = (rule_id(&request.id)?, engine.inner.clock.micros());
    let removed = engine.inner.store.write::<_, ApiError, _>(move |tx| {
        known(tx, Some(id))?;
        Ok(forget(tx, id, now)?)
    });
    removed.await?;
    engine.inner.forward.removed(id);
    list(engine).await
}

/// Forgets a rule of any sort; what waits is given up.
pub(super) fn forget(tx: &Tx<'_>, id: i64, now: i64) -> Result<(), StoreError> {
    deliveries::give_up(tx, id, None, now, "its rule was removed")?;
    time_rules::remove(tx, id)?;
    rules::remove(tx, id)?;
    Ok(())
}

/// Forwarding in short.
pub(super) fn status(conn: &Connection, forward: &Forward) -> Result<ForwardingStatus, StoreError> {
    let rules: Vec<Rule> = rules::all(conn)?.into_iter().filter(|rule| rule.enabled).collect();
    let mut targets = Vec::new();
    for rule in &rules {
        targets.extend(rules::targets(conn, rule.id)?.into_iter().map(|target| target.n));
    }
    let failures =
        forward.failures().into_iter().filter(|failure| targets.contains(&failure.place));
    let last = failures.max_by_key(|failure| failure.at_us);
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(ForwardingStatus {
        rules: count(rules.len()),
        targets: count(targets.len()),
        backlog: deliveries::open(conn)?,
        last_failure: last.map(|failure| ForwardingFailure {
            at: failure.at_us / 1_000,
            url: failure.url,
            reason: failure.reason,
        }),
    })
}

/// A rule's number in an id.
pub(super) fn rule_id(id: &str) -> Result<i64, ApiError> {
    id.parse().map_err(|_| ApiError::not_found(format!("There is no rule {id}.")))
}

fn number(text: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_| ApiError::invalid(format!("{text:?} is no place to go on from.")))
}

pub(super) fn gone(id: i64) -> ApiError {
    ApiError::not_found(format!("There is no rule {id}."))
}

#[cfg(test)]
mod tests;
