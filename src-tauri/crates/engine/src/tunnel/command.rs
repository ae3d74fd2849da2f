//! From a provider and what the user filled in to a command line, and from a line of its output to its address. Pure.

use std::collections::BTreeMap;

use regex::Regex;

use super::Settings;
use super::provider::{Arg, Provider};
use super::providers::ssh_options;

/// What will be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) program: String,
    pub(super) args: Vec<String>,
    pub(super) env: Vec<(&'static str, &'static str)>,
}

/// How a provider's output is read.
pub(super) struct Reader {
    address: Regex,
    ignore: Option<Regex>,
    url: String,
    /// The address that is known once it runs, where no line tells it.
    known: Option<String>,
    failures: &'static [(&'static str, &'static str)],
}

/// Why it cannot be started, in words.
pub(super) type Refusal = String;

/// What the user filled in, with what else the braces may name.
struct Values<'a> {
    fields: &'a BTreeMap<String, String>,
    port: String,
}

impl Values<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        match name {
            "port" => Some(&self.port),
            "empty" => Some(if cfg!(windows) { "NUL" } else { "/dev/null" }),
            "host_name" => {
                let host = self.filled("host")?;
                Some(host.rsplit_once('@').map_or(host, |(_, host)| host))
            }
            _ => self.filled(name),
        }
    }

    fn filled(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// `{name}`, and `{name|otherwise}`.
    fn fill(&self, template: &str) -> String {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((inside, beyond)) = after.split_once('}') else {
                filled.push('{');
                rest = after;
                continue;
            };
            let (name, otherwise) = inside.split_once('|').unwrap_or((inside, ""));
            match self.get(name) {
                Some(value) => filled.push_str(value),
                // Braces of the user's own command, or of a pattern's group, stay.
                None if otherwise.is_empty()
                    && !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') =>
                {
                    filled.push('{');
                    filled.push_str(inside);
                    filled.push('}');
                }
                None => filled.push_str(otherwise),
            }
            rest = beyond;
        }
        filled.push_str(rest);
        filled
    }
}

/// The command line of `provider` for the receiver's `port`; `None` when nothing is started.
pub(super) fn command(
    provider: &Provider,
    settings: &Settings,
    port: u16,
) -> Result<Option<Command>, Refusal> {
    let fields = settings.fields.iter();
    let fields = fields.map(|(name, value)| (name.clone(), at_home(name, value))).collect();
    let values = Values { fields: &fields, port: port.to_string() };
    for field in provider.fields.iter().filter(|field| field.required) {
        if values.filled(field.name).is_none() {
            return Err(format!("{} needs: {}.", provider.name, field.label));
        }
    }
    // What is handed to a program may not be taken for one of its options.
    for (name, value) in values.fields {
        let free = matches!(name.as_str(), "options" | "command" | "pattern");
        if !free && value.trim_start().starts_with('-') {
            return Err(format!("{name} may not begin with a dash."));
        }
    }
    let mut words = Vec::new();
    for arg in provider.args {
        push(arg, &values, &mut words)?;
    }
    let program = match provider.program {
        Some(program) => program.to_owned(),
        None if words.is_empty() => return Ok(None),
        None => words.remove(0),
    };
    Ok(Some(Command { program, args: words, env: provider.env.to_vec() }))
}

/// A file as a program finds it: no shell reads `~` for it.
fn at_home(name: &str, value: &str) -> String {
    let home = || std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
    match value.trim().strip_prefix("~/").filter(|_| name.ends_with("_file")) {
        Some(inside) => {
            home().map_or_else(|| value.to_owned(), |home| home.join(inside).display().to_string())
        }
        None => value.to_owned(),
    }
}

fn push(arg: &Arg, values: &Values<'_>, words: &mut Vec<String>) -> Result<(), Refusal> {
    match arg {
        Arg::Word("{ssh}") => ssh_options().iter().try_for_each(|arg| push(arg, values, words)),
        Arg::Word(word) => {
            match word.strip_prefix('{').and_then(|word| word.strip_suffix("...}")) {
                Some(name) => {
                    let text = values.filled(name).unwrap_or_default();
                    let split = shlex::split(text)
                        .ok_or_else(|| format!("The quotes in {text:?} do not end."))?;
                    words.extend(split.iter().map(|word| values.fill(word)));
                    Ok(())
                }
                None => {
                    words.push(values.fill(word));
                    Ok(())
                }
            }
        }
        Arg::If(name, several) => {
            if values.filled(name).is_some() {
                words.extend(several.iter().map(|word| values.fill(word)));
            }
            Ok(())
        }
    }
}

impl Reader {
    pub(super) fn new(provider: &Provider, settings: &Settings) -> Result<Self, Refusal> {
        let values = Values { fields: &settings.fields, port: String::new() };
        let pattern = values.filled("pattern").unwrap_or(provider.address);
        let address =
            Regex::new(pattern).map_err(|error| format!("The pattern cannot be used: {error}"))?;
        let ignore = (!provider.ignore.is_empty()).then(|| Regex::new(provider.ignore));
        let ignore = ignore.transpose().map_err(|error| error.to_string())?;
        let url = values.filled("url").unwrap_or(provider.url);
        let url = values.fill(&url.replace("{1}", "\u{1}"));
        // ssh tells the port there only where it was left to the host.
        let port = values.filled("remote_port").filter(|_| provider.id == "ssh");
        let known = port.map(|port| whole(&url, port));
        Ok(Self { address, ignore, url, known, failures: provider.failures })
    }

    /// The public address, if the line tells it. Ends without a slash.
    pub(super) fn address(&self, line: &str) -> Option<String> {
        if self.ignore.as_ref().is_some_and(|ignore| ignore.is_match(line)) {
            return None;
        }
        let found = self.address.captures(line)?;
        let part = found.get(1).or(found.get(0))?.as_str();
        Some(whole(&self.url, part))
    }

    /// The address that no line will tell, to be believed once the program runs.
    pub(super) fn known(&self) -> Option<&str> {
        self.known.as_deref()
    }

    /// The address that is known before anything is started, for a fixed URL.
    pub(super) fn fixed(&self) -> String {
        self.url.trim_end_matches('/').to_owned()
    }

    /// What a line of trouble means.
    pub(super) fn failure(&self, line: &str) -> Option<&'static str> {
        let line = line.to_lowercase();
        self.failures.iter().find(|(said, _)| line.contains(said)).map(|(_, means)| *means)
    }
}

/// An address with the part of it that was told.
fn whole(url: &str, part: &str) -> String {
    url.replace('\u{1}', part).trim_end_matches(['/', '.', ',']).to_owned()
}

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;
