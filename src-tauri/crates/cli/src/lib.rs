//! The command line: arguments in, readable text or JSON lines out. Knows no tauri.
