//! Native bits around the one window.

use std::path::Path;

use tauri::{App, WebviewWindowBuilder};

/// Opens the window of the configuration. What its page remembers stays in the data folder, like everything else.
pub(crate) fn open(app: &App, data_dir: &Path) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.first() else { return Ok(()) };
    WebviewWindowBuilder::from_config(app, config)?
        .data_directory(data_dir.join("window"))
        .build()?;
    Ok(())
}

/// What to say where no window can be opened; `None` where one can.
pub(crate) fn no_display() -> Option<&'static str> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let headless = cfg!(target_os = "linux") && !set("DISPLAY") && !set("WAYLAND_DISPLAY");
    headless.then_some(
        "There is no display for a window here: `hooktrail serve` shows the same in a browser.",
    )
}
