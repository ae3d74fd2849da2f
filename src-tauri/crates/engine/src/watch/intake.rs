//! From a settled file to a capture: read within bounds, checked to be JSON, kept once per content.

use std::io::Read;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use hooktrail_domain::signature::Verdict;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use super::problems::Problems;
use crate::clock::Clock;
use crate::journal::{Headers, Journal, NewCapture, Origin};
use crate::limits::Limits;
use crate::store::watched::{self, Hash};
use crate::store::{StoreError, journal as table};

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
        let mut headers = Headers::default();
        headers.push("content-type", b"application/json");
        let capture = NewCapture {
            received_us: self.clock.micros(),
            origin: Origin::File,
            source: String::new(),
            method: "POST".to_owned(),
            path: key.clone(),
            query: String::new(),
            peer: None,
            status: 200,
            verdict: Verdict::Unchecked,
            secret: None,
            bytes: bytes.len() as u64,
            truncated: false,
            rejected: false,
            replay_of: None,
            headers: headers.into_bytes(),
            body: bytes,
        };
        let kept = self.journal.store().write(move |tx| {
            match &renamed {
                Some(old) => watched::remove(tx, old)?,
                None => drop(table::append(tx, &capture)?),
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
    let most = Limits::default().body;
    let unreadable = |error: std::io::Error| format!("{name} cannot be read ({error}).");
    // Opening a pipe would wait for somebody who writes into it.
    match path.metadata() {
        Ok(data) if !data.is_file() => {
            return Err(format!("{name} is no ordinary file and is not captured."));
        }
        _ => {}
    }
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let mut bytes = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > most {
        return Err(format!("{name} is larger than {} MiB and is not captured.", most >> 20));
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    if text.trim_ascii().is_empty() {
        return Err(format!("{name} is empty and is not captured."));
    }
    match serde_json::from_slice::<IgnoredAny>(text) {
        Ok(IgnoredAny) => Ok(Some(Bytes::from(bytes))),
        Err(error) => Err(format!("{name} is not JSON and is not captured: {error}.")),
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
