//! Names and vendor ids, as the user enters them (kept as marks) and as Meta told them.

use hooktrail_domain::directory::{Directory, Entry, platform, to_csv};
use hooktrail_domain::signal::Platform;

use super::commands::caught_up;
use super::*;
use crate::engine::Engine;
use crate::journal::{DirectoryEdit, Mark, append_mark};
use crate::projection::tables::directory;

pub(super) async fn list(
    engine: &Engine,
    request: DirectoryQuery,
) -> Result<DirectoryList, ApiError> {
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let mut entries = directory::entries(conn, request.account.as_deref())?;
        for (platform, account, peer) in directory::told_of(conn, request.account.as_deref())? {
            let known = entries.iter().any(|entry| {
                (entry.account == account)
                    && entry.peer.as_ref() == Some(&peer)
                    && entry.platform.is_none_or(|is| is == platform)
            });
            if known {
                continue;
            }
            let mut names = Directory::default();
            directory::load(conn, &mut names, &account, &peer)?;
            let told = |column| {
                let found = names.find(platform, &account, Some(&peer), column);
                found.map(|(value, _)| value.to_owned())
            };
            let (handle, name) = (told("handle"), told("name"));
            let platform = Some(platform);
            entries.push(Entry {
                platform,
                account,
                peer: Some(peer),
                handle,
                name,
                ..Entry::default()
            });
        }
        entries.sort_by(|left, right| {
            (&left.account, &left.peer, left.platform).cmp(&(
                &right.account,
                &right.peer,
                right.platform,
            ))
        });
        Ok(entries.into_iter().map(row).collect())
    });
    Ok(DirectoryList { entries: read.await? })
}

fn row(entry: Entry) -> DirectoryEntry {
    DirectoryEntry {
        platform: entry.platform.map(Platform::word).unwrap_or_default().to_owned(),
        account: entry.account,
        peer: entry.peer,
        handle: entry.handle,
        name: entry.name,
        dt_customer_id: entry.dt_customer_id,
        texter_chat_id: entry.texter_chat_id,
        zoho_channel_id: entry.zoho_channel_id,
        zoho_org_id: entry.zoho_org_id,
        zoho_session_id: entry.zoho_session_id,
    }
}

pub(super) async fn put(
    engine: &Engine,
    entry: DirectoryEntry,
) -> Result<DirectoryEntry, ApiError> {
    let edit = edit(entry)?;
    let at = engine.inner.clock.micros();
    engine.inner.journal.mark(at, Mark::Directory(edit.clone())).await?;
    caught_up(engine).await?;
    Ok(DirectoryEntry {
        platform: edit.platform.map(Platform::word).unwrap_or_default().to_owned(),
        account: edit.account,
        peer: edit.peer,
        handle: edit.handle,
        name: edit.name,
        dt_customer_id: edit.dt_customer_id,
        texter_chat_id: edit.texter_chat_id,
        zoho_channel_id: edit.zoho_channel_id,
        zoho_org_id: edit.zoho_org_id,
        zoho_session_id: edit.zoho_session_id,
    })
}

/// Every entry of a JSON or CSV text, in one transaction.
pub(super) async fn import(engine: &Engine, text: &str) -> Result<DirectoryImported, ApiError> {
    let mut read = Directory::default();
    read.read(text).map_err(ApiError::invalid)?;
    let edits =
        read.entries().cloned().map(|entry| edit(row(entry))).collect::<Result<Vec<_>, _>>()?;
    let count = edits.len();
    let at = engine.inner.clock.micros();
    let kept = engine.inner.store.write(move |tx| {
        edits
            .iter()
            .try_for_each(|edit| append_mark(tx, at, &Mark::Directory(edit.clone())).map(|_| ()))
    });
    kept.await?;
    caught_up(engine).await?;
    Ok(DirectoryImported { entries: i64::try_from(count).unwrap_or(i64::MAX) })
}

/// The directory as a file, what Meta told included.
pub(super) async fn export(engine: &Engine, format: &str) -> Result<DirectoryText, ApiError> {
    let list = list(engine, DirectoryQuery { account: None }).await?;
    let text = match format {
        "json" => serde_json::to_string_pretty(&list)
            .map_err(|error| ApiError::internal(error.to_string()))?,
        "csv" => {
            let entries: Vec<Entry> = list.entries.into_iter().map(entry).collect();
            to_csv(&entries)
        }
        other => return Err(ApiError::invalid(format!("{other} is no format: json or csv."))),
    };
    Ok(DirectoryText { text })
}

fn entry(row: DirectoryEntry) -> Entry {
    Entry {
        platform: Platform::from_word(&row.platform),
        account: row.account,
        peer: row.peer,
        handle: row.handle,
        name: row.name,
        dt_customer_id: row.dt_customer_id,
        texter_chat_id: row.texter_chat_id,
        zoho_channel_id: row.zoho_channel_id,
        zoho_org_id: row.zoho_org_id,
        zoho_session_id: row.zoho_session_id,
    }
}

fn edit(row: DirectoryEntry) -> Result<DirectoryEdit, ApiError> {
    let text = |value: Option<String>| {
        value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let wrong = |why: String| ApiError::invalid(format!("The entry is not kept: {why}."));
    let platform = match row.platform.trim() {
        "" => None,
        word => Some(platform(word).map_err(wrong)?),
    };
    let entry = Entry {
        platform,
        account: row.account.trim().to_owned(),
        peer: text(row.peer),
        handle: text(row.handle),
        name: text(row.name),
        dt_customer_id: text(row.dt_customer_id),
        texter_chat_id: text(row.texter_chat_id),
        zoho_channel_id: text(row.zoho_channel_id),
        zoho_org_id: text(row.zoho_org_id),
        zoho_session_id: text(row.zoho_session_id),
    };
    entry.check().map_err(wrong)?;
    Ok(DirectoryEdit {
        platform,
        account: entry.account,
        peer: entry.peer,
        handle: entry.handle,
        name: entry.name,
        dt_customer_id: entry.dt_customer_id,
        texter_chat_id: entry.texter_chat_id,
        zoho_channel_id: entry.zoho_channel_id,
        zoho_org_id: entry.zoho_org_id,
        zoho_session_id: entry.zoho_session_id,
    })
}
