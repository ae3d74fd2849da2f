//! How WebKit draws. It reads its environment when its first view is made, and so do its helpers: what is to stand there
//! is written before anything else has begun.

/// Draws without graphics acceleration where that is asked for (some graphics drivers leave WebKit's window blank), and
/// where there is nothing to accelerate it: through an emulated card the window opens later, and drops most frames of a
/// list that scrolls. Whoever has set WebKit's own word about it, or named a device, has decided.
#[cfg(target_os = "linux")]
pub(crate) fn choose(safely: bool) -> Result<(), String> {
    let decided = [COMPOSITING, DEVICE].iter().any(|name| std::env::var_os(name).is_some());
    if !safely && (decided || has_graphics(std::path::Path::new("/dev"))) {
        return Ok(());
    }
    // The last two: else GTK and WebKit load the graphics driver here to look for what nobody uses then.
    for (name, value) in [
        (COMPOSITING, "1"),
        ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
        ("GDK_GL", "disable"),
        (DEVICE, "/dev/null"),
    ] {
        gtk::glib::setenv(name, value, safely).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

/// WebView2 and WKWebView have no such trouble.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose(_safely: bool) -> Result<(), String> {
    Ok(())
}

/// WebKitGTK's word for drawing without acceleration; `0` keeps it.
const COMPOSITING: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";
/// Its word for the device that draws.
#[cfg(target_os = "linux")]
const DEVICE: &str = "WEBKIT_WEB_RENDER_DEVICE_FILE";

/// Whether the window is drawn without acceleration.
pub(crate) fn is_safe() -> bool {
    cfg!(target_os = "linux") && std::env::var_os(COMPOSITING).is_some_and(|value| value != "0")
}

/// Drivers that do without a render node: NVIDIA's own, Windows' below WSL, those of the makers of ARM boards.
#[cfg(target_os = "linux")]
const OTHERS: [&str; 6] = ["nvidiactl", "dxg", "mali0", "kgsl-3d0", "galcore", "nvhost-ctrl-gpu"];

/// Whether some device draws. One of a virtual machine may be there and draw nothing: that is for `--safe-render`.
#[cfg(target_os = "linux")]
fn has_graphics(devices: &std::path::Path) -> bool {
    let nodes = std::fs::read_dir(devices.join("dri")).into_iter().flatten().flatten();
    let draws = |name: std::ffi::OsString| name.to_string_lossy().starts_with("renderD");
    nodes.map(|node| node.file_name()).any(draws)
        || OTHERS.iter().any(|name| devices.join(name).exists())
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
            ("mali0", true),
        ] {
            let devices = tempfile::tempdir().unwrap();
            let device = devices.path().join(device);
            std::fs::create_dir_all(device.parent().unwrap()).unwrap();
            std::fs::write(&device, "").unwrap();
            assert_eq!(has_graphics(devices.path()), draws, "{}", device.display());
        }
    }
}
