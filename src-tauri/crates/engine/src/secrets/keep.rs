//! Where secrets stay between runs: the operating system's store, or a file that only its user can read. Everything here
//! blocks, for as long as a store may ask its user to unlock it; each call has a thread of its own and a time limit.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use keyring::Entry;

use super::{Held, NamedSecret, Place, Secret, Secrets};
use crate::store::secret_names::SecretName;

/// Name of our entries in the system's store.
const SERVICE: &str = "dev.hooktrail.desktop";
/// Name of the file in the data folder.
const FILE: &str = "secrets.json";

/// Why a secret cannot be kept or read, with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct KeepError(String);

/// The places of one data folder.
#[derive(Debug, Clone)]
pub struct Keep {
    folder: PathBuf,
    patience: Duration,
    trouble: Arc<Mutex<Option<String>>>,
}

impl Keep {
    /// Those of the data folder `folder`; a store may take `patience` for an answer.
    pub fn new(folder: &Path, patience: Duration) -> Self {
        Self { folder: folder.to_owned(), patience, trouble: Arc::default() }
    }

    /// Reads those of `names` that are not held yet into `secrets`. What cannot be read is [`Keep::trouble`] until it can.
    pub async fn load(&self, names: Vec<SecretName>, secrets: &Secrets) {
        let held = secrets.all();
        let mut trouble = Vec::new();
        let mut failed = Vec::new();
        for SecretName { id, owner, name, place } in names {
            // A place that does not answer may take its time with each.
            if held.iter().any(|one| one.id == id) || failed.contains(&place) {
                continue;
            }
            match self.get(place, &id).await {
                Ok(Some(secret)) => {
                    secrets.hold(Held { id, owner, place, named: NamedSecret { name, secret } });
                }
                Ok(None) => {
                    trouble.push(format!(
                        "The secret called {name} is not where it was kept: enter it again."
                    ));
                }
                Err(error) => {
                    trouble.push(format!("The secret called {name} cannot be read. {error}"));
                    failed.push(place);
                }
            }
        }
        let trouble = (!trouble.is_empty()).then(|| trouble.join(" "));
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// Why a secret that is kept cannot be used, in words.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the system has a store that answers; else why not, in words.
    pub async fn system(&self) -> Result<(), KeepError> {
        self.on_a_thread(|| match Entry::store_status() {
            Ok(()) => Ok(()),
            Err(error) => Err(missing(error)),
        })
        .await
    }

    /// Keeps a secret under `id`.
    pub async fn put(&self, place: Place, id: &str, secret: Secret) -> Result<(), KeepError> {
        let (file, id) = (self.folder.join(FILE), id.to_owned());
        match place {
            Place::Given | Place::Run => Ok(()),
            Place::System => {
                self.on_a_thread(move || {
                    let entry = entry(&id)?;
                    entry.set_secret(secret.bytes()).map_err(|error| missing(&error))
                })
                .await
            }
            Place::File => {
                self.on_a_thread(move || {
                    let mut all = read(&file)?;
                    all.insert(id, String::from_utf8_lossy(secret.bytes()).into_owned());
                    write(&file, &all)
                })
                .await
            }
        }
    }

    /// The secret kept under `id`; `None` when it is not there any more.
    pub async fn get(&self, place: Place, id: &str) -> Result<Option<Secret>, KeepError> {
        let (file, id) = (self.folder.join(FILE), id.to_owned());
        match place {
            Place::Given | Place::Run => Ok(None),
            Place::System => {
                self.on_a_thread(move || match entry(&id)?.get_secret() {
                    Ok(bytes) => {
                        Ok(Some(Secret::new(String::from_utf8_lossy(&bytes).into_owned())))
                    }
                    Err(keyring::Error::NoEntry) => Ok(None),
                    Err(error) => Err(missing(&error)),
                })
                .await
            }
            Place::File => {
                self.on_a_thread(move || Ok(read(&file)?.remove(&id).map(Secret::new))).await
            }
        }
    }

    /// Forgets the secret kept under `id`, if it is there.
    pub async fn delete(&self, place: Place, id: &str) -> Result<(), KeepError> {
        let (file, id) = (self.folder.join(FILE), id.to_owned());
        match place {
            Place::Given | Place::Run => Ok(()),
            Place::System => {
                self.on_a_thread(move || match entry(&id)?.delete_credential() {
                    Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
                    Err(error) => Err(missing(&error)),
                })
                .await
            }
            Place::File => {
                self.on_a_thread(move || {
                    let mut all = read(&file)?;
                    all.remove(&id);
                    write(&file, &all)
                })
                .await
            }
        }
    }

    /// The store's own library waits without end, and may not be called from a task.
    async fn on_a_thread<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> Result<T, KeepError> + Send + 'static,
    ) -> Result<T, KeepError> {
        let (tell, told) = tokio::sync::oneshot::channel();
        let thread = std::thread::Builder::new().name("secrets".to_owned()).spawn(move || {
            let _ = tell.send(job());
        });
        thread
            .map_err(|error| KeepError(format!("The secret store cannot be asked ({error}).")))?;
        match tokio::time::timeout(self.patience, told).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(KeepError("The system's secret store broke off.".to_owned())),
            Err(_) => Err(KeepError(
                "The system's secret store does not answer: unlock your keyring, then try again."
                    .to_owned(),
            )),
        }
    }
}

fn entry(id: &str) -> Result<Entry, KeepError> {
    Entry::new(SERVICE, id).map_err(|error| match Entry::store_status() {
        Err(why) => missing(why),
        Ok(()) => missing(&error),
    })
}

/// The library's errors name causes, never a secret.
fn missing(error: &keyring::Error) -> KeepError {
    KeepError(match error {
        keyring::Error::NoStorageAccess(_) => {
            "The system's secret store is locked: unlock your keyring, then try again.".to_owned()
        }
        keyring::Error::TooLong(..) => {
            "The system's secret store does not take a secret of this length.".to_owned()
        }
        _ => "This system has no secret store that answers (on Linux: GNOME Keyring, KWallet or KeePassXC with the Secret Service): keep the secret in a file, or enter it for this run.".to_owned(),
    })
}

type Kept = BTreeMap<String, String>;

fn read(file: &Path) -> Result<Kept, KeepError> {
    match std::fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| {
            KeepError(format!(
                "{} is damaged: remove it and enter the secrets again.",
                file.display()
            ))
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Kept::new()),
        Err(error) => Err(KeepError(format!("{} cannot be read ({error}).", file.display()))),
    }
}

/// Replaces the file at once, or removes it when nothing is left to keep.
fn write(file: &Path, all: &Kept) -> Result<(), KeepError> {
    let written = || -> std::io::Result<()> {
        if all.is_empty() {
            return match std::fs::remove_file(file) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        }
        let beside = file.with_extension("new");
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut new = options.open(&beside)?;
        new.write_all(&serde_json::to_vec_pretty(all)?)?;
        new.sync_all()?;
        std::fs::rename(&beside, file)
    };
    written().map_err(|error| KeepError(format!("{} cannot be written ({error}).", file.display())))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[tokio::test]
    async fn a_place_that_cannot_be_read_hides_none_of_another() {
        let folder = TempDir::new().unwrap();
        let keep = Keep::new(folder.path(), Duration::from_secs(30));
        let secrets = Secrets::new(Secret::new("sample"), Vec::new());
        let name = |id: &str, place| SecretName {
            id: id.to_owned(),
            owner: "app".to_owned(),
            name: id.to_owned(),
            place,
        };
        // A file that is damaged, as a system's store that does not answer.
        std::fs::write(folder.path().join(FILE), "{").unwrap();
        keep.load(vec![name("one", Place::File), name("two", Place::Run)], &secrets).await;
        let trouble = keep.trouble().unwrap();
        assert!(
            trouble.contains("one") && trouble.contains("two"),
            "both were asked for: {trouble}"
        );
    }
}
