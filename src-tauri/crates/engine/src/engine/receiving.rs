//! What brings captures in: the receiver, the tunnel that leads to it, and the watched folder.

use std::path::{Path, PathBuf};
use std::sync::MutexGuard;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use reqwest::Url;

use super::{Engine, lock};
use crate::doctor::Standing;
use crate::doctor::trip::{self, Leg};
use crate::receiver::{self, BindError, Deps};
use crate::source;
use crate::tunnel::Endpoint;
use crate::watch::{self, Watch};

/// The receiver, if it runs.
#[derive(Default)]
pub(crate) struct Receiver {
    /// The port that is wanted; 0 for any.
    pub(crate) port: u16,
    /// The port that is had, while it listens.
    pub(super) bound: Option<u16>,
    /// Where the default source receives, while it listens.
    pub(crate) url: Option<String>,
    /// Why it does not listen.
    pub(crate) error: Option<BindError>,
    pub(super) running: Option<(CancellationToken, JoinHandle<()>)>,
}

impl Engine {
    /// Starts forwarding, rules of time and what brings captures in: the watched folder, if there is one, and the receiver. Answers
    /// where it listens; when its port is taken, everything else works all the same.
    pub async fn receive(&self) -> Result<String, BindError> {
        self.inner.forward.begin();
        self.inner.overdue.begin();
        let folder = lock(&self.inner.wanted_watch).clone();
        self.watch(folder).await;
        let port = lock(&self.inner.receiver).port;
        self.listen(port).await
    }

    /// Receives on `port` from now on; while that cannot be had, the receiver stays where it is.
    pub(crate) async fn listen(&self, port: u16) -> Result<String, BindError> {
        let _one_at_a_time = self.inner.receiving.lock().await;
        let bound = receiver::bind(port).await;
        let listener = match bound {
            Ok(listener) => listener,
            Err(error) => {
                let mut receiver = lock(&self.inner.receiver);
                if receiver.url.is_none() {
                    receiver.error = Some(error.clone());
                }
                drop(receiver);
                self.inner.store.changes().tell([]);
                return Err(error);
            }
        };
        let real = listener.local_addr().map_or(port, |address| address.port());
        let url = self.url_of(real);
        let (stop, deps) = (CancellationToken::new(), self.deps());
        let task = tokio::spawn(receiver::run(listener, deps, stop.clone()));
        let before = {
            let mut receiver = lock(&self.inner.receiver);
            (receiver.port, receiver.bound) = (port, Some(real));
            (receiver.error, receiver.url) = (None, Some(url.clone()));
            receiver.running.replace((stop, task))
        };
        if let Err(error) = self.publish() {
            tracing::warn!(%error, "guests cannot find the receiver");
        }
        self.inner.store.changes().tell([]);
        end(before).await;
        self.inner.tunnel.follow().await;
        Ok(url)
    }

    fn deps(&self) -> Deps {
        Deps {
            journal: self.inner.journal.clone(),
            clock: self.inner.clock.clone(),
            secrets: self.inner.secrets.clone(),
            sources: self.inner.sources.clone(),
            tally: self.inner.tally.clone(),
            limits: self.inner.limits,
            probe: self.inner.probe.clone(),
            instance: self.inner.instance.clone(),
        }
    }

    /// Watches `folder` from now on, instead of the one before.
    pub(crate) async fn watch(&self, folder: Option<PathBuf>) {
        let mut watch = self.inner.watch.lock().await;
        if let Some(before) = watch.take() {
            before.stop().await;
        }
        // What was captured is known by its path, wherever the program is started.
        let folder = folder.map(|folder| whole(&folder).unwrap_or(folder));
        lock(&self.inner.wanted_watch).clone_from(&folder);
        *watch = folder.map(|folder| {
            let (journal, clock) = (self.inner.journal.clone(), self.inner.clock.clone());
            Watch::start(folder, journal, clock, watch::QUIET)
        });
    }

    /// The watched folder and what went wrong with it, newest first.
    pub(crate) async fn watched(&self) -> Option<(PathBuf, Vec<String>)> {
        let watch = self.inner.watch.lock().await;
        watch.as_ref().map(|watch| (watch.folder().to_owned(), watch.problems()))
    }

    /// What went wrong with the watched folder and still is: one sentence each, newest first.
    pub async fn watch_problems(&self) -> Vec<String> {
        self.watched().await.map(|(_, problems)| problems).unwrap_or_default()
    }

    /// The receiver as it is.
    pub(crate) fn receiver(&self) -> MutexGuard<'_, Receiver> {
        lock(&self.inner.receiver)
    }

    /// What the handshake at the default source must show.
    pub fn verify_token(&self) -> String {
        let source = self.inner.sources.get(source::DEFAULT);
        source.map(|source| source.settings.verify_token.clone()).unwrap_or_default()
    }

    /// The default source's address when the receiver listens at `port`.
    fn url_of(&self, port: u16) -> String {
        let source = self.inner.sources.get(source::DEFAULT);
        let path = source.map(|source| source.settings.path.clone()).unwrap_or_default();
        format!("http://127.0.0.1:{port}{path}")
    }

    /// Where the source at `path` receives; `None` while nothing listens.
    pub(crate) fn source_url(&self, path: &str) -> Option<String> {
        self.receiver().bound.map(|port| format!("http://127.0.0.1:{port}{path}"))
    }

    /// Tells hosts and guests of sources that changed.
    pub(crate) fn sources_changed(&self) {
        let mut receiver = lock(&self.inner.receiver);
        receiver.url = receiver.bound.map(|port| self.url_of(port));
        drop(receiver);
        if let Err(error) = self.publish() {
            tracing::warn!(%error, "guests cannot find the receiver");
        }
        self.inner.store.changes().tell([]);
    }

    /// What a tunnel leads to: the default source, while the receiver listens.
    pub(super) fn endpoint(
        receiver: &Receiver,
        sources: &source::Sources,
        probe: &str,
    ) -> Option<Endpoint> {
        let settings = sources.get(source::DEFAULT)?.settings.clone();
        let (path, verify_token) = (settings.path, settings.verify_token);
        Some(Endpoint { port: receiver.bound?, path, verify_token, probe: probe.to_owned() })
    }

    /// What happens on the way from the public address `url` to the receiver: the handshake, then bodies. The first
    /// source's path is put at its end if it has none. `None` while the receiver does not listen.
    pub(crate) async fn way(&self, url: &mut Url) -> Option<Vec<Leg>> {
        let endpoint = Self::endpoint(&self.receiver(), &self.inner.sources, &self.inner.probe)?;
        if url.path() == "/" {
            url.set_path(&endpoint.path);
        }
        let client = self.inner.sender.client();
        let mut legs = vec![trip::public(url), trip::handshake(client, url, &endpoint).await];
        if legs.iter().all(|leg| leg.finding.standing != Standing::Wrong) {
            let secret = self.inner.secrets.sample();
            legs.extend(trip::bodies(client, url, &self.inner.probe, secret).await);
        }
        Some(legs)
    }

    /// Ends receiving: what is under way is answered and kept, nothing new comes in. Everything else goes on.
    pub async fn drain(&self) {
        self.inner.tunnel.stop().await;
        let receiver = {
            let mut receiver = lock(&self.inner.receiver);
            (receiver.url, receiver.bound) = (None, None);
            receiver.running.take()
        };
        end(receiver).await;
        if let Some(watch) = self.inner.watch.lock().await.take() {
            watch.stop().await;
        }
    }
}

/// A folder by its whole path: what links and dots lead to; as it is written where there is none yet.
fn whole(folder: &Path) -> std::io::Result<PathBuf> {
    std::fs::canonicalize(folder).or_else(|_| std::path::absolute(folder))
}

async fn end(running: Option<(CancellationToken, JoinHandle<()>)>) {
    if let Some((stop, task)) = running {
        stop.cancel();
        let _ = task.await;
    }
}
