//! `fixtures/COVERAGE.md`: which event, in which envelope, on which platform is shown by which fixture.

use std::collections::BTreeMap;

use hooktrail_domain::signal::{Kind, Platform};

use crate::library::Case;

/// The envelope an item came in, from its path.
fn envelope(path: &str) -> &'static str {
    if path.contains(".messaging") {
        "messaging"
    } else if path.contains(".standby") {
        "standby"
    } else if path.contains(".changes") {
        "changes"
    } else if path.starts_with("$.entry[") {
        "entry"
    } else {
        "bare"
    }
}

/// The page: one row per kind and envelope, one column per platform, the first fixtures that show it.
pub(crate) fn page(cases: &[Case]) -> String {
    let platforms =
        [Platform::Instagram, Platform::Messenger, Platform::Whatsapp, Platform::Unknown];
    let mut shown: BTreeMap<(Kind, &'static str), BTreeMap<Platform, Vec<&str>>> = BTreeMap::new();
    for case in cases {
        for converted in &case.convert().converted {
            for signal in &converted.signals {
                let row = shown.entry((signal.kind, envelope(&signal.path))).or_default();
                let names = row.entry(signal.platform).or_default();
                if !names.contains(&case.name.as_str()) {
                    names.push(&case.name);
                }
            }
        }
    }
    let mut page = "# What the fixtures show\n\nGenerated: `UPDATE=1 cargo test -p hooktrail-tests --test convert`. \
                    Event × envelope × platform → fixtures under `meta/`.\n\n"
        .to_owned();
    page.push_str("| event | envelope | instagram | messenger | whatsapp | unknown |\n| --- | --- | --- | --- | --- | --- |\n");
    for ((kind, envelope), row) in &shown {
        let cells = platforms
            .map(|platform| cell(row.get(&platform).map(Vec::as_slice).unwrap_or_default()));
        page.push_str(&format!("| {} | {envelope} | {} |\n", kind.word(), cells.join(" | ")));
    }
    let missing: Vec<&str> = Kind::ALL
        .iter()
        .filter(|kind| !shown.keys().any(|(known, _)| known == *kind))
        .map(|kind| kind.word())
        .collect();
    if !missing.is_empty() {
        page.push_str(&format!("\nNo fixture yet: {}.\n", missing.join(", ")));
    }
    page
}

/// At most three names, and how many more there are.
fn cell(names: &[&str]) -> String {
    let first: Vec<String> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(3) {
        0 => first.join(" "),
        more => format!("{} and {more} more", first.join(" ")),
    }
}
