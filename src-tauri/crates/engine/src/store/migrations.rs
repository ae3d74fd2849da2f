//! Brings a database file to the shape this version knows, all or nothing. Each table's file owns its steps; the list
//! here is their order, and only ever grows at its end.

use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;

/// One step: statements that run once, in the list's order.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Never changes once released; `table-N`.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

/// `Hook`, in the file's header: tells our files from other SQLite files.
const APPLICATION_ID: i32 = 0x486f_6f6b;

/// Every step of every table, in the order they were written. Append only.
pub(super) const ALL: &[Migration] = &[
    super::journal::CREATE,
    super::settings::CREATE,
    super::watched::CREATE,
    super::attempts::CREATE,
    super::journal::INDEX_OTHERS,
    super::sources::CREATE,
    super::journal::ADD_SOURCE,
    super::secret_names::CREATE,
    super::attempts::ADD_EDITED,
    super::attempts::ADD_WAY,
    super::targets::CREATE,
    super::looked::CREATE,
    super::annotations::CREATE,
    super::views::CREATE,
    super::rules::CREATE,
    super::deliveries::CREATE,
    super::journal::ADD_REPLAY_OF,
    super::runs::CREATE,
    super::deliveries::INDEX_MORE,
    super::attempts::INDEX_BATCHES,
    super::deliveries::INDEX_WALK,
    super::attempts::KEEP_MARK,
    super::deliveries::INDEX_STATE,
    super::answers::CREATE,
    super::attempts::INDEX_TARGETS,
    super::time_rules::CREATE,
    super::time_rules::KEEP_NAME,
    super::time_rules::ONCE_A_STATE,
    super::attempts::KEEP_COUNT,
    super::journal::INDEX_WRONG,
    super::answers::KEEP_UNSENT,
    super::underway::CREATE,
];

/// Applies what `known` has beyond the file, in one transaction.
pub(super) fn apply(conn: &mut Connection, known: &[Migration]) -> Result<(), StoreError> {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    ours(&tx)?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.execute_batch(
        "CREATE TABLE IF NOT EXISTS migrations (position INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
    )?;
    let mut done = 0;
    for (index, migration) in known.iter().enumerate() {
        let position = i64::try_from(index).unwrap_or(i64::MAX);
        let applied: Option<String> = tx
            .query_row("SELECT name FROM migrations WHERE position = ?1", [position], |row| {
                row.get(0)
            })
            .optional()?;
        match applied {
            Some(name) if name == migration.name => {}
            Some(name) => return Err(newer(&name)),
            None => {
                tx.execute_batch(migration.sql)?;
                tx.execute(
                    "INSERT INTO migrations VALUES (?1, ?2)",
                    params![position, migration.name],
                )?;
            }
        }
        done = position + 1;
    }
    let beyond: Option<String> = tx
        .query_row(
            "SELECT name FROM migrations WHERE position >= ?1 ORDER BY position LIMIT 1",
            [done],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(name) = beyond {
        return Err(newer(&name));
    }
    tx.commit()?;
    Ok(())
}

/// Refuses a database of another program. Changes nothing.
pub(super) fn ours(conn: &Connection) -> Result<(), StoreError> {
    let id: i32 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id != APPLICATION_ID && (id != 0 || tables > 0) {
        return Err(StoreError::Refused(
            "it was not made by Hooktrail, and was left as it is: move it away".to_owned(),
        ));
    }
    Ok(())
}

fn newer(name: &str) -> StoreError {
    StoreError::Refused(format!(
        "it was written by a newer Hooktrail (it holds \"{name}\", which this one does not know): update Hooktrail"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Migration = Migration { name: "a-1", sql: "CREATE TABLE a (x INTEGER)" };
    const TWO: Migration = Migration { name: "b-1", sql: "CREATE TABLE b (x INTEGER)" };
    const OTHER: Migration = Migration { name: "c-1", sql: "CREATE TABLE c (x INTEGER)" };
    const BROKEN: Migration = Migration {
        name: "d-1",
        sql: "CREATE TABLE d (x INTEGER); INSERT INTO nowhere VALUES (1)",
    };

    fn tables(conn: &Connection) -> Vec<String> {
        let mut rows = conn
            .prepare("SELECT name FROM sqlite_schema WHERE name <> 'migrations' ORDER BY name")
            .unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn a_file_is_brought_to_what_is_known_or_left_as_it_was() {
        for (had, known, outcome, left) in [
            (&[][..], &[ONE, TWO][..], "", &["a", "b"][..]),
            (&[ONE], &[ONE, TWO], "", &["a", "b"]),
            (&[ONE, TWO], &[ONE, TWO], "", &["a", "b"]),
            (&[ONE, TWO], &[ONE], "newer Hooktrail (it holds \"b-1\"", &["a", "b"]),
            (&[ONE, OTHER], &[ONE, TWO], "newer Hooktrail (it holds \"c-1\"", &["a", "c"]),
            (&[ONE], &[ONE, TWO, BROKEN], "no such table", &["a"]),
        ] {
            let mut conn = Connection::open_in_memory().unwrap();
            apply(&mut conn, had).unwrap();
            let said = apply(&mut conn, known).err().map(|error| error.to_string());
            assert!(said.clone().unwrap_or_default().contains(outcome), "{said:?}");
            assert_eq!(said.is_none(), outcome.is_empty(), "{said:?}");
            assert_eq!(tables(&conn), left);
        }
    }

    #[test]
    fn a_database_of_another_program_is_refused() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("CREATE TABLE theirs (x)").unwrap();
        let error = apply(&mut conn, ALL).unwrap_err();
        assert!(error.to_string().contains("not made by Hooktrail"), "{error}");
        assert_eq!(tables(&conn), ["theirs"]);
    }
}
