//! Tables `directory_entered` and `directory_told`: names and vendor ids as the user entered them (from marks), and names
//! that Meta told (from signals). Where there is no platform or peer, an empty text stands.

use std::collections::BTreeSet;

use hooktrail_domain::directory::{Directory, Entry};
use hooktrail_domain::signal::{Platform, Signal};
use rusqlite::{Connection, Row, params};

use crate::journal::DirectoryEdit;
use crate::store::StoreError;

pub(super) const CREATE_ENTERED: &str = "CREATE TABLE directory_entered (
        account TEXT NOT NULL,
        peer TEXT NOT NULL,
        platform TEXT NOT NULL,
        handle TEXT,
        name TEXT,
        dt_customer_id TEXT,
        texter_chat_id TEXT,
        zoho_channel_id TEXT,
        zoho_org_id TEXT,
        zoho_session_id TEXT,
        PRIMARY KEY (account, peer, platform)
    ) STRICT, WITHOUT ROWID;";

pub(super) const CREATE_TOLD: &str = "CREATE TABLE directory_told (
        account TEXT NOT NULL,
        peer TEXT NOT NULL,
        platform TEXT NOT NULL,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        at INTEGER,
        seq INTEGER NOT NULL,             -- the capture that told it last
        PRIMARY KEY (account, peer, platform, field, value)
    ) STRICT, WITHOUT ROWID;";

/// Puts the user's entry in place of the one for the same account and customer; an entry without anything goes.
pub(in crate::projection) fn enter(
    conn: &Connection,
    edit: &DirectoryEdit,
) -> Result<(), StoreError> {
    let platform = edit.platform.map(Platform::word).unwrap_or_default();
    let peer = edit.peer.as_deref().unwrap_or_default();
    if edit.is_empty() {
        conn.prepare_cached(
            "DELETE FROM directory_entered WHERE account = ?1 AND peer = ?2 AND platform = ?3",
        )?
        .execute([&edit.account, peer, platform])?;
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT OR REPLACE INTO directory_entered VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        edit.account,
        peer,
        platform,
        edit.handle,
        edit.name,
        edit.dt_customer_id,
        edit.texter_chat_id,
        edit.zoho_channel_id,
        edit.zoho_org_id,
        edit.zoho_session_id
    ])?;
    Ok(())
}

/// Keeps the names that a capture's signals tell.
pub(in crate::projection) fn learn(
    conn: &Connection,
    seq: i64,
    signals: &[Signal],
) -> Result<(), StoreError> {
    if signals.iter().all(|signal| signal.data.username.is_none()) {
        return Ok(());
    }
    let mut directory = Directory::default();
    directory.learn(signals);
    for told in directory.told() {
        conn.prepare_cached(
            "INSERT INTO directory_told VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT DO UPDATE SET at = excluded.at, seq = excluded.seq
             WHERE excluded.at > at OR (at IS NULL AND excluded.at IS NOT NULL)",
        )?
        .execute(params![
            told.account,
            told.peer,
            told.platform.word(),
            told.column,
            told.value,
            told.at,
            seq
        ])?;
    }
    Ok(())
}

/// Forgets the names that a capture with these signals told last. Answers whose they were: (account, peer).
pub(in crate::projection) fn forget_told(
    conn: &Connection,
    seq: i64,
    signals: &[Signal],
) -> Result<BTreeSet<(String, String)>, StoreError> {
    let naming = signals.iter().filter(|signal| signal.data.username.is_some());
    let whose = |signal: &Signal| Some((signal.account.clone()?, signal.named()?.to_owned()));
    let named: BTreeSet<(String, String)> = naming.filter_map(whose).collect();
    let mut unnamed = BTreeSet::new();
    for who in named {
        let sql = "DELETE FROM directory_told WHERE account = ?1 AND peer = ?2 AND seq = ?3";
        if conn.prepare_cached(sql)?.execute(params![who.0, who.1, seq])? > 0 {
            unnamed.insert(who);
        }
    }
    Ok(unnamed)
}

/// Forgets a customer wholly.
pub(in crate::projection) fn forget(
    conn: &Connection,
    account: &str,
    peer: &str,
) -> Result<(), StoreError> {
    for table in ["directory_entered", "directory_told"] {
        conn.execute(
            &format!("DELETE FROM {table} WHERE account = ?1 AND peer = ?2"),
            [account, peer],
        )?;
    }
    Ok(())
}

/// Adds to `directory` what is known of an account and of one of its customers.
pub fn load(
    conn: &Connection,
    directory: &mut Directory,
    account: &str,
    peer: &str,
) -> Result<(), StoreError> {
    let mut entered = conn.prepare_cached(&format!(
        "SELECT {ENTERED} FROM directory_entered WHERE account = ?1 AND peer IN (?2, '')"
    ))?;
    for entry in entered.query_map([account, peer], entry_of)? {
        directory.enter(entry?);
    }
    let mut told = conn.prepare_cached(
        "SELECT platform, field, at, value FROM directory_told WHERE account = ?1 AND peer = ?2",
    )?;
    let mut rows = told.query([account, peer])?;
    while let Some(row) = rows.next()? {
        let (platform, field, value): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(3)?);
        let column = if field == "name" { "name" } else { "handle" };
        if let Some(platform) = Platform::from_word(&platform) {
            directory.tell((platform, account, peer), column, row.get(2)?, &value);
        }
    }
    Ok(())
}

/// What the user entered, of one account if given, in order of account and customer.
pub fn entries(conn: &Connection, account: Option<&str>) -> Result<Vec<Entry>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {ENTERED} FROM directory_entered WHERE ?1 IS NULL OR account = ?1
         ORDER BY account, peer, platform"
    ))?;
    let rows = statement.query_map([account], entry_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whom Meta told names of, of one account if given.
pub fn told_of(
    conn: &Connection,
    account: Option<&str>,
) -> Result<Vec<(Platform, String, String)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT platform, account, peer FROM directory_told WHERE ?1 IS NULL OR account = ?1",
    )?;
    let rows = statement.query_map([account], |row| {
        let platform: String = row.get(0)?;
        let platform = Platform::from_word(&platform).unwrap_or(Platform::Unknown);
        Ok((platform, row.get(1)?, row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const ENTERED: &str = "platform, account, peer, handle, name, dt_customer_id, texter_chat_id, zoho_channel_id, zoho_org_id,
    zoho_session_id";

fn entry_of(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let (platform, peer): (String, String) = (row.get(0)?, row.get(2)?);
    Ok(Entry {
        platform: Platform::from_word(&platform),
        account: row.get(1)?,
        peer: (!peer.is_empty()).then_some(peer),
        handle: row.get(3)?,
        name: row.get(4)?,
        dt_customer_id: row.get(5)?,
        texter_chat_id: row.get(6)?,
        zoho_channel_id: row.get(7)?,
        zoho_org_id: row.get(8)?,
        zoho_session_id: row.get(9)?,
    })
}
