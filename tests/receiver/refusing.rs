//! What is not received, and what happens when nothing can be kept.

use hooktrail_engine::receiver;
use hooktrail_engine::store::{StoreError, Tx, Unkept, database_path};

use tokio::io::AsyncWriteExt;
use tokio::sync::oneshot;

use crate::rig::{Rig, captures, rest, status, until};

#[tokio::test]
async fn nothing_else_is_there() {
    let rig = Rig::start().await;
    for (request, code) in [
        ("GET / HTTP/1.1", "404"),
        ("GET /webhook/ HTTP/1.1", "404"),
        ("POST /webhooks HTTP/1.1", "404"),
        ("GET /rpc/status_get HTTP/1.1", "404"),
        ("GET //webhook HTTP/1.1", "404"),
        ("GET /%77ebhook HTTP/1.1", "404"),
        ("HEAD /webhook HTTP/1.1", "405"),
        ("PUT /webhook HTTP/1.1", "405"),
        ("DELETE /webhook HTTP/1.1", "405"),
        ("OPTIONS /webhook HTTP/1.1", "405"),
        ("BREW /webhook HTTP/1.1", "405"),
    ] {
        let answer =
            rig.raw(format!("{request}\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes()).await;
        assert_eq!(status(&answer), code, "{request}");
        assert_eq!(answer.contains("allow: GET, POST\r\n"), code == "405", "{request}");
        assert!(answer.contains("x-content-type-options: nosniff\r\n"), "{request}");
    }
    assert_eq!(rig.deps.tally.refused(), 11);
    assert_eq!(rig.captures().await.len(), 0);
}

#[tokio::test]
async fn what_is_not_http_is_counted() {
    let rig = Rig::start().await;
    for bytes in [&b"\x16\x03\x01 a client of TLS"[..], b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let answer = rig.raw(bytes).await;
        assert!(!answer.contains(" 200 "), "{answer}");
    }
    let many = "x: y\r\n".repeat(1_000);
    let answer = rig.post(&many, b"{}").await;
    assert_eq!(status(&answer), "431");
    until(|| rig.deps.tally.malformed() == 3).await;
    assert_eq!(rig.captures().await.len(), 0);
}

async fn room(rig: &Rig, pages: i64) {
    let job = move |tx: &Tx<'_>| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        Ok::<_, StoreError>(tx.query_row(&sql, [], |_| Ok(()))?)
    };
    rig.deps.journal.store().write(job).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_answered_503_until_there_is_room() {
    let rig = Rig::start().await;
    room(&rig, 1).await;
    let body = vec![b'x'; 50_000];
    assert_eq!(status(&rig.post("", &body).await), "503");
    let get = "GET /webhook HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    assert!(rig.deps.journal.store().trouble().unwrap().contains("disk is full"));
    let first = rig.deps.journal.store().unkept().now.unwrap();
    assert_eq!(status(&rig.post("", &body).await), "503");
    // Room again is not yet a request that is kept.
    room(&rig, 1_000_000).await;
    let now = rig.deps.journal.store().unkept().now.unwrap();
    assert_eq!((first.count, now.count, now.since), (1, 2, first.since));
    assert!(now.why.contains("disk is full"), "{}", now.why);
    assert_eq!(status(&rig.post("", &body).await), "200");
    assert_eq!(rig.deps.journal.store().unkept(), Unkept { count: 2, now: None });
    assert_eq!(status(&rig.raw(get.as_bytes()).await), "403");
    assert_eq!(rig.deps.journal.store().trouble(), None);
    assert_eq!(rig.captures().await.len(), 2);
}

/// Whoever asked may be gone before it is known what came of it.
#[tokio::test]
async fn what_came_of_a_request_counts_also_when_its_client_left() {
    let rig = Rig::start().await;
    let store = rig.deps.journal.store().clone();
    room(&rig, 1).await;
    let body = vec![b'x'; 50_000];
    assert_eq!(status(&rig.post("", &body).await), "503");
    for (pages, unkept, keeps) in [(1, 2, false), (1_000_000, 2, true)] {
        room(&rig, pages).await;
        let (begun, begins) = oneshot::channel();
        let (waits, waited) = oneshot::channel();
        let (gone, left) = std::sync::mpsc::channel::<()>();
        let hold = move |tx: &Tx<'_>| {
            let _ = begun.send(());
            while !tx.hurry() {
                std::thread::yield_now();
            }
            let _ = waits.send(());
            let _ = left.recv();
            Ok::<_, StoreError>(())
        };
        let writer = store.clone();
        let held = tokio::spawn(async move { writer.write(hold).await });
        begins.await.unwrap();
        let mut client = rig.connect().await;
        let head = "POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 50000\r\n\r\n";
        client.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
        waited.await.unwrap();
        drop(client);
        until(|| rig.deps.tally.connections() == 0).await;
        drop(gone);
        held.await.unwrap().unwrap();
        // What waited before this is through with it, and may have taken it along.
        let _ = store.write(|_| Ok::<_, StoreError>(())).await;
        let now = store.unkept();
        assert_eq!((now.count, now.now.is_none()), (unkept, keeps), "{now:?}");
    }
    assert_eq!(rig.captures().await.len(), 1);
}

#[tokio::test]
async fn a_database_held_by_another_program_is_answered_503_until_it_is_free() {
    let rig = Rig::start().await;
    let other = rusqlite::Connection::open(database_path(rig.folder.path())).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let posts = (0..8).map(|_| rig.post("", b"{}"));
    for answer in futures_util::future::join_all(posts).await {
        assert_eq!(status(&answer), "503");
    }
    assert!(rig.deps.journal.store().trouble().unwrap().contains("another program"));
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(status(&rig.post("", b"{}").await), "200");
    assert_eq!((rig.deps.journal.store().trouble(), rig.captures().await.len()), (None, 1));
}

#[tokio::test]
async fn a_taken_port_is_said_with_the_next_free_one() {
    let rig = Rig::start().await;
    let taken = rig.address.port();
    let error = receiver::bind(taken).await.unwrap_err();
    let free = error.free_port.unwrap();
    assert!(free > taken);
    assert!(error.message.contains(&format!("Port {taken} is taken")), "{error}");
    assert!(error.message.contains(&format!("Port {free} is free")), "{error}");
    assert!(receiver::bind(free).await.is_ok());
}

#[tokio::test]
async fn shutdown_answers_what_is_under_way_and_takes_nothing_new() {
    let rig = Rig::start().await;
    let idle = rig.connect().await;
    let mut under_way = rig.connect().await;
    under_way
        .write_all(b"POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{")
        .await
        .unwrap();
    // The receiver has the head once it has answered somebody who came later.
    assert_eq!(status(&rig.post("", b"{}").await), "200");
    until(|| rig.deps.tally.connections() == 2).await;
    rig.shutdown.cancel();
    under_way.write_all(b"}").await.unwrap();
    assert_eq!(status(&rest(under_way).await), "200");
    assert_eq!(rest(idle).await, "");
    let (deps, address) = (rig.deps.clone(), rig.address);
    rig.task.await.unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
    assert_eq!(captures(deps.journal.store()).await.len(), 2);
}
