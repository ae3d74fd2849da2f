//! A rebuild ends in the very rows that following the journal step by step made, whatever the journal holds.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use hooktrail_domain::ledger::{MessageKey, State, ThreadKey};
use hooktrail_domain::signature::Verdict;
use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::journal::{Journal, Mark, NewCapture, Origin};
use crate::projection::tables::{self, messages, threads};

const PATIENCE: Duration = Duration::from_secs(30);
const JOURNALS: u64 = 6;
const ENTRIES: usize = 60;

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

/// Every body of the library: they share accounts, customers and messages.
fn bodies() -> Vec<Bytes> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/meta");
    let mut folders = vec![root];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                files.push(path);
            }
        }
    }
    files.sort();
    files.iter().map(|path| std::fs::read(path).unwrap().into()).collect()
}

fn capture(body: &Bytes, received_us: i64) -> NewCapture {
    NewCapture {
        received_us,
        origin: Origin::Http,
        source: "default".to_owned(),
        method: "POST".to_owned(),
        path: "/webhook".to_owned(),
        query: String::new(),
        peer: None,
        status: 200,
        verdict: Verdict::Unchecked,
        secret: None,
        bytes: body.len() as u64,
        truncated: false,
        rejected: false,
        replay_of: None,
        headers: Vec::new(),
        body: body.clone(),
    }
}

/// A conversation, and a message, that are there.
type Known = (Vec<ThreadKey>, Vec<MessageKey>);

fn known(conn: &rusqlite::Connection) -> Result<Known, StoreError> {
    let ids = |sql: &str| -> Result<Vec<[String; 3]>, StoreError> {
        let mut statement = conn.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let mut messages: Vec<MessageKey> = Vec::new();
    for [platform, account, mid] in ids("SELECT platform, account, mid FROM messages ORDER BY n")? {
        messages.extend(messages::key_of(&format!("{platform}/{account}/{mid}")));
    }
    let mut found = Vec::new();
    for [platform, account, peer] in ids("SELECT platform, account, peer FROM threads ORDER BY n")?
    {
        let of = threads::of(conn, &account, &peer)?.into_iter().map(|thread| thread.record.key);
        found.extend(of.filter(|key| key.platform.word() == platform));
    }
    Ok((found, messages))
}

/// Every derived row.
async fn derived(store: &Store) -> Vec<(&'static str, Vec<String>)> {
    let read = store.read(|conn| tables::rows(conn, true));
    read.await.unwrap()
}

#[tokio::test]
async fn a_rebuild_makes_the_rows_that_following_made() {
    const STATES: [State; 7] = [
        State::Sent,
        State::Accepted,
        State::Delivered,
        State::Seen,
        State::Failed,
        State::ChannelFailed,
        State::Deleted,
    ];
    let bodies = bodies();
    for seed in 1..=JOURNALS {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let folder = TempDir::new().unwrap();
        let store = Store::open(folder.path(), &Clock::system()).unwrap();
        let journal = Journal::new(store.clone());
        let projection = Projection::start(store.clone()).await.unwrap();
        for _ in 0..ENTRIES {
            let at = 1_781_606_000_000 + dice.below(20_000_000) as i64;
            let (threads, messages) = store.read(known).await.unwrap();
            let mark = match dice.below(9) {
                2 if !threads.is_empty() => {
                    Some(Mark::Undone { thread: threads[dice.below(threads.len())].clone() })
                }
                0 if !threads.is_empty() => {
                    Some(Mark::Done { thread: threads[dice.below(threads.len())].clone(), at })
                }
                1 if !messages.is_empty() => Some(Mark::State {
                    message: messages[dice.below(messages.len())].clone(),
                    participant: None,
                    state: STATES[dice.below(STATES.len())],
                    at,
                    error: None,
                }),
                _ => None,
            };
            match mark {
                Some(mark) => journal.mark(at * 1000, mark).await.unwrap(),
                None => {
                    let body = &bodies[dice.below(bodies.len())];
                    journal.append(capture(body, at * 1000)).await.unwrap()
                }
            };
            // Sometimes one at a time, sometimes several in a slice.
            if dice.below(2) == 0 {
                assert!(projection.caught_up(PATIENCE).await.unwrap().is_some());
            }
        }
        assert!(projection.caught_up(PATIENCE).await.unwrap().is_some());
        let followed = derived(&store).await;
        for table in ["transitions", "openings", "signals", "dones"] {
            let rows = followed.iter().find(|(name, _)| *name == table).map(|(_, rows)| rows.len());
            assert!(rows.is_some_and(|rows| rows > 0), "nothing to compare in {table}");
        }
        projection.rebuild().await.unwrap();
        for (followed, rebuilt) in followed.iter().zip(&derived(&store).await) {
            assert_eq!(followed, rebuilt, "journal {seed}");
        }
        assert_eq!(projection.trouble(), None);
        projection.stop().await;
    }
}
