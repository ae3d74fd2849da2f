//! Sending a capture or vendor events to a URL: finds what is meant, and lets delivery plan, send and record it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hooktrail_domain::vendor::{Format, Outcome};
use rusqlite::Connection;

use super::commands::{caught_up, seq};
use super::events::{self, Made};
use super::*;
use crate::clock::attempt_id;
use crate::delivery::{Edit, META, Plan, PlanError, Signing, record};
use crate::engine::Engine;
use crate::secrets::Secret;
use crate::store::journal::Origin;
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
    let (to, confirmed) = (crate::delivery::target(&request.to)?, request.confirmed);
    if !crate::delivery::is_near(&to) {
        agreed(engine, &request.item, to.host_str().unwrap_or_default(), confirmed).await?;
    }
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
        attempts.push(inner.store.read(move |conn| super::attempts::row(conn, kept)).await?);
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
            let (signing, edit) = (signing(request)?, edit(request)?);
            let plan = Plan::of_capture(&capture, &request.to, signing, secret.as_ref(), &edit)?;
            return Ok(vec![plan]);
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
    if request.edit.is_some() || request.signing.is_some() {
        return Err(ApiError::invalid(
            "A vendor's event goes as it is shown: it is neither edited nor signed.",
        ));
    }
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

fn signing(request: &SendRequest) -> Result<Signing, ApiError> {
    let Some(word) = &request.signing else {
        let secret = request.secret.is_some();
        return Ok(if secret { Signing::Resigned } else { Signing::AsReceived });
    };
    Signing::from_word(word)
        .ok_or_else(|| ApiError::invalid(format!("{word:?} is no way to sign.")))
}

fn edit(request: &SendRequest) -> Result<Edit, ApiError> {
    let Some(edit) = &request.edit else { return Ok(Edit::default()) };
    let body = edit.body_base64.as_ref().map(|text| BASE64.decode(text)).transpose();
    let body = body.map_err(|_| ApiError::invalid("The edited body is no base64."))?;
    let headers = edit
        .headers
        .as_ref()
        .map(|rows| rows.iter().map(|row| (row.name.clone(), row.value.clone())).collect());
    Ok(Edit { body: body.map(Into::into), headers, method: edit.method.clone() })
}

/// Lets customers' data go to a host of somebody else's only once the user has agreed to it. Samples are nobody's.
async fn agreed(engine: &Engine, item: &str, host: &str, confirmed: bool) -> Result<(), ApiError> {
    let (item, host) = (item.to_owned(), host.to_owned());
    let (known, sample, host) = {
        let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
            let id = seq(item.split_once('-').map_or(&*item, |(id, _)| id))?;
            let sample = journal::head(conn, id)?.is_some_and(|head| head.origin == Origin::Sample);
            Ok((agreed_hosts(conn)?, sample, host))
        });
        read.await?
    };
    if sample || known.contains(&host) {
        return Ok(());
    }
    if !confirmed {
        return Err(ApiError {
            code: ErrorCode::ConfirmHost,
            message: format!(
                "{host} is neither this machine nor in its network: agree first that customers' data go there."
            ),
        });
    }
    let keep = move |tx: &crate::store::Tx<'_>| {
        let mut hosts = agreed_hosts(tx)?;
        hosts.push(host);
        settings::put(tx, AGREED_HOSTS, &serde_json::to_string(&hosts).unwrap_or_default())
    };
    Ok(engine.inner.store.write::<_, StoreError, _>(keep).await?)
}

/// Name of the setting with the hosts that customers' data may go to, a JSON list.
const AGREED_HOSTS: &str = "agreed_hosts";

fn agreed_hosts(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let list = settings::get(conn, AGREED_HOSTS)?.unwrap_or_default();
    Ok(serde_json::from_str(&list).unwrap_or_default())
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
