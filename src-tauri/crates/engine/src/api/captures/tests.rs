//! Finding captures in a real database: what fits, in every order, page by page, and how often what came.

use std::io::Write;
use std::time::Duration;

use bytes::Bytes;
use hooktrail_domain::signature::Verdict;
use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::journal::{Journal, NewCapture};
use crate::projection::{Projection, forget};
use crate::store::Store;
use crate::store::answers::Answered;
use crate::store::journal::Origin;

const START: i64 = 1_781_606_220_000;

fn item(event: &str, at: i64) -> String {
    format!(
        r#"{{"object":"instagram","entry":[{{"time":{at},"id":"17","messaging":[{{"sender":{{"id":"9"}},"recipient":{{"id":"17"}},"timestamp":{at},{event}}}]}}]}}"#
    )
}

fn capture(n: i64, body: &str, change: impl Fn(&mut NewCapture)) -> NewCapture {
    let mut capture = NewCapture {
        received_us: (START + n * 1_000) * 1_000,
        origin: Origin::Http,
        source: "default".to_owned(),
        method: "POST".to_owned(),
        path: "/webhook".to_owned(),
        query: String::new(),
        peer: None,
        status: 200,
        verdict: Verdict::Valid,
        secret: None,
        bytes: body.len() as u64,
        truncated: false,
        rejected: false,
        replay_of: None,
        headers: Vec::new(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    };
    change(&mut capture);
    capture
}

struct House {
    store: Store,
    projection: Projection,
    _folder: TempDir,
}

/// Captures 1 to 8; 4 and 7 say what 2 said; of 4, 6 and 8 it is not known how long their answers took.
async fn house() -> House {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), &Clock::system()).unwrap();
    let journal = Journal::new(store.clone());
    let hello = item(r#""message":{"mid":"m-hello","text":"Hello (50%) there"}"#, START);
    let whatsapp = r#"{"object":"whatsapp_business_account","entry":[{"id":"104","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"106"},"statuses":[{"id":"wamid.1","status":"failed","timestamp":"1781606220","recipient_id":"8","errors":[{"code":131047,"title":"Re-engagement message"}]}]},"field":"messages"}]}]}"#;
    let all = [
        capture(1, "", |new| {
            new.method = "GET".to_owned();
            new.query = "hub.mode=subscribe&hub.verify_token=hush".to_owned();
        }),
        capture(2, &hello, |_| ()),
        capture(3, whatsapp, |_| ()),
        capture(4, &hello, |_| ()),
        capture(5, "not json: Hologram", |new| (new.verdict, new.status) = (Verdict::Invalid, 401)),
        capture(6, &item(r#""read":{"mid":"m-out","by":"Caf\u00e9"}"#, START + 6_000), |new| {
            new.verdict = Verdict::Malformed;
        }),
        capture(7, &hello, |new| new.status = 500),
        capture(8, &item(r#""message":{"mid":"m-2","text":"bye"}"#, START + 8_000), |new| {
            (new.origin, new.source) = (Origin::File, String::new());
            new.path = "/in/hello.json".to_owned();
        }),
    ];
    for new in all {
        journal.append(new).await.unwrap();
    }
    for (capture, took_us) in [(1, 900), (2, 2_500_000), (3, 1_200), (5, 1_200), (7, 200_000)] {
        store.answered(Answered { capture, took_us: Some(took_us) });
    }
    store.settle().await;
    let projection = Projection::start(store.clone()).await.unwrap();
    assert!(projection.caught_up(Duration::from_secs(30)).await.unwrap().is_some());
    House { store, projection, _folder: folder }
}

impl House {
    /// Every page, one capture each, put together; and the total that the first one told.
    async fn pages(
        &self,
        filter: &str,
        sort: &str,
        ascending: bool,
        grouped: bool,
    ) -> (Vec<i64>, i64) {
        let [filter, sort] = [filter.to_owned(), sort.to_owned()];
        let read = self.store.read::<_, ApiError, _>(move |conn| {
            let (mut all, mut from, mut total) = (Vec::new(), None::<String>, None);
            loop {
                let found = find(
                    conn,
                    &Wanted {
                        filter: &filter,
                        sort: &sort,
                        ascending,
                        grouped,
                        from: from.as_deref(),
                        limit: 1,
                    },
                    Some(PATIENCE),
                )?;
                total.get_or_insert((found.total, found.more));
                all.extend(found.seqs);
                from = found.next;
                if from.is_none() {
                    return Ok((all, total.unwrap_or_default().0));
                }
            }
        });
        read.await.unwrap()
    }

    async fn fits(&self, filter: &str) -> Vec<i64> {
        self.pages(filter, "", true, false).await.0
    }
}

#[tokio::test]
async fn what_fits_is_found() {
    let house = house().await;
    for (filter, found) in [
        ("kind:message", &[2, 4, 7, 8][..]),
        ("-kind:message", &[1, 3, 5, 6]),
        ("kind:mess*", &[2, 4, 7, 8]),
        ("platform:instagram sig:valid status:200", &[2, 4, 8]),
        ("sig:invalid or method:GET", &[1, 5, 6]),
        ("signature:invalid", &[5, 6]),
        ("sig:inv*", &[5, 6]),
        ("-sig:invalid kind:read", &[]),
        ("sig:malformed", &[6]),
        ("sig:invalid -sig:malformed", &[5]),
        ("status>=400", &[5, 7]),
        ("not (status>=400 or kind:message)", &[1, 3, 6]),
        ("account:106", &[3]),
        ("peer:9", &[2, 4, 6, 7, 8]),
        ("peer:9 kind:read", &[6]),
        ("not peer:9", &[1, 3, 5]),
        ("mid:m-hello", &[2, 4, 7]),
        ("mid:m-h…", &[2, 4, 7]),
        ("mid:m-out", &[6]),
        ("text:hello", &[2, 4, 7, 8]), // of a file, where it lay
        ("text:50%", &[2, 4, 7]),
        ("HELLO -origin:file", &[2, 4, 7]),
        ("nothing-said", &[]),
        ("131047", &[3]),
        ("WAMID.1", &[3]),
        ("106", &[3]), // a phone number's id, in no message's text
        ("\"re-engagement MESSAGE\"", &[3]),
        ("m-hello", &[2, 4, 7]),
        ("hologram", &[5]),
        ("-hologram sig:invalid", &[6]),
        ("hologram status:401", &[5]),
        ("café", &[6]), // escaped in the body, in no message's text
        ("subscribe", &[1]),
        ("hush", &[]),
        ("peer:9 m-out", &[6]),
        ("took>1ms m-hello", &[2, 7]),
        ("path:/webhook", &[1, 2, 3, 4, 5, 6, 7]),
        ("path:/in/*", &[8]),
        ("path:/in/hello.json", &[8]),
        ("error:131047", &[3]),
        ("direction:inbound kind:message", &[2, 4, 7, 8]),
        ("held:handshake", &[1]),
        ("held:nothing", &[]),
        ("held:\"not json\"", &[5]),
        ("problem:not_json", &[5]),
        ("redelivery:yes", &[4, 7]),
        ("redelivery:no kind:message", &[2, 8]),
        ("event:2", &[2, 4, 7]),
        ("event:2 status:500", &[7]),
        ("event:8", &[8]),
        ("flag:duplicate", &[4, 7]),
        ("id>6", &[7, 8]),
        ("id:3", &[3]),
        ("bytes<20", &[1, 5]),
        ("bytes<0.02kb", &[1, 5]),
        ("received>2026-06-16T10:37:05Z", &[6, 7, 8]),
        ("received>2026-06-16T10:37:05Z kind:message", &[7, 8]),
        ("received<2020-01-01", &[]),
        ("label:slow", &[]),
        ("sent:no id<3", &[1, 2]),
        ("took>1ms", &[2, 3, 5, 7]),
        ("took>=2s", &[2]),
        ("took<200", &[1, 3, 5]),
        ("took>2h", &[]),
        ("took<2h", &[1, 2, 3, 5, 7]),
        ("took<1min", &[1, 2, 3, 5, 7]),
        ("-took>0", &[4, 6, 8]),
    ] {
        assert_eq!(house.fits(filter).await, found, "{filter}");
    }
    house.projection.stop().await;
}

#[tokio::test]
async fn what_is_offered_says_how_many_it_would_find() {
    let house = house().await;
    let read = house
        .store
        .read::<_, StoreError, _>(|conn| crate::filter::suggestions(conn, "sig:", 4, FIELDS));
    let offered = read.await.unwrap().into_iter().map(|one| (one.text, one.count));
    let count = |word: &str, count| (word.to_owned(), count);
    let found = [
        count("valid", Some(6)),
        count("invalid", Some(2)),
        count("malformed", Some(1)),
        count("missing", None),
        count("unchecked", None),
    ];
    assert_eq!(offered.collect::<Vec<_>>(), found);
    house.projection.stop().await;
}

/// More captures than are taken together, a second apart: what came in a time lies between two of them.
#[tokio::test]
async fn what_came_in_a_time_or_is_of_a_size_is_found_among_many() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), &Clock::system()).unwrap();
    let journal = Journal::new(store.clone());
    let appends = (1..=4_400).map(|n| {
        let body = if n % 1_000 == 0 { "x".repeat(4_000) } else { "[]".to_owned() };
        journal.append(capture(n, &body, |_| ()))
    });
    for kept in futures_util::future::join_all(appends).await {
        kept.unwrap();
    }
    let projection = Projection::start(store.clone()).await.unwrap();
    assert!(projection.caught_up(Duration::from_secs(60)).await.unwrap().is_some());
    let at = |n: i64| hooktrail_domain::time::iso(START + n * 1_000);
    for (filter, found) in [
        (
            format!("received>={} received<{}", at(101), at(4_301)),
            (101..=4_300).collect::<Vec<_>>(),
        ),
        (format!("received>={} bytes>3k", at(1_500)), vec![2_000, 3_000, 4_000]),
        (format!("received<{} size<3k id>4350", at(4_353)), vec![4_351, 4_352]),
        (format!("received>={} held:nobody", at(101)), vec![]),
        ("xxxx".to_owned(), vec![1_000, 2_000, 3_000, 4_000]),
    ] {
        for ascending in [true, false] {
            let filter = filter.clone();
            let read = store.read::<_, ApiError, _>(move |conn| {
                let (mut all, mut from) = (Vec::new(), None::<String>);
                loop {
                    let wanted = Wanted {
                        filter: &filter,
                        ascending,
                        from: from.as_deref(),
                        limit: 1_000,
                        ..Wanted::default()
                    };
                    let found = find(conn, &wanted, Some(PATIENCE))?;
                    all.extend(found.seqs);
                    from = found.next;
                    if from.is_none() {
                        return Ok((filter, all));
                    }
                }
            });
            let (filter, mut all) = read.await.unwrap();
            if !ascending {
                all.reverse();
            }
            assert_eq!(all, found, "{filter}");
        }
    }
    projection.stop().await;
}

/// What a body holds, packed or not, is known once it was looked through: only then is it time for the clock.
#[tokio::test]
async fn when_time_is_over_no_order_looks_at_more_than_one_body_or_one_group() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), &Clock::system()).unwrap();
    let journal = Journal::new(store.clone());
    let bodies = ["-", "needle", "--", "---", "-- needle", "----"];
    for (n, body) in (1..).zip(bodies) {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(body.as_bytes()).unwrap();
        let packed = gzip.finish().unwrap();
        let new = capture(n, body, |new| {
            new.path = format!("/{}", n % 3);
            if n > 3 {
                (new.bytes, new.body) = (packed.len() as u64, packed.clone().into());
            }
        });
        journal.append(new).await.unwrap();
    }
    for capture in [2, 3, 6] {
        store.answered(Answered { capture, took_us: Some(1_000 - capture) });
    }
    store.settle().await;
    let projection = Projection::start(store.clone()).await.unwrap();
    assert!(projection.caught_up(Duration::from_secs(30)).await.unwrap().is_some());
    for (filter, sort, fit, looks) in [
        ("needle", "time", &[2, 5][..], 6),
        ("needle", "size", &[2, 5], 6),
        ("needle", "duration", &[2, 5], 6),
        ("needle", "held", &[2, 5], 6),
        ("needle", "path", &[2, 5], 6),
        ("bytes>1", "path", &[2, 3, 4, 5, 6], 3),
    ] {
        for ascending in [true, false] {
            let read = store.read::<_, ApiError, _>(move |conn| {
                let (mut all, mut pages, mut from) = (Vec::new(), 0, None::<String>);
                loop {
                    let wanted = Wanted {
                        filter,
                        sort,
                        ascending,
                        from: from.as_deref(),
                        limit: 100,
                        ..Wanted::default()
                    };
                    let found = find(conn, &wanted, Some(Duration::ZERO))?;
                    all.extend(found.seqs);
                    pages += 1;
                    from = found.next;
                    if from.is_none() {
                        return Ok((all, pages));
                    }
                }
            });
            let (mut all, pages) = read.await.unwrap();
            all.sort_unstable();
            assert_eq!(all, fit, "{filter} by {sort}");
            assert!(pages >= looks, "{filter} by {sort}: {pages} pages");
        }
    }
    projection.stop().await;
}

#[tokio::test]
async fn every_order_gives_every_capture_once() {
    let house = house().await;
    for (sort, up) in [
        ("time", &[1, 2, 3, 4, 5, 6, 7, 8][..]),
        ("size", &[1, 5, 8, 6, 2, 4, 7, 3]),
        ("answer", &[8, 6, 4, 3, 2, 1, 5, 7]),
        ("signature", &[5, 6, 8, 7, 4, 3, 2, 1]),
        ("held", &[1, 8, 7, 4, 2, 6, 3, 5]),
        ("duration", &[1, 3, 5, 7, 2, 8, 6, 4]),
        ("method", &[1, 8, 7, 6, 5, 4, 3, 2]),
    ] {
        let (found, total) = house.pages("", sort, true, false).await;
        assert_eq!((found.as_slice(), total), (up, 8), "{sort}");
        let (mut down, _) = house.pages("", sort, false, false).await;
        down.sort_unstable();
        assert_eq!(down, [1, 2, 3, 4, 5, 6, 7, 8], "{sort} down");
        let (mut some, total) = house.pages("peer:9", sort, false, false).await;
        some.sort_unstable();
        assert_eq!((some.as_slice(), total), (&[2, 4, 6, 7, 8][..], 5), "{sort} of some");
    }
    for sort in ["time", "size", "answer", "duration"] {
        for ascending in [true, false] {
            let (mut found, _) = house.pages("m-hello", sort, ascending, false).await;
            found.sort_unstable();
            assert_eq!(found, [2, 4, 7], "{sort} of what holds a word");
        }
    }
    let (slowest, _) = house.pages("", "duration", false, false).await;
    assert_eq!(slowest, [2, 7, 5, 3, 1, 8, 6, 4], "what is not known comes last");
    assert_eq!(house.pages("kind:message", "duration", false, true).await.0, [7, 8]);
    let (named, _) = house.pages("", "held", false, false).await;
    assert_eq!(named, [3, 6, 8, 7, 4, 2, 1, 5], "what is no JSON comes last");
    let wrong = house.store.read::<_, ApiError, _>(|conn| {
        find(conn, &Wanted { sort: "mood", limit: 1, ..Wanted::default() }, None)
    });
    assert!(wrong.await.unwrap_err().message.contains("put in order by mood"));
    let elsewhere = house.store.read::<_, ApiError, _>(|conn| {
        find(conn, &Wanted { filter: "kind:nothing", limit: 1, ..Wanted::default() }, None)
    });
    assert!(elsewhere.await.unwrap_err().message.contains("Did you mean held:nothing?"));
    house.projection.stop().await;
}

#[tokio::test]
async fn what_came_again_stands_together_also_when_the_first_is_deleted() {
    let house = house().await;
    assert_eq!(house.pages("", "", false, true).await.0, [8, 7, 6, 5, 3, 1]);
    assert_eq!(house.pages("status:200", "", false, true).await.0, [8, 6, 4, 3, 1]);
    assert_eq!(house.pages("m-hello id<7", "", false, true).await.0, [4], "7 does not fit");
    for (filter, fit) in
        [("", 8), ("status:200", 6), ("peer:9", 5), ("m-hello", 3), ("bytes>0", 7), ("id:2", 1)]
    {
        let read = house.store.read::<_, ApiError, _>(move |conn| {
            let wanted = Wanted { filter, grouped: true, limit: 100, ..Wanted::default() };
            let found = find(conn, &wanted, Some(PATIENCE))?;
            Ok((found.total, found.more))
        });
        assert_eq!(read.await.unwrap(), (fit, false), "{filter}");
    }
    let arrivals = async || {
        let read = house.store.read::<_, StoreError, _>(|conn| {
            let of = |seq| {
                Ok::<_, StoreError>((
                    readings::first_of(conn, seq)?,
                    readings::arrivals(conn, readings::first_of(conn, seq)?)?,
                ))
            };
            [2, 4, 7, 8].into_iter().map(of).collect::<Result<Vec<_>, _>>()
        });
        read.await.unwrap()
    };
    assert_eq!(arrivals().await, [(2, 3), (2, 3), (2, 3), (8, 1)]);
    let gone = house.store.write::<_, StoreError, _>(|tx| {
        let capture = journal::capture(tx, 2)?.ok_or(StoreError::Closed)?;
        let signals = forget::signals_of(&capture);
        forget::capture(tx, 2, &signals, &mut forget::Rest::default())?;
        journal::remove(tx, 2)
    });
    assert!(gone.await.unwrap());
    assert_eq!(arrivals().await[1..], [(4, 2), (4, 2), (8, 1)]);
    house.projection.rebuild().await.unwrap();
    assert_eq!(arrivals().await[1..], [(4, 2), (4, 2), (8, 1)]);
    house.projection.stop().await;
}

#[tokio::test]
async fn what_the_user_wrote_beside_a_capture_outlives_a_rebuild_and_goes_with_it() {
    let house = house().await;
    let wrote = house.store.write::<_, StoreError, _>(|tx| {
        annotations::pin(tx, 3, true)?;
        annotations::pin(tx, 5, true)?;
        annotations::pin(tx, 5, false)?;
        annotations::write(tx, 5, "Forged on purpose")?;
        annotations::label(tx, 5, "slow one")?;
        annotations::label(tx, 6, "slow one")?;
        annotations::unlabel(tx, 6, "slow one")
    });
    wrote.await.unwrap();
    house.projection.rebuild().await.unwrap();
    for (filter, found) in [
        ("pinned:yes", &[3][..]),
        ("pinned:no id<4", &[1, 2]),
        ("label:\"slow one\"", &[5]),
        ("label:slow*", &[5]),
        ("note:FORGED", &[5]),
        ("purpose", &[5]),
        ("slow", &[5]),
        ("-label:\"slow one\" sig:invalid", &[6]),
    ] {
        assert_eq!(house.fits(filter).await, found, "{filter}");
    }
    let gone = house.store.write::<_, StoreError, _>(|tx| annotations::delete_of(tx, 5));
    gone.await.unwrap();
    assert_eq!(house.fits("slow or note:forged or pinned:yes").await, [3]);
    house.projection.stop().await;
}

#[test]
fn a_body_says_whether_it_was_unpacked_and_why_not() {
    let json = b"{}".as_slice();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(json).unwrap();
    let gzip = gzip.finish().unwrap();
    for (coding, stored, text, unpacked, problem) in [
        ("", json, Some("{}"), false, ""),
        ("identity", json, Some("{}"), false, ""),
        ("gzip", &gzip, Some("{}"), true, ""),
        ("", &gzip, Some("{}"), true, ""),
        ("", &gzip[..gzip.len() - 4], Some("{}"), true, "ends early"),
        ("gzip", json, Some("{}"), false, "but is not"),
        ("br", json, Some("{}"), false, "not undone"),
        ("br", b"\xff", None, false, "not undone"),
    ] {
        let mut headers = Headers::default();
        if !coding.is_empty() {
            headers.push("content-encoding", coding.as_bytes());
        }
        let body = body_of(&headers.into_bytes(), stored);
        assert_eq!((body.text.as_deref(), body.unpacked), (text, unpacked), "{coding} {stored:?}");
        let why = body.not_unpacked.unwrap_or_default();
        assert!(why.contains(problem) && why.is_empty() == problem.is_empty(), "{coding}: {why}");
        assert_eq!(BASE64.decode(body.body_base64).unwrap(), stored);
    }
}
