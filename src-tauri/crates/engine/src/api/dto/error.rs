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
    /// Which field of the request it is about, by its name there (of a list `name.0`); absent where it is none by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
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
    /// A refusal of this kind, of no field by itself.
    pub fn of(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None }
    }
    /// The same, about this field of the request; what makes sense as it stands is about none.
    pub fn at(self, field: impl Into<String>) -> Self {
        let field = (self.code == ErrorCode::Invalid).then(|| field.into());
        Self { field, ..self }
    }
    /// A request that makes no sense as it stands.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::of(ErrorCode::Invalid, message)
    }
    /// What the request names is not there.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::of(ErrorCode::NotFound, message)
    }
    /// The database cannot be used right now.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::of(ErrorCode::Unavailable, message)
    }
    /// A fault of Hooktrail itself.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::of(ErrorCode::Internal, message)
    }
}
