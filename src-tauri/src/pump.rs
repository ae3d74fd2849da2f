//! Word of changes, from the engine to the page. Small and batched by the engine; the page pulls what it shows.

use std::time::Duration;

use hooktrail_engine::api::Changed;
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::Notify;

use crate::data::Data;

/// Pause before the folder is asked for again.
const AGAIN: Duration = Duration::from_millis(500);

/// Wakes whoever else looks at what changed.
#[derive(Default)]
pub(crate) struct Changes(pub(crate) Notify);

/// Tells the page of every change until the program ends.
pub(crate) fn start(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        loop {
            let heard = follow(&app).await;
            // The owner we were a guest of has ended, or ends: its folder is held for a while after it hears nobody.
            let reopened = app.state::<Data>().reopen().await;
            if let Err(error) = &reopened {
                tracing::warn!(%error, "the data folder cannot be reached");
            }
            if reopened.is_err() || !heard {
                tokio::time::sleep(AGAIN).await;
            }
        }
    });
}

/// Until nothing more is heard; whether anything was.
async fn follow(app: &AppHandle) -> bool {
    let Ok(mut notices) = app.state::<Data>().reach().await.notices().await else { return false };
    let changes = app.state::<Changes>();
    tell(app, &Changed { revision: 0, captures: Vec::new() });
    while let Some(changed) = notices.next().await {
        tell(app, &changed);
        changes.0.notify_one();
    }
    true
}

fn tell(app: &AppHandle, changed: &Changed) {
    if let Err(error) = app.emit("changed", changed) {
        tracing::warn!(%error, "the page does not hear of changes");
    }
}
