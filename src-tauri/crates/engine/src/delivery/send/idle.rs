//! Connections that still stand after an answer, for the next try at the same place within a moment. For no longer, so
//! that a server never closes one just when it is used again, and one that serves a single connection is soon free.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::line::{Line, Place};

/// How long one stands unused; servers close theirs after 2 s or more.
const MOMENT: Duration = Duration::from_secs(1);
/// How many stand unused at one place.
const MOST: usize = 32;

type Lines = HashMap<Place, Vec<(Instant, Line)>>;

/// The connections. Clones share them.
#[derive(Clone, Default)]
pub(super) struct Idle(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    lines: Lines,
    /// Somebody looks for those whose time is over.
    swept: bool,
}

impl Idle {
    /// One that leads to `place` and is still open, the last used first.
    pub(super) fn take(&self, place: &Place) -> Option<Line> {
        loop {
            let (since, mut line) = self.held().lines.get_mut(place)?.pop()?;
            if since.elapsed() < MOMENT && line.is_free() {
                return Some(line);
            }
        }
    }

    /// Keeps one for a moment.
    pub(super) fn keep(&self, place: Place, line: Line) {
        let mut held = self.held();
        let lines = held.lines.entry(place).or_default();
        if lines.len() < MOST {
            lines.push((Instant::now(), line));
        }
        if !std::mem::replace(&mut held.swept, true) {
            tokio::spawn(sweep(self.clone()));
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes those whose time is over, until none is left.
async fn sweep(idle: Idle) {
    loop {
        tokio::time::sleep(MOMENT).await;
        let mut held = idle.held();
        held.lines.retain(|_, lines| {
            lines.retain(|(since, _)| since.elapsed() < MOMENT);
            !lines.is_empty()
        });
        if held.lines.is_empty() {
            held.swept = false;
            return;
        }
    }
}

impl std::fmt::Debug for Idle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Idle")
    }
}
