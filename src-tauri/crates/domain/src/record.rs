//! The lines that programs read: signal, transition, opening, normalized, withheld, with the keys that the twins of
//! `fixtures/` fix. Rendering only; `convert` prints them as they are, `list` puts an id in front.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::ledger::{Opening, Transition};
use crate::problem::Problem;
use crate::provenance::Field;
use crate::signal::{Data, Flags, Signal};
use crate::time::iso;
use crate::vendor::Format;
use crate::vendor::document::Document;

/// One line.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Record<'a> {
    /// What Meta said.
    Signal(SignalRecord<'a>),
    /// A message changed its state.
    Transition(TransitionRecord<'a>),
    /// A conversation opened.
    Opening(OpeningRecord<'a>),
    /// What a vendor would have sent.
    Normalized(NormalizedRecord),
    /// What a vendor has no event for.
    Withheld(WithheldRecord<'a>),
}

impl Record<'_> {
    /// The line as one JSON document.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same for people: one line, indented when it follows from another; with sources below, if it has them.
    pub fn text(&self) -> String {
        match self {
            Self::Signal(signal) => signal.text(),
            Self::Transition(transition) => {
                let from = transition.from.unwrap_or("unknown");
                let at = transition.at.as_deref().unwrap_or("at an unknown time");
                let error = transition.error.map(|error| format!(": {error}")).unwrap_or_default();
                let flags = bracketed(transition.flags);
                let (mid, to, basis) = (transition.message_id, transition.to, transition.basis);
                format!("  {mid} {from} -> {to} ({basis}) {at}{error}{flags}")
            }
            Self::Opening(opening) => {
                format!(
                    "  conversation opened: {} with {}{}",
                    opening.account,
                    opening.peer,
                    bracketed(opening.flags)
                )
            }
            Self::Normalized(event) => {
                let mut text = format!("  {} {}", event.format, event.body);
                for field in event.fields.iter().flatten() {
                    text.push_str(&format!(
                        "\n      {} <- {}: {}",
                        field.path, field.source, field.note
                    ));
                    if let (Some(start), Some(end)) = (field.start, field.end) {
                        text.push_str(&format!(", bytes {start}..{end}"));
                    }
                }
                text
            }
            Self::Withheld(withheld) => {
                format!("  {} nothing: {}", withheld.format, withheld.reason)
            }
        }
    }
}

fn bracketed(flags: Flags) -> String {
    let words: Vec<&str> = flags.iter().map(crate::signal::Flag::word).collect();
    if words.is_empty() { String::new() } else { format!(" [{}]", words.join(", ")) }
}

/// Keys of a signal.
#[derive(Debug, Serialize)]
pub struct SignalRecord<'a> {
    capture: i64,
    kind: &'static str,
    platform: &'static str,
    account: Option<&'a str>,
    peer: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    group: bool,
    direction: Option<&'static str>,
    message_id: Option<&'a str>,
    at: Option<String>,
    text: Option<&'a str>,
    path: &'a str,
    sample: bool,
    standby: bool,
    flags: Flags,
    problems: &'a [Problem],
    data: &'a Data,
}

impl<'a> SignalRecord<'a> {
    /// The line of `signal`, of capture `capture`.
    pub fn new(capture: i64, signal: &'a Signal) -> Self {
        Self {
            capture,
            kind: signal.kind.word(),
            platform: signal.platform.word(),
            account: signal.account.as_deref(),
            peer: signal.peer.as_deref(),
            group: signal.group,
            direction: signal.direction.map(crate::signal::Direction::word),
            message_id: signal.message_id.as_deref(),
            at: signal.at.map(iso),
            text: signal.text.as_deref(),
            path: &signal.path,
            sample: signal.sample,
            standby: signal.standby,
            flags: signal.flags,
            problems: &signal.problems,
            data: &signal.data,
        }
    }

    fn text(&self) -> String {
        let mut text = format!("{} {}", self.kind, self.platform);
        if let (Some(account), Some(peer)) = (self.account, self.peer) {
            let arrow = match self.direction {
                Some("outbound") => "->",
                Some("inbound") => "<-",
                _ => "--",
            };
            let group = if self.group { "group " } else { "" };
            text.push_str(&format!(" {account} {arrow} {group}{peer}"));
        }
        for (name, value) in [("", self.at.as_deref()), ("id ", self.message_id)] {
            if let Some(value) = value {
                text.push_str(&format!(" {name}{value}"));
            }
        }
        if let Some(words) = self.text {
            text.push_str(&format!(" {words:?}"));
        }
        text.push_str(&bracketed(self.flags));
        for problem in self.problems {
            text.push_str(&format!("\n  problem at {}: {}", problem.path, problem.message));
        }
        text
    }
}

/// Keys of a transition.
#[derive(Debug, Serialize)]
pub struct TransitionRecord<'a> {
    capture: i64,
    message_id: &'a str,
    from: Option<&'static str>,
    to: &'static str,
    at: Option<String>,
    basis: &'static str,
    flags: Flags,
    error: Option<&'a str>,
    platform: &'static str,
    account: &'a str,
    peer: Option<&'a str>,
    participant: Option<&'a str>,
    code: Option<i64>,
}

impl<'a> TransitionRecord<'a> {
    /// The line of `transition`, caused by capture `capture`.
    pub fn new(capture: i64, transition: &'a Transition) -> Self {
        Self {
            capture,
            platform: transition.platform.word(),
            account: &transition.account,
            peer: transition.peer.as_deref(),
            message_id: &transition.message_id,
            participant: transition.participant.as_deref(),
            from: transition.from.map(crate::ledger::State::word),
            to: transition.to.word(),
            at: transition.at.map(iso),
            basis: transition.basis.word(),
            flags: transition.flags,
            error: transition.error.as_deref(),
            code: transition.code,
        }
    }
}

/// Keys of an opening.
#[derive(Debug, Serialize)]
pub struct OpeningRecord<'a> {
    capture: i64,
    account: &'a str,
    peer: &'a str,
    at: Option<String>,
    platform: &'static str,
    flags: Flags,
}

impl<'a> OpeningRecord<'a> {
    /// The line of `opening`, caused by capture `capture`.
    pub fn new(capture: i64, opening: &'a Opening) -> Self {
        Self {
            capture,
            platform: opening.platform.word(),
            account: &opening.account,
            peer: &opening.peer,
            at: opening.at.map(iso),
            flags: opening.flags,
        }
    }
}

/// Keys of a normalized event.
#[derive(Debug, Serialize)]
pub struct NormalizedRecord {
    capture: i64,
    id: String,
    format: &'static str,
    message_id: Option<String>,
    stand_ins: Vec<String>,
    #[serde(serialize_with = "raw")]
    body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<FieldRecord>>,
}

impl NormalizedRecord {
    /// The line of a vendor's `document`. `explain` adds where each field came from.
    pub fn new(
        capture: i64,
        id: String,
        format: Format,
        message_id: Option<&str>,
        document: &Document,
        explain: bool,
    ) -> Self {
        let fields = document.fields();
        Self {
            capture,
            id,
            format: format.word(),
            message_id: message_id.map(str::to_owned),
            stand_ins: stand_ins(&fields),
            body: document.compact(),
            fields: explain.then(|| fields.iter().map(FieldRecord::new).collect()),
        }
    }
}

/// Short paths of the fields where an id stands in for what is not known.
pub fn stand_ins(fields: &[Field]) -> Vec<String> {
    fields
        .iter()
        .filter(|field| field.stand_in)
        .map(|field| field.short_path().to_owned())
        .collect()
}

/// Where one field came from.
#[derive(Debug, Serialize)]
struct FieldRecord {
    path: String,
    source: &'static str,
    note: String,
    capture: Option<i64>,
    capture_path: Option<String>,
    start: Option<usize>,
    end: Option<usize>,
    stand_in: bool,
}

impl FieldRecord {
    fn new(field: &Field) -> Self {
        let place = field.source.place();
        let span = place.as_ref().and_then(|(_, _, span)| span.clone());
        Self {
            path: field.path.clone(),
            source: field.source.word(),
            note: field.source.note(),
            capture: place.as_ref().map(|(seq, ..)| *seq),
            capture_path: place.map(|(_, path, _)| path.to_owned()),
            start: span.as_ref().map(|span| span.start),
            end: span.map(|span| span.end),
            stand_in: field.stand_in,
        }
    }
}

/// Keys of a transition that a vendor has no event for.
#[derive(Debug, Serialize)]
pub struct WithheldRecord<'a> {
    capture: i64,
    format: &'static str,
    message_id: &'a str,
    reason: String,
}

impl<'a> WithheldRecord<'a> {
    /// The line for `format`, with the reason in words.
    pub fn new(capture: i64, format: Format, message_id: &'a str, reason: String) -> Self {
        Self { capture, format: format.word(), message_id, reason }
    }
}

/// Writes a document of ours as it is, integers above 2^53 and all.
fn raw<S: Serializer>(body: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match serde_json::from_str::<&RawValue>(body) {
        Ok(value) => value.serialize(serializer),
        Err(_) => serializer.serialize_str(body),
    }
}
