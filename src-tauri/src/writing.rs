//! Files that are written part by part, where the user said: what is saved may be more than memory holds. Under its name a
//! file is there once all of it is.

use std::io;
use std::path::{Path, PathBuf};

use hooktrail_engine::api::ApiError;
use tauri::{State, WebviewWindow};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;
use tokio::sync::Mutex;

use crate::files;

/// The files that were begun; the page knows each by its number.
#[derive(Default)]
pub(crate) struct Writing(Mutex<Vec<Option<Begun>>>);

/// A file that is not whole yet. Dropped before it is, nothing of it stays.
struct Begun {
    file: File,
    /// Where it is until then.
    part: PathBuf,
    /// Where it is to be.
    place: PathBuf,
    whole: bool,
}

/// Names beside a file that are tried: what is there already is somebody's.
const NAMES: usize = 100;

impl Begun {
    async fn at(place: &Path) -> io::Result<Self> {
        let mut last = io::ErrorKind::AlreadyExists.into();
        for number in 1..=NAMES {
            let mut part = place.as_os_str().to_owned();
            part.push(if number == 1 { ".part".to_owned() } else { format!(".part{number}") });
            match File::options().write(true).create_new(true).open(&part).await {
                Ok(file) => {
                    let (part, place) = (part.into(), place.to_owned());
                    return Ok(Self { file, part, place, whole: false });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    async fn keep(mut self) -> io::Result<()> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        fs::rename(&self.part, &self.place).await?;
        self.whole = true;
        Ok(())
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.whole {
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

impl Writing {
    /// Nothing that is not whole stays.
    pub(crate) async fn end(&self) {
        self.0.lock().await.clear();
    }

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
    let begun = Begun::at(&place).await;
    let begun = begun.map_err(|error| files::refused(&place, "written", &error))?;
    let mut all = writing.0.lock().await;
    all.push(Some(begun));
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
    let begun = writing.take(number).await?;
    let place = begun.place.clone();
    begun.keep().await.map_err(|error| files::refused(&place, "written", &error))?;
    Ok(place.display().to_string())
}

/// Nothing of it stays.
#[tauri::command]
pub(crate) async fn write_drop(writing: State<'_, Writing>, number: usize) -> Result<(), ApiError> {
    drop(writing.take(number).await?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::{read_dir, read_to_string, write};

    use tempfile::TempDir;

    use super::*;

    fn names(folder: &TempDir) -> Vec<String> {
        let all = read_dir(folder.path()).unwrap();
        let mut names: Vec<_> =
            all.map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_file_is_there_once_it_is_whole_and_nobody_s_own_is_written_over() {
        let folder = TempDir::new().unwrap();
        let place = folder.path().join("rows.csv");
        let own = folder.path().join("rows.csv.part");
        write(&own, "mine").unwrap();
        let mut first = Begun::at(&place).await.unwrap();
        let second = Begun::at(&place).await.unwrap();
        assert_eq!(names(&folder), ["rows.csv.part", "rows.csv.part2", "rows.csv.part3"]);
        first.file.write_all(b"a,b\n").await.unwrap();
        drop(second);
        first.keep().await.unwrap();
        assert_eq!(names(&folder), ["rows.csv", "rows.csv.part"]);
        assert_eq!(read_to_string(&place).unwrap(), "a,b\n");
        assert_eq!(read_to_string(&own).unwrap(), "mine");
    }

    #[tokio::test]
    async fn who_leaves_in_the_middle_leaves_nothing() {
        let folder = TempDir::new().unwrap();
        let begun = Begun::at(&folder.path().join("rows.csv")).await.unwrap();
        let writing = Writing(Mutex::new(vec![Some(begun)]));
        writing.end().await;
        assert!(names(&folder).is_empty());
    }
}
