//! Files that the user chooses in the system's own dialogs. The page names no path: it gives bytes to keep, and gets the
//! bytes of what was chosen.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

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

/// The files that the user chose; the page knows each by its number.
#[derive(Default)]
pub(crate) struct Chosen(Mutex<Vec<PathBuf>>);

impl Chosen {
    fn keep(&self, path: PathBuf) -> usize {
        let mut paths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        paths.push(path);
        paths.len() - 1
    }

    fn path(&self, number: usize) -> Option<PathBuf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(number).cloned()
    }
}

/// A file that was chosen.
#[derive(Serialize)]
pub(crate) struct File {
    number: usize,
    name: String,
    /// Bytes.
    size: u64,
}

/// Keeps bytes where the user says; its path, or nothing when they thought better of it.
#[tauri::command]
pub(crate) async fn save(
    window: WebviewWindow,
    name: String,
    base64: String,
) -> Result<Option<String>, ApiError> {
    let bytes = STANDARD.decode(base64).map_err(|error| ApiError::invalid(error.to_string()))?;
    let Some(path) = place(&window, name).await? else { return Ok(None) };
    let written = tokio::fs::write(&path, bytes).await;
    written.map_err(|error| refused(&path, "written", &error))?;
    Ok(Some(path.display().to_string()))
}

/// Where the user says that something is to be kept; nothing when they thought better of it.
pub(crate) async fn place(
    window: &WebviewWindow,
    name: String,
) -> Result<Option<PathBuf>, ApiError> {
    let dialog = dialog(window, "Hooktrail: save as").set_file_name(name);
    asked(|answer| dialog.save_file(answer)).await.map(path_of).transpose()
}

/// Lets the user choose a file, or several: with one of these endings, or any where none is named.
#[tauri::command]
pub(crate) async fn open(
    window: WebviewWindow,
    chosen: State<'_, Chosen>,
    endings: Vec<String>,
    several: bool,
) -> Result<Vec<File>, ApiError> {
    let mut dialog = dialog(&window, "Hooktrail: open");
    if !endings.is_empty() {
        let endings: Vec<&str> = endings.iter().map(String::as_str).collect();
        dialog = dialog.add_filter(endings.join(", "), &endings);
    }
    let paths = if several {
        asked(|answer| dialog.pick_files(answer)).await.unwrap_or_default()
    } else {
        asked(|answer| dialog.pick_file(answer)).await.into_iter().collect()
    };
    let mut files = Vec::new();
    for path in paths {
        let path = path_of(path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // What cannot be read says so when it is.
        let size = tokio::fs::metadata(&path).await.map_or(0, |about| about.len());
        files.push(File { number: chosen.keep(path), name, size });
    }
    Ok(files)
}

/// The bytes of a file that was chosen, base64.
#[tauri::command]
pub(crate) async fn read(chosen: State<'_, Chosen>, number: usize) -> Result<String, ApiError> {
    let nobody = || ApiError::not_found("Nobody chose that file.".to_owned());
    let path = chosen.path(number).ok_or_else(nobody)?;
    let unread = |error| refused(&path, "read", &error);
    if tokio::fs::metadata(&path).await.map_err(unread)?.len() > MOST {
        let mib = MOST >> 20;
        return Err(ApiError::invalid(format!("{} is larger than {mib} MiB.", path.display())));
    }
    Ok(STANDARD.encode(tokio::fs::read(&path).await.map_err(unread)?))
}

/// The path of a folder.
#[tauri::command]
pub(crate) async fn folder(window: WebviewWindow) -> Result<Option<String>, ApiError> {
    let dialog = dialog(&window, "Hooktrail: choose a folder");
    let path = asked(|answer| dialog.pick_folder(answer)).await.map(path_of).transpose()?;
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

/// Shows a dialog and waits for the user; nothing when they thought better of it.
async fn asked<T>(show: impl FnOnce(Box<dyn FnOnce(Option<T>) + Send>)) -> Option<T>
where
    T: Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    show(Box::new(move |chosen| drop(answer.send(chosen))));
    answered.await.ok().flatten()
}

fn path_of(chosen: FilePath) -> Result<PathBuf, ApiError> {
    chosen.into_path().map_err(|error| ApiError::invalid(error.to_string()))
}

pub(crate) fn refused(path: &Path, what: &str, error: &std::io::Error) -> ApiError {
    ApiError::unavailable(format!("{} cannot be {what}: {error}", path.display()))
}
