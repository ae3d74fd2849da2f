//! Closing the window: what the page holds half written goes with it, so whoever closes it is asked first.

use std::sync::{Mutex, PoisonError};

use tauri::{AppHandle, Manager, State, Window, WindowEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};

/// What would be lost, in the page's words.
#[derive(Default)]
pub(crate) struct Unkept(Mutex<Asking>);

#[derive(Default)]
struct Asking {
    words: Option<String>,
    /// The question is on the screen.
    open: bool,
}

/// The page says what would be lost with it, or that nothing would.
#[tauri::command]
pub(crate) fn unkept(held: State<'_, Unkept>, words: Option<String>) {
    held.0.lock().unwrap_or_else(PoisonError::into_inner).words = words;
}

/// Asks instead of closing where something would be lost.
pub(crate) fn closed(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && asks(window.app_handle())
    {
        api.prevent_close();
    }
}

/// Ends the program, unless something would be lost and the user stays for it.
pub(crate) fn quit(app: &AppHandle) {
    if !asks(app) {
        app.exit(0);
    }
}

/// Whether the question is on the screen; who answers that it may be lost ends the program.
fn asks(app: &AppHandle) -> bool {
    let held = app.state::<Unkept>();
    let mut asking = held.0.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(words) = asking.words.clone() else { return false };
    if std::mem::replace(&mut asking.open, true) {
        return true;
    }
    let (close, stay) = ("Close".to_owned(), "Go on".to_owned());
    let mut question = app
        .dialog()
        .message(words)
        .title("Close Hooktrail?")
        .kind(MessageDialogKind::Warning)
        .buttons(MessageDialogButtons::OkCancelCustom(close, stay));
    if let Some(window) = app.webview_windows().values().next() {
        question = question.parent(window);
    }
    let app = app.clone();
    question.show(move |lost| {
        app.state::<Unkept>().0.lock().unwrap_or_else(PoisonError::into_inner).open = false;
        if lost {
            app.exit(0);
        }
    });
    true
}
