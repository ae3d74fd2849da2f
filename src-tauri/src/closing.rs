//! Closing the window: what the page holds half written goes with it, so the page asks first.

use std::sync::{Mutex, PoisonError};

use tauri::{AppHandle, Emitter, Manager, State, Window, WindowEvent};

/// What the page said last.
#[derive(Default)]
pub(crate) struct Unkept(Mutex<Asking>);

#[derive(Default)]
struct Asking {
    /// Something would be lost.
    held: bool,
    /// The page was told to ask, and nobody has answered that they stay.
    asked: bool,
}

/// The page says whether something would be lost with it: whenever that changes, and when the user stays for it.
#[tauri::command]
pub(crate) fn unkept(page: State<'_, Unkept>, held: bool) {
    *page.0.lock().unwrap_or_else(PoisonError::into_inner) = Asking { held, asked: false };
}

/// The user lets it go.
#[tauri::command]
pub(crate) fn leave(app: AppHandle) {
    app.exit(0);
}

/// Asks instead of closing where something would be lost.
pub(crate) fn closed(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && asks(window.app_handle())
    {
        api.prevent_close();
    }
}

/// Ends the program, unless something would be lost: then that is asked first.
pub(crate) fn quit(app: &AppHandle) {
    if !asks(app) {
        app.exit(0);
    }
}

/// Whether the page asks now. Once only: who closes it again means it, and a page that hangs asks nobody.
fn asks(app: &AppHandle) -> bool {
    let page = app.state::<Unkept>();
    let mut asking = page.0.lock().unwrap_or_else(PoisonError::into_inner);
    if !asking.held || std::mem::replace(&mut asking.asked, true) {
        return false;
    }
    drop(asking);
    app.emit("leaving", ()).is_ok()
}
