//! What is measured: replays of an engine on a data folder of its own, and beside them a bare hyper client that posts the
//! same bodies one after the other over one connection.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hooktrail_engine::api::{ById, Commands, ReplayRequest, ReplayRow};
use hooktrail_engine::clock::Clock;
use hooktrail_engine::config::Config;
use hooktrail_engine::engine::Engine;
use hooktrail_engine::http_host::no_assets;
use hooktrail_engine::journal::Headers;
use hooktrail_engine::store::Store;
use hooktrail_engine::store::journal::{NewCapture, Origin};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

/// Instagram messages of one conversation, numbered.
pub(crate) fn bodies(count: usize) -> Vec<Bytes> {
    let body = |n: usize| {
        Bytes::from(format!(
            r#"{{"object":"instagram","entry":[{{"time":17000000{n:05},"id":"17841400000000001","messaging":[{{"sender":{{"id":"900000000000001"}},"recipient":{{"id":"17841400000000001"}},"timestamp":17000000{n:05},"message":{{"mid":"m.{n}","text":"caf\u00e9 \/ order {n} \ud83e\ude9d"}}}}]}}]}}"#
        ))
    };
    (0..count).map(body).collect()
}

/// Posts `bodies` over one connection, one after the other; answers how long it took.
pub(crate) fn bare(runtime: &Runtime, address: SocketAddr, bodies: &[Bytes]) -> Duration {
    runtime.block_on(async {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (mut send, line) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        let line = tokio::spawn(line);
        let start = Instant::now();
        for body in bodies {
            let request = Request::post("/hook")
                .header("host", "localhost")
                .header("content-type", "application/json")
                .body(Full::new(body.clone()))
                .unwrap();
            send.ready().await.unwrap();
            let answer = send.send_request(request).await.unwrap();
            assert_eq!(answer.status(), 200);
            answer.into_body().collect().await.unwrap();
        }
        let took = start.elapsed();
        drop(send);
        line.await.unwrap().unwrap();
        took
    })
}

/// An engine that has captured things.
pub(crate) struct Subject {
    runtime: Runtime,
    engine: Engine,
}

impl Subject {
    /// Captures of `bodies`, received at these times (microseconds from some start).
    pub(crate) fn holding(folder: &Path, bodies: &[Bytes], at_us: impl Fn(usize) -> i64) -> Self {
        let runtime = Runtime::new().unwrap();
        let engine = runtime.block_on(async {
            let store = Store::open(folder, &Clock::system()).unwrap();
            let kept =
                bodies.iter().enumerate().map(|(n, body)| store.append(capture(body, at_us(n))));
            futures_util::future::try_join_all(kept).await.unwrap();
            store.close().await;
            drop(store);
            let engine = Engine::open(Config::new(folder), no_assets).await.unwrap();
            assert!(engine.caught_up(Duration::from_secs(600)).await.unwrap());
            engine
        });
        Self { runtime, engine }
    }

    /// Replays everything to `to` and waits until all is kept.
    pub(crate) fn replay(&self, to: &str, pace: &str) -> ReplayRow {
        let request = ReplayRequest {
            to: to.to_owned(),
            pace: Some(pace.to_owned()),
            concurrency: 8,
            ..ReplayRequest::default()
        };
        self.runtime.block_on(async {
            let mut changes = self.engine.changes().subscribe();
            let started = self.engine.replay_start(request).await.unwrap();
            loop {
                let id = started.id.clone();
                let row = self.engine.replay_get(ById { id }).await.unwrap();
                if row.state == "done" {
                    assert_eq!(row.counts.passed, row.total, "{row:?}");
                    return row;
                }
                changes.next().await.unwrap();
            }
        })
    }

    pub(crate) fn close(self) {
        self.runtime.block_on(self.engine.close());
    }
}

fn capture(body: &Bytes, at_us: i64) -> NewCapture {
    let mut headers = Headers::default();
    for (name, value) in [
        ("content-type", "application/json"),
        ("user-agent", "facebookexternalua"),
        ("x-hub-signature", "sha1=0000000000000000000000000000000000000000"),
        (
            "x-hub-signature-256",
            "sha256=0000000000000000000000000000000000000000000000000000000000000000",
        ),
        ("facebook-api-version", "v23.0"),
    ] {
        headers.push(name, value.as_bytes());
    }
    NewCapture {
        received_us: 1_700_000_000_000_000 + at_us,
        origin: Origin::Http,
        source: "default".to_owned(),
        method: "POST".to_owned(),
        path: "/webhook".to_owned(),
        query: String::new(),
        peer: None,
        status: 200,
        verdict: hooktrail_domain::signature::Verdict::Unchecked,
        secret: None,
        bytes: body.len() as u64,
        truncated: false,
        rejected: false,
        headers: headers.into_bytes(),
        replay_of: None,
        body: body.clone(),
    }
}
