//! The data folder that this window shows: opened, or reached through its owner, and taken over when the owner ends.

use std::env;
use std::path::{Path, PathBuf};

use hooktrail_engine::config::{Config, Graph};
use hooktrail_engine::engine::OpenError;
use hooktrail_engine::http_host::no_assets;
use hooktrail_engine::reach::Reach;
use hooktrail_engine::secrets::{NamedSecret, Secret};
use tokio::sync::RwLock;

/// The way to the data folder, now.
pub(crate) struct Data {
    config: Config,
    reach: RwLock<Reach>,
}

/// The data folder, absolute, and whether it is the usual one.
pub(crate) fn folder(identifier: &str) -> Result<(PathBuf, bool), String> {
    let usual = dirs::data_dir().map(|data| data.join(identifier));
    let named = env::var_os("HOOKTRAIL_DATA_DIR").filter(|folder| !folder.is_empty());
    let folder = named.map(PathBuf::from).or_else(|| usual.clone());
    let folder = folder.ok_or("this system names no data folder: set HOOKTRAIL_DATA_DIR")?;
    let folder = std::path::absolute(&folder)
        .map_err(|error| format!("{} is no folder: {error}", folder.display()))?;
    let is_usual = usual.is_some_and(|usual| usual == folder);
    Ok((folder, is_usual))
}

/// Port and secrets from the environment; the same names as the command line's.
pub(crate) fn config(folder: PathBuf) -> Result<Config, String> {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let port = match set("HOOKTRAIL_PORT") {
        Some(port) => Some(port.parse().map_err(|_| format!("HOOKTRAIL_PORT: {port} is no port"))?),
        None => None,
    };
    let secrets = set("HOOKTRAIL_APP_SECRET").unwrap_or_default();
    let secrets = secrets.split(',').map(str::trim).filter(|secret| !secret.is_empty());
    let named = secrets.enumerate().map(|(index, secret)| NamedSecret {
        name: format!("HOOKTRAIL_APP_SECRET {}", index + 1),
        secret: Secret::new(secret),
    });
    Ok(Config {
        receiver_port: port,
        verify_token: set("HOOKTRAIL_VERIFY_TOKEN"),
        app_secrets: named.collect(),
        graph: Graph::from_environment(),
        ..Config::new(folder)
    })
}

impl Data {
    /// Opens the folder and receives, or attaches to its owner.
    pub(crate) async fn open(config: Config) -> Result<Self, OpenError> {
        let reach = reach(&config).await?;
        Ok(Self { config, reach: RwLock::new(reach) })
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.config.data_dir
    }

    /// The way there.
    pub(crate) async fn reach(&self) -> Reach {
        self.reach.read().await.clone()
    }

    /// The owner ended: takes the folder over, or attaches to whoever was faster.
    pub(crate) async fn reopen(&self) -> Result<(), OpenError> {
        let fresh = reach(&self.config).await?;
        *self.reach.write().await = fresh;
        Ok(())
    }

    /// Ends in order: what is under way is answered and kept.
    pub(crate) async fn close(&self) {
        self.reach.read().await.close().await;
    }
}

async fn reach(config: &Config) -> Result<Reach, OpenError> {
    let reach = Reach::open(config.clone(), no_assets).await?;
    if let Reach::Owner(engine) = &reach
        && let Err(error) = engine.receive().await
    {
        // The window says so, with the port that is free.
        tracing::warn!(%error, "not receiving");
    }
    Ok(reach)
}
