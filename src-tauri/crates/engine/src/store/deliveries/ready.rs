//! What of a queue can be sent now, found in one walk. Takes and changes nothing.

use std::collections::HashSet;

use rusqlite::{Connection, params};

use super::ALL_LANES;
use crate::store::StoreError;

/// Numbers of those at `place` that can be sent at `now`, oldest first. Never two of one lane; where `ordered`, none
/// before all that came before it in its lane have ended.
pub fn ready(
    conn: &Connection,
    place: i64,
    now: i64,
    ordered: bool,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let under_way = "SELECT lane FROM deliveries WHERE place = ?1 AND state = 'under way'";
    let mut statement = conn.prepare_cached(under_way)?;
    let busy = statement.query_map([place], |row| row.get(0))?;
    let busy: HashSet<String> = busy.collect::<Result<_, _>>()?;
    let mut statement = conn.prepare_cached(IN_THE_WAY)?;
    let mut rows = statement.query(params![place, now, ordered])?;
    let (mut ready, mut passed) = (Vec::new(), HashSet::<String>::new());
    let wanted = usize::try_from(limit).unwrap_or(0);
    while ready.len() < wanted
        && let Some(row) = rows.next()?
    {
        let lane = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        let of_several = lane == ALL_LANES;
        let waits_for_all = of_several && !passed.is_empty();
        if row.get(2)? && !busy.contains(lane) && !passed.contains(lane) && !waits_for_all {
            ready.push(row.get(0)?);
        }
        if of_several {
            break; // all that is newer waits for it
        }
        if !passed.contains(lane) {
            passed.insert(lane.to_owned());
        }
    }
    Ok(ready)
}

/// What is open at a place, oldest first, and whether it could be sent if nothing older were in its way; where the order
/// need not hold, without what just waits for a later try, which is in nobody's way. Read from its index alone, once.
pub(super) const IN_THE_WAY: &str =
    "SELECT n, lane, state = 'waiting' AND due_us <= ?2 FROM deliveries INDEXED BY deliveries_walk
    WHERE place = ?1 AND ended_us IS NULL AND (?3 OR state = 'under way' OR due_us <= ?2) ORDER BY n";
