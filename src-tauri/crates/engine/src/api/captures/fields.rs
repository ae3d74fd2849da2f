//! What a filter of captures can ask for. What a capture's kind tells is asked of `shapes`; what names few captures, of an
//! index.

use hooktrail_domain::signal::{Direction, Flag, Kind, Platform};

use crate::filter::{Field, duration, number, part, size, text, time, yes_no};
use crate::projection::tables::seq_in;
use crate::reading;

/// One of a list of a capture's shape.
macro_rules! said {
    ($list:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM json_each(shapes.said, '$.",
            $list,
            "') WHERE CAST(value AS TEXT) = {})"
        )
    };
}

/// The values of such a list, with how many captures have each.
macro_rules! count_said {
    ($list:literal) => {
        concat!(
            "SELECT CAST(value AS TEXT) AS word, sum(captures) FROM shapes, json_each(shapes.said, '$.",
            $list,
            "') WHERE word GLOB ?1 GROUP BY word ORDER BY 2 DESC, 1 LIMIT 12"
        )
    };
}

/// The values of a column of the shapes, likewise.
macro_rules! count {
    ($column:literal) => {
        concat!(
            "SELECT CAST(",
            $column,
            " AS TEXT) AS word, sum(captures) FROM shapes WHERE word GLOB ?1 AND word <> ''
             GROUP BY word ORDER BY 2 DESC, 1 LIMIT 12"
        )
    };
}

fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.word()).collect()
}

pub(in crate::api) fn platforms() -> Vec<&'static str> {
    Platform::ALL.iter().map(|platform| platform.word()).collect()
}

pub(in crate::api) fn directions() -> Vec<&'static str> {
    Direction::ALL.iter().map(|direction| direction.word()).collect()
}

fn flags() -> Vec<&'static str> {
    Flag::ALL.iter().map(|flag| flag.word()).collect()
}

fn verdicts() -> Vec<&'static str> {
    vec!["valid", "invalid", "missing", "malformed", "unchecked"]
}

fn origins() -> Vec<&'static str> {
    vec!["http", "file", "sample"]
}

/// Whoever asks for what is invalid means all that failed: a signature that is none, too.
const SIG: &str = "shapes.sig = {} OR shapes.sig = 'malformed' AND 'invalid' = {}";
const COUNT_SIG: &str = "SELECT word, sum(captures) FROM
      (SELECT sig AS word, captures FROM shapes
       UNION ALL SELECT 'invalid', captures FROM shapes WHERE sig = 'malformed')
    WHERE word GLOB ?1 GROUP BY word ORDER BY 2 DESC, 1 LIMIT 12";

const PATH: &str = "shapes.path = {} OR shapes.origin = 'file'
    AND (SELECT path FROM journal WHERE journal.seq = readings.seq) = {}";
const SOME_PATH: &str = "shapes.path = {} OR shapes.origin = 'file'";
const MID: &str = concat!(
    "readings.seq IN (SELECT ",
    seq_in!("mentions.signal"),
    " FROM messages JOIN mentions ON mentions.message = messages.n
    WHERE substr(messages.mid, -20) = substr({}, -20) AND messages.mid = {})"
);
const SOME_MID: &str = concat!(
    "readings.seq IN (SELECT ",
    seq_in!("mentions.signal"),
    " FROM messages JOIN mentions ON mentions.message = messages.n WHERE messages.mid GLOB {})"
);
const PEER: &str =
    concat!("readings.seq IN (SELECT ", seq_in!("id"), " FROM signals WHERE peer = {})");

/// What a filter of captures can ask for.
pub(in crate::api) const FIELDS: &[Field] = &[
    text("kind", said!("kinds"))
        .says("what it says", "message, read, delivery…")
        .among(kinds)
        .counted(count_said!("kinds"))
        .of_kinds(),
    text("platform", said!("platforms"))
        .says("the platform", "instagram, messenger, whatsapp")
        .among(platforms)
        .counted(count_said!("platforms"))
        .of_kinds(),
    text("sig", SIG)
        .says("the signature", "valid, invalid (malformed too), missing…")
        .among(verdicts)
        .counted(COUNT_SIG)
        .of_kinds(),
    time("received", "readings.received_us {op} {}", 1_000).says("received", "when it came: -1h, 2026-06-16"),
    number("status", "shapes.status {op} {}")
        .says("the answer", "the status that was answered")
        .counted(count!("status"))
        .of_kinds(),
    duration("took", "(SELECT took_us FROM answers WHERE capture = readings.seq) {op} {}", 1_000)
        .says("the time until the answer", "how long its answer took: 200ms, 2s"),
    text("account", said!("accounts"))
        .says("the account", "the business account's id")
        .counted(count_said!("accounts"))
        .of_kinds(),
    text("peer", PEER)
        .says("the customer", "the customer's id")
        .counted(
            "SELECT peer, NULL FROM (SELECT peer, activity FROM threads
               WHERE activity IS NOT NULL AND peer GLOB ?1 ORDER BY activity DESC LIMIT 1000)
             GROUP BY peer ORDER BY max(activity) DESC LIMIT 12",
        )
        .narrow(),
    text("mid", MID).beginning(SOME_MID).says("a message id", "of a message it speaks of").narrow(),
    part(
        "text",
        r"EXISTS (SELECT 1 FROM sayings WHERE sayings.seq = readings.seq AND sayings.text LIKE {} ESCAPE '\')",
    )
    .says("its words", "words of a message, edit or comment"),
    text("direction", said!("directions"))
        .says("the direction", "inbound, outbound, self")
        .among(directions)
        .counted(count_said!("directions"))
        .of_kinds(),
    text("label", "readings.seq IN (SELECT seq FROM labels WHERE label = {})")
        .says("a label", "one of your labels")
        .counted(
            "SELECT label, count(*) FROM labels WHERE label GLOB ?1 GROUP BY label ORDER BY 2 DESC, 1 LIMIT 12",
        )
        .narrow(),
    yes_no("pinned", "readings.seq IN (SELECT seq FROM annotations WHERE pinned = 1)")
        .says("pinned", "you pinned it")
        .narrow(),
    part(
        "note",
        r"readings.seq IN (SELECT seq FROM annotations WHERE note LIKE {} ESCAPE '\' AND note <> '')",
    )
    .says("your note", "words of your note")
    .narrow(),
    yes_no("copy", "readings.seq IN (SELECT seq FROM journal WHERE replay_of IS NOT NULL)")
        .says("a copy", "Hooktrail sent it itself")
        .narrow(),
    text("copy_of", "readings.seq IN (SELECT seq FROM journal WHERE replay_of = {})")
        .says("a copy of", "Hooktrail sent it itself as a copy of this capture")
        .narrow(),
    yes_no("redelivery", "readings.first IS NOT NULL").says("a redelivery", "the same event had come before"),
    text(
        "event",
        "readings.seq IN (SELECT again.seq FROM readings AS again WHERE again.first = CAST({} AS INTEGER)
           UNION SELECT CAST({} AS INTEGER))",
    )
    .says("the event", "every arrival of it, by the number of the first")
    .narrow(),
    yes_no("sent", "readings.seq IN (SELECT capture FROM attempts)")
        .says("sent again", "it was sent somewhere")
        .narrow(),
    text(
        "target",
        "readings.seq IN (SELECT attempts.capture FROM attempts JOIN targets ON targets.id = attempts.target
           WHERE targets.name = {} COLLATE NOCASE)",
    )
    .says("a target", "a saved target that it was sent to")
    .counted(super::super::fields::TARGETS)
    .narrow(),
    text("flag", said!("flags"))
        .says("a mark", "late, gap, out_of_order, duplicate…")
        .among(flags)
        .counted(count_said!("flags"))
        .of_kinds(),
    text("problem", said!("problems"))
        .says("an oddity", "what was odd, by its code")
        .counted(count_said!("problems"))
        .of_kinds(),
    number("problems", "readings.problems {op} {}").says("the number of oddities", "how much was odd"),
    text("error", said!("errors"))
        .says("an error", "Meta's code of a failure")
        .counted(count_said!("errors"))
        .of_kinds(),
    size("bytes", "readings.bytes {op} {}")
        .says("the size", "10kb is 10 000, 10kib 10 240"),
    text("method", "shapes.method = {}")
        .says("the method", "POST, GET")
        .counted(count!("method"))
        .of_kinds(),
    text("path", PATH).says("the path", "as it came").counted(count!("path")).within(SOME_PATH),
    text("source", "shapes.source = {}")
        .says("the source", "the endpoint that received it, by its id")
        .counted(count!("source"))
        .of_kinds(),
    text("origin", "shapes.origin = {}")
        .says("the origin", "http, file, sample")
        .among(origins)
        .counted(count!("origin"))
        .of_kinds(),
    part("held", r"readings.held LIKE {} ESCAPE '\'").says("what it held", "handshake, visit, not JSON, read ×2…").among(reading::unsaid),
    number("id", "readings.seq {op} {}").says("the number", "its place in the journal"),
    text("signature", SIG).says("the signature", "").among(verdicts).counted(COUNT_SIG).of_kinds().hidden(),
    number("answer", "shapes.status {op} {}").says("the answer", "").of_kinds().hidden(),
    size("size", "readings.bytes {op} {}").says("the size", "").hidden(),
];

/// Where a bare word is looked for: what is small first, what was received last.
pub(in crate::api) const WORDS: &str = r"shapes.path LIKE {} ESCAPE '\' OR readings.held LIKE {} ESCAPE '\'
    OR EXISTS (SELECT 1 FROM sayings WHERE sayings.seq = readings.seq AND sayings.text LIKE {} ESCAPE '\')
    OR readings.seq IN (SELECT seq FROM annotations WHERE note LIKE {} ESCAPE '\' AND note <> '')
    OR readings.seq IN (SELECT seq FROM labels WHERE label LIKE {} ESCAPE '\')
    OR (SELECT holds(headers, body, query, {word}) FROM journal WHERE journal.seq = readings.seq)";
