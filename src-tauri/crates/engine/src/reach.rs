//! The way to a data folder, for whoever wants to speak the contract: by owning the folder, or as a guest of the instance
//! that does. There are never two writers.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::{ApiError, Changed, dispatch};
use crate::changes::Subscription;
use crate::config::Config;
use crate::control::{self, Guest};
use crate::engine::{Engine, OpenError};
use crate::http_host::Assets;

/// The way to a data folder. Clones lead to the same one.
#[derive(Debug, Clone)]
pub enum Reach {
    /// It is ours.
    Owner(Engine),
    /// Another instance owns it; we ask.
    Guest(Guest),
}

impl Reach {
    /// Asks the owner of the folder, or becomes it until [`Reach::close`].
    ///
    /// # Errors
    /// As [`Engine::open`], and [`OpenError::Refused`] when the owner does not say where it listens.
    pub async fn open(config: Config, assets: Assets) -> Result<Self, OpenError> {
        loop {
            let guest = Guest::find(&config.data_dir).await.map_err(OpenError::Refused)?;
            if let Some(guest) = guest {
                return Ok(Self::Guest(guest));
            }
            match Engine::open(config.clone(), assets).await {
                Ok(engine) => return Ok(Self::Owner(engine)),
                // Somebody was faster: ask them.
                Err(OpenError::Held(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Owns the folder, once whoever had it for one command has ended.
    ///
    /// # Errors
    /// As [`Engine::open`]: [`OpenError::Held`] when a lasting owner has it.
    pub async fn own(config: Config, assets: Assets) -> Result<Engine, OpenError> {
        let until = tokio::time::Instant::now() + control::PATIENCE;
        loop {
            match Engine::open(config.clone(), assets).await {
                Err(OpenError::Held(owner))
                    if owner.as_ref().is_none_or(|owner| owner.brief)
                        && tokio::time::Instant::now() < until =>
                {
                    tokio::time::sleep(control::LOOK).await;
                }
                other => return other,
            }
        }
    }

    /// One command of the contract.
    ///
    /// # Errors
    /// What the command refuses; `unavailable` when the owner does not answer.
    pub async fn ask<Q: Serialize, A: DeserializeOwned>(
        &self,
        command: &str,
        request: &Q,
    ) -> Result<A, ApiError> {
        match self {
            Self::Guest(guest) => guest.ask(command, request).await,
            Self::Owner(engine) => {
                let odd =
                    |error: serde_json::Error| ApiError::internal(format!("{command}: {error}"));
                let request = serde_json::to_value(request).map_err(odd)?;
                let answer = dispatch(engine, command, request).await?;
                serde_json::from_value(answer).map_err(odd)
            }
        }
    }

    /// Word of changes, from now on.
    ///
    /// # Errors
    /// `unavailable` when the owner does not answer.
    pub async fn notices(&self) -> Result<Notices, ApiError> {
        match self {
            Self::Guest(guest) => Ok(Notices::Guest(guest.notices().await?)),
            Self::Owner(engine) => Ok(Notices::Owner(engine.changes().subscribe())),
        }
    }

    /// Lets the folder go, if it was ours.
    pub async fn close(&self) {
        if let Self::Owner(engine) = self {
            engine.close().await;
        }
    }
}

/// Word that something changed; several may come as one.
#[derive(Debug)]
pub enum Notices {
    /// The owner's stream.
    Guest(control::Notices),
    /// Our own.
    Owner(Subscription),
}

impl Notices {
    /// Waits for the next one; `None` when none will come, because the owner ended.
    pub async fn next(&mut self) -> Option<Changed> {
        match self {
            Self::Guest(stream) => stream.next().await,
            Self::Owner(changes) => changes.next().await.map(Changed::from),
        }
    }
}
