//! Vendor events: made on reading from what happened and from the directory, so that an entry there remakes them all.

use hooktrail_domain::directory::Directory;
use hooktrail_domain::provenance::{Field, Source};
use hooktrail_domain::vendor::document::Document;
use hooktrail_domain::vendor::{self, Format, Options, Origin, Outcome};
use rusqlite::Connection;

use super::bodies::Bodies;
use super::commands::seq;
use super::*;
use crate::engine::Engine;
use crate::projection::tables::openings::{self, OpeningRow};
use crate::projection::tables::transitions::{self, TransitionRow};
use crate::projection::tables::{directory, messages, ordinal_of, seq_of};
use crate::store::StoreError;

/// A vendor event, or why there is none.
pub(super) struct Made {
    /// `17-t1-texter`.
    pub(super) id: String,
    pub(super) capture: i64,
    pub(super) format: Format,
    pub(super) message_id: Option<String>,
    pub(super) at: Option<i64>,
    pub(super) state: Option<&'static str>,
    pub(super) outcome: Outcome,
}

/// Makes events, reading what it needs once.
pub(super) struct Maker<'c> {
    conn: &'c Connection,
    bodies: Bodies<'c>,
    directory: Directory,
    loaded: std::collections::HashSet<(String, String)>,
    options: Options,
    /// Sources are pointed at their bytes, which needs the bodies.
    explain: bool,
}

impl<'c> Maker<'c> {
    pub(super) fn new(conn: &'c Connection, explain: bool) -> Result<Self, StoreError> {
        Ok(Self {
            conn,
            bodies: Bodies::new(conn),
            directory: Directory::default(),
            loaded: std::collections::HashSet::new(),
            options: settings::vendors(conn)?.into(),
            explain,
        })
    }

    /// What the vendors are told of a transition, in their order.
    pub(super) fn of_transition(&mut self, row: &TransitionRow) -> Result<Vec<Made>, StoreError> {
        let transition = &row.transition;
        self.know(&transition.account, transition.peer.as_deref())?;
        let (capture, number) = (seq_of(row.id), ordinal_of(row.id));
        let origin = self.origin(row.signal)?;
        let mut made = Vec::new();
        for (filled, told) in vendor::told(transition, &self.options) {
            let outcomes = vendor::of_transition(&told, &origin, &self.directory, &self.options);
            for (format, outcome) in outcomes {
                made.push(Made {
                    id: format!("{capture}-t{number}-{filled}{}", format.suffix()),
                    capture,
                    format,
                    message_id: Some(told.message_id.clone()),
                    at: told.at,
                    state: Some(told.to.word()),
                    outcome: self.pointed(capture, outcome)?,
                });
            }
        }
        Ok(made)
    }

    /// What the vendors are told of an opening.
    pub(super) fn of_opening(&mut self, row: &OpeningRow) -> Result<Made, StoreError> {
        let opening = &row.opening;
        self.know(&opening.account, Some(&opening.peer))?;
        let capture = seq_of(row.id);
        let (format, outcome) = vendor::of_opening(opening, &self.directory);
        Ok(Made {
            id: format!("{capture}-o{}-{}", ordinal_of(row.id), format.suffix()),
            capture,
            format,
            message_id: None,
            at: opening.at,
            state: None,
            outcome: self.pointed(capture, outcome)?,
        })
    }

    fn know(&mut self, account: &str, peer: Option<&str>) -> Result<(), StoreError> {
        let peer = peer.unwrap_or_default();
        if self.loaded.insert((account.to_owned(), peer.to_owned())) {
            directory::load(self.conn, &mut self.directory, account, peer)?;
        }
        Ok(())
    }

    fn origin(&mut self, key: i64) -> Result<Origin, StoreError> {
        let seq = seq_of(key);
        let received_at = self.bodies.received_at(seq)?;
        let signal = if self.explain { self.bodies.signal(key)? } else { None };
        let (path, span, at_path) = match signal {
            Some(signal) => (Some(signal.path), Some(signal.span), signal.at_path),
            None => (None, None, None),
        };
        Ok(Origin { seq, received_at, path, span, at_path })
    }

    fn pointed(&mut self, capture: i64, outcome: Outcome) -> Result<Outcome, StoreError> {
        Ok(match outcome {
            Outcome::Event(mut document) if self.explain => {
                if let Some(said) = self.bodies.of(capture)? {
                    vendor::narrow(&mut document, &said.text);
                }
                Outcome::Event(document)
            }
            outcome => outcome,
        })
    }
}

/// Everything that a capture caused: transitions in order, then openings.
pub(super) fn of_capture(
    conn: &Connection,
    seq: i64,
    explain: bool,
) -> Result<Vec<Made>, StoreError> {
    let mut maker = Maker::new(conn, explain)?;
    let mut made = Vec::new();
    for row in transitions::of_capture(conn, seq)? {
        made.extend(maker.of_transition(&row)?);
    }
    for row in openings::of_capture(conn, seq)? {
        made.push(maker.of_opening(&row)?);
    }
    Ok(made)
}

/// Everything that happened to a message, and the opening that it caused.
fn of_message(conn: &Connection, id: &str) -> Result<Vec<Made>, ApiError> {
    let gone = || ApiError::not_found("There is no such message (any more).");
    let key = messages::key_of(id).ok_or_else(gone)?;
    let row = messages::find(conn, &key)?.filter(|row| row.listed).ok_or_else(gone)?;
    let mut maker = Maker::new(conn, true)?;
    let mut made = Vec::new();
    for row in transitions::of_message(conn, row.n)? {
        made.extend(maker.of_transition(&row)?);
    }
    if let Some(said) = row.said {
        let caused = openings::of_capture(conn, seq_of(said))?;
        for opening in caused.iter().filter(|opening| opening.signal == said) {
            made.push(maker.of_opening(opening)?);
        }
    }
    Ok(made)
}

pub(super) async fn list(engine: &Engine, request: EventQuery) -> Result<EventList, ApiError> {
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        match (&request.message, &request.capture) {
            (Some(message), None) => of_message(conn, message),
            (None, Some(capture)) => Ok(of_capture(conn, seq(capture)?, true)?),
            _ => Err(ApiError::invalid("Name a message or a capture.")),
        }
    });
    let (mut events, mut withheld) = (Vec::new(), Vec::new());
    for made in read.await? {
        match made.outcome {
            Outcome::Event(ref document) => events.push(event_row(&made, document)),
            Outcome::Withheld(reason) => withheld.push(WithheldRow {
                format: made.format.word().to_owned(),
                message_id: made.message_id,
                capture_id: made.capture.to_string(),
                reason,
            }),
        }
    }
    Ok(EventList { events, withheld })
}

fn event_row(made: &Made, document: &Document) -> EventRow {
    EventRow {
        id: made.id.clone(),
        format: made.format.word().to_owned(),
        message_id: made.message_id.clone(),
        capture_id: made.capture.to_string(),
        at: made.at,
        state: made.state.map(str::to_owned),
        body: document.compact(),
        pretty: document.pretty(),
        fields: document.fields().iter().map(field_row).collect(),
    }
}

fn field_row(field: &Field) -> FieldRow {
    let (capture, path, span) = match &field.source {
        Source::Capture { seq, path, span } => (Some(seq), Some(path.clone()), span.clone()),
        _ => (None, None, None),
    };
    let number = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    FieldRow {
        path: field.path.clone(),
        source: field.source.word().to_owned(),
        note: field.source.note(),
        capture_path: path,
        capture_id: capture.map(ToString::to_string),
        start: span.as_ref().map(|span| number(span.start)),
        end: span.map(|span| number(span.end)),
        stand_in: field.stand_in,
    }
}
