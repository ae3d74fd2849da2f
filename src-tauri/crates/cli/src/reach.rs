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
    /// The way through the instance that owns `folder`, if one does.
    pub async fn guest(_folder: &Path) -> Done<Option<Self>> {
        Ok(None)
    }

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

    /// Word that something changed, from now on.
    pub async fn notices(&self) -> Done<Notices> {
        match self {
            Self::Guest(guest) => guest.notices().await,
        }
    }

    /// Lets the folder go.
    pub async fn close(self) {}
}

/// Word that something changed; several may come as one.
pub enum Notices {
    /// The owner's stream; what it says does not matter, only that it does.
    Guest(reqwest::Response),
}

impl Notices {
    /// Waits for the next one; false when none will come, because the owner ended.
    pub async fn next(&mut self) -> bool {
        match self {
            Self::Guest(stream) => matches!(stream.chunk().await, Ok(Some(_))),
        }
    }
}

impl Guest {
    async fn notices(&self) -> Done<Notices> {
        let stream = self.client.get(format!("{}/events", self.address)).bearer_auth(&self.token);
        let stream = stream.send().await.and_then(reqwest::Response::error_for_status);
        stream.map(Notices::Guest).map_err(|error| {
            Failure::refused(format!(
                "the instance that owns the data folder does not answer: {error}"
            ))
        })
    }

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
