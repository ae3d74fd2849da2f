//! What an engine is opened with. Flags, environment and the window's wishes end here; where they come from is the
//! hosts' business.

use std::path::PathBuf;

use crate::receiver::Limits;
use crate::secrets::NamedSecret;

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
    /// Bounds of the receiver.
    pub limits: Limits,
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
            limits: Limits::default(),
        }
    }
}
