//! The store against real files: what shares a commit, what fails alone, what is left after a deletion.

use std::sync::mpsc;
use std::time::Duration;

use bytes::Bytes;
use hooktrail_domain::signature::Verdict;
use rusqlite::Connection;
use tempfile::TempDir;

use super::journal::{NewCapture, Origin};
use super::*;

fn open(folder: &TempDir) -> Store {
    Store::open_with(folder.path(), &Clock::system(), Duration::from_millis(30)).unwrap()
}

pub(crate) fn capture(body: &str) -> NewCapture {
    NewCapture {
        received_us: 1_700_000_000_000_000,
        origin: Origin::Http,
        source: "default".to_owned(),
        method: "POST".to_owned(),
        path: "/webhook".to_owned(),
        query: String::new(),
        peer: Some("127.0.0.1:5".to_owned()),
        status: 200,
        verdict: Verdict::Valid,
        secret: Some("meta".to_owned()),
        bytes: body.len() as u64,
        truncated: false,
        rejected: false,
        replay_of: None,
        headers: Vec::new(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

async fn count(store: &Store) -> i64 {
    store.read::<_, StoreError, _>(journal::count).await.unwrap()
}

fn add(tx: &Tx<'_>) -> Result<i64, StoreError> {
    journal::append(tx, &capture("{}"))
}

/// Keeps the writing thread busy until the sender is dropped, so that what comes next waits together.
fn hold(store: &Store) -> mpsc::Sender<()> {
    let (release, held) = mpsc::channel::<()>();
    let (begin, begun) = mpsc::channel();
    let (job, _) = job::boxed::<_, (), StoreError>(move |_| {
        let _ = begin.send(());
        let _ = held.recv();
        Ok(())
    });
    store.queue.push(Kind::Write, job).unwrap();
    // Until then it would be taken with the first of what comes next.
    begun.recv().unwrap();
    release
}

#[tokio::test]
async fn a_failing_job_fails_alone() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let release = hold(&store);
    let refused = store.write(|tx| add(tx).and(Err::<(), _>(StoreError::Fault("no".into()))));
    let broken = store.write::<(), StoreError, _>(|tx| {
        add(tx)?;
        panic!("boom")
    });
    let wrong =
        store.write(|tx| add(tx).and(Ok(tx.execute("INSERT INTO nowhere VALUES (1)", [])?)));
    let good = store.write(add);
    let append = store.append(capture("{}"));
    let all = async { tokio::join!(refused, broken, wrong, good, append) };
    let (refused, broken, wrong, good, append) = tokio::join!(all, async { drop(release) }).0;
    assert!(refused.unwrap_err().to_string().contains("no"));
    assert!(broken.unwrap_err().to_string().contains("boom"));
    assert!(wrong.unwrap_err().to_string().contains("no such table"));
    assert!(good.is_ok() && append.is_ok());
    assert_eq!(count(&store).await, 2);
    assert_eq!(store.trouble(), None);
}

#[tokio::test]
async fn appends_come_first_then_writes_then_slices() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let release = hold(&store);
    let slice = store.slice(|tx| Ok::<_, StoreError>((tx.hurry(), journal::newest(tx)?)));
    let write = store.write(add);
    let append = store.append(capture("{}"));
    let all = async { tokio::join!(slice, write, append) };
    let (slice, write, append) = tokio::join!(all, async { drop(release) }).0;
    assert_eq!((append.unwrap(), write.unwrap(), slice.unwrap()), (1, 2, (false, 2)));
}

#[tokio::test]
async fn what_was_answered_is_seen_by_every_reader_and_told_with_its_id() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let mut changes = store.changes().subscribe();
    let before = store.changes().revision();
    let seq = store.append(capture("{}")).await.unwrap();
    assert_eq!(count(&store).await, 1);
    let notice = changes.next().await.unwrap();
    assert_eq!((notice.revision, notice.captures), (before + 1, vec![seq]));
    let undone = store.write(|tx| add(tx).and(Err::<(), _>(StoreError::Fault("no".into())))).await;
    assert!(undone.is_err());
    assert_eq!(changes.next().await.unwrap().captures, Vec::<i64>::new());
}

#[tokio::test]
async fn readers_cannot_write() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let job = |conn: &Connection| Ok(conn.execute("DELETE FROM journal", [])?);
    let refused = store.read::<_, StoreError, _>(job).await;
    assert!(refused.unwrap_err().to_string().contains("read-only"));
}

/// Lets the file grow to so many pages only: to SQLite that is a full disk.
async fn room(store: &Store, pages: i64) {
    let job = move |tx: &Tx<'_>| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        Ok::<_, StoreError>(tx.query_row(&sql, [], |_| Ok(()))?)
    };
    store.write(job).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_said_in_words_and_forgotten_once_there_is_room() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    room(&store, 1).await;
    let refused = store.append(capture(&"x".repeat(100_000))).await.unwrap_err();
    assert!(refused.to_string().contains("the disk is full"), "{refused}");
    assert!(store.trouble().unwrap().contains("the disk is full"));
    room(&store, 1_000_000).await;
    store.append(capture("{}")).await.unwrap();
    assert_eq!((store.trouble(), count(&store).await), (None, 1));
}

#[tokio::test]
async fn a_lock_of_another_program_is_waited_out_without_new_captures() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let other = Connection::open(database_path(folder.path())).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = store.append(capture("{}")).await.unwrap_err();
    assert!(refused.to_string().contains("another program holds it"), "{refused}");
    assert!(store.trouble().is_some());
    let mut changes = store.changes().subscribe();
    other.execute_batch("ROLLBACK").unwrap();
    changes.next().await.unwrap();
    assert_eq!(store.trouble(), None);
}

#[tokio::test]
async fn a_closed_store_keeps_what_waited_and_refuses_the_rest() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let release = hold(&store);
    let waited = store.append(capture("{}"));
    let close = async {
        drop(release);
        store.close().await;
    };
    assert_eq!(tokio::join!(waited, close).0.unwrap(), 1);
    assert!(matches!(store.append(capture("{}")).await, Err(StoreError::Closed)));
    let read = store.read::<_, StoreError, _>(journal::count).await;
    assert!(matches!(read, Err(StoreError::Closed)));
    let again = open(&folder);
    assert_eq!(count(&again).await, 1);
    assert!(again.changes().revision() > 0);
}

#[tokio::test]
async fn settings_are_kept() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    store.write(|tx| settings::put(tx, "a", "1")).await.unwrap();
    store.write(|tx| settings::put(tx, "a", "2")).await.unwrap();
    let read = |name| store.read::<_, StoreError, _>(move |conn| settings::get(conn, name));
    assert_eq!(read("a").await.unwrap().as_deref(), Some("2"));
    store.write(|tx| settings::remove(tx, "a")).await.unwrap();
    assert_eq!(read("a").await.unwrap(), None);
}

#[test]
fn another_programs_database_is_refused_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = database_path(folder.path());
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("CREATE TABLE theirs (x)").unwrap();
    drop(conn);
    let before = std::fs::read(&path).unwrap();
    let refused = Store::open(folder.path(), &Clock::system()).unwrap_err();
    assert!(refused.to_string().contains("not made by Hooktrail"), "{refused}");
    assert!(std::fs::read(&path).unwrap() == before, "not a byte is changed");
}

#[tokio::test]
async fn a_rule_that_is_changed_looks_at_nothing_again() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder);
    let kept = store.write::<_, StoreError, _>(|tx| {
        let mut read = rules::Rule {
            id: 0,
            name: "before".to_owned(),
            filter: String::new(),
            retry: "none".to_owned(),
            speed: 1,
            enabled: true,
            held: false,
            cursor: 3,
            deaf: None,
        };
        read.id = rules::put(tx, &read)?;
        assert!(rules::advance(tx, read.id, 3, 9)?);
        rules::put(tx, &rules::Rule { name: "after".to_owned(), ..read.clone() })?;
        rules::get(tx, read.id)
    });
    let kept = kept.await.unwrap().unwrap();
    assert_eq!((kept.name.as_str(), kept.cursor), ("after", 9));
}
