//! Which steps of a run may go, and from when on: each waits for its time and for those that it must not overtake. Pure;
//! times are microseconds from the start of the run.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hooktrail_domain::replay::Step;

/// What is left to do.
#[derive(Debug)]
pub(super) struct Queue {
    /// How many steps each still waits for.
    waits: Vec<u32>,
    /// Who waits for each.
    then: Vec<Vec<u32>>,
    /// Those that wait for nobody, by the time from when on they may go.
    ready: BinaryHeap<Reverse<(u64, u32)>>,
    left: usize,
}

impl Queue {
    /// All `steps` but those that were `tried`.
    pub(super) fn new(steps: &[Step], tried: &[bool]) -> Self {
        let is_tried = |place: usize| tried.get(place).copied().unwrap_or_default();
        let mut queue = Self {
            waits: vec![0; steps.len()],
            then: vec![Vec::new(); steps.len()],
            ready: BinaryHeap::new(),
            left: 0,
        };
        for (index, (step, place)) in steps.iter().zip(0_u32..).enumerate() {
            if is_tried(index) {
                continue;
            }
            queue.left += 1;
            for earlier in step.after.iter().filter(|earlier| !is_tried(**earlier as usize)) {
                queue.waits[index] += 1;
                queue.then[*earlier as usize].push(place);
            }
            if queue.waits[index] == 0 {
                queue.ready.push(Reverse((step.due_us + step.delay_us, place)));
            }
        }
        queue
    }

    /// How many did not end yet.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// The next one, and from when on it may go.
    pub(super) fn next(&self) -> Option<(u64, u32)> {
        self.ready.peek().map(|Reverse(next)| *next)
    }

    /// Takes the next one: it goes.
    pub(super) fn take(&mut self) {
        self.ready.pop();
    }

    /// One ended now: whoever waited for it alone may go, held back by its own delay.
    pub(super) fn ended(&mut self, steps: &[Step], place: u32, now_us: u64) {
        self.left -= 1;
        for later in std::mem::take(&mut self.then[place as usize]) {
            let waits = &mut self.waits[later as usize];
            *waits -= 1;
            if *waits == 0 {
                let step = &steps[later as usize];
                self.ready.push(Reverse((step.due_us.max(now_us) + step.delay_us, later)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(after: &[u32], due_us: u64, delay_us: u64) -> Step {
        Step { after: after.to_vec(), due_us, delay_us, ..Step::default() }
    }

    #[test]
    fn each_waits_for_its_time_and_for_those_before_it() {
        let steps = [
            step(&[], 0, 0),
            step(&[0], 10, 5),
            step(&[], 20, 0),
            step(&[0, 2], 20, 0),
            step(&[1], 0, 7),
        ];
        let mut queue = Queue::new(&steps, &[]);
        let mut went = Vec::new();
        let mut now = 0;
        while let Some((from, place)) = queue.next() {
            queue.take();
            now = from.max(now);
            went.push((now, place));
            now += 1;
            queue.ended(&steps, place, now);
        }
        assert_eq!(went, [(0, 0), (15, 1), (20, 2), (21, 3), (23, 4)]);
        assert_eq!(queue.left(), 0);
    }

    #[test]
    fn what_was_tried_holds_nobody_up() {
        let steps = [step(&[], 0, 0), step(&[0], 0, 0), step(&[0, 1], 0, 0)];
        let queue = Queue::new(&steps, &[true, false, false]);
        assert_eq!((queue.left(), queue.next()), (2, Some((0, 1))));
    }
}
