//! A step as a request: the stored bytes of a capture, a vendor event, or entries cut out of captures and put together.
//! Prepared ahead, some at a time and a bounded number of bytes, so that sending waits for no disk.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hooktrail_domain::replay::{Batch, Piece, Step};
use rusqlite::Connection;

use super::Job;
use crate::delivery::items::{self, Wish};
use crate::delivery::plan::{META, Plan};
use crate::delivery::refusal::Refusal;
use crate::delivery::signing::{Edit, Signing};
use crate::reading;
use crate::store::journal::{self, Capture};
use crate::store::{Store, StoreError};

/// Steps prepared at once.
const AT_ONCE: usize = 256;
/// The next ones are prepared when so many are left.
const HALF: u32 = 128;
/// Bytes of bodies prepared at once.
const BYTES_AT_ONCE: usize = 4 << 20;
/// Pause before what is still being processed is asked for anew.
const AGAIN: Duration = Duration::from_millis(200);
/// Bytes of bodies held.
const HELD: usize = 32 << 20;

/// A request, or why there is none.
pub(super) type Ready = Result<Plan, String>;

type Fetched = Result<Vec<(u32, Ready)>, StoreError>;

/// Requests that are prepared.
pub(super) struct Prepared {
    store: Store,
    ready: HashMap<u32, Ready>,
    bytes: usize,
    /// Everything before it was fetched once.
    frontier: u32,
    fetching: Option<Pin<Box<dyn Future<Output = Fetched> + Send>>>,
}

impl Prepared {
    pub(super) fn new(store: Store) -> Self {
        Self { store, ready: HashMap::new(), bytes: 0, frontier: 0, fetching: None }
    }

    /// The request of a step, if it is there; else it will be, some time after [`Prepared::fetched`].
    pub(super) fn take(&mut self, job: &Arc<Job>, place: u32) -> Option<Ready> {
        let found = self.ready.remove(&place);
        if let Some(Ok(plan)) = &found {
            self.bytes -= plan.body.len();
        }
        if found.is_none() {
            self.fetch(job, place);
        } else if place + HALF >= self.frontier && (self.frontier as usize) < job.steps.len() {
            self.fetch(job, self.frontier);
        }
        found
    }

    /// Has a step prepared that will go soon; whether it is.
    pub(super) fn want(&mut self, job: &Arc<Job>, place: u32) -> bool {
        let there = self.ready.contains_key(&place);
        if !there {
            self.fetch(job, place);
        }
        there
    }

    fn fetch(&mut self, job: &Arc<Job>, from: u32) {
        if self.fetching.is_some() {
            return;
        }
        let (store, job) = (self.store.clone(), job.clone());
        self.fetching = Some(Box::pin(async move {
            loop {
                let job = job.clone();
                let ready = store.read(move |conn| some(conn, &job, from)).await?;
                if !ready.is_empty() {
                    return Ok(ready);
                }
                tokio::time::sleep(AGAIN).await;
            }
        }));
    }

    /// Waits for what is being prepared, for ever if nothing is.
    pub(super) async fn fetched(&mut self) -> Result<(), StoreError> {
        let Some(fetching) = &mut self.fetching else { return std::future::pending().await };
        let fetched = fetching.await;
        self.fetching = None;
        for (place, ready) in fetched? {
            self.frontier = self.frontier.max(place + 1);
            self.bytes += ready.as_ref().map_or(0, |plan| plan.body.len());
            self.ready.insert(place, ready);
        }
        if self.bytes > HELD {
            self.forget();
        }
        Ok(())
    }

    /// Forgets everything: it is prepared again when it is needed.
    pub(super) fn forget(&mut self) {
        self.ready.clear();
        self.bytes = 0;
        self.fetching = None;
    }
}

/// Some steps from `from` on; none while what the first comes from is still being processed.
fn some(conn: &Connection, job: &Job, from: u32) -> Fetched {
    let mut ready = Vec::new();
    let mut bytes = 0;
    for (step, place) in job.steps.iter().zip(0_u32..).skip(from as usize).take(AT_ONCE) {
        if job.tried.get(place as usize) == Some(&true) && place != from {
            continue;
        }
        let plan = match request(conn, job, step) {
            Ok(plan) => Ok(plan),
            Err(Refusal::Store(error)) => return Err(error),
            // Later ones of its conversation would pass it.
            Err(Refusal::Unready(_)) => break,
            Err(refusal) => Err(refusal.to_string()),
        };
        bytes += plan.as_ref().map_or(0, |plan| plan.body.len());
        ready.push((place, plan));
        if bytes > BYTES_AT_ONCE {
            break;
        }
    }
    Ok(ready)
}

/// What a step sends.
fn request(conn: &Connection, job: &Job, step: &Step) -> Result<Plan, Refusal> {
    let manner = &job.manner;
    if let [Piece { item, entry: None }] = step.pieces[..] {
        let item = item_of(job, item)?.to_owned();
        let is_event = item.contains('-');
        let format = (!is_event).then(|| META.to_owned());
        let signing = manner.signing.filter(|_| !is_event);
        let wish = Wish { item: item.clone(), format, signing, edit: Edit::default() };
        let gone = || Refusal::Unknown(format!("There is no {item}."));
        return items::plans(conn, &wish, &manner.to)?.into_iter().next().ok_or_else(gone);
    }
    let mut captures: Vec<(&str, Capture)> = Vec::new();
    for piece in &step.pieces {
        let item = item_of(job, piece.item)?;
        if captures.last().is_none_or(|(last, _)| *last != item) {
            let gone = || Refusal::Unknown(format!("There is no {item} any more."));
            let seq = items::capture_of(item).ok_or_else(gone)?;
            captures.push((item, journal::capture(conn, seq)?.ok_or_else(gone)?));
        }
    }
    together(captures, job, &step.pieces)
}

fn item_of(job: &Job, item: u32) -> Result<&str, Refusal> {
    let known = job.items.get(item as usize).map(String::as_str);
    known.ok_or_else(|| Refusal::Unknown(format!("There is no item {item}.")))
}

/// Entries of captures as one body, in the envelope of the first. It is no longer what was signed.
fn together(captures: Vec<(&str, Capture)>, job: &Job, pieces: &[Piece]) -> Result<Plan, Refusal> {
    let texts: Vec<_> = captures
        .iter()
        .map(|(_, capture)| reading::decoded(&capture.headers, &capture.body).bytes)
        .collect();
    let batches: Option<Vec<Batch<'_>>> = texts.iter().map(|text| Batch::read(text)).collect();
    let changed = || Refusal::Unusable("There is no such entry.".to_owned());
    let batches = batches.ok_or_else(changed)?;
    let (mut entries, mut names) = (Vec::new(), Vec::new());
    for piece in pieces {
        let item = item_of(job, piece.item)?;
        let at = captures.iter().position(|(name, _)| *name == item).ok_or_else(changed)?;
        let entry = piece.entry.unwrap_or_default();
        entries.push(batches[at].entry(entry as usize).ok_or_else(changed)?);
        names.push(format!("{item}#{entry}"));
    }
    let body = batches.first().map(|envelope| Bytes::from(envelope.with(&entries)));
    let first = captures.into_iter().next().ok_or_else(changed)?.1;
    let edit = Edit { body, ..Edit::default() };
    let mut plan = Plan::of_capture(first, &job.manner.to, job.manner.signing_of_cut(), &edit)?;
    plan.item = names.join("+");
    Ok(plan)
}

impl super::Manner {
    /// How what was cut is signed.
    fn signing_of_cut(&self) -> Signing {
        self.signing.unwrap_or_else(|| self.to.signing()).of_other_bytes()
    }
}
