//! Secrets: their names go out, they themselves only come in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A secret on its way in: prints as `***`. It is never in an answer.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct SecretText(String);

impl SecretText {
    /// The secret itself, to sign or verify with.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretText {
    fn from(secret: String) -> Self {
        Self(secret)
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

wire! {
    /// Every secret by name, and where new ones can be kept.
    pub struct SecretList {
        pub rows: Vec<SecretRow>,
        /// Why the system's store cannot be used, with what to do; null when it can.
        pub no_system: Option<String>,
    }

    /// A secret, without itself.
    pub struct SecretRow {
        /// Empty for one that a flag or the environment gave.
        pub id: String,
        /// `source:ID`, `target:ID` or `graph`; empty for one that was given: it serves every source.
        pub owner: String,
        pub name: String,
        /// `system`, `file`, `run` (until Hooktrail ends) or `given`.
        pub place: String,
        /// It could be read from where it is kept.
        pub usable: bool,
    }

    /// A secret to use from now on.
    pub struct SecretNew {
        /// `source:ID`, `target:ID`, or `graph` for the token that names are looked up with.
        pub owner: String,
        /// One of the same name and owner is replaced.
        pub name: String,
        pub secret: SecretText,
        /// `system`; `file`, where the user agreed to it; or `run`.
        pub place: String,
    }
}
