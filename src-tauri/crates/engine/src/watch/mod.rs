//! The watched folder: a JSON file that is put into it becomes a capture, once per content. Files are only read; what
//! their content means is not asked here.

pub(crate) mod file;
mod intake;
mod problems;
mod settling;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use self::intake::Intake;
use self::problems::Problems;
use self::settling::{Settling, stamp};
use crate::clock::Clock;
use crate::journal::Journal;

/// How long a file must stay as it is before it is read: editors write in pieces.
pub(crate) const QUIET: Duration = Duration::from_millis(200);
/// How often a missing folder is looked for, and a file that could not be kept is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// A folder being watched, until it is stopped or dropped.
#[derive(Debug)]
pub(crate) struct Watch {
    folder: PathBuf,
    problems: Problems,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Watch {
    /// Captures what is and comes into `folder`. Needs a tokio runtime.
    pub(crate) fn start(folder: PathBuf, journal: Journal, clock: Clock, quiet: Duration) -> Self {
        let problems = Problems::new(journal.store().changes().clone());
        let stop = CancellationToken::new();
        let intake = Intake { journal, clock, problems: problems.clone() };
        let run = run(folder.clone(), intake, quiet);
        let stopped = stop.clone();
        let task = tokio::spawn(async move {
            stopped.run_until_cancelled(run).await;
        });
        Self { folder, problems, stop, task }
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What went wrong lately and still is: one sentence each, newest first.
    pub(crate) fn problems(&self) -> Vec<String> {
        self.problems.list()
    }

    /// Stops, and returns when no file is being read any more.
    pub(crate) async fn stop(mut self) {
        self.stop.cancel();
        let _ = (&mut self.task).await;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// What the system said of the folder.
enum Word {
    /// Look at these again.
    Touched(Vec<PathBuf>),
    /// Look at everything again: words were lost, or the folder itself changed.
    Anything,
}

async fn run(folder: PathBuf, intake: Intake, quiet: Duration) {
    loop {
        match watch(&folder) {
            Ok((_watcher, words)) => {
                intake.problems.clear(&folder);
                follow(&folder, &intake, quiet, words).await;
            }
            Err(why) => {
                intake.problems.say(&folder, why);
                sleep_until(Instant::now() + AGAIN).await;
            }
        }
    }
}

type Words = mpsc::UnboundedReceiver<Word>;

fn watch(folder: &Path) -> Result<(RecommendedWatcher, Words), String> {
    let shown = folder.display();
    // macOS tells canonical paths only.
    let real = folder.canonicalize().ok().filter(|real| real.is_dir()).ok_or_else(|| {
        format!("The watched folder {shown} is not there: make it, or choose another one.")
    })?;
    let (tell, words) = mpsc::unbounded_channel();
    let root = real.clone();
    let heard = move |event: notify::Result<notify::Event>| {
        let word = match event {
            Ok(event) if of_no_interest(&event.kind) => return,
            Ok(event) if event.need_rescan() || event.paths.contains(&root) => Word::Anything,
            Ok(event) => Word::Touched(event.paths),
            Err(_) => Word::Anything,
        };
        // Nobody listens any more when the watch has ended.
        let _ = tell.send(word);
    };
    let mut watcher =
        notify::recommended_watcher(heard).map_err(|error| unwatchable(folder, &error))?;
    watcher
        .watch(&real, RecursiveMode::NonRecursive)
        .map_err(|error| unwatchable(folder, &error))?;
    Ok((watcher, words))
}

fn unwatchable(folder: &Path, error: &notify::Error) -> String {
    format!("The folder {} cannot be watched ({error}): choose another one.", folder.display())
}

/// Reading a file is told too, by ourselves as well.
fn of_no_interest(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Access(access) if *access != AccessKind::Close(AccessMode::Write))
}

/// Takes files in until the folder itself changes.
async fn follow(folder: &Path, intake: &Intake, quiet: Duration, mut words: Words) {
    let mut settling = Settling::new(quiet);
    let mut known = intake.remembered(folder).await;
    known.extend(files(folder));
    for path in known {
        settling.touch(&path, stamp(&path), Instant::now());
    }
    loop {
        let next = settling.next().unwrap_or_else(|| Instant::now() + Duration::from_secs(3_600));
        let word = tokio::select! {
            word = words.recv() => word,
            () = sleep_until(next) => {
                for path in settling.settled(Instant::now(), stamp) {
                    if intake.take(&path).await.is_err() {
                        settling.touch(&path, stamp(&path), Instant::now() + AGAIN);
                    }
                }
                continue;
            }
        };
        match word {
            Some(Word::Touched(paths)) => {
                for path in paths.iter().filter(|path| is_json(path)) {
                    // The folder's own name may be a link; files are known by the name the user gave.
                    let path = path.file_name().map_or(path.clone(), |name| folder.join(name));
                    settling.touch(&path, stamp(&path), Instant::now());
                }
            }
            Some(Word::Anything) | None => return,
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| is_json(path)).collect()
}

/// Named `*.json`, and not one of the hidden files that editors and file managers leave.
fn is_json(path: &Path) -> bool {
    let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    !hidden && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}
