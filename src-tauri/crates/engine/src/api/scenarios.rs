//! The simulator: which stories there are, what one would send, and sending it.

use std::time::Duration;

use super::*;
use crate::delivery;
use crate::engine::Engine;
use crate::scenario::{self, Cast, Scenario};

pub(super) fn list() -> ScenarioList {
    let row = |scenario: &Scenario| ScenarioRow {
        id: scenario.id.clone(),
        platform: scenario.platform().word().to_owned(),
        title: scenario.title.clone(),
        about: scenario.about.clone(),
        single: scenario.single,
        steps: scenario
            .steps
            .iter()
            .map(|step| ScenarioStep {
                event: step.event.clone(),
                after_ms: step.after_ms,
                text: step.text.clone(),
                speaks: step.of > 0,
            })
            .collect(),
    };
    ScenarioList { rows: scenario::all().iter().map(row).collect() }
}

pub(super) fn preview(
    engine: &Engine,
    request: ScenarioRequest,
) -> Result<ScenarioPreview, ApiError> {
    let bodies = scenario::fresh(engine, found(&request.id)?, &cast(request))?;
    let body =
        |one: scenario::Rendered| ScenarioBody { event: one.event, at: one.at, text: one.body };
    Ok(ScenarioPreview { bodies: bodies.into_iter().map(body).collect() })
}

pub(super) async fn send(
    engine: &Engine,
    request: ScenarioRequest,
) -> Result<ScenarioAnswer, ApiError> {
    let story = found(&request.id)?;
    let to = request.to.clone().filter(|to| !to.trim().is_empty());
    let (secret, signing) = (request.secret.clone(), request.signing.clone());
    let confirmed = request.confirmed;
    if let Some(word) = to.clone() {
        // What cannot go on, or not signed so, is refused before any of it is received.
        let signing = signing.as_deref().map(super::send::signing).transpose()?;
        let to = super::send::destination(engine, word, secret.as_ref()).await?;
        delivery::signable(&to, signing)?;
    }
    let captures = scenario::send(engine, story, &cast(request), to.is_some()).await?.captures;
    let mut attempts = Vec::new();
    if let Some(to) = to {
        for item in &captures {
            let one = SendRequest {
                item: item.clone(),
                to: to.clone(),
                secret: secret.clone(),
                signing: signing.clone(),
                confirmed,
                ..SendRequest::default()
            };
            attempts.extend(super::send::send(engine, one).await?.attempts);
        }
    }
    Ok(ScenarioAnswer { captures, attempts })
}

/// How long *Send a sample* waits until what it became can be shown; behind a long backlog the page says that it is still to be processed.
const SHOWN: Duration = Duration::from_secs(2);

/// The short exchange of *Send a sample*.
pub(super) async fn sample(engine: &Engine) -> Result<SampleAnswer, ApiError> {
    let sent = scenario::send(engine, found(scenario::SAMPLE)?, &Cast::default(), false).await?;
    if engine.inner.projection.caught_up(SHOWN).await?.is_none()
        && let Some(why) = engine.inner.projection.trouble()
    {
        return Err(ApiError::unavailable(format!(
            "The sample was received and kept, but cannot be processed yet. {why}"
        )));
    }
    Ok(SampleAnswer { captures: sent.captures })
}

fn found(id: &str) -> Result<&'static Scenario, ApiError> {
    scenario::find(id).ok_or_else(|| {
        ApiError::not_found(format!("There is no scenario {id}: `hooktrail simulate` lists them."))
    })
}

fn cast(request: ScenarioRequest) -> Cast {
    Cast {
        account: request.account,
        peer: request.peer,
        name: request.name,
        texts: request.texts,
        of: request.of,
    }
}
