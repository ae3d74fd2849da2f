//! What is measured: a bare axum route, and Hooktrail's receiver on a database of its own. Each has its own runtime, as
//! it would in a process of its own; the one whose turn it is not is idle.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use hooktrail_engine::clock::Clock;
use hooktrail_engine::journal::Journal;
use hooktrail_engine::receiver::{self, Deps, Limits};
use hooktrail_engine::secrets::{NamedSecret, Secret, Secrets};
use hooktrail_engine::source::{Settings, Sources};
use hooktrail_engine::store::{Store, StoreError, journal};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

pub(crate) const SECRET: &str = "bench secret";

pub(crate) struct Subject {
    pub(crate) address: SocketAddr,
    runtime: Runtime,
    store: Option<Store>,
    revision: i64,
}

impl Subject {
    /// A route that answers 200 and does nothing.
    pub(crate) fn bare() -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/webhook", post(|| async { StatusCode::OK }));
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { address, runtime, store: None, revision: 0 }
    }

    /// The receiver with its journal: signature checked, 200 after the commit.
    pub(crate) fn hooktrail(data_dir: &Path) -> Self {
        let runtime = Runtime::new().unwrap();
        let clock = Clock::system();
        let store = Store::open(data_dir, &clock).unwrap();
        let named = NamedSecret { name: "Meta".into(), secret: Secret::new(SECRET) };
        let deps = Deps {
            journal: Journal::new(store.clone()),
            clock,
            secrets: Secrets::new(Secret::new("sample"), vec![named]),
            sources: Sources::new(vec![Settings::first("token")]),
            tally: Arc::default(),
            limits: Limits::default(),
            probe: "probe".into(),
            instance: "bench".into(),
        };
        let listener = runtime.block_on(receiver::bind(0)).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(receiver::run(listener, deps, CancellationToken::new()));
        let revision = store.changes().revision();
        Self { address, runtime, store: Some(store), revision }
    }

    pub(crate) fn close(&self) {
        self.runtime.block_on(self.store.as_ref().unwrap().close());
    }

    /// Commits so far.
    pub(crate) fn commits(&self) -> i64 {
        self.store.as_ref().map_or(0, |store| store.changes().revision() - self.revision)
    }

    /// Holds the journal against the number of answers: (captures with a valid signature, bytes on the disk).
    pub(crate) fn check(&self, answered: Option<u64>) -> (i64, u64) {
        let store = self.store.as_ref().unwrap();
        let valid = "SELECT count(*) FROM journal WHERE verdict = 'valid' AND secret = 'Meta'";
        let read = store.read(move |conn| {
            let valid: i64 = conn.query_row(valid, [], |row| row.get(0))?;
            Ok::<_, StoreError>((valid, journal::count(conn)?))
        });
        let (valid, kept) = self.runtime.block_on(read).unwrap();
        assert_eq!(Some(valid), answered.and_then(|count| i64::try_from(count).ok()));
        assert_eq!(valid, kept);
        (kept, store.bytes())
    }
}
