//! Why nothing was sent, in words that say what to do.

use super::plan::PlanError;
use crate::store::StoreError;

/// Why there is nothing to send, or why it may not go.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// What it names is not there.
    #[error("{0}")]
    Unknown(String),
    /// What it comes from is here, and what that means is not known yet: a rebuild is under way, or it has just come.
    #[error("Capture {0} is still being processed: try again in a moment.")]
    Unready(i64),
    /// It makes no sense as it was asked for.
    #[error("{0}")]
    Unusable(String),
    /// Customers' data would go to this host, and the user has not agreed to it.
    #[error(
        "{0} is neither this machine nor in its network: agree first that customers' data go there."
    )]
    Unconfirmed(String),
    /// There is nothing to send.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
