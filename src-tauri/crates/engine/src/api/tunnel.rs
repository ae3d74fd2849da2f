//! The tunnel: how it is, start, stop.

use super::*;
use crate::connect;
use crate::engine::Engine;
use crate::projection::tables::readings;
use crate::source::DEFAULT;
use crate::store::{StoreError, settings};
use crate::tunnel::{self, PROVIDERS, Phase, Provider, Settings as Chosen};

/// The setting with what was chosen last, as JSON.
const CHOSEN: &str = "tunnel";
/// The setting with the last address that was ready.
const ADDRESS: &str = "tunnel_address";

pub(super) async fn get(engine: &Engine) -> Result<TunnelView, ApiError> {
    let revision = engine.changes().revision();
    let state = state(engine).await?;
    let kept = engine.inner.store.read(|conn| settings::get(conn, CHOSEN)).await?;
    let kept: Option<Chosen> = kept.and_then(|json| serde_json::from_str(&json).ok());
    Ok(TunnelView {
        revision,
        providers: PROVIDERS.iter().map(row).collect(),
        chosen: kept.map(|Chosen { provider, fields }| TunnelSettings { provider, fields }),
        state,
        log: engine.inner.tunnel.state().log.into(),
    })
}

pub(super) async fn start(engine: &Engine, wanted: TunnelSettings) -> Result<TunnelView, ApiError> {
    let chosen = Chosen { provider: wanted.provider, fields: wanted.fields };
    let known = tunnel::provider(&chosen.provider);
    if let Some(Provider { program: Some(program), get, .. }) = known
        && tunnel::installed(program).is_none()
    {
        return Err(ApiError::unavailable(format!("{program} is not installed here. {get}")));
    }
    let json =
        serde_json::to_string(&chosen).map_err(|error| ApiError::internal(error.to_string()))?;
    engine.inner.tunnel.start(chosen).await.map_err(ApiError::invalid)?;
    keep(engine, CHOSEN, json).await?;
    get(engine).await
}

pub(super) async fn stop(engine: &Engine) -> Result<TunnelView, ApiError> {
    engine.inner.tunnel.stop().await;
    get(engine).await
}

/// How far it is. Remembers an address that is ready, to say when it is another one next time.
pub(super) async fn state(engine: &Engine) -> Result<TunnelState, ApiError> {
    let now = engine.inner.tunnel.state();
    let path = engine.inner.sources.get(DEFAULT).map(|source| source.settings.path.clone());
    let path = path.unwrap_or_default();
    let whole = |address: &str| format!("{address}{path}");
    let (mut previous_url, since) = (None, now.since);
    if let (Phase::Ready | Phase::Unwell, Some(address)) = (now.phase, &now.address) {
        let read = engine.inner.store.read::<_, StoreError, _>(move |conn| {
            Ok((settings::get(conn, ADDRESS)?, verified_since(conn, since)?))
        });
        let (kept, verified) = read.await?;
        match kept {
            Some(kept) if kept == *address => {}
            Some(kept) if !verified => previous_url = Some(whole(&kept)),
            // How it is, is told also where nothing can be kept.
            _ => {
                if let Err(error) = keep(engine, ADDRESS, address.clone()).await {
                    tracing::warn!(error = error.message, "the tunnel's address is not remembered");
                }
            }
        }
    }
    Ok(TunnelState {
        phase: now.phase.word().to_owned(),
        since,
        trouble: now.trouble,
        url: now.address.as_deref().map(whole),
        previous_url,
    })
}

/// Whether a handshake of Meta's was answered since then.
fn verified_since(conn: &rusqlite::Connection, since: i64) -> Result<bool, StoreError> {
    for seq in readings::handshakes(conn, connect::HANDSHAKES)? {
        if connect::verified(conn, seq, since)? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn keep(engine: &Engine, name: &'static str, value: String) -> Result<(), ApiError> {
    let put = move |tx: &crate::store::Tx<'_>| settings::put(tx, name, &value);
    Ok(engine.inner.store.write::<_, StoreError, _>(put).await?)
}

fn row(provider: &Provider) -> TunnelProvider {
    let fields = provider.fields.iter().map(|field| TunnelField {
        name: field.name.to_owned(),
        label: field.label.to_owned(),
        example: field.example.to_owned(),
        required: field.required,
    });
    TunnelProvider {
        id: provider.id.to_owned(),
        name: provider.name.to_owned(),
        about: provider.about.to_owned(),
        installed: provider.program.is_none_or(|program| tunnel::installed(program).is_some()),
        get: provider.get.to_owned(),
        fields: fields.collect(),
    }
}
