//! Why the database refused, as values with a sentence for people.

use std::path::Path;
use std::sync::Arc;

use rusqlite::ErrorCode;

/// How to go elsewhere, said after what is wrong here, and after what to do about it where that is known; every host reads
/// the variable.
pub(crate) const ELSEWHERE: &str =
    "Another data folder is chosen by HOOKTRAIL_DATA_DIR, or by `hooktrail --data-dir`.";

/// A refusal of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be written right now; nothing was kept. It is tried again by itself.
    #[error("The database cannot be written: {0}.")]
    Unwritable(String),
    /// The file or its folder is not to be used so, or not ours; [`StoreError::opening`] says of which.
    #[error("{0}")]
    Refused(String),
    /// SQLite refused a statement: a fault of Hooktrail, or a damaged file.
    #[error("The database refused: {0}.")]
    Sql(Arc<rusqlite::Error>),
    /// A job ended without an answer; its changes were undone.
    #[error("The change was undone, because of a fault in Hooktrail: {0}.")]
    Fault(String),
    /// The system gives no thread to write with.
    #[error("No thread can be started that would write the database: {0}.")]
    NoThread(String),
    /// The store was closed.
    #[error("The database is closed, because Hooktrail is ending.")]
    Closed,
}

impl StoreError {
    /// Why the database in `file` could not be opened, and what to do: whole sentences.
    pub(crate) fn opening(&self, file: &Path) -> String {
        let why = match self {
            Self::Sql(error) => match error.sqlite_error_code() {
                Some(ErrorCode::NotADatabase) => {
                    "it is no database, or a damaged one. It was left as it is: move it away"
                        .to_owned()
                }
                Some(ErrorCode::DatabaseCorrupt) => {
                    format!("it is damaged ({error}): move it away, or put a sound copy there")
                }
                _ => error.to_string(),
            },
            Self::Unwritable(why) | Self::Refused(why) => why.clone(),
            Self::Fault(_) | Self::NoThread(_) | Self::Closed => return self.to_string(),
        };
        format!("The database {} cannot be opened: {why}. {ELSEWHERE}", file.display())
    }

    /// The same refusal for another job of the same batch.
    pub(super) fn again(&self) -> Self {
        match self {
            Self::Unwritable(why) => Self::Unwritable(why.clone()),
            Self::Refused(why) => Self::Refused(why.clone()),
            Self::Fault(why) => Self::Fault(why.clone()),
            Self::Sql(error) => Self::Sql(error.clone()),
            Self::NoThread(why) => Self::NoThread(why.clone()),
            Self::Closed => Self::Closed,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let why = match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => "the disk is full; free some space",
            Some(ErrorCode::ReadOnly) => "it is read-only; check the permissions of the folder",
            Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                "it cannot be opened; check the permissions of the folder"
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "another program holds it; close what else has it open"
            }
            Some(ErrorCode::SystemIoFailure) => "the disk reports an error",
            Some(ErrorCode::OutOfMemory) => "there is no memory left",
            _ => return Self::Sql(Arc::new(error)),
        };
        Self::Unwritable(why.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    fn sqlite(code: i32) -> StoreError {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), None).into()
    }

    #[test]
    fn why_a_database_is_not_opened_and_what_to_do_are_whole_sentences() {
        let file = Path::new("/x/hooktrail.db");
        for (refusal, why) in [
            (
                StoreError::Refused("its folder cannot be made (no)".to_owned()),
                "its folder cannot be made (no)",
            ),
            (sqlite(ffi::SQLITE_FULL), "the disk is full; free some space"),
            (
                sqlite(ffi::SQLITE_NOTADB),
                "it is no database, or a damaged one. It was left as it is: move it away",
            ),
        ] {
            let said = format!(
                "The database /x/hooktrail.db cannot be opened: {why}. Another data folder is chosen by HOOKTRAIL_DATA_DIR, or by `hooktrail --data-dir`."
            );
            assert_eq!(refusal.opening(file), said);
        }
        let refusal = StoreError::NoThread("too many".to_owned());
        let said = "No thread can be started that would write the database: too many.";
        assert_eq!(refusal.opening(file), said, "another folder would not help");
    }

    #[test]
    fn whoever_shares_a_refusal_is_told_the_same_words() {
        for refusal in [
            sqlite(ffi::SQLITE_FULL),
            sqlite(ffi::SQLITE_ERROR),
            StoreError::Refused("a".to_owned()),
            StoreError::Fault("a".to_owned()),
            StoreError::NoThread("a".to_owned()),
            StoreError::Closed,
        ] {
            assert_eq!(refusal.again().to_string(), refusal.to_string());
        }
    }
}
