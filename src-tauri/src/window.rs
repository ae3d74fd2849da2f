//! The one window: where it stands, what it may show, and that it needs a display.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tauri::plugin::TauriPlugin;
use tauri::webview::NewWindowResponse;
use tauri::{App, AppHandle, Manager, Webview, WebviewWindowBuilder, Wry};
use tauri_plugin_window_state::StateFlags;

use crate::outside;

/// Below the data folder: what the page and the window remember.
const REMEMBERED: &str = "window";

/// Opens the window of the configuration. What its page remembers stays in the data folder, like everything else.
pub(crate) fn open(app: &App, data_dir: &Path) -> tauri::Result<()> {
    let zoom = Zoom::kept(data_dir.join(REMEMBERED).join("zoom"));
    let factor = zoom.factor();
    app.manage(zoom);
    let config = app.config().app.windows.first().ok_or(tauri::Error::WindowNotFound)?;
    let (leaving, opening) = (app.handle().clone(), app.handle().clone());
    let window = WebviewWindowBuilder::from_config(app, config)?
        .data_directory(data_dir.join(REMEMBERED))
        .on_navigation(move |url| {
            let ours = outside::is_ours(url);
            if !ours {
                outside::link(&leaving, url);
            }
            ours
        })
        .on_new_window(move |url, _| {
            outside::link(&opening, &url);
            NewWindowResponse::Deny
        })
        .build()?;
    window.set_zoom(factor)?;
    // Else the keys go nowhere until the first click.
    AsRef::<Webview>::as_ref(&window).set_focus()
}

/// Remembers size and place from one start to the next, in the data folder.
pub(crate) fn placed(data_dir: &Path) -> TauriPlugin<Wry> {
    let flags =
        StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN;
    let file = data_dir.join(REMEMBERED).join("place.json");
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(flags)
        .with_filename(file.to_string_lossy())
        .build()
}

/// One step of the zoom.
pub(crate) const STEP: f64 = 1.1;

/// How large the page is drawn; 1 is its own size. Kept in a file from one start to the next.
pub(crate) struct Zoom {
    now: Mutex<f64>,
    file: PathBuf,
}

impl Zoom {
    /// No larger and no smaller: a page of which nothing can be read could not be mended in it.
    const BOUNDS: (f64, f64) = (0.5, 3.0);

    fn kept(file: PathBuf) -> Self {
        let read = std::fs::read_to_string(&file).ok().and_then(|text| text.trim().parse().ok());
        let now = read.filter(|factor: &f64| factor.is_finite()).unwrap_or(1.0);
        Self { now: Mutex::new(now.clamp(Self::BOUNDS.0, Self::BOUNDS.1)), file }
    }

    fn factor(&self) -> f64 {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, by: Option<f64>) -> f64 {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = by.map_or(1.0, |by| (*now * by).clamp(Self::BOUNDS.0, Self::BOUNDS.1));
        if let Err(error) = std::fs::write(&self.file, now.to_string()) {
            tracing::warn!(%error, file = %self.file.display(), "the next start will not know how large");
        }
        *now
    }
}

/// Draws the page larger or smaller by a factor, or in its own size.
pub(crate) fn zoom(app: &AppHandle, by: Option<f64>) -> tauri::Result<()> {
    let factor = app.state::<Zoom>().change(by);
    app.webview_windows().values().try_for_each(|window| window.set_zoom(factor))
}

/// A step larger: a menu binds one key, and which one bears the plus differs from keyboard to keyboard.
#[tauri::command]
pub(crate) fn larger(app: AppHandle) {
    if let Err(error) = zoom(&app, Some(STEP)) {
        tracing::warn!(%error, "the window refuses");
    }
}

/// Fills the screen, or no longer.
pub(crate) fn full_screen(app: &AppHandle) -> tauri::Result<()> {
    let windows = app.webview_windows();
    windows.values().try_for_each(|window| window.set_fullscreen(!window.is_fullscreen()?))
}

/// Undo, Copy, Paste and the like in whatever field has the keyboard: WebKit's own commands.
#[cfg(target_os = "linux")]
pub(crate) fn edit(app: &AppHandle, word: String) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt;

    let Some(window) = app.webview_windows().into_values().next() else { return Ok(()) };
    window.with_webview(move |webview| webview.inner().execute_editing_command(&word))
}

/// What to say where no window can be opened; `None` where one can. Tauri would panic there.
pub(crate) fn no_display() -> Option<&'static str> {
    #[cfg(target_os = "linux")]
    if gtk::init().is_err() {
        return Some(
            "There is no display for a window here: `hooktrail serve` shows the same in a browser.",
        );
    }
    None
}
