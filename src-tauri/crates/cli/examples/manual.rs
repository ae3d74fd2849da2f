//! Writes the manual pages of the command line into a folder, from the words that it knows: `make package` calls it.
//! It is no part of the program.

use std::path::PathBuf;

use clap::CommandFactory;

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    clap_mangen::generate_to(hooktrail_cli::args::Args::command(), folder)
}
