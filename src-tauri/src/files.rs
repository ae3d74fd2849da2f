//! Files that the user chooses in the system's own dialogs. The page names no path: it gives bytes to keep, and gets the
//! bytes of what was chosen.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hooktrail_engine::api::ApiError;
use serde::Serialize;
use tauri::{Manager, State, WebviewWindow};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

use crate::data::Data;
use crate::outside;

/// Larger files are refused: they would be held in memory several times.
const MOST: u64 = 64 << 20;

/// What the user chose.
#[derive(Serialize)]
pub(crate) struct Chosen {
    name: String,
    base64: String,
}

/// Keeps bytes where the user says; its path, or nothing when they thought better of it.
#[tauri::command]
pub(crate) async fn save(
    window: WebviewWindow,
    name: String,
    base64: String,
) -> Result<Option<String>, ApiError> {
    let bytes = STANDARD.decode(base64).map_err(|error| ApiError::invalid(error.to_string()))?;
    let dialog = dialog(&window, "Hooktrail: save as").set_file_name(name);
    let Some(path) = asked(|answer| dialog.save_file(answer)).await? else { return Ok(None) };
    let written = tokio::fs::write(&path, bytes).await;
    written.map_err(|error| refused(&path, "written", &error))?;
    Ok(Some(path.display().to_string()))
}

/// The bytes of a file with one of these endings.
#[tauri::command]
pub(crate) async fn open(
    window: WebviewWindow,
    endings: Vec<String>,
) -> Result<Option<Chosen>, ApiError> {
    let endings: Vec<&str> = endings.iter().map(String::as_str).collect();
    let dialog = dialog(&window, "Hooktrail: open").add_filter(endings.join(", "), &endings);
    let Some(path) = asked(|answer| dialog.pick_file(answer)).await? else { return Ok(None) };
    let unread = |error| refused(&path, "read", &error);
    if tokio::fs::metadata(&path).await.map_err(unread)?.len() > MOST {
        let mib = MOST >> 20;
        return Err(ApiError::invalid(format!("{} is larger than {mib} MiB.", path.display())));
    }
    let bytes = tokio::fs::read(&path).await.map_err(unread)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Some(Chosen { name, base64: STANDARD.encode(bytes) }))
}

/// The path of a folder.
#[tauri::command]
pub(crate) async fn folder(window: WebviewWindow) -> Result<Option<String>, ApiError> {
    let dialog = dialog(&window, "Hooktrail: choose a folder");
    let path = asked(|answer| dialog.pick_folder(answer)).await?;
    Ok(path.map(|path| path.display().to_string()))
}

/// Shows the data folder in the user's file manager.
#[tauri::command]
pub(crate) async fn show_data(
    window: WebviewWindow,
    data: State<'_, Data>,
) -> Result<(), ApiError> {
    outside::folder(window.app_handle(), data.folder()).map_err(ApiError::unavailable)
}

fn dialog(window: &WebviewWindow, title: &str) -> FileDialogBuilder<tauri::Wry> {
    window.dialog().file().set_parent(window).set_title(title)
}

/// Shows a dialog and waits for the user.
async fn asked(
    show: impl FnOnce(Box<dyn FnOnce(Option<FilePath>) + Send>),
) -> Result<Option<PathBuf>, ApiError> {
    let (answer, answered) = oneshot::channel();
    show(Box::new(move |chosen| drop(answer.send(chosen))));
    match answered.await {
        Ok(Some(chosen)) => {
            chosen.into_path().map(Some).map_err(|error| ApiError::invalid(error.to_string()))
        }
        Ok(None) | Err(_) => Ok(None),
    }
}

fn refused(path: &std::path::Path, what: &str, error: &std::io::Error) -> ApiError {
    ApiError::unavailable(format!("{} cannot be {what}: {error}", path.display()))
}
