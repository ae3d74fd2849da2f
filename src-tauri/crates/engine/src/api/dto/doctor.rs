//! What the doctor is asked and finds.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SecretText;

wire! {
    /// An endpoint to act as Meta against. Bodies are made up; nothing is kept.
    pub struct DoctorEndpoint {
        pub url: String,
        /// `instagram`, `messenger` or `whatsapp`.
        pub platform: String,
        /// Absent: the handshake is not tried.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub verify_token: Option<String>,
        /// What it checks signatures with; absent: nothing validly signed is tried.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub secret: Option<SecretText>,
        /// Only these; empty: all.
        #[serde(default)]
        pub checks: Vec<String>,
    }

    /// A public address that should lead to this receiver.
    pub struct DoctorTunnel {
        /// With or without the source's path.
        pub url: String,
    }

    /// What was found, in the order of trying.
    pub struct DoctorReport {
        pub rows: Vec<DoctorRow>,
    }

    /// One check.
    pub struct DoctorRow {
        pub check: String,
        pub title: String,
        /// `good`, `doubtful`, `wrong` or `skipped`.
        pub standing: String,
        /// One word for programs; empty when it is good.
        pub cause: String,
        /// What was found.
        pub words: String,
        /// What to change.
        pub look: String,
        pub status: Option<u16>,
        pub duration_ms: Option<i64>,
        /// The beginning of the answer.
        pub answer: String,
    }
}
