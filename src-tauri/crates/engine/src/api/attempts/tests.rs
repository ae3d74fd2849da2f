//! Pages of attempts: each once, newest first, whatever the pages' size and however soon looking is given up.

use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::store::Store;

/// More than are looked at in one step. Every hundredth was refused, and a stretch was deleted.
const MANY: i64 = 2_600;

async fn sent(folder: &TempDir) -> Store {
    let store = Store::open(folder.path(), &Clock::system()).unwrap();
    let job = |tx: &crate::store::Tx<'_>| {
        tx.execute(
            "INSERT INTO attempts (n, id, item, capture, format, url, method, started_us, duration_us, status, signing,
               request_headers, request_bytes, response_headers, response_body, response_truncated)
             WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1)
             SELECT n, 'a_' || n, n % 7, 1, 'meta', 'http://localhost/', 'POST', n, 0, iif(n % 100 = 0, 500, 200), 'unsigned',
               x'', 0, x'', x'', 0
             FROM numbers",
            [MANY],
        )?;
        tx.execute("DELETE FROM attempts WHERE n BETWEEN 1210 AND 1290", [])?;
        Ok::<_, StoreError>(())
    };
    store.write(job).await.unwrap();
    store
}

#[tokio::test]
async fn pages_put_together_are_the_whole() {
    let folder = TempDir::new().unwrap();
    let store = sent(&folder).await;
    store
        .read::<_, StoreError, _>(|conn| {
            every_page(conn);
            Ok(())
        })
        .await
        .unwrap();
}

fn every_page(conn: &Connection) {
    let there = |n: &i64| !(1_210..=1_290).contains(n);
    for (filter, items, fits) in [
        ("", &[][..], Box::new(|_: &i64| true) as Box<dyn Fn(&i64) -> bool>),
        ("status>=500", &[], Box::new(|n| n % 100 == 0)),
        ("status:404", &[], Box::new(|_| false)),
        ("", &["3", "5"], Box::new(|n| [3, 5].contains(&(n % 7)))),
        ("status>=500", &["2"], Box::new(|n| n % 700 == 100)),
    ] {
        let whole: Vec<i64> = (1..=MANY).rev().filter(there).filter(|n| fits(n)).collect();
        let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
        let condition = filter::condition(filter, fields::DELIVERIES, WORDS, 1).unwrap();
        for (limit, patience) in
            [(7, None), (200, None), (200, Some(Duration::ZERO)), (5_000, None)]
        {
            let (mut all, mut before, mut pages) = (Vec::new(), None, 0);
            loop {
                let (some, next) = page(conn, &items, &condition, before, limit, patience).unwrap();
                assert!(i64::try_from(some.len()).unwrap() <= limit);
                all.extend(some.iter().map(|(n, _)| *n));
                (before, pages) = (next, pages + 1);
                if next.is_none() {
                    break;
                }
            }
            let said = format!("{filter:?} {items:?} {limit} {patience:?}");
            assert_eq!(all, whole, "{said}");
            if patience.is_none() {
                // The last page says that it is the last.
                let least = whole.len().div_ceil(usize::try_from(limit).unwrap()).max(1);
                assert_eq!(pages, least, "{said}");
            }
        }
    }
}
