//! What filters can ask for in lists other than captures: names, and how each is compared. Captures have a file of their own.

use hooktrail_domain::ledger::{Basis, State};
use hooktrail_domain::signal::Kind;

use super::captures::{self, directions, platforms};
use super::*;
use crate::filter::{Field, number, part, size, text, time, yes_no};
use crate::projection::tables::seq_in;

/// What a filter of the list called `of` can ask for.
pub(super) fn of(of: &str) -> Result<Vec<Field>, ApiError> {
    let fields = match of {
        "captures" => captures::FIELDS,
        "conversations" => CONVERSATIONS,
        "messages" => MESSAGES,
        "signals" => SIGNALS,
        "transitions" => TRANSITIONS,
        "openings" => OPENINGS,
        "deliveries" => DELIVERIES,
        "normalized" => {
            let mut fields = vec![FORMAT];
            fields.extend_from_slice(TRANSITIONS);
            return Ok(fields);
        }
        other => {
            return Err(ApiError::invalid(format!(
                "Nothing is called {other}: captures, conversations, messages, signals, transitions, openings, normalized or deliveries."
            )));
        }
    };
    Ok(fields.to_vec())
}

/// What a filter of the list called `of` can ask for, by name; nothing of a list that there is not.
pub fn field_names(of: &str) -> Vec<&'static str> {
    let mut fields = self::of(of).unwrap_or_default();
    if of == "deliveries" {
        fields.extend_from_slice(records::OF_RULES);
    }
    fields.iter().filter(|field| !field.hidden).map(|field| field.name).collect()
}

/// Where a list called `of` looks for bare words; `None`: anywhere in what was received.
pub(super) fn words_of(of: &str) -> Option<&'static str> {
    Some(match of {
        "captures" => return None,
        "conversations" => "names, customers' and accounts' ids, or messages",
        "messages" => "the text or the message id",
        "signals" => "the text of its message",
        "transitions" => "the text, the message id or the error",
        "openings" => "the customer's id",
        "normalized" => "the text, the message id, the error or the customer's id",
        _ => "the URL, the error or the id of what was sent",
    })
}

fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.word()).collect()
}

fn bases() -> Vec<&'static str> {
    Basis::ALL.iter().map(|basis| basis.word()).collect()
}

fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.word()).collect()
}

fn open_or_done() -> Vec<&'static str> {
    vec!["open", "done"]
}

fn formats() -> Vec<&'static str> {
    hooktrail_domain::vendor::Format::ALL.iter().map(|format| format.word()).collect()
}

const ACCOUNTS: &str = "SELECT account, sum(messages) FROM threads WHERE account GLOB ?1
    GROUP BY account ORDER BY 2 DESC LIMIT 12";
/// One who wrote to several accounts is one customer. Of the newest that fit: to group 100 000 takes 150 ms, with each key.
const PEERS: &str = "SELECT peer, sum(messages) FROM (SELECT peer, messages, activity FROM threads
      WHERE activity IS NOT NULL AND peer GLOB ?1 ORDER BY activity DESC LIMIT 1000)
    GROUP BY peer ORDER BY max(activity) DESC LIMIT 12";

/// Saved targets.
pub(super) const TARGETS: &str =
    "SELECT name, NULL FROM targets WHERE name GLOB ?1 ORDER BY name LIMIT 12";

const fn platform(sql: &'static str) -> Field {
    text("platform", sql).says("the platform", "instagram, messenger, whatsapp").among(platforms)
}

const fn account(sql: &'static str) -> Field {
    text("account", sql).says("the account", "the business account's id").counted(ACCOUNTS)
}

const fn peer(sql: &'static str) -> Field {
    text("peer", sql).says("the customer", "the customer's id").counted(PEERS)
}

const fn capture(sql: &'static str) -> Field {
    number("capture", sql).says("the capture", "the number of the capture")
}

const MID: &str = "substr(messages.mid, -20) = substr({}, -20) AND messages.mid = {}";
const SOME_MID: &str = "messages.mid GLOB {}";

const fn mid() -> Field {
    text("mid", MID).beginning(SOME_MID).says("the message id", "as Meta writes it")
}

/// What a filter of conversations can ask for.
pub(super) const CONVERSATIONS: &[Field] = &[
    platform("threads.platform = {}"),
    account("threads.account = {}"),
    peer("threads.peer = {}"),
    text("state", "CASE threads.done WHEN 1 THEN 'done' ELSE 'open' END = {}")
        .says("the conversation", "open or done")
        .among(open_or_done),
    text(
        "status",
        "EXISTS (SELECT 1 FROM messages WHERE messages.thread = threads.n AND messages.listed = 1
           AND messages.state = {})
         OR ({} = 'deleted' AND EXISTS (SELECT 1 FROM messages WHERE messages.thread = threads.n
           AND messages.listed = 1 AND messages.deleted = 1))",
    )
    .says("a message's state", "accepted, delivered, seen, failed…")
    .among(states),
    part(
        "name",
        r"EXISTS (SELECT 1 FROM directory_entered AS entered WHERE entered.account = threads.account
            AND entered.peer = threads.peer
            AND (entered.handle LIKE {} ESCAPE '\' OR entered.name LIKE {} ESCAPE '\'))
          OR EXISTS (SELECT 1 FROM directory_told AS told WHERE told.account = threads.account
            AND told.peer = threads.peer AND told.value LIKE {} ESCAPE '\')",
    )
    .says("the customer's name", "handle or name"),
    part(
        "text",
        r"EXISTS (SELECT 1 FROM messages WHERE messages.thread = threads.n AND messages.listed = 1
            AND messages.text LIKE {} ESCAPE '\')",
    )
    .says("a message", "words of a message"),
    text(
        "mid",
        "threads.n IN (SELECT thread FROM messages WHERE substr(mid, -20) = substr({}, -20) AND mid = {})",
    )
    .beginning("threads.n IN (SELECT thread FROM messages WHERE mid GLOB {})")
    .says("a message id", "of a message in it"),
    number("messages", "threads.messages {op} {}").says("the number of messages", "how many: 10"),
    time("last", "threads.activity {op} {}", 1).says("last active", "when something was last said"),
];

/// What a filter of messages can ask for.
pub(super) const MESSAGES: &[Field] = &[
    platform("messages.platform = {}"),
    account("messages.account = {}"),
    peer("threads.peer = {}"),
    mid(),
    text("direction", "messages.direction = {}")
        .says("the direction", "inbound, outbound, self")
        .among(directions),
    text("status", "messages.state = {} OR ({} = 'deleted' AND messages.deleted = 1)")
        .says("the state", "accepted, delivered, seen, failed…")
        .among(states),
    text("state", "messages.state = {} OR ({} = 'deleted' AND messages.deleted = 1)")
        .says("the state", "")
        .among(states)
        .hidden(),
    part("text", r"messages.text LIKE {} ESCAPE '\'").says("its words", "words of the message"),
    yes_no("deleted", "messages.deleted = 1").says("deleted", "it was unsent or deleted"),
    time("at", "messages.place {op} {}", 1).says("said", "when it was said"),
];

/// What a filter of signals can ask for.
pub(super) const SIGNALS: &[Field] = &[
    text("kind", "signals.kind = {}")
        .says("what it says", "message, read, delivery…")
        .among(kinds)
        .counted(
            "SELECT value AS word, sum(captures) FROM shapes, json_each(shapes.said, '$.kinds')
             WHERE word GLOB ?1 GROUP BY word ORDER BY 2 DESC, 1 LIMIT 12",
        ),
    platform("signals.platform = {}"),
    account("signals.account = {}"),
    peer("signals.peer = {}"),
    capture(concat!(seq_in!("signals.id"), " {op} {}")),
    time("at", "signals.at {op} {}", 1).says("said", "when it was said"),
    text(
        "mid",
        "signals.id IN (SELECT mentions.signal FROM messages JOIN mentions ON mentions.message = messages.n
           WHERE substr(messages.mid, -20) = substr({}, -20) AND messages.mid = {})",
    )
    .beginning(
        "signals.id IN (SELECT mentions.signal FROM messages JOIN mentions ON mentions.message = messages.n
           WHERE messages.mid GLOB {})",
    )
    .says("a message id", "of a message it speaks of"),
];

/// What a filter of transitions can ask for.
pub(super) const TRANSITIONS: &[Field] = &[
    platform("messages.platform = {}"),
    account("messages.account = {}"),
    peer("threads.peer = {}"),
    mid(),
    capture(concat!(seq_in!("transitions.id"), " {op} {}")),
    text("state", "transitions.to_state = {}")
        .says("the new state", "accepted, delivered, seen, failed…")
        .among(states),
    text("to", "transitions.to_state = {}").says("the new state", "").among(states).hidden(),
    text("from", "transitions.from_state = {}")
        .says("the state before", "what it was before")
        .among(states),
    text("basis", "transitions.basis = {}")
        .says("the basis", "observed, implied, simulated")
        .among(bases),
    part("error", r"transitions.error LIKE {} ESCAPE '\' OR transitions.code LIKE {} ESCAPE '\'")
        .says("the error", "why it failed, or Meta's code"),
    time("at", "transitions.at {op} {}", 1).says("happened", "when it happened"),
    time("said", "messages.place {op} {}", 1).says("said", "when its message was said"),
];

/// What a filter of openings can ask for.
pub(super) const OPENINGS: &[Field] = &[
    platform("threads.platform = {}"),
    account("threads.account = {}"),
    peer("threads.peer = {}"),
    capture(concat!(seq_in!("openings.id"), " {op} {}")),
    time("said", "openings.place {op} {}", 1).says("said", "when it opened"),
];

/// The format of a vendor event: of what caused it and each format, one row.
pub(super) const FORMAT: Field =
    text("format", "formats.column1 = {}").says("the format", "of which vendor").among(formats);

/// Whether an attempt went as it should, as [`crate::delivery::verdict::passed`] has it.
macro_rules! passed {
    ($of:literal) => {
        concat!(
            "(CASE WHEN ",
            $of,
            ".status IS NULL THEN 0
              WHEN ",
            $of,
            ".signing LIKE 'wrong:%' THEN ",
            $of,
            ".status BETWEEN 400 AND 499
              ELSE ",
            $of,
            ".error IS NULL AND ",
            $of,
            ".status BETWEEN 200 AND 299 END)"
        )
    };
}

/// The verdict of an attempt beside the one before: the same item, in the same form, at the same place, and of another run. What
/// was cut off has no duration; nothing is said of it, nor by it.
const VERDICT: &str = concat!(
    "(CASE iif(attempts.duration_us = 0, 2, coalesce((SELECT ",
    passed!("before"),
    " FROM attempts AS before WHERE before.item = attempts.item AND before.url = attempts.url
        AND before.format = attempts.format AND before.n < attempts.n AND before.duration_us > 0
        AND (attempts.run IS NULL OR before.run IS NOT attempts.run)
        ORDER BY before.n DESC LIMIT 1), 2)) * 2 + ",
    passed!("attempts"),
    " WHEN 0 THEN 'still failing' WHEN 1 THEN 'fixed' WHEN 2 THEN 'regressed' WHEN 3 THEN 'still passing'
      ELSE 'first' END) = {}"
);

fn verdicts() -> Vec<&'static str> {
    vec!["first", "fixed", "regressed", "still passing", "still failing"]
}

/// What a filter of deliveries can ask for.
pub(super) const DELIVERIES: &[Field] = &[
    text("target", "attempts.target IN (SELECT id FROM targets WHERE name = {} COLLATE NOCASE)")
        .says("the target", "a saved target, by its name")
        .counted(TARGETS),
    text("verdict", VERDICT)
        .says("the verdict", "beside the try before: fixed, regressed…")
        .among(verdicts),
    yes_no("passed", passed!("attempts")).says("passed", "it went as it should"),
    text("item", "attempts.item = {}").says("the item", "capture or event that was sent"),
    text("format", "attempts.format = {}").says("the format", "meta, or a vendor's").counted(
        "SELECT format, count(*) FROM attempts WHERE format GLOB ?1 GROUP BY format ORDER BY 2 DESC",
    ),
    number("status", "attempts.status {op} {}").says("the answer", "the status answered").counted(
        "SELECT CAST(status AS TEXT) AS word, count(*) FROM attempts WHERE word GLOB ?1
         GROUP BY word ORDER BY 2 DESC LIMIT 12",
    ),
    number("duration", "nullif(attempts.duration_us, 0) / 1000 {op} {}").says("the duration", "milliseconds"),
    size("bytes", "attempts.request_bytes {op} {}").says("the size", "of the body sent: 500, 10kb"),
    capture("attempts.capture {op} {}"),
    text("signing", "attempts.signing = {}").says("how it was signed", "re-signed, unsigned…").counted(
        "SELECT signing, count(*) FROM attempts WHERE signing GLOB ?1 GROUP BY signing ORDER BY 2 DESC",
    ),
    text("method", "attempts.method = {}").says("the method", "POST"),
    text("url", "attempts.url = {}").says("the address", "where it was sent").counted(
        "SELECT url, count(*) FROM attempts WHERE url GLOB ?1 GROUP BY url ORDER BY 2 DESC LIMIT 12",
    ),
    part("error", r"attempts.error LIKE {} ESCAPE '\'").says("the failure", "words of what went wrong"),
    yes_no("edited", "attempts.edited = 1").says("edited", "changed by hand"),
    yes_no("again", "attempts.again = 1").says("perhaps sent twice", "after a kill it may have been sent before"),
    time("started", "attempts.started_us {op} {}", 1_000).says("sent", "when it was sent"),
];
