//! Rows for `hooktrail list`: one JSON document each, with the keys that `tests/cli/list.rs` fixes, oldest first,
//! serialised here so that 64-bit numbers stay whole.

mod normalized;
mod page;

use hooktrail_domain::ledger::MessageRecord;
use hooktrail_domain::record::{OpeningRecord, Record, SignalRecord, TransitionRecord};
use hooktrail_domain::time::iso;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde_json::json;

use self::page::Page;
use super::commands::caught_up;
use super::*;
use super::{attempts, captures, conversations, fields};
use crate::engine::Engine;
use crate::filter::{self, Field, number, text};
use crate::projection::tables::openings::{self, opening_of};
use crate::projection::tables::signals::{self, signal_of};
use crate::projection::tables::threads::{self, thread_of};
use crate::projection::tables::transitions::{self, transition_of};
use crate::projection::tables::{messages, ordinal_of, seq_of};
use crate::reading::Bodies;
use crate::store::{answers, journal};

type Filled = Result<(), ApiError>;

pub(super) async fn list(engine: &Engine, request: RecordQuery) -> Result<RecordList, ApiError> {
    caught_up(engine).await?;
    if request.of == "captures" {
        engine.inner.store.settle().await;
    }
    let since_us = engine.inner.since_us;
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let filter = request.filter.as_str();
        let mut page = Page::new(&request)?;
        let to = &mut page;
        match request.of.as_str() {
            "captures" => of_captures(conn, filter, to, since_us),
            "conversations" => of_conversations(conn, filter, to),
            "messages" => of_messages(conn, filter, to),
            "signals" => of_signals(conn, filter, to),
            "transitions" => of_transitions(conn, filter, to),
            "openings" => of_openings(conn, filter, to),
            "normalized" => normalized::fill(conn, filter, to),
            "deliveries" => of_deliveries(conn, filter, to),
            other => Err(ApiError::invalid(format!(
                "Nothing is called {other}: captures, conversations, messages, signals, transitions, openings, normalized or deliveries."
            ))),
        }?;
        Ok(page.list())
    });
    read.await
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

/// Captures that are looked for at a time.
const STEP: i64 = 20_000;

fn of_captures(conn: &Connection, filter: &str, page: &mut Page, since_us: i64) -> Filled {
    let mut last = page.after().map(|[seq, ..]| seq);
    loop {
        let step = page.room().min(STEP);
        let seqs = captures::seqs(conn, filter, last.map(|seq| (">", seq)), "ASC", step)?;
        let more = i64::try_from(seqs.len()).is_ok_and(|found| found == step);
        for seq in seqs {
            let Some(head) = journal::head(conn, seq)? else { continue };
            let took = answers::of(conn, seq)?;
            let row = json!({
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
            });
            if !page.put(row.to_string(), last.map(|seq| [seq, 0, 0])) {
                return Ok(());
            }
            last = Some(seq);
        }
        if !more {
            return Ok(());
        }
    }
}

fn of_conversations(conn: &Connection, filter: &str, page: &mut Page) -> Filled {
    let condition = filter::condition(filter, fields::CONVERSATIONS, conversations::WORDS, 1)?;
    let from = "threads WHERE activity IS NOT NULL";
    page.fill(conn, [threads::COLUMNS, from, "threads.n"], &condition, thread_of, |thread| {
        let key = &thread.record.key;
        let names = conversations::names(conn, key)?;
        let row = json!({
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
        });
        Ok(Some(row.to_string()))
    })
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

fn of_messages(conn: &Connection, filter: &str, page: &mut Page) -> Filled {
    let condition = filter::condition(filter, fields::MESSAGES, WORDS_OF_MESSAGES, 1)?;
    let from = "messages LEFT JOIN threads ON threads.n = messages.thread
        WHERE messages.listed = 1 AND messages.record IS NOT NULL";
    let read = |row: &rusqlite::Row<'_>| {
        let text: Option<String> = row.get(1)?;
        Ok((messages::record_of(row, 0)?, text))
    };
    let columns = "messages.record, messages.text";
    page.fill(conn, [columns, from, "messages.n"], &condition, read, |(record, text)| {
        Ok(record.map(|record| message(&record, text)))
    })
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

fn of_signals(conn: &Connection, filter: &str, page: &mut Page) -> Filled {
    let words = r"signals.id IN (SELECT mentions.signal FROM mentions
        JOIN messages ON messages.n = mentions.message WHERE messages.text LIKE {} ESCAPE '\')";
    let condition = filter::condition(filter, fields::SIGNALS, words, 1)?;
    let mut bodies = Bodies::new(conn);
    let wanted = [signals::COLUMNS, "signals WHERE 1", "signals.id"];
    page.fill(conn, wanted, &condition, signal_of, |kept| {
        let Some(mut signal) = bodies.signal(kept.id)? else { return Ok(None) };
        signal.flags = kept.flags;
        if let Some(message) = kept.conflict {
            let path = signal.path.clone();
            let odd = hooktrail_domain::problem::Problem::new(captures::CONFLICT, path, message);
            signal.problems.push(odd);
        }
        let seq = seq_of(kept.id);
        let id = format!("{seq}.{}", ordinal_of(kept.id));
        Ok(Some(with_id(&Record::Signal(SignalRecord::new(seq, &signal)), &id)))
    })
}

const WORDS_OF_TRANSITIONS: &str = r"messages.mid LIKE {} ESCAPE '\' OR messages.text LIKE {} ESCAPE '\' OR transitions.error LIKE {} ESCAPE '\'";

fn of_transitions(conn: &Connection, filter: &str, page: &mut Page) -> Filled {
    let condition = filter::condition(filter, fields::TRANSITIONS, WORDS_OF_TRANSITIONS, 1)?;
    let from = format!("{} WHERE 1", transitions::JOINED);
    let wanted = [transitions::COLUMNS, &from, "transitions.id"];
    page.fill(conn, wanted, &condition, transition_of, |row| {
        let seq = seq_of(row.id);
        let id = format!("{seq}-t{}", ordinal_of(row.id));
        let record = Record::Transition(TransitionRecord::new(seq, &row.transition));
        Ok(Some(with_id(&record, &id)))
    })
}

const WORDS_OF_OPENINGS: &str = r"threads.peer LIKE {} ESCAPE '\'";

fn of_openings(conn: &Connection, filter: &str, page: &mut Page) -> Filled {
    let condition = filter::condition(filter, fields::OPENINGS, WORDS_OF_OPENINGS, 1)?;
    let from = format!("{} WHERE 1", openings::JOINED);
    let wanted = [openings::COLUMNS, &from, "openings.id"];
    page.fill(conn, wanted, &condition, opening_of, |row| {
        let seq = seq_of(row.id);
        let id = format!("{seq}-o{}", ordinal_of(row.id));
        Ok(Some(with_id(&Record::Opening(OpeningRecord::new(seq, &row.opening)), &id)))
    })
}

/// What only these rows can be asked for, beside what attempts can.
pub(super) const OF_RULES: &[Field] = &[
    text("state", "attempts.state = {}").says("the state", "waiting, under way, delivered…"),
    text("rule", "attempts.rule = {}").says("the rule", "that forwarded it, by its name"),
    number("attempts", "attempts.attempts {op} {}").says("the number of tries", "how many"),
];

/// What was sent by hand or by a replay, a row for each try; and what rules accepted, a row for each delivery with what its
/// last try says. Each stays in its place by `at`, `kind` and `own`, however often it is tried again.
const SENT: &str = "
    SELECT n, id, url, status, item, started_us, format, error, duration_us, capture, signing, method, request_bytes, edited,
      target, run, again, 1 AS attempts, started_us AS at, 0 AS kind, n AS own, NULL AS rule,
      NULL AS next_us, CASE WHEN iif(signing LIKE 'wrong:%', status BETWEEN 400 AND 499, error IS NULL AND status BETWEEN 200 AND 299)
        THEN 'delivered' ELSE 'failed' END AS state
    FROM attempts WHERE delivery IS NULL
    UNION ALL
    SELECT a.n, 'd_' || d.n, d.url, d.status, d.item, d.started_us, d.format, d.reason, a.duration_us, d.capture, a.signing,
      a.method, a.request_bytes, a.edited, a.target, a.run, d.again, d.attempts, d.accepted_us, 1, d.n,
      coalesce(rules.name, ''), iif(d.state = 'waiting', d.due_us, NULL), d.state
    FROM deliveries AS d
    LEFT JOIN attempts AS a ON a.n = (SELECT max(n) FROM attempts WHERE attempts.delivery = d.n)
    LEFT JOIN rules ON rules.id = d.rule";

/// By when they were accepted.
fn of_deliveries(conn: &Connection, filter: &str, page: &mut Page) -> Filled {
    let fields = [fields::DELIVERIES, OF_RULES].concat();
    let condition = filter::condition(filter, &fields, attempts::WORDS, 1)?;
    let mut last = page.after();
    let mut values = condition.values.clone();
    values.extend(last.unwrap_or([i64::MIN; 3]).map(Value::Integer));
    let sql = format!(
        "SELECT id, url, status, item, started_us, format, error, nullif(duration_us, 0), attempts, state, rule, next_us,
           again, at, kind, own
         FROM ({SENT}) AS attempts WHERE ({}) AND (at, kind, own) > (?{}, ?{}, ?{}) ORDER BY at, kind, own",
        condition.sql,
        values.len() - 2,
        values.len() - 1,
        values.len()
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&values))?;
    while let Some(row) = rows.next()? {
        if !page.put(delivery(row)?, last) {
            break;
        }
        last = Some([row.get(13)?, row.get(14)?, row.get(15)?]);
    }
    Ok(())
}

fn delivery(row: &rusqlite::Row<'_>) -> rusqlite::Result<String> {
    let time =
        |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(|us| us / 1_000));
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
}
