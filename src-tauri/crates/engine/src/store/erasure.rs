//! Making what was deleted disappear from the files: free pages (zeroed by `secure_delete`) are given back, and the
//! write-ahead log, which still holds the old pages, is emptied.

use rusqlite::Connection;

use super::StoreError;

/// True when nothing deleted is left; false when a reader still needs the log: try again later.
pub(super) fn finish(conn: &Connection) -> Result<bool, StoreError> {
    let mut vacuum = conn.prepare("PRAGMA incremental_vacuum")?;
    let mut rows = vacuum.query([])?;
    while rows.next()?.is_some() {}
    empty_log(conn)
}

/// Moves the log into the file and cuts it to nothing; false when a reader still needs it.
pub(super) fn empty_log(conn: &Connection) -> Result<bool, StoreError> {
    let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(busy == 0)
}
