//! What an engine is opened with. Flags, environment and the window's wishes end here; where they come from is the
//! hosts' business.

use std::path::PathBuf;

use crate::receiver::Limits;
use crate::secrets::{NamedSecret, Secret};
use crate::tunnel::Pace;

/// The receiver's port when nobody says otherwise.
pub const RECEIVER_PORT: u16 = 8787;

/// What [`crate::engine`] is opened with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of the database, the lock and the control file.
    pub data_dir: PathBuf,
    /// Port to receive on, on loopback; 0 picks a free one; `None`: the one that was kept, else [`RECEIVER_PORT`].
    pub receiver_port: Option<u16>,
    /// Port of the control listener with the browser's page; 0 picks a free one.
    pub control_port: u16,
    /// Token that Meta's handshake must show; `None`: the one that was kept, or a new one.
    pub verify_token: Option<String>,
    /// Secrets that signatures are checked with.
    pub app_secrets: Vec<NamedSecret>,
    /// Folder whose JSON files are captured; `None`: the one that was kept, if any.
    pub watch: Option<PathBuf>,
    /// The Graph API for looking up names.
    pub graph: Graph,
    /// Bounds of the receiver.
    pub limits: Limits,
    /// Program that does a tunnel guard's work ([`crate::tunnel::guard`]); `None`: this one.
    pub guard: Option<PathBuf>,
    /// How long a tunnel's steps may take.
    pub tunnel_pace: Pace,
    /// For one command only: others wait for its end rather than ask it.
    pub brief: bool,
}

/// Where names are looked up, and the token that was given for it; one that is kept serves as well.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    url: Option<String>,
    pub(crate) token: Option<Secret>,
}

impl Graph {
    /// A token of the account, and another address than Meta's (for tests and proxies).
    pub fn new(token: Option<Secret>, url: Option<String>) -> Self {
        Self { url: url.map(|url| url.trim_end_matches('/').to_owned()), token }
    }

    /// From `HOOKTRAIL_GRAPH_TOKEN` and `HOOKTRAIL_GRAPH_URL`, as every host reads them.
    pub fn from_environment() -> Self {
        let set = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
        Self::new(set("HOOKTRAIL_GRAPH_TOKEN").map(Secret::new), set("HOOKTRAIL_GRAPH_URL"))
    }

    /// Address of the API for a platform. Source: Instagram API with Instagram Login, Messenger Platform.
    pub(crate) fn base(&self, platform: &str) -> &str {
        match (&self.url, platform) {
            (Some(url), _) => url,
            (None, "instagram") => "https://graph.instagram.com/v23.0",
            (None, _) => "https://graph.facebook.com/v23.0",
        }
    }
}

impl Config {
    /// Everything as it is by default, in `data_dir`.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            receiver_port: None,
            control_port: 0,
            verify_token: None,
            app_secrets: Vec::new(),
            watch: None,
            graph: Graph::default(),
            limits: Limits::default(),
            guard: None,
            tunnel_pace: Pace::default(),
            brief: false,
        }
    }
}
