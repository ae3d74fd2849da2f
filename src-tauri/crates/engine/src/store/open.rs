//! Opening the database file: where it is and how SQLite is told to treat it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::StoreError;

/// The database file inside a data folder.
pub fn database_path(data_dir: &Path) -> PathBuf {
    data_dir.join("hooktrail.db")
}

/// Statements kept prepared per connection.
const STATEMENTS: usize = 128;

/// Makes the folder if need be and opens the one connection that writes.
pub(super) fn writer(data_dir: &Path, patience: Duration) -> Result<Connection, StoreError> {
    make_folder(data_dir)
        .map_err(|error| StoreError::Refused(format!("its folder cannot be made ({error})")))?;
    make_file(&database_path(data_dir))
        .map_err(|error| StoreError::Refused(format!("it cannot be written ({error})")))?;
    let conn = Connection::open_with_flags(
        database_path(data_dir),
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    super::migrations::ours(&conn)?;
    // auto_vacuum only takes before the file's first page is written, so before WAL.
    conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Refused(
            "it is on a disk that cannot hold it safely (a network drive?)".to_owned(),
        ));
    }
    common(&conn, patience)?;
    conn.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 4000;
         PRAGMA journal_size_limit = 67108864; PRAGMA wal_checkpoint(TRUNCATE);",
    )?;
    Ok(conn)
}

/// Opens a connection that reads only.
pub(super) fn reader(data_dir: &Path, patience: Duration) -> Result<Connection, StoreError> {
    let conn = Connection::open_with_flags(
        database_path(data_dir),
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    common(&conn, patience)?;
    conn.execute_batch("PRAGMA query_only = ON")?;
    Ok(conn)
}

fn common(conn: &Connection, patience: Duration) -> Result<(), StoreError> {
    conn.busy_timeout(patience)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
         PRAGMA cache_size = -16000;",
    )?;
    Ok(())
}

/// Makes the file, if it is not there, for its user only; what SQLite puts beside it takes the same mode.
fn make_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Messages of real people lie here: nobody else on the machine needs to read them.
pub(crate) fn make_folder(data_dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data_dir)
}
