//! Sending a capture or vendor events to a URL: finds what is meant, and lets delivery plan, send and record it.

use hooktrail_domain::vendor::{Format, Outcome};
use rusqlite::Connection;

use super::commands::{caught_up, seq};
use super::events::{self, Made};
use super::*;
use crate::clock::attempt_id;
use crate::delivery::{META, Plan, PlanError, record};
use crate::engine::Engine;
use crate::secrets::Secret;
use crate::store::{StoreError, journal, settings};

/// How many URLs are remembered.
const REMEMBERED: usize = 10;
/// Name of the setting with them, a JSON list.
pub(super) const RECENT_URLS: &str = "recent_urls";

impl From<PlanError> for ApiError {
    fn from(error: PlanError) -> Self {
        Self::invalid(error.to_string())
    }
}

pub(super) async fn send(engine: &Engine, request: SendRequest) -> Result<AttemptList, ApiError> {
    caught_up(engine).await?;
    let inner = &engine.inner;
    let plans = inner.store.read::<_, ApiError, _>(move |conn| plans(conn, &request)).await?;
    let mut attempts = Vec::new();
    for plan in plans {
        let started_us = inner.clock.micros();
        let outcome = inner.sender.send(&plan).await;
        let kept = record(&inner.store, attempt_id(), started_us, &plan, outcome).await?;
        if attempts.is_empty() {
            let url = kept.url.clone();
            inner.store.write(move |tx| remember(tx, &url)).await?;
        }
        attempts.push(super::attempts::row(kept));
    }
    Ok(AttemptList { attempts })
}

/// What a request asks to be sent, in order; nothing when the capture caused no event of the format.
fn plans(conn: &Connection, request: &SendRequest) -> Result<Vec<Plan>, ApiError> {
    let format = match request.format.as_deref() {
        None => None,
        Some(META) => Some(None),
        Some(word) => Some(Some(Format::from_word(word).ok_or_else(|| {
            ApiError::invalid(format!("{word} is no format: meta, or one of the vendors'."))
        })?)),
    };
    let (id, event) = match request.item.split_once('-') {
        None => (seq(&request.item)?, false),
        Some((id, _)) => (seq(id)?, true),
    };
    let gone = || ApiError::not_found(format!("There is no {}.", request.item));
    let capture = journal::capture(conn, id)?;
    let wanted: Vec<Made> = match (event, format) {
        (false, None | Some(None)) | (true, Some(None)) => {
            let secret = request.secret.as_ref().map(|secret| Secret::new(secret.expose()));
            let capture = capture.ok_or_else(gone)?;
            return Ok(vec![Plan::of_capture(&capture, &request.to, secret.as_ref())?]);
        }
        (false, Some(Some(format))) => {
            capture.ok_or_else(gone)?;
            let made = events::of_capture(conn, id, false)?;
            made.into_iter().filter(|made| made.format == format).collect()
        }
        (true, format) => {
            let made = events::of_capture(conn, id, false)?;
            let made = made.into_iter().find(|made| made.id == request.item).ok_or_else(gone)?;
            if let Some(Some(format)) = format
                && format != made.format
            {
                return Err(ApiError::invalid(format!(
                    "{} is an event of {}: send the capture {id} as {} instead.",
                    request.item,
                    made.format.word(),
                    format.word()
                )));
            }
            if let Outcome::Withheld(reason) = &made.outcome {
                return Err(ApiError::not_found(format!(
                    "There is no {}: {reason}.",
                    request.item
                )));
            }
            vec![made]
        }
    };
    // A wrong URL is refused also when there is nothing to send.
    let _ = crate::delivery::target(&request.to)?;
    let mut plans = Vec::new();
    for made in wanted {
        if let Outcome::Event(document) = &made.outcome {
            let body = document.compact();
            plans.push(Plan::of_event(
                made.id,
                made.capture,
                made.format.word(),
                body,
                &request.to,
            )?);
        }
    }
    Ok(plans)
}

/// Puts a URL in front of those remembered.
fn remember(tx: &crate::store::Tx<'_>, url: &str) -> Result<(), StoreError> {
    let mut urls = recent(tx)?;
    urls.retain(|known| known != url);
    urls.insert(0, url.to_owned());
    urls.truncate(REMEMBERED);
    settings::put(tx, RECENT_URLS, &serde_json::to_string(&urls).unwrap_or_default())
}

/// Last URLs sent to, newest first.
pub(super) fn recent(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let list = settings::get(conn, RECENT_URLS)?.unwrap_or_default();
    Ok(serde_json::from_str(&list).unwrap_or_default())
}
