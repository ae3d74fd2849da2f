//! Table `watched_files`: which files of the watched folder were captured, and with what content, so that each content
//! is captured once, also over restarts.

use rusqlite::{Connection, params};

use super::{Migration, StoreError, Tx};

pub(super) const CREATE: Migration = Migration {
    name: "watched_files-1",
    sql: "CREATE TABLE watched_files (path TEXT PRIMARY KEY, hash BLOB NOT NULL) STRICT, WITHOUT ROWID;
          CREATE INDEX watched_files_hash ON watched_files (hash);",
};

/// SHA-256 of a file's content.
pub type Hash = [u8; 32];

/// The paths whose captured content this is.
pub fn paths_with(conn: &Connection, hash: &Hash) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT path FROM watched_files WHERE hash = ?1")?;
    let rows = statement.query_map([&hash[..]], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Remembers the content captured from `path`.
pub fn put(tx: &Tx<'_>, path: &str, hash: &Hash) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO watched_files VALUES (?1, ?2) ON CONFLICT (path) DO UPDATE SET hash = excluded.hash",
    )?
    .execute(params![path, &hash[..]])?;
    Ok(())
}

/// Forgets a path that is gone.
pub fn remove(tx: &Tx<'_>, path: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM watched_files WHERE path = ?1")?.execute([path])?;
    Ok(())
}

/// Forgets every path; files that are still there count as captured no more.
pub fn clear(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM watched_files", [])?;
    Ok(())
}

/// Every remembered path.
pub fn paths(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT path FROM watched_files ORDER BY path")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
