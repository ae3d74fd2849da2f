//! What can be typed. Each verb's own words stand beside what it does, in `commands/<verb>.rs`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

use crate::commands::{
    completions, convert, delete, doctor, done, list, listen, rebuild, replay, rules, send, serve,
    simulate, targets, time_rules,
};
use crate::outcome::{Done, Exit, Failure};

/// Folder of the desktop program inside the user's data folder: its Tauri identifier.
const DESKTOP_FOLDER: &str = "dev.hooktrail.desktop";

/// Receive, understand and resend Meta's webhooks on your own machine.
#[derive(Debug, Parser)]
#[command(name = "hooktrail", version, propagate_version = true, arg_required_else_help = true)]
#[command(after_help = "\
Begin here:
  hooktrail serve                        receive at http://127.0.0.1:8787/webhook and watch in a browser
  hooktrail list messages                what was said, and how far each message came
  hooktrail send 17 --to http://localhost:3000/webhook
                                         capture 17 again, byte for byte
  hooktrail replay 'received>-1h' --to http://localhost:3000/webhook
                                         the last hour again, in order
  hooktrail convert body.json            what a body means, without keeping anything
  hooktrail doctor endpoint URL          act as Meta against URL, and hear what it does wrong

Every command but serve works beside a running window or another serve, on the same data.
Exit codes: 0 done, 1 refused or not answered as expected, 2 unusable words or input,
3 another instance owns the data folder.")]
pub struct Args {
    /// What holds for every verb.
    #[command(flatten)]
    pub common: Common,
    /// The verb.
    #[command(subcommand)]
    pub command: Command,
}

/// What holds for every verb.
#[derive(Debug, Clone, ClapArgs)]
pub struct Common {
    /// Folder with the database [default: the desktop program's own folder]
    #[arg(
        long,
        value_name = "DIR",
        global = true,
        env = "HOOKTRAIL_DATA_DIR",
        value_parser = clap::value_parser!(OsString),
        hide_env_values = true
    )]
    data_dir: Option<OsString>,
    /// Print JSON lines for programs instead of text for people
    #[arg(long, global = true)]
    pub json: bool,
}

impl Common {
    /// The data folder: as said, else the desktop program's.
    pub fn folder(&self) -> Done<PathBuf> {
        match &self.data_dir {
            Some(folder) if !folder.is_empty() => Ok(folder.into()),
            _ => dirs::data_dir().map(|folder| folder.join(DESKTOP_FOLDER)).ok_or_else(|| {
                Failure::unusable("this system names no data folder: give one with --data-dir")
            }),
        }
    }
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what request bodies mean, without keeping anything
    Convert(convert::ConvertArgs),
    /// Receive webhooks and show them in a browser until stopped
    Serve(serve::ServeArgs),
    /// Serve, and forward every event to a URL as it comes
    Listen(listen::ListenArgs),
    /// List, add and remove what is forwarded as it comes
    Rules(rules::RulesArgs),
    /// List, add and remove what tells of messages that stand still for too long
    TimeRules(time_rules::TimeRulesArgs),
    /// Send a capture or a vendor event to a URL, now
    Send(send::SendArgs),
    /// Save targets by name: where things are sent again and again
    Targets(targets::TargetsArgs),
    /// Send many again: in order, at a pace, with chaos, and say what came of it
    Replay(replay::ReplayArgs),
    /// Play what Meta would send, without a phone
    Simulate(simulate::SimulateArgs),
    /// List what is kept, oldest first
    List(list::ListArgs),
    /// Mark a conversation done: the customer's next message opens it again
    Done(done::DoneArgs),
    /// Act as Meta against an endpoint, or say why a signature does not fit
    Doctor(doctor::DoctorArgs),
    /// Make everything derived anew from the captures
    Rebuild(rebuild::RebuildArgs),
    /// Delete captures, a conversation or everything, for good
    Delete(delete::DeleteArgs),
    /// Print what a shell needs to complete these words
    Completions(completions::CompletionsArgs),
}

/// Help and version go to standard output; a mistake becomes one sentence.
pub fn refused(error: &clap::Error) -> Done {
    if error.use_stderr() {
        if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
            let _ = error.print();
            return Err(Failure::Silent(Exit::Unusable));
        }
        return Err(Failure::unusable(sentence(&error.to_string())));
    }
    Ok(error.print()?)
}

/// The first paragraph of what clap says, on one line, with where to look further.
fn sentence(said: &str) -> String {
    let first = said.split("\n\n").next().unwrap_or(said);
    let words: Vec<&str> = first.split_whitespace().collect();
    let line = words.join(" ");
    let line = line.strip_prefix("error: ").unwrap_or(&line);
    let usage = said.lines().find_map(|line| line.trim().strip_prefix("Usage: "));
    let verb = usage
        .and_then(|usage| usage.split_whitespace().nth(1))
        .filter(|word| word.starts_with(char::is_lowercase));
    let help =
        verb.map_or("hooktrail --help".to_owned(), |verb| format!("hooktrail {verb} --help"));
    format!("{line} (see {help})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_consistent() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }

    #[test]
    fn a_rules_filter_may_begin_with_a_hyphen() {
        let words = ["hooktrail", "rules", "add", "--to", "dev", "--filter", "-kind:read"];
        assert!(Args::try_parse_from(words).is_ok());
    }

    #[test]
    fn a_mistake_is_one_sentence() {
        for words in [
            &["hooktrail", "done", "1"][..],
            &["hooktrail", "list", "moods"],
            &["hooktrail", "--frobnicate"],
            &["hooktrail", "serv"],
            &["hooktrail", "list", "captures", "--limt", "3"],
            &["hooktrail", "list", "captures", "--limit", "-kind:read"],
        ] {
            let error = Args::try_parse_from(words).unwrap_err();
            let said = sentence(&error.to_string());
            assert!(!said.contains('\n') && said.contains("--help"), "{words:?}: {said}");
        }
    }
}
