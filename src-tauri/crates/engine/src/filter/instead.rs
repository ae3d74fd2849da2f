//! What somebody may have meant who wrote a name or a value that there is not: the nearest one, or the field that knows the
//! value. A question in a mistake's words; nothing is written in anybody's place.

use hooktrail_domain::filter::{Op, Word};

use super::compared;
use super::fields::{Field, Kind};
use super::suggest::quoted;

/// A list of so many words is still read, beside what may have been meant.
const SHORT: usize = 8;

/// A field that there is not.
pub(super) fn no_field(name: &Word, op: Op, value: &Word, fields: &[Field]) -> String {
    let offered = || fields.iter().filter(|field| !field.hidden);
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    // What would be a mistake as well is no help; a value is still to come.
    let right = |field: &&Field| {
        value.place.is_empty() || compared(field, fields, field.sql, (name, op, value)).is_ok()
    };
    let near = nearest(&name.text, &names);
    let near = || fields.iter().find(|field| Some(field.name) == near).filter(right);
    // Of "the time until the answer" the last word alone says what it is.
    let called = |field: &&Field| field.called.rsplit(' ').next() == Some(&name.text);
    let meant = match near().or_else(|| offered().filter(called).find(right)) {
        Some(field) => {
            let sign = if op == Op::Is { ":" } else { op.sign() };
            let value = if value.place.is_empty() { String::new() } else { quoted(&value.text) };
            Some(format!("{}{sign}{value}", field.name))
        }
        None => known(&value.text, fields),
    };
    let names: Vec<&str> = offered().map(|field| field.name).collect();
    never(&format!("Nothing is called {} here", name.text), "there is", &names, meant)
}

/// A value that is none of the `words` of its field.
pub(super) fn no_word(field: &Field, text: &str, words: &[&str], fields: &[Field]) -> String {
    let own = || nearest(text, words).map(|word| format!("{}:{}", field.name, quoted(word)));
    let other = || of_some_field(fields, |words| nearest(text, words));
    let meant = known(text, fields).or_else(own).or_else(other);
    never(&format!("{} is never {text:?}", field.name), "it is", words, meant)
}

/// The field that has this very value, with it.
pub(super) fn known(text: &str, fields: &[Field]) -> Option<String> {
    of_some_field(fields, |words| words.iter().copied().find(|word| same(text, word)))
}

/// As a question behind a sentence.
pub(super) fn question(meant: Option<String>) -> String {
    meant.map(|meant| format!(" Did you mean {meant}?")).unwrap_or_default()
}

fn never(what: &str, there: &str, words: &[&str], meant: Option<String>) -> String {
    let list = match meant {
        Some(_) if words.len() > SHORT => String::new(),
        _ => format!(": {there} {}", words.join(", ")),
    };
    format!("{what}{list}.{}", question(meant))
}

fn of_some_field(
    fields: &[Field],
    find: impl Fn(&[&'static str]) -> Option<&'static str>,
) -> Option<String> {
    fields.iter().filter(|field| !field.hidden).find_map(|field| {
        let words = field.words.filter(|_| matches!(field.kind, Kind::Text | Kind::Part))?;
        find(&words()).map(|word| format!("{}:{}", field.name, quoted(word)))
    })
}

fn same(typed: &str, word: &str) -> bool {
    typed.to_lowercase() == word.to_lowercase()
}

/// The word that is the fewest letters away, no more than a third of what was typed; or the only one that holds it.
fn nearest<'w>(typed: &str, words: &[&'w str]) -> Option<&'w str> {
    let typed = typed.to_lowercase();
    let far = (typed.chars().count() / 3).max(1);
    let away = |word: &'w str| (strsim::osa_distance(&typed, &word.to_lowercase()), word);
    let near = words.iter().map(|word| away(word)).min_by_key(|(far, _)| *far);
    let near = near.filter(|(away, word)| *away <= far && *away < word.chars().count());
    let mut holds = words.iter().filter(|word| typed.chars().count() > 2 && word.contains(&typed));
    let held = holds.next().filter(|_| holds.next().is_none());
    near.map(|(_, word)| word).or(held.copied())
}
