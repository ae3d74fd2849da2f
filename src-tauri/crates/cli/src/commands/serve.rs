//! `serve`: receives webhooks and shows them in a browser until stopped.

use std::path::PathBuf;

use clap::Args;

use crate::args::Common;
use crate::forward::Target;
use crate::outcome::{Done, Failure};
use crate::output::Output;
use crate::secret;

/// Words of `hooktrail serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Port to receive on; 0 picks a free one
    #[arg(long, value_name = "PORT", default_value_t = 8787)]
    pub port: u16,
    /// Port of the page for the browser; 0 picks a free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub ui_port: u16,
    /// Token that Meta's handshake must show: text, env:NAME or file:PATH [default: one is made and kept]
    #[arg(long, value_name = "TOKEN", env = "HOOKTRAIL_VERIFY_TOKEN", hide_env_values = true)]
    pub verify_token: Option<String>,
    /// App secret that signatures are checked with: env:NAME or file:PATH (repeatable) [env:
    /// HOOKTRAIL_APP_SECRET, several with commas]
    #[arg(long, value_name = "SECRET")]
    pub app_secret: Vec<String>,
    /// Capture every JSON file that is put into this folder
    #[arg(long, value_name = "DIR")]
    pub watch: Option<PathBuf>,
}

/// Runs it.
pub async fn run(args: ServeArgs, common: Common, out: Output) -> Done {
    host(args, &common, out, None).await
}

/// Owns the data folder, receives, and tells what comes until somebody wants it to end.
pub(crate) async fn host(
    args: ServeArgs,
    common: &Common,
    out: Output,
    target: Option<&Target>,
) -> Done {
    let _ = (secret::app_secrets(&args.app_secret, None)?, common, out, target);
    Err(Failure::refused("serve is not built into this version yet"))
}
