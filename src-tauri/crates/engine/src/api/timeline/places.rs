//! Where things stand in a conversation, page by page in either direction: keys only, nothing is read of what they hold.

use std::cmp::Ordering;

use hooktrail_domain::signal::{Flag, Flags};
use rusqlite::{Connection, Row};

use super::super::{ApiError, signature};
use crate::projection::tables::seq_in;
use crate::store::StoreError;
use crate::store::journal::wrong;

/// Where something stands in a timeline: time, then what it is, then its key.
pub(super) type Place = (i64, i64, i64);

/// Things that stand at the same time: an opening before its message, a done mark after what was said by then.
pub(super) const OPENING: i64 = 0;
pub(super) const MESSAGE: i64 = 1;
pub(super) const NOTE: i64 = 2;
pub(super) const DONE: i64 = 3;

/// Rows of a note that nothing else shows.
pub(super) const NOTES: &str = "note > 0 AND (note = 1 OR NOT EXISTS (SELECT 1 FROM mentions
    JOIN messages ON messages.n = mentions.message WHERE mentions.signal = signals.id AND messages.record IS NOT NULL))";
/// Rows of a message that is shown.
pub(super) const SHOWN: &str = "listed = 1 AND record IS NOT NULL";

/// Rank, columns for time and key, table, and which rows.
type Source = (i64, &'static str, &'static str, &'static str, &'static str);

/// Where each of them comes from.
const SOURCES: [Source; 4] = [
    (OPENING, "place", "id", "openings", "1"),
    (MESSAGE, "place", "n", "messages", SHOWN),
    (NOTE, "place", "id", "signals", NOTES),
    (DONE, "at", "seq", "dones", "1"),
];

/// Which way a page goes from its cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// What stands before the cursor, nearest first.
    Back,
    /// What stands at the cursor and behind it, nearest first.
    On,
}

/// A cursor as the contract carries it.
pub(super) fn text((place, rank, key): Place) -> String {
    format!("{place}:{rank}:{key}")
}

/// The place in a cursor.
pub(super) fn cursor(text: &str) -> Result<Place, ApiError> {
    let mut parts = text.split(':').map(str::parse);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(place)), Some(Ok(rank)), Some(Ok(key)), None) => Ok((place, rank, key)),
        _ => Err(ApiError::invalid("The cursor is not one that a timeline gave.")),
    }
}

/// Which things are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Everything.
    All,
    /// Messages that failed or bear a mark that asks for attention, and notes that do; and what came with a signature that
    /// is wrong.
    Odd,
    /// What customers said first in a later capture than this.
    Since(i64),
}

/// Marks that say that something was not as it should be.
const ODD: [Flag; 9] = [
    Flag::Duplicate,
    Flag::Late,
    Flag::OutOfOrder,
    Flag::Gap,
    Flag::Orphan,
    Flag::Contradicted,
    Flag::ClockSkew,
    Flag::TimeFromEntry,
    Flag::TimeFromReceipt,
];

impl Which {
    fn condition(self, kind: i64) -> String {
        let odd = ODD.into_iter().collect::<Flags>().bits();
        match (self, kind) {
            (Self::All, _) => "1".to_owned(),
            (Self::Odd, MESSAGE) => format!(
                "(state IN ('failed', 'channel_failed') OR EXISTS (SELECT 1 FROM mentions JOIN signals
                    ON signals.id = mentions.signal WHERE mentions.message = messages.n
                    AND (signals.flags & {odd} <> 0 OR signals.conflict IS NOT NULL)) OR {})",
                signature::rests_on_wrong()
            ),
            (Self::Odd, NOTE) => format!(
                "(flags & {odd} <> 0 OR conflict IS NOT NULL OR kind = 'unknown' OR EXISTS (SELECT 1 FROM {}))",
                wrong(seq_in!("signals.id"))
            ),
            (Self::Since(seq), MESSAGE) => {
                format!("{} > {seq} AND direction = 'inbound'", seq_in!("n"))
            }
            (Self::Odd | Self::Since(_), _) => "0".to_owned(),
        }
    }
}

/// Places of one source in a conversation, from a cursor on.
fn sql((kind, at, id, table, rows): Source, way: Way, which: Which) -> String {
    let (beyond, within, order) = match way {
        Way::Back => ("<", "<", "DESC"),
        Way::On => (">", ">=", "ASC"),
    };
    let wanted = which.condition(kind);
    format!(
        "SELECT {at}, {id} FROM {table} WHERE thread = ?1 AND {at} {beyond}= ?2
           AND ({at} {beyond} ?2 OR {id} {within} ?3) AND {rows} AND {wanted}
         ORDER BY {at} {order}, {id} {order} LIMIT ?4"
    )
}

/// The places nearest to `from` on that way, nearest first: `limit`, and one more if there are more.
pub(super) fn page(
    conn: &Connection,
    thread: i64,
    (time, rank, key): Place,
    way: Way,
    which: Which,
    limit: i64,
) -> Result<Vec<Place>, StoreError> {
    let mut places: Vec<Place> = Vec::new();
    for source in SOURCES {
        let kind = source.0;
        // At the cursor's own time, what ranks before it stands before it, and what ranks behind it behind.
        let edge = match kind.cmp(&rank) {
            Ordering::Less => i64::MAX,
            Ordering::Equal => key,
            Ordering::Greater => i64::MIN,
        };
        let place = |row: &Row<'_>| Ok((row.get(0)?, kind, row.get(1)?));
        let mut statement = conn.prepare_cached(&sql(source, way, which))?;
        let rows = statement.query_map([thread, time, edge, limit + 1], place)?;
        places.extend(rows.collect::<Result<Vec<Place>, _>>()?);
    }
    match way {
        Way::Back => places.sort_unstable_by(|left, right| right.cmp(left)),
        Way::On => places.sort_unstable(),
    }
    places.truncate(usize::try_from(limit + 1).unwrap_or(usize::MAX));
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::projection::Projection;
    use crate::store::Store;

    /// A table that is walked through makes a conversation as slow as the journal is long.
    #[tokio::test]
    async fn places_are_found_by_indexes_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(folder.path(), &Clock::system()).unwrap();
        let projection = Projection::start(store.clone()).await.unwrap();
        let read = store.read::<_, StoreError, _>(|conn| {
            let mut walks = Vec::new();
            let which = [Which::All, Which::Odd, Which::Since(1)];
            let ways = which.into_iter().flat_map(|which| [(Way::Back, which), (Way::On, which)]);
            for (way, which) in ways {
                for source in SOURCES.into_iter().filter(|source| which.condition(source.0) != "0")
                {
                    let sql = format!("EXPLAIN QUERY PLAN {}", sql(source, way, which));
                    let mut plan = conn.prepare(&sql)?;
                    let steps =
                        plan.query_map([1, 1, 1, 1], |row| row.get::<_, String>("detail"))?;
                    let steps: Vec<String> = steps.collect::<Result<_, _>>()?;
                    assert!(!steps.is_empty(), "{sql}");
                    walks.extend(steps.into_iter().filter(|step| step.contains("SCAN")));
                }
            }
            Ok(walks)
        });
        assert_eq!(read.await.unwrap(), Vec::<String>::new());
        projection.stop().await;
        store.close().await;
    }
}
