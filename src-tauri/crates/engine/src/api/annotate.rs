//! What the user writes beside captures: pins, notes, labels.

use super::captures;
use super::commands::seq;
use super::*;
use crate::engine::Engine;
use crate::store::{annotations, journal};

/// Characters of a label at most.
const LABEL: usize = 40;
/// Characters of a note at most.
const NOTE: usize = 10_000;

pub(super) async fn annotate(engine: &Engine, request: Annotate) -> Result<CaptureRows, ApiError> {
    let seqs = request.captures.iter().map(|id| seq(id)).collect::<Result<Vec<_>, _>>()?;
    let label = labels(&request.label)?;
    let note = request.note.as_deref().map(str::trim).map(str::to_owned);
    if note.as_ref().is_some_and(|note| note.chars().count() > NOTE) {
        return Err(ApiError::invalid(format!("A note has {NOTE} characters at most.")));
    }
    let since_us = engine.inner.since_us;
    let rows = engine.inner.store.write::<_, ApiError, _>(move |tx| {
        let mut rows = Vec::new();
        for seq in seqs {
            let head = journal::head(tx, seq)?
                .ok_or_else(|| ApiError::not_found(format!("There is no capture {seq}.")))?;
            if let Some(pinned) = request.pinned {
                annotations::pin(tx, seq, pinned)?;
            }
            if let Some(note) = &note {
                annotations::write(tx, seq, note)?;
            }
            label.iter().try_for_each(|label| annotations::label(tx, seq, label))?;
            request.unlabel.iter().try_for_each(|label| annotations::unlabel(tx, seq, label))?;
            rows.push(captures::row(tx, &head, since_us)?);
        }
        Ok(rows)
    });
    Ok(CaptureRows { rows: rows.await? })
}

/// Labels as they are kept: without blanks around them.
fn labels(given: &[String]) -> Result<Vec<String>, ApiError> {
    let kept = given.iter().map(|label| {
        let label = label.trim();
        let long = label.chars().count() > LABEL;
        match label.is_empty() || long || label.contains(char::is_control) {
            true => {
                Err(ApiError::invalid(format!("A label is one line of 1 to {LABEL} characters.")))
            }
            false => Ok(label.to_owned()),
        }
    });
    kept.collect()
}
