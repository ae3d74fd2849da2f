//! Answered 200 means kept: a receiver in a process of its own is killed in the middle of a stream of posts.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hooktrail_engine::receiver::{self, Limits};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::rig::{captures, deps};

const FOLDER: &str = "HOOKTRAIL_TEST_RECEIVE_IN";
const POSTS: usize = 2_000;
const CLIENTS: usize = 16;

/// Not a test of its own: what the child process runs, which only has the folder's name in its environment.
#[tokio::test(flavor = "multi_thread")]
async fn child_that_receives_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let listener = receiver::bind(0).await.unwrap();
    println!("\nlistens {}", listener.local_addr().unwrap());
    let deps = deps(Path::new(&folder), Limits::default());
    receiver::run(listener, deps, CancellationToken::new()).await;
}

fn child(folder: &Path) -> (Child, SocketAddr) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child_that_receives_until_it_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.find_map(|line| line.strip_prefix("listens ").map(str::to_owned)).unwrap();
    (child, address.parse().unwrap())
}

/// The body of post `n`: of changing size, some with bytes that are no text.
fn body(n: usize) -> Vec<u8> {
    [format!("{n} \u{e9}").as_bytes(), &vec![0xff; n % 7 * 97]].concat()
}

/// Posts what is next until nothing is left or the receiver is gone; answers which got 200.
async fn client(address: SocketAddr, next: Arc<AtomicUsize>, good: Arc<AtomicUsize>) -> Vec<usize> {
    let mut answered = Vec::new();
    let Ok(mut stream) = TcpStream::connect(address).await else { return answered };
    loop {
        let n = next.fetch_add(1, Ordering::SeqCst);
        if n >= POSTS {
            return answered;
        }
        let body = body(n);
        let head =
            format!("POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n", body.len());
        let (mut answer, mut piece) = (Vec::new(), [0; 512]);
        if stream.write_all(&[head.as_bytes(), &body].concat()).await.is_err() {
            return answered;
        }
        while !answer.ends_with(b"\r\n\r\n") {
            match stream.read(&mut piece).await {
                Ok(length @ 1..) => answer.extend_from_slice(&piece[..length]),
                _ => return answered,
            }
        }
        assert!(answer.starts_with(b"HTTP/1.1 200 "));
        answered.push(n);
        good.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_post_that_got_200_is_there_after_kill_9() {
    let folder = TempDir::new().unwrap();
    let next = Arc::new(AtomicUsize::new(0));
    let good = Arc::new(AtomicUsize::new(0));
    let mut answered = Vec::new();
    for kill_at in [300, 900, 1_500, usize::MAX] {
        let (mut child, address) = child(folder.path());
        let clients =
            (0..CLIENTS).map(|_| tokio::spawn(client(address, next.clone(), good.clone())));
        let clients: Vec<_> = clients.collect();
        while good.load(Ordering::SeqCst) < kill_at && !clients.iter().all(|one| one.is_finished())
        {
            tokio::task::yield_now().await;
        }
        if kill_at != usize::MAX {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        for client in clients {
            answered.extend(client.await.unwrap());
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(answered.len() >= POSTS - 4 * CLIENTS, "{} answered", answered.len());

    let deps = deps(folder.path(), Limits::default());
    let mut kept = HashMap::new();
    for capture in captures(deps.journal.store()).await {
        *kept.entry(capture.body).or_insert(0) += 1;
    }
    for n in answered {
        assert_eq!(kept.get(&body(n)), Some(&1), "post {n} got 200");
    }
}
