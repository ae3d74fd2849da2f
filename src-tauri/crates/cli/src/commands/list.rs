//! `list`: what is kept, oldest first. The rows and their keys are the contract's; here is only how people see them.

use std::io::IsTerminal;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use clap::{Args, ValueEnum};
use hooktrail_engine::api::{HarRequest, RecordList, RecordQuery, SavedFile, field_names};
use hooktrail_engine::csv::Sheet;
use serde_json::Value;

use crate::args::Common;
use crate::outcome::{Done, Failure, warn};
use crate::output::{Output, plain, table};
use crate::reach::Reach;

/// Words of `hooktrail list`.
#[derive(Debug, Args)]
#[command(after_long_help = of_filters())]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum, value_name = "KIND")]
    pub of: Of,
    /// Only rows that fit: words (of captures: anywhere in what was received), or field:value such as platform:instagram kind:read
    #[arg(value_name = "FILTER")]
    pub filter: Vec<String>,
    /// At most this many rows
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(0..))]
    pub limit: Option<i64>,
    /// Write CSV with a heading; values are exact, also those that a spreadsheet would take for a formula
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Write captures or deliveries as HAR 1.2, without credentials
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    pub har: bool,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Of {
    /// Requests as they came in
    Captures,
    /// One customer with one business account
    Conversations,
    /// What was said, and how far it came
    Messages,
    /// Each thing that Meta said
    Signals,
    /// Changes of messages' states
    Transitions,
    /// Conversations that opened
    Openings,
    /// Vendor events
    Normalized,
    /// What was sent where
    Deliveries,
}

/// The language of filters, and what each list can be asked for.
fn of_filters() -> String {
    let kinds = Of::value_variants().iter().map(|of| {
        let names = field_names(of.word()).join(" ");
        format!("  {:<15}{names}\n", of.word())
    });
    format!(
        "\
Filters:
  field:value, field:begin*, field=value; numbers and times also with > >= < <=
  several have to fit all; or, not (or -) and parentheses; \"quotes\" around blanks
  received>-1h, received<2026-06-16, bytes>3k, not kind:read, (kind:read or status>=500)
Fields:
{}",
        kinds.collect::<String>()
    )
}

impl Of {
    fn word(self) -> &'static str {
        match self {
            Self::Captures => "captures",
            Self::Conversations => "conversations",
            Self::Messages => "messages",
            Self::Signals => "signals",
            Self::Transitions => "transitions",
            Self::Openings => "openings",
            Self::Normalized => "normalized",
            Self::Deliveries => "deliveries",
        }
    }

    /// What people see of a row, as heading and key.
    fn columns(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Captures => &[
                ("id", "id"),
                ("received", "received_at"),
                ("method", "method"),
                ("bytes", "bytes"),
                ("signature", "signature"),
                ("answer", "status"),
                ("unsent", "unsent"),
                ("path", "path"),
            ],
            Self::Conversations => {
                &[("state", "state"), ("account", "account"), ("peer", "peer"), ("id", "id")]
            }
            Self::Messages => &[
                ("at", "at"),
                ("peer", "peer"),
                ("direction", "direction"),
                ("status", "status"),
                ("message", "message_id"),
                ("text", "text"),
            ],
            Self::Signals => &[
                ("id", "id"),
                ("at", "at"),
                ("kind", "kind"),
                ("peer", "peer"),
                ("message", "message_id"),
                ("flags", "flags"),
                ("text", "text"),
            ],
            Self::Transitions => &[
                ("id", "id"),
                ("at", "at"),
                ("from", "from"),
                ("to", "to"),
                ("basis", "basis"),
                ("message", "message_id"),
                ("flags", "flags"),
                ("error", "error"),
            ],
            Self::Openings => {
                &[("id", "id"), ("at", "at"), ("account", "account"), ("peer", "peer")]
            }
            Self::Normalized => &[
                ("id", "id"),
                ("format", "format"),
                ("message", "message_id"),
                ("stand-ins", "stand_ins"),
            ],
            Self::Deliveries => &[
                ("started", "started_at"),
                ("item", "item"),
                ("state", "state"),
                ("answer", "status"),
                ("tries", "attempts"),
                ("url", "url"),
            ],
        }
    }
}

/// Runs it.
pub(crate) async fn run(args: ListArgs, common: Common, out: Output) -> Done {
    let is_traffic = matches!(args.of, Of::Captures | Of::Deliveries);
    if args.har && !is_traffic {
        return Err(Failure::unusable("--har: only captures and deliveries are requests"));
    }
    let reach = Reach::open(&common.folder()?).await?;
    if args.har {
        let file = har(&reach, &args).await;
        reach.close().await;
        return out.line(&file?);
    }
    if out.is_json() || args.csv {
        let mut sheet = args.csv.then(|| Sheet::new(args.of.word(), Vec::new()));
        // What goes into a file is exact; on a terminal nobody's message moves the cursor.
        let seen = args.csv && std::io::stdout().is_terminal();
        let written = pages(&reach, &args, |rows| {
            let lines = match &mut sheet {
                Some(sheet) => sheet.lines(&rows).map_err(unreadable)?,
                None => rows,
            };
            match seen {
                true => out.lines(lines.iter().map(|line| plain(line))),
                false => out.lines(lines),
            }
        })
        .await;
        reach.close().await;
        return written;
    }
    let rows = rows(&reach, &args).await;
    reach.close().await;
    let rows = rows?;
    if rows.is_empty() {
        return out.line(&format!("no {}", args.of.word()));
    }
    let columns = args.of.columns();
    let heading: Vec<&str> = columns.iter().map(|(heading, _)| *heading).collect();
    let cells = rows.iter().map(|row| cells(row, columns)).collect::<Done<Vec<_>>>()?;
    out.lines(table(&heading, &cells))
}

async fn rows(reach: &Reach, args: &ListArgs) -> Done<Vec<String>> {
    let mut all = Vec::new();
    pages(reach, args, |rows| {
        all.extend(rows);
        Ok(())
    })
    .await?;
    Ok(all)
}

/// Asks page by page: whoever answers may be receiving, and holds no more than one.
async fn pages(reach: &Reach, args: &ListArgs, mut take: impl FnMut(Vec<String>) -> Done) -> Done {
    let mut left = args.limit.unwrap_or(i64::MAX);
    let mut after = Some(String::new());
    while let Some(from) = after.filter(|_| left > 0) {
        let query = RecordQuery {
            of: args.of.word().to_owned(),
            filter: args.filter.join(" "),
            limit: left,
            after: Some(from),
        };
        let page: RecordList = reach.ask("records_list", &query).await?;
        left -= i64::try_from(page.rows.len()).unwrap_or(left);
        after = page.next;
        take(page.rows)?;
    }
    Ok(())
}

async fn har(reach: &Reach, args: &ListArgs) -> Done<String> {
    let request = match by_filter(args) {
        Some(request) => request,
        None => named(args.of, &rows(reach, args).await?)?,
    };
    let file: SavedFile = reach.ask("har_export", &request).await?;
    if let Some(note) = &file.note {
        warn(note);
    }
    let bytes = BASE64.decode(&file.body_base64).unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// All that fits, where the engine finds the same as this list shows: of too many it takes the newest, and says so. What a rule
/// accepted is a row here, and there each of its tries.
fn by_filter(args: &ListArgs) -> Option<HarRequest> {
    let filter = args.filter.join(" ");
    let is_same = args.of == Of::Captures || filter.trim().is_empty();
    (is_same && args.limit.is_none()).then(|| HarRequest {
        of: Some(args.of.word().to_owned()),
        filter: Some(filter),
        ..HarRequest::default()
    })
}

fn named(of: Of, rows: &[String]) -> Done<HarRequest> {
    let id = |row: &String| {
        let row: Value = serde_json::from_str(row).map_err(unreadable)?;
        Ok(cell(row.get("id")))
    };
    let ids: Vec<String> = rows.iter().map(id).collect::<Done<_>>()?;
    Ok(match of {
        Of::Captures => HarRequest { captures: ids, ..HarRequest::default() },
        _ => HarRequest { attempts: ids, ..HarRequest::default() },
    })
}

fn cells(row: &str, columns: &[(&str, &str)]) -> Done<Vec<String>> {
    let row: Value = serde_json::from_str(row).map_err(unreadable)?;
    Ok(columns.iter().map(|(_, key)| cell(row.get(key))).collect())
}

fn unreadable(error: serde_json::Error) -> Failure {
    Failure::refused(format!("a row cannot be read: {error}"))
}

/// A value as people read it: nothing for null, words for a list.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            items.iter().map(|item| cell(Some(item))).collect::<Vec<_>>().join(" ")
        }
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_har_file_is_asked_for_by_filter_where_that_means_the_same_rows() {
        for (of, filter, limit, wanted) in [
            (Of::Captures, "", None, Some(("captures", ""))),
            (Of::Captures, "kind:read m1", None, Some(("captures", "kind:read m1"))),
            (Of::Captures, "", Some(3), None),
            (Of::Deliveries, "", None, Some(("deliveries", ""))),
            (Of::Deliveries, "state:failed", None, None),
        ] {
            let filter = filter.split(' ').map(str::to_owned).collect();
            let request = by_filter(&ListArgs { of, filter, limit, csv: false, har: true });
            let asked = request.map(|asked| (asked.of.unwrap(), asked.filter.unwrap()));
            let asked = asked.as_ref().map(|(of, filter)| (&**of, &**filter));
            assert_eq!(asked, wanted, "{of:?}");
        }
    }

    #[test]
    fn cells_are_words_not_json() {
        let row = r#"{"id":"1.1","flags":["late","gap"],"text":null,"bytes":12}"#;
        let columns = [("", "id"), ("", "flags"), ("", "text"), ("", "bytes"), ("", "absent")];
        assert_eq!(cells(row, &columns).unwrap(), ["1.1", "late gap", "", "12", ""]);
    }
}
