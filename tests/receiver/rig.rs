//! A receiver of one's own: temporary folder, free port, and ways to talk to it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hooktrail_engine::clock::Clock;
use hooktrail_engine::journal::{Capture, Entry, Headers, Journal};
use hooktrail_engine::receiver::{self, Deps, Limits};
use hooktrail_engine::secrets::{NamedSecret, Secret, Secrets};
use hooktrail_engine::source::{Settings, Sources};
use hooktrail_engine::store::{Store, StoreError, journal as table};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) struct Rig {
    pub(crate) folder: TempDir,
    pub(crate) deps: Deps,
    pub(crate) address: SocketAddr,
    pub(crate) shutdown: CancellationToken,
    pub(crate) task: JoinHandle<()>,
}

pub(crate) const TOKEN: &str = "the token";
pub(crate) const PROBE: &str = "it is us";
pub(crate) const INSTANCE: &str = "ours";
pub(crate) const SAMPLE: &str = "sample secret";

pub(crate) fn deps(data_dir: &Path, limits: Limits) -> Deps {
    let clock = Clock::system();
    let store = Store::open_with(data_dir, &clock, Duration::from_millis(50)).unwrap();
    Deps {
        journal: Journal::new(store),
        clock,
        secrets: Secrets::new(Secret::new(SAMPLE), vec![]),
        sources: Sources::new(vec![Settings::first(TOKEN)]),
        tally: Arc::default(),
        limits,
        probe: PROBE.into(),
        instance: INSTANCE.into(),
    }
}

impl Rig {
    pub(crate) async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    pub(crate) async fn with(limits: Limits) -> Self {
        let folder = TempDir::new().unwrap();
        let deps = deps(folder.path(), limits);
        let listener = receiver::bind(0).await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let task = tokio::spawn(receiver::run(listener, deps.clone(), shutdown.clone()));
        Self { folder, deps, address, shutdown, task }
    }

    pub(crate) fn secrets(&self, named: &[(&str, &str)]) {
        let named = named.iter().map(|(name, secret)| NamedSecret {
            name: (*name).to_owned(),
            secret: Secret::new(*secret),
        });
        self.deps.secrets.give(named.collect());
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends these bytes and reads until the receiver closes.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        rest(stream).await
    }

    /// One POST on a connection of its own; head lines end in `\r\n`.
    pub(crate) async fn post(&self, head: &str, body: &[u8]) -> String {
        self.raw(&post(head, body)).await
    }

    pub(crate) async fn captures(&self) -> Vec<Capture> {
        captures(self.deps.journal.store()).await
    }
}

/// Waits for what the receiver does after it has let go of a connection.
pub(crate) async fn until(what: impl Fn() -> bool) {
    let waited = async {
        while !what() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waited).await.unwrap();
}

pub(crate) fn post(head: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "POST /webhook HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{head}content-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// What comes until the other side closes, in whatever way it does.
pub(crate) async fn rest(mut stream: TcpStream) -> String {
    let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = stream.read(&mut piece).await {
        answer.extend_from_slice(&piece[..length]);
    }
    String::from_utf8(answer).unwrap()
}

/// Status code of an answer.
pub(crate) fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

pub(crate) async fn captures(store: &Store) -> Vec<Capture> {
    let read = store.read(|conn| {
        let mut captures = Vec::new();
        table::follow::<StoreError>(conn, 0, |entry| {
            if let Entry::Capture(capture) = entry {
                captures.push(*capture);
            }
            Ok(true)
        })?;
        Ok(captures)
    });
    read.await.map_err(|error: StoreError| error.to_string()).unwrap()
}

/// Header list as (name, value) texts.
pub(crate) fn headers(capture: &Capture) -> Vec<(String, Vec<u8>)> {
    let headers = Headers::from_bytes(capture.headers.clone());
    headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
