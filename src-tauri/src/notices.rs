//! Words to the system: of forwards that have failed for good, and of what rules of time have found. Looks at both after a
//! change; what is said, each has in its own file.

use std::time::Duration;

use hooktrail_engine::api::InsightRow;
use serde::Serialize;
#[cfg(target_os = "linux")]
use tauri::Emitter;
use tauri::{AppHandle, Manager};
use tokio::time::Instant;

use crate::data::Data;
use crate::failures::Failures;
#[cfg(target_os = "linux")]
use crate::instance;
use crate::overdue::Overdue;
use crate::pump::Changes;

/// Shortest time between two looks, so that a storm of failures is one word.
const PAUSE: Duration = Duration::from_secs(2);
/// Shortest time between two words about rules of time: what they find one by one is one word for each rule.
const CALM: Duration = Duration::from_secs(30);

/// What is told.
#[derive(Debug, PartialEq)]
pub(crate) struct Word {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) leads: Leads,
}

/// What a click on it opens. The page has the same words (`ui/src/host/host.ts`).
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "to", rename_all = "lowercase")]
pub(crate) enum Leads {
    /// What was to be forwarded.
    Forwarding,
    /// A rule of time, with what it has fired for.
    Rule { rule: String },
    /// A message in its conversation.
    Message { message: InsightRow },
}

/// Looks from now on, until the program ends. What happened before `since` (epoch ms) is old.
pub(crate) fn start(app: AppHandle, since: i64) {
    tauri::async_runtime::spawn(async move {
        let (mut failures, mut overdue) = (Failures::new(since), Overdue::new(since));
        let (to, mut calm_until) = (Desktop::default(), None);
        loop {
            let reach = app.state::<Data>().reach().await;
            match failures.look(&reach).await {
                Ok(word) => tell(&app, &to, word).await,
                Err(error) => tracing::debug!(%error, "failed forwards are not known now"),
            }
            if calm_until.is_none_or(|until| until <= Instant::now()) {
                calm_until = None;
                match overdue.look(&reach).await {
                    Ok(words) if words.is_empty() => {}
                    Ok(words) => {
                        calm_until = Some(Instant::now() + CALM);
                        tell(&app, &to, words).await;
                    }
                    Err(error) => tracing::debug!(%error, "what is overdue is not known now"),
                }
            }
            tokio::time::sleep(PAUSE).await;
            let calm = async {
                match calm_until {
                    Some(until) => tokio::time::sleep_until(until).await,
                    None => std::future::pending().await,
                }
            };
            let changes = app.state::<Changes>();
            tokio::select! {
                () = changes.0.notified() => {}
                () = calm => {}
            }
        }
    });
}

async fn tell(app: &AppHandle, to: &Desktop, words: impl IntoIterator<Item = Word>) {
    for word in words {
        told(app, to, word).await;
    }
}

/// Brings the window to the front, and what was told of into it.
#[cfg(target_os = "linux")]
pub(crate) fn lead(app: &AppHandle, leads: &Leads) {
    instance::front(app);
    if let Err(error) = app.emit("lead", leads) {
        tracing::warn!(%error, "the page does not hear what was clicked");
    }
}

#[cfg(target_os = "linux")]
type Desktop = std::sync::Arc<std::sync::Mutex<crate::desktop::Desktop>>;

#[cfg(target_os = "linux")]
async fn told(app: &AppHandle, to: &Desktop, word: Word) {
    let (app, to) = (app.clone(), to.clone());
    let sent = tauri::async_runtime::spawn_blocking(move || {
        to.lock().unwrap_or_else(std::sync::PoisonError::into_inner).show(&app, word)
    });
    match sent.await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the system takes no notification"),
        Err(error) => tracing::warn!(%error, "a notification was cut off"),
    }
}

#[cfg(not(target_os = "linux"))]
type Desktop = ();

/// Elsewhere the window asks for attention: the taskbar or the dock shows it. There is nothing to click that leads anywhere.
#[cfg(not(target_os = "linux"))]
async fn told(app: &AppHandle, (): &Desktop, word: Word) {
    tracing::warn!("{} ({})", word.title, word.body);
    for window in app.webview_windows().values() {
        if let Err(error) =
            window.request_user_attention(Some(tauri::UserAttentionType::Informational))
        {
            tracing::warn!(%error, "the window cannot ask for attention");
        }
    }
}
