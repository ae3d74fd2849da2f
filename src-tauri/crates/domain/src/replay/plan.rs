//! From items to steps: cut, merged, dropped, repeated and moved as the chaos says; when each is due, and what it waits for.
//!
//! Cutting comes first and merging second, so that what is dropped, repeated or moved is a request, as on a real network.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::chaos::Chaos;
use super::pace::{Order, Pace};
use super::random::Random;

/// Something to send, as it was kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// When it was received, epoch microseconds.
    pub at_us: i64,
    /// Items with the same number can go in one batch; `None`: it can neither be cut nor merged.
    pub batch: Option<u32>,
    /// The conversations that each entry speaks of, as numbers; of what is no batch, one entry.
    pub entries: Vec<Vec<u32>>,
}

/// An item, or one entry of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Piece {
    /// Its place among the items.
    pub item: u32,
    /// Which entry; `None`: the whole, as it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u32>,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Step {
    /// What goes in it, in order; several are one batch.
    pub pieces: Vec<Piece>,
    /// It is the second of two.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub copy: bool,
    /// Places of the steps that must have ended before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<u32>,
    /// Not before so many microseconds from the start.
    pub due_us: u64,
    /// Held back so many microseconds longer.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub delay_us: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde wants it
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What will be sent, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// One request each.
    pub steps: Vec<Step>,
    /// What would have gone in the requests that are dropped.
    pub dropped: Vec<Vec<Piece>>,
}

/// A request in the making.
#[derive(Debug, Clone)]
struct Unit {
    pieces: Vec<Piece>,
    copy: bool,
    lanes: Vec<u32>,
    at_us: i64,
}

/// The plan for `items`, which stand in the order in which they came.
pub fn plan(items: &[Item], pace: Pace, order: Order, chaos: &Chaos) -> Plan {
    let mut units = whole(items, chaos.split);
    if chaos.merge > 1 {
        units = merged(units, items, chaos.merge as usize);
    }
    let (kept, dropped) = lose(units, chaos);
    let units = repeat(kept, chaos);
    // Times belong to places, not to what is moved there.
    let due = due(&units, pace, chaos.burst as usize);
    let units = reorder(units, chaos);
    let mut last: HashMap<u32, u32> = HashMap::new();
    let mut jitter = Random::new(chaos.seed, "delay");
    let steps = units.into_iter().zip(due).zip(0_u32..).map(|((unit, due_us), place)| {
        let mut after: Vec<u32> = match order {
            Order::Global => place.checked_sub(1).into_iter().collect(),
            Order::Conversation => {
                unit.lanes.iter().filter_map(|lane| last.insert(*lane, place)).collect()
            }
        };
        after.sort_unstable();
        after.dedup();
        let spread = jitter.below(chaos.jitter_us * 2 + 1);
        let delay_us = (chaos.delay_us + spread).saturating_sub(chaos.jitter_us);
        Step { pieces: unit.pieces, copy: unit.copy, after, due_us, delay_us }
    });
    Plan { steps: steps.collect(), dropped }
}

fn whole(items: &[Item], split: bool) -> Vec<Unit> {
    let mut units = Vec::with_capacity(items.len());
    let mut latest = i64::MIN;
    for (item, number) in items.iter().zip(0_u32..) {
        // Clocks step back; what came later is not sent earlier.
        latest = latest.max(item.at_us);
        let unit = |entry: Option<u32>, lanes: Vec<u32>| Unit {
            pieces: vec![Piece { item: number, entry }],
            copy: false,
            lanes: distinct(lanes),
            at_us: latest,
        };
        if split && item.batch.is_some() && item.entries.len() > 1 {
            let entries = item.entries.iter().zip(0_u32..);
            units.extend(entries.map(|(lanes, at)| unit(Some(at), lanes.clone())));
        } else {
            units.push(unit(None, item.entries.concat()));
        }
    }
    units
}

fn distinct(mut lanes: Vec<u32>) -> Vec<u32> {
    lanes.sort_unstable();
    lanes.dedup();
    lanes
}

/// Neighbours with one entry each, of one object, as batches of `most`.
fn merged(units: Vec<Unit>, items: &[Item], most: usize) -> Vec<Unit> {
    let kind = |unit: &Unit| {
        let piece = unit.pieces.first()?;
        let item = items.get(piece.item as usize)?;
        item.batch.filter(|_| piece.entry.is_some() || item.entries.len() == 1)
    };
    let mut batches: Vec<(Option<u32>, Unit)> = Vec::new();
    for unit in units {
        let of = kind(&unit);
        match batches.last_mut() {
            Some((batch, into)) if of.is_some() && *batch == of && into.pieces.len() < most => {
                into.pieces.extend(unit.pieces);
                into.lanes = distinct([std::mem::take(&mut into.lanes), unit.lanes].concat());
                into.at_us = unit.at_us;
            }
            _ => batches.push((of, unit)),
        }
    }
    batches.into_iter().map(|(_, unit)| unit).collect()
}

fn lose(units: Vec<Unit>, chaos: &Chaos) -> (Vec<Unit>, Vec<Vec<Piece>>) {
    let mut random = Random::new(chaos.seed, "drop");
    let (gone, kept): (Vec<Unit>, Vec<Unit>) =
        units.into_iter().partition(|_| random.happens(chaos.drop));
    (kept, gone.into_iter().map(|unit| unit.pieces).collect())
}

fn repeat(units: Vec<Unit>, chaos: &Chaos) -> Vec<Unit> {
    let mut random = Random::new(chaos.seed, "duplicate");
    let twice = |unit: Unit| {
        let copy = random.happens(chaos.duplicate).then(|| Unit { copy: true, ..unit.clone() });
        std::iter::once(unit).chain(copy)
    };
    units.into_iter().flat_map(twice).collect()
}

/// Moves each by less than the window: whoever drew a higher number than those behind it lets them pass.
fn reorder(units: Vec<Unit>, chaos: &Chaos) -> Vec<Unit> {
    let mut random = Random::new(chaos.seed, "reorder");
    let mut placed: Vec<(u64, Unit)> = units
        .into_iter()
        .zip(0_u64..)
        .map(|(unit, place)| (place + random.below(chaos.reorder.into()), unit))
        .collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, unit)| unit).collect()
}

/// When each place is due, microseconds from the start.
fn due(units: &[Unit], pace: Pace, burst: usize) -> Vec<u64> {
    let first = units.first().map_or(0, |unit| unit.at_us);
    let mut due: Vec<u64> = match pace {
        Pace::Fast => vec![0; units.len()],
        Pace::Every(us) => (0..units.len() as u64).map(|place| place.saturating_mul(us)).collect(),
        Pace::Recorded(factor) => {
            let gone = |unit: &Unit| u128::from(unit.at_us.abs_diff(first)) * 1_000;
            let scaled = |unit: &Unit| gone(unit) / u128::from(factor.max(1));
            units.iter().map(|unit| u64::try_from(scaled(unit)).unwrap_or(u64::MAX)).collect()
        }
    };
    for group in due.chunks_mut(burst.max(1)) {
        let last = group.last().copied().unwrap_or_default();
        group.fill(last);
    }
    due
}
