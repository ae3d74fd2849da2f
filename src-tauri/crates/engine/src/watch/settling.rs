//! Which files have stayed as they are for long enough to be read. Pure: times and looks at files are given.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// Size and time of a file; a file that changed has another one. `None`: it is not there.
pub(super) type Stamp = Option<(u64, Option<SystemTime>)>;

/// A look at the file.
pub(super) fn stamp(path: &Path) -> Stamp {
    let data = std::fs::metadata(path).ok()?;
    Some((data.len(), data.modified().ok()))
}

pub(super) struct Settling {
    quiet: Duration,
    waiting: BTreeMap<PathBuf, (Stamp, Instant)>,
}

impl Settling {
    pub(super) fn new(quiet: Duration) -> Self {
        Self { quiet, waiting: BTreeMap::new() }
    }

    /// Something happened to `path`, which looked so at `now`.
    pub(super) fn touch(&mut self, path: &Path, stamp: Stamp, now: Instant) {
        self.waiting.insert(path.to_owned(), (stamp, now + self.quiet));
    }

    /// When to ask again; `None` while nothing waits.
    pub(super) fn next(&self) -> Option<Instant> {
        self.waiting.values().map(|(_, due)| *due).min()
    }

    /// Those that look as they did a while ago: files first, then what is gone, so that a renamed file is seen under
    /// its new name before its old one is forgotten.
    pub(super) fn settled(&mut self, now: Instant, look: impl Fn(&Path) -> Stamp) -> Vec<PathBuf> {
        let (mut files, mut gone) = (Vec::new(), Vec::new());
        let quiet = self.quiet;
        self.waiting.retain(|path, (before, due)| {
            if *due > now {
                return true;
            }
            let stamp = look(path);
            if stamp != *before {
                (*before, *due) = (stamp, now + quiet);
                return true;
            }
            if stamp.is_some() { &mut files } else { &mut gone }.push(path.clone());
            false
        });
        files.append(&mut gone);
        files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Duration = Duration::from_millis(200);

    #[test]
    fn a_file_settles_when_it_looked_the_same_for_a_while() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let size = |bytes| Some((bytes, None));
        let path = Path::new("a.json");
        // What is touched or asked, when, how the file looks then, and whether it is settled.
        enum Step {
            Touch(u64, Stamp),
            Ask(u64, Stamp, bool),
        }
        use Step::{Ask, Touch};
        for (name, steps) in [
            ("quiet", vec![Touch(0, size(1)), Ask(199, size(1), false), Ask(200, size(1), true)]),
            (
                "told again",
                vec![
                    Touch(0, size(1)),
                    Touch(150, size(2)),
                    Ask(200, size(2), false),
                    Ask(350, size(2), true),
                ],
            ),
            (
                "grew untold",
                vec![
                    Touch(0, size(1)),
                    Ask(200, size(9), false),
                    Ask(399, size(9), false),
                    Ask(400, size(9), true),
                ],
            ),
            ("gone", vec![Touch(0, None), Ask(200, None, true)]),
            ("replaced", vec![Touch(0, None), Ask(200, size(1), false), Ask(400, size(1), true)]),
        ] {
            let mut settling = Settling::new(QUIET);
            for step in steps {
                match step {
                    Touch(ms, stamp) => settling.touch(path, stamp, at(ms)),
                    Ask(ms, stamp, settled) => {
                        let answer = settling.settled(at(ms), |_| stamp);
                        assert_eq!(!answer.is_empty(), settled, "{name} at {ms}");
                        assert_eq!(settling.next().is_none(), settled, "{name} at {ms}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_gone_comes_last() {
        let now = Instant::now();
        let mut settling = Settling::new(QUIET);
        let look = |path: &Path| (path != Path::new("a")).then_some((1, None));
        for name in ["a", "b"] {
            settling.touch(Path::new(name), look(Path::new(name)), now);
        }
        assert_eq!(settling.settled(now + QUIET, look), [Path::new("b"), Path::new("a")]);
    }
}
