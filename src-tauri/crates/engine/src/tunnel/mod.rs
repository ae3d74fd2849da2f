//! Tunnels: a public address that leads to the receiver, and to nothing else. Providers are data ([`PROVIDERS`]); one
//! supervisor runs any of them under a guard process, and calls it ready only after the address has answered.

mod command;
pub mod guard;
mod lines;
pub(crate) mod probe;
mod provider;
mod providers;
mod supervise;
mod watch;

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use self::provider::{Field, Provider};
pub use self::providers::{PROVIDERS, provider};
use crate::changes::Changes;
use crate::clock::Clock;

/// Lines of a program's output that are kept.
const LOG: usize = 400;

/// What the user chose. Holds no secret: the programs have their own places for those.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Id of the [`Provider`].
    pub provider: String,
    /// What was filled in, by the names of its fields.
    pub fields: BTreeMap<String, String>,
}

/// What a tunnel leads to.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The receiver's port.
    pub port: u16,
    /// Path of the source that is asked.
    pub path: String,
    /// What its handshake must show.
    pub verify_token: String,
    /// Key by which the receiver knows that it is us who ask.
    pub probe: String,
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Until a program has told its address.
    pub address: Duration,
    /// Between two checks of an address that does not answer yet.
    pub retry: Duration,
    /// Between two checks of one that does.
    pub recheck: Duration,
    /// Before a program that ended is started again; doubles up to a minute.
    pub back_off: Duration,
    /// How long an address must have been ready for the next pause to be the first again.
    pub steady: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            address: Duration::from_secs(40),
            retry: Duration::from_secs(2),
            recheck: Duration::from_secs(30),
            back_off: Duration::from_secs(1),
            steady: Duration::from_secs(60),
        }
    }
}

/// How far a tunnel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// None is wanted.
    #[default]
    Off,
    /// Its program runs and has not told its address.
    Starting,
    /// The address has not answered yet.
    Checking,
    /// The address leads here.
    Ready,
    /// It did, and does not now.
    Unwell,
    /// Its program ended or cannot be started; it is tried again.
    Failed,
}

impl Phase {
    /// The one spelling used everywhere.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Starting => "starting",
            Self::Checking => "checking",
            Self::Ready => "ready",
            Self::Unwell => "unwell",
            Self::Failed => "failed",
        }
    }
}

/// A tunnel as it is.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// How far it is.
    pub phase: Phase,
    /// Since when, ms.
    pub since: i64,
    /// What is wrong, with what to do.
    pub trouble: Option<String>,
    /// The public address, without a path.
    pub address: Option<String>,
    /// What the program said, oldest first.
    pub log: VecDeque<String>,
}

/// Tells where the receiver is, while it is.
pub type Where = Arc<dyn Fn() -> Option<Endpoint> + Send + Sync>;

/// What a supervisor works with.
pub struct Deps {
    /// Woken by every change.
    pub changes: Changes,
    /// Tells the time.
    pub clock: Clock,
    /// For checks.
    pub client: reqwest::Client,
    /// The program that does a guard's work when it is asked.
    pub guard: PathBuf,
    /// How long things may take.
    pub pace: Pace,
    /// What to lead to.
    pub receiver: Where,
}

/// The one tunnel of an engine. Cloned freely.
#[derive(Clone)]
pub struct Tunnel {
    shared: Arc<Shared>,
    running: Arc<tokio::sync::Mutex<Option<Running>>>,
}

struct Shared {
    deps: Deps,
    state: Mutex<State>,
}

struct Running {
    settings: Settings,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Tunnel {
    /// One that is off.
    pub fn new(deps: Deps) -> Self {
        let shared = Arc::new(Shared { deps, state: Mutex::default() });
        Self { shared, running: Arc::default() }
    }

    /// Starts one, instead of the one that runs. The error says what is missing.
    pub async fn start(&self, settings: Settings) -> Result<(), String> {
        let provider = provider(&settings.provider)
            .ok_or_else(|| format!("There is no tunnel called {:?}.", settings.provider))?;
        // Whatever is wrong with the words shows now, not in the background.
        command::command(provider, &settings, 1)?;
        let reader = command::Reader::new(provider, &settings)?;
        let mut running = self.running.lock().await;
        end(running.take()).await;
        self.shared.change(|state| state.log.clear());
        let stop = CancellationToken::new();
        let run = supervise::Run {
            shared: self.shared.clone(),
            provider,
            settings: settings.clone(),
            reader,
            stop: stop.clone(),
        };
        let task = tokio::spawn(run.run());
        *running = Some(Running { settings, stop, task });
        Ok(())
    }

    /// Ends it, its program and everything that started.
    pub async fn stop(&self) {
        end(self.running.lock().await.take()).await;
    }

    /// Starts the one that runs again, if any: the receiver is somewhere else now.
    pub async fn follow(&self) {
        let settings = self.running.lock().await.as_ref().map(|running| running.settings.clone());
        if let Some(settings) = settings {
            let _ = self.start(settings).await;
        }
    }

    /// As it is.
    pub fn state(&self) -> State {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl std::fmt::Debug for Tunnel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tunnel").finish_non_exhaustive()
    }
}

impl Shared {
    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.deps.changes.tell([]);
    }

    /// Goes to a phase; the time of a phase that goes on stays.
    fn phase(&self, phase: Phase, address: Option<&str>, trouble: Option<String>) {
        let now = self.deps.clock.millis();
        self.change(|state| {
            if state.phase != phase || state.address.as_deref() != address {
                state.since = now;
            }
            (state.phase, state.trouble) = (phase, trouble);
            state.address = address.map(str::to_owned);
        });
    }

    fn log(&self, line: String) {
        self.change(|state| {
            if state.log.len() >= LOG {
                state.log.pop_front();
            }
            state.log.push_back(line);
        });
    }
}

async fn end(running: Option<Running>) {
    if let Some(Running { stop, task, .. }) = running {
        stop.cancel();
        let _ = task.await;
    }
}

/// Where the program of a provider is, if it is installed.
pub fn installed(program: &str) -> Option<PathBuf> {
    let named = |folder: PathBuf| {
        let path = folder.join(program);
        [path.clone(), path.with_extension("exe")].into_iter().find(|path| path.is_file())
    };
    std::env::split_paths(&std::env::var_os("PATH")?).find_map(named)
}
