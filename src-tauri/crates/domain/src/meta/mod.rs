//! Meta's bodies → signals. Loops over every entry and every item; one odd item never hurts its siblings, and what cannot
//! be understood becomes an `unknown` with its place and reason. No states here: what signals mean together is the
//! ledger's.
//!
//! Reading order: [`read`] → `entry` (envelopes) → `messaging` (Instagram and Messenger), `changes` (comments, mentions,
//! insights), `whatsapp`; `item` is what they share.

mod changes;
mod entry;
mod item;
mod messaging;
mod unplaced;
mod whatsapp;

use crate::json::{self, Shape, Value};
use crate::problem::Problem;
use crate::signal::{Data, Flags, Kind, Millis, Platform, Signal};

/// What one request body says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// In order of their paths, indices by number: the order of keys in the body does not matter.
    pub signals: Vec<Signal>,
    /// Oddities of the body as a whole.
    pub problems: Vec<Problem>,
    /// `entry[i].time` of each entry with its bytes; `None` where it is missing or no time.
    pub entry_times: Vec<Option<(Millis, std::ops::Range<usize>)>>,
}

/// Most items that are read of one body. Meta puts at most 1 000 updates into one (Meta, Graph API Webhooks, *Get
/// Started*); its longest chunks of WhatsApp's history have 3 MB
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview>), some 8 000
/// messages by our reckoning.
pub const MOST: usize = 20_000;

/// How many more items are read.
fn room(signals: &[Signal]) -> usize {
    MOST.saturating_sub(signals.len())
}

/// Reads a decoded body (gzip already undone). `received_at` stands in where Meta gave no usable time.
pub fn read(body: &[u8], received_at: Option<Millis>) -> Reading {
    let tree = match json::parse(body) {
        Ok(tree) => tree,
        Err(problem) => {
            return Reading {
                signals: vec![not_understood(
                    0..body.len(),
                    received_at,
                    &problem.message,
                    Some(&problem),
                )],
                ..Reading::default()
            };
        }
    };
    let mut reading = Reading { problems: tree.problems(), ..Reading::default() };
    document(tree.root(), received_at, &mut reading);
    if room(&reading.signals) == 0 {
        let message = format!("Only the first {MOST} items of this body are read.");
        reading.problems.push(Problem::new("too_many", "$.entry", message));
    }
    reading.signals.sort_by(|left, right| by_path(&left.path, &right.path));
    reading.signals.iter_mut().for_each(unplaced::say);
    place_problems(&mut reading);
    reading
}

/// Orders paths: keys by their letters, indices by their number.
fn by_path(left: &str, right: &str) -> std::cmp::Ordering {
    fn parts(path: &str) -> impl Iterator<Item = (Option<u32>, &str)> {
        let parts = path.split(['.', '[', ']']).filter(|part| !part.is_empty());
        parts.map(|part| (part.parse().ok(), part))
    }
    parts(left).cmp(parts(right))
}

fn document(root: Value<'_>, received_at: Option<Millis>, reading: &mut Reading) {
    let unknown = |reason: &str| not_understood(root.span(), received_at, reason, None);
    if root.shape() != Shape::Object {
        let reason = "The body is no object with `object` and `entry`.";
        let odd = Problem::new("wrong_shape", "$", reason);
        reading.signals.push(not_understood(root.span(), received_at, reason, Some(&odd)));
        return;
    }
    let object = root.get("object").and_then(Value::text);
    if root.get("entry").is_none() && root.get("field").is_some() {
        entry::bare(root, received_at, &mut reading.signals);
        return;
    }
    let platform = match object.as_deref() {
        Some("instagram") => Platform::Instagram,
        Some("page") => Platform::Messenger,
        Some("whatsapp_business_account") => Platform::Whatsapp,
        Some(other) => {
            let reason =
                format!("`object` is `{}`, which carries no messages.", item::short(other));
            reading.signals.push(unknown(&reason));
            return;
        }
        None => {
            let reason =
                "`object` is missing: it must say instagram, page or whatsapp_business_account.";
            reading.signals.push(unknown(reason));
            return;
        }
    };
    let Some(entries) = root.get("entry") else { return };
    if entries.shape() != Shape::Array {
        let reason = "`entry` is no list.";
        let problem = Problem::new("wrong_shape", "$.entry", reason);
        let mut odd = not_understood(entries.span(), received_at, reason, Some(&problem));
        (odd.path, odd.platform) = ("$.entry".to_owned(), platform);
        reading.signals.push(odd);
        return;
    }
    for (index, value) in entries.items().enumerate() {
        if room(&reading.signals) == 0 {
            break;
        }
        let time = entry::read(value, index, platform, received_at, &mut reading.signals);
        reading.entry_times.push(time);
    }
}

/// An `unknown` for the body as a whole.
fn not_understood(
    span: std::ops::Range<usize>,
    received_at: Option<Millis>,
    reason: &str,
    problem: Option<&Problem>,
) -> Signal {
    let flag = received_at.map(|_| crate::signal::Flag::TimeFromReceipt);
    Signal {
        path: "$".to_owned(),
        span,
        kind: Kind::Unknown,
        platform: Platform::Unknown,
        account: None,
        account_place: None,
        peer: None,
        group: false,
        direction: None,
        message_id: None,
        at: received_at,
        at_path: None,
        at_span: None,
        text: None,
        sample: false,
        standby: false,
        flags: flag.into_iter().collect::<Flags>(),
        problems: problem.cloned().into_iter().collect(),
        data: Data { reason: Some(reason.to_owned()), ..Data::default() },
    }
}

/// Gives each oddity of the body to the signal it lies in; the others stay with the body.
fn place_problems(reading: &mut Reading) {
    reading.problems.retain(|problem| {
        let inside = |signal: &&mut Signal| {
            signal.path != "$"
                && problem
                    .path
                    .strip_prefix(signal.path.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        match reading.signals.iter_mut().find(inside) {
            Some(signal) => {
                signal.problems.push(problem.clone());
                false
            }
            None => true,
        }
    });
    // With one signal there is no doubt whose they are; a caller that shows signals only loses nothing.
    if let [only] = reading.signals.as_mut_slice() {
        only.problems.append(&mut reading.problems);
    }
}

#[cfg(test)]
mod siblings;
#[cfg(test)]
mod tests;
