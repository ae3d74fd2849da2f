//! What the readers of all products share: where an item stands, whose it is, when it was said. No event is known here.

use std::borrow::Cow;

use crate::json::{Shape, Value};
use crate::problem::Problem;
use crate::provenance::Place;
use crate::signal::{Data, Flag, Flags, Kind, Millis, Platform, Signal};
use crate::time;

/// What holds for every item of an entry.
#[derive(Debug, Clone)]
pub(super) struct Context {
    pub(super) platform: Platform,
    /// `entry.id`.
    pub(super) account: Option<String>,
    /// Where that stands.
    pub(super) account_place: Option<Place>,
    /// `entry.time`, its path and its bytes.
    pub(super) entry_time: Option<(Millis, String, std::ops::Range<usize>)>,
    pub(super) received_at: Option<Millis>,
    pub(super) standby: bool,
    /// An App Dashboard sample by its envelope.
    pub(super) sample: bool,
}

/// One item: what it holds, and the place that names it.
#[derive(Debug, Clone)]
pub(super) struct Item<'c, 't> {
    pub(super) context: &'c Context,
    /// What is read.
    pub(super) value: Value<'t>,
    /// Path of `value`.
    pub(super) value_path: String,
    /// Path of the item as signals name it; of a change it is the change, not its `value`.
    pub(super) path: String,
    /// Bytes of the item.
    pub(super) span: std::ops::Range<usize>,
}

impl<'c, 't> Item<'c, 't> {
    /// An item that is named by its own place.
    pub(super) fn at(context: &'c Context, value: Value<'t>, path: String) -> Self {
        Self { context, value, value_path: path.clone(), path, span: value.span() }
    }

    /// A signal of this kind, with the time that stands in until [`Self::said`] finds its own.
    pub(super) fn signal(&self, kind: Kind) -> Signal {
        let context = self.context;
        let (at, at_path, at_span, flag) = match &context.entry_time {
            Some((at, path, span)) => {
                (Some(*at), Some(path.clone()), Some(span.clone()), Some(Flag::TimeFromEntry))
            }
            None => {
                let receipt = context.received_at;
                (receipt, None, None, receipt.map(|_| Flag::TimeFromReceipt))
            }
        };
        let marks = [
            flag,
            context.sample.then_some(Flag::Sample),
            context.standby.then_some(Flag::Standby),
        ];
        Signal {
            path: self.path.clone(),
            span: self.span.clone(),
            kind,
            platform: context.platform,
            account: context.account.clone(),
            account_place: context.account_place.clone(),
            peer: None,
            group: false,
            direction: None,
            message_id: None,
            at,
            at_path,
            at_span,
            text: None,
            sample: context.sample,
            standby: context.standby,
            flags: marks.into_iter().flatten().collect(),
            problems: Vec::new(),
            data: Data::default(),
        }
    }

    /// Sets when it was said from the member `key` of the item, if that is a time.
    pub(super) fn said(&self, signal: &mut Signal, key: &str) {
        self.said_in(signal, self.value, &format!("{}.{key}", self.value_path), key);
    }

    /// The same from the member `key` of an object inside the item; `path` is the member's.
    pub(super) fn said_in(&self, signal: &mut Signal, holder: Value<'_>, path: &str, key: &str) {
        let Some(stamp) = holder.get(key) else { return };
        match instant(stamp) {
            Some(at) => {
                signal.at = Some(at);
                signal.at_path = Some(path.to_owned());
                signal.at_span = Some(stamp.span());
                let own =
                    |flag: &Flag| !matches!(flag, Flag::TimeFromEntry | Flag::TimeFromReceipt);
                signal.flags = signal.flags.iter().filter(own).collect::<Flags>();
            }
            None => {
                let instead = match (signal.at, &signal.at_path) {
                    (None, _) => "none is known",
                    (Some(_), Some(_)) => "the entry's stands in",
                    (Some(_), None) => "the time of receipt stands in",
                };
                let message = format!("This is no time Meta would write; {instead}.");
                signal.problems.push(Problem::new("bad_time", path, message));
            }
        }
    }

    /// An `unknown` for what has the wrong shape, with the place as a problem.
    pub(super) fn misshapen(&self, reason: impl Into<String>) -> Signal {
        let reason = reason.into();
        let problem = Problem::new("wrong_shape", self.value_path.clone(), reason.clone());
        let mut signal = self.unknown(reason);
        signal.problems.push(problem);
        signal
    }

    /// An `unknown` for what cannot be understood.
    pub(super) fn unknown(&self, reason: impl Into<String>) -> Signal {
        let mut signal = self.signal(Kind::Unknown);
        signal.data.reason = Some(reason.into());
        signal
    }
}

/// Why something that should be an object is none, in words.
pub(super) fn no_object(value: Value<'_>) -> Option<&'static str> {
    match value.shape() {
        Shape::Object => None,
        Shape::Null => Some("null stands where an item should."),
        Shape::Skipped => Some("Nested too deep to be read."),
        _ => Some("No object stands where an item should."),
    }
}

/// A time in any of Meta's forms.
pub(super) fn instant(value: Value<'_>) -> Option<Millis> {
    time::from_text(&value.scalar()?)
}

/// A string or number member, as characters.
pub(super) fn scalar(value: Value<'_>, key: &str) -> Option<String> {
    value.get(key)?.scalar().map(Cow::into_owned)
}

/// The words in a member; anything but a string or number there is a problem.
pub(super) fn words(value: Value<'_>, key: &str, signal: &mut Signal) -> Option<String> {
    let member = value.get(key)?;
    let words = member.scalar().map(Cow::into_owned);
    if words.is_none() {
        let message = "No text stands where the words should; they are not shown.";
        signal.problems.push(Problem::new("wrong_shape", member.path(), message));
    }
    words
}

/// An id: a string or number member with something in it.
pub(super) fn id(value: Value<'_>, key: &str) -> Option<String> {
    scalar(value, key).filter(|id| !id.is_empty())
}

/// Where a value stands.
pub(super) fn place(value: Value<'_>) -> Place {
    Place { path: value.path(), span: Some(value.span()) }
}

/// The first of several members that is there and not empty.
pub(super) fn first_scalar(value: Value<'_>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| id(value, key))
}

/// A switch: `true`, and what hand-made bodies write for it.
pub(super) fn flagged(value: Value<'_>, key: &str) -> bool {
    value.get(key).is_some_and(|flag| {
        flag.is_true() || flag.scalar().is_some_and(|word| word == "true" || word == "1")
    })
}

/// Items of a member that is a list; a lone object counts as a list of one.
pub(super) fn list<'t>(value: Value<'t>, key: &str) -> impl Iterator<Item = Value<'t>> {
    let list = value.get(key);
    let lone = list.filter(|list| list.shape() == Shape::Object);
    list.into_iter().flat_map(Value::items).chain(lone)
}

/// Deepest nesting that [`kept`] follows.
const DEPTH: usize = 8;

/// A value as Meta sent it; numbers become text so that no digit is lost.
pub(super) fn kept(value: Value<'_>, depth: usize) -> serde_json::Value {
    match value.shape() {
        Shape::True => true.into(),
        Shape::False => false.into(),
        Shape::String | Shape::Number => value.scalar().unwrap_or_default().into(),
        Shape::Object if depth < DEPTH => value
            .members()
            .map(|(key, member)| (key.into_owned(), kept(member, depth + 1)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Shape::Array if depth < DEPTH => {
            value.items().map(|item| kept(item, depth + 1)).collect::<Vec<_>>().into()
        }
        _ => serde_json::Value::Null,
    }
}

/// A word from outside for a sentence: at most 60 characters.
pub(super) fn short(word: &str) -> String {
    match word.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &word[..end]),
        None => word.to_owned(),
    }
}
