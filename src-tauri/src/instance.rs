//! One window per data folder: a second start brings the first one to the front and ends.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, Wry};

/// The name under which this window is found: the program's own for the usual folder, else one that goes with the folder.
pub(crate) fn name(identifier: &str, data_dir: &Path, usual: bool) -> String {
    if usual {
        return identifier.to_owned();
    }
    let mut hasher = DefaultHasher::new();
    data_dir.hash(&mut hasher);
    format!("{identifier}.at{:016x}", hasher.finish())
}

/// Looks for a window of the same name before anything is opened. Without a session bus there is none to be found.
pub(crate) fn single() -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::init(|app, _, _| front(app))
}

/// Shows the window above all others.
pub(crate) fn front(app: &AppHandle) {
    for window in app.webview_windows().values() {
        let shown =
            window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window cannot be brought to the front");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_folder_is_another_window() {
        let of = |folder: &str, usual| name("dev.example", Path::new(folder), usual);
        assert_eq!(of("/a", true), "dev.example");
        assert_eq!(of("/a", false), of("/a", false));
        assert_ne!(of("/a", false), of("/b", false));
        // A D-Bus name: no element begins with a digit, nothing but letters, digits and dots.
        assert!(of("/a", false).starts_with("dev.example.at"));
    }
}
