//! Rules that end with the listener that made them: the listener holds its rule by a request that lasts as long as it
//! listens, and its URL and secret are in memory only. What such a rule accepted and could not send waits until somebody
//! listens in the same way again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::Forward;
use crate::delivery::Destination;
use crate::store::deliveries::{self, Place};
use crate::store::rules::{self, Rule};
use crate::store::{StoreError, Tx, journal};

/// How long a rule may wait for the request that holds it.
const BEGINNING: Duration = Duration::from_secs(10);

/// The rules that are held now.
#[derive(Clone, Default)]
pub(super) struct Holds(Arc<Mutex<HashMap<i64, Hold>>>);

struct Hold {
    to: Destination,
    /// Its request is there.
    taken: bool,
    ended: CancellationToken,
}

impl Holds {
    fn lock(&self) -> MutexGuard<'_, HashMap<i64, Hold>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a held rule sends.
    pub(super) fn destination(&self, rule: i64) -> Option<Destination> {
        self.lock().get(&rule).map(|hold| hold.to.clone())
    }

    /// Whether the rule of a place may send: one that belongs to a listener only while that listens.
    pub(super) fn may_send(&self, place: &Place) -> bool {
        !place.held || self.lock().contains_key(&place.rule)
    }
}

impl Forward {
    /// Whether somebody holds a rule now.
    pub fn is_held(&self, rule: i64) -> bool {
        self.inner.holds.lock().contains_key(&rule)
    }

    /// The rule sends to `to` until its listener ends. It ends as well when the listener does not hold it in time, which
    /// `runtime` waits for. Called where the rule is kept, so that whoever looks there next knows of it.
    pub fn hold(&self, rule: i64, to: Destination, runtime: &Handle) {
        let ended = CancellationToken::new();
        let hold = Hold { to, taken: false, ended: ended.clone() };
        self.inner.holds.lock().insert(rule, hold);
        self.look();
        let forward = self.clone();
        runtime.spawn(async move {
            let waited = ended.run_until_cancelled(tokio::time::sleep(BEGINNING)).await;
            let taken = || forward.inner.holds.lock().get(&rule).is_some_and(|hold| hold.taken);
            if waited.is_some() && !taken() {
                forward.let_go(rule).await;
            }
        });
    }

    /// Holds a rule for as long as this is waited for; returns when the rule has ended otherwise. False when nobody has
    /// put it up for holding.
    pub async fn held(&self, rule: i64) -> bool {
        let ended = {
            let mut holds = self.inner.holds.lock();
            let Some(hold) = holds.get_mut(&rule) else { return false };
            hold.taken = true;
            hold.ended.clone()
        };
        let _end = End { forward: self.clone(), rule };
        tokio::select! {
            () = ended.cancelled() => {}
            () = self.inner.stop.cancelled() => {}
        }
        true
    }

    /// The rule was removed: its listener is told.
    pub fn removed(&self, rule: i64) {
        if let Some(hold) = self.inner.holds.lock().remove(&rule) {
            hold.ended.cancel();
        }
    }

    /// The listener is gone without a word.
    async fn let_go(&self, rule: i64) {
        self.removed(rule);
        let forward = self.clone();
        let gone = move |tx: &Tx<'_>| match rules::get(tx, rule)? {
            // Another one may have taken it over meanwhile. Or it was never kept, and its number is another rule's.
            Some(rule) if rule.held && !forward.is_held(rule.id) => orphan(tx, rule),
            _ => Ok(()),
        };
        if let Err(error) = self.inner.deps.store.write::<_, StoreError, _>(gone).await {
            tracing::warn!(%error, rule, "a listener's rule could not be ended");
        }
    }
}

/// Ends the rule with the request that held it.
struct End {
    forward: Forward,
    rule: i64,
}

impl Drop for End {
    fn drop(&mut self) {
        let (forward, rule) = (self.forward.clone(), self.rule);
        // At the end of all, the next run does it.
        if forward.is_held(rule)
            && !forward.inner.stop.is_cancelled()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(async move { forward.let_go(rule).await });
        }
    }
}

/// A held rule without its listener: what comes from now on does not count. Nothing stays of one that owes nothing.
pub(super) fn orphan(tx: &Tx<'_>, mut rule: Rule) -> Result<(), StoreError> {
    let now = journal::newest(tx)?;
    if rule.cursor >= now && deliveries::counts(tx, rule.id)?[..2] == [0, 0] {
        rules::remove(tx, rule.id)?;
        return Ok(());
    }
    let since = rule.deaf.filter(|(_, until)| until.is_none_or(|until| until > rule.cursor));
    rule.deaf = Some((since.map_or(now, |(after, _)| after), None));
    rules::put(tx, &rule)?;
    Ok(())
}
