//! Making what was deleted disappear from the files: free pages (zeroed by `secure_delete`) are given back, and the
//! write-ahead log, which still holds the old pages, is emptied.

use std::time::Duration;

use rusqlite::Connection;

use super::StoreError;

/// True when nothing deleted is left; false when a reader still needs the log: try again later.
pub(super) fn finish(conn: &Connection) -> Result<bool, StoreError> {
    let mut vacuum = conn.prepare("PRAGMA incremental_vacuum")?;
    let mut rows = vacuum.query([])?;
    while rows.next()?.is_some() {}
    empty_log(conn)
}

/// How long a reader is waited for: captures that come meanwhile wait too, and Meta for their answers.
const MOMENT: Duration = Duration::from_millis(200);

/// Moves the log into the file and cuts it to nothing; false when a reader still needs it.
pub(super) fn empty_log(conn: &Connection) -> Result<bool, StoreError> {
    let patience: i64 = conn.query_row("PRAGMA busy_timeout", [], |row| row.get(0))?;
    conn.busy_timeout(MOMENT)?;
    let busy = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    conn.busy_timeout(Duration::from_millis(u64::try_from(patience).unwrap_or_default()))?;
    Ok(busy? == 0)
}
