//! The one thread that writes. Jobs that wait together share a transaction and an fsync; nobody is answered before
//! the commit. Appended captures come first, then other writes; slices of derived work only when no append waits
//! (or when they have waited too long).

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::{oneshot, watch};

use super::answers::{self, Answered};
use super::job::{Job, Tx, in_savepoint, still_open};
use super::journal::{self, NewCapture};
use super::unkept::Unkept;
use super::{StoreError, erasure};
use crate::changes::Changes;

/// A slice runs at the latest after this, however many appends wait.
const STARVED: Duration = Duration::from_millis(100);
/// How long word of answers waits for more of it, before it is kept.
const LINGER: Duration = Duration::from_millis(200);
/// How often writing is tried while it does not work, and an erasure that a reader held up.
const RETRY: Duration = Duration::from_secs(1);

/// What sort of transaction a job wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Write,
    Slice,
    Erase,
}

pub(super) struct Append {
    capture: NewCapture,
    reply: oneshot::Sender<Result<i64, StoreError>>,
}

#[derive(Default)]
struct Waiting {
    appends: Vec<Append>,
    writes: Vec<Box<dyn Job>>,
    erasures: VecDeque<Box<dyn Job>>,
    slices: VecDeque<(Instant, Box<dyn Job>)>,
    answered: Vec<Answered>,
    /// When the first of them came.
    since: Option<Instant>,
    closing: bool,
    trouble: Option<String>,
    unkept: Unkept,
}

impl Waiting {
    fn take_answered(&mut self) -> Vec<Answered> {
        self.since = None;
        std::mem::take(&mut self.answered)
    }
}

/// What waits for the thread, and what it says of itself.
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    bell: Condvar,
    ended: watch::Sender<bool>,
}

impl Default for Queue {
    fn default() -> Self {
        Self { waiting: Mutex::default(), bell: Condvar::new(), ended: watch::Sender::new(false) }
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<MutexGuard<'_, Waiting>, StoreError> {
        let waiting = self.lock();
        if waiting.closing { Err(StoreError::Closed) } else { Ok(waiting) }
    }

    pub(super) fn append(
        &self,
        capture: NewCapture,
    ) -> Result<oneshot::Receiver<Result<i64, StoreError>>, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.open()?.appends.push(Append { capture, reply });
        self.bell.notify_one();
        Ok(answer)
    }

    pub(super) fn push(&self, kind: Kind, job: Box<dyn Job>) -> Result<(), StoreError> {
        let mut waiting = self.open()?;
        match kind {
            Kind::Write => waiting.writes.push(job),
            Kind::Erase => waiting.erasures.push_back(job),
            Kind::Slice => waiting.slices.push_back((Instant::now(), job)),
        }
        drop(waiting);
        self.bell.notify_one();
        Ok(())
    }

    /// Notes what became of an answer.
    pub(super) fn answered(&self, answered: Answered) {
        let Ok(mut waiting) = self.open() else { return };
        waiting.answered.push(answered);
        if waiting.since.is_none() {
            waiting.since = Some(Instant::now());
            self.bell.notify_one();
        }
    }

    pub(super) fn appends_wait(&self) -> bool {
        !self.lock().appends.is_empty()
    }

    pub(super) fn trouble(&self) -> Option<String> {
        self.lock().trouble.clone()
    }

    pub(super) fn unkept(&self) -> Unkept {
        self.lock().unkept.clone()
    }

    pub(super) fn close(&self) {
        self.lock().closing = true;
        self.bell.notify_one();
    }

    /// Waits until the thread has ended and the file is closed.
    pub(super) async fn closed(&self) {
        let _ = self.ended.subscribe().wait_for(|ended| *ended).await;
    }
}

/// Ends the thread when dropped.
pub(super) struct End(Arc<Queue>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Starts the thread on the connection that writes.
pub(super) fn start(
    conn: Connection,
    queue: Arc<Queue>,
    changes: Changes,
) -> Result<End, StoreError> {
    let end = End(queue.clone());
    let writer = Writer { conn, queue, changes, erasure_owed: None };
    std::thread::Builder::new()
        .name("hooktrail-writer".to_owned())
        .spawn(move || writer.run())
        .map_err(|error| StoreError::NoThread(error.to_string()))?;
    Ok(end)
}

/// What the thread does next.
enum Turn {
    Batch,
    Slice(Box<dyn Job>),
    Erase(Box<dyn Job>),
    Answered(Vec<Answered>),
    Retry,
    End,
}

struct Writer {
    conn: Connection,
    queue: Arc<Queue>,
    changes: Changes,
    /// What was deleted is still in the log, and when that was last tried to be mended.
    erasure_owed: Option<Instant>,
}

impl Writer {
    fn run(mut self) {
        let (mut appends, mut writes) = (Vec::new(), Vec::new());
        loop {
            match self.turn(&mut appends, &mut writes) {
                Turn::Batch => self.batch(&mut appends, &mut writes),
                Turn::Slice(job) => self.slice(job),
                Turn::Erase(job) => self.erase(job),
                Turn::Answered(answered) => self.answered(&answered),
                Turn::Retry => self.retry(),
                Turn::End => break,
            }
        }
        let queue = self.queue.clone();
        let _ = erasure::empty_log(&self.conn);
        drop(self);
        queue.ended.send_replace(true);
    }

    /// Waits for work and takes it; the vectors come back empty from a batch and keep their room.
    fn turn(&self, appends: &mut Vec<Append>, writes: &mut Vec<Box<dyn Job>>) -> Turn {
        let mut waiting = self.queue.lock();
        loop {
            let starved = |(since, _): &(Instant, _)| since.elapsed() > STARVED;
            let busy = !waiting.appends.is_empty() || !waiting.writes.is_empty();
            let lingered = waiting.since.map(|since| since.elapsed());
            if lingered.is_some_and(|lingered| lingered > LINGER || waiting.closing && !busy) {
                return Turn::Answered(waiting.take_answered());
            }
            if (!busy || waiting.slices.front().is_some_and(starved))
                && let Some((_, job)) = waiting.slices.pop_front()
            {
                return Turn::Slice(job);
            }
            // Nor does steady traffic keep what was deleted.
            if !busy && self.erasure_owed.is_some_and(|tried| tried.elapsed() > RETRY) {
                return Turn::Retry;
            }
            if busy {
                std::mem::swap(appends, &mut waiting.appends);
                std::mem::swap(writes, &mut waiting.writes);
                return Turn::Batch;
            }
            if let Some(job) = waiting.erasures.pop_front() {
                return Turn::Erase(job);
            }
            if waiting.closing {
                return Turn::End;
            }
            let retry = (waiting.trouble.is_some() || self.erasure_owed.is_some()).then_some(RETRY);
            let linger = lingered.map(|lingered| LINGER.saturating_sub(lingered));
            let Some(patience) = linger.or(retry) else {
                waiting = self.queue.bell.wait(waiting).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let woken = self.queue.bell.wait_timeout(waiting, patience);
            let (back, timeout) = woken.unwrap_or_else(PoisonError::into_inner);
            if timeout.timed_out() && linger.is_none() {
                return Turn::Retry;
            }
            waiting = back;
        }
    }

    fn batch(&mut self, appends: &mut Vec<Append>, writes: &mut Vec<Box<dyn Job>>) {
        let mut kept: Vec<Result<i64, _>> = Vec::with_capacity(appends.len());
        let outcome = self.transaction(|tx| {
            if !appends.is_empty() {
                let mut insert = journal::insert(tx)?;
                for append in appends.iter() {
                    match insert.run(&append.capture) {
                        Err(full @ StoreError::Unwritable(_)) => return Err(full),
                        own => kept.push(own),
                    }
                    still_open(tx)?;
                }
            }
            writes.iter_mut().try_for_each(|job| in_savepoint(tx, job.as_mut()))
        });
        let (refusal, others) = match outcome {
            Ok(others) => (None, others),
            Err(refusal) => (Some(refusal), Vec::new()),
        };
        // Before word of it: whoever hears that asks what there is.
        let mut waiting = self.queue.lock();
        for (append, n) in appends.iter().zip(0..) {
            let own = kept.get(n).and_then(|kept| kept.as_ref().err());
            waiting.unkept.note(&append.capture, refusal.as_ref().or(own));
        }
        drop(waiting);
        if refusal.is_none() || !appends.is_empty() {
            let own = kept.iter().filter_map(|kept| kept.as_ref().ok().copied());
            self.changes.tell(own.filter(|_| refusal.is_none()).chain(others));
        }
        let mut kept = kept.into_iter();
        for append in appends.drain(..) {
            let answer = match (&refusal, kept.next()) {
                (Some(refusal), _) => Err(refusal.again()),
                (None, Some(answer)) => answer,
                (None, None) => Err(StoreError::Closed),
            };
            let _ = append.reply.send(answer);
        }
        writes.drain(..).for_each(|job| job.answer(refusal.as_ref()));
    }

    /// Derived work needs no fsync of its own: it can be made again, and the next ordinary commit covers it.
    /// What is known of answers goes along.
    fn slice(&mut self, mut job: Box<dyn Job>) {
        let answered = self.queue.lock().take_answered();
        let before = self.conn.total_changes();
        self.without_fsync(|writer| {
            let outcome = writer.transaction(|tx| {
                answers::keep(tx, &answered)?;
                in_savepoint(tx, job.as_mut())
            });
            match outcome {
                // Who only waited for what others wrote wakes nobody.
                Ok(_) if writer.conn.total_changes() == before => job.answer(None),
                outcome => writer.tell(outcome, job),
            }
        });
    }

    /// Nor does what may be unknown.
    fn answered(&mut self, answered: &[Answered]) {
        self.without_fsync(|writer| {
            if writer.transaction(|tx| answers::keep(tx, answered)).is_ok() {
                writer.changes.tell([]);
            }
        });
    }

    fn without_fsync(&mut self, work: impl FnOnce(&mut Self)) {
        let _ = self.conn.pragma_update(None, "synchronous", "NORMAL");
        work(self);
        let _ = self.conn.pragma_update(None, "synchronous", "FULL");
    }

    fn tell(&mut self, outcome: Result<Vec<i64>, StoreError>, job: Box<dyn Job>) {
        match outcome {
            Ok(captures) => {
                self.changes.tell(captures);
                job.answer(None);
            }
            Err(refusal) => job.answer(Some(&refusal)),
        }
    }

    fn erase(&mut self, mut job: Box<dyn Job>) {
        let outcome = self.transaction(|tx| in_savepoint(tx, job.as_mut()));
        if outcome.is_ok() {
            self.finish_erasure();
        }
        self.tell(outcome, job);
    }

    fn finish_erasure(&mut self) {
        let (owed, trouble) = match erasure::finish(&self.conn) {
            Ok(true) => (false, None),
            Ok(false) => (true, Some(HELD_UP.to_owned())),
            Err(error) => (true, Some(error.to_string())),
        };
        self.erasure_owed = owed.then(Instant::now);
        self.queue.lock().trouble = trouble;
    }

    /// Commits what `work` did, or nothing of it, and remembers whether writing works.
    fn transaction(
        &mut self,
        work: impl FnOnce(&Tx<'_>) -> Result<(), StoreError>,
    ) -> Result<Vec<i64>, StoreError> {
        let outcome = self.commit(work);
        let trouble = outcome.as_ref().err().map(ToString::to_string);
        let mut waiting = self.queue.lock();
        if trouble.is_some() || (waiting.trouble.is_some() && self.erasure_owed.is_none()) {
            if let Some(trouble) = &trouble {
                tracing::error!("{trouble}");
            }
            waiting.trouble = trouble;
        }
        outcome
    }

    fn commit(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<(), StoreError>,
    ) -> Result<Vec<i64>, StoreError> {
        self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let tx = Tx::new(&self.conn, &self.queue);
        let done = work(&tx).and_then(|()| Ok(tx.prepare_cached("COMMIT")?.execute([])?));
        if done.is_err() && !self.conn.is_autocommit() {
            // The error that led here is the one to tell.
            let _ = self.conn.execute_batch("ROLLBACK");
        }
        done.map(|_| tx.into_captures())
    }

    /// Tries whether writing works again, and owes nothing to an erasure.
    fn retry(&mut self) {
        let probe = self.transaction(|tx| {
            let version: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            Ok(tx.pragma_update(None, "user_version", version)?)
        });
        if probe.is_ok() && self.erasure_owed.is_some() {
            self.finish_erasure();
        }
        if probe.is_ok() {
            self.changes.tell([]);
        }
    }
}

const HELD_UP: &str = "What was deleted is still in the database's log, because something still reads the database: \
    close other programs that do; erasing is tried again.";
