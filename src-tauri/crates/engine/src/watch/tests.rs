//! The watched folder with real files. Nothing here waits for nothing to happen: what must not be captured comes before
//! something that must, and files settle in the order they were written.

use std::fs;
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::changes::Subscription;
use crate::journal::{Entry, Origin};
use crate::store::{Store, StoreError, journal as table};

const SOON: Duration = Duration::from_millis(25);

struct Rig {
    data: TempDir,
    folder: TempDir,
    journal: Journal,
    changes: Subscription,
    watch: Watch,
}

impl Rig {
    /// Watches a folder with these files in it.
    fn start(files: &[(&str, &str)]) -> Self {
        let (data, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        fs::create_dir(folder.path().join("in")).unwrap();
        for (name, text) in files {
            fs::write(folder.path().join("in").join(name), text).unwrap();
        }
        Self::over(data, folder)
    }

    fn over(data: TempDir, folder: TempDir) -> Self {
        let clock = Clock::system();
        let journal = Journal::new(Store::open(data.path(), &clock).unwrap());
        let changes = journal.store().changes().subscribe();
        let watch = Watch::start(folder.path().join("in"), journal.clone(), clock, SOON);
        Self { data, folder, journal, changes, watch }
    }

    /// The same folder and data in another run.
    async fn restart(self) -> Self {
        let Self { data, folder, journal, watch, .. } = self;
        watch.stop().await;
        journal.store().close().await;
        Self::over(data, folder)
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("in").join(name)
    }

    async fn bodies(&self) -> Vec<String> {
        let read = self.journal.store().read(|conn| {
            let mut bodies = Vec::new();
            table::follow::<StoreError>(conn, 0, |entry| {
                let Entry::Capture(capture) = entry else { return Ok(true) };
                let head = &capture.head;
                assert_eq!((head.origin, head.status), (Origin::File, 200));
                bodies.push(String::from_utf8(capture.body).unwrap());
                Ok(true)
            })?;
            Ok::<_, StoreError>(bodies)
        });
        read.await.unwrap()
    }

    /// Waits until so many captures are there, and answers their bodies.
    async fn captured(&mut self, count: usize) -> Vec<String> {
        loop {
            let bodies = self.bodies().await;
            if bodies.len() >= count {
                return bodies;
            }
            self.changed().await;
        }
    }

    /// Waits until the newest problem says this (empty: until there is none).
    async fn says(&mut self, words: &str) {
        loop {
            let problems = self.watch.problems();
            match problems.first() {
                Some(newest) if !words.is_empty() && newest.contains(words) => return,
                None if words.is_empty() => return,
                _ => self.changed().await,
            }
        }
    }

    async fn changed(&mut self) {
        let next = tokio::time::timeout(Duration::from_secs(10), self.changes.next());
        next.await.expect("nothing changed").unwrap();
    }
}

#[tokio::test]
async fn files_that_are_there_are_captured_once_also_over_restarts() {
    let mut rig =
        Rig::start(&[("a.json", "1"), ("b.JSON", "2"), ("note.txt", "3"), (".c.json", "4")]);
    assert_eq!(rig.captured(2).await, ["1", "2"]);
    let mut rig = rig.restart().await;
    rig.put("d.json", "5");
    assert_eq!(rig.captured(3).await, ["1", "2", "5"]);
}

#[tokio::test]
async fn files_put_while_nobody_watched_are_captured_at_the_next_start() {
    let mut rig = Rig::start(&[("a.json", "1"), ("b.json", "2")]);
    rig.captured(2).await;
    let Rig { data, folder, journal, watch, .. } = rig;
    watch.stop().await;
    journal.store().close().await;
    fs::write(folder.path().join("in/a.json"), "10").unwrap();
    fs::rename(folder.path().join("in/b.json"), folder.path().join("in/c.json")).unwrap();
    fs::write(folder.path().join("in/d.json"), "3").unwrap();
    let mut rig = Rig::over(data, folder);
    assert_eq!(rig.captured(4).await, ["1", "2", "10", "3"]);
}

#[tokio::test]
async fn a_file_written_in_pieces_is_captured_when_it_is_whole() {
    let mut rig = Rig::start(&[]);
    let mut text = String::new();
    for piece in ["{\"object\":", "\"instagram\",", "\"entry\":[]"] {
        text.push_str(piece);
        rig.put("a.json", &text);
    }
    rig.says("a.json is not JSON and is not captured").await;
    text.push('}');
    rig.put("a.json", &text);
    assert_eq!(rig.captured(1).await, [text]);
    rig.says("").await;
}

#[tokio::test]
async fn a_changed_file_is_captured_anew_and_a_touched_one_is_not() {
    let mut rig = Rig::start(&[("a.json", "1")]);
    rig.captured(1).await;
    rig.put("a.json", "1");
    rig.put("b.json", "2");
    assert_eq!(rig.captured(2).await, ["1", "2"]);
    rig.put("a.json", "3");
    rig.captured(3).await;
    rig.put("a.json", "1");
    assert_eq!(rig.captured(4).await, ["1", "2", "3", "1"]);
}

#[tokio::test]
async fn a_renamed_file_is_the_same_a_copy_is_not() {
    let mut rig = Rig::start(&[("a.json", "1")]);
    rig.captured(1).await;
    fs::rename(rig.path("a.json"), rig.path("b.json")).unwrap();
    rig.put("c.json", "2");
    assert_eq!(rig.captured(2).await, ["1", "2"]);
    fs::copy(rig.path("b.json"), rig.path("d.json")).unwrap();
    assert_eq!(rig.captured(3).await, ["1", "2", "1"]);
}

#[tokio::test]
async fn a_file_moved_in_under_its_final_name_is_captured() {
    let mut rig = Rig::start(&[]);
    rig.put("a.json.part", "1");
    fs::rename(rig.path("a.json.part"), rig.path("a.json")).unwrap();
    assert_eq!(rig.captured(1).await, ["1"]);
}

#[tokio::test]
async fn a_file_put_again_after_it_was_removed_is_captured_again() {
    let mut rig = Rig::start(&[("a.json", "1")]);
    rig.captured(1).await;
    fs::remove_file(rig.path("a.json")).unwrap();
    let paths = |rig: &Rig| {
        let store = rig.journal.store().clone();
        async move { store.read::<_, StoreError, _>(crate::store::watched::paths).await.unwrap() }
    };
    while !paths(&rig).await.is_empty() {
        rig.changed().await;
    }
    rig.put("a.json", "1");
    assert_eq!(rig.captured(2).await, ["1", "1"]);
}

#[tokio::test]
async fn what_cannot_be_captured_is_said_and_the_rest_goes_on() {
    let mut rig = Rig::start(&[]);
    for (text, words) in [
        (Vec::new(), "x.json is empty"),
        (b"{\"a\":}".to_vec(), "x.json is not JSON and is not captured: expected value"),
        (b"\xff\xfe".to_vec(), "x.json is not JSON"),
        (b"{} {}".to_vec(), "x.json is not JSON"),
        (vec![b' '; (8 << 20) + 1], "x.json is larger than 8 MiB"),
    ] {
        rig.put("x.json", text);
        rig.says(words).await;
    }
    #[cfg(unix)]
    {
        fs::remove_file(rig.path("x.json")).unwrap();
        let made = std::process::Command::new("mkfifo").arg(rig.path("x.json")).status().unwrap();
        assert!(made.success());
        rig.says("x.json is no ordinary file").await;
        fs::remove_file(rig.path("x.json")).unwrap();
    }
    let deep = "[".repeat(500) + &"]".repeat(500);
    rig.put("y.json", &deep);
    assert_eq!(rig.captured(1).await, [deep]);
    rig.put("x.json", b"\xef\xbb\xbf{}");
    assert_eq!(rig.captured(2).await[1], "\u{feff}{}");
    rig.says("").await;
}

#[tokio::test]
async fn a_missing_folder_is_said_and_watched_once_it_is_there() {
    let mut rig = Rig::over(TempDir::new().unwrap(), TempDir::new().unwrap());
    rig.says("is not there: make it, or choose another one").await;
    fs::create_dir(rig.path("")).unwrap();
    rig.put("a.json", "1");
    assert_eq!(rig.captured(1).await, ["1"]);
    rig.says("").await;
    fs::remove_dir_all(rig.path("")).unwrap();
    rig.says("is not there").await;
}
