//! Files that are written part by part, where the user said: what is saved may be more than memory holds. Under its name a
//! file is there once all of it is.

use std::path::PathBuf;

use hooktrail_engine::api::ApiError;
use tauri::{State, WebviewWindow};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;
use tokio::sync::Mutex;

use crate::files;

/// The files that were begun; the page knows each by its number.
#[derive(Default)]
pub(crate) struct Writing(Mutex<Vec<Option<Begun>>>);

/// A file that is not whole yet.
struct Begun {
    file: File,
    /// Where it is until then.
    part: PathBuf,
    /// Where it is to be.
    place: PathBuf,
}

impl Writing {
    async fn take(&self, number: usize) -> Result<Begun, ApiError> {
        self.0.lock().await.get_mut(number).and_then(Option::take).ok_or_else(nobody)
    }
}

fn nobody() -> ApiError {
    ApiError::not_found("Nobody began that file.".to_owned())
}

/// Begins a file where the user says; its number, or nothing when they thought better of it.
#[tauri::command]
pub(crate) async fn write_begin(
    window: WebviewWindow,
    writing: State<'_, Writing>,
    name: String,
) -> Result<Option<usize>, ApiError> {
    let Some(place) = files::place(&window, name).await? else { return Ok(None) };
    let mut part = place.clone().into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    let file =
        File::create(&part).await.map_err(|error| files::refused(&part, "written", &error))?;
    let mut all = writing.0.lock().await;
    all.push(Some(Begun { file, part, place }));
    Ok(Some(all.len() - 1))
}

/// Writes more of it.
#[tauri::command]
pub(crate) async fn write_add(
    writing: State<'_, Writing>,
    number: usize,
    text: String,
) -> Result<(), ApiError> {
    let mut all = writing.0.lock().await;
    let begun = all.get_mut(number).and_then(Option::as_mut).ok_or_else(nobody)?;
    let written = begun.file.write_all(text.as_bytes()).await;
    written.map_err(|error| files::refused(&begun.place, "written", &error))
}

/// It is whole; its path.
#[tauri::command]
pub(crate) async fn write_done(
    writing: State<'_, Writing>,
    number: usize,
) -> Result<String, ApiError> {
    let Begun { mut file, part, place } = writing.take(number).await?;
    let kept = async {
        file.flush().await?;
        file.sync_all().await?;
        drop(file);
        fs::rename(&part, &place).await
    };
    if let Err(error) = kept.await {
        let _ = fs::remove_file(&part).await;
        return Err(files::refused(&place, "written", &error));
    }
    Ok(place.display().to_string())
}

/// Nothing of it stays.
#[tauri::command]
pub(crate) async fn write_drop(writing: State<'_, Writing>, number: usize) -> Result<(), ApiError> {
    let Begun { file, part, .. } = writing.take(number).await?;
    drop(file);
    fs::remove_file(&part).await.map_err(|error| files::refused(&part, "removed", &error))
}
