//! The command line: arguments in, readable text or JSON lines out. Knows no tauri, holds no rules about Meta.
//!
//! [`args`] says what can be typed, `commands/<verb>.rs` does it, [`output`] is the only place that writes to standard
//! output, [`outcome`] the only one that decides exit codes.

pub mod args;
mod assets;
mod commands;
mod follow;
mod forward;
mod interrupt;
mod junit;
mod outcome;
mod output;
mod overdue;
mod reach;
mod ready;
mod secret;
mod tunnel;
mod typed;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use tracing_subscriber::EnvFilter;

/// Runs one command line whole: reads the words, does it, reports in one sentence what went wrong.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    // A certificate that is not trusted is told where it was met.
    let usual = "warn,rustls_platform_verifier=off";
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let words = typed::told(words, &args::Args::command());
    let done = match args::Args::try_parse_from(words) {
        Ok(args) => commands::run(args),
        Err(error) => args::refused(&error),
    };
    outcome::report(done)
}
