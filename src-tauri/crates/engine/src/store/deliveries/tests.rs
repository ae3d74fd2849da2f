use rusqlite::params_from_iter;

use super::ready::IN_THE_WAY;
use super::*;
use crate::clock::Clock;
use crate::store::Store;

/// A queue at one target: lanes in order, each with what happened to it so far.
async fn ready_of(lanes: &[(&str, &str)], ordered: bool) -> Vec<i64> {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &Clock::reading(|| 1)).unwrap();
    let lanes: Vec<(String, String)> =
        lanes.iter().map(|(lane, was)| ((*lane).to_owned(), (*was).to_owned())).collect();
    let ready = store.write::<_, StoreError, _>(move |tx| {
        for (lane, was) in lanes {
            accept(tx, &delivery(&lane))?;
            let n = tx.last_insert_rowid();
            let (state, due) = match was.as_str() {
                "later" => (State::Waiting, 1_000),
                word => (State::from_word(word).unwrap(), 10),
            };
            let sql = "UPDATE deliveries SET state = ?2, due_us = ?3, ended_us = ?4 WHERE n = ?1";
            let ended = (!matches!(state, State::Waiting | State::UnderWay)).then_some(20);
            tx.execute(sql, params![n, state.word(), due, ended])?;
        }
        ready(tx, 1, 100, ordered, 100)
    });
    let ready = ready.await.unwrap();
    store.close().await;
    ready
}

fn delivery(lane: &str) -> Delivery {
    Delivery {
        n: 0,
        rule: 1,
        place: 1,
        capture: 1,
        item: "1".to_owned(),
        format: "meta".to_owned(),
        url: "http://localhost/".to_owned(),
        lane: lane.to_owned(),
        state: State::Waiting,
        accepted_us: 10,
        due_us: 10,
        started_us: None,
        ended_us: None,
        tries: 0,
        attempts: 0,
        again: false,
        status: None,
        reason: None,
    }
}

#[tokio::test]
async fn what_is_ready_never_overtakes_in_its_conversation() {
    for (what, lanes, in_order, as_sender) in [
        (
            "one of each",
            &[("a", "waiting"), ("a", "waiting"), ("b", "waiting")][..],
            &[1, 3][..],
            &[1, 3][..],
        ),
        ("behind one under way", &[("a", "under way"), ("a", "waiting")], &[], &[]),
        ("behind one that waits for a later try", &[("a", "later"), ("a", "waiting")], &[], &[2]),
        (
            "behind ended ones",
            &[("a", "failed"), ("a", "delivered"), ("a", "given up"), ("a", "waiting")],
            &[4],
            &[4],
        ),
        ("of several, first", &[("*", "waiting"), ("a", "waiting"), ("b", "waiting")], &[1], &[1]),
        (
            "of several, behind others",
            &[("a", "under way"), ("b", "delivered"), ("*", "waiting"), ("b", "waiting")],
            &[],
            &[],
        ),
        (
            "of several, behind a later try",
            &[("a", "later"), ("*", "waiting"), ("b", "waiting")],
            &[],
            &[2],
        ),
        ("a later try beside a newer under way", &[("a", "waiting"), ("a", "under way")], &[], &[]),
    ] {
        assert_eq!(ready_of(lanes, true).await, in_order, "{what}, in order");
        assert_eq!(ready_of(lanes, false).await, as_sender, "{what}, as a sender");
    }
}

#[tokio::test]
async fn what_was_under_way_at_a_kill_waits_again_marked_and_uncounted() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &Clock::reading(|| 1)).unwrap();
    let recovered = store.write::<_, StoreError, _>(|tx| {
        for lane in ["a", "b"] {
            accept(tx, &delivery(lane))?;
        }
        claim(tx, 1, 100, true, 1)?;
        recover(tx, 200)?;
        Ok((get(tx, 1)?.unwrap(), get(tx, 2)?.unwrap()))
    });
    let (was, other) = recovered.await.unwrap();
    assert_eq!((was.state, was.again, was.tries, was.attempts), (State::Waiting, true, 0, 1));
    assert_eq!((other.state, other.again, other.attempts), (State::Waiting, false, 0));
    store.close().await;
}

#[tokio::test]
async fn a_long_queue_is_walked_once_for_what_is_ready() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &Clock::reading(|| 1)).unwrap();
    let walked = store.write::<_, StoreError, _>(|tx| {
        for _ in 0..10_000 {
            accept(tx, &delivery("a"))?;
        }
        tx.execute("UPDATE deliveries SET due_us = 1000 WHERE n <= 8000", [])?;
        let mut taken = Vec::new();
        for ordered in [true, false] {
            taken.push(ready(tx, 1, 100, ordered, 8)?);
        }
        let steps = tx.prepare_cached(IN_THE_WAY)?.get_status(rusqlite::StatementStatus::VmStep);
        Ok((taken, steps))
    });
    let (taken, steps) = walked.await.unwrap();
    assert_eq!(taken, [vec![], vec![8001]]);
    assert!((1..1_000_000).contains(&steps), "{steps} steps for 20,000 rows");
    store.close().await;
}

#[tokio::test]
async fn what_is_asked_for_is_listed_without_walking_over_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &Clock::reading(|| 1)).unwrap();
    let listed = store.write::<_, StoreError, _>(|tx| {
        for n in 1..=20_000 {
            accept(tx, &Delivery { rule: n % 2, capture: n / 4, ..delivery("a") })?;
        }
        tx.execute("UPDATE deliveries SET state = 'failed' WHERE n IN (3, 14, 15)", [])?;
        let (rule, state, before) = (Some(1), Some(State::Failed), Some(15));
        let capture = Some(1);
        let mut listed = Vec::new();
        for which in [
            Which { rule, ..Which::default() },
            Which { capture, ..Which::default() },
            Which { state, ..Which::default() },
            Which { state, before, ..Which::default() },
            Which { rule, state, ..Which::default() },
            Which { rule, state: Some(State::Waiting), before, ..Which::default() },
            Which { rule, capture, ..Which::default() },
            Which { before, ..Which::default() },
        ] {
            let mut statement = tx.prepare(&which.sql())?;
            let rows = statement.query_map(params_from_iter(which.values(3)), |row| row.get(0))?;
            let rows: Vec<i64> = rows.collect::<Result<_, _>>()?;
            listed.push((rows, statement.get_status(rusqlite::StatementStatus::VmStep)));
        }
        Ok(listed)
    });
    let (rows, steps): (Vec<_>, Vec<_>) = listed.await.unwrap().into_iter().unzip();
    assert_eq!(
        rows,
        [
            vec![19_999, 19_997, 19_995],
            vec![7, 6, 5],
            vec![15, 14, 3],
            vec![14, 3],
            vec![15, 3],
            vec![13, 11, 9],
            vec![7, 5],
            vec![14, 13, 12],
        ]
    );
    assert!(steps.iter().all(|steps| (1..1_000).contains(steps)), "{steps:?} for a few rows");
    store.close().await;
}

#[tokio::test]
async fn what_ended_in_a_state_is_put_back_where_a_rule_still_sends() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &Clock::reading(|| 1)).unwrap();
    let put_back = store.write::<_, StoreError, _>(|tx| {
        // Places 1 and 2 of rule 1, of which 2 has ended; 3 of rule 2; 4 is no rule's any more.
        tx.execute_batch(
            "INSERT INTO rules (id, name, filter, retry, speed, enabled, held, cursor) VALUES
               (1, 'a', '', 'none', 1, 1, 0, 0), (2, 'b', '', 'none', 1, 0, 0, 0);
             INSERT INTO rule_targets (n, rule, url, formats, ended) VALUES
               (1, 1, 'http://a/', '', NULL), (2, 1, 'http://b/', '', 'gone'), (3, 2, 'http://c/', '', NULL);",
        )?;
        for (place, rule) in [(1, 1), (1, 1), (2, 1), (3, 2), (4, 9), (1, 1), (1, 1), (3, 2)] {
            accept(tx, &Delivery { place, rule, ..delivery("a") })?;
        }
        tx.execute_batch(
            "UPDATE deliveries SET state = 'failed', ended_us = 20, tries = 3, attempts = 3, reason = 'refused';
             UPDATE deliveries SET state = 'given up' WHERE n = 6;
             UPDATE deliveries SET state = 'waiting', ended_us = NULL WHERE n = 7;",
        )?;
        let failed = Ended { state: State::Failed, rule: None };
        let counts = [
            ended(tx, failed)?,
            ended(tx, Ended { rule: Some(1), ..failed })?,
            ended(tx, Ended { rule: Some(9), ..failed })?,
            ended(tx, Ended { state: State::GivenUp, ..failed })?,
        ];
        let slices = [
            retry_ended(tx, failed, (0, 4), 100, 2)?,
            retry_ended(tx, failed, (2, 4), 100, 2)?,
            retry_ended(tx, failed, (4, 4), 100, 2)?,
        ];
        let states: Vec<State> = (1..=8).map(|n| get(tx, n).unwrap().unwrap().state).collect();
        Ok((counts, slices, states, get(tx, 1)?.unwrap()))
    });
    let (counts, slices, states, first) = put_back.await.unwrap();
    assert_eq!(counts, [(4, 8), (2, 2), (0, 0), (1, 6)]);
    assert_eq!(slices, [vec![1, 2], vec![4], vec![]]);
    let (back, failed) = (State::Waiting, State::Failed);
    assert_eq!(states, [back, back, failed, back, failed, State::GivenUp, back, failed]);
    assert_eq!((first.tries, first.attempts, first.due_us), (0, 3, 100));
    assert_eq!((first.ended_us, first.reason), (None, None));
    store.close().await;
}
