//! Deleting captures, a conversation or everything, for good: from the journal, from what was derived, and from the
//! attempts, in one transaction; then from the file.

use std::sync::Arc;

use hooktrail_domain::ledger::{self, Fact, MessageKey};

use super::commands::{caught_up, seq};
use super::*;
use crate::engine::Engine;
use crate::journal::{self, Deletion, DirectoryEdit, Mark};
use crate::projection::forget::{self, Rest};
use crate::projection::tables::threads::{self, Thread};
use crate::projection::tables::{messages, progress};
use crate::store::journal::Entry;
use crate::store::{
    StoreError, Tx, annotations, answers, attempts, deliveries, journal as table, looked, runs,
    time_rules, views,
};

pub(super) async fn delete(
    engine: &Engine,
    request: DeleteRequest,
) -> Result<DeleteAnswer, ApiError> {
    let answer = wanted(engine, request).await;
    // What a replay read before is not sent after.
    engine.inner.replays.forget();
    answer
}

async fn wanted(engine: &Engine, request: DeleteRequest) -> Result<DeleteAnswer, ApiError> {
    let store = &engine.inner.store;
    match (request.captures.is_empty(), request.conversation, request.all) {
        (false, None, false) => {
            let seqs = request.captures.iter().map(|id| seq(id)).collect::<Result<Vec<_>, _>>()?;
            erase(engine, move |tx| captures(tx, seqs.clone())).await
        }
        (true, Some(which), false) => {
            let which = Arc::new(which);
            let erased = erase(engine, move |tx| conversation(tx, &which)).await?;
            if erased.crossed {
                engine.inner.projection.rebuild().await?;
            }
            Ok(erased.answer)
        }
        (true, None, true) => {
            let answer = store.erase::<_, StoreError, _>(all).await?;
            // What stayed is in its table again when that is answered; it is gone or stays, however long that takes.
            let _ = caught_up(engine).await;
            Ok(answer)
        }
        _ => Err(ApiError::invalid("Name captures, or one conversation, or everything.")),
    }
}

/// Deletes by what is derived, once that is there: a rebuild that began meanwhile has emptied it again.
async fn erase<T: Send + 'static>(
    engine: &Engine,
    job: impl Fn(&Tx<'_>) -> Result<T, ApiError> + Clone + Send + 'static,
) -> Result<T, ApiError> {
    loop {
        let reached = caught_up(engine).await?;
        let job = job.clone();
        let erased = engine.inner.store.erase::<_, ApiError, _>(move |tx| {
            if progress::get(tx)?.cursor < reached {
                return Ok(None);
            }
            job(tx).map(Some)
        });
        if let Some(erased) = erased.await? {
            return Ok(erased);
        }
    }
}

/// A conversation that is gone.
struct Erased {
    answer: DeleteAnswer,
    /// Something that went spoke of another conversation too, which stays, and may be otherwise without it.
    crossed: bool,
}

fn captures(tx: &Tx<'_>, mut seqs: Vec<i64>) -> Result<DeleteAnswer, ApiError> {
    seqs.sort_unstable();
    seqs.dedup();
    if let Some(gone) = seqs.iter().find(|seq| !matches!(table::head(tx, **seq), Ok(Some(_)))) {
        return Err(ApiError::not_found(format!(
            "There is no capture {gone}: nothing was deleted."
        )));
    }
    let mut answer = DeleteAnswer { captures: 0, attempts: 0 };
    let mut rest = Rest::default();
    for seq in seqs {
        delete_one(tx, seq, |_| true, &mut answer, &mut rest)?;
    }
    forget::settle(tx, &rest)?;
    Ok(answer)
}

/// Deletes a capture; of what it said stay the facts that `stays` keeps, without text. Answers those that went; what it
/// leaves to do once all is gone is added to `rest`.
fn delete_one(
    tx: &Tx<'_>,
    seq: i64,
    stays: impl Fn(&Fact) -> bool,
    answer: &mut DeleteAnswer,
    rest: &mut Rest,
) -> Result<Vec<Fact>, StoreError> {
    let Some(capture) = table::capture(tx, seq)? else { return Ok(Vec::new()) };
    let signals = forget::signals_of(&capture);
    forget::capture(tx, seq, &signals, rest)?;
    let (kept, gone): (Vec<Fact>, Vec<Fact>) =
        ledger::skeleton(&signals).into_iter().partition(|fact| stays(fact));
    forget::repeats(tx, &gone)?;
    let deletion = Deletion { seq, skeleton: skeleton(&kept) };
    answer.captures += journal::delete_captures(tx, &[deletion])?;
    answer.attempts += attempts::delete_of(tx, seq)?;
    annotations::delete_of(tx, seq)?;
    answers::delete_of(tx, seq)?;
    deliveries::delete_of(tx, seq)?;
    Ok(gone)
}

/// What stays of these facts; nothing when there are none.
fn skeleton(facts: &[Fact]) -> Option<Vec<u8>> {
    // Plain structs of strings and numbers: serialising them cannot fail.
    (!facts.is_empty()).then(|| serde_json::to_vec(facts).unwrap_or_default())
}

fn conversation(tx: &Tx<'_>, which: &DeleteConversation) -> Result<Erased, ApiError> {
    let found = threads::of(tx, &which.account, &which.peer)?;
    if found.is_empty() {
        return Err(ApiError::not_found(format!(
            "There is no conversation of {} with {}.",
            which.account, which.peer
        )));
    }
    let answer = DeleteAnswer { captures: 0, attempts: 0 };
    let mut erased = Erased { answer, crossed: false };
    for thread in found {
        delete_thread(tx, &thread, &mut erased)?;
    }
    Ok(erased)
}

fn delete_thread(tx: &Tx<'_>, thread: &Thread, erased: &mut Erased) -> Result<(), StoreError> {
    let key = &thread.record.key;
    let mids = forget::mids_of(tx, thread.n)?;
    let speaks = |fact: &Fact| fact.speaks_of(&key.account, &key.peer, |mid| mids.contains(mid));
    let within = |fact: &Fact| fact.speaks_only_of(&key.peer, |mid| mids.contains(mid));
    let mut rest = Rest::default();
    for seq in forget::captures_of(tx, thread.n)? {
        let gone = delete_one(tx, seq, |fact| !speaks(fact), &mut erased.answer, &mut rest)?;
        erased.crossed |= !gone.iter().all(within);
    }
    for other in table::others(tx)? {
        match other {
            Entry::Mark { seq, payload, .. } => {
                let about = match Mark::from_payload(&payload) {
                    Some(Mark::Done { thread, .. } | Mark::Undone { thread }) => thread == *key,
                    Some(Mark::State { message, .. }) => {
                        message.account == key.account && mids.contains(&message.message_id)
                    }
                    Some(Mark::Directory(edit)) => {
                        edit.account == key.account && edit.peer.as_ref() == Some(&key.peer)
                    }
                    None => false,
                };
                if about {
                    table::remove(tx, seq)?;
                    erased.answer.attempts += attempts::delete_of(tx, seq)?;
                }
            }
            Entry::Skeleton { seq, payload, .. } => {
                let facts: Vec<Fact> = serde_json::from_slice(&payload).unwrap_or_default();
                let (gone, kept): (Vec<Fact>, Vec<Fact>) = facts.into_iter().partition(speaks);
                if gone.is_empty() {
                    continue;
                }
                erased.crossed |= !gone.iter().all(within);
                forget::repeats(tx, &gone)?;
                journal::delete_captures(tx, &[Deletion { seq, skeleton: skeleton(&kept) }])?;
            }
            Entry::Capture(_) => {}
        }
    }
    looked::remove(tx, &threads::id(key))?;
    for mid in mids {
        let (platform, account) = (key.platform, key.account.clone());
        let message = MessageKey { platform, account, message_id: mid };
        time_rules::forget(tx, &messages::id(&message))?;
    }
    runs::forget(tx, &key.peer)?;
    views::forget_recent(tx, &key.peer)?;
    forget::conversation(tx, thread.n, rest)
}

/// What the watched folder remembers stays: its files are still there, and would come back as new captures. What was entered
/// of the user's own accounts stays as settings do.
fn all(tx: &Tx<'_>) -> Result<DeleteAnswer, StoreError> {
    let own = of_own_accounts(table::others(tx)?);
    let answer = DeleteAnswer { captures: table::clear(tx)?, attempts: attempts::clear(tx)? };
    for (at_us, edit) in own {
        journal::append_mark(tx, at_us, &Mark::Directory(edit))?;
    }
    annotations::clear(tx)?;
    answers::clear(tx)?;
    views::clear_recent(tx)?;
    deliveries::clear(tx)?;
    runs::clear(tx)?;
    forget::all(tx)?;
    looked::clear(tx)?;
    time_rules::clear_fired(tx)?;
    Ok(answer)
}

/// What is entered of them now, and since when: what was replaced or taken out is gone like everything else.
fn of_own_accounts(entries: Vec<Entry>) -> Vec<(i64, DirectoryEdit)> {
    let mut own: Vec<(i64, DirectoryEdit)> = Vec::new();
    for entry in entries {
        let Entry::Mark { at_us, payload, .. } = entry else { continue };
        let Some(Mark::Directory(edit)) = Mark::from_payload(&payload) else { continue };
        if edit.peer.is_some() {
            continue;
        }
        own.retain(|(_, one)| (one.platform, &one.account) != (edit.platform, &edit.account));
        if !edit.is_empty() {
            own.push((at_us, edit));
        }
    }
    own
}

#[cfg(test)]
mod tests;
