//! The load: as many kept connections as told, each posting one request after the other and reading its answer whole.
//! Bytes are made beforehand and answers barely looked at, so that most of the machine is left to the subject.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use hooktrail_domain::signature::sign;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Requests as they go over the wire, each with a signature of its own.
pub(crate) struct Requests {
    bytes: Vec<Vec<u8>>,
    pub(crate) body_bytes: usize,
}

impl Requests {
    /// Instagram messages as Meta sends them.
    pub(crate) fn signed(secret: &str) -> Self {
        let mut body_bytes = 0;
        let bytes = (0..1_024).map(|n| {
            let body = format!(
                r#"{{"object":"instagram","entry":[{{"time":17000000{n:05},"id":"17841400000000001","messaging":[{{"sender":{{"id":"9000000000{n:05}"}},"recipient":{{"id":"17841400000000001"}},"timestamp":17000000{n:05},"message":{{"mid":"aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3ODQxNDAwMDAwMDAwMDAxOjM0MDI4MjM2Njg0MTcxMDMwMTI0NDI3NjAxNzU4MTU{n:05}","text":"caf\u00e9 \/ order {n} \ud83e\ude9d"}}}}]}}]}}"#
            );
            body_bytes = body.len();
            let (sha256, sha1) = sign(secret.as_bytes(), body.as_bytes());
            let head = format!(
                "POST /webhook HTTP/1.1\r\nHost: hooks.example.com\r\nAccept: */*\r\nAccept-Encoding: deflate, gzip\r\nUser-Agent: facebookexternalua\r\nContent-Type: application/json\r\nX-Hub-Signature: {sha1}\r\nX-Hub-Signature-256: {sha256}\r\nFacebook-API-Version: v23.0\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            [head.as_bytes(), body.as_bytes()].concat()
        });
        Self { bytes: bytes.collect(), body_bytes }
    }
}

/// What a round measured.
pub(crate) struct Figures {
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

static ANSWERED: Mutex<Option<HashMap<SocketAddr, u64>>> = Mutex::new(None);

/// How many got 200 in this process, by address.
pub(crate) fn answered() -> HashMap<SocketAddr, u64> {
    ANSWERED.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
}

/// Posts to `address` for `time`.
pub(crate) fn run(
    address: SocketAddr,
    requests: &Requests,
    connections: usize,
    time: Duration,
) -> Figures {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let start = Instant::now();
    let mut all = runtime.block_on(async {
        let clients = (0..connections).map(|n| client(address, requests, n * 16, start + time));
        futures_util::future::join_all(clients).await.concat()
    });
    let elapsed = start.elapsed().as_secs_f64();
    let mut answered = ANSWERED.lock().unwrap_or_else(PoisonError::into_inner);
    *answered.get_or_insert_default().entry(address).or_default() += all.len() as u64;
    all.sort_unstable();
    let at = |share: f64| f64::from(all[(all.len() as f64 * share) as usize]) / 1_000.0;
    Figures { per_second: all.len() as f64 / elapsed, p50_ms: at(0.5), p99_ms: at(0.99) }
}

/// One connection; answers how long each request took, in microseconds.
async fn client(address: SocketAddr, requests: &Requests, from: usize, end: Instant) -> Vec<u32> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut took, mut answer) = (Vec::new(), [0; 1_024]);
    for request in requests.bytes.iter().cycle().skip(from) {
        let start = Instant::now();
        if start > end {
            break;
        }
        stream.write_all(request).await.unwrap();
        let mut length = 0;
        // Every subject answers without a body, so the head's end is the answer's end.
        while !answer[..length].ends_with(b"\r\n\r\n") {
            let read = stream.read(&mut answer[length..]).await.unwrap();
            assert!(read > 0, "the subject closed the connection");
            length += read;
        }
        assert!(answer.starts_with(b"HTTP/1.1 200 "), "not 200");
        took.push(u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    took
}
