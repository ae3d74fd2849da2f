//! *Connect Meta*.

use hooktrail_domain::signal::Platform;

use super::commands::caught_up;
use super::*;
use crate::connect::{Evidence, Item, checklist, gather};
use crate::engine::Engine;
use crate::secrets::of_source;
use crate::tunnel::Phase;

pub(super) async fn get(engine: &Engine, request: ConnectQuery) -> Result<Checklist, ApiError> {
    let platform = super::doctor::platform(&request.platform)?;
    let inner = &engine.inner;
    let source = inner
        .sources
        .get(&request.source)
        .ok_or_else(|| ApiError::not_found(format!("There is no source {}.", request.source)))?;
    caught_up(engine).await?;
    let revision = engine.changes().revision();
    let evidence = Evidence {
        url: engine.source_url(&source.settings.path),
        trouble: engine.receiver().error.as_ref().map(ToString::to_string),
        secrets: !inner.secrets.of(&of_source(&source.settings.id)).is_empty(),
        public: ready(engine),
        elsewhere: inner.tally.refused(),
        ..Evidence::default()
    };
    let read = inner.store.read(move |conn| gather(conn, &request.source, platform, evidence));
    let items = checklist(platform, &read.await?);
    Ok(Checklist { revision, items: items.into_iter().map(|item| row(item, platform)).collect() })
}

/// The public address, if it answered.
fn ready(engine: &Engine) -> Option<String> {
    let state = engine.inner.tunnel.state();
    state.address.filter(|_| state.phase == Phase::Ready)
}

fn row(item: Item, platform: Platform) -> ChecklistItem {
    let causes = item.causes.into_iter().map(|cause| ChecklistCause {
        what: cause.what.to_owned(),
        look: cause.look.to_owned(),
        likely: cause.likely,
    });
    ChecklistItem {
        step: item.step.word().to_owned(),
        title: item.step.title(platform).to_owned(),
        standing: item.standing.word().to_owned(),
        detail: item.detail,
        at: item.seen.map(|(at, _)| at),
        capture_id: item.seen.map(|(_, capture)| capture.to_string()),
        causes: causes.collect(),
    }
}
