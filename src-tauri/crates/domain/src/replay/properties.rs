//! Whatever is replayed however: the same seed makes the same plan, conversations keep their order, nothing is lost or
//! invented but what the chaos drops and repeats.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;

use super::*;

fn item() -> impl Strategy<Value = Item> {
    let lanes = prop::collection::vec(0..5_u32, 0..3);
    (0..2_000_000_i64, prop::option::weighted(0.8, 0..2_u32), prop::collection::vec(lanes, 1..4))
        .prop_map(|(at_us, batch, entries)| {
            let entries = if batch.is_some() { entries } else { vec![entries.concat()] };
            Item { at_us, batch, entries }
        })
}

fn pace() -> impl Strategy<Value = Pace> {
    prop_oneof![
        Just(Pace::Fast),
        (0..100_000_u64).prop_map(Pace::Every),
        (1..20_000_u64).prop_map(Pace::Recorded)
    ]
}

prop_compose! {
    fn chaos()(
        seed in any::<u64>(),
        duplicate in prop_oneof![Just(0), 0..=10_000_u32],
        drop in prop_oneof![Just(0), 0..=10_000_u32],
        reorder in 0..7_u32,
        delay_us in 0..1_000_u64,
        jitter_us in 0..2_000_u64,
        burst in 0..4_u32,
        split in any::<bool>(),
        merge in 0..5_u32,
    ) -> Chaos {
        let (duplicate, drop) = (Share(duplicate), Share(drop));
        Chaos { seed, duplicate, reorder, drop, delay_us, jitter_us, burst, split, merge }
    }
}

/// Every entry of the items.
fn entries(items: &[Item]) -> Vec<Piece> {
    let of = |(item, number): (&Item, u32)| {
        (0..item.entries.len() as u32)
            .map(move |at| Piece { item: number, entry: Some(at) })
            .collect::<Vec<_>>()
    };
    items.iter().zip(0_u32..).flat_map(of).collect()
}

/// A request's pieces as entries.
fn opened(items: &[Item], pieces: &[Piece]) -> Vec<Piece> {
    let of = |piece: &Piece| match piece.entry {
        Some(_) => vec![*piece],
        None => {
            let many = items[piece.item as usize].entries.len() as u32;
            (0..many).map(|at| Piece { item: piece.item, entry: Some(at) }).collect()
        }
    };
    pieces.iter().flat_map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_keeps_what_it_promises(
        items in prop::collection::vec(item(), 0..30),
        pace in pace(),
        global in any::<bool>(),
        chaos in chaos(),
    ) {
        let order = if global { Order::Global } else { Order::Conversation };
        let made = plan(&items, pace, order, &chaos);
        prop_assert_eq!(&made, &plan(&items, pace, order, &chaos), "the same seed makes the same plan");

        let mut all: Vec<Piece> = made.dropped.iter().flat_map(|pieces| opened(&items, pieces)).collect();
        for step in made.steps.iter().filter(|step| !step.copy) {
            all.extend(opened(&items, &step.pieces));
        }
        all.sort_unstable();
        prop_assert_eq!(all, entries(&items), "nothing is lost or invented");
        prop_assert!(chaos.drop.0 > 0 || made.dropped.is_empty());
        let copies = made.steps.iter().filter(|step| step.copy);
        for copy in copies {
            prop_assert!(chaos.duplicate.0 > 0);
            let originals = made.steps.iter().filter(|step| !step.copy && step.pieces == copy.pieces);
            prop_assert_eq!(originals.count(), 1, "a copy has one original");
        }

        let straight = plan(&items, pace, order, &Chaos { reorder: 0, ..chaos });
        let came: Vec<&[Piece]> = straight.steps.iter().map(|step| &step.pieces[..]).collect();
        prop_assert!(came.is_sorted(), "without reordering they go as they came");
        let place = |steps: &[Step]| -> HashMap<(Vec<Piece>, bool), i64> {
            steps.iter().zip(0..).map(|(step, at)| ((step.pieces.clone(), step.copy), at)).collect()
        };
        let (before, behind) = (place(&straight.steps), place(&made.steps));
        for (step, at) in &before {
            let moved = (behind[step] - at).abs();
            prop_assert!(moved < i64::from(chaos.reorder.max(1)), "moved by {moved}");
        }

        let mut lanes: BTreeMap<u32, u32> = BTreeMap::new();
        for (step, at) in made.steps.iter().zip(0_u32..) {
            prop_assert!(step.after.iter().all(|other| *other < at), "nobody waits for what comes later");
            if order == Order::Global {
                prop_assert_eq!(&step.after, &at.checked_sub(1).into_iter().collect::<Vec<_>>());
                continue;
            }
            let speaks = opened(&items, &step.pieces).into_iter().flat_map(|piece| {
                items[piece.item as usize].entries[piece.entry.unwrap() as usize].clone()
            });
            for lane in speaks.collect::<std::collections::BTreeSet<u32>>() {
                if let Some(earlier) = lanes.insert(lane, at) {
                    prop_assert!(step.after.contains(&earlier), "a conversation keeps its order");
                }
            }
        }
        prop_assert!(made.steps.is_sorted_by_key(|step| step.due_us));
        for step in &made.steps {
            prop_assert!(step.delay_us <= chaos.delay_us + chaos.jitter_us);
            prop_assert!(step.delay_us >= chaos.delay_us.saturating_sub(chaos.jitter_us));
        }
    }
}

#[test]
fn times_and_batches_are_as_asked() {
    let items: Vec<Item> = [0, 100_000, 90_000, 400_000]
        .map(|at_us| Item { at_us, batch: Some(0), entries: vec![vec![1]] })
        .to_vec();
    let due = |pace: &str, chaos: &str| {
        let (pace, chaos) = (Pace::read(pace).unwrap(), Chaos::read(chaos, 1).unwrap());
        let plan = plan(&items, pace, Order::Conversation, &chaos);
        plan.steps.iter().map(|step| (step.pieces.len(), step.due_us)).collect::<Vec<_>>()
    };
    for (pace, chaos, wanted) in [
        ("fast", "reorder=2", &[(1, 0), (1, 0), (1, 0), (1, 0)][..]),
        ("every:10ms", "reorder=2", &[(1, 0), (1, 10_000), (1, 20_000), (1, 30_000)]),
        ("recorded", "reorder=4", &[(1, 0), (1, 100_000), (1, 100_000), (1, 400_000)]),
        ("recorded:x10", "reorder=4", &[(1, 0), (1, 10_000), (1, 10_000), (1, 40_000)]),
        ("recorded", "burst=3", &[(1, 100_000), (1, 100_000), (1, 100_000), (1, 400_000)]),
        ("recorded", "merge=3", &[(3, 0), (1, 300_000)]),
    ] {
        assert_eq!(due(pace, chaos), wanted, "{pace} {chaos}");
    }
}
