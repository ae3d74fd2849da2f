//! The engine: opens a data folder and wires everything that works on it. The only place that knows all parts; what each
//! command answers is in [`crate::api`].

mod receiving;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use self::receiving::Receiver;
use crate::changes::Changes;
use crate::clock::{Clock, random_token};
use crate::config::{Config, Graph, RECEIVER_PORT};
use crate::delivery::forward::{self, Forward};
use crate::delivery::replay::Replays;
use crate::delivery::{self, Sender};
use crate::http_host::{self, Assets, Sessions};
use crate::journal::Journal;
use crate::limits;
use crate::overdue::{self, Overdue};
use crate::owner::{self, Claim, Control, Owner};
use crate::projection::Projection;
use crate::receiver::{Limits, Tally};
use crate::secrets::keep::Keep;
use crate::secrets::{Secret, Secrets};
use crate::source::Sources;
use crate::store::{Store, StoreError, database_path, secret_names, settings, sources, underway};
use crate::tunnel::{self, Tunnel};
use crate::watch::Watch;

/// How long the system's store of secrets may take for an answer.
const ASKING: Duration = Duration::from_secs(10);

/// How long the control port may take to end.
const FAREWELL: Duration = Duration::from_secs(2);

/// Why an engine could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process owns the folder; where it listens, once it has said so.
    #[error("Another instance of Hooktrail owns this data folder.")]
    Held(Option<Control>),
    /// The database could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something else, in words.
    #[error("{0}")]
    Refused(String),
}

/// An open data folder. Clones share it; end it with [`Engine::close`].
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

/// What the commands work with.
pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) journal: Journal,
    pub(crate) clock: Clock,
    /// When this run began, epoch microseconds.
    pub(crate) since_us: i64,
    pub(crate) projection: Projection,
    pub(crate) sender: Sender,
    pub(crate) forward: Forward,
    pub(crate) overdue: Overdue,
    pub(crate) replays: Replays,
    pub(crate) secrets: Secrets,
    pub(crate) keep: Keep,
    pub(crate) graph: Graph,
    pub(crate) sources: Sources,
    pub(crate) tally: Arc<Tally>,
    limits: Limits,
    wanted_watch: Mutex<Option<std::path::PathBuf>>,
    watch: tokio::sync::Mutex<Option<Watch>>,
    receiving: tokio::sync::Mutex<()>,
    /// Held while sources change.
    pub(crate) arranging: tokio::sync::Mutex<()>,
    receiver: Arc<Mutex<Receiver>>,
    pub(crate) tunnel: Tunnel,
    probe: Arc<str>,
    instance: Arc<str>,
    owner: Mutex<Option<Owner>>,
    control: Control,
    sessions: Sessions,
    /// The page is shown in browsers.
    pub(crate) has_page: bool,
    stop: CancellationToken,
    host: Mutex<Option<JoinHandle<()>>>,
}

/// Makes the data folder, for its user only, before it is opened: for whoever puts something there meanwhile.
///
/// # Errors
/// [`OpenError::Refused`]: what is told of the folder names it, and says what to do.
pub fn make_folder(data_dir: &std::path::Path) -> Result<(), OpenError> {
    crate::store::make_folder(data_dir)
        .map_err(|error| OpenError::Refused(owner::unusable(data_dir, &error)))
}

impl Engine {
    /// Takes the data folder, opens the database, follows the journal and listens on the control port. Nothing is
    /// received before [`Engine::receive`]. `assets` is the page for the browser.
    ///
    /// # Errors
    /// What is told of the folder or its database names it, and says what to do.
    pub async fn open(config: Config, assets: Assets) -> Result<Self, OpenError> {
        let file = database_path(&config.data_dir);
        Self::wired(config, assets).await.map_err(|error| match error {
            OpenError::Store(error) => OpenError::Refused(error.opening(&file)),
            other => other,
        })
    }

    async fn wired(config: Config, assets: Assets) -> Result<Self, OpenError> {
        limits::raise_file_limit();
        let clock = Clock::system();
        let since_us = clock.micros();
        let refused = |error| OpenError::Refused(owner::unusable(&config.data_dir, &error));
        let owner = match owner::claim(&config.data_dir).map_err(refused)? {
            Claim::Owned(owner) => owner,
            Claim::Held(control) => return Err(OpenError::Held(control)),
        };
        let (data_dir, at) = (config.data_dir.clone(), clock.clone());
        let store = tokio::task::spawn_blocking(move || Store::open(&data_dir, &at))
            .await
            .map_err(|fault| StoreError::Fault(fault.to_string()))??;
        let journal = Journal::new(store.clone());
        let random = || {
            random_token().map_err(|error| {
                OpenError::Refused(format!("No random numbers can be had: {error}."))
            })
        };
        let kept = store.read(Kept::load).await?;
        let (token, fresh) = (config.verify_token, random()?);
        let sources =
            Sources::new(store.write(move |tx| sources::with_default(tx, token, fresh)).await?);
        let fresh = random()?;
        let instance = store.write(move |tx| delivery::with_instance(tx, &fresh)).await?;
        let secrets = Secrets::new(Secret::new(random()?), config.app_secrets);
        let keep = Keep::new(&config.data_dir, ASKING);
        keep.load(store.read(secret_names::all).await?, &secrets).await;
        store.write(underway::recover).await?;
        let projection = Projection::start(store.clone()).await?;
        let sender = Sender::new().map_err(OpenError::Refused)?;
        let forward = Forward::open(forward::Deps {
            store: store.clone(),
            clock: clock.clone(),
            sender: sender.clone(),
            secrets: secrets.clone(),
            fits: crate::api::fitting,
        });
        let forward = forward.await?;
        let overdue = Overdue::new(overdue::Deps {
            store: store.clone(),
            clock: clock.clone(),
            forward: forward.clone(),
            fits: crate::api::fitting_messages,
        });
        let replays = Replays::open(store.clone(), sender.clone(), clock.clone()).await?;
        let listener = control_listener(config.control_port).await?;
        let port = listener.local_addr().map_err(refused)?.port();
        let control = Control {
            address: format!("http://127.0.0.1:{port}"),
            token: random()?,
            pid: std::process::id(),
            receiver: None,
            brief: config.brief,
        };
        let sessions = Sessions::new(port, control.token.clone(), random()?);
        let port = config.receiver_port.or(kept.receiver_port).unwrap_or(RECEIVER_PORT);
        let receiver = Arc::new(Mutex::new(Receiver { port, ..Receiver::default() }));
        let probe: Arc<str> = random()?.into();
        let tunnel = {
            let (receiver, sources, probe) = (receiver.clone(), sources.clone(), probe.clone());
            Tunnel::new(tunnel::Deps {
                changes: store.changes().clone(),
                clock: clock.clone(),
                client: sender.client().clone(),
                guard: config.guard.or_else(|| std::env::current_exe().ok()).unwrap_or_default(),
                pace: config.tunnel_pace,
                receiver: Arc::new(move || Self::endpoint(&lock(&receiver), &sources, &probe)),
            })
        };
        let engine = Self {
            inner: Arc::new(Inner {
                journal,
                projection,
                sender,
                forward,
                overdue,
                replays,
                secrets,
                keep,
                graph: config.graph,
                sources,
                tally: Arc::new(Tally::default()),
                limits: config.limits,
                wanted_watch: Mutex::new(config.watch.or(kept.watch_folder)),
                watch: tokio::sync::Mutex::new(None),
                receiving: tokio::sync::Mutex::new(()),
                arranging: tokio::sync::Mutex::new(()),
                receiver,
                tunnel,
                probe,
                instance: instance.into(),
                owner: Mutex::new(Some(owner)),
                control,
                sessions: sessions.clone(),
                has_page: assets("/").is_some(),
                stop: CancellationToken::new(),
                host: Mutex::new(None),
                store,
                clock,
                since_us,
            }),
        };
        let stop = engine.inner.stop.clone();
        let host = tokio::spawn(http_host::run(listener, engine.clone(), sessions, assets, stop));
        *lock(&engine.inner.host) = Some(host);
        engine.publish()?;
        Ok(engine)
    }

    /// Tells guests where to ask.
    fn publish(&self) -> Result<(), OpenError> {
        let receiver = lock(&self.inner.receiver).url.clone();
        let control = Control { receiver, ..self.inner.control.clone() };
        match &*lock(&self.inner.owner) {
            Some(owner) => owner.publish(&control).map_err(|error| {
                OpenError::Refused(format!("The control file cannot be written ({error})."))
            }),
            None => Ok(()),
        }
    }

    /// A link for the browser; it works once.
    pub fn link(&self) -> Result<String, OpenError> {
        let token = random_token().map_err(|error| {
            OpenError::Refused(format!("No random numbers can be had: {error}."))
        })?;
        Ok(format!("{}/?token={}", self.inner.control.address, self.inner.sessions.link(token)))
    }

    /// Where guests ask, and the token that they show.
    pub fn control(&self) -> &Control {
        &self.inner.control
    }

    /// Word of commits, and the newest revision.
    pub fn changes(&self) -> &Changes {
        self.inner.store.changes()
    }

    /// Waits until everything committed before this call is projected; false when `patience` ended first.
    pub async fn caught_up(&self, patience: Duration) -> Result<bool, StoreError> {
        Ok(self.inner.projection.caught_up(patience).await?.is_some())
    }

    /// Ends everything in order: what is under way is answered and kept, nothing new comes in, and the folder is free.
    pub async fn close(&self) {
        self.drain().await;
        self.inner.overdue.stop().await;
        // First, for listeners wait on the control port for their rules to end.
        self.inner.forward.stop().await;
        self.inner.stop.cancel();
        let host = lock(&self.inner.host).take();
        if let Some(mut host) = host
            && tokio::time::timeout(FAREWELL, &mut host).await.is_err()
        {
            host.abort();
        }
        self.inner.replays.close().await;
        self.inner.projection.stop().await;
        self.inner.store.close().await;
        drop(lock(&self.inner.owner).take());
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("store", &self.inner.store).finish_non_exhaustive()
    }
}

/// Name of the setting with the watched folder.
pub(crate) const WATCH_FOLDER: &str = "watch_folder";
/// Name of the setting with the receiver's port.
pub(crate) const RECEIVER_PORT_SETTING: &str = "receiver_port";

/// What was kept from earlier runs.
struct Kept {
    watch_folder: Option<std::path::PathBuf>,
    receiver_port: Option<u16>,
}

impl Kept {
    fn load(conn: &rusqlite::Connection) -> Result<Self, StoreError> {
        let text = |name| {
            let value = settings::get(conn, name)?;
            Ok::<_, StoreError>(value.filter(|value| !value.is_empty()))
        };
        Ok(Self {
            watch_folder: text(WATCH_FOLDER)?.map(Into::into),
            receiver_port: text(RECEIVER_PORT_SETTING)?.and_then(|port| port.parse().ok()),
        })
    }
}

async fn control_listener(port: u16) -> Result<TcpListener, OpenError> {
    TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
        OpenError::Refused(format!(
            "The page for the browser cannot be served on port {port} ({error}): choose another port, or 0 for any."
        ))
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
