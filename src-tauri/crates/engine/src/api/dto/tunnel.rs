//! The tunnel: what there is, what was chosen, how far it is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// The tunnel as it is, and what it could be.
    pub struct TunnelView {
        pub revision: i64,
        pub providers: Vec<TunnelProvider>,
        /// What was chosen last; null before anything was.
        pub chosen: Option<TunnelSettings>,
        pub state: TunnelState,
        /// What the program said, oldest first.
        pub log: Vec<String>,
    }

    /// A program that makes a public address.
    pub struct TunnelProvider {
        pub id: String,
        pub name: String,
        /// What to know before choosing it.
        pub about: String,
        /// It can be started here.
        pub installed: bool,
        /// How to get it; empty when nothing is needed.
        pub get: String,
        pub fields: Vec<TunnelField>,
    }

    /// Something to fill in.
    pub struct TunnelField {
        pub name: String,
        pub label: String,
        pub example: String,
        pub required: bool,
    }

    /// Which tunnel. No secret belongs in here: the programs have their own places for those.
    pub struct TunnelSettings {
        /// Id of the provider.
        pub provider: String,
        /// By the names of its fields.
        #[serde(default)]
        pub fields: BTreeMap<String, String>,
    }

    /// How far the tunnel is.
    pub struct TunnelState {
        /// `off`, `starting`, `checking`, `ready`, `unwell` or `failed`.
        pub phase: String,
        pub since: i64,
        /// What is wrong, with what to do.
        pub trouble: Option<String>,
        /// What to paste at Meta: the public address with the first source's path.
        pub url: Option<String>,
        /// What Meta was given before, when the address is another one now and no handshake has come through it.
        pub previous_url: Option<String>,
    }
}
