//! What is said where the window cannot be opened: a dialog for who started it from an icon, and the same on standard error.

use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

/// Exit code of a program that could not begin.
const REFUSED: i32 = 1;

/// Says it instead of any window, waits until the user has read it, and ends the program.
pub(crate) fn show(app: &AppHandle, sentence: &str) {
    eprintln!("hooktrail-desktop: {sentence}");
    for window in app.webview_windows().values() {
        if let Err(error) = window.destroy() {
            tracing::warn!(%error, "a window stays that nothing answers");
        }
    }
    let handle = app.clone();
    app.dialog()
        .message(sentence)
        .title("Hooktrail cannot start")
        .kind(MessageDialogKind::Error)
        .show(move |_| handle.exit(REFUSED));
}
