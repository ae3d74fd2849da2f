//! A job for the writing thread: a closure over the open transaction, answered after the commit.

use std::cell::RefCell;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::StoreError;
use super::writer::Queue;

/// The open transaction a job works in. Derefs to the connection.
pub struct Tx<'a> {
    conn: &'a Connection,
    queue: &'a Queue,
    captures: RefCell<Vec<i64>>,
}

impl<'a> Tx<'a> {
    pub(super) fn new(conn: &'a Connection, queue: &'a Queue) -> Self {
        Self { conn, queue, captures: RefCell::default() }
    }

    /// Whether captures wait to be kept: a slice should end soon.
    pub fn hurry(&self) -> bool {
        self.queue.appends_wait()
    }

    /// Names a capture that this job added, for the notice after the commit.
    pub(super) fn added(&self, seq: i64) {
        self.captures.borrow_mut().push(seq);
    }

    pub(super) fn captures(&self) -> usize {
        self.captures.borrow().len()
    }

    pub(super) fn forget_captures(&self, from: usize) {
        self.captures.borrow_mut().truncate(from);
    }

    pub(super) fn into_captures(self) -> Vec<i64> {
        self.captures.into_inner()
    }
}

impl Deref for Tx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.conn
    }
}

/// What the writing thread sees of a job.
pub(super) trait Job: Send {
    /// Does the work; false undoes it.
    fn run(&mut self, tx: &Tx<'_>) -> bool;
    /// Answers; `refusal` is set when the transaction did not come to be.
    fn answer(self: Box<Self>, refusal: Option<&StoreError>);
}

struct Closure<F, T, E> {
    work: Option<F>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

/// A job from a closure, and where its answer comes.
pub(super) fn boxed<F, T, E>(work: F) -> (Box<dyn Job>, oneshot::Receiver<Result<T, E>>)
where
    F: FnOnce(&Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(Closure { work: Some(work), outcome: None, reply }), answer)
}

impl<F, T, E> Job for Closure<F, T, E>
where
    F: FnOnce(&Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, tx: &Tx<'_>) -> bool {
        let Some(work) = self.work.take() else { return false };
        let outcome = catch_unwind(AssertUnwindSafe(|| work(tx))).unwrap_or_else(|panic| {
            let what = panic.downcast_ref::<String>().cloned();
            let what = what.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
            Err(StoreError::Fault(what.unwrap_or_else(|| "unknown".to_owned())).into())
        });
        self.outcome.insert(outcome).is_ok()
    }

    fn answer(self: Box<Self>, refusal: Option<&StoreError>) {
        let answer = match (self.outcome, refusal) {
            (Some(Err(error)), _) => Err(error),
            (_, Some(refusal)) => Err(refusal.again().into()),
            (Some(Ok(value)), None) => Ok(value),
            (None, None) => Err(StoreError::Closed.into()),
        };
        // Whoever asked may have gone; the work stands all the same.
        let _ = self.reply.send(answer);
    }
}

/// Runs a job so that its failure undoes its own changes only. `Err` when the whole transaction is lost.
pub(super) fn in_savepoint(tx: &Tx<'_>, job: &mut dyn Job) -> Result<(), StoreError> {
    let captures = tx.captures();
    tx.prepare_cached("SAVEPOINT job")?.execute([])?;
    let good = job.run(tx);
    still_open(tx)?;
    if !good {
        tx.forget_captures(captures);
        tx.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    tx.prepare_cached("RELEASE job")?.execute([])?;
    Ok(())
}

/// SQLite gives up a whole transaction on some errors (a full disk, a failing one).
pub(super) fn still_open(tx: &Tx<'_>) -> Result<(), StoreError> {
    if tx.is_autocommit() {
        return Err(StoreError::Unwritable(
            "the disk is full or failing; free some space".to_owned(),
        ));
    }
    Ok(())
}
