//! `send`: a capture or a vendor event to a URL, once, now. The engine plans, signs, sends and records.

use clap::Args;
use hooktrail_engine::api::{AttemptList, AttemptRow, SendRequest};

use crate::args::Common;
use crate::outcome::{Done, Exit, Failure};
use crate::output::{Output, plain};
use crate::reach::Reach;
use crate::secret;

/// What can be sent: the stored bytes, or what a vendor would have sent.
const FORMATS: [&str; 5] = [
    "meta",
    "doubletick.message-status",
    "doubletick.conversation-opened",
    "texter.message-status-changed",
    "zoho.im-message-status",
];

/// Words of `hooktrail send`.
#[derive(Debug, Args)]
pub struct SendArgs {
    /// A capture (17) or a vendor event (17-t1-texter)
    pub id: String,
    /// Where to send it
    #[arg(long, value_name = "URL")]
    pub to: String,
    /// What to send: meta for the stored bytes, or each vendor event of a format that the capture caused
    #[arg(long = "as", value_name = "FORMAT", value_parser = FORMATS)]
    pub format: Option<String>,
    /// Sign anew with this secret: env:NAME or file:PATH [default: the headers as received]
    #[arg(long, value_name = "SECRET")]
    pub secret: Option<String>,
}

/// Runs it.
pub async fn run(args: SendArgs, common: Common, out: Output) -> Done {
    check_url("--to", &args.to)?;
    let secret =
        args.secret.as_deref().map(|word| secret::read("--secret", word, Some("--secret")));
    let request = SendRequest {
        item: args.id.clone(),
        to: args.to,
        format: args.format.clone(),
        secret: secret.transpose()?.map(|secret| secret.value.into()),
    };
    let reach = Reach::open(&common.folder()?).await?;
    let answer = send(&reach, &request).await;
    reach.close().await;
    let attempts = answer?.attempts;
    if attempts.is_empty() {
        let format = args.format.unwrap_or_default();
        return Err(Failure::refused(format!("{} caused no event of format {format}", args.id)));
    }
    for attempt in &attempts {
        out.say(&document(attempt), || sentence(attempt))?;
    }
    if attempts.iter().all(answered_2xx) { Ok(()) } else { Err(Failure::Silent(Exit::Refused)) }
}

async fn send(reach: &Reach, request: &SendRequest) -> Done<AttemptList> {
    reach.projected().await?;
    reach.ask("send", request).await
}

/// Refuses what is no http or https URL before anything is opened.
pub(crate) fn check_url(option: &str, word: &str) -> Done {
    match reqwest::Url::parse(word) {
        Ok(url) if ["http", "https"].contains(&url.scheme()) && url.has_host() => Ok(()),
        _ => Err(Failure::unusable(format!(
            "{option}: {word} is no URL such as http://localhost:3000/webhook"
        ))),
    }
}

fn answered_2xx(attempt: &AttemptRow) -> bool {
    attempt.status.is_some_and(|status| (200..300).contains(&status))
}

/// The attempt as cli.md has it, and which item it sent.
pub(crate) fn document(attempt: &AttemptRow) -> serde_json::Value {
    serde_json::json!({
        "type": "attempt",
        "id": attempt.id,
        "item": attempt.item,
        "format": attempt.format,
        "url": attempt.url,
        "status": attempt.status,
        "error": attempt.error,
        "duration_ms": attempt.duration_ms,
    })
}

/// The attempt for people.
pub(crate) fn sentence(attempt: &AttemptRow) -> String {
    let AttemptRow { item, url, duration_ms, format, .. } = attempt;
    let what = if format == "meta" { format!("capture {item}") } else { item.clone() };
    match (attempt.status, &attempt.error) {
        (Some(status), None) => format!("{what} -> {url}  {status}  {duration_ms} ms"),
        (Some(status), Some(error)) => format!("{what} -> {url}  {status}, {}", plain(error)),
        (None, error) => {
            let error = error.as_deref().unwrap_or("no answer");
            format!("{what} -> {url}  failed: {}", plain(error))
        }
    }
}
