//! Sources: list, make, change, delete.

use super::*;
use crate::clock::random_token;
use crate::engine::Engine;
use crate::source::{self, Act, DEFAULT, Policy, Settings, Source};
use crate::store::{StoreError, sources as table};

pub(super) async fn list(engine: &Engine) -> Result<SourceList, ApiError> {
    let all = engine.inner.sources.all();
    Ok(SourceList { rows: all.iter().map(|source| row(engine, source)).collect() })
}

/// Makes one, or changes what is given of one.
pub(super) async fn put(engine: &Engine, change: SourceChange) -> Result<SourceRow, ApiError> {
    let _one_at_a_time = engine.inner.arranging.lock().await;
    let all = engine.inner.sources.all();
    let mut settings = match &change.id {
        Some(id) => {
            let known = engine.inner.sources.get(id);
            known.ok_or_else(|| gone(id))?.settings.clone()
        }
        None => {
            let id = fresh()?.chars().take(12).collect::<String>();
            Settings {
                name: format!("Source {}", all.len() + 1),
                path: format!("/webhook/{}", &id[..6.min(id.len())]),
                verify_token: fresh()?,
                enforce: false,
                policy: None,
                id,
            }
        }
    };
    if let Some(name) = change.name {
        settings.name = name.trim().to_owned();
    }
    if let Some(path) = change.path {
        settings.path = path.trim().to_owned();
    }
    if let Some(token) = change.verify_token {
        settings.verify_token = if token.trim().is_empty() { fresh()? } else { token };
    }
    settings.enforce = change.enforce.unwrap_or(settings.enforce);
    if let Some(answer) = change.answer {
        settings.policy = answer.policy.map(policy).transpose()?;
    }
    if let Some((field, why)) = source::refusal(&settings, &all) {
        return Err(ApiError::invalid(why).at(field));
    }
    let id = settings.id.clone();
    let kept = settings.clone();
    engine.inner.store.write::<_, StoreError, _>(move |tx| table::put(tx, &kept)).await?;
    let others = all.iter().map(|source| source.settings.clone());
    let mut now: Vec<Settings> = others.filter(|other| other.id != id).collect();
    let place = if id == DEFAULT { 0 } else { now.len() };
    now.insert(place, settings);
    engine.inner.sources.replace(now);
    engine.sources_changed();
    let kept = engine.inner.sources.get(&id).ok_or_else(|| gone(&id))?;
    Ok(row(engine, &kept))
}

/// Forgets one; its captures stay.
pub(super) async fn delete(engine: &Engine, request: ById) -> Result<SourceList, ApiError> {
    if request.id == DEFAULT {
        return Err(ApiError::invalid(
            "The first source cannot be removed: change its path and name instead.",
        ));
    }
    let _one_at_a_time = engine.inner.arranging.lock().await;
    let all = engine.inner.sources.all();
    let others = all.iter().filter(|source| source.settings.id != request.id);
    let others: Vec<Settings> = others.map(|source| source.settings.clone()).collect();
    if others.len() == all.len() {
        return Err(gone(&request.id));
    }
    secrets::forget_all(engine, &crate::secrets::of_source(&request.id)).await?;
    engine.inner.store.write::<_, StoreError, _>(move |tx| table::remove(tx, &request.id)).await?;
    engine.inner.sources.replace(others);
    engine.sources_changed();
    list(engine).await
}

fn row(engine: &Engine, source: &Source) -> SourceRow {
    let settings = &source.settings;
    SourceRow {
        id: settings.id.clone(),
        name: settings.name.clone(),
        path: settings.path.clone(),
        url: engine.source_url(&settings.path),
        verify_token: settings.verify_token.clone(),
        enforce: settings.enforce,
        policy: settings.policy.as_ref().map(response),
        policy_words: source.standing_policy().map(Policy::describe),
    }
}

/// Sources that do not answer 200 as they should, in words, for the top bar.
pub(super) fn unusual(engine: &Engine) -> Vec<String> {
    let all = engine.inner.sources.all();
    let one = |source: &std::sync::Arc<Source>| {
        let words = source.standing_policy()?.describe();
        Some(format!("{} {words}", source.settings.name))
    };
    all.iter().filter_map(one).collect()
}

fn response(policy: &Policy) -> ResponsePolicy {
    let header =
        |(name, value): &(String, String)| HeaderRow { name: name.clone(), value: value.clone() };
    ResponsePolicy {
        act: policy.act.word().to_owned(),
        status: policy.status,
        headers: policy.headers.iter().map(header).collect(),
        body: policy.body.clone(),
        delay_ms: policy.delay_ms,
        first: policy.first,
    }
}

fn policy(response: ResponsePolicy) -> Result<Policy, ApiError> {
    let act = Act::from_word(&response.act).ok_or_else(|| {
        ApiError::invalid(format!("{:?} is no way to answer: answer, hang or reset.", response.act))
    })?;
    Ok(Policy {
        act,
        status: response.status,
        headers: response.headers.into_iter().map(|row| (row.name, row.value)).collect(),
        body: response.body,
        delay_ms: response.delay_ms,
        first: response.first,
    })
}

fn fresh() -> Result<String, ApiError> {
    random_token().map_err(|error| ApiError::internal(error.to_string()))
}

fn gone(id: &str) -> ApiError {
    ApiError::not_found(format!("There is no source {id}."))
}
