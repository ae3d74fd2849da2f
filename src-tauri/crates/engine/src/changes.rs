//! Word that something changed, told after the commit and at most 20 times a second to each listener.
//! Only numbers and ids travel here; whoever listens pulls what it shows.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// Shortest time between two notices to one listener.
const PAUSE: Duration = Duration::from_millis(50);
/// New captures named in one notice; under load the rest go unnamed.
const NAMED: usize = 64;

/// Where the writer tells of commits and where listeners subscribe.
#[derive(Debug, Clone)]
pub struct Changes {
    revision: Arc<watch::Sender<i64>>,
    recent: Arc<Mutex<VecDeque<(i64, i64)>>>,
}

/// Something changed up to `revision`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Grows with every commit, also over restarts.
    pub revision: i64,
    /// Sequence numbers of captures new since the listener's last notice, oldest first; not complete under load.
    pub captures: Vec<i64>,
}

impl Changes {
    /// Starts counting at `revision`.
    pub fn starting_at(revision: i64) -> Self {
        Self { revision: Arc::new(watch::Sender::new(revision)), recent: Arc::default() }
    }

    /// The newest revision. Read it before the rows, so that an answer never claims to be newer than it is.
    pub fn revision(&self) -> i64 {
        *self.revision.borrow()
    }

    /// Tells of a commit that brought these captures.
    pub fn tell(&self, captures: impl IntoIterator<Item = i64>) {
        self.revision.send_modify(|revision| {
            *revision += 1;
            let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
            for seq in captures {
                if recent.len() == NAMED {
                    recent.pop_front();
                }
                recent.push_back((*revision, seq));
            }
        });
    }

    /// Listens from now on.
    pub fn subscribe(&self) -> Subscription {
        let heard = self.revision.subscribe();
        let told = *heard.borrow();
        Subscription { heard, recent: self.recent.clone(), told, not_before: None }
    }
}

/// One listener. Notices it is too slow for become one.
#[derive(Debug)]
pub struct Subscription {
    heard: watch::Receiver<i64>,
    recent: Arc<Mutex<VecDeque<(i64, i64)>>>,
    told: i64,
    not_before: Option<Instant>,
}

impl Subscription {
    /// Waits for the next notice; `None` when no more can come.
    pub async fn next(&mut self) -> Option<Notice> {
        self.heard.wait_for(|revision| *revision > self.told).await.ok()?;
        if let Some(not_before) = self.not_before {
            tokio::time::sleep_until(not_before).await;
        }
        self.not_before = Some(Instant::now() + PAUSE);
        let revision = *self.heard.borrow_and_update();
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let new = recent.iter().filter(|(at, _)| (self.told + 1..=revision).contains(at));
        let captures = new.map(|(_, seq)| *seq).collect();
        self.told = revision;
        Some(Notice { revision, captures })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_first_notice_comes_at_once_and_a_burst_becomes_one() {
        let changes = Changes::starting_at(10);
        let mut listener = changes.subscribe();
        changes.tell([1]);
        assert_eq!(listener.next().await, Some(Notice { revision: 11, captures: vec![1] }));
        let before = Instant::now();
        (2..=9).for_each(|seq| changes.tell([seq]));
        let notice = listener.next().await;
        assert_eq!(notice, Some(Notice { revision: 19, captures: (2..=9).collect() }));
        assert!(before.elapsed() >= PAUSE);
    }

    #[tokio::test]
    async fn under_load_only_the_newest_captures_are_named() {
        let changes = Changes::starting_at(0);
        let mut listener = changes.subscribe();
        changes.tell(1..=1_000);
        let notice = listener.next().await.unwrap();
        assert_eq!(notice.captures, (1_000 - NAMED as i64 + 1..=1_000).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_listener_ends_with_the_store() {
        let changes = Changes::starting_at(0);
        let mut listener = changes.subscribe();
        drop(changes);
        assert_eq!(listener.next().await, None);
    }
}
