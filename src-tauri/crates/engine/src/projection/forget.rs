//! Forgetting: the derived rows of deleted captures and conversations, so that what is listed afterwards is what a rebuild
//! would make. Runs inside the deletion's own transaction, before the journal's rows go.

use std::collections::{BTreeMap, BTreeSet};

use hooktrail_domain::ledger::{Fact, MessageKey, ThreadKey};
use hooktrail_domain::signal::{Flag, Signal};
use rusqlite::Connection;

use super::apply::{mentioned, tell};
use super::tables::messages::{self, Message};
use super::tables::progress::{self, Progress};
use super::tables::threads::{self, Thread};
use super::tables::{
    directory, keys_of, mentions, openings, ordinal_of, readings, repeats, sayings, seq_of,
    signals, transitions,
};
use crate::reading;
use crate::store::journal::{self, Capture};
use crate::store::{StoreError, Tx};

/// What is left to bring up to date once all that is to go is gone: done for each capture, it would be done over and over.
#[derive(Debug, Default)]
pub struct Rest {
    /// Customers whose last name went: account and peer.
    unnamed: BTreeSet<(String, String)>,
    /// Conversations that may look otherwise, with how many listed messages each has less.
    stirred: BTreeMap<i64, i64>,
}

/// What a stored capture says.
pub fn signals_of(capture: &Capture) -> Vec<Signal> {
    let body = reading::decoded(&capture.headers, &capture.body);
    reading::read(&capture.head, &body).signals
}

/// Forgets what was derived from a capture that says `signals`. The ledger's records stay: what it said is still true. Once all
/// that is to go is gone, [`settle`] does the rest.
pub fn capture(
    tx: &Tx<'_>,
    seq: i64,
    signals: &[Signal],
    rest: &mut Rest,
) -> Result<(), StoreError> {
    let mut at = progress::get(tx)?;
    for n in threads_of(tx, seq)? {
        rest.stirred.entry(n).or_default();
    }
    let mut keys: Vec<MessageKey> = signals.iter().flat_map(mentioned).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut touched = Vec::new();
    for key in keys {
        if let Some(row) = messages::find(tx, &key)? {
            mentions::delete_of(tx, row.n, seq)?;
            touched.push((key, row));
        }
    }
    at.counts.signals -= signals::delete_of(tx, seq)?;
    at.counts.transitions -= transitions::delete_of(tx, seq)?;
    at.counts.openings -= openings::delete_of(tx, seq)?;
    at.counts.captures -= i64::from(readings::delete(tx, seq)?);
    sayings::delete(tx, seq)?;
    rest.unnamed.append(&mut directory::forget_told(tx, seq, signals)?);
    let mut read = BTreeMap::new();
    for (key, row) in touched {
        let (thread, listed) = (row.thread, |row: &Message| row.listed && row.record.is_some());
        let mut less = i64::from(listed(&row));
        if let Some(row) = retold(tx, row, seq, &mut read)? {
            less -= i64::from(listed(&row));
            messages::put(tx, &key, &row)?;
        }
        at.counts.messages -= less;
        if let Some(thread) = thread {
            *rest.stirred.entry(thread).or_default() += less;
        }
    }
    at.epoch += 1;
    progress::put(tx, &at)
}

/// Brings up to date what captures that are gone have left.
pub fn settle(tx: &Tx<'_>, rest: &Rest) -> Result<(), StoreError> {
    names(tx, &rest.unnamed)?;
    let mut at = progress::get(tx)?;
    for (n, less) in &rest.stirred {
        recount(tx, &mut at, *n, *less)?;
    }
    progress::put(tx, &at)
}

/// The conversations that a capture stands in by itself.
fn threads_of(conn: &Connection, seq: i64) -> Result<BTreeSet<i64>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT thread FROM signals WHERE id >= ?1 AND id < ?2 AND thread IS NOT NULL",
    )?;
    let rows = statement.query_map(keys_of(seq), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A message's row as the captures other than `gone` tell it; removed when it was never more than mentioned.
fn retold(
    conn: &Connection,
    row: Message,
    gone: i64,
    read: &mut BTreeMap<i64, Vec<Signal>>,
) -> Result<Option<Message>, StoreError> {
    let listed = mentions::any(conn, row.n)?;
    if !listed && row.record.is_none() {
        messages::remove(conn, row.n)?;
        return Ok(None);
    }
    let mut row = Message { listed, said: None, text: None, gist: None, edit: 0, ..row };
    for mention in signals::of_message(conn, row.n)? {
        let seq = seq_of(mention.id);
        if seq != gone && !read.contains_key(&seq) {
            let stored = journal::capture(conn, seq)?;
            read.insert(seq, stored.as_ref().map(signals_of).unwrap_or_default());
        }
        let index = usize::try_from(ordinal_of(mention.id) - 1).unwrap_or(usize::MAX);
        if let Some(signal) = read.get(&seq).and_then(|signals| signals.get(index)) {
            tell(&mut row, mention.id, signal, mention.flags.contains(Flag::Duplicate));
        }
    }
    Ok(Some(row))
}

/// Learns the names of these customers anew from the captures that are left: their own, and those of groups.
fn names(conn: &Connection, of: &BTreeSet<(String, String)>) -> Result<(), StoreError> {
    let mut seqs = BTreeSet::new();
    for (account, peer) in of {
        seqs.extend(signals::captures_of(conn, account, peer)?);
    }
    for seq in seqs {
        let Some(stored) = journal::capture(conn, seq)? else { continue };
        let mut theirs = signals_of(&stored);
        theirs.retain(|signal| {
            let named = signal.account.as_ref().zip(signal.named());
            named.is_some_and(|(account, peer)| of.contains(&(account.clone(), peer.to_owned())))
        });
        directory::learn(conn, seq, &theirs)?;
    }
    Ok(())
}

/// Brings what a conversation's row says of its messages up to date.
fn recount(conn: &Connection, at: &mut Progress, n: i64, less: i64) -> Result<(), StoreError> {
    let Some(row) = threads::get(conn, n)? else { return Ok(()) };
    let was_listed = row.activity.is_some();
    let activity = threads::activity(conn, n)?;
    let messages = row.messages - less;
    at.counts.conversations += i64::from(activity.is_some()) - i64::from(was_listed);
    threads::put(conn, &Thread { activity, messages, ..row })
}

/// The captures that speak of a conversation, oldest first.
pub fn captures_of(conn: &Connection, thread: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = conn.prepare(
        "SELECT id FROM signals WHERE thread = ?1
         UNION SELECT signal FROM mentions WHERE message IN (SELECT n FROM messages WHERE thread = ?1)
         UNION SELECT id FROM transitions WHERE thread = ?1",
    )?;
    let mut seqs = BTreeSet::new();
    let mut rows = statement.query([thread])?;
    while let Some(row) = rows.next()? {
        seqs.insert(seq_of(row.get(0)?));
    }
    Ok(seqs.into_iter().collect())
}

/// Mids of a conversation's messages.
pub fn mids_of(conn: &Connection, thread: i64) -> Result<BTreeSet<String>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT mid FROM messages WHERE thread = ?1")?;
    let rows = statement.query_map([thread], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets a conversation wholly, the ledger's records included; its captures were forgotten before, and
/// have left `rest`.
pub fn conversation(tx: &Tx<'_>, n: i64, mut rest: Rest) -> Result<(), StoreError> {
    let Some(thread) = threads::get(tx, n)? else { return Ok(()) };
    let mut at = progress::get(tx)?;
    for (sql, count) in [
        ("DELETE FROM mentions WHERE message IN (SELECT n FROM messages WHERE thread = ?1)", None),
        (
            "DELETE FROM transitions WHERE message IN (SELECT n FROM messages WHERE thread = ?1)",
            Some(&mut at.counts.transitions),
        ),
        ("DELETE FROM openings WHERE thread = ?1", Some(&mut at.counts.openings)),
        ("DELETE FROM dones WHERE thread = ?1", None),
        (
            "DELETE FROM messages WHERE thread = ?1 AND listed = 1 AND record IS NOT NULL",
            Some(&mut at.counts.messages),
        ),
        ("DELETE FROM messages WHERE thread = ?1", None),
    ] {
        let gone = tx.execute(sql, [n])?;
        if let Some(count) = count {
            *count -= i64::try_from(gone).unwrap_or(i64::MAX);
        }
    }
    at.counts.conversations -= i64::from(thread.activity.is_some());
    threads::remove(tx, n)?;
    let ThreadKey { account, peer, .. } = &thread.record.key;
    directory::forget(tx, account, peer)?;
    at.epoch += 1;
    progress::put(tx, &at)?;
    // A group that stays names its members.
    rest.unnamed.insert((account.clone(), peer.clone()));
    settle(tx, &rest)
}

/// Forgets that the ledger has seen these facts, so that they may be told again.
pub fn repeats(tx: &Tx<'_>, facts: &[Fact]) -> Result<(), StoreError> {
    facts.iter().filter_map(Fact::repeat_key).try_for_each(|hash| repeats::remove(tx, hash))
}

/// Forgets everything: the journal is empty.
pub fn all(tx: &Tx<'_>) -> Result<(), StoreError> {
    super::shape::remake(tx)
}
