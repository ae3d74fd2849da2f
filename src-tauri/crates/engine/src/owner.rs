//! Who owns a data folder: a lock that dies with the process, and a control file that tells guests where the owner
//! listens. How guests speak to the owner is not decided here.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::store::ELSEWHERE;

/// Where the owner listens and how to show that one may ask. Readable by the folder's user only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// `http://127.0.0.1:P` of the control listener.
    pub address: String,
    /// Bearer token for it.
    pub token: String,
    /// The owner's process.
    pub pid: u32,
    /// `http://127.0.0.1:P/webhook`, while it receives.
    pub receiver: Option<String>,
    /// It owns the folder for one command only: wait until it has ended rather than ask it.
    #[serde(default)]
    pub brief: bool,
}

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control")
            .field("address", &self.address)
            .field("token", &"***")
            .field("pid", &self.pid)
            .field("receiver", &self.receiver)
            .field("brief", &self.brief)
            .finish()
    }
}

/// What came of asking for a folder.
#[derive(Debug)]
pub enum Claim {
    /// It is ours until the [`Owner`] is dropped.
    Owned(Owner),
    /// Another process has it. `None` while that one has not yet said where it listens: ask again in a moment.
    Held(Option<Control>),
}

/// The right to write in a data folder.
#[derive(Debug)]
pub struct Owner {
    data_dir: PathBuf,
    /// Unlocked by the system when it is closed, however the process ends.
    _lock: File,
}

/// Why `data_dir` cannot be claimed, and what to do: whole sentences.
pub(crate) fn unusable(data_dir: &Path, error: &std::io::Error) -> String {
    let why = if data_dir.is_file() { "it is a file".to_owned() } else { error.to_string() };
    format!("The data folder {} cannot be used: {why}. {ELSEWHERE}", data_dir.display())
}

fn control_path(data_dir: &Path) -> PathBuf {
    data_dir.join("control.json")
}

/// Takes `data_dir` (made if need be), or tells who has it.
pub fn claim(data_dir: &Path) -> std::io::Result<Claim> {
    crate::store::make_folder(data_dir)?;
    let path = data_dir.join("owner.lock");
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    match lock.try_lock() {
        Ok(()) => {
            let owner = Owner { data_dir: data_dir.to_owned(), _lock: lock };
            // What a killed owner left says nothing any more.
            owner.withdraw();
            Ok(Claim::Owned(owner))
        }
        Err(TryLockError::WouldBlock) => Ok(Claim::Held(read(data_dir))),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn read(data_dir: &Path) -> Option<Control> {
    serde_json::from_slice(&std::fs::read(control_path(data_dir)).ok()?).ok()
}

impl Owner {
    /// Tells guests where to ask. Replaces the file whole, so that nobody reads half of it.
    pub fn publish(&self, control: &Control) -> std::io::Result<()> {
        let path = control_path(&self.data_dir);
        let fresh = path.with_extension("json.new");
        // A file that is there already would keep its own permissions.
        match std::fs::remove_file(&fresh) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.create_new(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&fresh)?.write_all(&serde_json::to_vec(control)?)?;
        std::fs::rename(fresh, path)
    }

    fn withdraw(&self) {
        let _ = std::fs::remove_file(control_path(&self.data_dir));
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.withdraw();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_owner_and_guests_learn_where_it_listens() {
        let folder = tempfile::TempDir::new().unwrap();
        let data_dir = folder.path().join("new/data");
        let Claim::Owned(owner) = claim(&data_dir).unwrap() else { panic!("held") };
        assert!(matches!(claim(&data_dir).unwrap(), Claim::Held(None)));

        let control = Control {
            address: "http://127.0.0.1:1".to_owned(),
            token: "hush".to_owned(),
            pid: std::process::id(),
            receiver: None,
            brief: false,
        };
        for receiver in [None, Some("http://127.0.0.1:2/webhook".to_owned())] {
            let control = Control { receiver, ..control.clone() };
            owner.publish(&control).unwrap();
            let Claim::Held(Some(read)) = claim(&data_dir).unwrap() else { panic!("not held") };
            assert_eq!(read, control);
        }
        assert!(!format!("{control:?}").contains("hush"));

        drop(owner);
        assert!(!control_path(&data_dir).exists());
        assert!(matches!(claim(&data_dir).unwrap(), Claim::Owned(_)));
    }

    #[cfg(unix)]
    #[test]
    fn the_control_file_is_for_its_user_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("control.json.new"), "left by a killed owner").unwrap();
        let Claim::Owned(owner) = claim(folder.path()).unwrap() else { panic!("held") };
        let (address, token) = (String::new(), String::new());
        let control = Control { address, token, pid: 1, receiver: None, brief: true };
        owner.publish(&control).unwrap();
        let mode = control_path(folder.path()).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
