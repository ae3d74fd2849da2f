//! One entry of the journal into the derived tables. What it means is the ledger's business; here is only where it goes.

use std::collections::HashSet;

use hooktrail_domain::ledger::{self, CaptureInfo, Effects, MessageKey, State, ThreadKey};
use hooktrail_domain::problem::Problem;
use hooktrail_domain::signal::{Flag, Kind, Platform, Signal};
use rusqlite::Connection;

use super::fetch::{Ready, What};
use super::records::Records;
use super::tables::messages::Message;
use super::tables::shapes::Shape;
use super::tables::signals::{self, NewSignal, SignalRow};
use super::tables::transitions::{Keys, message_key, thread_key};
use super::tables::{
    directory, dones, key, mentions, openings, progress, readings, sayings, transitions,
};
use crate::journal::Mark;
use crate::reading::{Bodies, held, is_handshake};
use crate::store::journal::CaptureHead;
use crate::store::{StoreError, journal};

/// Applies one entry.
pub(super) fn apply(records: &mut Records<'_>, ready: Ready) -> Result<(), StoreError> {
    let seq = ready.seq;
    records.enter(seq);
    match ready.what {
        What::Capture { head, signals, problems } => capture(records, &head, signals, &problems),
        What::Mark(Some(given)) => mark(records, seq, &given),
        What::Mark(None) => Ok(()),
        What::Skeleton { received_at, facts } => {
            let info = CaptureInfo { seq, received_at: Some(received_at) };
            ledger::apply_skeleton(records, &info, &facts).map(|_| ())
        }
    }
}

/// Leaves the entry behind the cursor out. Answers which one it was.
pub(super) fn pass_over(conn: &Connection) -> Result<Option<i64>, StoreError> {
    let mut at = progress::get(conn)?;
    let mut next = None;
    journal::follow::<StoreError>(conn, at.cursor, |entry| {
        next = Some(entry.seq());
        Ok(false)
    })?;
    if let Some(seq) = next {
        at.cursor = seq;
        progress::put(conn, &at)?;
    }
    Ok(next)
}

fn capture(
    records: &mut Records<'_>,
    head: &CaptureHead,
    mut signals: Vec<Signal>,
    problems: &[Problem],
) -> Result<(), StoreError> {
    let (seq, received_at) = (head.seq, head.received_at());
    let odd_before: Vec<usize> = signals.iter().map(|signal| signal.problems.len()).collect();
    let info = CaptureInfo { seq, received_at: Some(received_at) };
    let effects = ledger::apply(records, &info, &mut signals)?;
    for (ordinal, (signal, odd)) in (1..).zip(signals.iter().zip(odd_before)) {
        let id = key(seq, ordinal);
        keep_signal(records, id, received_at, signal, odd)?;
        for message in mentioned(signal) {
            mention(records, id, &message, signal)?;
        }
    }
    keep_effects(records, seq, received_at, &effects)?;
    directory::learn(records.conn, seq, &signals)?;
    let odd = problems.len() + signals.iter().map(|signal| signal.problems.len()).sum::<usize>();
    let shape = Shape::of(head, &signals, problems);
    let reading = readings::ReadingRow {
        shape: records.shapes.add(records.conn, shape)?,
        received_us: head.received_us,
        bytes: head.bytes,
        first: first(records, head, &signals)?,
        problems: i64::try_from(odd).unwrap_or(i64::MAX),
        handshake: is_handshake(head),
        held: held(head, &signals),
    };
    readings::insert(records.conn, seq, &reading)?;
    sayings::insert(records.conn, head, &signals)?;
    records.counts.captures += 1;
    records.counts.signals += i64::try_from(signals.len()).unwrap_or(i64::MAX);
    Ok(())
}

/// The first capture that said just this, if one did whose signature says the same: a forgery stands by itself.
fn first(
    records: &mut Records<'_>,
    head: &CaptureHead,
    signals: &[Signal],
) -> Result<Option<i64>, StoreError> {
    let again = |signal: &Signal| signal.flags.contains(Flag::Duplicate);
    let Some(signal) = signals.first().filter(|_| signals.iter().all(again)) else {
        return Ok(None);
    };
    let message = match mentioned(signal).first() {
        Some(message) => Some(records.message_mut(message)?.n),
        None => None,
    };
    let thread = match thread_of(signal) {
        Some(key) => records.thread(&key)?,
        None => None,
    };
    let conn = records.conn;
    let says = ledger::skeleton(signals);
    let mut bodies = Bodies::new(conn);
    for told in signals::told(conn, signal.kind, signal.at, message, thread)? {
        let alike = journal::head(conn, told)?.is_some_and(|told| told.verdict == head.verdict);
        if alike && bodies.of(told)?.is_some_and(|said| ledger::skeleton(&said.signals) == says) {
            return Ok(Some(told));
        }
    }
    Ok(None)
}

fn keep_signal(
    records: &mut Records<'_>,
    id: i64,
    received_at: i64,
    signal: &Signal,
    odd_before: usize,
) -> Result<(), StoreError> {
    let key = thread_of(signal);
    let thread = match &key {
        Some(key) => records.thread(key)?,
        None => None,
    };
    let note = if thread.is_none() || signal.flags.contains(Flag::Duplicate) {
        0
    } else {
        note(signal.kind)
    };
    signals::insert(
        records.conn,
        &NewSignal {
            row: SignalRow {
                id,
                kind: signal.kind,
                path: signal.path.clone(),
                at: signal.at,
                flags: signal.flags,
                state: state_said(signal).map(|state| state.word().to_owned()),
                conflict: signal.problems.get(odd_before).map(|odd| odd.message.clone()),
            },
            platform: signal.platform.word(),
            account: signal.account.as_deref(),
            peer: signal.peer.as_deref(),
            named: signal.named().filter(|_| signal.group && signal.data.username.is_some()),
            thread,
            place: signal.at.unwrap_or(received_at),
            note,
        },
    )?;
    if let (Some(n), 1..) = (thread, note) {
        records.stir(n);
    }
    Ok(())
}

fn mention(
    records: &mut Records<'_>,
    id: i64,
    message: &MessageKey,
    signal: &Signal,
) -> Result<(), StoreError> {
    let row = records.message_mut(message)?;
    row.listed = true;
    tell(row, id, signal, signal.flags.contains(Flag::Duplicate));
    let n = row.n;
    mentions::insert(records.conn, n, id)
}

/// Writes the words of a message into its row: those of the last edit, whatever came first, or came `again`.
pub(super) fn tell(row: &mut Message, id: i64, signal: &Signal, again: bool) {
    match signal.kind {
        Kind::Message | Kind::MessageEcho | Kind::Postback if row.said.is_none() => {
            row.said = Some(id);
            row.gist = gist(signal);
            if row.edit == 0 {
                row.text.clone_from(&signal.text);
            }
        }
        Kind::MessageEdited => {
            let order = signal.edit_order();
            let last = order > row.edit || order == row.edit && !again;
            if order > 0 && last && signal.text.is_some() {
                row.text.clone_from(&signal.text);
                row.edit = order;
            }
        }
        _ => {}
    }
}

fn keep_effects(
    records: &mut Records<'_>,
    seq: i64,
    received_at: i64,
    effects: &Effects,
) -> Result<(), StoreError> {
    for (number, caused) in (1..).zip(&effects.transitions) {
        let transition = &caused.effect;
        let thread = match thread_key(transition) {
            Some(thread) => Some(records.thread_made(&thread)?),
            None => None,
        };
        let message = records.message_mut(&message_key(transition))?.n;
        let signal = key(seq, caused.signal + 1);
        let keys = Keys { id: key(seq, number), signal, message, thread };
        transitions::insert(records.conn, &keys, transition)?;
        records.counts.transitions += 1;
    }
    for (number, caused) in (1..).zip(&effects.openings) {
        let opening = &caused.effect;
        let thread = records.thread_made(&ThreadKey {
            platform: opening.platform,
            account: opening.account.clone(),
            peer: opening.peer.clone(),
        })?;
        let place = opening.at.unwrap_or(received_at);
        let keys = [key(seq, number), key(seq, caused.signal + 1), thread, place];
        openings::insert(records.conn, keys, opening)?;
        records.counts.openings += 1;
    }
    Ok(())
}

fn mark(records: &mut Records<'_>, seq: i64, mark: &Mark) -> Result<(), StoreError> {
    match mark {
        Mark::Done { thread, at } => {
            let done = ledger::Mark::Done { thread: thread.clone(), at: *at };
            ledger::apply_mark(records, seq, &done)?;
            let n = records.thread_made(thread)?;
            dones::insert(records.conn, [seq, n, *at])
        }
        Mark::Undone { thread } => {
            let undone = ledger::Mark::Undone { thread: thread.clone() };
            if ledger::apply_mark(records, seq, &undone)?.conversations.is_empty() {
                return Ok(());
            }
            dones::remove_last(records.conn, records.thread_made(thread)?)
        }
        Mark::State { message, participant, state, at, error } => {
            let set = ledger::Mark::State {
                message: message.clone(),
                participant: participant.clone(),
                state: *state,
                at: *at,
                error: error.clone(),
            };
            let effects = ledger::apply_mark(records, seq, &set)?;
            keep_effects(records, seq, *at, &effects)
        }
        Mark::Directory(edit) => directory::enter(records.conn, edit),
    }
}

/// The messages that a signal speaks of, each once.
pub(super) fn mentioned(signal: &Signal) -> Vec<MessageKey> {
    let Some(account) = signal.account.as_ref().filter(|_| signal.platform != Platform::Unknown)
    else {
        return Vec::new();
    };
    let mut known = HashSet::new();
    let named = signal.message_id.iter().chain(&signal.data.mids);
    let mids = named.filter(|mid| known.insert(mid.as_str()));
    let key = |mid: &String| MessageKey {
        platform: signal.platform,
        account: account.clone(),
        message_id: mid.clone(),
    };
    mids.map(key).collect()
}

fn thread_of(signal: &Signal) -> Option<ThreadKey> {
    Some(ThreadKey {
        platform: signal.platform,
        account: signal.account.clone()?,
        peer: signal.peer.clone()?,
    })
}

/// Whether something stands by itself in its conversation (1), or only while its message is not known (2).
fn note(kind: Kind) -> i64 {
    match kind {
        Kind::Referral
        | Kind::Optin
        | Kind::Policy
        | Kind::Handover
        | Kind::Feedback
        | Kind::Order
        | Kind::AccountLinking
        | Kind::System
        | Kind::Call
        | Kind::Unknown => 1,
        Kind::Reaction | Kind::MessageEdited => 2,
        _ => 0,
    }
}

/// The state that a signal says a message has.
fn state_said(signal: &Signal) -> Option<State> {
    match signal.kind {
        Kind::MessageEcho => Some(State::Accepted),
        Kind::Delivery => Some(State::Delivered),
        Kind::Read => Some(State::Seen),
        Kind::MessageDeleted => Some(State::Deleted),
        Kind::Status => match signal.data.status.as_deref()? {
            "sent" => Some(State::Accepted),
            "delivered" => Some(State::Delivered),
            "read" | "played" => Some(State::Seen),
            "failed" => {
                let blamed = |error: &hooktrail_domain::signal::MetaError| {
                    error.code.is_some_and(ledger::of_the_channel)
                };
                let channel = signal.data.errors.iter().any(blamed);
                Some(if channel { State::ChannelFailed } else { State::Failed })
            }
            "deleted" => Some(State::Deleted),
            _ => None,
        },
        _ => None,
    }
}

/// What a message without words was.
fn gist(signal: &Signal) -> Option<String> {
    if signal.text.as_ref().is_some_and(|text| !text.is_empty()) {
        return None;
    }
    let kinds: Vec<&str> =
        signal.data.attachments.iter().map(|attachment| attachment.kind.as_str()).collect();
    Some(match () {
        () if !kinds.is_empty() => kinds.join(", "),
        () if signal.data.unsupported => "unsupported message".to_owned(),
        () if signal.kind == Kind::Postback => "postback".to_owned(),
        () => "message without words".to_owned(),
    })
}
