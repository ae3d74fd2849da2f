//! Rules of time: messages that stand still for longer than a rule gives them are fired for, once each. A look ([`look`])
//! reads what is due by an index, what it decides is kept with the deliveries in one commit ([`fire`]), and the task here
//! sleeps until the next is due. Sends nothing and tells nobody: delivery and the hosts do.

mod fire;
mod look;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) use self::look::next_due;
use crate::clock::Clock;
use crate::delivery::forward::Forward;
use crate::store::{Store, StoreError};

/// Which of these messages (keys of their rows) fit a filter. The error is a sentence. What fields a filter knows is not
/// this module's business.
pub(crate) type Fits = fn(&Connection, &str, &[i64]) -> Result<Vec<i64>, String>;

/// Shortest time between two looks: what becomes due one by one is fired for together.
const CALM: Duration = Duration::from_millis(250);
/// Pause after a failure of the database, or a look that does not hold any more.
const AGAIN: Duration = Duration::from_millis(500);
/// While something will be due, the wall clock is looked at again after this: it may have been set.
const LOOK: Duration = Duration::from_secs(30);

/// What rules of time work with.
#[derive(Clone)]
pub(crate) struct Deps {
    /// Rules, messages, deliveries.
    pub store: Store,
    /// Tells when something is due.
    pub clock: Clock,
    /// Hears of new deliveries.
    pub forward: Forward,
    /// Reads filters.
    pub fits: Fits,
}

/// The rules of time of a data folder. Cloned freely.
#[derive(Clone)]
pub(crate) struct Overdue {
    inner: Arc<Inner>,
}

struct Inner {
    deps: Deps,
    /// Something may be due that no commit tells of.
    bell: Notify,
    stop: CancellationToken,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Overdue {
    /// Nothing is looked at before [`Overdue::begin`].
    pub(crate) fn new(deps: Deps) -> Self {
        let (bell, stop, task) = (Notify::new(), CancellationToken::new(), Mutex::default());
        Self { inner: Arc::new(Inner { deps, bell, stop, task }) }
    }

    /// Looks from now on.
    pub(crate) fn begin(&self) {
        let mut task = self.inner.task.lock().unwrap_or_else(PoisonError::into_inner);
        if task.is_none() && !self.inner.stop.is_cancelled() {
            *task = Some(tokio::spawn(run(self.inner.clone())));
        }
    }

    /// Looks soon: a rule was changed.
    pub(crate) fn look(&self) {
        self.inner.bell.notify_one();
    }

    /// Ends after the commit under way.
    pub(crate) async fn stop(&self) {
        self.inner.stop.cancel();
        let task = self.inner.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            let _ = task.await;
        }
    }
}

impl std::fmt::Debug for Overdue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Overdue")
    }
}

async fn run(inner: Arc<Inner>) {
    let mut changes = inner.deps.store.changes().subscribe();
    while !inner.stop.is_cancelled() {
        let wait = match step(&inner.deps, &inner.stop).await {
            Ok(next) => next,
            Err(StoreError::Closed) => break,
            Err(error) => {
                tracing::error!(%error, "looking for what is overdue failed; it is tried again");
                Some(AGAIN)
            }
        };
        let due = async {
            match wait {
                Some(wait) => tokio::time::sleep(wait.min(LOOK)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = inner.stop.cancelled() => break,
            () = inner.bell.notified() => {}
            () = due => {}
            heard = changes.next() => if heard.is_none() { break },
        }
        let calm = tokio::time::sleep(CALM);
        inner.stop.run_until_cancelled(calm).await;
    }
}

/// One look at every rule, and what follows from it. How long nothing more is due by itself; `None` while nothing waits.
async fn step(deps: &Deps, stop: &CancellationToken) -> Result<Option<Duration>, StoreError> {
    let (fits, now) = (deps.fits, deps.clock.micros());
    let looked = deps.store.read(move |conn| look::all(conn, fits, now)).await?;
    for found in looked.found {
        if !fire::keep(deps, stop, found, now).await? {
            return Ok(Some(AGAIN));
        }
    }
    Ok(looked.next_ms.map(|next| {
        let wait = next.saturating_sub(now / 1_000).saturating_add(1);
        Duration::from_millis(u64::try_from(wait).unwrap_or(0))
    }))
}
