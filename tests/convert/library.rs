//! The fixture library on disk, and how one case of it runs.

use std::path::{Path, PathBuf};

use hooktrail_domain::convert::{Converted, Converter, DoneAfter};

const TWIN: &str = ".expected.jsonl";

/// `fixtures/`.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

/// A payload, or a sequence of them.
pub(crate) struct Case {
    /// Path below `fixtures/meta` without its ending.
    pub(crate) name: String,
    /// Where its expected lines are.
    pub(crate) twin: PathBuf,
    payloads: Vec<PathBuf>,
    folder: Option<PathBuf>,
}

/// A case that ran.
pub(crate) struct Ran {
    /// One document a line.
    pub(crate) lines: Vec<String>,
    /// What each payload meant.
    pub(crate) converted: Vec<Converted>,
}

impl Ran {
    pub(crate) fn join_lines(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

impl Case {
    /// Its bodies in order.
    pub(crate) fn bodies(&self) -> Vec<Vec<u8>> {
        self.payloads.iter().map(|path| std::fs::read(path).unwrap()).collect()
    }

    /// Whether it is a folder.
    pub(crate) fn is_sequence(&self) -> bool {
        self.folder.is_some()
    }

    /// Whether conversations are marked done in it.
    pub(crate) fn has_marks(&self) -> bool {
        self.folder.as_ref().is_some_and(|folder| folder.join("done").exists())
    }

    /// Runs it through the library that `hooktrail convert` prints.
    pub(crate) fn convert(&self) -> Ran {
        let mut converter = Converter::default();
        let beside = |name: &str| {
            self.folder.as_ref().and_then(|folder| std::fs::read_to_string(folder.join(name)).ok())
        };
        if let Some(text) = beside("directory.json") {
            converter.directory.read(&text).unwrap();
        }
        let marks: Vec<DoneAfter> = beside("done")
            .unwrap_or_default()
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| DoneAfter::parse(line.trim(), self.payloads.len()).unwrap())
            .collect();
        let mut ran = Ran { lines: Vec::new(), converted: Vec::new() };
        for (number, path) in (1..).zip(&self.payloads) {
            let converted = converter.capture(&std::fs::read(path).unwrap());
            ran.lines
                .extend(converter.records(&converted, false).iter().map(|record| record.json()));
            ran.converted.push(converted);
            for mark in marks.iter().filter(|mark| mark.file == number) {
                assert!(
                    converter.done(mark),
                    "{}: {mark:?} names no known conversation",
                    self.name
                );
            }
        }
        ran
    }
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Payloads are what is no twin, no paper and no setting of a sequence.
fn is_payload(path: &Path) -> bool {
    let name = name_of(path);
    path.is_file()
        && !(name.ends_with(TWIN)
            || name.ends_with(".md")
            || name == "done"
            || name == "directory.json")
}

/// Every case: `fixtures/meta/<platform>/<case>.json` and `fixtures/meta/<platform>/<sequence>/`.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for platform in sorted(&root().join("meta")).iter().filter(|path| path.is_dir()) {
        for path in sorted(platform) {
            let sequence = path.is_dir();
            if !sequence && !is_payload(&path) {
                continue;
            }
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let stem = if sequence { name_of(&path) } else { stem };
            let payloads = match sequence {
                true => sorted(&path).into_iter().filter(|path| is_payload(path)).collect(),
                false => vec![path.clone()],
            };
            cases.push(Case {
                name: format!("{}/{stem}", name_of(platform)),
                twin: platform.join(format!("{stem}{TWIN}")),
                payloads,
                folder: sequence.then_some(path),
            });
        }
    }
    cases
}

/// Twins without a payload.
pub(crate) fn orphans() -> Vec<String> {
    let known: Vec<PathBuf> = cases().into_iter().map(|case| case.twin).collect();
    let platforms = sorted(&root().join("meta"));
    let twins = platforms
        .iter()
        .flat_map(|platform| sorted(platform))
        .filter(|path| name_of(path).ends_with(TWIN));
    twins.filter(|twin| !known.contains(twin)).map(|twin| twin.display().to_string()).collect()
}
