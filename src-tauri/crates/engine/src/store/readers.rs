//! Connections that read: a few, made when first needed, each used by one reader at a time.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::{StoreError, open};

/// Readers at a time.
const READERS: usize = 4;

pub(super) struct Readers {
    data_dir: PathBuf,
    patience: Duration,
    turns: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(data_dir: &Path, patience: Duration) -> Self {
        let turns = Semaphore::new(READERS);
        Self { data_dir: data_dir.to_owned(), patience, turns, idle: Mutex::default() }
    }

    pub(super) async fn read<T, E, F>(self: Arc<Self>, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let _turn = self.turns.acquire().await.map_err(|_| StoreError::Closed)?;
        let readers = self.clone();
        let read = tokio::task::spawn_blocking(move || {
            let conn = readers.connection()?;
            let snapshot = conn.unchecked_transaction().map_err(StoreError::from)?;
            let answer = job(&conn);
            drop(snapshot);
            readers.idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
            answer
        });
        read.await.unwrap_or_else(|fault| Err(StoreError::Fault(fault.to_string()).into()))
    }

    fn connection(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| open::reader(&self.data_dir, self.patience), Ok)
    }

    /// Waits for those that read, and closes every connection.
    pub(super) async fn close(&self) {
        let all = u32::try_from(READERS).unwrap_or(u32::MAX);
        if let Ok(turns) = self.turns.acquire_many(all).await {
            turns.forget();
        }
        self.turns.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
