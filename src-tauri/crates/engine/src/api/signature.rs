//! What a message rests on, by the signatures of the captures that told it: only what they say to be wrong. Asked of the
//! journal whenever it is shown, so nothing here is kept, and nothing here judges a signature.

use std::collections::HashMap;

use hooktrail_domain::ledger::{MessageRecord, State};
use hooktrail_domain::signal::Direction;
use rusqlite::Connection;

use super::message;
use crate::projection::tables::messages::Message;
use crate::projection::tables::signals::{self, SignalRow};
use crate::projection::tables::{seq_in, seq_of};
use crate::reading::Bodies;
use crate::store::StoreError;
use crate::store::journal::{wrong, wrong_verdict};

/// SQL: whether something that is told of the message in a row of `messages` came with a signature that is wrong.
pub(super) fn rests_on_wrong() -> String {
    format!(
        "EXISTS (SELECT 1 FROM mentions CROSS JOIN {} AND mentions.message = messages.n)
         OR EXISTS (SELECT 1 FROM transitions CROSS JOIN {} AND transitions.message = messages.n)",
        wrong(seq_in!("mentions.signal")),
        wrong(seq_in!("transitions.id"))
    )
}

/// The captures behind one message whose signature is wrong, missing or malformed, with that word.
#[derive(Debug, Default)]
pub(super) struct Wrong(HashMap<i64, String>);

impl Wrong {
    /// Those that speak of it, and those that moved its state by what they said of another.
    pub(super) fn of_message(conn: &Connection, n: i64) -> Result<Self, StoreError> {
        let sql = format!(
            "SELECT journal.seq, journal.verdict FROM mentions CROSS JOIN {} AND mentions.message = ?1
             UNION ALL SELECT journal.seq, journal.verdict FROM transitions CROSS JOIN {} AND transitions.message = ?1",
            wrong(seq_in!("mentions.signal")),
            wrong(seq_in!("transitions.id"))
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map([n], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self(rows.collect::<Result<_, _>>()?))
    }

    /// What is wrong with the signature of capture `seq`.
    pub(super) fn of(&self, seq: i64) -> Option<String> {
        self.0.get(&seq).cloned()
    }

    /// What is wrong with the signature of what first told the deletion, where it is with all that told it.
    pub(super) fn of_deletion(&self, mentions: &[SignalRow]) -> Option<String> {
        let deleted = Some(State::Deleted.word());
        let mut told = mentions.iter().filter(|mention| mention.state.as_deref() == deleted);
        let first = self.of(seq_of(told.next()?.id))?;
        told.all(|mention| self.0.contains_key(&seq_of(mention.id))).then_some(first)
    }
}

/// What is wrong with the signature of capture `seq`.
pub(super) fn of_capture(conn: &Connection, seq: i64) -> Result<Option<String>, StoreError> {
    Ok(wrong_verdict(conn, seq)?.map(|verdict| verdict.word().to_owned()))
}

/// What is wrong with the signature of what told the words that are shown of a message, or that it was deleted.
pub(super) fn of_words(conn: &Connection, row: &Message) -> Result<Option<String>, StoreError> {
    let deleted = row.record.as_ref().is_some_and(|record| record.deleted.is_some());
    if !deleted && row.edit == 0 {
        return row.said.map_or(Ok(None), |said| of_capture(conn, seq_of(said)));
    }
    let wrong = Wrong::of_message(conn, row.n)?;
    if wrong.0.is_empty() {
        return Ok(None);
    }
    let mentions = signals::of_message(conn, row.n)?;
    if deleted {
        return Ok(wrong.of_deletion(&mentions));
    }
    let edits = message::edits(&mut Bodies::new(conn), &mentions, &wrong)?;
    Ok(edits.into_iter().rfind(|edit| edit.text.is_some()).and_then(|edit| edit.signature))
}

/// The same of what told the state that an outbound message is in; that it was deleted is [`of_words`]' to tell.
pub(super) fn of_state(
    conn: &Connection,
    record: &MessageRecord,
) -> Result<Option<String>, StoreError> {
    let told = record.direction() == Some(Direction::Outbound) && record.deleted.is_none();
    let rail = record.summary();
    let known = rail.state().filter(|_| told).and_then(|state| rail.of(state));
    known.map_or(Ok(None), |known| of_capture(conn, known.seq))
}
