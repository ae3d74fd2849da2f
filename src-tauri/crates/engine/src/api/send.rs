//! Sending a capture or vendor events to a URL or a target: finds what is meant, and lets delivery plan, send and record it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rusqlite::Connection;

use super::commands::caught_up;
use super::*;
use crate::clock::attempt_id;
use crate::delivery::{self, Destination, Edit, Plan, PlanError, Refusal, Signing, Wish};
use crate::engine::Engine;
use crate::secrets::Secret;
use crate::store::{StoreError, settings};

/// How many URLs are remembered.
const REMEMBERED: usize = 10;
/// Name of the setting with them, a JSON list.
pub(super) const RECENT_URLS: &str = "recent_urls";

impl From<PlanError> for ApiError {
    fn from(error: PlanError) -> Self {
        let refused = Self::invalid(error.to_string());
        match error {
            PlanError::Url(_) => refused.at("to"),
            PlanError::NoSecret => refused.at("secret"),
            _ => refused,
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown(words) => Self::not_found(words),
            Refusal::Unusable(words) => Self::invalid(words),
            Refusal::Unready(_) => Self::of(ErrorCode::Unavailable, refusal.to_string()),
            Refusal::Plan(error) => error.into(),
            Refusal::Store(error) => error.into(),
            Refusal::Unconfirmed(_) => Self::of(ErrorCode::ConfirmHost, refusal.to_string()),
        }
    }
}

pub(super) async fn send(engine: &Engine, request: SendRequest) -> Result<AttemptList, ApiError> {
    caught_up(engine).await?;
    let inner = &engine.inner;
    let wish = Wish {
        item: request.item,
        format: request.format,
        signing: request.signing.as_deref().map(signing).transpose()?,
        edit: request.edit.map(edit).transpose()?.unwrap_or_default(),
    };
    let mut to = destination(engine, request.to, request.secret.as_ref()).await?;
    if request.marker == Some(false) {
        to.marker = None;
    } else if request.marker == Some(true) {
        to.marker = inner.store.read::<_, StoreError, _>(delivery::instance).await?;
    }
    delivery::agreed(&inner.store, &to.url, vec![wish.item.clone()], request.confirmed).await?;
    let typed = to.target.is_none();
    let plans = inner.store.read(move |conn| delivery::plans(conn, &wish, &to)).await?;
    // What has begun is recorded, also when whoever asked for it has left.
    let sending = tokio::spawn(deliver(engine.clone(), plans, typed));
    sending.await.map_err(|fault| ApiError::internal(fault.to_string()))?
}

/// The destination that `word` means, with the secret that is given for this once.
pub(super) async fn destination(
    engine: &Engine,
    word: String,
    secret: Option<&SecretText>,
) -> Result<Destination, ApiError> {
    let secrets = engine.inner.secrets.clone();
    let find = engine.inner.store.read(move |conn| delivery::find(conn, &secrets, &word));
    let mut to = find.await.map_err(|refused| ApiError::from(refused).at("to"))?;
    if let Some(secret) = secret {
        to.secret = Some(Secret::new(secret.expose()));
        // It is there to be used.
        to.signing = None;
    }
    Ok(to)
}

/// Sends each once, and records what came of it. A URL that was typed is remembered.
async fn deliver(engine: Engine, plans: Vec<Plan>, typed: bool) -> Result<AttemptList, ApiError> {
    let inner = &engine.inner;
    let (planned, mut attempts) = (!plans.is_empty(), Vec::new());
    for plan in plans {
        let started_us = inner.clock.micros();
        let (store, sender) = (&inner.store, &inner.sender);
        let sent = delivery::send_and_keep(store, sender, attempt_id(), started_us, &plan);
        let Some(kept) = sent.await? else { continue };
        if attempts.is_empty() && typed {
            let url = kept.url.clone();
            inner.store.write(move |tx| remember(tx, &url)).await?;
        }
        attempts.push(inner.store.read(move |conn| super::attempts::row(conn, kept)).await?);
    }
    match attempts.is_empty() && planned {
        true => Err(ApiError::not_found("It was deleted before it was sent.")),
        false => Ok(AttemptList { attempts }),
    }
}

pub(super) fn signing(word: &str) -> Result<Signing, ApiError> {
    Signing::from_word(word)
        .ok_or_else(|| ApiError::invalid(format!("{word:?} is no way to sign.")))
}

fn edit(edit: SendEdit) -> Result<Edit, ApiError> {
    let body = edit.body_base64.map(|text| BASE64.decode(text)).transpose();
    let body = body.map_err(|_| ApiError::invalid("The edited body is no base64."))?;
    let headers =
        edit.headers.map(|rows| rows.into_iter().map(|row| (row.name, row.value)).collect());
    Ok(Edit { body: body.map(Into::into), headers, method: edit.method, path: edit.path })
}

/// Puts a URL in front of those remembered.
pub(super) fn remember(tx: &crate::store::Tx<'_>, url: &str) -> Result<(), StoreError> {
    let mut urls = recent(tx)?;
    urls.retain(|known| known != url);
    urls.insert(0, url.to_owned());
    urls.truncate(REMEMBERED);
    settings::put(tx, RECENT_URLS, &serde_json::to_string(&urls).unwrap_or_default())
}

/// Last URLs sent to, newest first.
pub(super) fn recent(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let list = settings::get(conn, RECENT_URLS)?.unwrap_or_default();
    let urls: Vec<String> = serde_json::from_str(&list).unwrap_or_default();
    Ok(urls.iter().map(|url| delivery::shown_text(url)).collect())
}
