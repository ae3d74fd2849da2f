//! What leaves the window: web links go to the user's browser, the data folder to their file manager. The page can name
//! neither a program nor a path.

use std::path::Path;

use tauri::{AppHandle, Url};
use tauri_plugin_opener::OpenerExt;

/// Whether the page may go there inside the window: only its own pages.
pub(crate) fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        // Windows has no schemes of one's own; a development build has its page on the development server.
        "http" | "https" => {
            url.host_str() == Some("tauri.localhost")
                || (tauri::is_dev() && url.host_str() == Some("localhost"))
        }
        "about" => url.path() == "blank",
        _ => false,
    }
}

/// Opens a web page in the user's browser; everything that is none goes nowhere.
pub(crate) fn link(app: &AppHandle, url: &Url) {
    if !matches!(url.scheme(), "http" | "https") {
        return tracing::warn!(scheme = url.scheme(), "a link that is no web page is not opened");
    }
    if let Err(error) = app.opener().open_url(url.as_str(), None::<&str>) {
        tracing::warn!(%error, "a link cannot be opened");
    }
}

/// Shows a folder of ours in the user's file manager.
pub(crate) fn folder(app: &AppHandle, folder: &Path) -> Result<(), String> {
    app.opener().open_path(folder.to_string_lossy(), None::<&str>).map_err(|error| {
        format!("No program here shows folders ({error}). It is {}", folder.display())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_on_its_own_pages() {
        for (url, ours) in [
            ("tauri://localhost/", true),
            ("tauri://localhost/index.html?x#y", true),
            ("http://tauri.localhost/", true),
            ("about:blank", true),
            ("about:srcdoc", false),
            ("https://developers.facebook.com/docs", false),
            ("http://127.0.0.1:8787/webhook", false),
            ("http://tauri.localhost.example.com/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("javascript:alert(1)", false),
        ] {
            assert_eq!(is_ours(&Url::parse(url).unwrap()), ours, "{url}");
        }
    }
}
