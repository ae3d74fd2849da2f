//! Live traffic: signed events posted to a receiver at a rate, over a few kept connections; as little of the machine as can
//! be, for two cores are shared with what is measured. Says how many were answered 200 in how long.

use std::time::Duration;

use hooktrail_domain::signature::sign;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, MissedTickBehavior};

/// What the receiver was told to check signatures with.
const SECRET: &str = "bench secret";
const CONNECTIONS: u64 = 10;

pub(crate) fn run(url: &str, rate: u64, time: Duration) {
    let (address, path) =
        url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).unwrap();
    let requests: Vec<Vec<u8>> = super::bodies(rate * (time.as_secs() + 1))
        .iter()
        .map(|body| request(address, path, body))
        .collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let start = Instant::now();
    let answered: u64 = runtime.block_on(async {
        let shares = (0..CONNECTIONS).map(|share| client(address, &requests, share, rate, time));
        futures_util::future::join_all(shares).await.into_iter().sum()
    });
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{}",
        serde_json::json!({"answered": answered, "seconds": seconds, "perSecond": answered as f64 / seconds})
    );
}

fn request(address: &str, path: &str, body: &[u8]) -> Vec<u8> {
    let (sha256, _) = sign(SECRET.as_bytes(), body);
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: facebookexternalua\r\nContent-Type: application/json\r\nX-Hub-Signature-256: {sha256}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// One connection with its share of the rate; what it is late with is sent at once, one after the other.
async fn client(address: &str, requests: &[Vec<u8>], share: u64, rate: u64, time: Duration) -> u64 {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut turns =
        tokio::time::interval(Duration::from_secs_f64(CONNECTIONS as f64 / rate as f64));
    turns.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let end = Instant::now() + time;
    let (mut answered, mut answer) = (0, [0; 1_024]);
    let mine = usize::try_from(share * requests.len() as u64 / CONNECTIONS).unwrap();
    for request in requests.iter().cycle().skip(mine) {
        if turns.tick().await > end || Instant::now() > end {
            break;
        }
        stream.write_all(request).await.unwrap();
        let mut length = 0;
        // It answers without a body, so the head's end is the answer's end.
        while !answer[..length].ends_with(b"\r\n\r\n") {
            let read = stream.read(&mut answer[length..]).await.unwrap();
            assert!(read > 0, "the receiver closed the connection");
            length += read;
        }
        assert!(answer.starts_with(b"HTTP/1.1 200 "), "not 200");
        answered += 1;
    }
    answered
}
