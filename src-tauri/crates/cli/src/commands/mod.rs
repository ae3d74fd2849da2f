//! One file per verb: its words (clap) and what it does. What several verbs share is in the crate's root.

pub(crate) mod completions;
pub(crate) mod convert;
pub(crate) mod delete;
pub(crate) mod doctor;
pub(crate) mod done;
pub(crate) mod list;
pub(crate) mod listen;
pub(crate) mod rebuild;
pub(crate) mod replay;
pub(crate) mod rules;
pub(crate) mod send;
pub(crate) mod serve;
pub(crate) mod simulate;
pub(crate) mod targets;
pub(crate) mod time_rules;

use crate::args::{Args, Command};
use crate::outcome::{Done, Failure};
use crate::output::Output;

/// Does what the words ask for.
pub(crate) fn run(args: Args) -> Done {
    let Args { common, command } = args;
    let out = Output::new(common.json);
    match command {
        Command::Completions(args) => completions::run(args, out),
        Command::Convert(args) => convert::run(args, out),
        Command::Serve(args) => wait(serve::run(args, common, out)),
        Command::Listen(args) => wait(listen::run(args, common, out)),
        Command::Send(args) => wait(send::run(args, common, out)),
        Command::Targets(args) => wait(targets::run(args, common, out)),
        Command::Replay(args) => wait(replay::run(args, common, out)),
        Command::Simulate(args) => wait(simulate::run(args, common, out)),
        Command::List(args) => wait(list::run(args, common, out)),
        Command::Doctor(args) => wait(doctor::run(args, common, out)),
        Command::Done(args) => wait(done::run(args, common, out)),
        Command::Rules(args) => wait(rules::run(args, common, out)),
        Command::TimeRules(args) => wait(time_rules::run(args, common, out)),
        Command::Rebuild(args) => wait(rebuild::run(args, common, out)),
        Command::Delete(args) => wait(delete::run(args, common, out)),
    }
}

fn wait(work: impl Future<Output = Done>) -> Done {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime =
        runtime.map_err(|error| Failure::refused(format!("the runtime cannot start: {error}")))?;
    let done = runtime.block_on(work);
    // A read that hangs in the system must not keep the program.
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    done
}
