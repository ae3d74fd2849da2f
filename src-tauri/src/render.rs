//! `--safe-render`: some graphics drivers leave WebKit's window blank. WebKit reads its environment before we could
//! change it without harm, so the program starts itself again with what turns the fast paths off.

use std::process::ExitCode;

/// What WebKitGTK looks for.
const SAFE: [&str; 2] = ["WEBKIT_DISABLE_DMABUF_RENDERER", "WEBKIT_DISABLE_COMPOSITING_MODE"];

/// Whether the window is drawn safely.
pub(crate) fn is_safe() -> bool {
    SAFE.iter().all(|name| std::env::var_os(name).is_some())
}

/// Becomes the same program with safe drawing; `None` where that is so already, and where there is no such trouble.
#[cfg(target_os = "linux")]
pub(crate) fn safely() -> Option<ExitCode> {
    use std::os::unix::process::CommandExt;

    if is_safe() {
        return None;
    }
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return Some(refused(&error)),
    };
    let error = std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .envs(SAFE.map(|name| (name, "1")))
        .exec();
    Some(refused(&error))
}

#[cfg(target_os = "linux")]
fn refused(error: &std::io::Error) -> ExitCode {
    eprintln!("hooktrail-desktop: it cannot start itself again for safe drawing: {error}");
    ExitCode::FAILURE
}

/// As on Linux; WebView2 and WKWebView have no such trouble.
#[cfg(not(target_os = "linux"))]
pub(crate) fn safely() -> Option<ExitCode> {
    None
}
