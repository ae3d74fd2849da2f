//! The task that accepts and hands out work: a few workers per target, each target by itself, so that none waits for
//! another. Wakes on commits, on the bell, on a worker's end, and when the next try is due.

use std::collections::HashMap;
use std::time::Duration;

use tokio::task::JoinSet;

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
                AGAIN
            }
        };
        tokio::select! {
            () = inner.stop.cancelled() => {}
            () = inner.bell.notified() => {}
            () = tokio::time::sleep(wait) => {}
            () = workers.ended() => {}
            heard = changes.next() => if heard.is_none() { break },
        }
    }
    let last = async {
        while !workers.set.is_empty() {
            workers.ended().await
        }
    };
    let _ = tokio::time::timeout(FAREWELL, last).await;
}

/// Accepts and begins what can be; how long there is nothing to do, or `None` when there is more.
async fn step(forward: &Forward, workers: &mut Workers) -> Result<Option<Duration>, StoreError> {
    let deps = &forward.inner.deps;
    let more = accept::accept(deps).await?;
    let room = |workers: &Workers, place: i64| {
        WIDTH.saturating_sub(workers.running.get(&place).copied().unwrap_or(0))
    };
    let now = deps.clock.micros();
    let (mut places, due) = deps
        .store
        .read::<_, StoreError, _>(move |conn| {
            let mut able = Vec::new();
            for place in deliveries::places(conn)? {
                if !deliveries::ready(conn, place.n, now, work::ordered(&place.retry), 1)?
                    .is_empty()
                {
                    able.push(place);
                }
            }
            Ok((able, deliveries::next_due(conn, now)?))
        })
        .await?;
    places.retain(|place| room(workers, place.n) > 0 && forward.inner.holds.may_send(place));
    let wanted: Vec<(Place, usize)> = places
        .into_iter()
        .map(|place| (room(workers, place.n), place))
        .map(|(room, place)| (place, room))
        .collect();
    if !wanted.is_empty() {
        let claim = move |tx: &crate::store::Tx<'_>| {
            let mut taken = Vec::new();
            for (place, room) in wanted {
                let room = i64::try_from(room).unwrap_or(1);
                let ordered = work::ordered(&place.retry);
                taken.extend(deliveries::claim(tx, place.n, now, ordered, room)?);
            }
            Ok::<_, StoreError>(taken)
        };
        for taken in deps.store.write(claim).await? {
            workers.begin(forward, taken);
        }
    }
    if more {
        return Ok(None);
    }
    let until = due.map(|due| Duration::from_micros(u64::try_from(due - now).unwrap_or(0)));
    Ok(Some(until.unwrap_or(LOOK).min(LOOK)))
}

/// Those that work, and how many at each target.
#[derive(Default)]
struct Workers {
    set: JoinSet<i64>,
    running: HashMap<i64, usize>,
}

impl Workers {
    fn begin(&mut self, forward: &Forward, first: Delivery) {
        *self.running.entry(first.place).or_default() += 1;
        self.set.spawn(work::run(forward.clone(), first));
    }

    /// Waits until one ends; forever while there is none.
    async fn ended(&mut self) {
        match self.set.join_next().await {
            None => std::future::pending().await,
            Some(Ok(place)) => {
                if let Some(count) = self.running.get_mut(&place) {
                    *count = count.saturating_sub(1);
                }
                self.running.retain(|_, count| *count > 0);
            }
            Some(Err(error)) => tracing::error!(%error, "a worker of forwarding ended badly"),
        }
    }
}
