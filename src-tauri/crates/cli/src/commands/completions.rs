//! `completions`: what a shell needs to complete these words. Packages install it; others put it where their shell looks.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::outcome::Done;
use crate::output::Output;

/// Words of `hooktrail completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell that is to complete
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: Shell,
}

/// Runs it.
pub(crate) fn run(args: CompletionsArgs, out: Output) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut crate::args::Args::command(),
        "hooktrail",
        &mut script,
    );
    out.line(String::from_utf8_lossy(&script).trim_end())
}
