//! How a command ends: its exit code, and the one sentence on standard error when it did not do what was asked.

use std::fmt;
use std::process::ExitCode;

use hooktrail_engine::api::{ApiError, ErrorCode};

/// What every command returns.
pub(crate) type Done<T = ()> = Result<T, Failure>;

/// Exit codes other than 0, as `hooktrail --help` and the manual page say them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Refused, or a target did not answer as expected.
    Refused = 1,
    /// The words or the input cannot be used.
    Unusable = 2,
    /// The data folder is owned by another instance.
    Owned = 3,
}

/// Why a command ends with another code than 0.
#[derive(Debug)]
pub enum Failure {
    /// With a sentence for standard error.
    Said(Exit, String),
    /// All that is to say was said already.
    Silent(Exit),
    /// Nobody reads our output any more (`hooktrail list … | head -1`): no fault of anybody.
    Unread,
}

impl Failure {
    /// Refused, or not as expected: exit 1.
    pub fn refused(sentence: impl Into<String>) -> Self {
        Self::Said(Exit::Refused, sentence.into())
    }
    /// Unusable words or input: exit 2.
    pub fn unusable(sentence: impl Into<String>) -> Self {
        Self::Said(Exit::Unusable, sentence.into())
    }
    /// Another instance owns the data folder: exit 3.
    pub fn owned(sentence: impl Into<String>) -> Self {
        Self::Said(Exit::Owned, sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Said(_, sentence) => f.write_str(sentence),
            Self::Silent(_) | Self::Unread => Ok(()),
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        match error.code {
            ErrorCode::Invalid => Self::unusable(error.message),
            ErrorCode::NotFound | ErrorCode::Unavailable | ErrorCode::Internal => {
                Self::refused(error.message)
            }
            ErrorCode::ConfirmHost => {
                let asked = error.message.trim_end_matches('.');
                Self::refused(format!("{asked} (--agree does)."))
            }
        }
    }
}

impl From<std::io::Error> for Failure {
    /// Of writing to standard output; other places say what they were about.
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::Unread,
            _ => Self::refused(format!("the output cannot be written: {error}")),
        }
    }
}

/// Says on standard error what is to be said, and the exit code.
pub(crate) fn report(done: Done) -> ExitCode {
    match done {
        Ok(()) | Err(Failure::Unread) => ExitCode::SUCCESS,
        Err(Failure::Silent(exit)) => ExitCode::from(exit as u8),
        Err(Failure::Said(exit, sentence)) => {
            warn(&sentence);
            ExitCode::from(exit as u8)
        }
    }
}

/// One sentence on standard error. A closed standard error is nobody's fault either.
pub(crate) fn warn(sentence: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "hooktrail: {sentence}");
}
