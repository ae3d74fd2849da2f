//! The list of conversations, the done mark, and taking it back.

mod find;
#[cfg(test)]
mod tests;

use hooktrail_domain::directory::Directory;
use hooktrail_domain::ledger::{Basis, Evidence, MessageRecord, State, ThreadKey};
use hooktrail_domain::signal::{Direction, Platform};
use rusqlite::{Connection, OptionalExtension};

use self::find::{Found, find};
use super::commands::{caught_up, limit};
use super::*;
use crate::engine::Engine;
use crate::filter;
use crate::journal::Mark;
use crate::projection::tables::threads::{self, Thread};
use crate::projection::tables::{directory, keys_of, messages, progress};
use crate::store::{StoreError, looked};

/// Where a bare word is looked for.
pub(super) const WORDS: &str = r"threads.peer LIKE {} ESCAPE '\' OR threads.account LIKE {} ESCAPE '\'
    OR EXISTS (SELECT 1 FROM directory_entered AS entered WHERE entered.account = threads.account
        AND entered.peer = threads.peer
        AND (entered.handle LIKE {} ESCAPE '\' OR entered.name LIKE {} ESCAPE '\'))
    OR EXISTS (SELECT 1 FROM directory_told AS told WHERE told.account = threads.account
        AND told.peer = threads.peer AND told.value LIKE {} ESCAPE '\')
    OR EXISTS (SELECT 1 FROM messages WHERE messages.thread = threads.n AND messages.listed = 1
        AND messages.text LIKE {} ESCAPE '\')";

pub(super) async fn list(
    engine: &Engine,
    request: ConversationQuery,
) -> Result<ConversationPage, ApiError> {
    let revision = engine.changes().revision();
    let condition = filter::condition(&request.filter, fields::CONVERSATIONS, WORDS, 1)?;
    let limit = limit(request.limit, 200);
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let known = progress::get(conn)?.counts.conversations;
        let found = find(conn, &condition, request.from.as_deref(), limit, known)?;
        let Found { threads, next, total, more } = found;
        let rows = threads.iter().map(|thread| row(conn, thread)).collect::<Result<_, _>>()?;
        Ok(ConversationPage { revision, total, more, rows, next })
    });
    read.await
}

/// A conversation as lists show it.
pub(super) fn row(conn: &Connection, thread: &Thread) -> Result<ConversationRow, StoreError> {
    let key = &thread.record.key;
    let names = names(conn, key)?;
    let name = |peer| names.called(key.platform, &key.account, peer).map(excerpt::name);
    let last = last_message(conn, thread.n)?;
    let record = last.as_ref().and_then(|last| last.record.as_ref());
    let preview = last.as_ref().map(preview).unwrap_or_default();
    let words = last.as_ref().map_or(Ok(None), |last| signature::of_words(conn, last))?;
    let state = record.map_or(Ok(None), |record| signature::of_state(conn, record))?;
    Ok(ConversationRow {
        id: threads::id(key),
        platform: key.platform.word().to_owned(),
        account: key.account.clone(),
        peer: key.peer.clone(),
        name: name(Some(&key.peer)),
        account_name: name(None),
        state: word_of(thread).to_owned(),
        last_at: thread.activity,
        preview,
        preview_state: record
            .filter(|record| record.direction() == Some(Direction::Outbound))
            .and_then(MessageRecord::state)
            .map(|state| state.word().to_owned()),
        preview_simulated: record.is_some_and(by_hand),
        has_delivered: key.platform.tells_delivery(),
        preview_signature: words.or(state),
        messages: thread.messages,
        unread: unread(conn, thread, last.as_ref())?,
        sample: thread.record.sample,
        group: thread.record.group,
    })
}

/// Whether the state of a message was set by hand, and told by nobody.
fn by_hand(record: &MessageRecord) -> bool {
    let simulated = |known: &Evidence| known.basis == Basis::Simulated;
    match record.state() {
        Some(State::Deleted) => record.deleted.as_ref().is_some_and(simulated),
        Some(state) => record.summary().of(state).is_some_and(simulated),
        None => false,
    }
}

/// What the two of a conversation are called.
pub(super) fn names(conn: &Connection, key: &ThreadKey) -> Result<Directory, StoreError> {
    let mut names = Directory::default();
    directory::load(conn, &mut names, &key.account, &key.peer)?;
    Ok(names)
}

/// The state of a conversation in a word.
pub(super) fn word_of(thread: &Thread) -> &'static str {
    if thread.record.is_done() { "done" } else { "open" }
}

/// Newest messages of both sides among which those that nobody looked at are counted: a long conversation is not read through.
const COUNTED: i64 = 200;

/// How many of the newest messages are the customer's and came since the user last looked, up to 99. A message that came late
/// and was said long ago does not count while the newest one was seen.
fn unread(
    conn: &Connection,
    thread: &Thread,
    last: Option<&messages::Message>,
) -> Result<i64, StoreError> {
    let seen = looked::get(conn, &threads::id(&thread.record.key))?.unwrap_or(0);
    let [_, new] = keys_of(seen);
    if last.is_none_or(|last| last.n < new) {
        return Ok(0);
    }
    let sql = "SELECT count(*) FROM (SELECT 1 FROM (SELECT n, direction FROM messages
                   WHERE thread = ?1 AND listed = 1 AND record IS NOT NULL ORDER BY place DESC LIMIT ?3)
                 WHERE n >= ?2 AND direction = 'inbound' LIMIT 99)";
    Ok(conn.prepare_cached(sql)?.query_row([thread.n, new, COUNTED], |row| row.get(0))?)
}

fn last_message(conn: &Connection, thread: i64) -> Result<Option<messages::Message>, StoreError> {
    let n: Option<i64> = conn
        .prepare_cached(
            "SELECT n FROM messages WHERE thread = ?1 AND listed = 1 AND record IS NOT NULL
             ORDER BY place DESC, n DESC LIMIT 1",
        )?
        .query_row([thread], |row| row.get(0))
        .optional()?;
    n.map_or(Ok(None), |n| messages::get(conn, n))
}

/// One line of a message.
fn preview(message: &messages::Message) -> String {
    let deleted = message.record.as_ref().is_some_and(|record| record.deleted.is_some());
    let words = message.text.as_deref().filter(|text| !text.is_empty());
    match (deleted, words.or(message.gist.as_deref())) {
        (true, _) => "deleted".to_owned(),
        (_, Some(words)) => excerpt::line(words),
        _ => message.record.as_ref().map_or(NOT_HERE, not_here).to_owned(),
    }
}

const NOT_HERE: &str = "a message that is not here";

/// What is said of a message in place of its words, which no capture told.
pub(super) fn not_here(record: &MessageRecord) -> &'static str {
    match (record.platform, record.direction()) {
        (Platform::Whatsapp, Some(Direction::Outbound)) => {
            "sent through the API: its words are not told"
        }
        _ => NOT_HERE,
    }
}

pub(super) async fn done(
    engine: &Engine,
    request: DoneRequest,
) -> Result<ConversationRow, ApiError> {
    let DoneRequest { account, peer, platform, at } = request;
    let Thread { record, .. } = only(engine, account, peer, platform).await?;
    let at = at.unwrap_or_else(|| engine.inner.clock.millis());
    marked(engine, record.key.clone(), Mark::Done { thread: record.key, at }).await
}

pub(super) async fn undone(
    engine: &Engine,
    request: UndoneRequest,
) -> Result<ConversationRow, ApiError> {
    let UndoneRequest { account, peer, platform } = request;
    let Thread { record, .. } = only(engine, account, peer, platform).await?;
    if !record.can_be_undone() {
        return Err(ApiError::invalid(if record.is_done() {
            "Only the last done mark can be taken back."
        } else {
            "The conversation is open: there is no done mark to take back."
        }));
    }
    marked(engine, record.key.clone(), Mark::Undone { thread: record.key }).await
}

/// The one conversation of these two, of all that was committed before.
async fn only(
    engine: &Engine,
    account: String,
    peer: String,
    platform: Option<String>,
) -> Result<Thread, ApiError> {
    caught_up(engine).await?;
    let platform = match platform.as_deref() {
        None => None,
        Some(word) => Some(Platform::from_word(word).ok_or_else(|| {
            ApiError::invalid(format!("{word} is no platform: instagram, messenger or whatsapp."))
        })?),
    };
    let (of, with) = (account.clone(), peer.clone());
    let known = engine.inner.store.read(move |conn| threads::of(conn, &of, &with)).await?;
    let fits = |thread: &Thread| platform.is_none_or(|is| thread.record.key.platform == is);
    let mut known = known.into_iter().filter(fits);
    match (known.next(), known.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => {
            Err(ApiError::not_found(format!("There is no conversation of {account} with {peer}.")))
        }
        (Some(_), Some(_)) => Err(ApiError::invalid(
            "These ids have a conversation on more than one platform: name the platform.",
        )),
    }
}

/// Keeps a mark, and answers the conversation as it is then.
async fn marked(
    engine: &Engine,
    thread: ThreadKey,
    mark: Mark,
) -> Result<ConversationRow, ApiError> {
    engine.inner.journal.mark(engine.inner.clock.micros(), mark).await?;
    caught_up(engine).await?;
    let row = engine.inner.store.read::<_, StoreError, _>(move |conn| {
        threads::find(conn, &thread)?.map(|thread| row(conn, &thread)).transpose()
    });
    row.await?.ok_or_else(|| ApiError::not_found("The conversation was deleted meanwhile."))
}
