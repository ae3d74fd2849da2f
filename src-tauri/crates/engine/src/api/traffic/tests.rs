//! What a file holds of what was asked for, and that it says what it does not.

use bytes::Bytes;
use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::journal::{Journal, NewCapture};
use crate::store::tests::capture;
use crate::store::{Store, StoreError, Tx};

const MIB: usize = 1 << 20;

/// Captures 1 to 4 of so many bytes each, and of each two attempts; the second of 4 is of the delivery 9.
async fn traffic(folder: &TempDir) -> Store {
    let store = Store::open(folder.path(), &Clock::system()).unwrap();
    let journal = Journal::new(store.clone());
    for _ in 0..4 {
        let body = Bytes::from(vec![b'x'; MIB / 2]);
        journal.append(NewCapture { bytes: body.len() as u64, body, ..capture("") }).await.unwrap();
    }
    let job = |tx: &Tx<'_>| {
        tx.execute(
            "INSERT INTO attempts (n, id, item, capture, format, url, method, started_us, duration_us, status, signing,
               request_headers, request_bytes, response_headers, response_body, response_truncated, delivery)
             SELECT value, 'a_' || value, (value + 1) / 2, (value + 1) / 2, 'meta', 'http://localhost/', 'POST', value, 0,
               iif(value % 2, 500, 200), 'unsigned', x'', 0, x'', x'', 0, iif(value = 8, 9, NULL)
             FROM json_each('[1, 2, 3, 4, 5, 6, 7, 8]')",
            [],
        )?;
        Ok::<_, StoreError>(())
    };
    store.write(job).await.unwrap();
    store
}

fn asked(of: Option<&str>, filter: &str, attempts: &[&str], captures: &[&str]) -> HarRequest {
    let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    HarRequest {
        attempts: owned(attempts),
        captures: owned(captures),
        of: of.map(str::to_owned),
        filter: Some(filter.to_owned()),
    }
}

#[tokio::test]
async fn a_file_holds_what_was_asked_for_or_says_what_it_does_not() {
    let folder = TempDir::new().unwrap();
    let store = traffic(&folder).await;
    let (large, few, small) = (
        Room { rows: 99, bytes: 99 * MIB },
        Room { rows: 3, bytes: 99 * MIB },
        Room { rows: 99, bytes: MIB },
    );
    let (captures, deliveries) = (Some("captures"), Some("deliveries"));
    for (request, room, wanted) in [
        (asked(captures, "", &[], &[]), large, "1 2 3 4"),
        (
            asked(captures, "", &[], &[]),
            few,
            "2 3 4; only the newest 3 of what was asked for are in this file: it takes 3 rows and 99 MiB of bodies.",
        ),
        (
            asked(captures, "", &[], &[]),
            small,
            "3 4; only the newest 2 of what was asked for are in this file: it takes 99 rows and 1 MiB of bodies.",
        ),
        (asked(deliveries, "", &[], &[]), large, "a_1 a_2 a_3 a_4 a_5 a_6 a_7 a_8"),
        (asked(deliveries, "status>=500", &[], &[]), large, "a_1 a_3 a_5 a_7"),
        (
            asked(deliveries, "status>=500", &[], &[]),
            few,
            "a_3 a_5 a_7; only the newest 3 of what was asked for are in this file: it takes 3 rows and 99 MiB of bodies.",
        ),
        (asked(deliveries, "status:404", &[], &[]), few, ""),
        (
            asked(Some("signals"), "", &[], &[]),
            large,
            "refused: signals are no traffic: captures or deliveries are.",
        ),
        (asked(None, "", &["a_2", "d_9"], &["1"]), few, "a_2 a_8 1"),
        (
            asked(None, "", &["a_2", "d_9"], &["1", "2"]),
            few,
            "refused: A HAR file takes 3 rows and 99 MiB of bodies at most: choose fewer.",
        ),
        (
            asked(None, "", &["a_2", "a_1", "a_3"], &[]),
            small,
            "refused: A HAR file takes 99 rows and 1 MiB of bodies at most: choose fewer.",
        ),
        (asked(None, "", &["a_99"], &[]), large, "refused: There is no attempt a_99."),
        (asked(None, "", &[], &["99"]), large, "refused: There is no capture 99."),
    ] {
        let read = store.read::<_, StoreError, _>(move |conn| {
            let mut file = File { room, since_us: 0, entries: Vec::new(), bytes: 0 };
            let filled = file.fill(conn, &request);
            let id = |entry: &Value| {
                let id = entry["_attempt"].as_str().or(entry["_capture"].as_str());
                id.unwrap_or_default().to_owned()
            };
            Ok(filled.map(|note| (file.entries.iter().map(id).collect::<Vec<_>>().join(" "), note)))
        });
        let said = match read.await.unwrap() {
            Ok((ids, None)) => ids,
            Ok((ids, Some(note))) => format!("{ids}; {}", note.replacen('O', "o", 1)),
            Err(error) => format!("refused: {}", error.message),
        };
        assert_eq!(said, wanted);
    }
}

#[test]
fn the_file_says_itself_what_is_left_out() {
    assert_eq!(har::log(Vec::new(), Some("Not all."))["log"]["comment"], "Not all.");
    assert!(har::log(Vec::new(), None)["log"].get("comment").is_none());
}
