//! What only the window knows of itself, for the About view; the rest the engine says.

use crate::render;

/// A word and its value, in the order in which they are shown.
#[tauri::command]
pub(crate) fn about() -> Vec<(&'static str, String)> {
    let webview = tauri::webview_version().unwrap_or_else(|error| error.to_string());
    let safely = if render::is_safe() { ", without acceleration" } else { "" };
    vec![
        ("Window", format!("Tauri {}", tauri::VERSION)),
        ("Pages drawn by", format!("{WEBVIEW} {webview}{safely}")),
    ]
}

const WEBVIEW: &str = if cfg!(target_os = "linux") {
    "WebKitGTK"
} else if cfg!(windows) {
    "WebView2"
} else {
    "WKWebView"
};
