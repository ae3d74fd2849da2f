//! The desktop shell: the only code that may import tauri.
