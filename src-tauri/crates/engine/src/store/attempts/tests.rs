//! Deleting what was sent of a capture: by an index, and all of it.

use rusqlite::Connection;
use tempfile::TempDir;

use super::super::migrations::{ALL, apply};
use super::*;
use crate::clock::Clock;
use crate::store::Store;

fn attempt(id: &str, item: &str, capture: i64) -> Attempt {
    Attempt {
        id: id.to_owned(),
        item: item.to_owned(),
        capture,
        format: "meta".to_owned(),
        url: "http://localhost/".to_owned(),
        method: "POST".to_owned(),
        started_us: 0,
        duration_us: 0,
        status: Some(200),
        error: None,
        signing: "unsigned".to_owned(),
        request_headers: Vec::new(),
        request_bytes: 2,
        request_body: Some(b"{}".to_vec()),
        response_headers: Vec::new(),
        response_body: Vec::new(),
        response_truncated: false,
        edited: false,
        target: None,
        errand: Errand::default(),
        marked: false,
        connect_us: None,
        tls_us: None,
        first_byte_us: None,
    }
}

/// Captures of these numbers.
fn journalled(tx: &Tx<'_>, seqs: &[i64]) -> Result<(), StoreError> {
    for seq in seqs {
        let at = journal::append(tx, &crate::store::tests::capture("{}"))?;
        tx.execute("UPDATE journal SET seq = ?1 WHERE seq = ?2", [*seq, at])?;
    }
    Ok(())
}

fn plan(conn: &Connection, sql: &str) -> Vec<String> {
    let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let values = vec!["1"; plan.parameter_count()];
    let steps = plan.query_map(params_from_iter(values), |row| row.get("detail")).unwrap();
    steps.map(Result::unwrap).collect()
}

#[test]
fn what_goes_with_a_capture_or_went_to_a_target_is_found_by_an_index() {
    let mut conn = Connection::open_in_memory().unwrap();
    apply(&mut conn, ALL).unwrap();
    for sql in OF_CAPTURE.into_iter().chain([LAST_TO]) {
        let steps = plan(&conn, sql);
        assert!(steps.iter().any(|step| step.contains("SEARCH attempts USING")), "{steps:?}");
        assert!(!steps.iter().any(|step| step.contains("SCAN")), "{steps:?}");
    }
}

#[test]
fn a_page_is_read_in_its_order_and_what_was_sent_of_items_by_them() {
    let mut conn = Connection::open_in_memory().unwrap();
    apply(&mut conn, ALL).unwrap();
    for (of_items, by) in [
        (false, "SEARCH attempts USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        (true, "SEARCH attempts USING INDEX attempts_item (item=?)"),
    ] {
        let steps = plan(&conn, &select("attempts.status >= 500", 0, of_items));
        assert!(steps.iter().any(|step| step == by), "{steps:?}");
        assert_eq!(steps.iter().any(|step| step.contains("TEMP B-TREE")), of_items, "{steps:?}");
    }
}

#[test]
fn those_of_a_run_are_read_in_their_order_and_no_others() {
    let mut conn = Connection::open_in_memory().unwrap();
    apply(&mut conn, ALL).unwrap();
    let wanted = "SEARCH attempts USING INDEX attempts_of_run (run=? AND rowid>?)";
    assert_eq!(plan(&conn, &select_of_run()), [wanted]);
}

#[test]
fn batches_that_were_sent_before_there_was_an_index_are_in_it() {
    let mut conn = Connection::open_in_memory().unwrap();
    let new = ALL.iter().position(|step| step.name == INDEX_BATCHES.name).unwrap();
    apply(&mut conn, &ALL[..new]).unwrap();
    for (n, item) in (0_i64..).zip(["1", "1#0", "1#0+12#3", "2#0+2#1+3#0", "1-t1-texter"]) {
        let sql = "INSERT INTO attempts (n, id, item, capture, format, url, method, started_us, duration_us, signing,
            request_headers, request_bytes, response_headers, response_body, response_truncated)
            VALUES (?1, ?1, ?2, 1, '', '', '', 0, 0, '', x'', 0, x'', x'', 0)";
        conn.execute(sql, params![n, item]).unwrap();
    }
    apply(&mut conn, &ALL[..=new]).unwrap();
    let mut statement =
        conn.prepare("SELECT capture, attempt FROM attempt_captures ORDER BY 1, 2").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let rows: Vec<(i64, i64)> = rows.map(Result::unwrap).collect();
    assert_eq!(rows, [(1, 2), (2, 3), (3, 3), (12, 2)]);
}

#[tokio::test]
async fn a_batch_goes_with_any_capture_of_it() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), &Clock::system()).unwrap();
    let job = |tx: &Tx<'_>| {
        journalled(tx, &[1, 2, 3, 12])?;
        for (id, item, capture) in
            [("a", "1", 1), ("b", "1#0+2#0", 1), ("c", "2#0+3#0", 2), ("d", "12#0+3#0", 12)]
        {
            insert(tx, &attempt(id, item, capture))?;
        }
        let gone = delete_of(tx, 2)?;
        insert(tx, &attempt("e", "1", 1))?;
        let of_three = delete_of(tx, 3)?;
        let left = fitting(tx, &[], ("1", &[]), [0, 99], 9)?
            .into_iter()
            .map(|(_, one)| one.id)
            .collect::<Vec<_>>();
        let known = "SELECT count(*) FROM attempt_captures";
        Ok::<_, StoreError>((gone, of_three, left, tx.query_row(known, [], |row| row.get(0))?))
    };
    let (gone, of_three, left, known): (_, _, _, i64) = store.write(job).await.unwrap();
    assert_eq!((gone, of_three, known), (2, 1, 0));
    assert_eq!(left, ["e", "a"]);
}

#[tokio::test]
async fn nothing_is_kept_of_what_was_deleted_while_it_was_under_way() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), &Clock::system()).unwrap();
    let job = |tx: &Tx<'_>| {
        journalled(tx, &[1, 2])?;
        let items = ["1", "1#0+2#1", "1-t1-texter", "3", "1#0+3#0", "3-t1-texter", "odd"];
        let kept = items.map(|item| insert(tx, &attempt(item, item, 1)));
        let kept = kept.into_iter().collect::<Result<Vec<_>, _>>()?;
        let counts = [count(tx)?, delete_of(tx, 2)?, count(tx)?, clear(tx)?, count(tx)?];
        Ok::<_, StoreError>((kept, counts))
    };
    let (kept, counts) = store.write(job).await.unwrap();
    assert_eq!(kept, [true, true, true, false, false, false, false]);
    assert_eq!(counts, [3, 1, 2, 2, 0]);
}

#[tokio::test]
async fn no_number_is_given_twice_so_whoever_follows_misses_none() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), &Clock::system()).unwrap();
    let job = |tx: &Tx<'_>| {
        journalled(tx, &[1, 2, 3])?;
        let mut numbers = vec![last(tx)?];
        for (id, capture) in [("a", 1), ("b", 2), ("c", 3)] {
            insert(tx, &attempt(id, &capture.to_string(), capture))?;
            numbers.push(last(tx)?);
            if capture == 2 {
                delete_of(tx, 2)?;
                numbers.push(last(tx)?);
            }
        }
        clear(tx)?;
        numbers.push(last(tx)?);
        insert(tx, &attempt("d", "1", 1))?;
        numbers.push(tx.query_row("SELECT n FROM attempts", [], |row| row.get(0))?);
        Ok::<_, StoreError>(numbers)
    };
    assert_eq!(store.write(job).await.unwrap(), [0, 1, 2, 2, 3, 3, 4]);
}

#[test]
fn what_was_sent_of_thousands_of_items_is_found() {
    let mut conn = Connection::open_in_memory().unwrap();
    apply(&mut conn, ALL).unwrap();
    conn.execute(
        "INSERT INTO attempts (id, item, capture, format, url, method, started_us, duration_us, signing,
           request_headers, request_bytes, response_headers, response_body, response_truncated)
         SELECT 'a_' || value, '1-t' || value, 1, 'meta', '', 'POST', 0, 0, '', x'', 0, x'', x'', 0
         FROM json_each('[7, 8, 9]')",
        [],
    )
    .unwrap();
    let items: Vec<String> = (8..5_000).map(|n| format!("1-t{n}")).collect();
    for (bounds, wanted) in
        [([0, 99], &["a_9", "a_8"][..]), ([0, 3], &["a_8"]), ([3, 99], &["a_9"])]
    {
        let found = fitting(&conn, &items, ("1", &[]), bounds, 200).unwrap();
        assert_eq!(found.iter().map(|(_, one)| &one.id).collect::<Vec<_>>(), wanted, "{bounds:?}");
    }
}
