//! Many at once: runs of requests that were planned and frozen. Reading order: `asked` (what was wished) → `prepare` (a step
//! as a request) → `queue` (what may go when) → `drive` (sends) → `keep` (attempts, in batches) → `tally`. What a wish picks
//! is the contract's business.

mod asked;
mod drive;
mod keep;
mod prepare;
mod queue;
mod tally;
mod time;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hooktrail_domain::replay::{Expect, Step};
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use self::asked::{Asked, Between};
pub use self::tally::{Tally, judge};
use super::destination::Destination;
use super::send::Sender;
use super::signing::Signing;
use crate::clock::Clock;
use crate::store::runs::{self, State};
use crate::store::{Store, StoreError};

/// Where the requests of a run go, and what is expected of the answers. Holds the secret; never kept.
#[derive(Debug, Clone)]
pub struct Manner {
    /// Where to.
    pub to: Destination,
    /// How Meta's bytes are signed; `None`: as the destination has it.
    pub signing: Option<Signing>,
    /// What is expected, all of it; nothing: the usual.
    pub expect: Vec<Expect>,
}

/// What is left to do of a run.
#[derive(Debug)]
pub struct Job {
    /// Number of the run.
    pub run: i64,
    /// Ids of captures and vendor events.
    pub items: Vec<String>,
    /// Requests, in order.
    pub steps: Vec<Step>,
    /// Where and how.
    pub manner: Manner,
    /// Requests at a time.
    pub concurrency: usize,
    /// Which steps have an attempt.
    pub tried: Vec<bool>,
    /// Steps before this place may have been sent, also without an attempt.
    pub begun: u32,
    /// What came of it so far.
    pub tally: Tally,
}

/// What a run is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Send.
    Go,
    /// Wait; what is under way ends.
    Pause,
    /// End for good.
    Cancel,
    /// End because the program does.
    Leave,
}

/// What runs work with.
#[derive(Clone)]
struct Deps {
    store: Store,
    sender: Sender,
    clock: Clock,
    forgot: Arc<watch::Sender<u64>>,
}

/// The runs that are under way. Clones share them.
#[derive(Clone)]
pub struct Replays {
    deps: Deps,
    running: Arc<Mutex<HashMap<i64, Handle>>>,
}

struct Handle {
    control: watch::Sender<Control>,
    stands: watch::Receiver<State>,
    task: JoinHandle<()>,
}

impl Replays {
    /// Nothing is under way: what was, when the program last ended, is interrupted.
    pub async fn open(store: Store, sender: Sender, clock: Clock) -> Result<Self, StoreError> {
        store.write(runs::interrupt_all).await?;
        let deps = Deps { store, sender, clock, forgot: Arc::default() };
        Ok(Self { deps, running: Arc::default() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, Handle>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends what is left of a run that is kept as running. False when it is under way already.
    pub fn start(&self, job: Job) -> bool {
        let run = job.run;
        let mut running = self.lock();
        if running.contains_key(&run) {
            return false;
        }
        let (control, said) = watch::channel(Control::Go);
        let (tell, stands) = watch::channel(State::Running);
        let (deps, others) = (self.deps.clone(), self.clone());
        let task = tokio::spawn(async move {
            drive::drive(Arc::new(job), deps, said, Arc::new(tell)).await;
            others.lock().remove(&run);
        });
        running.insert(run, Handle { control, stands, task });
        true
    }

    /// Tells a run something, and waits until it stands so. `None` when it is not under way.
    pub async fn say(&self, run: i64, said: Control) -> Option<State> {
        let mut stands = {
            let running = self.lock();
            let handle = running.get(&run)?;
            // What ends stays at its end.
            handle.control.send_if_modified(|now| {
                let open = matches!(now, Control::Go | Control::Pause);
                open && std::mem::replace(now, said) != said
            });
            handle.stands.clone()
        };
        let there = |state: &State| match said {
            Control::Go => *state != State::Paused,
            Control::Pause => *state != State::Running,
            Control::Cancel | Control::Leave => state.is_over() || *state == State::Interrupted,
        };
        stands.wait_for(there).await.ok().map(|state| *state)
    }

    /// Something was deleted: nothing that was prepared is sent as it was.
    pub fn forget(&self) {
        self.deps.forgot.send_modify(|times| *times += 1);
    }

    /// Ends everything that is under way; it can be resumed.
    pub async fn close(&self) {
        let handles: Vec<Handle> = self.lock().drain().map(|(_, handle)| handle).collect();
        for handle in &handles {
            handle.control.send_replace(Control::Leave);
        }
        for handle in handles {
            let _ = handle.task.await;
        }
    }
}
