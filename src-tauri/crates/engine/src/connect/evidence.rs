//! What happened at a source, from the journal and the projection. Looks at the newest captures only, so that it costs the
//! same in a large journal. What a Hooktrail sent is no evidence, nor is what anybody on this machine may have made up.

use std::collections::BTreeMap;

use hooktrail_domain::signal::{Flag, Flags, Kind, Platform};
use hooktrail_domain::signature::Verdict;
use rusqlite::{Connection, params};

use super::{Caller, Step};
use crate::journal::Headers;
use crate::projection::tables::{keys_of, readings, seq_in, seq_of};
use crate::store::{StoreError, journal};

/// Captures that are looked at, newest first.
const NEWEST: i64 = 20_000;
/// Handshakes that are looked at, newest first.
pub(crate) const HANDSHAKES: i64 = 500;
/// Of so many newest events, half must have been answered well.
const ANSWERS: usize = 20;

/// What happened at one source, for one platform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
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
    /// The last handshake of Meta's that was answered; its agent.
    pub handshake: Option<Seen>,
    /// The last handshake of Meta's that was refused; its agent.
    pub refused: Option<Seen>,
    /// The last handshake that came from outside, whoever asked, and was answered; its agent.
    pub outside: Option<Seen>,
    /// The last event whose signature fits; the secret's name.
    pub valid: Option<Seen>,
    /// The last event from outside whose signature does not, or is missing; the verdict.
    pub invalid: Option<Seen>,
    /// What looks like the step, but need not be Meta's word; who it came from.
    pub unproved: BTreeMap<Step, Seen>,
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
pub(crate) struct Seen {
    /// When it was received, ms.
    pub at: i64,
    /// Number of the capture.
    pub capture: i64,
    /// What it was, in words.
    pub what: String,
}

/// Adds what the database knows about `source` to `evidence`.
pub(crate) fn gather(
    conn: &Connection,
    source: &str,
    platform: Platform,
    mut evidence: Evidence,
) -> Result<Evidence, StoreError> {
    handshakes(conn, source, &mut evidence)?;
    let from = (journal::newest(conn)? - NEWEST).max(0);
    let mut statement = conn.prepare_cached(concat!(
        "SELECT signals.id, signals.platform, signals.kind, signals.flags, signals.state, journal.verdict, journal.secret,
           journal.received_us, journal.headers
         FROM signals CROSS JOIN journal ON journal.seq = ",
        seq_in!("signals.id"),
        " WHERE signals.id >= ?1 AND journal.origin = 'http' AND journal.source = ?2
         ORDER BY signals.id",
    ))?;
    let mut rows = statement.query(params![keys_of(from)[0], source])?;
    let mut from: Option<(i64, Caller)> = None;
    while let Some(row) = rows.next()? {
        let capture = seq_of(row.get(0)?);
        let caller = match from.take() {
            Some((known, caller)) if known == capture => caller,
            _ => Caller::of(&Headers::from_bytes(row.get(8)?)),
        };
        let said = Said {
            platform: row.get(1)?,
            kind: Kind::from_word(&row.get::<_, String>(2)?).unwrap_or(Kind::Unknown),
            flags: Flags::from_bits(row.get(3)?),
            state: row.get(4)?,
            verdict: Verdict::from_word(&row.get::<_, String>(5)?).unwrap_or(Verdict::Unchecked),
            secret: row.get(6)?,
            capture,
            at: row.get::<_, i64>(7)? / 1_000,
        };
        if !caller.hooktrail {
            weigh(&said, &caller, platform, &mut evidence);
        }
        from = Some((capture, caller));
    }
    evidence.failing = failing(conn, source)?;
    Ok(evidence)
}

/// A signal, and when it came.
struct Said {
    platform: String,
    kind: Kind,
    flags: Flags,
    state: Option<String>,
    verdict: Verdict,
    secret: Option<String>,
    capture: i64,
    at: i64,
}

impl Said {
    /// The step that it shows, with what it says then.
    fn step(&self, whatsapp: bool) -> &'static [(Step, &'static str)] {
        const SEEN: (Step, &str) = (Step::Read, "It is reported when messages are seen.");
        const STATES: (Step, &str) = (Step::Echo, "The states of sent messages arrive.");
        match self.kind {
            _ if self.flags.contains(Flag::Sample) => {
                &[(Step::Sample, "Test samples reach the receiver.")]
            }
            Kind::Message | Kind::Postback => &[(Step::Message, "Messages arrive.")],
            Kind::MessageEcho => &[(Step::Echo, "Own messages arrive.")],
            Kind::Read => &[SEEN],
            Kind::Status if whatsapp && self.state.as_deref() == Some("seen") => &[SEEN, STATES],
            Kind::Status if whatsapp => &[STATES],
            _ => &[],
        }
    }
}

/// Takes what was said for Meta's word if one of its secrets signed it, or if it came from outside and calls itself Meta's.
fn weigh(said: &Said, caller: &Caller, platform: Platform, evidence: &mut Evidence) {
    if said.platform != platform.word() {
        let other = Platform::from_word(&said.platform);
        let other = other.filter(|other| *other != Platform::Unknown);
        evidence.others.extend(other.filter(|other| !evidence.others.contains(other)));
        return;
    }
    let seen = |what: String| Seen { at: said.at, capture: said.capture, what };
    match said.verdict {
        Verdict::Valid => evidence.valid = Some(seen(said.secret.clone().unwrap_or_default())),
        Verdict::Unchecked => {}
        bad if caller.outside => evidence.invalid = Some(seen(bad.word().to_owned())),
        bad => {
            let who = format!("{} from {}", bad.word(), caller.describe());
            evidence.unproved.insert(Step::Signature, seen(who));
        }
    }
    let proved = said.verdict == Verdict::Valid || caller.outside && caller.meta;
    let sample = said.flags.contains(Flag::Sample);
    evidence.standby |= !sample && said.flags.contains(Flag::Standby);
    if !sample && said.kind == Kind::MessageEdited && said.flags.contains(Flag::Placeholder) {
        evidence.placeholders += 1;
    }
    for (step, what) in said.step(platform == Platform::Whatsapp) {
        if !proved {
            evidence.unproved.insert(*step, seen(caller.describe()));
            continue;
        }
        let place = match step {
            Step::Sample => &mut evidence.sample,
            Step::Message => &mut evidence.message,
            Step::Echo => &mut evidence.echo,
            _ => &mut evidence.read,
        };
        *place = Some(seen((*what).to_owned()));
    }
}

/// Whether Meta itself, as far as headers tell, asked for the handshake `seq` and was answered, at `since` (ms) or later.
pub(crate) fn verified(conn: &Connection, seq: i64, since: i64) -> Result<bool, StoreError> {
    let capture = journal::capture(conn, seq)?;
    Ok(capture.is_some_and(|capture| {
        let caller = Caller::of(&Headers::from_bytes(capture.headers));
        let answered = capture.head.status == 200 && capture.head.received_at() >= since;
        answered && caller.meta && !caller.hooktrail
    }))
}

fn handshakes(conn: &Connection, source: &str, evidence: &mut Evidence) -> Result<(), StoreError> {
    for seq in readings::handshakes(conn, HANDSHAKES)? {
        let Some(capture) = journal::capture(conn, seq)? else { continue };
        let head = &capture.head;
        let caller = Caller::of(&Headers::from_bytes(capture.headers));
        if head.source != source || caller.hooktrail {
            continue;
        }
        let seen = |what: String| Seen { at: head.received_at(), capture: seq, what };
        if caller.outside && head.status == 200 && evidence.outside.is_none() {
            evidence.outside = Some(seen(caller.agent.clone()));
        }
        match head.status {
            _ if !caller.meta => {
                let who = caller.describe();
                evidence.unproved.entry(Step::Handshake).or_insert_with(|| seen(who));
            }
            200 if evidence.handshake.is_none() => evidence.handshake = Some(seen(caller.agent)),
            403 if evidence.refused.is_none() => evidence.refused = Some(seen(caller.agent)),
            _ => {}
        }
        let both = evidence.handshake.is_some() && evidence.refused.is_some();
        if both && evidence.outside.is_some() {
            break;
        }
    }
    Ok(())
}

/// Whether Meta has reason to turn the webhook off.
fn failing(conn: &Connection, source: &str) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT status, headers FROM journal
         WHERE kind = 'capture' AND method = 'POST' AND origin = 'http' AND source = ?1 AND seq > ?2
         ORDER BY seq DESC",
    )?;
    let mut rows = statement.query(params![source, journal::newest(conn)? - NEWEST])?;
    let (mut all, mut good) = (0, 0);
    while all < ANSWERS
        && let Some(row) = rows.next()?
    {
        if !Caller::of(&Headers::from_bytes(row.get(1)?)).hooktrail {
            all += 1;
            good += usize::from((200..300).contains(&row.get::<_, u16>(0)?));
        }
    }
    Ok(good * 2 < all)
}
