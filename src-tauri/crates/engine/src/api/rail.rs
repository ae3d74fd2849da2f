//! The status rail of an outbound message: the states it reached, and the signals that changed nothing, as they arrived.

use std::collections::{HashMap, HashSet};

use hooktrail_domain::ledger::{Basis, Evidence, MessageRecord, State, failure};
use hooktrail_domain::signal::{Flag, Flags, Kind};
use rusqlite::Connection;

use super::message::participant;
use super::signature::Wrong;
use super::{ParticipantRow, RailStep, excerpt};
use crate::projection::tables::signals::SignalRow;
use crate::projection::tables::{seq_of, transitions};
use crate::reading::Bodies;
use crate::store::StoreError;

/// So many members of a group are called by their names in the states of a message, the others by their ids.
const NAMED: usize = 64;

pub(super) fn rail(
    conn: &Connection,
    bodies: &mut Bodies<'_>,
    n: i64,
    record: &MessageRecord,
    mentions: &[SignalRow],
    wrong: &Wrong,
) -> Result<Vec<RailStep>, StoreError> {
    if !record.has_status() {
        return Ok(Vec::new());
    }
    let moves = transitions::of_message(conn, n)?;
    let mut steps: Vec<((i64, i64), RailStep)> = Vec::new();
    let mut members = Members { conn, record, known: HashMap::new() };
    for moved in &moves {
        let change = &moved.transition;
        let step = RailStep {
            state: change.to.word().to_owned(),
            participant: members.row(change.participant.clone())?,
            at: change.at,
            received_at: bodies.received_at(seq_of(moved.id))?,
            basis: change.basis.word().to_owned(),
            capture_id: Some(seq_of(moved.id).to_string()),
            flags: words(so_far(change.flags, record, change.participant.as_deref())),
            error: change.error.clone().map(excerpt::beside),
            code: change.code,
            moved: change.moves(),
            signature: wrong.of(seq_of(moved.id)),
        };
        steps.push(((moved.signal, moved.id), step));
    }
    for mention in mentions {
        let Some(state) = &mention.state else { continue };
        let told = moves
            .iter()
            .any(|moved| moved.signal == mention.id && moved.transition.to.word() == *state);
        // A customer cannot take back what the account said.
        if told || (mention.kind == Kind::MessageDeleted && record.deleted.is_none()) {
            continue;
        }
        // A repeat says nothing that was not said: its body is not opened.
        let fresh = mention.kind == Kind::Status && !mention.flags.contains(Flag::Duplicate);
        let said = if fresh { bodies.signal(mention.id)? } else { None };
        let (error, code) = said.as_ref().map(failure).unwrap_or_default();
        let participant = said.and_then(|said| said.data.participant);
        let step = RailStep {
            state: state.clone(),
            participant: members.row(participant.clone())?,
            at: mention.at,
            received_at: bodies.received_at(seq_of(mention.id))?,
            basis: Basis::Observed.word().to_owned(),
            capture_id: Some(seq_of(mention.id).to_string()),
            flags: words(so_far(mention.flags, record, participant.as_deref())),
            error: error.map(excerpt::beside),
            code,
            moved: false,
            signature: wrong.of(seq_of(mention.id)),
        };
        steps.push(((mention.id, 0), step));
    }
    for (participant, state, known) in unmoved(record, &steps) {
        // What is evidenced and moved nothing has no dot of its own, while what told it is here.
        if bodies.received_at(known.seq)?.is_some() {
            continue;
        }
        let step = RailStep {
            state: state.word().to_owned(),
            participant: members.row(participant)?,
            at: known.at,
            received_at: None,
            basis: known.basis.word().to_owned(),
            capture_id: None,
            flags: Vec::new(),
            error: known.error.clone().map(excerpt::beside),
            code: known.code,
            moved: true,
            signature: None,
        };
        // Nobody knows when it came: acceptance begins, and all else follows what is known.
        let place = if matches!(state, State::Sent | State::Accepted) { 0 } else { i64::MAX };
        steps.push(((place, 0), step));
    }
    steps.sort_by_key(|(order, _)| *order);
    Ok(steps.into_iter().map(|(_, step)| step).collect())
}

/// States that the ledger knows from captures and that no step moved to, with those of a group of whom. It remembers them when a
/// capture is deleted: what that said is still true.
fn unmoved<'a, 's>(
    record: &'a MessageRecord,
    steps: &'s [((i64, i64), RailStep)],
) -> Vec<(Option<String>, State, &'a Evidence)> {
    let of = |step: &'s RailStep| step.participant.as_ref().map(|who| who.id.as_str());
    let by: HashSet<(&str, Option<&str>)> = steps
        .iter()
        .filter(|(_, step)| step.moved)
        .flat_map(|(_, step)| [(step.state.as_str(), of(step)), (step.state.as_str(), None)])
        .collect();
    let moved = |state: State, who| by.contains(&(state.word(), who));
    let deleted = record.deleted.iter().map(|known| (State::Deleted, known));
    let whole = record.rail.iter().chain(deleted).map(|(state, known)| (None, state, known));
    let members = record.members.iter().flat_map(|member| {
        let who = Some(member.participant.as_str());
        member.rail.iter().map(move |(state, known)| (who, state, known))
    });
    whole
        .chain(members)
        .filter(|(who, state, known)| known.basis != Basis::Simulated && !moved(*state, *who))
        .map(|(who, state, known)| (who.map(str::to_owned), state, known))
        .collect()
}

/// Those of a group whose states are told.
struct Members<'a> {
    conn: &'a Connection,
    record: &'a MessageRecord,
    known: HashMap<String, ParticipantRow>,
}

impl Members<'_> {
    fn row(&mut self, id: Option<String>) -> Result<Option<ParticipantRow>, StoreError> {
        let Some(id) = id else { return Ok(None) };
        if let Some(row) = self.known.get(&id) {
            return Ok(Some(row.clone()));
        }
        if self.known.len() >= NAMED {
            return Ok(Some(ParticipantRow { id, name: None }));
        }
        let row = participant(self.conn, &self.record.key(), id.clone(), None)?;
        self.known.insert(id, row.clone());
        Ok(Some(row))
    }
}

/// Without the mark of seen before delivered, once that was told of whom it is about: one member of a group has nothing of
/// another.
fn so_far(flags: Flags, record: &MessageRecord, participant: Option<&str>) -> Flags {
    let rail = record.rail_of(participant);
    let told = rail.of(State::Delivered).is_some_and(|known| known.basis != Basis::Simulated);
    flags.iter().filter(|flag| !(told && *flag == Flag::Gap)).collect()
}

fn words(flags: Flags) -> Vec<String> {
    flags.iter().map(|flag| flag.word().to_owned()).collect()
}
