//! From a settled file to a capture: read within bounds, checked to be JSON, kept once per content.

use std::io::Read;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::file;
use super::problems::Problems;
use crate::clock::Clock;
use crate::journal::{self, Journal};
use crate::store::StoreError;
use crate::store::watched::{self, Hash};

pub(super) struct Intake {
    pub(super) journal: Journal,
    pub(super) clock: Clock,
    pub(super) problems: Problems,
}

impl Intake {
    /// Files of `folder` that were captured and may have gone meanwhile.
    pub(super) async fn remembered(&self, folder: &Path) -> Vec<PathBuf> {
        let paths = self.journal.store().read(watched::paths).await;
        let paths = paths.unwrap_or_else(|error: StoreError| {
            tracing::warn!(%error, "the captured files are not known");
            Vec::new()
        });
        let paths = paths.into_iter().map(PathBuf::from);
        paths.filter(|path| path.parent() == Some(folder)).collect()
    }

    /// Takes a settled file in. `Err`: it could not be kept, and is to be tried again.
    pub(super) async fn take(&self, path: &Path) -> Result<(), StoreError> {
        let file = path.to_owned();
        let content = tokio::task::spawn_blocking(move || content(&file)).await;
        let done = match content {
            Ok(Ok(Some(bytes))) => self.keep(path, bytes).await,
            Ok(Ok(None)) => self.forget(path).await,
            Ok(Err(problem)) => {
                self.problems.say(path, problem);
                return Ok(());
            }
            Err(fault) => Err(StoreError::Fault(fault.to_string())),
        };
        match &done {
            Ok(()) => self.problems.clear(path),
            Err(error) => {
                self.problems.say(path, format!("{} is not captured yet: {error}", name(path)))
            }
        }
        done
    }

    async fn keep(&self, path: &Path, bytes: Bytes) -> Result<(), StoreError> {
        let key = path.to_string_lossy().into_owned();
        let hash: Hash = Sha256::digest(&bytes).into();
        let read = self.journal.store().read(move |conn| watched::paths_with(conn, &hash));
        let same: Vec<String> = read.await?;
        if same.contains(&key) {
            return Ok(());
        }
        // The same content under a name that is gone: the file was renamed.
        let renamed = same.into_iter().find(|old| !Path::new(old).exists());
        let capture = file::capture(key.clone(), bytes, self.clock.micros());
        let kept = self.journal.store().write(move |tx| {
            match &renamed {
                Some(old) => watched::remove(tx, old)?,
                None => drop(journal::append(tx, &capture)?),
            }
            watched::put(tx, &key, &hash)
        });
        kept.await
    }

    /// A file that is gone may come again and is then captured anew.
    async fn forget(&self, path: &Path) -> Result<(), StoreError> {
        let key = path.to_string_lossy().into_owned();
        self.journal.store().write(move |tx| watched::remove(tx, &key)).await
    }
}

/// The bytes of a JSON file; `None` when it is gone; else what is wrong with it.
fn content(path: &Path) -> Result<Option<Bytes>, String> {
    let name = name(path);
    let unreadable = |error: std::io::Error| format!("{name} cannot be read ({error}).");
    // Opening a pipe would wait for somebody who writes into it.
    match path.metadata() {
        Ok(data) if !data.is_file() => {
            return Err(format!("{name} is no ordinary file and is not captured."));
        }
        _ => {}
    }
    let open = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let mut bytes = Vec::new();
    open.take(file::most() as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    match file::problem(&name, &bytes) {
        Some(problem) => Err(problem),
        None => Ok(Some(Bytes::from(bytes))),
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
