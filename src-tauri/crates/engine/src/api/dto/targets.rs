//! Saved targets.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{HeaderRow, SecretText};

wire! {
    /// Every target, by name.
    pub struct TargetList {
        pub rows: Vec<TargetRow>,
    }

    /// A target with what it answered last.
    pub struct TargetStatus {
        pub id: String,
        pub name: String,
        /// Null: nothing was sent to it yet.
        pub last: Option<TargetAnswer>,
    }

    /// What a target answered.
    pub struct TargetAnswer {
        /// When it was sent, epoch ms.
        pub at: i64,
        /// Null: it did not answer.
        pub status: Option<u16>,
        /// As in [`super::AttemptRow`].
        pub passed: bool,
    }

    /// Where things are sent again and again.
    pub struct TargetRow {
        pub id: String,
        /// Unique, whatever the case of its letters; `send` and rules name it.
        pub name: String,
        pub url: String,
        /// What it gets of a capture: `meta`, vendor formats; empty: Meta's bytes.
        pub formats: Vec<String>,
        /// Headers that it gets instead of the event's own of the same name.
        pub headers: Vec<HeaderRow>,
        /// As in [`super::SendRequest`]; null: re-signed if it has a secret, else as received.
        pub signing: Option<String>,
        /// From the start to the end of its answer, ms.
        pub timeout_ms: i64,
        /// Its certificate is taken unseen.
        pub accept_invalid_certificate: bool,
        /// What it gets says in a header which Hooktrail sent it, and of what it is a copy.
        pub marker: bool,
        pub enabled: bool,
        /// There is a secret to sign with: `system`, `file` or `run`; null: none.
        pub secret_place: Option<String>,
        /// Names of headers that are kept as secrets, `authorization` for one.
        pub secret_headers: Vec<String>,
        /// Neither this machine nor in its network.
        pub public: bool,
    }

    /// A target to make or to change; what is absent stays, or is as usual for a new one.
    #[derive(Default)]
    pub struct TargetChange {
        /// Absent: a new one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub id: Option<String>,
        /// Empty, or absent for a new one: the URL's host and port, also when that changes later.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub url: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub formats: Option<Vec<String>>,
        /// Credentials are refused here: keep them as a secret of the target, called `header NAME`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub headers: Option<Vec<HeaderRow>>,
        /// Empty: re-signed if it has a secret, else as received.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub signing: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub timeout_ms: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub accept_invalid_certificate: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub marker: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub enabled: Option<bool>,
        /// What to sign with from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub secret: Option<TargetSecret>,
    }

    /// A target's secret, and where to keep it.
    pub struct TargetSecret {
        pub text: SecretText,
        /// `system`; `file`, where the user agreed to it; or `run`.
        pub place: String,
    }
}
