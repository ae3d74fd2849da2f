//! Makes the folders that `make bench-ui` opens, by the engine's own journal and projection, and posts live traffic to a
//! receiver at a rate. What the traffic says is in [`traffic`].
//!     folder make DIR CAPTURES CONVERSATIONS
//!     folder post URL RATE SECONDS

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod post;
mod traffic;
mod words;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use hooktrail_engine::clock::Clock;
use hooktrail_engine::journal::Journal;
use hooktrail_engine::projection::Projection;
use hooktrail_engine::store::Store;

use self::traffic::{Came, Traffic};

/// Appends that share a commit.
const TOGETHER: usize = 2_000;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<u64>().unwrap();
    match words[..] {
        ["make", folder, captures, conversations] => {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(make(Path::new(folder), number(captures), number(conversations)));
        }
        ["post", url, rate, seconds] => {
            post::run(url, number(rate), Duration::from_secs(number(seconds)));
        }
        _ => {
            println!("folder make DIR CAPTURES CONVERSATIONS | folder post URL RATE SECONDS");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// A folder comes into its place when it is whole.
async fn make(folder: &Path, captures: u64, conversations: u64) {
    let unfinished = folder.with_extension("unfinished");
    let _ = std::fs::remove_dir_all(&unfinished);
    let start = Instant::now();
    let store = Store::open(&unfinished, &Clock::system()).unwrap();
    let journal = Journal::new(store.clone());
    let projection = Projection::start(store.clone()).await.unwrap();
    let mut traffic = Traffic::new(captures, conversations);
    for (at, mark) in traffic.names() {
        journal.mark(at, mark).await.unwrap();
    }
    let mut left = captures;
    while left > 0 {
        let batch = TOGETHER.min(usize::try_from(left).unwrap());
        let came = (0..batch).map(|_| journal.append(traffic.next().capture()));
        for kept in futures_util::future::join_all(came).await {
            kept.unwrap();
        }
        left -= batch as u64;
        // The projection reads what was just written while it is still at hand.
        assert!(projection.caught_up(Duration::from_secs(60)).await.unwrap().is_some());
    }
    projection.stop().await;
    let bytes = store.bytes();
    store.close().await;
    std::fs::rename(&unfinished, folder).unwrap();
    println!(
        "{captures} captures in {conversations} conversations: {} MiB in {:.0} s",
        bytes >> 20,
        start.elapsed().as_secs_f64()
    );
}

/// What came next; for the traffic that is posted too.
pub(crate) fn bodies(count: u64) -> Vec<Vec<u8>> {
    let mut traffic = Traffic::later(count);
    (0..count).map(|_| traffic.next()).filter(Came::is_event).map(|came| came.body).collect()
}
