//! The task that accepts and hands out work: a few workers per target, each target by itself, so that none waits for
//! another. Wakes on commits, on the bell, on a worker's end, and when the next try is due.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tokio::task::{Id, JoinError, JoinSet};

use super::{Forward, accept, work};
use crate::store::StoreError;
use crate::store::deliveries::{self, Delivery, Place};

/// Requests under way at one target at once.
const WIDTH: usize = 8;
/// Pause after a failure of the database.
const AGAIN: Duration = Duration::from_millis(500);
/// The wall clock is looked at again after this: it may have been set.
const LOOK: Duration = Duration::from_secs(30);
/// How long what is under way may take once all is to end.
const FAREWELL: Duration = Duration::from_secs(2);

pub(super) async fn run(forward: Forward) {
    let inner = &forward.inner;
    let mut changes = inner.deps.store.changes().subscribe();
    let mut workers = Workers::default();
    while !inner.stop.is_cancelled() {
        let wait = match step(&forward, &mut workers).await {
            Ok(Some(wait)) => wait,
            Ok(None) => continue,
            Err(StoreError::Closed) => break,
            Err(error) => {
                tracing::error!(%error, "forwarding failed and tries again");
                workers.known.clear();
                AGAIN
            }
        };
        tokio::select! {
            () = inner.stop.cancelled() => {}
            () = inner.bell.notified() => workers.known.clear(),
            () = tokio::time::sleep(wait) => {}
            () = workers.ended() => {}
            heard = changes.next() => if heard.is_none() { break },
        }
    }
    let last = async {
        while !workers.set.is_empty() {
            workers.ended().await;
        }
    };
    let _ = tokio::time::timeout(FAREWELL, last).await;
}

/// Accepts and begins what can be; how long there is nothing to do, or `None` when there is more.
async fn step(forward: &Forward, workers: &mut Workers) -> Result<Option<Duration>, StoreError> {
    let deps = &forward.inner.deps;
    let accepted = accept::accept(deps).await?;
    let more = accepted.is_some();
    workers.reap();
    workers.known.retain(|place| !accepted.iter().flatten().any(|new| new == place));
    let now = deps.clock.micros();
    if workers.due.is_some_and(|due| due <= now) {
        workers.known.clear();
    }
    let (places, due) = deps
        .store
        .read::<_, StoreError, _>(move |conn| {
            Ok((deliveries::places(conn)?, deliveries::next_due(conn, now)?))
        })
        .await?;
    let able = places.into_iter().filter(|place| forward.inner.holds.may_send(place));
    let able = able.filter_map(|place| workers.room(place.n).map(|room| (place, room)));
    let able: Vec<(Place, i64)> = able.collect();
    if !able.is_empty() {
        workers.known.extend(able.iter().map(|(place, _)| place.n));
        for taken in take(forward, able, now).await? {
            workers.begin(taken.place, work::run(forward.clone(), taken));
        }
    }
    workers.due = due;
    if more {
        return Ok(None);
    }
    let until = due.map(|due| Duration::from_micros(u64::try_from(due - now).unwrap_or(0)));
    Ok(Some(until.unwrap_or(LOOK).min(LOOK)))
}

/// Takes what is ready at these places, so many at each. Writes only if there is something.
async fn take(
    forward: &Forward,
    able: Vec<(Place, i64)>,
    now: i64,
) -> Result<Vec<Delivery>, StoreError> {
    let store = &forward.inner.deps.store;
    let ready = move |conn: &rusqlite::Connection| {
        let mut ready = Vec::new();
        for (place, room) in able {
            let ordered = work::ordered(&place.retry);
            if !deliveries::ready(conn, place.n, now, ordered, 1)?.is_empty() {
                ready.push((place.n, ordered, room));
            }
        }
        Ok::<_, StoreError>(ready)
    };
    let ready = store.read(ready).await?;
    if ready.is_empty() {
        return Ok(Vec::new());
    }
    let claim = move |tx: &crate::store::Tx<'_>| {
        let mut taken = Vec::new();
        for (place, ordered, room) in ready {
            taken.extend(deliveries::claim(tx, place, now, ordered, room)?);
        }
        Ok(taken)
    };
    store.write(claim).await
}

/// Those that work, and at which target.
#[derive(Default)]
struct Workers {
    set: JoinSet<()>,
    at: HashMap<Id, i64>,
    /// Targets with nothing that could be begun when it was last looked for: new, ended or due ones take them off.
    known: HashSet<i64>,
    /// When the next try is due, epoch microseconds.
    due: Option<i64>,
}

impl Workers {
    /// How many may begin at a target where something might.
    fn room(&self, place: i64) -> Option<i64> {
        let running = self.at.values().filter(|at| **at == place).count();
        let room = i64::try_from(WIDTH.saturating_sub(running)).unwrap_or(0);
        (room > 0 && !self.known.contains(&place)).then_some(room)
    }

    fn begin(&mut self, place: i64, work: impl Future<Output = ()> + Send + 'static) {
        self.at.insert(self.set.spawn(work).id(), place);
    }

    /// Waits until one ends; forever while there is none.
    async fn ended(&mut self) {
        match self.set.join_next_with_id().await {
            None => std::future::pending().await,
            Some(ended) => self.took(ended),
        }
    }

    /// Takes note of those that have ended.
    fn reap(&mut self) {
        while let Some(ended) = self.set.try_join_next_with_id() {
            self.took(ended);
        }
    }

    /// However it ended, its place is free.
    fn took(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = ended.as_ref().map_or_else(JoinError::id, |(id, ())| *id);
        if let Err(error) = ended {
            tracing::error!(%error, "a worker of forwarding ended badly");
        }
        if let Some(place) = self.at.remove(&id) {
            self.known.remove(&place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_place_is_free_again_however_its_worker_ended() {
        let mut workers = Workers::default();
        for _ in 0..WIDTH {
            workers.begin(7, async { panic!("as seldom as can be") });
        }
        assert_eq!((workers.room(7), workers.room(8)), (None, Some(8)));
        for _ in 0..WIDTH {
            workers.known.insert(7);
            workers.ended().await;
        }
        assert_eq!(workers.room(7), Some(8));
        workers.begin(7, async {});
        assert_eq!(workers.room(7), Some(7));
        workers.ended().await;
        assert_eq!(workers.room(7), Some(8));
    }
}
