//! `make bench`: how fast bodies are understood. Pure: bytes → signals → states → vendor events in memory, on one core.
//! Stored: a generated journal is rebuilt, at 10 000 captures and at more (`CAPTURES`, 100 000 unless told), and the cost of
//! one capture at either size is compared. Prints the largest memory of the process (Linux).

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod bodies;

use std::time::{Duration, Instant};

use bytes::Bytes;
use hooktrail_domain::convert::Converter;
use hooktrail_domain::signature::Verdict;
use hooktrail_engine::clock::Clock;
use hooktrail_engine::journal::{Headers, Journal, NewCapture, Origin};
use hooktrail_engine::projection::Projection;
use hooktrail_engine::store::Store;

use self::bodies::body;

/// Bodies of one pure round.
const PURE: u64 = 60_000;

fn main() {
    pure();
    let more = std::env::var("CAPTURES").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let few = runtime.block_on(stored(10_000));
    let many = runtime.block_on(stored(more));
    println!("cost of a capture at {more} beside 10000: {:.2}", few / many);
    if let Some(peak) = peak_mib() {
        println!("largest memory of this process: {peak} MiB");
    }
}

/// Signals per second, in rounds of their own store.
fn pure() {
    let bodies: Vec<Vec<u8>> = (0..PURE).map(|n| body(n).into_bytes()).collect();
    let size: usize = bodies.iter().map(Vec::len).sum();
    let mut rates = Vec::new();
    for round in 1..=5 {
        let mut converter = Converter::default();
        let (mut signals, mut events) = (0u64, 0u64);
        let start = Instant::now();
        for body in &bodies {
            let converted = converter.capture(body);
            signals += converted.signals.len() as u64;
            let records = converter.records(&converted, false);
            events += records.len() as u64 - converted.signals.len() as u64;
        }
        let took = start.elapsed();
        assert!(signals >= PURE && events > 0, "nothing was understood");
        let rate = signals as f64 / took.as_secs_f64();
        println!(
            "pure round {round}: {signals} signals, {events} lines about them, {rate:.0} signals/s"
        );
        rates.push(rate);
    }
    rates.sort_by(f64::total_cmp);
    println!(
        "pure median: {:.0} signals/s on one core ({} bytes a body)",
        rates[2],
        size as u64 / PURE
    );
}

/// Captures per second of a rebuild.
async fn stored(captures: u64) -> f64 {
    let folder = tempfile::TempDir::new().unwrap();
    let store = Store::open(folder.path(), &Clock::system()).unwrap();
    let journal = Journal::new(store.clone());
    for start in (0..captures).step_by(500) {
        let appends = (start..captures.min(start + 500)).map(|n| journal.append(capture(n)));
        for kept in futures_util::future::join_all(appends).await {
            kept.unwrap();
        }
    }
    let projection = Projection::start(store.clone()).await.unwrap();
    assert!(projection.caught_up(Duration::from_secs(3_600)).await.unwrap().is_some());
    let start = Instant::now();
    let counts = projection.rebuild().await.unwrap();
    let rate = captures as f64 / start.elapsed().as_secs_f64();
    assert_eq!(counts.captures, i64::try_from(captures).unwrap());
    assert!(counts.signals >= counts.captures, "nothing was understood");
    println!(
        "stored: {captures} captures rebuilt at {rate:.0}/s ({} signals, {} messages, {} transitions, {} conversations), {} MiB on disk",
        counts.signals,
        counts.messages,
        counts.transitions,
        counts.conversations,
        store.bytes() >> 20,
    );
    projection.stop().await;
    store.close().await;
    rate
}

fn capture(n: u64) -> NewCapture {
    let body = body(n);
    NewCapture {
        received_us: 1_781_618_582_000_000 + i64::try_from(n).unwrap() * 1_000_000,
        origin: Origin::Http,
        source: "default".to_owned(),
        method: "POST".to_owned(),
        path: "/webhook".to_owned(),
        query: String::new(),
        peer: None,
        status: 200,
        verdict: Verdict::Valid,
        secret: None,
        bytes: body.len() as u64,
        truncated: false,
        rejected: false,
        replay_of: None,
        headers: Headers::default().into_bytes(),
        body: Bytes::from(body),
    }
}

/// `VmHWM`, where the system tells it.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? >> 10)
}
