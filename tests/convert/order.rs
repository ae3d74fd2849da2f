//! Whatever order and however often the fixtures come in, they end in the same states and the same openings; and nothing
//! that is made of them by chance is read in two ways, moves twice or panics.

use std::collections::BTreeMap;

use hooktrail_domain::convert::Converter;
use hooktrail_domain::ledger::{MessageKey, State, Storage};

use crate::library::{Case, cases};

/// What is left in the end: the state of every message, the number of openings of every conversation.
#[derive(Default)]
struct End {
    states: BTreeMap<String, Option<State>>,
    openings: BTreeMap<String, usize>,
}

fn end_of<'b>(bodies: impl IntoIterator<Item = &'b Vec<u8>>) -> End {
    let mut converter = Converter::default();
    let (mut end, mut keys) = (End::default(), Vec::new());
    for body in bodies {
        let converted = converter.capture(body);
        for opening in &converted.openings {
            let conversation = format!("{} {}", opening.effect.account, opening.effect.peer);
            *end.openings.entry(conversation).or_default() += 1;
        }
        for signal in converted.signals {
            let Some(account) = signal.account else { continue };
            for message_id in signal.message_id.into_iter().chain(signal.data.mids) {
                keys.push(MessageKey {
                    platform: signal.platform,
                    account: account.clone(),
                    message_id,
                });
            }
        }
    }
    for key in keys {
        let known = converter.storage().message(&key);
        let name = format!("{} {} {}", key.platform.word(), key.account, key.message_id);
        end.states.insert(name, known.ok().flatten().and_then(|message| message.state()));
    }
    end
}

/// What two ends do not agree on.
fn differing(left: &End, right: &End) -> Vec<String> {
    let keys = left.states.keys().chain(right.states.keys());
    let states = keys.map(|key| (key, left.states.get(key), right.states.get(key)));
    let states = states.filter(|(_, left, right)| left != right);
    let states = states.map(|(key, left, right)| format!("{key}: {left:?} {right:?}"));
    let keys = left.openings.keys().chain(right.openings.keys());
    let openings = keys.map(|key| (key, left.openings.get(key), right.openings.get(key)));
    let openings = openings.filter(|(_, left, right)| left != right);
    states.chain(openings.map(|(key, left, right)| format!("{key}: {left:?} {right:?}"))).collect()
}

/// Forward, backward, every rotation of both, and everything twice.
fn orders(bodies: &[Vec<u8>]) -> Vec<Vec<&Vec<u8>>> {
    let mut orders = vec![bodies.iter().chain(bodies.iter().rev()).collect()];
    for shift in 0..bodies.len() {
        let turned = || bodies.iter().cycle().skip(shift).take(bodies.len());
        orders.push(turned().collect());
        let mut back: Vec<_> = turned().collect();
        back.reverse();
        orders.push(back);
    }
    orders
}

#[test]
fn a_sequence_ends_the_same_in_every_order() {
    let cases = cases();
    let sequences = cases.iter().filter(|case| case.is_sequence() && !case.has_marks());
    let mut tried = 0;
    for case in sequences {
        let bodies = case.bodies();
        let expected = end_of(&bodies);
        for order in orders(&bodies) {
            let nothing = Vec::<String>::new();
            assert_eq!(differing(&expected, &end_of(order)), nothing, "{}", case.name);
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried} orders only");
}

/// Openings are left out: the fixtures use one message id in several conversations, which Meta never does.
#[test]
fn every_message_of_the_whole_library_ends_the_same_backwards_and_twice() {
    let bodies: Vec<Vec<u8>> = cases().iter().flat_map(Case::bodies).collect();
    let end_of = |bodies: &mut dyn Iterator<Item = &Vec<u8>>| End {
        openings: BTreeMap::new(),
        ..end_of(bodies)
    };
    let expected = end_of(&mut bodies.iter());
    for found in [end_of(&mut bodies.iter().rev()), end_of(&mut bodies.iter().chain(&bodies))] {
        assert_eq!(differing(&expected, &found), Vec::<String>::new());
    }
}

/// A small generator of its own: the same bodies on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// One to four small damages: a byte changed, a stretch lost, doubled, taken from another body, or a value replaced.
fn damaged(bodies: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    const VALUES: [&str; 8] = ["null", "[]", "{}", "-1", "1e999", "\"\\ud800\"", "true", "0"];
    let mut body = bodies[chance.below(bodies.len())].clone();
    for _ in 0..=chance.below(4) {
        let from = chance.below(body.len());
        let to = (from + chance.below(40)).min(body.len());
        match chance.below(5) {
            0 if !body.is_empty() => body[from] = chance.below(256) as u8,
            1 => drop(body.drain(from..to)),
            2 => {
                let stretch = body[from..to].to_vec();
                body.splice(from..from, stretch);
            }
            3 => {
                let other = &bodies[chance.below(bodies.len())];
                let start = chance.below(other.len());
                let stretch = other[start..(start + 60).min(other.len())].to_vec();
                body.splice(from..to, stretch);
            }
            _ => {
                let colons: Vec<usize> =
                    (0..body.len()).filter(|index| body[*index] == b':').collect();
                if let Some(colon) = colons.get(chance.below(colons.len())).map(|colon| colon + 1) {
                    let stops = |byte: &u8| matches!(byte, b',' | b'}' | b']');
                    let length = body[colon..].iter().position(stops).unwrap_or_default();
                    let value = VALUES[chance.below(VALUES.len())].bytes();
                    body.splice(colon..colon + length, value);
                }
            }
        }
    }
    body
}

#[test]
fn damaged_bodies_are_read_in_one_way_and_never_move_twice() {
    let bodies: Vec<Vec<u8>> = cases().iter().flat_map(Case::bodies).collect();
    let mut chance = Chance(0x5eed_1784);
    for number in 0..20_000 {
        let body = damaged(&bodies, &mut chance);
        let shown = || format!("{number}: {}", String::from_utf8_lossy(&body));
        let reading = hooktrail_domain::meta::read(&body, Some(1));
        assert!(reading == hooktrail_domain::meta::read(&body, Some(1)), "{}", shown());
        let mut converter = Converter::default();
        let first = converter.capture(&body);
        assert!(converter.records(&first, true).iter().all(|record| !record.json().is_empty()));
        let again = converter.capture(&body);
        assert!(again.transitions.is_empty() && again.openings.is_empty(), "{}", shown());
    }
}
