//! Words to the system: of forwards that have failed for good, and of what rules of time have found. Looks at both after a
//! change; what is said, each has in its own file.

use std::time::Duration;

use tauri::{AppHandle, Manager};
use tokio::time::Instant;

use crate::data::Data;
use crate::failures::Failures;
use crate::overdue::Overdue;
use crate::pump::Changes;

/// Shortest time between two looks, so that a storm of failures is one word.
const PAUSE: Duration = Duration::from_secs(2);
/// Shortest time between two words about rules of time: what they find one by one is one word for each rule.
const CALM: Duration = Duration::from_secs(30);

/// Title and text.
pub(crate) type Word = (String, String);

/// Looks from now on, until the program ends. What happened before `since` (epoch ms) is old.
pub(crate) fn start(app: AppHandle, since: i64) {
    tauri::async_runtime::spawn(async move {
        let (mut failures, mut overdue) = (Failures::new(since), Overdue::new(since));
        let mut calm_until = None;
        loop {
            let reach = app.state::<Data>().reach().await;
            match failures.look(&reach).await {
                Ok(word) => tell(&app, word).await,
                Err(error) => tracing::debug!(%error, "failed forwards are not known now"),
            }
            if calm_until.is_none_or(|until| until <= Instant::now()) {
                calm_until = None;
                match overdue.look(&reach).await {
                    Ok(words) if words.is_empty() => {}
                    Ok(words) => {
                        calm_until = Some(Instant::now() + CALM);
                        tell(&app, words).await;
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

async fn tell(app: &AppHandle, words: impl IntoIterator<Item = Word>) {
    for (title, body) in words {
        told(app, title, body).await;
    }
}

/// Some desktops read markup in a notification's text.
#[cfg(target_os = "linux")]
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(target_os = "linux")]
async fn told(app: &AppHandle, title: String, body: String) {
    let name = app.package_info().name.clone();
    let sent = tauri::async_runtime::spawn_blocking(move || notify(&name, &title, &body)).await;
    match sent {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the system takes no notification"),
        Err(error) => tracing::warn!(%error, "a notification was cut off"),
    }
}

/// The desktop's own notifications, freedesktop.org's specification 1.2.
#[cfg(target_os = "linux")]
fn notify(name: &str, title: &str, body: &str) -> zbus::Result<()> {
    let hints = std::collections::HashMap::<&str, zbus::zvariant::Value<'_>>::from([(
        "desktop-entry",
        "Hooktrail".into(),
    )]);
    zbus::blocking::Connection::session()?.call_method(
        Some("org.freedesktop.Notifications"),
        "/org/freedesktop/Notifications",
        Some("org.freedesktop.Notifications"),
        "Notify",
        &(name, 0_u32, "hooktrail-desktop", title, plain(body), Vec::<&str>::new(), hints, -1_i32),
    )?;
    Ok(())
}

/// Elsewhere the window asks for attention: the taskbar or the dock shows it.
#[cfg(not(target_os = "linux"))]
async fn told(app: &AppHandle, title: String, body: String) {
    tracing::warn!("{title} ({body})");
    for window in app.webview_windows().values() {
        if let Err(error) =
            window.request_user_attention(Some(tauri::UserAttentionType::Informational))
        {
            tracing::warn!(%error, "the window cannot ask for attention");
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn nothing_in_it_is_read_as_markup() {
        assert_eq!(super::plain("<b>a & b</b>"), "&lt;b&gt;a &amp; b&lt;/b&gt;");
    }
}
