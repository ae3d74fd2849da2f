//! Rows for `hooktrail list`: one JSON document each, with the keys of cli.md, oldest first, serialised here so that
//! 64-bit numbers stay whole.

use hooktrail_domain::ledger::MessageRecord;
use hooktrail_domain::record::{
    NormalizedRecord, OpeningRecord, Record, SignalRecord, TransitionRecord,
};
use hooktrail_domain::time::iso;
use hooktrail_domain::vendor::Outcome;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde_json::json;

use super::commands::caught_up;
use super::*;
use super::{attempts, captures, conversations, fields};
use crate::engine::Engine;
use crate::events::Maker;
use crate::filter::{self, Condition, Field, number, text};
use crate::projection::tables::openings::{self, opening_of};
use crate::projection::tables::signals::{self, signal_of};
use crate::projection::tables::threads::{self, thread_of};
use crate::projection::tables::transitions::{self, transition_of};
use crate::projection::tables::{messages, ordinal_of, seq_of};
use crate::reading::Bodies;
use crate::store::{answers, journal};

type Rows = Result<Vec<String>, ApiError>;

pub(super) async fn list(engine: &Engine, request: RecordQuery) -> Result<RecordList, ApiError> {
    caught_up(engine).await?;
    if request.of == "captures" {
        engine.inner.store.settle().await;
    }
    let since_us = engine.inner.since_us;
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let limit = if request.limit > 0 { request.limit } else { i64::MAX };
        let filter = request.filter.as_str();
        match request.of.as_str() {
            "captures" => of_captures(conn, filter, limit, since_us),
            "conversations" => of_conversations(conn, filter, limit),
            "messages" => of_messages(conn, filter, limit),
            "signals" => of_signals(conn, filter, limit),
            "transitions" => of_transitions(conn, filter, limit),
            "openings" => of_openings(conn, filter, limit),
            "normalized" => of_normalized(conn, filter, limit),
            "deliveries" => of_deliveries(conn, filter, limit),
            other => Err(ApiError::invalid(format!(
                "Nothing is called {other}: captures, conversations, messages, signals, transitions, openings, normalized or deliveries."
            ))),
        }
    });
    Ok(RecordList { rows: read.await? })
}

/// Puts an id in front of a record's keys, behind its type.
fn with_id(record: &Record<'_>, id: &str) -> String {
    let line = record.json();
    let id = serde_json::Value::from(id);
    match line.split_once(',') {
        // The type comes first and holds no comma.
        Some((head, rest)) => format!("{head},\"id\":{id},{rest}"),
        None => line,
    }
}

/// Runs a query over what fits, in order, and makes a row of each.
fn each<T>(
    conn: &Connection,
    [select, order]: [&str; 2],
    condition: &Condition,
    limit: i64,
    read: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    mut visit: impl FnMut(T) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let mut values = condition.values.clone();
    values.push(Value::Integer(limit));
    let sql = format!("{select} AND ({}) ORDER BY {order} LIMIT ?{}", condition.sql, values.len());
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&values))?;
    while let Some(row) = rows.next()? {
        visit(read(row)?)?;
    }
    Ok(())
}

fn of_captures(conn: &Connection, filter: &str, limit: i64, since_us: i64) -> Rows {
    let mut rows = Vec::new();
    for seq in captures::seqs(conn, filter, None, "ASC", limit)? {
        let Some(head) = journal::head(conn, seq)? else { continue };
        let took = answers::of(conn, seq)?;
        rows.push(
            json!({
                "type": "capture",
                "id": seq.to_string(),
                "method": head.method,
                "path": head.path,
                "bytes": head.bytes,
                "signature": head.verdict.word(),
                "status": head.status,
                "unsent": answers::unsent(conn, &head, took, since_us)?.map(answers::Unsent::word),
                "duration_us": took,
                "received_at": iso(head.received_at()),
                "origin": head.origin.word(),
                "truncated": head.truncated,
                "replay_of": head.replay_of,
            })
            .to_string(),
        );
    }
    Ok(rows)
}

fn of_conversations(conn: &Connection, filter: &str, limit: i64) -> Rows {
    let condition = filter::condition(filter, fields::CONVERSATIONS, conversations::WORDS, 1)?;
    let select = format!("SELECT {} FROM threads WHERE activity IS NOT NULL", threads::COLUMNS);
    let mut rows = Vec::new();
    each(conn, [&select, "threads.n"], &condition, limit, thread_of, |thread| {
        let key = &thread.record.key;
        let names = conversations::names(conn, key)?;
        rows.push(
            json!({
                "type": "conversation",
                "id": threads::id(key),
                "platform": key.platform.word(),
                "account": key.account,
                "peer": key.peer,
                "state": conversations::word_of(&thread),
                "name": names.called(key.platform, &key.account, Some(&key.peer)),
                "last_at": thread.activity.map(iso),
                "messages": thread.messages,
                "sample": thread.record.sample,
                "group": thread.record.group,
            })
            .to_string(),
        );
        Ok(())
    })?;
    Ok(rows)
}

const WORDS_OF_MESSAGES: &str =
    r"messages.text LIKE {} ESCAPE '\' OR messages.mid LIKE {} ESCAPE '\'";

/// Which of these messages (keys of their rows) fit a filter; the error is a sentence.
pub(crate) fn fitting_messages(
    conn: &Connection,
    filter: &str,
    messages: &[i64],
) -> Result<Vec<i64>, String> {
    let condition = filter::condition(filter, fields::MESSAGES, WORDS_OF_MESSAGES, 2)
        .map_err(|error| error.message)?;
    let fitting = || {
        let sql = format!(
            "SELECT messages.n FROM messages LEFT JOIN threads ON threads.n = messages.thread
             WHERE messages.n IN (SELECT value FROM json_each(?1)) AND ({})",
            condition.sql
        );
        let listed = serde_json::to_string(messages).unwrap_or_default();
        let values = std::iter::once(Value::Text(listed)).chain(condition.values);
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(0))?;
        rows.collect::<Result<Vec<i64>, rusqlite::Error>>()
    };
    fitting().map_err(|error| error.to_string())
}

fn of_messages(conn: &Connection, filter: &str, limit: i64) -> Rows {
    let condition = filter::condition(filter, fields::MESSAGES, WORDS_OF_MESSAGES, 1)?;
    let select = "SELECT messages.record, messages.text FROM messages
        LEFT JOIN threads ON threads.n = messages.thread
        WHERE messages.listed = 1 AND messages.record IS NOT NULL";
    let read = |row: &rusqlite::Row<'_>| {
        let text: Option<String> = row.get(1)?;
        Ok((messages::record_of(row, 0)?, text))
    };
    let mut rows = Vec::new();
    each(conn, [select, "messages.n"], &condition, limit, read, |(record, text)| {
        rows.extend(record.map(|record| message(&record, text)));
        Ok(())
    })?;
    Ok(rows)
}

fn message(record: &MessageRecord, text: Option<String>) -> String {
    json!({
        "type": "message",
        "id": messages::id(&record.key()),
        "message_id": record.message_id,
        "platform": record.platform.word(),
        "account": record.account,
        "peer": record.peer,
        "direction": record.direction().map(|direction| direction.word()),
        "status": record.delivery_state().map(|state| state.word()),
        "deleted": record.deleted.is_some(),
        "text": text,
        "at": record.at.map(iso),
        "sample": record.sample,
        "standby": record.standby,
    })
    .to_string()
}

fn of_signals(conn: &Connection, filter: &str, limit: i64) -> Rows {
    let words = r"signals.id IN (SELECT mentions.signal FROM mentions
        JOIN messages ON messages.n = mentions.message WHERE messages.text LIKE {} ESCAPE '\')";
    let condition = filter::condition(filter, fields::SIGNALS, words, 1)?;
    let select = format!("SELECT {} FROM signals WHERE 1", signals::COLUMNS);
    let (mut rows, mut bodies) = (Vec::new(), Bodies::new(conn));
    each(conn, [&select, "signals.id"], &condition, limit, signal_of, |kept| {
        if let Some(mut signal) = bodies.signal(kept.id)? {
            signal.flags = kept.flags;
            if let Some(message) = kept.conflict {
                let path = signal.path.clone();
                let odd =
                    hooktrail_domain::problem::Problem::new(captures::CONFLICT, path, message);
                signal.problems.push(odd);
            }
            let seq = seq_of(kept.id);
            let id = format!("{seq}.{}", ordinal_of(kept.id));
            rows.push(with_id(&Record::Signal(SignalRecord::new(seq, &signal)), &id));
        }
        Ok(())
    })?;
    Ok(rows)
}

const OF_TRANSITIONS_WORDS: &str = r"messages.mid LIKE {} ESCAPE '\' OR messages.text LIKE {} ESCAPE '\' OR transitions.error LIKE {} ESCAPE '\'";

fn of_transitions(conn: &Connection, filter: &str, limit: i64) -> Rows {
    let condition = filter::condition(filter, fields::TRANSITIONS, OF_TRANSITIONS_WORDS, 1)?;
    let select = format!("SELECT {} FROM {} WHERE 1", transitions::COLUMNS, transitions::JOINED);
    let mut rows = Vec::new();
    each(conn, [&select, "transitions.id"], &condition, limit, transition_of, |row| {
        let seq = seq_of(row.id);
        let id = format!("{seq}-t{}", ordinal_of(row.id));
        let record = Record::Transition(TransitionRecord::new(seq, &row.transition));
        rows.push(with_id(&record, &id));
        Ok(())
    })?;
    Ok(rows)
}

fn of_openings(conn: &Connection, filter: &str, limit: i64) -> Rows {
    let words = r"threads.peer LIKE {} ESCAPE '\'";
    let condition = filter::condition(filter, fields::OPENINGS, words, 1)?;
    let select = format!("SELECT {} FROM {} WHERE 1", openings::COLUMNS, openings::JOINED);
    let mut rows = Vec::new();
    each(conn, [&select, "openings.id"], &condition, limit, opening_of, |row| {
        let seq = seq_of(row.id);
        let id = format!("{seq}-o{}", ordinal_of(row.id));
        rows.push(with_id(&Record::Opening(OpeningRecord::new(seq, &row.opening)), &id));
        Ok(())
    })?;
    Ok(rows)
}

/// Vendor events: by capture, transitions before openings. `format:` fits the event, the rest what caused it.
fn of_normalized(conn: &Connection, filter: &str, limit: i64) -> Rows {
    let fields = |other: &'static [Field]| {
        let mut fields = vec![fields::FORMAT];
        fields.extend(other.iter().copied());
        fields
    };
    let wanted = formats(filter);
    let of_transitions =
        filter::condition(filter, &fields(fields::TRANSITIONS), OF_TRANSITIONS_WORDS, 1);
    let of_openings =
        filter::condition(filter, &fields(fields::OPENINGS), r"threads.peer LIKE {} ESCAPE '\'", 1);
    let mut maker = Maker::new(conn, false)?;
    let mut made = Vec::new();
    if let Ok(condition) = &of_transitions {
        let select =
            format!("SELECT {} FROM {} WHERE 1", transitions::COLUMNS, transitions::JOINED);
        each(conn, [&select, "transitions.id"], condition, limit, transition_of, |row| {
            made.extend(
                maker
                    .of_transition(&row)?
                    .into_iter()
                    .map(|one| ((seq_of(row.id), 0, row.id), one)),
            );
            Ok(())
        })?;
    }
    if let Ok(condition) = &of_openings {
        let select = format!("SELECT {} FROM {} WHERE 1", openings::COLUMNS, openings::JOINED);
        each(conn, [&select, "openings.id"], condition, limit, opening_of, |row| {
            made.push(((seq_of(row.id), 1, row.id), maker.of_opening(&row)?));
            Ok(())
        })?;
    }
    if let (Err(error), Err(_)) = (of_transitions, of_openings) {
        return Err(error);
    }
    made.sort_by_key(|(order, _)| *order);
    let mut rows = Vec::new();
    for (_, one) in made {
        let Outcome::Event(document) = &one.outcome else { continue };
        if !wanted.is_empty() && !wanted.contains(&one.format.word()) {
            continue;
        }
        let mid = one.message_id.as_deref();
        let record = NormalizedRecord::new(one.capture, one.id, one.format, mid, document, false);
        rows.push(Record::Normalized(record).json());
    }
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows)
}

/// The formats that a filter names: an event is of one of them.
fn formats(filter: &str) -> Vec<&str> {
    let terms = filter.split(|next: char| next.is_whitespace() || matches!(next, '(' | ')'));
    terms.filter_map(|term| term.strip_prefix("format:")).collect()
}

/// What only these rows can be asked for, beside what attempts can.
const OF_RULES: &[Field] = &[
    text("state", "attempts.state = {}").says("the state", "waiting, under way, delivered…"),
    text("rule", "attempts.rule = {}").says("the rule", "that forwarded it, by its name"),
    number("attempts", "attempts.attempts {op} {}").says("the number of tries", "how many"),
];

/// What was sent by hand or by a replay, a row for each try; and what rules accepted, a row for each delivery with what its
/// last try says.
const SENT: &str = "
    SELECT n, id, url, status, item, started_us, format, error, duration_us, capture, signing, method, request_bytes, edited,
      target, again, 1 AS attempts, started_us AS at, NULL AS rule, NULL AS next_us,
      CASE WHEN iif(signing LIKE 'wrong:%', status BETWEEN 400 AND 499, error IS NULL AND status BETWEEN 200 AND 299)
        THEN 'delivered' ELSE 'failed' END AS state
    FROM attempts WHERE delivery IS NULL
    UNION ALL
    SELECT a.n, 'd_' || d.n, d.url, d.status, d.item, d.started_us, d.format, d.reason, a.duration_us, d.capture, a.signing,
      a.method, a.request_bytes, a.edited, a.target, d.again, d.attempts, d.accepted_us, coalesce(rules.name, ''),
      iif(d.state = 'waiting', d.due_us, NULL), d.state
    FROM deliveries AS d
    LEFT JOIN attempts AS a ON a.n = (SELECT max(n) FROM attempts WHERE attempts.delivery = d.n)
    LEFT JOIN rules ON rules.id = d.rule";

fn of_deliveries(conn: &Connection, filter: &str, limit: i64) -> Rows {
    let fields = [fields::DELIVERIES, OF_RULES].concat();
    let condition = filter::condition(filter, &fields, attempts::WORDS, 1)?;
    let select = format!(
        "SELECT id, url, status, item, started_us, format, error, nullif(duration_us, 0), attempts, state, rule, next_us, again
         FROM ({SENT}) AS attempts WHERE 1"
    );
    let read = |row: &rusqlite::Row<'_>| {
        let time = |column| {
            Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(|us| us / 1_000))
        };
        Ok(json!({
            "type": "delivery",
            "id": row.get::<_, String>(0)?,
            "url": row.get::<_, String>(1)?,
            "status": row.get::<_, Option<u16>>(2)?,
            "item": row.get::<_, String>(3)?,
            "started_at": time(4)?.map(iso),
            "attempts": row.get::<_, i64>(8)?,
            "format": row.get::<_, String>(5)?,
            "error": row.get::<_, Option<String>>(6)?,
            "duration_ms": time(7)?,
            "state": row.get::<_, String>(9)?,
            "rule": row.get::<_, Option<String>>(10)?,
            "next_at": time(11)?.map(iso),
            "again": row.get::<_, bool>(12)?,
        })
        .to_string())
    };
    let mut rows = Vec::new();
    each(conn, [&select, "attempts.at, attempts.n"], &condition, limit, read, |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}
