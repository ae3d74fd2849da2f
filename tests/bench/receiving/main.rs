//! `make bench`: durable captures per second with the signature checked, at 64 connections, beside a bare axum route
//! that answers 200, in one run, in rounds that take turns. Prints every round and the ratio of the medians.
//! `ROUNDS` and `SECONDS` change how long it takes.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod load;
mod subject;

use std::time::Duration;

use self::load::Requests;
use self::subject::Subject;

const CONNECTIONS: usize = 64;

fn main() {
    let number = |name, default| {
        std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok()).unwrap_or(default)
    };
    let rounds = number("ROUNDS", 7);
    let time = Duration::from_secs(number("SECONDS", 2));
    let requests = Requests::signed(subject::SECRET);
    let folder = tempfile::TempDir::new().unwrap();
    let (bare, hooktrail) = (Subject::bare(), Subject::hooktrail(folder.path()));

    println!("{CONNECTIONS} connections, {} byte bodies, {time:?} a round", requests.body_bytes);
    for subject in [&bare, &hooktrail] {
        load::run(subject.address, &requests, CONNECTIONS, time / 2);
    }
    println!(
        "{:>6} {:>14} {:>14} {:>7}   p50/p99 ms, bare | captures",
        "round", "bare 200/s", "captures/s", "ratio"
    );
    let (mut plain, mut kept) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        let one = load::run(bare.address, &requests, CONNECTIONS, time);
        let other = load::run(hooktrail.address, &requests, CONNECTIONS, time);
        println!(
            "{round:>6} {:>14.0} {:>14.0} {:>7.2}   {:.2}/{:.2} | {:.2}/{:.2}",
            one.per_second,
            other.per_second,
            other.per_second / one.per_second,
            one.p50_ms,
            one.p99_ms,
            other.p50_ms,
            other.p99_ms,
        );
        plain.push(one.per_second);
        kept.push(other.per_second);
    }
    let answered = load::answered();
    let (captures, bytes) = hooktrail.check(answered.get(&hooktrail.address).copied());
    let (plain, kept) = (median(plain), median(kept));
    println!("median {plain:>14.0} {kept:>14.0} {:>7.2}", kept / plain);
    hooktrail.close();
    println!(
        "{captures} captures kept, as many as got 200, in {} commits; {} MiB on disk",
        hooktrail.commits(),
        bytes >> 20,
    );
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
