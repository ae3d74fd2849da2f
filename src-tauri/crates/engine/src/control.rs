//! The guest's side of the control port: finds the owner of a data folder, asks it commands of the contract, and follows
//! its word of changes. Opens no database.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::{ApiError, Changed};
use crate::owner::{self, Claim, Control};

/// How long an owner that has just begun may take to say where it listens, and one that owns the folder for a single
/// command to end.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
pub(crate) const LOOK: Duration = Duration::from_millis(50);

/// A guest of the instance that owns a data folder.
#[derive(Debug, Clone)]
pub struct Guest {
    client: reqwest::Client,
    control: Control,
}

/// Word of changes from the owner.
#[derive(Debug)]
pub struct Notices {
    stream: reqwest::Response,
    /// What came and is no whole event yet.
    partial: Vec<u8>,
}

impl Guest {
    /// The way to the lasting owner of `data_dir`; `None` when nobody owns it, once whoever had it for one command has
    /// ended. The error is a sentence.
    pub async fn find(data_dir: &Path) -> Result<Option<Self>, String> {
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            // A folder that is not there has no owner, and is not made by looking.
            let claim = if data_dir.exists() { owner::claim(data_dir) } else { return Ok(None) };
            match claim {
                Ok(Claim::Owned(_)) => return Ok(None),
                Ok(Claim::Held(Some(control))) if !control.brief => {
                    return Self::of(control).map(Some);
                }
                Ok(Claim::Held(_)) if tokio::time::Instant::now() < until => {
                    tokio::time::sleep(LOOK).await;
                }
                Ok(Claim::Held(Some(control))) => {
                    return Err(format!(
                        "A command with process id {} has had the data folder {} for a minute: wait for it, or end it.",
                        control.pid,
                        data_dir.display()
                    ));
                }
                Ok(Claim::Held(None)) => {
                    return Err("the instance that owns the data folder does not say where it listens: end it, and try again".to_owned());
                }
                Err(error) => return Err(owner::unusable(data_dir, &error)),
            }
        }
    }

    /// A guest of the owner that `control` names.
    pub fn of(control: Control) -> Result<Self, String> {
        // Someone else's provider will do as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build();
        let client = client.map_err(|error| format!("no HTTP client can be made: {error}"))?;
        Ok(Self { client, control })
    }

    /// What the owner said of itself.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// One command of the contract.
    pub async fn ask<Q: Serialize, A: DeserializeOwned>(
        &self,
        command: &str,
        request: &Q,
    ) -> Result<A, ApiError> {
        let body = serde_json::to_vec(request)
            .map_err(|error| ApiError::invalid(format!("{command}: {error}")))?;
        let post = self.client.post(format!("{}/rpc/{command}", self.control.address));
        let sent = post.bearer_auth(&self.control.token).header("content-type", "application/json");
        let answer = sent.body(body).send().await.map_err(gone)?;
        let status = answer.status();
        let good = status.is_success();
        let body = answer.bytes().await.map_err(gone)?;
        let odd = |error: serde_json::Error| {
            ApiError::internal(format!(
                "{command}: the owner's answer, with status {status}, cannot be read: {error}"
            ))
        };
        if good {
            serde_json::from_slice(&body).map_err(odd)
        } else {
            Err(serde_json::from_slice(&body).unwrap_or_else(odd))
        }
    }

    /// Word of changes, from now on.
    pub async fn notices(&self) -> Result<Notices, ApiError> {
        let stream = self.client.get(format!("{}/events", self.control.address));
        let stream = stream.bearer_auth(&self.control.token).send().await;
        let stream = stream.and_then(reqwest::Response::error_for_status).map_err(gone)?;
        Ok(Notices { stream, partial: Vec::new() })
    }
}

fn gone(error: reqwest::Error) -> ApiError {
    let error = error.without_url();
    ApiError::unavailable(format!(
        "the instance that owns the data folder does not answer: {error}"
    ))
}

impl Notices {
    /// Waits for the next one; `None` when none will come, because the owner ended.
    pub async fn next(&mut self) -> Option<Changed> {
        loop {
            while let Some(end) = self.partial.windows(2).position(|bytes| bytes == b"\n\n") {
                let event: Vec<u8> = self.partial.drain(..end + 2).collect();
                if let Some(changed) = changed(&event) {
                    return Some(changed);
                }
            }
            let more = self.stream.chunk().await.ok()??;
            self.partial.extend_from_slice(&more);
        }
    }
}

/// What an event of the stream says; `None` for a sign of life.
fn changed(event: &[u8]) -> Option<Changed> {
    let mut lines = event.split(|byte| *byte == b'\n');
    let data = lines.find_map(|line| line.strip_prefix(b"data:"))?;
    serde_json::from_slice(data).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_says_what_changed_and_a_sign_of_life_says_nothing() {
        let event = b"event: changed\nid: 7\ndata: {\"revision\":7,\"captures\":[\"3\"]}\n\n";
        assert_eq!(changed(event), Some(Changed { revision: 7, captures: vec!["3".to_owned()] }));
        assert_eq!(changed(b":\n\n"), None);
    }
}
