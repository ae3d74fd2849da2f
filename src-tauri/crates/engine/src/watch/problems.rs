//! What is wrong with the folder or a file in it, in words, until it is not any more.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::changes::Changes;

/// Sentences kept.
const MOST: usize = 20;

#[derive(Debug, Clone)]
pub(super) struct Problems {
    said: Arc<Mutex<Vec<(PathBuf, String)>>>,
    changes: Changes,
}

impl Problems {
    pub(super) fn new(changes: Changes) -> Self {
        Self { said: Arc::default(), changes }
    }

    pub(super) fn list(&self) -> Vec<String> {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.iter().map(|(_, sentence)| sentence.clone()).collect()
    }

    /// Replaces what was said of `path`.
    pub(super) fn say(&self, path: &Path, sentence: String) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.iter().any(|(known, old)| known == path && *old == sentence) {
            return;
        }
        said.retain(|(known, _)| known != path);
        said.insert(0, (path.to_owned(), sentence));
        said.truncate(MOST);
        drop(said);
        self.changes.tell([]);
    }

    /// Nothing is wrong with `path` any more.
    pub(super) fn clear(&self, path: &Path) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let before = said.len();
        said.retain(|(known, _)| known != path);
        let changed = said.len() != before;
        drop(said);
        if changed {
            self.changes.tell([]);
        }
    }
}
