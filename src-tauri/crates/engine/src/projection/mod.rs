//! The projection: follows the journal behind a cursor and derives everything that lists and timelines show. Each slice
//! is one transaction that gives way to waiting captures; a kill loses nothing, and a rebuild makes the same rows and ids.
//! Only this module writes derived tables; nothing here writes the journal.

mod apply;
mod fetch;
mod follow;
pub mod forget;
mod records;
mod shape;
pub mod tables;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use self::tables::progress::{self, Counts};
use crate::store::{Store, StoreError, journal};

/// How far the projection is, for those who wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Reached {
    /// Of [`progress::Progress`].
    epoch: i64,
    /// Every entry of the journal up to this one is projected.
    seq: i64,
}

/// The projection of a store, running until it is stopped. Cloned freely.
#[derive(Debug, Clone)]
pub struct Projection {
    store: Store,
    reached: watch::Receiver<Reached>,
    trouble: Trouble,
    stop: CancellationToken,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

/// How often a rebuild looks whether it gets on, and after how many looks in trouble nobody waits any longer.
const LOOK: Duration = Duration::from_secs(1);
const STUCK: u32 = 10;

/// Why it does not get on, in words.
type Trouble = Arc<Mutex<Option<String>>>;

impl Projection {
    /// Makes the derived tables if need be, and follows the journal from where it was left.
    pub async fn start(store: Store) -> Result<Self, StoreError> {
        let at = store.write(|tx| shape::ensure(tx)).await?;
        let (tell, reached) = watch::channel(Reached { epoch: at.epoch, seq: at.cursor });
        let trouble = Trouble::default();
        let stop = CancellationToken::new();
        let follower = follow::Follower::new(store.clone(), tell, trouble.clone());
        let task = Arc::new(Mutex::new(Some(tokio::spawn(follower.run(stop.clone())))));
        Ok(Self { store, reached, trouble, stop, task })
    }

    /// Waits until everything committed before this call is projected. Answers up to which entry of the journal that is;
    /// `None` when `patience` ended first.
    pub async fn caught_up(&self, patience: Duration) -> Result<Option<i64>, StoreError> {
        let goal = self.store.read(goal).await?;
        let mut reached = self.reached.clone();
        let waited = reached.wait_for(|at| at.epoch >= goal.epoch && at.seq >= goal.seq);
        let reached = tokio::time::timeout(patience, waited).await;
        Ok(reached.is_ok_and(|waited| waited.is_ok()).then_some(goal.seq))
    }

    /// Drops everything derived and makes it anew; returns when that is done. The store stays usable meanwhile.
    pub async fn rebuild(&self) -> Result<Counts, StoreError> {
        self.store.slice(|tx| shape::remake(tx)).await?;
        let goal = self.store.read(goal).await?;
        let mut reached = self.reached.clone();
        let mut stuck = 0;
        loop {
            let waited = reached.wait_for(|at| at.epoch >= goal.epoch && at.seq >= goal.seq);
            match tokio::time::timeout(LOOK, waited).await {
                Ok(waited) => break drop(waited.map_err(|_| StoreError::Closed)?),
                Err(_) => stuck = if self.trouble().is_some() { stuck + 1 } else { 0 },
            }
            if stuck >= STUCK {
                let why = self.trouble().unwrap_or_default();
                return Err(StoreError::Refused(format!("It goes on when this is mended: {why}")));
            }
        }
        self.store.read(|conn| Ok(progress::get(conn)?.counts)).await
    }

    /// Why it does not get on, in words, from the first failure until it works again.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops after the slice under way.
    pub async fn stop(&self) {
        self.stop.cancel();
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            let _ = task.await;
        }
    }
}

fn goal(conn: &rusqlite::Connection) -> Result<Reached, StoreError> {
    Ok(Reached { epoch: progress::get(conn)?.epoch, seq: journal::newest(conn)? })
}
