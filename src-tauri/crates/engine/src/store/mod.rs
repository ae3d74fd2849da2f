//! The database: opening it, its one writing thread, its readers, and one file per table with that table's row,
//! queries and migrations. What rows mean is not decided here.

pub mod annotations;
pub mod answers;
pub mod attempts;
pub mod deliveries;
mod erasure;
mod error;
mod job;
pub mod journal;
mod journal_rows;
pub mod looked;
mod migrations;
mod open;
mod readers;
pub mod rules;
pub mod runs;
pub mod secret_names;
pub mod settings;
pub mod sources;
pub mod targets;
pub mod time_rules;
pub mod underway;
mod unkept;
pub mod views;
pub mod watched;
mod writer;

#[cfg(test)]
pub(crate) mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

pub(crate) use self::error::ELSEWHERE;
pub use self::error::StoreError;
pub use self::job::Tx;
pub use self::migrations::Migration;
pub use self::open::database_path;
pub(crate) use self::open::make_folder;
use self::readers::Readers;
pub use self::unkept::{NotKeeping, Unkept};
use self::writer::{Kind, Queue};
use crate::changes::Changes;
use crate::clock::Clock;

/// How long SQLite waits for a lock that another program holds.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The open database. Clones share it; the writing thread ends with the last of them or with [`Store::close`].
#[derive(Clone)]
pub struct Store {
    data_dir: Arc<PathBuf>,
    queue: Arc<Queue>,
    readers: Arc<Readers>,
    changes: Changes,
    /// Declared last: the thread ends when the last clone goes.
    _end: Arc<writer::End>,
}

impl Store {
    /// Opens (and makes, if need be) the database in `data_dir`. Blocks: call it before serving anything.
    pub fn open(data_dir: &Path, clock: &Clock) -> Result<Self, StoreError> {
        Self::open_with(data_dir, clock, PATIENCE)
    }

    /// [`Store::open`] with another patience for locks.
    pub fn open_with(
        data_dir: &Path,
        clock: &Clock,
        patience: Duration,
    ) -> Result<Self, StoreError> {
        let mut conn = open::writer(data_dir, patience)?;
        migrations::apply(&mut conn, migrations::ALL)?;
        // The wall clock keeps revisions growing over restarts without a write.
        let changes = Changes::starting_at(clock.millis());
        let queue = Arc::new(Queue::default());
        let end = writer::start(conn, queue.clone(), changes.clone())?;
        Ok(Self {
            data_dir: Arc::new(data_dir.to_owned()),
            readers: Arc::new(Readers::new(data_dir, patience)),
            queue,
            changes,
            _end: Arc::new(end),
        })
    }

    /// Runs `job` on the writing thread in a transaction it may share with others, and answers after the commit.
    /// An `Err` undoes the job's own changes only.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Kind::Write, job).await
    }

    /// Like [`Store::write`] for work that can be made again, in a transaction of its own that gives way to waiting
    /// appends: keep it to a few milliseconds, and stop early when [`Tx::hurry`] says so. Atomic, and durable with
    /// the next ordinary commit at the latest.
    pub async fn slice<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Kind::Slice, job).await
    }

    /// Like [`Store::write`] for a deletion: answers when what was deleted is also gone from the file's free pages
    /// and from the write-ahead log.
    pub async fn erase<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(Kind::Erase, job).await
    }

    async fn run<T, E, F>(&self, kind: Kind, job: F) -> Result<T, E>
    where
        F: FnOnce(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = job::boxed(job);
        self.queue.push(kind, job)?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Keeps a capture; its sequence number comes after the commit.
    pub async fn append(&self, capture: journal::NewCapture) -> Result<i64, StoreError> {
        let answer = self.queue.append(capture)?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Notes what became of an answer, to be kept soon; nobody waits for it.
    pub fn answered(&self, answered: answers::Answered) {
        self.queue.answered(answered);
    }

    /// Returns when what was noted of answers is kept, if it can be.
    pub async fn settle(&self) {
        let kept = self.slice::<_, StoreError, _>(|_| Ok(()));
        // Where nothing can be written, that is told elsewhere.
        let _ = kept.await;
    }

    /// Runs `job` on a connection that only reads, over one consistent state of the database.
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.readers.clone().read(job).await
    }

    /// Word of commits, and the newest revision.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Why the database cannot be written, in words, from the refusal until writing works again.
    pub fn trouble(&self) -> Option<String> {
        self.queue.trouble()
    }

    /// What the receiver could not keep.
    pub fn unkept(&self) -> Unkept {
        self.queue.unkept()
    }

    /// The folder it lies in.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Size of the database with its write-ahead log, bytes.
    pub fn bytes(&self) -> u64 {
        let path = database_path(&self.data_dir);
        let log = path.with_extension("db-wal");
        [path, log].iter().filter_map(|file| file.metadata().ok()).map(|data| data.len()).sum()
    }

    /// Finishes what waits, refuses what comes later, and returns when the file is closed.
    pub async fn close(&self) {
        self.queue.close();
        self.readers.close().await;
        self.queue.closed().await;
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("data_dir", &self.data_dir).finish_non_exhaustive()
    }
}
