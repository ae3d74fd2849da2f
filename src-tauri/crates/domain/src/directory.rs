//! Names, handles and vendor ids per account and customer, as the user enters them or as Meta's comments and contacts
//! tell them. Reading and looking up only; where it is kept is not its business.
//!
//! A file is a JSON array of objects (or `{"entries": [...]}`), or CSV with a header line. Columns: `platform`, `account`,
//! `peer` (empty for the account itself), `handle`, `name`, `dt_customer_id`, `texter_chat_id`, `zoho_channel_id`,
//! `zoho_org_id`, `zoho_session_id`; camelCase is read too. An entry without a platform holds for every platform.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::signal::{Kind, Millis, Platform, Signal};

/// What an entry can hold, by column name.
pub const COLUMNS: [&str; 7] = [
    "handle",
    "name",
    "dt_customer_id",
    "texter_chat_id",
    "zoho_channel_id",
    "zoho_org_id",
    "zoho_session_id",
];

/// Names and ids of an account, or of one of its customers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The product; `None` for every one.
    pub platform: Option<Platform>,
    /// The business account.
    pub account: String,
    /// The customer; `None` for the account itself.
    pub peer: Option<String>,
    /// Public handle.
    pub handle: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// DoubleTick's `dtCustomerId`.
    pub dt_customer_id: Option<String>,
    /// Texter's chat `_id`.
    pub texter_chat_id: Option<String>,
    /// Zoho Desk's `channelId`, digits.
    pub zoho_channel_id: Option<String>,
    /// Zoho Desk's `orgId`, digits.
    pub zoho_org_id: Option<String>,
    /// Zoho Desk's `sessionId` of the conversation's first session, digits; each done mark adds one.
    pub zoho_session_id: Option<String>,
}

impl Entry {
    /// The value of a column of [`COLUMNS`].
    pub fn column(&self, column: &str) -> Option<&str> {
        match column {
            "handle" => self.handle.as_deref(),
            "name" => self.name.as_deref(),
            "dt_customer_id" => self.dt_customer_id.as_deref(),
            "texter_chat_id" => self.texter_chat_id.as_deref(),
            "zoho_channel_id" => self.zoho_channel_id.as_deref(),
            "zoho_org_id" => self.zoho_org_id.as_deref(),
            "zoho_session_id" => self.zoho_session_id.as_deref(),
            _ => None,
        }
    }

    fn set(&mut self, column: &str, value: &str) -> Result<(), String> {
        let value = value.trim();
        let some = (!value.is_empty()).then(|| value.to_owned());
        match column {
            "platform" => self.platform = some.map(|word| platform(&word)).transpose()?,
            "account" => self.account = value.to_owned(),
            "peer" => self.peer = some,
            "handle" => self.handle = some,
            "name" => self.name = some,
            "dt_customer_id" | "dtCustomerId" => self.dt_customer_id = some,
            "texter_chat_id" | "texterChatId" => self.texter_chat_id = some,
            "zoho_channel_id" | "zohoChannelId" => self.zoho_channel_id = some,
            "zoho_org_id" | "zohoOrgId" => self.zoho_org_id = some,
            "zoho_session_id" | "zohoSessionId" => self.zoho_session_id = some,
            _ => return Err(format!("{column} is no column of the directory")),
        }
        Ok(())
    }

    /// What is wrong with it, in words: no account, or an id that is not of its vendor's shape.
    pub fn check(&self) -> Result<(), String> {
        if self.account.is_empty() {
            return Err("it names no account".to_owned());
        }
        if let Some(id) = &self.dt_customer_id
            && !id.strip_prefix("customer_").is_some_and(|rest| {
                !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
            })
        {
            return Err(format!(
                "{id} is no customer of DoubleTick: customer_ and letters and digits"
            ));
        }
        if let Some(id) = &self.texter_chat_id
            && !(id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
        {
            return Err(format!("{id} is no chat of Texter: 24 hexadecimal digits"));
        }
        for (what, id) in [
            ("channel", &self.zoho_channel_id),
            ("organisation", &self.zoho_org_id),
            ("session", &self.zoho_session_id),
        ] {
            let digits = |id: &String| id.bytes().all(|byte| byte.is_ascii_digit());
            if let Some(id) = id.as_ref().filter(|id| !digits(id) || id.parse::<i64>().is_err()) {
                return Err(format!(
                    "{id} is no {what} of Zoho Desk: digits only, 64 bits at most"
                ));
            }
        }
        Ok(())
    }
}

/// The platform that `word` names, small letters or not; the error says which there are.
pub fn platform(word: &str) -> Result<Platform, String> {
    Platform::from_word(&word.to_lowercase())
        .filter(|platform| *platform != Platform::Unknown)
        .ok_or_else(|| format!("{word} is no platform: instagram, messenger or whatsapp"))
}

type Key = (Option<Platform>, String, Option<String>);

/// A name that Meta told, and when.
type Told = (Option<Millis>, String);

/// A customer's name as Meta told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldName<'a> {
    /// The product.
    pub platform: Platform,
    /// The business account.
    pub account: &'a str,
    /// The customer.
    pub peer: &'a str,
    /// Which column of [`COLUMNS`].
    pub column: &'static str,
    /// When it was told.
    pub at: Option<Millis>,
    /// The name.
    pub value: &'a str,
}

/// All entries. The user's rank above what Meta told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    entered: BTreeMap<Key, Entry>,
    told: BTreeMap<(Key, &'static str), Told>,
}

impl Directory {
    /// Puts the user's entry in place of the one for the same account and customer.
    pub fn enter(&mut self, entry: Entry) {
        self.entered.insert((entry.platform, entry.account.clone(), entry.peer.clone()), entry);
    }

    /// The user's entries in order of their key.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entered.values()
    }

    /// Takes the public names out of signals: the username of a comment (of a page's: the name), the profile name of a WhatsApp contact. A name
    /// belongs to whom it came with, in a group to the member. The latest said counts, whatever the order of arrival.
    pub fn learn(&mut self, signals: &[Signal]) {
        for signal in signals.iter().filter(|signal| !signal.sample) {
            let column = match (signal.platform, signal.kind) {
                (Platform::Whatsapp, _) => "name",
                // Pages' comments say what people are called, and no handle.
                (Platform::Messenger, Kind::Comment | Kind::Mention) => "name",
                (_, Kind::Comment | Kind::Mention) => "handle",
                _ => continue,
            };
            if let (Some(account), Some(peer), Some(name)) =
                (&signal.account, signal.named(), &signal.data.username)
            {
                self.tell((signal.platform, account, peer), column, signal.at, name);
            }
        }
    }

    /// Remembers one name that Meta told.
    pub fn tell(
        &mut self,
        who: (Platform, &str, &str),
        column: &'static str,
        at: Option<Millis>,
        value: &str,
    ) {
        let (platform, account, peer) = who;
        let key = (Some(platform), account.to_owned(), Some(peer.to_owned()));
        let new = (at, value.to_owned());
        let known = self.told.entry((key, column)).or_insert_with(|| new.clone());
        if *known < new {
            *known = new;
        }
    }

    /// Every name that Meta told, in order of whom it names.
    pub fn told(&self) -> impl Iterator<Item = ToldName<'_>> {
        self.told.iter().filter_map(|(((platform, account, peer), column), (at, value))| {
            let (platform, peer) = ((*platform)?, peer.as_deref()?);
            Some(ToldName { platform, account, peer, column, at: *at, value })
        })
    }

    /// The value of a column for an account or customer, and whether Meta told it rather than the user.
    pub fn find(
        &self,
        platform: Platform,
        account: &str,
        peer: Option<&str>,
        column: &'static str,
    ) -> Option<(&str, bool)> {
        let key = |platform| (platform, account.to_owned(), peer.map(str::to_owned));
        for platform in [Some(platform), None] {
            if let Some(value) =
                self.entered.get(&key(platform)).and_then(|entry| entry.column(column))
            {
                return Some((value, false));
            }
        }
        self.told.get(&(key(Some(platform)), column)).map(|(_, value)| (value.as_str(), true))
    }

    /// What an account or customer is called: by handle, else by name.
    pub fn called(&self, platform: Platform, account: &str, peer: Option<&str>) -> Option<&str> {
        let find = |column| self.find(platform, account, peer, column).map(|(value, _)| value);
        find("handle").or_else(|| find("name"))
    }

    /// Reads a file's text, JSON or CSV by its first character, and enters what it holds. Returns how many entries.
    /// Errors say in words what to mend; nothing is entered then.
    pub fn read(&mut self, text: &str) -> Result<usize, String> {
        let text = text.trim_start_matches('\u{feff}');
        let entries = match text.trim_start().chars().next() {
            Some('[' | '{') => from_json(text)?,
            _ => from_csv(text)?,
        };
        let count = entries.len();
        entries.into_iter().for_each(|entry| self.enter(entry));
        Ok(count)
    }
}

/// Entries as CSV with a header line; [`Directory::read`] takes it back as it was.
pub fn to_csv(entries: &[Entry]) -> String {
    let cell = |value: &str| match value.contains(['"', ',', '\n', '\r']) || value.trim() != value {
        true => format!("\"{}\"", value.replace('"', "\"\"")),
        false => value.to_owned(),
    };
    let mut text = format!("platform,account,peer,{}\r\n", COLUMNS.join(","));
    for entry in entries {
        let platform = entry.platform.map(Platform::word).unwrap_or_default();
        let whose = [platform, &entry.account, entry.peer.as_deref().unwrap_or_default()];
        let what = COLUMNS.map(|column| entry.column(column).unwrap_or_default());
        let cells: Vec<String> = whose.iter().chain(&what).map(|value| cell(value)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

fn from_json(text: &str) -> Result<Vec<Entry>, String> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| format!("The directory is not JSON: {error}."))?;
    let list = match &value {
        Value::Array(list) => list,
        Value::Object(object) => match object.get("entries") {
            Some(Value::Array(list)) => list,
            _ => return Err("The directory has no list of entries.".to_owned()),
        },
        _ => return Err("The directory is not a list of entries.".to_owned()),
    };
    let mut entries = Vec::new();
    for (index, item) in list.iter().enumerate() {
        let Value::Object(object) = item else {
            return Err(format!("Entry {} of the directory is no object.", index + 1));
        };
        let mut entry = Entry::default();
        for (column, value) in object {
            let value = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Null => String::new(),
                _ => {
                    return Err(format!(
                        "Entry {}: {column} is neither text nor a number.",
                        index + 1
                    ));
                }
            };
            entry.set(column, &value).map_err(|why| at("Entry", index + 1, &why))?;
        }
        entry.check().map_err(|why| at("Entry", index + 1, &why))?;
        entries.push(entry);
    }
    Ok(entries)
}

fn from_csv(text: &str) -> Result<Vec<Entry>, String> {
    let said = |row: &(usize, Vec<String>)| row.1.iter().any(|cell| !cell.trim().is_empty());
    let mut rows = csv_rows(text).into_iter().filter(said);
    let Some((first, header)) = rows.next() else { return Ok(Vec::new()) };
    for column in &header {
        Entry::default().set(column.trim(), "").map_err(|why| at("Line", first, &why))?;
    }
    let mut entries = Vec::new();
    for (line, row) in rows {
        let mut entry = Entry::default();
        if row.len() > header.len() {
            return Err(at("Line", line, "it has more cells than the header"));
        }
        for (column, value) in header.iter().zip(&row) {
            entry.set(column.trim(), value).map_err(|why| at("Line", line, &why))?;
        }
        entry.check().map_err(|why| at("Line", line, &why))?;
        entries.push(entry);
    }
    Ok(entries)
}

/// A mistake with its place.
fn at(what: &str, number: usize, why: &str) -> String {
    format!("{what} {number} of the directory: {why}.")
}

/// Cells of CSV text with the line that each row begins in: commas, quotes doubled inside quotes, any line end.
fn csv_rows(text: &str) -> Vec<(usize, Vec<String>)> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut began) = (1, 1);
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    while let Some(char) = chars.next() {
        match char {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push((began, std::mem::take(&mut row)));
                line += 1;
                began = line;
            }
            other => {
                line += usize::from(other == '\n');
                cell.push(other);
            }
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push((began, row));
    }
    rows
}

#[cfg(test)]
mod tests;
