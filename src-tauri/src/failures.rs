//! A word to the system when a forward has failed for good, if the user wants it. It names the rule and the reason,
//! never what a customer wrote.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hooktrail_engine::api::{ApiError, DeliveryPage, DeliveryRow, Empty, Settings};
use tauri::{AppHandle, Manager};

use crate::data::Data;
use crate::pump::Changes;

/// Shortest time between two looks, so that a storm of failures is one word.
const PAUSE: Duration = Duration::from_secs(2);
/// Newest failures looked at.
const MOST: i64 = 200;

/// Looks after every change, until the program ends.
pub(crate) fn start(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut seen = i64::try_from(now.as_millis()).unwrap_or(i64::MAX);
        loop {
            app.state::<Changes>().0.notified().await;
            match look(&app, &mut seen).await {
                Ok(Some((title, body))) => told(&app, title, body).await,
                Ok(None) => {}
                Err(error) => tracing::debug!(%error, "failed forwards are not known now"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    });
}

async fn look(app: &AppHandle, seen: &mut i64) -> Result<Option<(String, String)>, ApiError> {
    let reach = app.state::<Data>().reach().await;
    let wanted = reach.ask::<_, Settings>("settings_get", &Empty {}).await?.notify_failures;
    let failed = serde_json::json!({ "state": "failed", "limit": MOST });
    let page: DeliveryPage = reach.ask("deliveries_list", &failed).await?;
    let since = *seen;
    *seen = page.rows.iter().filter_map(|row| row.ended_at).fold(since, i64::max);
    let new: Vec<&DeliveryRow> =
        page.rows.iter().filter(|row| row.ended_at.is_some_and(|at| at > since)).collect();
    Ok(if wanted { words(&new) } else { None })
}

/// Title and text for what failed since the last time, newest first.
fn words(failed: &[&DeliveryRow]) -> Option<(String, String)> {
    let newest = failed.first()?;
    let rule = newest.rule.as_deref().unwrap_or("A removed rule");
    let title = match failed.len() {
        1 => format!("A forward failed: {rule}"),
        more => format!("{more} forwards failed, the last one: {rule}"),
    };
    let reason = newest.reason.as_deref().unwrap_or("It was not taken.");
    Some((title, format!("#{}: {reason}", newest.item)))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(rule: Option<&str>, item: &str, reason: Option<&str>) -> DeliveryRow {
        let row = serde_json::json!({
            "id": "1", "ruleId": "1", "rule": rule, "captureId": "1", "item": item, "format": "meta",
            "url": "http://localhost/", "state": "failed", "acceptedAt": 1, "startedAt": 1, "nextAt": null,
            "endedAt": 2, "attempts": 1, "status": null, "reason": reason, "again": false,
        });
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn one_word_for_all_that_failed_since_the_last() {
        let (one, two) = (row(Some("staging"), "17", Some("500 <b>")), row(None, "18", None));
        assert_eq!(words(&[]), None);
        let (title, body) = words(&[&one]).unwrap();
        assert_eq!((&*title, &*body), ("A forward failed: staging", "#17: 500 <b>"));
        let (title, body) = words(&[&two, &one]).unwrap();
        assert_eq!(title, "2 forwards failed, the last one: A removed rule");
        assert_eq!(body, "#18: It was not taken.");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn nothing_in_it_is_read_as_markup() {
        assert_eq!(plain("<b>a & b</b>"), "&lt;b&gt;a &amp; b&lt;/b&gt;");
    }
}
