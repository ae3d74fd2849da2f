//! What can be taken away as a file: rows, and a capture as a fixture. Traffic as HAR is in `traffic`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rusqlite::Connection;

use super::commands::seq;
use super::*;
use crate::engine::Engine;
use crate::reading::Bodies;
use crate::store::journal;

/// Rows as CSV or as JSON Lines, values exact.
pub(super) async fn rows(engine: &Engine, request: RowsRequest) -> Result<SavedFile, ApiError> {
    let RowsRequest { of, filter, format } = request;
    let name = format!("{of}.{format}");
    let rows = super::records::list(engine, RecordQuery { of, filter, limit: 0 }).await?.rows;
    let (lines, media_type) = match &*format {
        "jsonl" => (rows, "application/jsonl"),
        "csv" => {
            let lines = crate::csv::lines(&rows);
            (lines.map_err(|error| ApiError::internal(error.to_string()))?, "text/csv")
        }
        _ => {
            return Err(ApiError::invalid(format!("{format} is no form of a file: csv or jsonl.")));
        }
    };
    let text = lines.into_iter().map(|line| line + "\n").collect::<String>();
    Ok(SavedFile {
        name,
        media_type: media_type.to_owned(),
        body_base64: BASE64.encode(text),
        note: None,
    })
}

/// The exact bytes of a capture, with a name as the fixtures have it.
pub(super) async fn fixture(engine: &Engine, request: ById) -> Result<SavedFile, ApiError> {
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let id = seq(&request.id)?;
        let gone = || ApiError::not_found(format!("There is no capture {id}."));
        let capture = journal::capture(conn, id)?.ok_or_else(gone)?;
        if capture.head.truncated {
            return Err(ApiError::invalid(format!(
                "Only the beginning of capture {id} was kept, because it was too large: it is no fixture."
            )));
        }
        let (ending, media_type) = form(&capture.body);
        Ok(SavedFile {
            name: format!("{}-{id}.{ending}", said(conn, id)?),
            media_type: media_type.to_owned(),
            body_base64: BASE64.encode(&capture.body),
            note: None,
        })
    });
    read.await
}

/// What a capture said first: `instagram-message`.
fn said(conn: &Connection, id: i64) -> Result<String, ApiError> {
    let said = Bodies::new(conn).of(id)?;
    let first = said.as_ref().and_then(|said| said.signals.first());
    let words = first.map(|first| format!("{}-{}", first.platform.word(), first.kind.word()));
    Ok(words.unwrap_or_else(|| "capture".to_owned()).replace('_', "-"))
}

fn form(body: &[u8]) -> (&'static str, &'static str) {
    if body.starts_with(&crate::journal::GZIP) {
        return ("json.gz", "application/gzip");
    }
    match std::str::from_utf8(body) {
        Ok(text) if text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) => {
            ("json", "application/json")
        }
        Ok(_) => ("txt", "text/plain"),
        Err(_) => ("bin", "application/octet-stream"),
    }
}
