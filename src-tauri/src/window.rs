//! Native bits around the one window.

/// What to say where no window can be opened; `None` where one can.
pub(crate) fn no_display() -> Option<&'static str> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let headless = cfg!(target_os = "linux") && !set("DISPLAY") && !set("WAYLAND_DISPLAY");
    headless.then_some(
        "There is no display for a window here: `hooktrail serve` shows the same in a browser.",
    )
}
