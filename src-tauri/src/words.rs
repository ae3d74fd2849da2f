//! What can be typed after `hooktrail-desktop`. Everything else is in the window, and for scripts there is `hooktrail`.

use std::ffi::OsString;

/// Said for `--help`.
const HELP: &str = "\
Hooktrail's window: receive, understand and resend Meta's webhooks.

Usage: hooktrail-desktop [--safe-render]

  --safe-render  draw without graphics acceleration, for a window that stays blank
  --help         this
  --version      which version this is

The data folder is HOOKTRAIL_DATA_DIR, else the user's own. Without a display, and for scripts,
there is `hooktrail`; see `hooktrail --help`.";

/// What the words ask for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Open the window.
    Window {
        /// Draw without graphics acceleration.
        safe_render: bool,
    },
    /// Say this and end well.
    Say(String),
    /// Say this and end badly.
    Refuse(String),
}

/// Reads the words after the program's name.
pub(crate) fn read(words: impl IntoIterator<Item = OsString>) -> Asked {
    let mut safe_render = false;
    for word in words {
        match word.to_str() {
            Some("--safe-render") => safe_render = true,
            Some("--help" | "-h") => return Asked::Say(HELP.to_owned()),
            Some("--version" | "-V") => {
                return Asked::Say(format!("hooktrail-desktop {}", env!("CARGO_PKG_VERSION")));
            }
            _ => {
                let word = word.to_string_lossy();
                return Asked::Refuse(format!(
                    "hooktrail-desktop: {word} means nothing here (see hooktrail-desktop --help)"
                ));
            }
        }
    }
    Asked::Window { safe_render }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_words_mean_something() {
        let asked = |words: &[&str]| read(words.iter().map(OsString::from));
        assert_eq!(asked(&[]), Asked::Window { safe_render: false });
        assert_eq!(asked(&["--safe-render"]), Asked::Window { safe_render: true });
        assert!(matches!(asked(&["-h"]), Asked::Say(help) if help.contains("--safe-render")));
        assert!(matches!(asked(&["--version"]), Asked::Say(said) if said.starts_with("hooktrail")));
        for words in [&["serve"][..], &["--safe-render", "x"], &[""]] {
            assert!(matches!(asked(words), Asked::Refuse(said) if said.contains("--help")));
        }
    }
}
