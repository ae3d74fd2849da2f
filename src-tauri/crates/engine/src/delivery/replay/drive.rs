//! Sends the steps of a run: each when it is due and when those that it must not overtake have ended, so many at a time.
//! One task drives all; what is sent is kept beside it, never in its way.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::keep::Keeper;
use super::prepare::Prepared;
use super::queue::Queue;
use super::time::Time;
use super::{Control, Deps, Job};
use crate::clock::attempt_id;
use crate::delivery::plan::Plan;
use crate::delivery::record::attempt;
use crate::delivery::send::{Outcome, Phases};
use crate::store::StoreError;
use crate::store::attempts::{Attempt, Errand};
use crate::store::runs::{self, State};

/// Steps that are noted as begun ahead, at most, and by how long at most.
const AHEAD: u32 = 512;
const AHEAD_US: u64 = 1_000_000;
/// How long what is under way may take to end once the run is to end.
const LAST_WORDS: Duration = Duration::from_secs(1);
const CANCELLED: &str = "cancelled before an answer came";

/// A request that is under way.
type Flight = Pin<Box<dyn Future<Output = (u32, Attempt)> + Send>>;
type Flights = FuturesUnordered<Flight>;

/// Drives `job` to its end, and keeps how it stands; `stands` is told too.
pub(super) async fn drive(
    job: Arc<Job>,
    deps: Deps,
    control: watch::Receiver<Control>,
    stands: Arc<watch::Sender<State>>,
) {
    let run = job.run;
    let mut drive = Drive {
        queue: Queue::new(&job.steps, &job.tried),
        prepared: Prepared::new(deps.store.clone()),
        keeper: Keeper::new(deps.store.clone(), job.clone()),
        forgot: deps.forgot.subscribe(),
        control,
        stands,
        late: CancellationToken::new(),
        time: Time::still(Instant::now()),
        reached: job.begun,
        job,
        deps,
    };
    let ended = drive.run().await;
    let Drive { keeper, reached, deps, stands, .. } = drive;
    let (state, trouble) = match (ended, keeper.finish().await) {
        (Ok(state), Ok(())) => (state, None),
        (Err(error), _) | (_, Err(error)) => (State::Interrupted, Some(error.to_string())),
    };
    let at_us = deps.clock.micros();
    let wrote = deps.store.write::<_, StoreError, _>(move |tx| {
        if trouble.is_none() {
            // What was noted ahead and did not go cannot have been sent.
            runs::reached(tx, run, reached.into())?;
        }
        runs::stand(tx, run, state, trouble.as_deref(), at_us)
    });
    if let Err(error) = wrote.await {
        tracing::error!(run, "how a replay ended could not be kept: {error}");
    }
    stands.send_replace(state);
}

struct Drive {
    job: Arc<Job>,
    deps: Deps,
    queue: Queue,
    prepared: Prepared,
    keeper: Keeper,
    control: watch::Receiver<Control>,
    forgot: watch::Receiver<u64>,
    stands: Arc<watch::Sender<State>>,
    /// What is under way ends without an answer.
    late: CancellationToken,
    time: Time,
    /// Nothing from this place on went yet.
    reached: u32,
}

impl Drive {
    async fn run(&mut self) -> Result<State, StoreError> {
        let mut flights = Flights::new();
        while self.queue.left() > 0 {
            let said = *self.control.borrow_and_update();
            match said {
                Control::Pause => self.time.pause(Instant::now()),
                _ => self.time.go_on(Instant::now()),
            }
            let wake = match said {
                Control::Go => self.start(&mut flights).await,
                Control::Pause if flights.is_empty() => {
                    self.pause().await?;
                    continue;
                }
                Control::Pause => None,
                Control::Cancel => {
                    self.end(&mut flights).await;
                    self.late.cancel();
                    while let Some((place, attempt)) = flights.next().await {
                        self.ended(place, attempt).await;
                    }
                    return Ok(State::Cancelled);
                }
                Control::Leave => {
                    self.end(&mut flights).await;
                    return Ok(State::Interrupted);
                }
            };
            if self.queue.left() == 0 {
                break;
            }
            tokio::select! {
                Some((place, attempt)) = flights.next() => self.ended(place, attempt).await,
                fetched = self.prepared.fetched() => fetched?,
                noted = self.keeper.noted() => if noted.is_err() {
                    // Nothing is kept any more: the keeper says why at the end.
                    return Ok(State::Interrupted);
                },
                () = sleep_until(wake) => {}
                Ok(()) = self.forgot.changed() => self.prepared.forget(),
                Ok(()) = self.control.changed() => {}
            }
        }
        Ok(State::Done)
    }

    /// Starts what may go; answers when the next one may, if only time is missing.
    async fn start(&mut self, flights: &mut Flights) -> Option<Instant> {
        let job = self.job.clone();
        while flights.len() < job.concurrency {
            let (from, place) = self.queue.next()?;
            // Time begins when the first one is there.
            let now = self.time.now_us(Instant::now()).unwrap_or(from);
            self.note(place, now.max(from)).await;
            if from > now {
                // What it needs is fetched meanwhile.
                self.prepared.want(&job, place);
                return Some(self.time.at(from));
            }
            if !self.keeper.may_go(place) {
                return None;
            }
            if !self.time.runs() {
                if !self.prepared.want(&job, place) {
                    return None;
                }
                // A run that goes on does so at once.
                let over = if job.tried.contains(&true) { from } else { 0 };
                self.time.start(Instant::now(), over);
                continue;
            }
            let ready = self.prepared.take(&job, place)?;
            self.queue.take();
            self.reached = self.reached.max(place + 1);
            match ready {
                Ok(plan) => flights.push(self.fly(place, plan)),
                Err(_) => {
                    self.keeper.unsent().await;
                    self.queue.ended(&job.steps, place, now);
                }
            }
        }
        None
    }

    /// Has `place` noted as begun, and with it what will be due soon after `at_us`.
    async fn note(&mut self, place: u32, at_us: u64) {
        if place + AHEAD / 2 < self.keeper.asked() {
            return;
        }
        let due = self.job.steps.partition_point(|step| step.due_us <= at_us + AHEAD_US);
        let due = u32::try_from(due).unwrap_or(u32::MAX);
        self.keeper.begin(due.min(place + AHEAD).max(place + 1)).await;
    }

    fn fly(&self, place: u32, plan: Plan) -> Flight {
        let errand = Errand {
            delivery: None,
            run: Some(self.job.run),
            position: Some(place.into()),
            again: place < self.job.begun,
        };
        let (sender, clock, late) =
            (self.deps.sender.clone(), self.deps.clock.clone(), self.late.clone());
        Box::pin(async move {
            let (id, started_us, start) = (attempt_id(), clock.micros(), Instant::now());
            let outcome = tokio::select! {
                outcome = sender.send(&plan) => outcome,
                () = late.cancelled() => Outcome {
                    answer: None,
                    error: Some(CANCELLED.to_owned()),
                    duration: start.elapsed(),
                    phases: Phases::default(),
                },
            };
            (place, attempt(id, started_us, &plan, errand, outcome))
        })
    }

    async fn ended(&mut self, place: u32, attempt: Attempt) {
        self.keeper.ended(attempt).await;
        let now = self.time.now_us(Instant::now()).unwrap_or_default();
        self.queue.ended(&self.job.steps, place, now);
    }

    /// Lets what is under way end, for a while.
    async fn end(&mut self, flights: &mut Flights) {
        let patience = tokio::time::sleep(LAST_WORDS);
        tokio::pin!(patience);
        loop {
            tokio::select! {
                ended = flights.next() => match ended {
                    Some((place, attempt)) => self.ended(place, attempt).await,
                    None => return,
                },
                () = &mut patience => return,
            }
        }
    }

    /// Waits until the user says something else.
    async fn pause(&mut self) -> Result<(), StoreError> {
        self.stand(State::Paused).await?;
        let said = self.control.wait_for(|said| *said != Control::Pause).await;
        let goes_on = said.is_ok_and(|said| *said == Control::Go);
        if goes_on {
            self.stand(State::Running).await?;
        }
        Ok(())
    }

    async fn stand(&mut self, state: State) -> Result<(), StoreError> {
        let (run, at_us) = (self.job.run, self.deps.clock.micros());
        self.deps.store.write(move |tx| runs::stand(tx, run, state, None, at_us)).await?;
        self.stands.send_replace(state);
        Ok(())
    }
}

async fn sleep_until(wake: Option<Instant>) {
    match wake {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
