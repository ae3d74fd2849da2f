//! Where words were said in a conversation: the newest message with a word of a filter, and the nearest that says this.

use std::cmp::Ordering;

use hooktrail_domain::filter::{Filter, parse};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::places::{MESSAGE, Place, SHOWN, Way};
use crate::filter::pattern;
use crate::store::StoreError;

/// Messages of a conversation that are looked through for words, the newest ones.
const LOOKED_THROUGH: i64 = 20_000;

/// Where the newest message stands that has a word which the filter looks for.
pub(super) fn said(
    conn: &Connection,
    thread: i64,
    filter: &str,
) -> Result<Option<Place>, StoreError> {
    let Ok(filter) = parse(filter) else { return Ok(None) };
    let mut words = Vec::new();
    sought(&filter, &mut words);
    words.retain(|word| !word.is_empty());
    if words.is_empty() {
        return Ok(None);
    }
    let has_one = vec![r"text LIKE ? ESCAPE '\'"; words.len()].join(" OR ");
    let sql = format!(
        "SELECT place, n FROM (SELECT place, n, text FROM messages WHERE thread = ? AND {SHOWN}
           ORDER BY place DESC, n DESC LIMIT {LOOKED_THROUGH}) WHERE {has_one}
         ORDER BY place DESC, n DESC LIMIT 1"
    );
    let values = [Value::Integer(thread)].into_iter();
    let values = values.chain(words.into_iter().map(|word| Value::Text(pattern(word))));
    let place = |row: &Row<'_>| Ok((row.get(0)?, MESSAGE, row.get(1)?));
    Ok(conn.prepare(&sql)?.query_row(params_from_iter(values), place).optional()?)
}

/// The words that a filter looks for in messages.
fn sought<'a>(filter: &'a Filter, words: &mut Vec<&'a str>) {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => {
            for part in parts {
                sought(part, words);
            }
        }
        Filter::Word(word) => words.push(&word.text),
        Filter::Field { name, value, .. } if name.text == "text" => words.push(&value.text),
        Filter::Field { .. } | Filter::Not(_) => {}
    }
}

/// How words are found, as `text:` of a filter finds them.
fn sql(within: &str, order: &str) -> String {
    format!(
        r"SELECT place, n FROM messages WHERE thread = ?1 AND {within} AND {SHOWN} AND text LIKE ?4 ESCAPE '\'
         ORDER BY place {order}, n {order} LIMIT 1"
    )
}

/// The way on from a place at ?2 and a key at ?3, and the way round from the other end back to that time.
const fn ways(way: Way) -> (&'static str, &'static str, &'static str) {
    match way {
        Way::Back => ("place <= ?2 AND (place < ?2 OR n < ?3)", "place >= ?2", "DESC"),
        Way::On => ("place >= ?2 AND (place > ?2 OR n >= ?3)", "place <= ?2", "ASC"),
    }
}

/// Where the nearest message stands that says `text`, on that way `from` a place, or from the end where it begins; and whether
/// the way went round. Where nothing says it, each message is looked at once. `also`: what stands at that place counts too.
pub(super) fn says(
    conn: &Connection,
    thread: i64,
    text: &str,
    way: Way,
    from: Option<Place>,
    also: bool,
) -> Result<Option<(Place, bool)>, StoreError> {
    if text.is_empty() {
        return Ok(None);
    }
    let (on, round, order) = ways(way);
    let look = |within: &str, time: i64, key: i64| {
        let place = |row: &Row<'_>| Ok((row.get(0)?, MESSAGE, row.get(1)?));
        let mut statement = conn.prepare_cached(&sql(within, order))?;
        let found = statement.query_row(params![thread, time, key, pattern(text)], place);
        Ok::<Option<Place>, StoreError>(found.optional()?)
    };
    let Some((time, rank, key)) = from else {
        let end = if way == Way::Back { i64::MAX } else { i64::MIN };
        return Ok(look(on, end, end)?.map(|place| (place, false)));
    };
    // What stands between messages, at the time of some: an opening before them, the others behind.
    let edge = match rank.cmp(&MESSAGE) {
        Ordering::Less => i64::MIN,
        Ordering::Equal => key + i64::from(also == (way == Way::Back)),
        Ordering::Greater => i64::MAX,
    };
    if let Some(found) = look(on, time, edge)? {
        return Ok(Some((found, false)));
    }
    Ok(look(round, time, 0)?.map(|place| (place, true)))
}

/// More messages than this are not counted.
const COUNTED: i64 = 1_000;

/// How many messages of a conversation say `text`, up to [`COUNTED`].
pub(super) fn many(conn: &Connection, thread: i64, text: &str) -> Result<i64, StoreError> {
    if text.is_empty() {
        return Ok(0);
    }
    let sql = format!(
        r"SELECT count(*) FROM (SELECT 1 FROM messages WHERE thread = ?1 AND {SHOWN} AND text LIKE ?2 ESCAPE '\' LIMIT {COUNTED})"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params![thread, pattern(text)], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use tempfile::TempDir;

    use super::super::places::{NOTE, OPENING};
    use super::super::{ApiError, fields};
    use super::*;
    use crate::clock::Clock;
    use crate::filter::condition;
    use crate::journal::{Journal, NewCapture};
    use crate::projection::Projection;
    use crate::projection::tables::messages;
    use crate::store::Store;
    use crate::store::tests::capture;

    const NOON: i64 = 1_781_606_220_000;

    /// What happens `second` seconds after noon, between one customer and the business.
    fn item(second: i64, what: &str) -> String {
        let at = NOON + second * 1_000;
        format!(r#"{{"sender":{{"id":"9"}},"recipient":{{"id":"17"}},"timestamp":{at},{what}}}"#)
    }

    fn said_at(second: i64, mid: &str, text: &str) -> String {
        item(second, &format!(r#""message":{{"mid":"{mid}","text":"{text}"}}"#))
    }

    async fn store(folder: &TempDir) -> Store {
        let store = Store::open(folder.path(), &Clock::system()).unwrap();
        let items = [
            said_at(1, "m1", "A blue mug, 100% wool"),
            said_at(2, "m2", "The BLUE one?"),
            said_at(3, "m3", "or three"),
            said_at(3, "m4", "blue too"),
            said_at(4, "m5", "Thanks"),
            said_at(5, "m6", "blue, and gone"),
            item(6, r#""message_edit":{"mid":"m3","text":"or two, \u00c4rmel","num_edit":1}"#),
            item(7, r#""message":{"mid":"m6","is_deleted":true}"#),
        ];
        let body = format!(
            r#"{{"object":"instagram","entry":[{{"time":{NOON},"id":"17","messaging":[{}]}}]}}"#,
            items.join(",")
        );
        let bytes = body.len() as u64;
        let capture = NewCapture { bytes, body: Bytes::from(body), ..capture("") };
        Journal::new(store.clone()).append(capture).await.unwrap();
        let projection = Projection::start(store.clone()).await.unwrap();
        assert!(projection.caught_up(Duration::from_secs(30)).await.unwrap().is_some());
        projection.stop().await;
        store
    }

    /// Where a message stands.
    fn place(conn: &Connection, mid: &str) -> Place {
        let key = messages::key_of(&format!("instagram/17/{mid}")).unwrap();
        let row = messages::find(conn, &key).unwrap().unwrap();
        (messages::place(row.record.as_ref().unwrap()).unwrap(), MESSAGE, row.n)
    }

    fn mid(conn: &Connection, (_, _, n): Place) -> String {
        messages::get(conn, n).unwrap().unwrap().record.unwrap().key().message_id
    }

    #[tokio::test]
    async fn the_nearest_that_says_it_is_found_either_way_and_round() {
        use Way::{Back, On};
        let folder = TempDir::new().unwrap();
        let store = store(&folder).await;
        let read = store.read::<_, StoreError, _>(|conn| {
            for (text, way, from, also, found) in [
                ("blue", Back, None, false, Some(("m6", false))),
                ("blue", Back, Some("m6"), true, Some(("m6", false))),
                ("blue", Back, Some("m6"), false, Some(("m4", false))),
                ("blue", Back, Some("m4"), false, Some(("m2", false))),
                ("blue", Back, Some("m3"), true, Some(("m2", false))),
                ("blue", Back, Some("m1"), false, Some(("m6", true))),
                ("blue", On, None, false, Some(("m1", false))),
                ("blue", On, Some("m1"), true, Some(("m1", false))),
                ("blue", On, Some("m2"), false, Some(("m4", false))),
                ("blue", On, Some("m3"), false, Some(("m4", false))),
                ("blue", On, Some("m6"), false, Some(("m1", true))),
                ("mug", Back, Some("m1"), false, Some(("m1", true))),
                ("mug", On, Some("m1"), false, Some(("m1", true))),
                ("mug", On, Some("m5"), false, Some(("m1", true))),
                ("0%", Back, None, false, Some(("m1", false))),
                ("or two", Back, None, false, Some(("m3", false))),
                ("two or", Back, None, false, None),
                ("three", Back, Some("m5"), true, None),
                ("%", On, None, false, Some(("m1", false))),
                ("", Back, None, false, None),
            ] {
                let from = from.map(|mid| place(conn, mid));
                let there = says(conn, thread(conn), text, way, from, also)?;
                let there = there.map(|(place, round)| (mid(conn, place), round));
                let found = found.map(|(mid, round)| (mid.to_owned(), round));
                assert_eq!(there, found, "{text:?} {way:?} from {from:?}, also {also}");
            }
            Ok(())
        });
        read.await.unwrap();
        store.close().await;
    }

    /// An opening stands before what was said at its time, a note behind it.
    #[tokio::test]
    async fn from_between_messages_those_at_the_same_time_stand_where_the_timeline_has_them() {
        use Way::{Back, On};
        let folder = TempDir::new().unwrap();
        let store = store(&folder).await;
        let read = store.read::<_, StoreError, _>(|conn| {
            let time = NOON + 2_000;
            for (rank, way, found) in
                [(OPENING, Back, "m1"), (OPENING, On, "m2"), (NOTE, Back, "m2"), (NOTE, On, "m4")]
            {
                let there = says(conn, thread(conn), "blue", way, Some((time, rank, 1)), false)?;
                let there = there.map(|(place, _)| mid(conn, place));
                assert_eq!(there.as_deref(), Some(found), "{way:?} from rank {rank}");
            }
            Ok(())
        });
        read.await.unwrap();
        store.close().await;
    }

    /// Whoever finds a conversation by its words finds the same words in it.
    #[tokio::test]
    async fn words_are_found_as_a_filter_finds_them() {
        let folder = TempDir::new().unwrap();
        let store = store(&folder).await;
        let read = store.read::<_, ApiError, _>(|conn| {
            for text in ["blue", "BLUE", "ärmel", "Ärmel", "gone", "three", "two", "100%", "o_e"]
            {
                let filter = format!("text:\"{text}\"");
                let wanted = condition(&filter, fields::MESSAGES, "0", 1)?;
                let sql =
                    format!("SELECT mid FROM messages WHERE {} ORDER BY mid DESC", wanted.sql);
                let mut statement = conn.prepare(&sql).map_err(StoreError::from)?;
                let filtered: Vec<String> = statement
                    .query_map(params_from_iter(wanted.values), |row| row.get(0))
                    .and_then(Iterator::collect)
                    .map_err(StoreError::from)?;
                let (mut found, mut from) = (Vec::new(), None);
                while let Some((place, false)) =
                    says(conn, thread(conn), text, Way::Back, from, false)?
                {
                    found.push(mid(conn, place));
                    from = Some(place);
                }
                assert_eq!(found, filtered, "{text}");
            }
            Ok(())
        });
        read.await.unwrap();
        store.close().await;
    }

    /// A conversation's words are looked for in its own messages, however long the journal is.
    #[tokio::test]
    async fn words_are_found_by_an_index_alone() {
        let folder = TempDir::new().unwrap();
        let store = store(&folder).await;
        let read = store.read::<_, StoreError, _>(|conn| {
            for (on, round, order) in [Way::Back, Way::On].map(ways) {
                for within in [on, round] {
                    let plan = format!("EXPLAIN QUERY PLAN {}", sql(within, order));
                    let mut plan = conn.prepare(&plan)?;
                    let steps = plan.query_map(params![1, 1, 1, "%"], |row| row.get("detail"))?;
                    let steps: Vec<String> = steps.collect::<Result<_, _>>()?;
                    let by_index =
                        "SEARCH messages USING INDEX messages_thread (thread=? AND place";
                    assert!(steps.iter().any(|step| step.starts_with(by_index)), "{steps:?}");
                }
            }
            Ok(())
        });
        read.await.unwrap();
        store.close().await;
    }

    /// The conversation, by its key.
    fn thread(conn: &Connection) -> i64 {
        conn.query_row("SELECT thread FROM messages WHERE mid = 'm1'", [], |row| row.get(0))
            .unwrap()
    }
}
