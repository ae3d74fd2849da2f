//! Making and dropping the derived tables as a whole.

use rusqlite::Connection;

use super::tables::progress::{self, Counts, Progress};
use super::tables::{ALL, VERSION};
use crate::store::StoreError;

/// Makes the tables unless they are there in this version's shape; else everything will be made anew.
pub(super) fn ensure(conn: &Connection) -> Result<Progress, StoreError> {
    progress::create(conn)?;
    if progress::get(conn)?.version != VERSION {
        remake(conn)?;
    }
    progress::get(conn)
}

/// Drops every derived row and starts at the beginning of the journal.
pub(crate) fn remake(conn: &Connection) -> Result<(), StoreError> {
    // What is dropped comes again at once, so its pages need no zeroing now; what is deleted for good is erased with the
    // free pages it lies in.
    conn.pragma_update(None, "secure_delete", "FAST")?;
    let dropped = ALL
        .iter()
        .rev()
        .try_for_each(|(name, _)| conn.execute_batch(&format!("DROP TABLE IF EXISTS {name}")));
    conn.pragma_update(None, "secure_delete", "ON")?;
    dropped?;
    for (_, create) in ALL {
        conn.execute_batch(create)?;
    }
    let epoch = progress::get(conn)?.epoch + 1;
    progress::put(conn, &Progress { version: VERSION, cursor: 0, epoch, counts: Counts::default() })
}
