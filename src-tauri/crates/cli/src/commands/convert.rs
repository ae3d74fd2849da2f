//! `convert`: what request bodies mean, from an empty in-memory store. Keeps nothing, opens no data folder.

use std::path::PathBuf;

use clap::Args;

use crate::outcome::{Done, Failure};
use crate::output::Output;

/// Words of `hooktrail convert`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// Say where each field of a vendor event comes from
    #[arg(long)]
    pub explain: bool,
    /// Names and vendor ids of accounts and customers
    #[arg(long, value_name = "FILE")]
    pub directory: Option<PathBuf>,
    /// Mark a conversation done after file N (repeatable)
    #[arg(long, value_name = "N:ACCOUNT:PEER[@TIME]")]
    pub done: Vec<String>,
    /// Files with one request body each; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

/// Runs it.
pub fn run(_args: ConvertArgs, _out: Output) -> Done {
    Err(Failure::refused("convert is not built into this version yet"))
}
