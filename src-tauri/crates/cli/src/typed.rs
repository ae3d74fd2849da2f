//! What is typed, before it is read as options: a filter may begin with `-`, as it may everywhere else. To the reader of
//! options `-kind:read` would be one, so it is told as `not kind:read`. An option that is misspelt stays one.

use std::ffi::OsString;

use clap::Command;

/// The words as the reader of options understands them.
pub(crate) fn told(words: impl IntoIterator<Item = OsString>, program: &Command) -> Vec<OsString> {
    let (mut told, mut verb) = (Vec::new(), None);
    let mut value_is_due = false;
    for word in words {
        let text = word.to_str().unwrap_or_default();
        let denied = verb.filter(|_| !value_is_due).and_then(|verb| denied(text, verb));
        value_is_due = text.starts_with("--") && wants_value(text, program, verb);
        verb = verb.or_else(|| program.find_subcommand(text));
        match denied {
            Some(term) => told.extend(["not".into(), term.into()]),
            None => told.push(word),
        }
    }
    told
}

/// What `-term` denies, where `verb` takes a filter.
fn denied<'w>(word: &'w str, verb: &Command) -> Option<&'w str> {
    let takes_filter = verb.get_positionals().any(|one| one.get_id() == "filter");
    let term = word.strip_prefix('-')?;
    (takes_filter && !term.is_empty() && !term.starts_with('-') && term != "h" && term != "V")
        .then_some(term)
}

fn wants_value(option: &str, program: &Command, verb: Option<&Command>) -> bool {
    let name = option.trim_start_matches('-');
    let all = verb.into_iter().chain([program]).flat_map(Command::get_arguments);
    all.filter(|one| one.get_long() == Some(name)).any(|one| one.get_action().takes_values())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Args;

    #[test]
    fn a_filter_may_begin_with_a_hyphen_and_an_option_stays_one() {
        for (typed, understood) in [
            ("list captures -kind:read", "list captures not kind:read"),
            (
                "list captures -held:handshake --json -x",
                "list captures not held:handshake --json not x",
            ),
            ("list captures (-x", "list captures (-x"),
            ("list captures --limit 3 -x", "list captures --limit 3 not x"),
            ("list captures --limit=3 -x", "list captures --limit=3 not x"),
            ("list captures --limit -3", "list captures --limit -3"),
            ("list --data-dir -odd captures", "list --data-dir -odd captures"),
            ("list captures --limt 3", "list captures --limt 3"),
            ("list -h", "list -h"),
            ("list captures - x", "list captures - x"),
            ("send -x", "send -x"),
            ("-x list", "-x list"),
        ] {
            let words = typed.split(' ').map(OsString::from);
            let told = told(words, &Args::command());
            let told: Vec<&str> = told.iter().map(|word| word.to_str().unwrap()).collect();
            assert_eq!(told.join(" "), understood);
        }
    }
}
