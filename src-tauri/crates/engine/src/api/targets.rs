//! Saved targets: list, make, change, delete. What one is and may be stands in [`crate::delivery`].

use rusqlite::Connection;
use url::Url;

use super::commands::row_id;
use super::*;
use crate::delivery::{self, SIGNING_SECRET, refusal};
use crate::engine::Engine;
use crate::secrets::{Secrets, of_target};
use crate::store::targets::{self as table, Target};
use crate::store::{StoreError, attempts, deliveries};

pub(super) async fn list(engine: &Engine) -> Result<TargetList, ApiError> {
    let all = engine.inner.store.read::<_, StoreError, _>(table::all).await?;
    Ok(TargetList { rows: all.iter().map(|target| row(target, &engine.inner.secrets)).collect() })
}

/// Those that are on, each with what it answered last.
pub(super) fn status(conn: &Connection) -> Result<Vec<TargetStatus>, StoreError> {
    let on = table::all(conn)?.into_iter().filter(|target| target.enabled);
    on.map(|target| {
        let last = attempts::last_to(conn, target.id)?.map(|last| TargetAnswer {
            passed: delivery::went_well(&last.signing, last.status, last.broke),
            at: last.started_us / 1_000,
            status: last.status,
        });
        Ok(TargetStatus { id: target.id.to_string(), name: target.name, last })
    })
    .collect()
}

/// Makes one, or changes what is given of one; with its secret, if one is given.
pub(super) async fn put(engine: &Engine, change: TargetChange) -> Result<TargetRow, ApiError> {
    let secret = change.secret.clone();
    let receiver = engine.receiver().url.as_deref().and_then(|url| Url::parse(url).ok());
    let (id, is_new) = {
        let _one_at_a_time = engine.inner.arranging.lock().await;
        let write = engine.inner.store.write::<_, ApiError, _>(move |tx| {
            let target = changed(tx, change)?;
            let others = table::all(tx)?;
            if let Some((field, why)) = refusal(&target, &others, receiver.as_ref()) {
                return Err(ApiError::invalid(why).at(field));
            }
            Ok((table::put(tx, &target)?, target.id == 0))
        });
        write.await?
    };
    if let Some(TargetSecret { text, place }) = secret {
        let owner = of_target(&id.to_string());
        let new = SecretNew { owner, name: SIGNING_SECRET.to_owned(), secret: text, place };
        if let Err(error) = secrets::put(engine, new).await {
            if is_new {
                let undo = move |tx: &crate::store::Tx<'_>| table::remove(tx, id).map(drop);
                engine.inner.store.write::<_, StoreError, _>(undo).await?;
            }
            return Err(error);
        }
    }
    engine.changes().tell([]);
    let kept = engine.inner.store.read(move |conn| get(conn, id)).await?;
    Ok(row(&kept, &engine.inner.secrets))
}

/// Forgets one with its secrets; what was sent to it stays.
pub(super) async fn delete(engine: &Engine, request: ById) -> Result<TargetList, ApiError> {
    let id = number(&request.id)?;
    engine.inner.store.read(move |conn| get(conn, id)).await?;
    {
        let _one_at_a_time = engine.inner.arranging.lock().await;
        secrets::forget_all(engine, &of_target(&id.to_string())).await?;
        let now = engine.inner.clock.micros();
        let remove = move |tx: &crate::store::Tx<'_>| {
            deliveries::give_up_at(tx, id, now, "its target was removed")?;
            table::remove(tx, id).map(drop)
        };
        engine.inner.store.write::<_, StoreError, _>(remove).await?;
    }
    engine.changes().tell([]);
    list(engine).await
}

fn number(id: &str) -> Result<i64, ApiError> {
    row_id(id).ok_or_else(|| gone(id))
}

fn get(conn: &Connection, id: i64) -> Result<Target, ApiError> {
    table::get(conn, id)?.ok_or_else(|| gone(&id.to_string()))
}

fn gone(id: &str) -> ApiError {
    ApiError::not_found(format!("There is no target {id}."))
}

fn changed(conn: &Connection, change: TargetChange) -> Result<Target, ApiError> {
    let mut target = match &change.id {
        Some(id) => get(conn, number(id)?)?,
        None => delivery::new_target(change.url.as_deref().unwrap_or_default())
            .map_err(|error| ApiError::from(error).at("url"))?,
    };
    let unnamed = automatic(&target.url).is_some_and(|name| name == target.name);
    if let Some(url) = change.url {
        target.url = url.trim().to_owned();
    }
    // A name that nobody gave goes with the URL.
    match change.name.as_deref().map(str::trim) {
        Some(name) if !name.is_empty() => target.name = name.to_owned(),
        None if !unnamed => {}
        // What is wrong with the URL is said of that.
        _ => target.name = automatic(&target.url).unwrap_or(target.name),
    }
    if let Some(headers) = change.headers {
        target.headers = headers.into_iter().map(|row| (row.name, row.value)).collect();
    }
    if let Some(signing) = change.signing {
        target.signing = (!signing.is_empty()).then_some(signing);
    }
    target.formats = change.formats.unwrap_or(target.formats);
    target.timeout_ms = change.timeout_ms.unwrap_or(target.timeout_ms);
    target.accept_invalid_certificate =
        change.accept_invalid_certificate.unwrap_or(target.accept_invalid_certificate);
    target.marker = change.marker.unwrap_or(target.marker);
    target.enabled = change.enabled.unwrap_or(target.enabled);
    Ok(target)
}

/// What a target with this URL is called while nobody gave it a name.
fn automatic(url: &str) -> Option<String> {
    delivery::target(url).ok().map(|url| delivery::name_of(&url))
}

fn row(target: &Target, secrets: &Secrets) -> TargetRow {
    let owner = of_target(&target.id.to_string());
    let held = secrets.all();
    let own = || held.iter().filter(|one| one.owner == owner);
    let headers = own().filter_map(|one| delivery::secret_header(&one.named.name));
    let signing = own().find(|one| delivery::secret_header(&one.named.name).is_none());
    let pair =
        |(name, value): &(String, String)| HeaderRow { name: name.clone(), value: value.clone() };
    TargetRow {
        id: target.id.to_string(),
        name: target.name.clone(),
        url: target.url.clone(),
        formats: target.formats.clone(),
        headers: target.headers.iter().map(pair).collect(),
        signing: target.signing.clone(),
        timeout_ms: target.timeout_ms,
        accept_invalid_certificate: target.accept_invalid_certificate,
        marker: target.marker,
        enabled: target.enabled,
        secret_place: signing.map(|one| one.place.word().to_owned()),
        secret_headers: headers.map(str::to_owned).collect(),
        public: delivery::target(&target.url).is_ok_and(|url| !delivery::is_near(&url)),
    }
}
