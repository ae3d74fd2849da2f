//! `listen --forward-to URL`: serve, and forward every event as it comes; beside an owner, follow its captures.

use clap::Args;

use super::serve::ServeArgs;
use crate::args::Common;
use crate::outcome::{Done, Failure};
use crate::output::Output;

/// Words of `hooktrail listen`.
#[derive(Debug, Args)]
pub struct ListenArgs {
    /// Where each event goes, byte for byte, once
    #[arg(long, value_name = "URL")]
    pub forward_to: String,
    /// Sign anew for the target with this secret: env:NAME or file:PATH [default: the headers as received]
    #[arg(long, value_name = "SECRET")]
    pub secret: Option<String>,
    /// What serve takes.
    #[command(flatten)]
    pub serve: ServeArgs,
}

/// Runs it.
pub async fn run(_args: ListenArgs, _common: Common, _out: Output) -> Done {
    Err(Failure::refused("listen is not built into this version yet"))
}
