//! Vendor events as rows, each field with where it came from.

use hooktrail_domain::provenance::Field;
use hooktrail_domain::vendor::Outcome;
use hooktrail_domain::vendor::document::Document;
use rusqlite::Connection;

use super::commands::seq;
use super::*;
use crate::engine::Engine;
use crate::events::{Made, Maker, of_capture};
use crate::projection::tables::{messages, openings, seq_of, transitions};

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
        simulated: made.simulated,
        body: document.compact(),
        pretty: document.pretty(),
        fields: document.fields().iter().map(field_row).collect(),
    }
}

fn field_row(field: &Field) -> FieldRow {
    let place = field.source.place();
    let span = place.as_ref().and_then(|(_, _, span)| span.clone());
    let number = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    FieldRow {
        path: field.path.clone(),
        source: field.source.word().to_owned(),
        note: field.source.note(),
        capture_id: place.as_ref().map(|(seq, ..)| seq.to_string()),
        start: span.as_ref().map(|span| number(span.start)),
        end: span.map(|span| number(span.end)),
        further: field
            .source
            .further()
            .map(|span| ByteRange { start: number(span.start), end: number(span.end) })
            .collect(),
        stand_in: field.stand_in,
    }
}
