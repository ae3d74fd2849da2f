//! Replays: what would be sent, starting, watching and ending them. Picking is in `pick`, rows are in `rows`; sending is
//! delivery's.

mod pick;
mod rows;

use hooktrail_domain::replay::{Chaos, Expect, Order, Pace, Plan, Step, plan};
use rusqlite::Connection;

use self::pick::{Choice, Picked, pick};
use super::commands::{caught_up, limit, page};
use super::send::{remember, signing};
use super::*;
use crate::clock::random_seed;
use crate::delivery::replay::{Asked, Between, Control, Job, Manner, Tally};
use crate::delivery::{self, Destination, PlanError, Refusal, Signing};
use crate::engine::Engine;
use crate::secrets::{Secret, Secrets};
use crate::store::runs::{self, Lists, Run, State};
use crate::store::{StoreError, attempts};

pub(super) use self::rows::attempts as attempts_of;

/// Requests at a time when nobody says otherwise, and at most.
const AT_A_TIME: i64 = 8;
const MOST_AT_A_TIME: i64 = 256;
/// Requests shown before they are sent.
const SHOWN: usize = 200;

/// A replay that was read, picked and planned.
struct Planned {
    asked: Asked,
    manner: Manner,
    picked: Picked,
    plan: Plan,
}

/// What was typed, understood.
struct Wish {
    pace: Pace,
    order: Order,
    chaos: Chaos,
    expect: Vec<Expect>,
    signing: Option<Signing>,
    concurrency: i64,
}

impl Wish {
    fn read(request: &ReplayRequest) -> Result<Self, ApiError> {
        let pace = request.pace.as_deref().map_or(Ok(Pace::default()), Pace::read);
        let order = request.order.as_deref().map_or(Ok(Order::default()), Order::read);
        let chaos = match request.chaos.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            None => Ok(Chaos::default()),
            Some(text) => {
                let fresh = random_seed().map_err(|error| ApiError::internal(error.to_string()))?;
                Chaos::read(text, fresh)
            }
        };
        let expect: Result<_, String> =
            request.expect.iter().map(|text| Expect::read(text)).collect();
        let concurrency = match request.concurrency {
            0 => AT_A_TIME,
            asked @ 1..=MOST_AT_A_TIME => asked,
            asked => {
                return Err(ApiError::invalid(format!(
                    "{asked} requests at a time are not possible: 1 to {MOST_AT_A_TIME} are."
                )));
            }
        };
        Ok(Self {
            pace: pace.map_err(ApiError::invalid)?,
            order: order.map_err(ApiError::invalid)?,
            chaos: chaos.map_err(ApiError::invalid)?,
            expect: expect.map_err(ApiError::invalid)?,
            signing: request.signing.as_deref().map(signing).transpose()?,
            concurrency,
        })
    }
}

/// Where to, with a secret that was given for this once.
fn destination(
    conn: &Connection,
    secrets: &Secrets,
    word: &str,
    secret: Option<&SecretText>,
) -> Result<Destination, Refusal> {
    let mut to = delivery::find(conn, secrets, word)?;
    if let Some(secret) = secret {
        to.secret = Some(Secret::new(secret.expose()));
        to.signing = None;
    }
    Ok(to)
}

async fn planned(engine: &Engine, request: ReplayRequest) -> Result<Planned, ApiError> {
    caught_up(engine).await?;
    let wish = Wish::read(&request)?;
    let secrets = engine.inner.secrets.clone();
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let to = destination(conn, &secrets, &request.to, request.secret.as_ref())?;
        let between = request.conversation;
        let between = between.map(|of| Between { account: of.account, peer: of.peer });
        let choice = Choice {
            items: request.items,
            conversation: between,
            filter: request.filter,
            limit: request.limit,
            formats: request.format.clone().map_or_else(|| to.formats.clone(), |one| vec![one]),
            cuts: wish.chaos.cuts(),
        };
        let mut picked = pick(conn, &choice)?;
        let manner = Manner { to, signing: wish.signing, expect: wish.expect };
        check(&manner, &mut picked, choice.cuts)?;
        let plan = plan(&picked.items, wish.pace, wish.order, &wish.chaos);
        let asked = Asked {
            chosen: choice.items.len(),
            conversation: choice.conversation,
            filter: choice.filter,
            to: manner.to.name.clone(),
            format: request.format,
            signing: request.signing,
            secret: request.secret.is_some(),
            pace: wish.pace.to_string(),
            order: wish.order.word().to_owned(),
            chaos: wish.chaos.is_any().then(|| wish.chaos.to_string()),
            concurrency: usize::try_from(wish.concurrency).unwrap_or(1),
            expect: manner.expect.iter().map(ToString::to_string).collect(),
        };
        Ok(Planned { asked, manner, picked, plan })
    });
    read.await
}

/// Refuses what cannot be signed as wished, and says what is signed otherwise.
fn check(manner: &Manner, picked: &mut Picked, cuts: bool) -> Result<(), ApiError> {
    if !picked.meta {
        if manner.signing.is_some() && !picked.ids.is_empty() {
            return Err(ApiError::invalid(
                "A vendor's event goes as it is shown: it is neither edited nor signed.",
            ));
        }
        return Ok(());
    }
    let signing = manner.signing.unwrap_or_else(|| manner.to.signing());
    if signing.needs_secret() && manner.to.secret.is_none() {
        return Err(PlanError::NoSecret.into());
    }
    if cuts && signing == Signing::AsReceived {
        picked.notes.push(
            "What is split or merged no longer fits its signature and goes unsigned: give a secret to sign it anew."
                .to_owned(),
        );
    }
    Ok(())
}

pub(super) async fn preview(
    engine: &Engine,
    request: ReplayRequest,
) -> Result<ReplayPreview, ApiError> {
    let Planned { asked, manner, picked, plan } = planned(engine, request).await?;
    let (store, url, ids) = (&engine.inner.store, manner.to.url, picked.ids.clone());
    let confirm_host = match delivery::agreed(store, &url, ids, false).await {
        Err(Refusal::Unconfirmed(host)) if !picked.ids.is_empty() => Some(host),
        Err(error @ Refusal::Store(_)) => return Err(error.into()),
        _ => None,
    };
    let steps = plan.steps.iter().zip(0..).take(SHOWN);
    Ok(ReplayPreview {
        items: count(picked.ids.len()),
        steps: count(plan.steps.len()),
        lasts_ms: plan.steps.last().map_or(0, |step| ms(step.due_us)),
        chaos: asked.chaos,
        dropped: count(plan.dropped.len()),
        copies: count(plan.steps.iter().filter(|step| step.copy).count()),
        to: asked.to,
        confirm_host,
        notes: picked.notes,
        rows: steps.map(|(step, position)| rows::step(&picked.ids, step, position)).collect(),
    })
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn ms(us: u64) -> i64 {
    i64::try_from(us / 1_000).unwrap_or(i64::MAX)
}

pub(super) async fn start(engine: &Engine, request: ReplayRequest) -> Result<ReplayRow, ApiError> {
    let confirmed = request.confirmed;
    let Planned { asked, manner, picked, plan } = planned(engine, request).await?;
    let inner = &engine.inner;
    if picked.ids.is_empty() {
        let notes: String = picked.notes.iter().map(|note| format!(" {note}")).collect();
        return Err(ApiError::not_found(format!("Nothing fits: there is nothing to send.{notes}")));
    }
    delivery::agreed(&inner.store, &manner.to.url, picked.ids.clone(), confirmed).await?;
    let lists = Lists { items: json(&picked.ids)?, steps: json(&plan.steps)? };
    let tally = Tally::default();
    let mut run = Run {
        n: 0,
        started_us: inner.clock.micros(),
        ended_us: None,
        state: State::Running,
        wish: json(&asked)?,
        total: count(plan.steps.len()),
        begun: 0,
        tally: json(&tally)?,
        trouble: None,
    };
    let url = manner.to.target.is_none().then(|| manner.to.name.clone());
    let kept = run.clone();
    run.n = inner
        .store
        .write::<_, StoreError, _>(move |tx| {
            url.iter().try_for_each(|url| remember(tx, url))?;
            runs::insert(tx, &kept, &lists)
        })
        .await?;
    inner.replays.start(Job {
        run: run.n,
        items: picked.ids,
        tried: vec![false; plan.steps.len()],
        steps: plan.steps,
        manner,
        concurrency: asked.concurrency,
        begun: 0,
        tally,
    });
    engine.inner.store.read(move |conn| rows::row(conn, &run)).await
}

fn json(value: &impl serde::Serialize) -> Result<String, ApiError> {
    serde_json::to_string(value).map_err(|error| ApiError::internal(error.to_string()))
}

pub(super) async fn list(engine: &Engine, request: ReplayQuery) -> Result<ReplayList, ApiError> {
    let revision = engine.changes().revision();
    let limit = limit(request.limit, 200);
    let before = request.from.as_deref().map_or(Ok(i64::MAX), number)?;
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let (runs, next) = page(runs::newest(conn, before, limit + 1)?, limit, |run| run.n);
        let rows = runs.iter().map(|run| rows::row(conn, run)).collect::<Result<_, _>>()?;
        Ok(ReplayList { revision, rows, next: next.map(|next| next.to_string()) })
    });
    read.await
}

pub(super) async fn get(engine: &Engine, id: &str) -> Result<ReplayRow, ApiError> {
    let run = find(engine, id).await?;
    engine.inner.store.read(move |conn| rows::row(conn, &run)).await
}

async fn find(engine: &Engine, id: &str) -> Result<Run, ApiError> {
    let n = number(id)?;
    let run = engine.inner.store.read(move |conn| runs::get(conn, n)).await?;
    run.ok_or_else(|| gone(id))
}

fn number(id: &str) -> Result<i64, ApiError> {
    id.parse().map_err(|_| gone(id))
}

fn gone(id: &str) -> ApiError {
    ApiError::not_found(format!("There is no replay {id}."))
}

pub(super) async fn pause(engine: &Engine, id: &str) -> Result<ReplayRow, ApiError> {
    if engine.inner.replays.say(number(id)?, Control::Pause).await.is_none() {
        return Err(ApiError::invalid(format!("The replay {id} is not under way.")));
    }
    get(engine, id).await
}

/// Ends a replay for good, also one that was interrupted.
pub(super) async fn cancel(engine: &Engine, id: &str) -> Result<ReplayRow, ApiError> {
    let inner = &engine.inner;
    let run = find(engine, id).await?;
    let said = inner.replays.say(run.n, Control::Cancel).await;
    if said.is_none() && run.state == State::Interrupted {
        let (n, at_us) = (run.n, inner.clock.micros());
        let stand =
            move |tx: &crate::store::Tx<'_>| runs::stand(tx, n, State::Cancelled, None, at_us);
        inner.store.write::<_, StoreError, _>(stand).await?;
    }
    get(engine, id).await
}

pub(super) async fn resume(engine: &Engine, request: ReplayResume) -> Result<ReplayRow, ApiError> {
    let (inner, id) = (&engine.inner, request.id.clone());
    let run = find(engine, &id).await?;
    if inner.replays.say(run.n, Control::Go).await.is_none() {
        if run.state.is_over() {
            return Err(ApiError::invalid(format!("The replay {id} is over: start another one.")));
        }
        let (secrets, confirmed) = (inner.secrets.clone(), request.confirmed);
        let left = inner.store.read(move |conn| left(conn, &secrets, &run, &request)).await?;
        // Its target may lead elsewhere than when it was started.
        let (url, items) = (&left.manner.to.url, left.items.clone());
        delivery::agreed(&inner.store, url, items, confirmed).await?;
        let (n, at_us) = (left.run, inner.clock.micros());
        let stand =
            move |tx: &crate::store::Tx<'_>| runs::stand(tx, n, State::Running, None, at_us);
        inner.store.write::<_, StoreError, _>(stand).await?;
        inner.replays.start(left);
    }
    get(engine, &id).await
}

/// What is left of a run that was interrupted.
fn left(
    conn: &Connection,
    secrets: &Secrets,
    run: &Run,
    request: &ReplayResume,
) -> Result<Job, ApiError> {
    let asked = rows::asked(run)?;
    if asked.secret && request.secret.is_none() {
        return Err(ApiError::invalid(
            "The secret of this replay was not kept: give it again to go on.",
        )
        .at("secret"));
    }
    if asked.lacks_credentials() && request.to.is_none() {
        return Err(ApiError::invalid(
            "The password or token in this replay's URL was not kept: give the URL again to go on.",
        )
        .at("to"));
    }
    let word = request.to.as_deref().unwrap_or(&asked.to);
    let to = destination(conn, secrets, word, request.secret.as_ref());
    let to = to.map_err(|refusal| ApiError::from(refusal).at("to"))?;
    if to.name != asked.to {
        let why = format!("This replay goes to {}: nowhere else.", asked.to);
        return Err(ApiError::invalid(why).at("to"));
    }
    let lists = runs::lists(conn, run.n)?.ok_or_else(|| gone(&request.id))?;
    let unreadable = |error: serde_json::Error| ApiError::internal(error.to_string());
    let steps: Vec<Step> = serde_json::from_str(&lists.steps).map_err(unreadable)?;
    let mut tried = vec![false; steps.len()];
    for place in attempts::places(conn, run.n)? {
        if let Some(tried) = usize::try_from(place).ok().and_then(|place| tried.get_mut(place)) {
            *tried = true;
        }
    }
    let expect = asked.expect.iter().map(|text| Expect::read(text)).collect::<Result<_, _>>();
    Ok(Job {
        run: run.n,
        items: serde_json::from_str(&lists.items).map_err(unreadable)?,
        steps,
        manner: Manner {
            to,
            signing: asked.signing.as_deref().and_then(Signing::from_word),
            expect: expect.map_err(ApiError::internal)?,
        },
        concurrency: asked.concurrency.max(1),
        tried,
        begun: u32::try_from(run.begun).unwrap_or_default(),
        // What could not be sent is tried again.
        tally: Tally { unsent: 0, ..rows::tally(run) },
    })
}
