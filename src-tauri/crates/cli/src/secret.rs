//! Secrets on the command line: `env:NAME`, `file:PATH`, or the secret itself, which works and warns, because every
//! program of this machine can read a command line. Read once, at the start; never shown.

use crate::outcome::{Done, Failure, warn};

/// A secret with the name that verdicts show instead of it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret {
    /// Where it came from: `env:NAME`, `file:PATH`, `--app-secret 1`.
    pub name: String,
    /// The secret itself.
    pub value: String,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").field("name", &self.name).field("value", &"***").finish()
    }
}

/// What `word`, given to `option`, stands for. `literal` names a secret that is given as it is, and makes it warn.
pub(crate) fn read(option: &str, word: &str, literal: Option<&str>) -> Done<Secret> {
    if let Some(name) = word.strip_prefix("env:") {
        let value = std::env::var(name).map_err(|_| {
            Failure::unusable(format!(
                "{option}: the environment variable {name} is not set to text"
            ))
        })?;
        return whole(option, word, value);
    }
    if let Some(path) = word.strip_prefix("file:") {
        let value = std::fs::read_to_string(path).map_err(|error| {
            Failure::unusable(format!("{option}: {path} cannot be read: {error}"))
        })?;
        return whole(option, word, value.trim_end_matches(['\r', '\n']).to_owned());
    }
    if literal.is_some() {
        warn(&format!(
            "a secret typed after {option} can be read by every program on this machine; env:NAME or file:PATH keeps it to yourself"
        ));
    }
    whole(option, literal.unwrap_or(option), word.to_owned())
}

/// The app secrets: of the options, else of `HOOKTRAIL_APP_SECRET` (several with commas).
pub(crate) fn app_secrets(words: &[String], environment: Option<&str>) -> Done<Vec<Secret>> {
    if words.is_empty() {
        let several = environment.unwrap_or_default().split(',').map(str::trim);
        let named = several.filter(|value| !value.is_empty()).enumerate().map(|(index, value)| {
            Secret { name: format!("HOOKTRAIL_APP_SECRET {}", index + 1), value: value.to_owned() }
        });
        return Ok(named.collect());
    }
    let named = words.iter().enumerate();
    named
        .map(|(index, word)| {
            read("--app-secret", word, Some(&format!("--app-secret {}", index + 1)))
        })
        .collect()
}

fn whole(option: &str, name: &str, value: String) -> Done<Secret> {
    if value.is_empty() {
        return Err(Failure::unusable(format!("{option}: the secret is empty")));
    }
    Ok(Secret { name: name.to_owned(), value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_holds_several_with_commas() {
        let secrets = app_secrets(&[], Some(" one, two,,")).unwrap();
        let values: Vec<&str> = secrets.iter().map(|secret| secret.value.as_str()).collect();
        assert_eq!(values, ["one", "two"]);
    }

    #[test]
    fn a_secret_never_shows_itself() {
        let secret = read("--secret", "hush", None).unwrap();
        assert!(!format!("{secret:?}").contains("hush"));
    }
}
