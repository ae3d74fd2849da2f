//! Secrets: which there are, a new one, and one to forget. None of them is ever answered.

use super::*;
use crate::clock::random_token;
use crate::delivery;
use crate::engine::Engine;
use crate::secrets::keep::KeepError;
use crate::secrets::{Held, NamedSecret as Named, OF_GRAPH, Place, Secret};
use crate::store::StoreError;
use crate::store::secret_names::{self, SecretName};
use crate::store::targets;

/// Longest secret, bytes. Meta's are 32.
const LONGEST: usize = 4_096;

impl From<KeepError> for ApiError {
    fn from(error: KeepError) -> Self {
        Self::unavailable(error.to_string())
    }
}

/// Asks again for what could not be read when the folder was opened.
pub(super) async fn list(engine: &Engine) -> Result<SecretList, ApiError> {
    let names = engine.inner.store.read(secret_names::all).await?;
    engine.inner.keep.load(names.clone(), &engine.inner.secrets).await;
    let held = engine.inner.secrets.all();
    let unkept = held.iter().filter(|one| matches!(one.place, Place::Given | Place::Run));
    let mut rows: Vec<SecretRow> = unkept.map(row).collect();
    rows.extend(names.into_iter().map(|kept| SecretRow {
        usable: held.iter().any(|one| one.id == kept.id),
        id: kept.id,
        owner: kept.owner,
        name: kept.name,
        place: kept.place.word().to_owned(),
    }));
    let no_system = engine.inner.keep.system().await.err().map(|error| error.to_string());
    Ok(SecretList { rows, no_system })
}

pub(super) async fn put(engine: &Engine, new: SecretNew) -> Result<SecretList, ApiError> {
    let Some(place @ (Place::System | Place::File | Place::Run)) = Place::from_word(&new.place)
    else {
        let given = &new.place;
        return Err(ApiError::invalid(format!("{given:?} keeps no secret: system, file or run.")));
    };
    let (name, owner) = (new.name.trim().to_owned(), new.owner);
    let text = new.secret.expose().trim();
    let known = match owner.split_once(':') {
        Some(("source", id)) => engine.inner.sources.get(id).is_some(),
        Some(("target", id)) => {
            let id = commands::row_id(id).unwrap_or_default();
            let read =
                engine.inner.store.read::<_, StoreError, _>(move |conn| targets::get(conn, id));
            read.await?.is_some()
        }
        _ => owner == OF_GRAPH,
    };
    if !known {
        return Err(ApiError::not_found(format!("There is no {owner:?} to use a secret.")));
    }
    if name.is_empty() || text.is_empty() {
        return Err(ApiError::invalid("A secret needs a name and a text."));
    }
    if text.len() > LONGEST {
        return Err(ApiError::invalid(format!(
            "A secret of over {LONGEST} bytes is none of Meta's."
        ))
        .at("secret"));
    }
    let header = delivery::secret_header(&name).filter(|_| owner.starts_with("target:"));
    let refused = header.and_then(|header| delivery::secret_refusal(header, text.as_bytes()));
    if let Some(why) = refused {
        return Err(ApiError::invalid(why));
    }
    let _one_at_a_time = engine.inner.arranging.lock().await;
    let before = named(engine, &owner, &name).await?;
    let id = random_token().map_err(|error| ApiError::internal(error.to_string()))?;
    let secret = Secret::new(text);
    engine.inner.keep.put(place, &id, secret.clone()).await?;
    let kept = SecretName { id: id.clone(), owner: owner.clone(), name: name.clone(), place };
    if place != Place::Run {
        engine
            .inner
            .store
            .write::<_, StoreError, _>(move |tx| secret_names::put(tx, &kept))
            .await?;
    }
    for old in before {
        forget(engine, &old.0, old.1).await?;
    }
    engine.inner.secrets.hold(Held { id, owner, place, named: Named { name, secret } });
    engine.changes().tell([]);
    list(engine).await
}

pub(super) async fn delete(engine: &Engine, request: ById) -> Result<SecretList, ApiError> {
    let _one_at_a_time = engine.inner.arranging.lock().await;
    let names = engine.inner.store.read(secret_names::all).await?;
    let kept = names.iter().find(|kept| kept.id == request.id).map(|kept| kept.place);
    let held = engine.inner.secrets.all();
    let run = held.iter().find(|one| one.id == request.id && !one.id.is_empty());
    let place = kept.or(run.map(|one| one.place));
    let place =
        place.ok_or_else(|| ApiError::not_found(format!("There is no secret {}.", request.id)))?;
    forget(engine, &request.id, place).await?;
    engine.changes().tell([]);
    list(engine).await
}

/// Forgets everything that `owner` used.
pub(super) async fn forget_all(engine: &Engine, owner: &str) -> Result<(), ApiError> {
    for kept in engine.inner.store.read(secret_names::all).await? {
        if kept.owner == owner {
            forget(engine, &kept.id, kept.place).await?;
        }
    }
    engine.inner.secrets.drop_where(|one| one.owner == owner);
    Ok(())
}

/// Ids and places of an owner's secrets of this name.
async fn named(engine: &Engine, owner: &str, name: &str) -> Result<Vec<(String, Place)>, ApiError> {
    let names = engine.inner.store.read(secret_names::all).await?;
    let kept = names.into_iter().filter(|kept| kept.owner == owner && kept.name == name);
    let mut found: Vec<_> = kept.map(|kept| (kept.id, kept.place)).collect();
    for one in engine.inner.secrets.all().iter() {
        if one.place == Place::Run && one.owner == owner && one.named.name == name {
            found.push((one.id.clone(), one.place));
        }
    }
    Ok(found)
}

/// Forgets where it is kept first: a name without a secret can be deleted again, a secret without a name cannot.
async fn forget(engine: &Engine, id: &str, place: Place) -> Result<(), ApiError> {
    engine.inner.keep.delete(place, id).await?;
    let gone = id.to_owned();
    let remove = move |tx: &crate::store::Tx<'_>| secret_names::remove(tx, &gone).map(drop);
    engine.inner.store.write::<_, StoreError, _>(remove).await?;
    engine.inner.secrets.drop_where(|one| one.id == id);
    Ok(())
}

fn row(held: &Held) -> SecretRow {
    SecretRow {
        id: held.id.clone(),
        owner: held.owner.clone(),
        name: held.named.name.clone(),
        place: held.place.word().to_owned(),
        usable: true,
    }
}
