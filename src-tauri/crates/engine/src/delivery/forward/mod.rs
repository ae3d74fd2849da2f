//! Forwarding: rules of filter → targets. Captures that fit a rule become deliveries behind a cursor in the journal
//! ([`accept`]), and are sent, retried and ended from the durable queue ([`dispatch`], [`work`]). Nothing here is in the
//! way of the answer to Meta; nothing that was accepted is forgotten, and what may be sent twice is marked.

mod accept;
mod dispatch;
mod hold;
mod work;

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use self::hold::Holds;
use super::Sender;
use crate::clock::Clock;
use crate::secrets::Secrets;
use crate::store::deliveries;
use crate::store::{Store, StoreError, journal, rules};

/// Which captures fit a filter: those after the first number, up to the second, oldest first, so many at most. The error
/// is a sentence. What fields a filter knows is not this module's business.
pub type Fits = fn(&Connection, &str, (i64, i64), i64) -> Result<Vec<i64>, String>;

/// What forwarding works with.
#[derive(Clone)]
pub struct Deps {
    /// Rules, queue, captures.
    pub store: Store,
    /// Tells when something is due.
    pub clock: Clock,
    /// The way a request leaves.
    pub sender: Sender,
    /// Those of targets.
    pub secrets: Secrets,
    /// Reads filters.
    pub fits: Fits,
}

/// The forwarding of a data folder. Cloned freely.
#[derive(Clone)]
pub struct Forward {
    inner: Arc<Inner>,
}

struct Inner {
    deps: Deps,
    holds: Holds,
    /// Something may be due that no commit tells of.
    bell: Notify,
    stop: CancellationToken,
    failures: Mutex<Vec<Failure>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// A target's last try, where that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Number of the rule's target.
    pub place: i64,
    /// Where it went, without a password.
    pub url: String,
    /// When, epoch microseconds.
    pub at_us: i64,
    /// Why, in words.
    pub reason: String,
}

impl Forward {
    /// Takes up what an earlier run left: what was under way waits again, marked, and listeners that are gone with that run
    /// listen no more. Nothing is sent before [`Forward::begin`].
    pub async fn open(deps: Deps) -> Result<Self, StoreError> {
        let now = deps.clock.micros();
        let recover = move |tx: &crate::store::Tx<'_>| {
            deliveries::recover(tx, now)?;
            deliveries::give_up_strays(tx, now, "its rule or target was removed")?;
            for rule in rules::all(tx)?.into_iter().filter(|rule| rule.held) {
                hold::orphan(tx, rule)?;
            }
            Ok::<_, StoreError>(())
        };
        deps.store.write(recover).await?;
        let (holds, stop) = (Holds::default(), CancellationToken::new());
        let (bell, failures, task) = (Notify::new(), Mutex::default(), Mutex::default());
        Ok(Self { inner: Arc::new(Inner { deps, holds, bell, stop, failures, task }) })
    }

    /// Forwards from now on.
    pub fn begin(&self) {
        let mut task = self.inner.task.lock().unwrap_or_else(PoisonError::into_inner);
        if task.is_none() && !self.inner.stop.is_cancelled() {
            *task = Some(tokio::spawn(dispatch::run(self.clone())));
        }
    }

    /// Looks at once for what is due: a rule or a delivery was changed.
    pub fn look(&self) {
        self.inner.bell.notify_one();
    }

    /// What failed last at each target that has not been reached since.
    pub fn failures(&self) -> Vec<Failure> {
        self.inner.failures.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins nothing more, and lets what is under way end for a moment; what then still is will be sent again by the next
    /// run, marked.
    pub async fn stop(&self) {
        self.inner.stop.cancel();
        let task = self.inner.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            let _ = task.await;
        }
    }

    /// The number that a rule made now begins after.
    pub fn now(conn: &Connection) -> Result<i64, StoreError> {
        journal::newest(conn)
    }

    fn tried(&self, place: i64, failure: Option<Failure>) {
        let mut failures = self.inner.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.retain(|one| one.place != place);
        failures.extend(failure);
    }
}

impl std::fmt::Debug for Forward {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Forward")
    }
}
