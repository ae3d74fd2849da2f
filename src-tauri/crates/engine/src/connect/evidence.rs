//! What happened at a source, from the journal and the projection. Looks at the newest captures only, so that it costs the
//! same in a large journal.

use hooktrail_domain::signal::{Flag, Flags, Kind, Platform};
use hooktrail_domain::signature::Verdict;
use http::header::USER_AGENT;
use rusqlite::{Connection, params};

use crate::journal::Headers;
use crate::projection::tables::{keys_of, readings, seq_of};
use crate::store::{StoreError, journal};

/// Captures that are looked at, newest first.
const NEWEST: i64 = 20_000;
/// Handshakes that are looked at, newest first.
const HANDSHAKES: i64 = 50;
/// Of so many newest events, half must have been answered well.
const ANSWERS: i64 = 20;

/// What happened at one source, for one platform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Where the source receives, while it does.
    pub url: Option<String>,
    /// Why nothing is received.
    pub trouble: Option<String>,
    /// A public URL that answered a check.
    pub public: Option<String>,
    /// A secret is entered.
    pub secrets: bool,
    /// Requests to paths that are none, in this run.
    pub elsewhere: i64,
    /// The last handshake that was answered; its agent.
    pub handshake: Option<Seen>,
    /// The last handshake that was refused; its agent.
    pub refused: Option<Seen>,
    /// The last event whose signature fits; the secret's name.
    pub valid: Option<Seen>,
    /// The last event whose signature does not, or is missing; the verdict.
    pub invalid: Option<Seen>,
    /// The last sample of the dashboard.
    pub sample: Option<Seen>,
    /// The last message of a customer.
    pub message: Option<Seen>,
    /// The last message of the account, or WhatsApp's report of one.
    pub echo: Option<Seen>,
    /// The last word that a message was seen.
    pub read: Option<Seen>,
    /// Edits numbered 0: stand for messages that did not come.
    pub placeholders: i64,
    /// Something came as standby.
    pub standby: bool,
    /// Other platforms that were heard of.
    pub others: Vec<Platform>,
    /// Most of the newest events were not answered 2xx.
    pub failing: bool,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// When it was received, ms.
    pub at: i64,
    /// Number of the capture.
    pub capture: i64,
    /// What it was, in words.
    pub what: String,
}

/// Adds what the database knows about `source` to `evidence`.
pub fn gather(
    conn: &Connection,
    source: &str,
    platform: Platform,
    mut evidence: Evidence,
) -> Result<Evidence, StoreError> {
    handshakes(conn, source, &mut evidence)?;
    let from = (journal::newest(conn)? - NEWEST).max(0);
    let mut statement = conn.prepare_cached(
        "SELECT signals.platform, signals.kind, signals.flags, signals.state, journal.verdict, journal.secret,
           max(signals.id), count(*), journal.received_us
         FROM signals JOIN journal ON journal.seq = signals.id >> 22
         WHERE signals.id >= ?1 AND journal.origin = 'http' AND journal.source = ?2
         GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 7",
    )?;
    let mut rows = statement.query(params![keys_of(from)[0], source])?;
    while let Some(row) = rows.next()? {
        let group = Group {
            platform: row.get::<_, String>(0)?,
            kind: Kind::from_word(&row.get::<_, String>(1)?).unwrap_or(Kind::Unknown),
            flags: Flags::from_bits(row.get(2)?),
            state: row.get(3)?,
            verdict: Verdict::from_word(&row.get::<_, String>(4)?).unwrap_or(Verdict::Unchecked),
            secret: row.get(5)?,
            capture: seq_of(row.get(6)?),
            count: row.get(7)?,
            at: row.get::<_, i64>(8)? / 1_000,
        };
        weigh(&group, platform, &mut evidence);
    }
    evidence.failing = failing(conn, source)?;
    Ok(evidence)
}

/// Signals that are alike; where and when the newest of them came.
struct Group {
    platform: String,
    kind: Kind,
    flags: Flags,
    state: Option<String>,
    verdict: Verdict,
    secret: Option<String>,
    capture: i64,
    count: i64,
    at: i64,
}

fn weigh(group: &Group, platform: Platform, evidence: &mut Evidence) {
    if group.platform != platform.word() {
        let other = Platform::from_word(&group.platform);
        let other = other.filter(|other| *other != Platform::Unknown);
        evidence.others.extend(other.filter(|other| !evidence.others.contains(other)));
        return;
    }
    let seen = |what: String| Some(Seen { at: group.at, capture: group.capture, what });
    match group.verdict {
        Verdict::Valid => evidence.valid = seen(group.secret.clone().unwrap_or_default()),
        Verdict::Unchecked => {}
        bad => evidence.invalid = seen(bad.word().to_owned()),
    }
    if group.flags.contains(Flag::Sample) {
        evidence.sample = seen("Test samples reach the receiver.".to_owned());
        return;
    }
    evidence.standby |= group.flags.contains(Flag::Standby);
    let whatsapp = platform == Platform::Whatsapp;
    match group.kind {
        Kind::MessageEdited if group.flags.contains(Flag::Placeholder) => {
            evidence.placeholders += group.count;
        }
        Kind::Message | Kind::Postback => evidence.message = seen("Messages arrive.".to_owned()),
        Kind::MessageEcho => evidence.echo = seen("Own messages arrive.".to_owned()),
        Kind::Read => evidence.read = seen("It is reported when messages are seen.".to_owned()),
        Kind::Status if whatsapp => {
            if group.state.as_deref() == Some("seen") {
                evidence.read = seen("It is reported when messages are seen.".to_owned());
            }
            evidence.echo = seen("The states of sent messages arrive.".to_owned());
        }
        _ => {}
    }
}

fn handshakes(conn: &Connection, source: &str, evidence: &mut Evidence) -> Result<(), StoreError> {
    for seq in readings::handshakes(conn, HANDSHAKES)? {
        let Some(capture) = journal::capture(conn, seq)? else { continue };
        let head = &capture.head;
        if head.source != source {
            continue;
        }
        let headers = Headers::from_bytes(capture.headers.clone());
        let agent = headers.get(USER_AGENT.as_str()).unwrap_or_default();
        let agent = String::from_utf8_lossy(agent).chars().take(80).collect();
        let seen = Some(Seen { at: head.received_at(), capture: seq, what: agent });
        match head.status {
            200 if evidence.handshake.is_none() => evidence.handshake = seen,
            403 if evidence.refused.is_none() => evidence.refused = seen,
            _ => {}
        }
        if evidence.handshake.is_some() && evidence.refused.is_some() {
            break;
        }
    }
    Ok(())
}

/// Whether Meta has reason to turn the webhook off.
fn failing(conn: &Connection, source: &str) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT coalesce(avg(status BETWEEN 200 AND 299), 1) < 0.5 FROM (
           SELECT status FROM journal
           WHERE kind = 'capture' AND method = 'POST' AND origin = 'http' AND source = ?1 AND seq > ?2
           ORDER BY seq DESC LIMIT ?3)",
    )?;
    let from = journal::newest(conn)? - NEWEST;
    Ok(statement.query_row(params![source, from, ANSWERS], |row| row.get(0))?)
}
