//! `send`: a capture or a vendor event to a URL, once, now. The engine plans, signs, sends and records.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use clap::Args;
use hooktrail_engine::api::{AttemptList, AttemptRow, HeaderRow, SendEdit, SendRequest};
use hooktrail_engine::delivery::Signing;

use crate::args::Common;
use crate::outcome::{Done, Exit, Failure};
use crate::output::{Output, plain};
use crate::reach::Reach;
use crate::secret;

/// What can be sent: the stored bytes, or what a vendor would have sent.
pub(crate) const FORMATS: [&str; 5] = [
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
    /// Where to send it: a URL, or the name of a target (see hooktrail targets)
    #[arg(long, value_name = "URL|TARGET")]
    pub to: String,
    /// What to send: meta for the stored bytes, or each vendor event of a format that the capture caused [default: what the target wants, else the stored bytes]
    #[arg(long = "as", value_name = "FORMAT", value_parser = FORMATS)]
    pub format: Option<String>,
    /// Sign anew with this secret: env:NAME or file:PATH
    #[arg(long, value_name = "SECRET")]
    pub secret: Option<String>,
    /// How to sign Meta's bytes [default: re-signed with --secret; without, as received, and unsigned where --body changes them]
    #[arg(long, value_name = "HOW", value_parser = SIGNINGS.map(|(word, _)| word))]
    pub sign: Option<String>,
    /// Send the bytes of this file instead of the capture's; the capture stays as it is
    #[arg(long, value_name = "FILE")]
    pub body: Option<String>,
    /// Send Meta's bytes to this path (and query) of the host instead
    #[arg(long, value_name = "PATH")]
    pub path: Option<String>,
    /// Do not add the header hooktrail-replay, by which Hooktrail knows what it sent itself
    #[arg(long)]
    pub no_marker: bool,
    /// Customers' data may go to this host of somebody else's; remembered for the host
    #[arg(long)]
    pub agree: bool,
}

/// How Meta's bytes can be signed: the word here, and the contract's.
pub(crate) const SIGNINGS: [(&str, Signing); 7] = [
    ("received", Signing::AsReceived),
    ("resigned", Signing::Resigned),
    ("unsigned", Signing::Unsigned),
    ("wrong-secret", Signing::OtherSecret),
    ("wrong-byte", Signing::OtherBytes),
    ("wrong-sha1", Signing::Sha1Only),
    ("wrong-missing", Signing::Missing),
];

/// Runs it.
pub(crate) async fn run(args: SendArgs, common: Common, out: Output) -> Done {
    if args.to.contains("://") {
        check_url("--to", &args.to)?;
    }
    let secret =
        args.secret.as_deref().map(|word| secret::read("--secret", word, Some("--secret")));
    let request = SendRequest {
        item: args.id.clone(),
        to: args.to,
        format: args.format.clone(),
        secret: secret.transpose()?.map(|secret| secret.value.into()),
        signing: args.sign.as_deref().and_then(signing),
        edit: edit(args.body.as_deref(), args.path)?,
        marker: args.no_marker.then_some(false),
        confirmed: args.agree,
    };
    let reach = Reach::open(&common.folder()?).await?;
    let answer = send(&reach, &request).await;
    reach.close().await;
    let attempts = answer?.attempts;
    if attempts.is_empty() {
        let format = args
            .format
            .map_or("that the target wants".to_owned(), |format| format!("of format {format}"));
        return Err(Failure::refused(format!("{} caused no event {format}", args.id)));
    }
    for attempt in &attempts {
        out.say(&document(attempt), || sentence(attempt))?;
    }
    if attempts.iter().all(|attempt| attempt.passed) {
        Ok(())
    } else {
        Err(Failure::Silent(Exit::Refused))
    }
}

async fn send(reach: &Reach, request: &SendRequest) -> Done<AttemptList> {
    reach.ask("send", request).await
}

/// Refuses what is no http or https URL before anything is opened.
pub(crate) fn check_url(option: &str, word: &str) -> Done {
    let url = hooktrail_engine::delivery::target(word);
    url.map(drop).map_err(|why| Failure::unusable(format!("{option}: {why}")))
}

pub(crate) fn signing(word: &str) -> Option<String> {
    let known = SIGNINGS.iter().find(|(known, _)| *known == word);
    known.map(|(_, signing)| signing.word().to_owned())
}

fn edit(body: Option<&str>, path: Option<String>) -> Done<Option<SendEdit>> {
    let read = |file: &str| {
        let bytes = std::fs::read(file).map_err(|error| {
            Failure::unusable(format!("--body: {file} cannot be read: {error}"))
        })?;
        Ok::<_, Failure>(BASE64.encode(bytes))
    };
    let body_base64 = body.map(read).transpose()?;
    let edit = SendEdit { body_base64, path, ..SendEdit::default() };
    Ok((edit != SendEdit::default()).then_some(edit))
}

/// The attempt, and which item it sent; `tests/cli/send.rs` fixes its keys.
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
        "signing": attempt.signing,
        "edited": attempt.edited,
        "verdict": attempt.verdict,
    })
}

/// Where an answer points that was not followed.
fn elsewhere(attempt: &AttemptRow) -> Option<String> {
    let redirects = attempt.status.is_some_and(|status| matches!(status, 300..=303 | 305..=399));
    let location = |header: &&HeaderRow| header.name.eq_ignore_ascii_case("location");
    let place = attempt.response_headers.iter().find(location).filter(|_| redirects)?;
    Some(format!(", points to {}, which was not followed", plain(&place.value)))
}

/// The attempt for people.
pub(crate) fn sentence(attempt: &AttemptRow) -> String {
    let AttemptRow { item, url, duration_ms, format, .. } = attempt;
    let what = if format == "meta" { format!("capture {item}") } else { item.clone() };
    match (attempt.status, &attempt.error) {
        (Some(status), None) => {
            let elsewhere = elsewhere(attempt).unwrap_or_default();
            let ms = duration_ms.unwrap_or_default();
            let believed = if (200..300).contains(&status) && !attempt.passed {
                "  a wrong signature was believed"
            } else {
                ""
            };
            format!("{what} -> {url}  {status}  {ms} ms{elsewhere}{believed}")
        }
        (Some(status), Some(error)) => format!("{what} -> {url}  {status}, {}", plain(error)),
        (None, error) => {
            let error = error.as_deref().unwrap_or("no answer");
            format!("{what} -> {url}  failed: {}", plain(error))
        }
    }
}
