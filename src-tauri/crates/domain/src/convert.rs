//! Request bodies → lines: the whole of the domain behind one door, from an empty store. What `hooktrail convert` prints;
//! it opens no file and writes nowhere.

use std::collections::HashMap;
use std::ops::Range;

use crate::directory::Directory;
use crate::ledger::{
    self, CaptureInfo, Caused, ConversationRecord, Mark, Memory, Opening, Storage, ThreadKey,
    Transition,
};
use crate::meta;
use crate::record::{
    NormalizedRecord, OpeningRecord, Record, SignalRecord, TransitionRecord, WithheldRecord,
};
use crate::signal::{Millis, Platform, Signal};
use crate::time;
use crate::vendor::{self, Options, Origin, Outcome};

/// Converts bodies one after the other; each sees what the ones before it said.
#[derive(Debug, Default)]
pub struct Converter {
    storage: Memory,
    /// Names and ids; it learns from what it reads.
    pub directory: Directory,
    /// What the vendors leave open.
    pub options: Options,
    captures: i64,
    marks: i64,
    /// The last time said in each conversation.
    last_said: HashMap<ThreadKey, Millis>,
}

/// A done mark on a conversation after so many bodies, as the command line writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneAfter {
    /// Number of the body after which it stands, from 1.
    pub file: usize,
    /// The business account.
    pub account: String,
    /// The customer.
    pub peer: String,
    /// The time it names.
    pub at: Option<Millis>,
}

impl DoneAfter {
    /// Reads `N:ACCOUNT:PEER[@TIME]`, N at most `files`. The error says in words what is wrong.
    pub fn parse(words: &str, files: usize) -> Result<Self, &'static str> {
        let (head, at) = match words.split_once('@') {
            Some((head, at)) => (head, Some(time::from_text(at).ok_or("the time cannot be read")?)),
            None => (words, None),
        };
        let mut parts = head.splitn(3, ':');
        let (Some(file), Some(account), Some(peer)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err("it is not N:ACCOUNT:PEER[@TIME]");
        };
        let file = file.parse().map_err(|_| "N is not the number of a file")?;
        if file == 0 || file > files {
            return Err("there is no file with that number");
        }
        if account.is_empty() || peer.is_empty() {
            return Err("account or customer is missing");
        }
        Ok(Self { file, account: account.to_owned(), peer: peer.to_owned(), at })
    }
}

/// `entry.time` with its bytes, where it is one.
type EntryTime = Option<(Millis, Range<usize>)>;

/// What one body meant.
#[derive(Debug)]
pub struct Converted {
    /// Its number, from 1.
    pub capture: i64,
    /// What it says, with the ledger's flags.
    pub signals: Vec<Signal>,
    /// State changes by signal, then by message time.
    pub transitions: Vec<Caused<Transition>>,
    /// Openings by signal.
    pub openings: Vec<Caused<Opening>>,
    /// Where each signal lies.
    origins: Vec<Origin>,
    /// The body, for pointing into it.
    body: Vec<u8>,
}

impl Converter {
    /// Reads one request body.
    pub fn capture(&mut self, body: &[u8]) -> Converted {
        let reading = meta::read(body, None);
        let converted = self.said(reading.signals, &reading.entry_times);
        Converted { body: body.to_vec(), ..converted }
    }

    /// What one body's signals mean; `entries` are the times of its entries.
    fn said(&mut self, mut signals: Vec<Signal>, entries: &[EntryTime]) -> Converted {
        self.captures += 1;
        let capture = self.captures;
        let info = CaptureInfo { seq: capture, received_at: None };
        let Ok(effects) = ledger::apply(&mut self.storage, &info, &mut signals);
        self.directory.learn(&signals);
        for signal in &signals {
            self.remember(signal);
        }
        let origins = signals.iter().map(|signal| origin(capture, signal, entries)).collect();
        Converted {
            capture,
            signals,
            transitions: effects.transitions,
            openings: effects.openings,
            origins,
            body: Vec::new(),
        }
    }

    /// Counts a body that could not be had, so that the others keep their numbers.
    pub fn skip(&mut self) {
        self.captures += 1;
    }

    fn remember(&mut self, signal: &Signal) {
        let (Some(account), Some(peer), Some(at)) = (&signal.account, &signal.peer, signal.at)
        else {
            return;
        };
        let key =
            ThreadKey { platform: signal.platform, account: account.clone(), peer: peer.clone() };
        let last = self.last_said.entry(key).or_insert(at);
        *last = at.max(*last);
    }

    /// Marks a conversation done after the captures so far. Without a time, the mark stands directly before the last
    /// thing that was said: what came before is over, and a message with the very same clock reading is a new one.
    /// Says whether such a conversation is known.
    pub fn done(&mut self, mark: &DoneAfter) -> bool {
        let DoneAfter { account, peer, at, .. } = mark;
        let known: Vec<ThreadKey> = self
            .storage
            .conversations()
            .map(|record: &ConversationRecord| record.key.clone())
            .filter(|key| key.account == *account && key.peer == *peer)
            .collect();
        for thread in &known {
            let last = self.last_said.get(thread).map(|last| last - 1);
            let at = at.or(last).unwrap_or(Millis::MIN);
            self.marks += 1;
            let Ok(_) = ledger::apply_mark(
                &mut self.storage,
                self.captures,
                &Mark::Done { thread: thread.clone(), at },
            );
        }
        if known.is_empty() {
            // It may still come: the mark holds for it on every platform.
            for platform in [Platform::Instagram, Platform::Messenger, Platform::Whatsapp] {
                let key = ThreadKey { platform, account: account.clone(), peer: peer.clone() };
                let mark = Mark::Done { thread: key, at: at.unwrap_or(Millis::MIN) };
                let Ok(_) = ledger::apply_mark(&mut self.storage, self.captures, &mark);
            }
        }
        !known.is_empty()
    }

    /// The store, for tests and the bench.
    pub fn storage(&mut self) -> &mut impl Storage {
        &mut self.storage
    }

    /// The lines of what a body meant, in the order that the twins of `fixtures/` fix.
    pub fn records<'a>(&self, converted: &'a Converted, explain: bool) -> Vec<Record<'a>> {
        let capture = converted.capture;
        let mut records = Vec::new();
        for signal in &converted.signals {
            records.push(Record::Signal(SignalRecord::new(capture, signal)));
        }
        for caused in &converted.transitions {
            records.push(Record::Transition(TransitionRecord::new(capture, &caused.effect)));
        }
        for caused in &converted.openings {
            records.push(Record::Opening(OpeningRecord::new(capture, &caused.effect)));
        }
        let mut withheld = Vec::new();
        let unknown = Origin { seq: capture, ..Origin::default() };
        for (number, caused) in (1..).zip(&converted.transitions) {
            let origin = converted.origins.get(caused.signal).unwrap_or(&unknown);
            let mid = caused.effect.message_id.as_str();
            for (filled, transition) in vendor::told(&caused.effect, &self.options) {
                for (format, outcome) in
                    vendor::of_transition(&transition, origin, &self.directory, &self.options)
                {
                    match outcome {
                        Outcome::Event(mut document) => {
                            if explain {
                                vendor::narrow(&mut document, &converted.body);
                            }
                            let id = format!("{capture}-t{number}-{filled}{}", format.suffix());
                            let record = NormalizedRecord::new(
                                capture,
                                id,
                                format,
                                Some(mid),
                                &document,
                                explain,
                            );
                            records.push(Record::Normalized(record));
                        }
                        Outcome::Withheld(reason) => {
                            let record = WithheldRecord::new(capture, format, mid, reason);
                            withheld.push(Record::Withheld(record));
                        }
                    }
                }
            }
        }
        for (number, caused) in (1..).zip(&converted.openings) {
            let origin = converted.origins.get(caused.signal).unwrap_or(&unknown);
            if let (format, Outcome::Event(mut document)) =
                vendor::of_opening(&caused.effect, origin, &self.directory)
            {
                if explain {
                    vendor::narrow(&mut document, &converted.body);
                }
                let id = format!("{capture}-o{number}-{}", format.suffix());
                let record = NormalizedRecord::new(capture, id, format, None, &document, explain);
                records.push(Record::Normalized(record));
            }
        }
        records.extend(withheld);
        records
    }
}

/// Where a signal lies; its entry's time stands in for the time of receipt, else its own.
fn origin(seq: i64, signal: &Signal, entries: &[EntryTime]) -> Origin {
    let entry = signal.path.strip_prefix("$.entry[").and_then(|rest| {
        let (index, _) = rest.split_once(']')?;
        let (at, span) = entries.get(index.parse::<usize>().ok()?)?.clone()?;
        Some((at, (format!("$.entry[{index}].time"), Some(span))))
    });
    let own = || Some((signal.at?, (signal.at_path.clone()?, signal.at_span.clone())));
    let (received_at, received) = entry.or_else(own).unzip();
    Origin { seq, received_at, received, ..Origin::of(signal) }
}

#[cfg(test)]
mod tests;
