//! `convert`: what request bodies mean, from an empty in-memory store. Keeps nothing, opens no data folder.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use hooktrail_domain::convert::Converter;
use hooktrail_domain::time;

use crate::outcome::{Done, Exit, Failure, warn};
use crate::output::Output;

/// Words of `hooktrail convert`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// Say where each field of a vendor event comes from
    #[arg(long)]
    pub explain: bool,
    /// Names and vendor ids of accounts and customers, JSON or CSV
    #[arg(long, value_name = "FILE")]
    pub directory: Option<PathBuf>,
    /// Mark a conversation done after file N (repeatable)
    #[arg(long, value_name = "N:ACCOUNT:PEER[@TIME]")]
    pub done: Vec<String>,
    /// Files with one request body each; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

/// A conversation to mark done after so many files.
#[derive(Debug, PartialEq, Eq)]
struct DoneAfter {
    file: usize,
    account: String,
    peer: String,
    at: Option<i64>,
}

/// Runs it.
pub fn run(args: ConvertArgs, out: Output) -> Done {
    let mut converter = Converter::default();
    if let Some(path) = &args.directory {
        let bytes = read(path).map_err(|error| Failure::unusable(unreadable(path, &error)))?;
        let text = String::from_utf8_lossy(&bytes);
        converter
            .directory
            .read(&text)
            .map_err(|error| Failure::unusable(format!("{}: {error}", path.display())))?;
    }
    let marks = args
        .done
        .iter()
        .map(|words| done_after(words, args.files.len()))
        .collect::<Done<Vec<_>>>()?;
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
            converter.done(&mark.account, &mark.peer, mark.at);
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

/// Reads `N:ACCOUNT:PEER[@TIME]`.
fn done_after(words: &str, files: usize) -> Done<DoneAfter> {
    let wrong =
        |why: &str| Failure::unusable(format!("--done {words}: {why} (N:ACCOUNT:PEER[@TIME])"));
    let (head, at) = match words.split_once('@') {
        Some((head, at)) => {
            let at = time::from_text(at).ok_or_else(|| wrong("the time cannot be read"))?;
            (head, Some(at))
        }
        None => (words, None),
    };
    let mut parts = head.splitn(3, ':');
    let (Some(file), Some(account), Some(peer)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(wrong("a part is missing"));
    };
    let file = file.parse().map_err(|_| wrong("N is not the number of a file"))?;
    if file == 0 || file > files {
        return Err(wrong("there is no such file"));
    }
    if account.is_empty() || peer.is_empty() {
        return Err(wrong("a part is missing"));
    }
    Ok(DoneAfter { file, account: account.to_owned(), peer: peer.to_owned(), at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_done_mark_names_file_conversation_and_time() {
        let mark = |file, peer: &str, at| DoneAfter {
            file,
            account: "1784".into(),
            peer: peer.into(),
            at,
        };
        for (words, expected) in [
            ("1:1784:9", mark(1, "9", None)),
            ("2:1784:9@2019-09-23T18:14:45.349Z", mark(2, "9", Some(1_569_262_485_349))),
            ("2:1784:9@1569262485349", mark(2, "9", Some(1_569_262_485_349))),
            ("2:1784:US.12:3", mark(2, "US.12:3", None)),
        ] {
            assert_eq!(done_after(words, 2).ok(), Some(expected), "{words}");
        }
        for words in
            ["", "1", "1:1784", "0:1784:9", "3:1784:9", "1:1784:", "1:1784:9@noon", "x:1784:9"]
        {
            assert!(done_after(words, 2).is_err(), "{words}");
        }
    }
}
