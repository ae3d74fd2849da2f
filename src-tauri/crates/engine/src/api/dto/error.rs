//! Why a request is refused.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a request was refused. The UI branches on `code` only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
#[ts(export_to = "contract.ts")]
pub struct ApiError {
    /// What kind of refusal.
    pub code: ErrorCode,
    /// One sentence that says what to do.
    pub message: String,
}

/// Kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum ErrorCode {
    /// The request makes no sense as it stands.
    Invalid,
    /// What it names is not there (any more).
    NotFound,
    /// The database cannot be written or read right now.
    Unavailable,
    /// A fault of Hooktrail itself.
    Internal,
    /// A customer's data would leave this network for a host that the user has not agreed to.
    ConfirmHost,
}

impl ApiError {
    /// A request that makes no sense as it stands.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::Invalid, message: message.into() }
    }
    /// What the request names is not there.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::NotFound, message: message.into() }
    }
    /// The database cannot be used right now.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::Unavailable, message: message.into() }
    }
    /// A fault of Hooktrail itself.
    pub fn internal(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::Internal, message: message.into() }
    }
}
