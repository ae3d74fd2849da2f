//! Tables `answers` and `unsent`: how long the answers to captures took, and which never went, as their client was gone. That
//! is known only after a capture is on the disk, and is nobody's to wait for: written beside, some at a time; what a kill
//! takes of it stays unknown.

use rusqlite::{Connection, OptionalExtension, params};

use super::journal::CaptureHead;
use super::{Migration, StoreError, Tx};

pub(super) const CREATE: Migration = Migration {
    name: "answers-1",
    sql: "CREATE TABLE answers (
        capture INTEGER PRIMARY KEY,        -- journal.seq
        took_us INTEGER NOT NULL            -- from the head of the request on, microseconds
    ) STRICT;",
};

pub(super) const KEEP_UNSENT: Migration = Migration {
    name: "answers-2",
    sql: "CREATE TABLE unsent (capture INTEGER PRIMARY KEY) STRICT; -- journal.seq",
};

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// The capture's number.
    pub capture: i64,
    /// From the head of its request to its answer, microseconds; none: its client was gone before.
    pub took_us: Option<i64>,
}

/// Why what was to be answered may not have gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsent {
    /// It did not: the client was gone before.
    ClientLeft,
    /// Nothing was noted of it before its run ended.
    Unknown,
}

impl Unsent {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::ClientLeft => "client_left",
            Self::Unknown => "unknown",
        }
    }

    /// What is said of it where `status` was meant.
    pub fn words(self, status: u16) -> String {
        match self {
            Self::ClientLeft => {
                format!("{status} was meant; the client was gone before it was sent")
            }
            Self::Unknown => format!("{status} was meant; whether it was sent is not known"),
        }
    }
}

/// Keeps some, in a transaction. Nothing is kept of a capture that was deleted meanwhile.
pub(super) fn keep(conn: &Connection, answered: &[Answered]) -> Result<(), StoreError> {
    let there = "WHERE EXISTS (SELECT 1 FROM journal WHERE seq = ?1 AND kind = 'capture')";
    let sent = format!("INSERT OR REPLACE INTO answers SELECT ?1, ?2 {there}");
    let unsent = format!("INSERT OR REPLACE INTO unsent SELECT ?1 {there}");
    for one in answered {
        match one.took_us {
            Some(took) => conn.prepare_cached(&sent)?.execute(params![one.capture, took])?,
            None => conn.prepare_cached(&unsent)?.execute([one.capture])?,
        };
    }
    Ok(())
}

/// Why the answer to a capture, which took as long as [`of`] says, may not have gone, for a run that began at `since_us` (epoch
/// microseconds). A file had none, and nothing was noted of what came before such notes were kept.
pub fn unsent(
    conn: &Connection,
    head: &CaptureHead,
    took_us: Option<i64>,
    since_us: i64,
) -> Result<Option<Unsent>, StoreError> {
    if head.status == 0 || head.source.is_empty() || took_us.is_some() {
        return Ok(None);
    }
    let has = |sql: &str| Ok::<_, StoreError>(conn.prepare_cached(sql)?.exists([head.seq])?);
    if has("SELECT 1 FROM unsent WHERE capture = ?1")? {
        return Ok(Some(Unsent::ClientLeft));
    }
    let ended = head.received_us < since_us;
    let noted = ended && has("SELECT 1 WHERE ?1 > (SELECT min(capture) FROM answers)")?;
    Ok(noted.then_some(Unsent::Unknown))
}

/// How long the answer to a capture took, microseconds, where that is known.
pub fn of(conn: &Connection, capture: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT took_us FROM answers WHERE capture = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([capture], |row| row.get(0)).optional()?)
}

/// Forgets that of a capture.
pub fn delete_of(tx: &Tx<'_>, capture: i64) -> Result<(), StoreError> {
    for table in ["answers", "unsent"] {
        let sql = format!("DELETE FROM {table} WHERE capture = ?1");
        tx.prepare_cached(&sql)?.execute([capture])?;
    }
    Ok(())
}

/// Forgets all.
pub fn clear(tx: &Tx<'_>) -> Result<(), StoreError> {
    Ok(tx.execute_batch("DELETE FROM answers; DELETE FROM unsent")?)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::clock::Clock;
    use crate::store::Store;
    use crate::store::journal::{self, NewCapture};
    use crate::store::tests::capture;

    const SECOND: i64 = 1_000_000;

    #[tokio::test]
    async fn an_answer_is_in_doubt_once_its_run_ended_and_only_where_others_were_noted_before() {
        let folder = TempDir::new().unwrap();
        let store = Store::open(folder.path(), &Clock::system()).unwrap();
        // One in each second: before anything was noted, answered, given up, lost, no answer meant, a file.
        for second in 1..=6 {
            let status = if second == 5 { 0 } else { 200 };
            let source = if second == 6 { "" } else { "default" }.to_owned();
            let came = NewCapture { received_us: second * SECOND, status, source, ..capture("") };
            store.append(came).await.unwrap();
        }
        store.answered(Answered { capture: 2, took_us: Some(7) });
        store.answered(Answered { capture: 3, took_us: None });
        store.settle().await;
        let told = |since_us: i64| {
            store.read::<_, StoreError, _>(move |conn| {
                let mut told = Vec::new();
                for seq in 1..=6 {
                    let head = journal::head(conn, seq)?.unwrap();
                    let took = of(conn, seq)?;
                    told.push(unsent(conn, &head, took, since_us)?.map_or("", Unsent::word));
                }
                Ok(told)
            })
        };
        let same_run = ["", "", "client_left", "", "", ""];
        assert_eq!(told(0).await.unwrap(), same_run);
        let later = ["", "", "client_left", "unknown", "", ""];
        assert_eq!(told(9 * SECOND).await.unwrap(), later);
        let forget = |tx: &Tx<'_>| (1..=6).try_for_each(|seq| delete_of(tx, seq));
        store.write::<_, StoreError, _>(forget).await.unwrap();
        assert_eq!(told(9 * SECOND).await.unwrap(), [""; 6], "nothing is noted any more");
        store.close().await;
    }
}
