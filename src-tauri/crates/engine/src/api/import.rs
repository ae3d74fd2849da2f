//! Captures of files that are handed over: dropped onto the window, or chosen. Each is judged as in the watched folder; all
//! that are good are kept in one transaction.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;

use super::*;
use crate::engine::Engine;
use crate::journal;
use crate::store::StoreError;
use crate::watch::file;

pub(super) async fn import(
    engine: &Engine,
    request: CaptureImport,
) -> Result<CaptureImported, ApiError> {
    let mut answer = CaptureImported { captures: Vec::new(), problems: Vec::new() };
    let mut good = Vec::new();
    for ImportedFile { name, body_base64 } in request.files {
        let Ok(bytes) = BASE64.decode(&body_base64) else {
            return Err(ApiError::invalid(format!("The content of {name} is no base64.")));
        };
        match file::problem(&name, &bytes) {
            Some(problem) => answer.problems.push(problem),
            None => {
                let now = engine.inner.clock.micros();
                good.push(file::capture(name, Bytes::from(bytes), now));
            }
        }
    }
    if good.is_empty() {
        return Ok(answer);
    }
    let keep = engine.inner.store.write::<_, StoreError, _>(move |tx| {
        good.iter().map(|new| journal::append(tx, new)).collect::<Result<Vec<i64>, _>>()
    });
    answer.captures = keep.await?.iter().map(i64::to_string).collect();
    Ok(answer)
}
