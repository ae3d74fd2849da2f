//! Every payload under `fixtures/meta` and what it means, line by line. A payload `x.json` has its twin
//! `x.expected.jsonl` beside it; a folder of payloads is a sequence, in order of their names, with one twin beside the
//! folder. In a sequence, `done` holds marks as `--done` takes them and `directory.json` names.
//! `UPDATE=1 cargo test -p hooktrail-tests --test convert` writes the twins anew: read the difference.

#[cfg(test)]
mod coverage;
#[cfg(test)]
mod library;
#[cfg(test)]
mod order;
#[cfg(test)]
mod quirks;

use library::{Case, cases, orphans, root};

#[cfg(test)]
fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// Compares with a file, or writes it.
#[cfg(test)]
fn check(path: &std::path::Path, found: &str) -> Result<(), String> {
    if updating() {
        std::fs::write(path, found).unwrap();
        return Ok(());
    }
    let name = path.strip_prefix(root()).unwrap().display();
    let Ok(expected) = std::fs::read_to_string(path) else {
        return Err(format!("{name} is missing"));
    };
    if expected == found {
        return Ok(());
    }
    let pairs = expected.lines().zip(found.lines()).enumerate();
    let differing = pairs.into_iter().find(|(_, (expected, found))| expected != found);
    Err(match differing {
        Some((line, (expected, found))) => {
            format!("{name} line {}:\n  expected {expected}\n  found    {found}", line + 1)
        }
        None => format!(
            "{name}: {} lines expected, {} found",
            expected.lines().count(),
            found.lines().count()
        ),
    })
}

#[test]
fn every_payload_means_what_its_twin_says() {
    let wrong: Vec<String> = cases()
        .iter()
        .filter_map(|case: &Case| check(&case.twin, &case.convert().join_lines()).err())
        .collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_twin_has_its_payload() {
    assert_eq!(orphans(), Vec::<String>::new());
}

#[test]
fn the_coverage_page_is_up_to_date() {
    check(&root().join("COVERAGE.md"), &coverage::page(&cases())).unwrap();
}

#[test]
fn every_known_quirk_is_shown_by_a_fixture_or_tested_elsewhere() {
    let page = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert_eq!(quirks::faults(&page).join("\n"), "");
}

#[test]
fn one_odd_item_changes_nothing_for_its_siblings() {
    let item = |mid: &str| {
        format!(
            r#"{{"sender":{{"id":"9"}},"recipient":{{"id":"1784"}},"timestamp":1569262485349,"message":{{"mid":"{mid}","text":"hello"}}}}"#
        )
    };
    let body = |items: &[&str]| {
        format!(
            r#"{{"object":"instagram","entry":[{{"id":"1784","time":1569262486134,"messaging":[{}]}}]}}"#,
            items.join(",")
        )
    };
    let (first, last) = (item("m1"), item("m2"));
    let said = |body: &str| {
        let signals = hooktrail_domain::meta::read(body.as_bytes(), None).signals;
        let mids = signals.iter().filter_map(|signal| signal.message_id.clone());
        mids.filter(|mid| mid.starts_with('m')).collect::<Vec<_>>()
    };
    let expected = said(&body(&[&first, &last]));
    for odd in [
        "null",
        "7",
        "[]",
        "{}",
        r#"{"message":null}"#,
        r#"{"sender":5,"message":{"mid":[]}}"#,
        "\"x\"",
    ] {
        assert_eq!(said(&body(&[&first, odd, &last])), expected, "{odd}");
    }
}
