//! How WebKit draws. It reads its environment when its first view is made, and so do its helpers: what is to stand there
//! is written before anything else has begun.

/// Draws without graphics acceleration where that is asked for (some graphics drivers leave WebKit's window blank), and
/// where there is nothing to accelerate it: through an emulated card the window opens later, and drops most frames of a
/// list that scrolls. Whoever has set one of WebKit's own words has decided.
#[cfg(target_os = "linux")]
pub(crate) fn choose(safely: bool) -> Result<(), String> {
    let decided = SAFE.iter().any(|name| std::env::var_os(name).is_some());
    if !safely && (decided || has_graphics(std::path::Path::new("/dev"))) {
        return Ok(());
    }
    for (name, value) in SAFE.map(|name| (name, "1")).into_iter().chain(NO_PROBING) {
        gtk::glib::setenv(name, value, true).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

/// WebView2 and WKWebView have no such trouble.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose(_safely: bool) -> Result<(), String> {
    Ok(())
}

/// What WebKitGTK looks for.
const SAFE: [&str; 2] = ["WEBKIT_DISABLE_DMABUF_RENDERER", "WEBKIT_DISABLE_COMPOSITING_MODE"];
/// Else GTK and WebKit load the graphics driver here to look for what nobody uses then.
#[cfg(target_os = "linux")]
const NO_PROBING: [(&str, &str); 2] =
    [("GDK_GL", "disable"), ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null")];

/// Whether the window is drawn without acceleration.
pub(crate) fn is_safe() -> bool {
    SAFE.iter().all(|name| std::env::var_os(name).is_some_and(|value| value != "0"))
}

/// Whether some device draws: a render node, or one of those that do without (NVIDIA's own driver, Windows' below WSL).
#[cfg(target_os = "linux")]
fn has_graphics(devices: &std::path::Path) -> bool {
    let nodes = std::fs::read_dir(devices.join("dri")).into_iter().flatten().flatten();
    let draws = |name: std::ffi::OsString| name.to_string_lossy().starts_with("renderD");
    nodes.map(|node| node.file_name()).any(draws)
        || ["nvidiactl", "dxg"].iter().any(|name| devices.join(name).exists())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_card_without_a_render_node_draws_nothing() {
        for (device, draws) in [
            ("null", false),
            ("dri/card0", false),
            ("dri/renderD128", true),
            ("nvidiactl", true),
            ("dxg", true),
        ] {
            let devices = tempfile::tempdir().unwrap();
            let device = devices.path().join(device);
            std::fs::create_dir_all(device.parent().unwrap()).unwrap();
            std::fs::write(&device, "").unwrap();
            assert_eq!(has_graphics(devices.path()), draws, "{}", device.display());
        }
    }
}
