//! What a compiler cannot check of the house: who imports whom, how long a file is, what may lie where. A rule that is
//! broken lists every place.

#![allow(clippy::unwrap_used)]

mod page;

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file of the repository, below the root, as git knows it.
fn files() -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    let all = String::from_utf8(listed.stdout).unwrap();
    let mut files: Vec<String> = all.lines().map(str::to_owned).collect();
    files.retain(|file| root().join(file).is_file());
    files.sort();
    files
}

fn text(file: &str) -> String {
    String::from_utf8_lossy(&std::fs::read(root().join(file)).unwrap()).into_owned()
}

/// The files with one of these endings below a folder.
fn sources<'a>(
    all: &'a [String],
    folder: &'a str,
    endings: &'a [&str],
) -> impl Iterator<Item = &'a String> {
    all.iter().filter(move |file| {
        file.starts_with(folder) && endings.iter().any(|end| file.ends_with(end))
    })
}

/// Where the tests at the end of a source begin.
const TESTS: &str = "\n#[cfg(test)]\nmod tests {";

/// The lines of a source that are no comment, without the tests at its end.
fn lines(file: &str) -> Vec<(usize, String)> {
    let text = text(file);
    let code = text.split(TESTS).next().unwrap_or(&text);
    let lines = code.lines().enumerate().map(|(at, line)| (at + 1, line.to_owned()));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//")).collect()
}

/// Lines of `file` that hold one of `words`.
fn holding(file: &str, words: &[&str]) -> Vec<String> {
    let found = |(at, line): (usize, String)| {
        let word = words.iter().find(|word| line.contains(**word))?;
        Some(format!("{file}:{at}: {word}"))
    };
    lines(file).into_iter().filter_map(found).collect()
}

#[track_caller]
fn none(rule: &str, places: Vec<String>) {
    assert!(places.is_empty(), "{rule}:\n  {}", places.join("\n  "));
}

fn is_test(file: &str) -> bool {
    file.starts_with("tests/")
        || file.ends_with("tests.rs")
        || file.ends_with("properties.rs")
        || file.ends_with(".test.ts")
}

#[test]
fn the_top_level_is_a_fixed_list() {
    const ALLOWED: &[&str] = &[
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "Makefile",
        "README.md",
        "clippy.toml",
        "fixtures",
        "rustfmt.toml",
        "src-tauri",
        "tauri.conf.json",
        "tests",
        "ui",
    ];
    let mut tops: Vec<String> =
        files().iter().map(|file| file.split('/').next().unwrap().to_owned()).collect();
    tops.dedup();
    tops.retain(|top| !top.starts_with('.') && !ALLOWED.contains(&top.as_str()));
    none("nothing else belongs at the top", tops);
}

#[test]
fn only_the_shell_knows_tauri() {
    let all = files();
    let crates = sources(&all, "src-tauri/crates/", &[".rs", "Cargo.toml"]);
    let tests = sources(&all, "tests/", &[".rs", "Cargo.toml"])
        .filter(|file| !file.starts_with("tests/tidy"));
    let named: Vec<String> = crates
        .chain(tests)
        .flat_map(|file| holding(file, &["tauri::", "use tauri", "tauri ="]))
        .collect();
    none("tauri is for src-tauri/src", named);
    let pages: Vec<String> = sources(&all, "ui/src/", &[".ts", ".svelte"])
        .filter(|file| *file != "ui/src/host/tauri.ts")
        .flat_map(|file| holding(file, &["@tauri-apps"]))
        .collect();
    none("@tauri-apps is for ui/src/host/tauri.ts", pages);
}

#[test]
fn the_domain_touches_nothing_outside() {
    let all = files();
    let words = [
        "std::fs",
        "std::net",
        "std::env",
        "std::time",
        "SystemTime",
        "Instant",
        "tokio",
        "rand::",
        "getrandom",
        "println!",
        "eprintln!",
        "hooktrail_engine",
    ];
    let touching = sources(&all, "src-tauri/crates/domain/src/", &[".rs"])
        .filter(|file| !is_test(file))
        .flat_map(|file| holding(file, &words))
        .collect();
    none("the domain does no IO and reads no clock", touching);
}

#[test]
fn inside_the_engine_imports_point_one_way() {
    const RULES: &[(&str, &[&str])] = &[
        (
            "store/",
            &[
                "journal::{",
                "projection",
                "receiver",
                "delivery",
                "watch",
                "api",
                "engine",
                "http_host",
            ],
        ),
        (
            "journal/",
            &["projection", "receiver", "delivery", "watch", "api", "engine", "http_host"],
        ),
        ("receiver/", &["projection", "delivery", "watch", "api", "engine", "http_host", "store"]),
        ("watch/", &["projection", "delivery", "receiver", "api", "engine", "http_host"]),
        ("projection/", &["receiver", "delivery", "watch", "api", "engine", "http_host"]),
        ("delivery/", &["receiver", "watch", "api", "engine", "http_host"]),
        ("api/", &["http_host", "reach", "control"]),
    ];
    let all = files();
    let mut wrong = Vec::new();
    for (part, forbidden) in RULES {
        let folder = format!("src-tauri/crates/engine/src/{part}");
        for file in sources(&all, &folder, &[".rs"]).filter(|file| !is_test(file)) {
            let words: Vec<String> =
                forbidden.iter().map(|word| format!("crate::{word}")).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            wrong.extend(holding(file, &words));
        }
    }
    none("an import points the wrong way", wrong);
}

/// SQL that shifts by a number of its own would silently speak of other captures once the bits of an id change.
#[test]
fn the_bits_of_an_id_are_told_once() {
    let all = files();
    let wrong = sources(&all, "src-tauri/crates/engine/src/", &[".rs"])
        .filter(|file| !file.ends_with("projection/tables/mod.rs"))
        .flat_map(|file| holding(file, &[">> 22", "<< 22"]))
        .collect();
    none("ask the tables for the capture of a key", wrong);
}

#[test]
fn files_stay_short_enough_to_be_one_thing() {
    let all = files();
    let long = sources(&all, "", &[".rs", ".ts", ".svelte", ".css", ".mjs"])
        .filter(|file| *file != "ui/src/host/contract.ts")
        .filter_map(|file| {
            let length = text(file).lines().count();
            let most = if is_test(file) { 600 } else { 400 };
            (length > most).then(|| format!("{file}: {length} lines, at most {most}"))
        })
        .collect();
    none("part it", long);
}

/// The lines of a test file, or of the tests at the end of a source.
fn tests_of(file: &str) -> Vec<(usize, String)> {
    let text = text(file);
    let from = if is_test(file) { Some(0) } else { text.find(TESTS) };
    let first = from.map_or(usize::MAX, |from| text[..from].lines().count());
    text.lines().enumerate().skip(first).map(|(at, line)| (at + 1, line.to_owned())).collect()
}

/// `setTimeout(done, 50)`. Without a time it is the browser's next turn, which has an end of its own.
fn sleeps(line: &str) -> bool {
    line.split("setTimeout(").skip(1).any(|rest| {
        rest.split_once(',').is_some_and(|(then, _)| then.chars().all(char::is_alphanumeric))
    })
}

/// What measures speed (`tests/bench`) has to keep a pace.
#[test]
fn tests_neither_sleep_nor_look_away() {
    let words = [
        "#[ignore",
        "thread::sleep",
        "time::sleep",
        "park_timeout",
        "timers/promises",
        "it.skip",
        "test.skip",
        "waitForTimeout",
        "{ skip:",
    ];
    let all = files();
    let wrong = all
        .iter()
        .filter(|file| !file.starts_with("tests/tidy") && !file.starts_with("tests/bench/"))
        .filter(|file| file.ends_with(".rs") || file.ends_with(".ts") || file.ends_with(".mjs"))
        .flat_map(|file| {
            // The window's rig asks the driver again and again; no word comes from there.
            let may_pause = !file.ends_with(".mjs") || file == "tests/window/rig.mjs";
            let found = |(at, line): (usize, String)| {
                let asleep = (!may_pause && sleeps(&line)).then_some("setTimeout");
                let word = words.iter().find(|word| line.contains(**word)).copied().or(asleep)?;
                Some(format!("{file}:{at}: {word}"))
            };
            tests_of(file).into_iter().filter_map(found).collect::<Vec<_>>()
        })
        .collect();
    none("a test waits for what happens, and runs", wrong);
}

#[test]
fn the_window_is_set_up_for_a_display_and_its_stamp_is_its_own() {
    let steps = |display: &str| {
        let mut make = Command::new("make");
        make.args(["-n", "-W", ".ci/setup", "run"]).current_dir(root());
        make.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY");
        String::from_utf8_lossy(&make.output().unwrap().stdout).into_owned()
    };
    if cfg!(target_os = "linux") {
        let (without, with) = (steps(""), steps(":1"));
        assert!(
            without.contains(".ci/setup serve") && without.contains(".setup/serve"),
            "{without}"
        );
        assert!(with.contains(".ci/setup run") && with.contains(".setup/run"), "{with}");
    }
}

#[test]
fn every_module_says_what_it_is() {
    let all = files();
    let silent = sources(&all, "src-tauri/", &[".rs"])
        .filter(|file| !is_test(file) && !file.ends_with("build.rs") && !file.ends_with("main.rs"))
        .filter(|file| !text(file).trim_start().starts_with("//!"))
        .cloned()
        .collect();
    none("begin with `//!`: what it is, what must not go in", silent);
}

#[test]
fn nothing_names_a_machine_or_a_registry() {
    // Written apart, so that this file does not name them either.
    let words: Vec<String> = [
        ["/ro", "ot/"],
        ["/ho", "me/"],
        ["/wo", "rk/"],
        ["registry.np", "mjs.org"],
        ["index.crates", ".io"],
        ["static.crates", ".io"],
        ["deb.deb", "ian.org"],
        ["pypi", ".org"],
    ]
    .iter()
    .map(|parts| parts.concat())
    .collect();
    let all = files();
    let wrong = all
        .iter()
        .filter(|file| !file.ends_with("Cargo.lock") && !file.ends_with("package-lock.json"))
        .filter(|file| {
            !file.ends_with(".png") && !file.ends_with(".icns") && !file.ends_with(".ico")
        })
        .flat_map(|file| {
            let text = text(file);
            words
                .iter()
                .filter(|word| text.contains(*word))
                .map(|word| format!("{file}: {word}"))
                .collect::<Vec<_>>()
        })
        .collect();
    none("it would hold on one machine only", wrong);
}
