//! `convert`: what request bodies mean, from an empty in-memory store. Keeps nothing, opens no data folder.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use hooktrail_domain::convert::{Converter, DoneAfter};
use hooktrail_domain::vendor::Options;

use crate::outcome::{Done, Exit, Failure, warn};
use crate::output::Output;

/// Words of `hooktrail convert`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// Say where each field of a vendor event comes from
    #[arg(long)]
    pub explain: bool,
    /// Names and vendor ids of accounts and customers, JSON or CSV
    ///
    /// CSV has a header line, JSON is a list of objects. Columns: platform (instagram, messenger, whatsapp; empty for all),
    /// account, peer (empty for the account itself), handle, name, dt_customer_id, texter_chat_id, zoho_channel_id,
    /// zoho_org_id, zoho_session_id (of the first session; each done mark adds one). Only account must be there. The page
    /// imports the same file under Settings.
    #[arg(long, value_name = "FILE")]
    pub directory: Option<PathBuf>,
    /// Mark a conversation done after file N (repeatable)
    #[arg(long, value_name = "N:ACCOUNT:PEER[@TIME]")]
    pub done: Vec<String>,
    /// Write vendor events another way where the truth is unsettled (repeatable)
    #[arg(long, value_name = "WAY", value_enum)]
    pub option: Vec<Way>,
    /// Files with one request body each; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

/// A way to write vendor events that is not the likelier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Way {
    /// DoubleTick tells SENT on Instagram too
    DoubletickSent,
    /// Texter tells WhatsApp's sent as 0
    TexterSentZero,
    /// Zoho Desk writes its ids as strings
    ZohoStringIds,
    /// Zoho Desk tells acceptance by itself
    ZohoAccepted,
    /// A skipped delivered is told before seen
    FillDelivered,
}

/// Runs it.
pub(crate) fn run(args: ConvertArgs, out: Output) -> Done {
    let mut converter = Converter::default();
    let chosen = |way| args.option.contains(&way);
    converter.options = Options {
        doubletick_sent_on_instagram: chosen(Way::DoubletickSent),
        texter_sent_as_zero: chosen(Way::TexterSentZero),
        zoho_ids_as_strings: chosen(Way::ZohoStringIds),
        zoho_accepted: chosen(Way::ZohoAccepted),
        fill_delivered: chosen(Way::FillDelivered),
    };
    if let Some(path) = &args.directory {
        let bytes = read(path).map_err(|error| Failure::unusable(unreadable(path, &error)))?;
        let text = String::from_utf8_lossy(&bytes);
        converter
            .directory
            .read(&text)
            .map_err(|error| Failure::unusable(format!("{}: {error}", path.display())))?;
    }
    let mut marks = Vec::new();
    for words in &args.done {
        let mark = DoneAfter::parse(words, args.files.len());
        marks.push(mark.map_err(|why| Failure::unusable(format!("--done {words}: {why}")))?);
    }
    let mut failed = false;
    for (number, path) in (1..).zip(&args.files) {
        match read(path) {
            Ok(body) => say(&mut converter, path, &body, args.explain, out)?,
            Err(error) => {
                warn(&unreadable(path, &error));
                converter.skip();
                failed = true;
            }
        }
        for mark in marks.iter().filter(|mark| mark.file == number) {
            converter.done(mark);
        }
    }
    if failed { Err(Failure::Silent(Exit::Unusable)) } else { Ok(()) }
}

fn say(converter: &mut Converter, path: &Path, body: &[u8], explain: bool, out: Output) -> Done {
    let converted = converter.capture(body);
    let records = converter.records(&converted, explain);
    if out.is_json() {
        return out.lines(records.iter().map(|record| record.json()));
    }
    out.line(&format!("{}. {}", converted.capture, path.display()))?;
    if records.is_empty() {
        return out.line("nothing was said");
    }
    // Foreign text must not move the cursor; our own line breaks stay.
    let plain =
        |text: String| text.lines().map(crate::output::plain).collect::<Vec<_>>().join("\n");
    out.lines(records.iter().map(|record| plain(record.text())))
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut body = Vec::new();
        std::io::stdin().lock().read_to_end(&mut body)?;
        return Ok(body);
    }
    std::fs::read(path)
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("{} cannot be read: {error}", path.display())
}
