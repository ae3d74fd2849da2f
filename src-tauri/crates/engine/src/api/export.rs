//! What can be taken away as a file: rows, and a capture as a fixture. Traffic as HAR is in `traffic`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rusqlite::Connection;

use super::commands::seq;
use super::*;
use crate::csv::Sheet;
use crate::engine::Engine;
use crate::reading::Bodies;
use crate::store::journal;

/// A part of rows as CSV or as JSON Lines, values exact. In parts, as all of it may be gigabytes.
pub(super) async fn rows(engine: &Engine, request: RowsRequest) -> Result<RowsPart, ApiError> {
    let RowsRequest { of, filter, format, next } = request;
    let (after, columns) = next.map(|next| (next.after, next.columns)).unwrap_or_default();
    let query = RecordQuery { of: of.clone(), filter, limit: 0, after: Some(after) };
    let RecordList { rows, next } = super::records::list(engine, query).await?;
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let (lines, columns) = match &*format {
        "jsonl" => (rows, columns),
        "csv" => {
            let mut sheet = Sheet::new(&of, columns);
            let lines =
                sheet.lines(&rows).map_err(|error| ApiError::internal(error.to_string()))?;
            (lines, sheet.columns())
        }
        _ => {
            return Err(ApiError::invalid(format!("{format} is no form of a file: csv or jsonl.")));
        }
    };
    let text = lines.into_iter().map(|line| line + "\n").collect::<String>();
    Ok(RowsPart { text, rows: count, next: next.map(|after| RowsNext { after, columns }) })
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
