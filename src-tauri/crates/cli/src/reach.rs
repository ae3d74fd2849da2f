//! How a command reaches the data folder: as a guest of the instance that owns it, or by owning it for the moment.
//! Either way it speaks the contract; there are never two writers.

use std::path::Path;
use std::time::Duration;

use hooktrail_engine::api::{ApiError, Empty, Status};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::outcome::{Done, Failure};

/// How long a command waits for the projection to follow the journal.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it looks.
const LOOK: Duration = Duration::from_millis(20);

/// The way to the data folder.
pub enum Reach {
    /// Another instance owns it; we ask.
    Guest(Guest),
}

/// The owner's control port.
pub struct Guest {
    client: reqwest::Client,
    address: String,
    token: String,
}

impl Reach {
    /// Asks the owner of `folder`, or owns it until [`Reach::close`].
    pub async fn open(folder: &Path) -> Done<Self> {
        Err(Failure::refused(format!("no instance of Hooktrail owns {}", folder.display())))
    }

    /// One command of the contract.
    pub async fn ask<Q: Serialize, A: DeserializeOwned>(
        &self,
        command: &str,
        request: &Q,
    ) -> Done<A> {
        match self {
            Self::Guest(guest) => guest.ask(command, request).await,
        }
    }

    /// Waits until every committed capture is projected.
    pub async fn projected(&self) -> Done {
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                let status: Status = self.ask("status_get", &Empty {}).await?;
                if status.backlog == 0 {
                    return Ok(());
                }
                tokio::time::sleep(LOOK).await;
            }
        });
        waited.await.unwrap_or_else(|_| {
            Err(Failure::refused("captures are still being read after 10 s: try again in a moment"))
        })
    }

    /// Lets the folder go.
    pub async fn close(self) {}
}

impl Guest {
    async fn ask<Q: Serialize, A: DeserializeOwned>(&self, command: &str, request: &Q) -> Done<A> {
        let gone = |error: reqwest::Error| {
            Failure::refused(format!(
                "the instance that owns the data folder does not answer: {error}"
            ))
        };
        let body = serde_json::to_vec(request)
            .map_err(|error| ApiError::invalid(format!("{command}: {error}")))?;
        let post = self.client.post(format!("{}/rpc/{command}", self.address));
        let sent = post.bearer_auth(&self.token).header("content-type", "application/json");
        let answer = sent.body(body).send().await.map_err(gone)?;
        let good = answer.status().is_success();
        let body = answer.bytes().await.map_err(gone)?;
        let odd = |error: serde_json::Error| {
            Failure::refused(format!("{command}: the owner's answer cannot be read: {error}"))
        };
        if good {
            serde_json::from_slice(&body).map_err(odd)
        } else {
            Err(serde_json::from_slice::<ApiError>(&body).map_err(odd)?.into())
        }
    }
}
