//! Finding conversations in a real database: each once, in order, page by page, whatever the pages' size.

use std::time::Duration;

use bytes::Bytes;
use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::journal::{Journal, NewCapture};
use crate::projection::Projection;
use crate::store::Store;
use crate::store::tests::capture;

const START: i64 = 1_781_606_220_000;
/// More than are looked at in one step.
const MANY: i64 = 700;

/// Customer `n` says something at `START + n / 2`: two at a time at the same time.
fn item(n: i64) -> String {
    let text = if n % 100 == 7 { "a rare word" } else { "hello" };
    let at = START + n / 2 * 1_000;
    format!(
        r#"{{"sender":{{"id":"{n}"}},"recipient":{{"id":"17"}},"timestamp":{at},"message":{{"mid":"m-{n}","text":"{text}"}}}}"#
    )
}

async fn store(folder: &TempDir) -> Store {
    let items: Vec<String> = (1..=MANY).map(item).collect();
    let entry = format!(r#"{{"time":{START},"id":"17","messaging":[{}]}}"#, items.join(","));
    kept(folder, &entry).await
}

async fn kept(folder: &TempDir, entries: &str) -> Store {
    let store = Store::open(folder.path(), &Clock::system()).unwrap();
    let body = format!(r#"{{"object":"instagram","entry":[{entries}]}}"#);
    let capture = NewCapture {
        received_us: START * 1_000,
        bytes: body.len() as u64,
        body: Bytes::from(body),
        ..capture("")
    };
    Journal::new(store.clone()).append(capture).await.unwrap();
    let projection = Projection::start(store.clone()).await.unwrap();
    assert!(projection.caught_up(Duration::from_secs(30)).await.unwrap().is_some());
    projection.stop().await;
    store
}

/// Customers in the order of the list, put together of pages; and what the first page told of how many there are.
async fn pages(store: &Store, filter: &str, limit: i64) -> (Vec<i64>, (i64, bool)) {
    let filter = filter.to_owned();
    let read = store.read::<_, ApiError, _>(move |conn| {
        let condition = filter::condition(&filter, fields::CONVERSATIONS, WORDS, 1)?;
        let (mut all, mut from, mut told) = (Vec::new(), None::<String>, None);
        loop {
            let Found { threads, next, total, more } =
                find(conn, &condition, from.as_deref(), limit, MANY)?;
            told.get_or_insert((total, more));
            all.extend(threads.iter().map(|thread| thread.record.key.peer.parse::<i64>().unwrap()));
            from = next;
            if from.is_none() {
                return Ok((all, told.unwrap()));
            }
        }
    });
    read.await.unwrap()
}

#[tokio::test]
async fn every_conversation_that_fits_is_listed_once_and_in_order() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder).await;
    let from = |first: i64, step: usize| (1..=first).rev().step_by(step).collect::<Vec<_>>();
    for (filter, found) in [
        ("", from(MANY, 1)),
        ("state:open", from(MANY, 1)),
        ("rare", from(607, 100)),
        ("text:rare -peer:307", vec![607, 507, 407, 207, 107, 7]),
        ("peer:5", vec![5]),
        ("text:nobody", vec![]),
    ] {
        for limit in [1, 3, 200, 5_000] {
            let (all, (total, more)) = pages(&store, filter, limit).await;
            assert_eq!(all, found, "{filter:?}, {limit} at a time");
            let count = i64::try_from(found.len()).unwrap();
            assert!(total == count || (more && total < count), "{filter:?}: {total} of {count}");
        }
    }
    store.close().await;
}

#[tokio::test]
async fn a_page_that_goes_on_nowhere_is_refused() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder).await;
    for cursor in ["", "1", "|", "x|1", "1|2|3"] {
        let read = store.read::<_, ApiError, _>(move |conn| {
            let all = filter::condition("", fields::CONVERSATIONS, WORDS, 1)?;
            Ok(find(conn, &all, Some(cursor), 1, 0).is_err())
        });
        assert!(read.await.unwrap(), "{cursor:?}");
    }
    store.close().await;
}

/// Those of others must not be walked through, however many they are, and nothing is opened that does not fit.
#[tokio::test]
async fn those_that_fit_are_found_in_an_index_alone() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder).await;
    for (filter, step) in [
        ("account:17", "threads_account (account=? AND activity>? AND activity<?)"),
        ("account:17 state:open", "threads_account (account=? AND activity>? AND activity<?)"),
        (
            "account:17 platform:instagram",
            "threads_account (account=? AND activity>? AND activity<?)",
        ),
        ("state:open peer:5", "threads_activity (activity>? AND activity<?)"),
        ("messages>20 platform:instagram", "threads_activity (activity>? AND activity<?)"),
        (
            "status:failed",
            "threads_activity (activity>? AND activity<?)
             messages USING COVERING INDEX messages_state (state=? AND thread=? AND listed=?)
             messages USING COVERING INDEX messages_thread (thread=?)",
        ),
    ] {
        let read = store.read::<_, ApiError, _>(move |conn| {
            let condition = filter::condition(filter, fields::CONVERSATIONS, WORDS, 1)?;
            let sql = format!(
                "EXPLAIN QUERY PLAN SELECT activity, n {} ORDER BY activity DESC, n DESC LIMIT 100",
                find::fitting(&condition)
            );
            let mut statement = conn.prepare(&sql)?;
            let values = std::iter::repeat_n(rusqlite::types::Value::Null, 4);
            let values = condition.values.into_iter().chain(values);
            let plan = statement
                .query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3))?;
            Ok(plan.collect::<Result<Vec<_>, _>>()?)
        });
        let mut steps = read.await.unwrap();
        steps.retain(|step| !step.starts_with("CORRELATED"));
        let wanted: Vec<_> = format!("threads USING COVERING INDEX {step}")
            .lines()
            .map(|step| format!("SEARCH {}", step.trim()))
            .collect();
        assert_eq!(steps, wanted, "{filter}");
    }
}

/// A WhatsApp number is the same towards every business: it is one word to write, and stands once.
#[tokio::test]
async fn who_wrote_to_several_accounts_is_offered_once_and_the_newest_first() {
    let folder = TempDir::new().unwrap();
    let entry = |account: &str, peer: &str, at: i64| {
        let time = START + at;
        format!(
            r#"{{"time":{time},"id":"{account}","messaging":[{{"sender":{{"id":"{peer}"}},"recipient":{{"id":"{account}"}},"timestamp":{time},"message":{{"mid":"m-{at}","text":"hello"}}}}]}}"#
        )
    };
    let entries = [entry("17", "5", 1_000), entry("17", "6", 2_000), entry("18", "5", 3_000)];
    let store = kept(&folder, &entries.join(",")).await;
    for (fields, counts) in
        [(fields::CONVERSATIONS, [Some(2), Some(1)]), (captures::FIELDS, [None, None])]
    {
        let read = store
            .read::<_, ApiError, _>(move |conn| Ok(filter::suggestions(conn, "peer:", 5, fields)?));
        let offered = read.await.unwrap().into_iter().map(|one| (one.text, one.count));
        let wanted = ["5", "6"].map(str::to_owned).into_iter().zip(counts);
        assert_eq!(offered.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
    }
    store.close().await;
}
