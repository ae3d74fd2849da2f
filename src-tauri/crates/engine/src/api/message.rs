//! A message with all that happened to it, put together from its record and from the signals that speak of it.

use std::collections::BTreeMap;

use hooktrail_domain::ledger::{Claims, MessageKey, MessageRecord};
use hooktrail_domain::signal::{Attachment, Data, Direction, Flag, Flags, Kind, Reaction, Signal};
use rusqlite::Connection;

use super::note;
use super::rail::rail;
use super::signature::{self, Wrong};
use super::*;
use crate::projection::tables::messages::{self, Message};
use crate::projection::tables::signals::{self, SignalRow};
use crate::projection::tables::{directory, seq_of};
use crate::reading::Bodies;
use crate::store::StoreError;

/// The message in a row of the table; `None` when only something about it is known.
pub(super) fn row(
    conn: &Connection,
    bodies: &mut Bodies<'_>,
    row: Message,
) -> Result<Option<MessageRow>, StoreError> {
    let Some(record) = row.record else { return Ok(None) };
    let mentions = signals::of_message(conn, row.n)?;
    let said = row.said.map_or(Ok(None), |key| bodies.signal(key))?;
    let mut flags: Flags = mentions.iter().flat_map(|mention| mention.flags.iter()).collect();
    if record.contradicted() {
        flags.insert(Flag::Contradicted);
    }
    let wrong = Wrong::of_message(conn, row.n)?;
    let rail = rail(conn, bodies, row.n, &record, &mentions, &wrong)?;
    let gap = |step: &RailStep| step.flags.iter().any(|word| word == Flag::Gap.word());
    if !rail.iter().any(gap) {
        flags = flags.iter().filter(|flag| *flag != Flag::Gap).collect();
    }
    let key = record.key();
    let edits = edits(bodies, &mentions, &wrong)?;
    let original = said
        .as_ref()
        .zip(row.said)
        .filter(|(said, _)| !edits.is_empty() && said.kind != Kind::MessageEdited);
    let original = original.map(|(said, key)| wording(key, said, &wrong));
    let first = row.said.or(mentions.first().map(|mention| mention.id));
    let ours = first.map_or(Ok(None), |first| bodies.ours(seq_of(first)))?;
    let data = said.as_ref().map(|said| said.data.clone()).unwrap_or_default();
    let (text, characters) = excerpt::words(row.text.as_deref());
    Ok(Some(MessageRow {
        id: messages::id(&key),
        direction: record.direction().map(|direction| direction.word().to_owned()),
        kind: kind(&record, said.as_ref()).to_owned(),
        at: messages::at(&record),
        text,
        characters,
        attachments: data.attachments.into_iter().map(attached).collect(),
        quick_reply: data.quick_reply.map(excerpt::beside),
        postback_payload: data.postback.and_then(|postback| postback.payload).map(excerpt::beside),
        reply_to: match data.reply_to {
            Some(reply) => Some(answered(conn, &key, reply)?),
            None => None,
        },
        referral: said.as_ref().and_then(note::referral).map(excerpt::beside),
        unsupported: data.unsupported,
        participant: match data.participant {
            Some(id) => Some(participant(conn, &key, id, data.username)?),
            None => None,
        },
        edits,
        original,
        reactions: reactions(conn, bodies, &key, &mentions, &wrong)?,
        deleted_at: record.deleted.as_ref().and_then(|deleted| deleted.at),
        deleted: record.deleted.is_some(),
        deleted_signature: record.deleted.as_ref().and_then(|_| wrong.of_deletion(&mentions)),
        rail,
        state: record.delivery_state().map(|state| state.word().to_owned()),
        has_delivered: record.platform.tells_delivery(),
        flags: flags.iter().map(|flag| flag.word().to_owned()).collect(),
        captures: captures(bodies, &mentions, &wrong)?,
        signature: row.said.and_then(|said| wrong.of(seq_of(said))),
        ours,
        sample: record.sample,
        standby: record.standby,
        message_id: record.message_id,
    }))
}

/// What speaks of a message, each with where it came.
fn captures(
    bodies: &mut Bodies<'_>,
    mentions: &[SignalRow],
    wrong: &Wrong,
) -> Result<Vec<CaptureRefRow>, StoreError> {
    let mut captures = Vec::with_capacity(mentions.len());
    for mention in mentions {
        let seq = seq_of(mention.id);
        captures.push(CaptureRefRow {
            capture_id: seq.to_string(),
            kind: mention.kind.word().to_owned(),
            path: mention.path.clone(),
            at: mention.at,
            signature: wrong.of(seq),
            ours: bodies.ours(seq)?,
        });
    }
    Ok(captures)
}

/// What came with a message. A longer link is fetched whole all the same: by its place.
fn attached(one: Attachment) -> AttachmentRow {
    AttachmentRow {
        kind: excerpt::name(&one.kind),
        url: one.url.map(excerpt::beside),
        id: one.id.map(excerpt::beside),
    }
}

fn kind(record: &MessageRecord, said: Option<&Signal>) -> &'static str {
    match said.map(|said| said.kind) {
        Some(Kind::Postback) => "postback",
        None if record.placeholder() || record.claims.has(Claims::ANNOUNCED) => "placeholder",
        _ => "message",
    }
}

/// What a message answers, with its words if they are known.
fn answered(
    conn: &Connection,
    key: &MessageKey,
    reply: hooktrail_domain::signal::ReplyTo,
) -> Result<ReplyRow, StoreError> {
    let other = reply.mid.as_ref().map(|mid| MessageKey { message_id: mid.clone(), ..key.clone() });
    let other = other.map_or(Ok(None), |other| messages::find(conn, &other))?;
    let signature = other.as_ref().map_or(Ok(None), |row| signature::of_words(conn, row))?;
    let text = other.and_then(|row| row.text.or(row.gist)).map(|words| excerpt::line(&words));
    let story_url = reply.story.and_then(|story| story.url).map(excerpt::beside);
    Ok(ReplyRow { mid: reply.mid, text, story_url, signature })
}

/// Somebody of a group, by what the user calls them, else by the name that came with the message (`told`), else by the last
/// that Meta told of them: people change their names.
pub(super) fn participant(
    conn: &Connection,
    key: &MessageKey,
    id: String,
    told: Option<String>,
) -> Result<ParticipantRow, StoreError> {
    let mut names = hooktrail_domain::directory::Directory::default();
    directory::load(conn, &mut names, &key.account, &id)?;
    let find = |column| names.find(key.platform, &key.account, Some(&id), column);
    let known = ["name", "handle"].map(find);
    let of = |by_meta: bool| {
        known
            .iter()
            .flatten()
            .find(|(_, told)| *told == by_meta)
            .map(|(name, _)| (*name).to_owned())
    };
    let name = of(false).or(told).or_else(|| of(true)).map(|name| excerpt::name(&name));
    Ok(ParticipantRow { id, name })
}

/// The signals of one kind, each with its key; of those that say the same the first that is still there.
fn told(
    bodies: &mut Bodies<'_>,
    mentions: &[SignalRow],
    kind: Kind,
) -> Result<Vec<(i64, Signal)>, StoreError> {
    let mut told: Vec<(i64, Signal)> = Vec::new();
    for mention in mentions.iter().filter(|mention| mention.kind == kind) {
        // Who deletes the first arrival keeps what came again. A storm of them is not read.
        let known = told.iter().any(|(_, signal)| signal.at == mention.at);
        if !(known && mention.flags.contains(Flag::Duplicate)) {
            told.extend(bodies.signal(mention.id)?.map(|signal| (mention.id, signal)));
        }
    }
    Ok(told)
}

/// The wordings that came after its first, the last one last.
pub(super) fn edits(
    bodies: &mut Bodies<'_>,
    mentions: &[SignalRow],
    wrong: &Wrong,
) -> Result<Vec<EditRow>, StoreError> {
    let mut edits = told(bodies, mentions, Kind::MessageEdited)?;
    edits.retain(|(_, edit)| edit.data.num_edit != Some(0));
    edits.sort_by_key(|(_, edit)| edit.edit_order());
    Ok(edits.iter().map(|(key, edit)| wording(*key, edit, wrong)).collect())
}

fn wording(key: i64, told: &Signal, wrong: &Wrong) -> EditRow {
    let (text, characters) = excerpt::words(told.text.as_deref());
    EditRow {
        capture_id: seq_of(key).to_string(),
        at: told.at,
        text,
        characters,
        signature: wrong.of(seq_of(key)),
    }
}

/// The last reaction of each who reacted, unless it was taken back.
fn reactions(
    conn: &Connection,
    bodies: &mut Bodies<'_>,
    message: &MessageKey,
    mentions: &[SignalRow],
    wrong: &Wrong,
) -> Result<Vec<ReactionRow>, StoreError> {
    let mut all = told(bodies, mentions, Kind::Reaction)?;
    all.sort_by_key(|(_, signal)| signal.at);
    let mut last = BTreeMap::new();
    for (place, (key, Signal { at, data, .. })) in all.into_iter().enumerate() {
        let Data { reaction: Some(reaction), participant, username, .. } = data else { continue };
        let who = (reaction.by_account, participant);
        last.insert(who, (place, key, at, reaction, username));
    }
    let mut standing: Vec<_> = last.into_iter().collect();
    standing.retain(|(_, (_, _, _, reaction, _))| reaction.action != "unreact");
    standing.sort_by_key(|(_, (place, ..))| *place);
    let row = |((by_account, member), (_, key, at, reaction, username))| {
        let Reaction { emoji, reaction, .. } = reaction;
        let name = |word: Option<String>| word.map(|word| excerpt::name(&word));
        let by = if by_account { Direction::Outbound } else { Direction::Inbound };
        Ok(ReactionRow {
            capture_id: seq_of(key).to_string(),
            direction: by.word().to_owned(),
            participant: match member {
                Some(id) => Some(participant(conn, message, id, username)?),
                None => None,
            },
            emoji: name(emoji),
            reaction: name(reaction),
            at,
            signature: wrong.of(seq_of(key)),
        })
    };
    standing.into_iter().map(row).collect()
}
