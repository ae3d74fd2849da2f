//! The journal against a real file: numbers, reading back, and that what is deleted is gone byte for byte.

use bytes::Bytes;
use hooktrail_domain::ledger::ThreadKey;
use hooktrail_domain::signal::Platform;
use hooktrail_domain::signature::Verdict;
use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::store::database_path;

const MARKER: &str = "only-in-the-deleted-capture";

fn open(folder: &TempDir) -> Journal {
    Journal::new(Store::open(folder.path(), &Clock::system()).unwrap())
}

fn capture(text: &str, size: usize) -> NewCapture {
    let mut headers = Headers::default();
    headers.push("x-text", text.as_bytes());
    NewCapture {
        received_us: 1_700_000_000_000_001,
        origin: Origin::File,
        source: String::new(),
        method: "POST".to_owned(),
        path: format!("/{text}"),
        query: format!("q={text}"),
        peer: Some(text.to_owned()),
        status: 200,
        verdict: Verdict::Invalid,
        secret: None,
        bytes: 5 + size as u64,
        truncated: true,
        rejected: true,
        replay_of: None,
        headers: headers.into_bytes(),
        body: Bytes::from([b"\xff\x00\xfe", text.repeat(size).as_bytes()].concat()),
    }
}

fn done(at: i64) -> Mark {
    let thread =
        ThreadKey { platform: Platform::Instagram, account: "1".to_owned(), peer: "2".to_owned() };
    Mark::Done { thread, at }
}

async fn entries(journal: &Journal) -> Vec<Entry> {
    let mut entries = Vec::new();
    let read = journal.store().read(move |conn| {
        table::follow::<StoreError>(conn, 0, |entry| {
            entries.push(entry);
            Ok(true)
        })?;
        Ok::<_, StoreError>(entries)
    });
    read.await.unwrap()
}

/// Whether the marker stands anywhere in the database's files.
fn on_disk(folder: &TempDir) -> bool {
    let path = database_path(folder.path());
    ["db", "db-wal", "db-shm"].iter().any(|extension| {
        let bytes = std::fs::read(path.with_extension(extension)).unwrap_or_default();
        bytes.windows(MARKER.len()).any(|window| window == MARKER.as_bytes())
    })
}

#[tokio::test]
async fn captures_and_marks_share_one_sequence_and_read_back_as_they_were() {
    let folder = TempDir::new().unwrap();
    let journal = open(&folder);
    let new = capture("a", 3);
    assert_eq!(journal.append(new.clone()).await.unwrap(), 1);
    assert_eq!(journal.mark(5_000, done(4)).await.unwrap(), 2);
    assert_eq!(journal.append(capture("b", 1)).await.unwrap(), 3);

    let entries = entries(&journal).await;
    assert_eq!(entries.iter().map(Entry::seq).collect::<Vec<_>>(), [1, 2, 3]);
    let Entry::Capture(kept) = &entries[0] else { panic!("{:?}", entries[0]) };
    assert_eq!((&kept.headers, &kept.body[..]), (&new.headers, &new.body[..]));
    let head = &kept.head;
    assert_eq!((head.received_us, head.received_at()), (1_700_000_000_000_001, 1_700_000_000_000));
    assert_eq!((head.origin, head.verdict), (new.origin, new.verdict));
    assert_eq!((&head.method, &head.path, &head.query), (&new.method, &new.path, &new.query));
    assert_eq!((&head.peer, head.status, &head.secret), (&new.peer, 200, &None));
    assert_eq!((head.bytes, head.truncated, head.rejected), (8, true, true));
    let Entry::Mark { at_us: 5_000, payload, .. } = &entries[1] else { panic!("{:?}", entries[1]) };
    assert_eq!(Mark::from_payload(payload), Some(done(4)));
}

#[tokio::test]
async fn a_mark_is_no_capture() {
    let folder = TempDir::new().unwrap();
    let journal = open(&folder);
    for name in ["a", "b", "c"] {
        journal.append(capture(name, 1)).await.unwrap();
        journal.mark(1, done(1)).await.unwrap();
    }
    let read = journal.store().read(|conn| {
        let of_mark = (table::head(conn, 2)?, table::capture(conn, 2)?);
        Ok::<_, StoreError>((table::newest(conn)?, table::count(conn)?, of_mark))
    });
    assert_eq!(read.await.unwrap(), (6, 3, (None, None)));
}

#[tokio::test]
async fn a_deleted_capture_leaves_its_skeleton_and_no_other_byte() {
    for size in [1, 100, 40_000] {
        let folder = TempDir::new().unwrap();
        let journal = open(&folder);
        for _ in 0..20 {
            journal.append(capture("neighbour", 30)).await.unwrap();
            journal.append(capture(MARKER, size)).await.unwrap();
        }
        assert!(on_disk(&folder));
        let skeleton = |seq| (seq % 4 == 0).then(|| b"[]".to_vec());
        let deletions: Vec<_> =
            (1..=20).map(|n| Deletion { seq: n * 2, skeleton: skeleton(n * 2) }).collect();
        let erased = journal.store().erase(move |tx| delete_captures(tx, &deletions));
        assert_eq!(erased.await.unwrap(), 20);
        assert!(!on_disk(&folder), "size {size}");

        let entries = entries(&journal).await;
        assert_eq!(entries.len(), 30);
        let Entry::Skeleton { seq: 4, received_us, payload } = &entries[2 + 1 - 1] else {
            panic!("{:?}", entries[2])
        };
        assert_eq!((*received_us, &payload[..]), (1_700_000_000_000_001, &b"[]"[..]));
        assert_eq!(journal.append(capture("next", 1)).await.unwrap(), 41);
    }
}

#[tokio::test]
async fn deleting_everything_empties_the_file_and_never_reuses_a_number() {
    let folder = TempDir::new().unwrap();
    let journal = open(&folder);
    for _ in 0..30 {
        journal.append(capture(MARKER, 3_000)).await.unwrap();
    }
    let before = journal.store().bytes();
    assert_eq!(journal.store().erase(table::clear).await.unwrap(), 30);
    assert!(!on_disk(&folder));
    assert!(journal.store().bytes() < before / 10);
    assert_eq!(journal.append(capture("next", 1)).await.unwrap(), 31);
}

#[test]
fn marks_read_back_and_unknown_ones_are_none() {
    let mark = Mark::Directory(DirectoryEdit {
        account: "1".to_owned(),
        handle: Some("shop".to_owned()),
        ..DirectoryEdit::default()
    });
    assert_eq!(Mark::from_payload(&mark.payload()), Some(mark));
    assert_eq!(Mark::from_payload(br#"{"mark":"of the future"}"#), None);
}
