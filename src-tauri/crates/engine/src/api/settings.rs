//! What the user can change.

use super::*;
use crate::engine::{Engine, RECEIVER_PORT_SETTING, WATCH_FOLDER};
use crate::events::{self, VENDORS};
use crate::store::{StoreError, settings};

/// The setting that says whether the window tells the system of failed forwards.
const NOTIFY_FAILURES: &str = "notify_failures";

pub(super) async fn get(engine: &Engine) -> Result<Settings, ApiError> {
    let recent_urls = engine.inner.store.read::<_, StoreError, _>(super::send::recent).await?;
    let watch_folder = engine.watched().await.map(|(folder, _)| folder.display().to_string());
    let receiver_port = engine.receiver().port;
    let vendors = engine.inner.store.read::<_, StoreError, _>(events::options).await?;
    let notify = engine
        .inner
        .store
        .read::<_, StoreError, _>(|conn| settings::get(conn, NOTIFY_FAILURES))
        .await?;
    Ok(Settings {
        verify_token: engine.verify_token(),
        watch_folder,
        recent_urls,
        receiver_port,
        vendors,
        lookup: super::lookup::token(engine).is_some(),
        notify_failures: notify.as_deref() == Some("1"),
    })
}

impl From<VendorOptions> for hooktrail_domain::vendor::Options {
    fn from(chosen: VendorOptions) -> Self {
        Self {
            doubletick_sent_on_instagram: chosen.doubletick_sent_on_instagram,
            texter_sent_as_zero: chosen.texter_sent_as_zero,
            zoho_ids_as_strings: chosen.zoho_ids_as_strings,
            zoho_accepted: chosen.zoho_accepted,
            fill_delivered: chosen.fill_delivered,
        }
    }
}

pub(super) async fn put(engine: &Engine, change: SettingsChange) -> Result<Settings, ApiError> {
    let inner = &engine.inner;
    if let Some(token) = change.verify_token {
        if token.trim().is_empty() {
            return Err(ApiError::invalid(
                "The verify token may not be empty: nothing would match it.",
            ));
        }
        let id = Some(crate::source::DEFAULT.to_owned());
        let change = SourceChange { id, verify_token: Some(token), ..SourceChange::default() };
        sources::put(engine, change).await?;
    }
    if let Some(folder) = change.watch_folder {
        let path = std::path::PathBuf::from(folder.trim());
        let path = (!folder.trim().is_empty()).then_some(path);
        if path.as_ref().is_some_and(|path| !path.is_dir()) {
            return Err(ApiError::invalid(format!(
                "{folder} is no folder: make it, or choose another one."
            )));
        }
        keep(engine, WATCH_FOLDER, folder.trim().to_owned()).await?;
        engine.watch(path).await;
        inner.store.changes().tell([]);
    }
    if let Some(port) = change.receiver_port {
        engine.listen(port).await.map_err(|error| ApiError::invalid(error.to_string()))?;
        keep(engine, RECEIVER_PORT_SETTING, port.to_string()).await?;
    }
    if let Some(notify) = change.notify_failures {
        keep(engine, NOTIFY_FAILURES, u8::from(notify).to_string()).await?;
    }
    if let Some(vendors) = change.vendors {
        let json = serde_json::to_string(&vendors)
            .map_err(|error| ApiError::internal(error.to_string()))?;
        keep(engine, VENDORS, json).await?;
        inner.store.changes().tell([]);
    }
    get(engine).await
}

async fn keep(engine: &Engine, name: &'static str, value: String) -> Result<(), ApiError> {
    Ok(engine
        .inner
        .store
        .write::<_, StoreError, _>(move |tx| settings::put(tx, name, &value))
        .await?)
}
