//! `make bench`: 10 000 deliveries of one conversation to a sink on loopback, in order and each attempt kept durably, per
//! second beside a bare hyper loop over one connection, in one run, in rounds that take turns. Then how far a replay at the
//! recorded pace is off, beside a timer that has nothing else to do. `ROUNDS`, `DELIVERIES` and `PACED` change how much.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod sink;
mod subject;

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use self::sink::Sink;
use self::subject::{Subject, bare, bodies};

fn main() {
    let number = |name, default| {
        std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok()).unwrap_or(default)
    };
    let sink = Sink::start();
    throughput(&sink, number("ROUNDS", 5), number("DELIVERIES", 10_000));
    for factor in [1, 10] {
        pace(&sink, number("PACED", 400), factor);
    }
}

fn throughput(sink: &Sink, rounds: usize, deliveries: usize) {
    let bodies = bodies(deliveries);
    let folder = tempfile::TempDir::new().unwrap();
    let hooktrail = Subject::holding(folder.path(), &bodies, |n| n as i64 * 1_000);
    let runtime = Runtime::new().unwrap();
    println!("{deliveries} deliveries of {} byte bodies, in order", bodies[0].len());
    println!("{:>6} {:>14} {:>14} {:>7}", "round", "bare/s", "kept/s", "ratio");
    let (mut plain, mut kept) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let took = bare(&runtime, sink.address, &bodies);
        in_order(sink, deliveries);
        let row = hooktrail.replay(&sink.url(), "fast");
        in_order(sink, deliveries);
        // From when it was started until the last attempt was on the disk.
        let ms = (row.ended_at.unwrap() - row.started_at).max(1);
        let one = deliveries as f64 / took.as_secs_f64();
        let other = deliveries as f64 * 1_000.0 / ms as f64;
        if round == 0 {
            continue; // to warm up
        }
        println!("{round:>6} {one:>14.0} {other:>14.0} {:>7.2}", other / one);
        plain.push(one);
        kept.push(other);
    }
    let (plain, kept) = (middle(plain), middle(kept));
    println!("median {plain:>14.0} {kept:>14.0} {:>7.2}", kept / plain);
    hooktrail.close();
}

/// Everything came, once, in order.
fn in_order(sink: &Sink, deliveries: usize) {
    let came: Vec<u64> = sink.take().into_iter().map(|(number, _)| number).collect();
    assert_eq!(came, (0..deliveries as u64).collect::<Vec<_>>());
}

/// A replay of what came in bursts and gaps, at so many times the recorded pace.
fn pace(sink: &Sink, count: usize, factor: u64) {
    let bodies = bodies(count);
    let gap = |n: usize| [2, 5, 11, 23, 3, 41, 7, 17][n % 8] * 1_000 * factor as i64 / 2;
    let mut at = Vec::with_capacity(count);
    at.push(0);
    (1..count).for_each(|n| at.push(at[n - 1] + gap(n)));
    let due: Vec<Duration> =
        at.iter().map(|at| Duration::from_micros(*at as u64 / factor)).collect();
    let folder = tempfile::TempDir::new().unwrap();
    let hooktrail = Subject::holding(folder.path(), &bodies, |n| at[n]);
    let timer = idle(&due);
    sink.take();
    hooktrail.replay(&sink.url(), &format!("recorded:x{factor}"));
    let came: Vec<Instant> = sink.take().into_iter().map(|(_, came)| came).collect();
    hooktrail.close();
    let [timer, replay] = [off(&timer, &due), off(&came, &due)];
    println!(
        "recorded pace ×{factor}, {count} in {:.1} s: off by p50/p95/max {replay} ms; a timer of its own {timer} ms",
        due[count - 1].as_secs_f64()
    );
}

/// A timer that does nothing else.
fn idle(due: &[Duration]) -> Vec<Instant> {
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async {
        let start = tokio::time::Instant::now();
        let mut came = Vec::with_capacity(due.len());
        for due in due {
            tokio::time::sleep_until(start + *due).await;
            came.push(Instant::now());
        }
        came
    })
}

/// How far each is off from when it was due after the first.
fn off(came: &[Instant], due: &[Duration]) -> String {
    let ms = |(came_at, due): (&Instant, &Duration)| {
        ((*came_at - came[0]).as_secs_f64() - due.as_secs_f64()).abs() * 1_000.0
    };
    let mut off: Vec<f64> = came.iter().zip(due).map(ms).collect();
    off.sort_by(f64::total_cmp);
    let at = |share: f64| off[((off.len() - 1) as f64 * share) as usize];
    format!("{:.2}/{:.2}/{:.2}", at(0.5), at(0.95), at(1.0))
}

fn middle(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
