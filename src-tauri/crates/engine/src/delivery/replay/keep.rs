//! Keeps what a run sends: attempts that end while the disk is busy share the next transaction and its fsync. Before a step
//! goes it is noted as begun, some ahead, so that after a kill it is known what may have been sent.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::Job;
use super::tally::Tally;
use crate::store::attempts::{self, Attempt};
use crate::store::{Store, StoreError, Tx, runs};

/// Attempts that may wait for the disk, each with an answer of up to 256 KiB; beyond it sending waits.
const WAITING: usize = 128;

enum Word {
    Ended(Box<Attempt>),
    Unsent,
    Begun(u32),
}

/// The way to the database. Ends with [`Keeper::finish`].
pub(super) struct Keeper {
    words: mpsc::Sender<Word>,
    begun: watch::Receiver<u32>,
    asked: u32,
    task: JoinHandle<Result<(), StoreError>>,
}

impl Keeper {
    pub(super) fn new(store: Store, job: Arc<Job>) -> Self {
        let (words, heard) = mpsc::channel(WAITING);
        let (tell, begun) = watch::channel(job.begun);
        let asked = job.begun;
        Self { words, begun, asked, task: tokio::spawn(keep(store, job, heard, tell)) }
    }

    /// Keeps an attempt, some time.
    pub(super) async fn ended(&self, attempt: Attempt) {
        // Whoever keeps tells of a failure at the end.
        let _ = self.words.send(Word::Ended(Box::new(attempt))).await;
    }

    /// Notes that a step could not be sent.
    pub(super) async fn unsent(&self) {
        let _ = self.words.send(Word::Unsent).await;
    }

    /// The place up to which it was asked to be noted.
    pub(super) fn asked(&self) -> u32 {
        self.asked
    }

    /// Notes that the steps before `place` may be sent.
    pub(super) async fn begin(&mut self, place: u32) {
        if place > self.asked {
            self.asked = place;
            let _ = self.words.send(Word::Begun(place)).await;
        }
    }

    /// Whether a step is noted as begun: it may go.
    pub(super) fn may_go(&self, place: u32) -> bool {
        place < *self.begun.borrow()
    }

    /// Waits until more is noted; an `Err` when nothing is kept any more.
    pub(super) async fn noted(&mut self) -> Result<(), watch::error::RecvError> {
        self.begun.changed().await
    }

    /// Waits until everything is kept.
    pub(super) async fn finish(self) -> Result<(), StoreError> {
        drop(self.words);
        self.task.await.unwrap_or_else(|fault| Err(StoreError::Fault(fault.to_string())))
    }
}

async fn keep(
    store: Store,
    job: Arc<Job>,
    mut words: mpsc::Receiver<Word>,
    begun: watch::Sender<u32>,
) -> Result<(), StoreError> {
    let (mut tally, mut until) = (job.tally, job.begun);
    let mut heard = Vec::new();
    while words.recv_many(&mut heard, WAITING).await > 0 {
        let (batch, job) = (std::mem::take(&mut heard), job.clone());
        (tally, until) = store.write(move |tx| together(tx, &job, batch, tally, until)).await?;
        begun.send_if_modified(|known| std::mem::replace(known, until) != until);
    }
    Ok(())
}

/// Keeps what came together.
fn together(
    tx: &Tx<'_>,
    job: &Job,
    batch: Vec<Word>,
    mut tally: Tally,
    mut until: u32,
) -> Result<(Tally, u32), StoreError> {
    for word in batch {
        match word {
            Word::Begun(place) => until = until.max(place),
            Word::Unsent => tally.unsent += 1,
            Word::Ended(attempt) if attempts::insert(tx, &attempt)? => {
                let before = attempts::before_run(tx, &attempt)?;
                tally.count(&job.manner.expect, before.as_ref(), &attempt);
            }
            // It was deleted while it was under way, and so is what came of it.
            Word::Ended(_) => tally.unsent += 1,
        }
    }
    runs::advance(tx, job.run, until.into(), &tally.json())?;
    Ok((tally, until))
}
