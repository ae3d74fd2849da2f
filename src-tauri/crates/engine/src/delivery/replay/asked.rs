//! What was asked for, as it is kept with a run and shown: everything but secrets.

use serde::{Deserialize, Serialize};

use crate::delivery::is_cut;

/// A conversation, by its two sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Between {
    /// The business account.
    pub account: String,
    /// The customer.
    pub peer: String,
}

/// What was asked for. Words are as people type them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// So many items were chosen one by one; 0: those that fit.
    pub chosen: usize,
    /// Of this conversation only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<Between>,
    /// What they fit.
    pub filter: String,
    /// A URL without its credentials, or a target's name.
    pub to: String,
    /// [`crate::delivery::META`] or a vendor format.
    #[serde(rename = "as")]
    pub format: Option<String>,
    /// How Meta's bytes are signed.
    pub signing: Option<String>,
    /// A secret was given for this run; it is not kept.
    pub secret: bool,
    /// As [`hooktrail_domain::replay::Pace`] reads it.
    pub pace: String,
    /// As [`hooktrail_domain::replay::Order`] reads it.
    pub order: String,
    /// As [`hooktrail_domain::replay::Chaos`] reads it, with its seed.
    pub chaos: Option<String>,
    /// Requests at a time.
    pub concurrency: usize,
    /// As [`hooktrail_domain::replay::Expect`] reads it.
    pub expect: Vec<String>,
}

impl Asked {
    /// Whether its URL had credentials, which are not kept.
    pub fn lacks_credentials(&self) -> bool {
        is_cut(&self.to)
    }
}
