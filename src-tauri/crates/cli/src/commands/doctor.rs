//! `doctor`: acts as Meta against an endpoint, finds out why a signature does not fit, looks at the way through a tunnel.

use std::time::Duration;

use clap::{Args, Subcommand};
use hooktrail_domain::diagnosis::{Known, Shown, diagnose};
use hooktrail_domain::signal::Platform;
use hooktrail_engine::api::{ById, CaptureDetail, DoctorReport, DoctorRow, DoctorTunnel};
use hooktrail_engine::clock::random_token;
use hooktrail_engine::doctor::{self, CHECKS, Check, Doctor, META_WAITS, Subject};
use hooktrail_engine::reading::decoded;
use hooktrail_engine::secrets::Secret;
use serde_json::json;

use crate::args::Common;
use crate::outcome::{Done, Exit, Failure};
use crate::output::{Output, plain};
use crate::reach::Reach;
use crate::secret;

/// Words of `hooktrail doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    #[command(subcommand)]
    subject: On,
}

#[derive(Debug, Subcommand)]
enum On {
    /// Act as Meta against any URL, and say what it does wrong
    ///
    /// Every request bears the header Hooktrail-Doctor, so that they can be told from Meta's.
    Endpoint(EndpointArgs),
    /// Say why a signature does not fit
    Signature(SignatureArgs),
    /// Look whether a public address leads to the running receiver, and what happens on the way
    Tunnel {
        /// The public address, with or without the path
        url: String,
    },
}

#[derive(Debug, Args)]
struct EndpointArgs {
    /// The endpoint
    url: String,
    /// What its handshake wants: text, env:NAME or file:PATH [default: the handshake is not tried]
    #[arg(long, value_name = "TOKEN")]
    verify_token: Option<String>,
    /// What it checks signatures with: env:NAME or file:PATH [default: nothing validly signed is tried]
    #[arg(long, value_name = "SECRET")]
    secret: Option<String>,
    /// Whose webhooks it takes
    #[arg(long, default_value = "instagram", value_parser = ["instagram", "messenger", "whatsapp"])]
    platform: String,
    /// Only this (repeatable)
    #[arg(long, value_name = "CHECK", value_parser = CHECKS.map(Check::word))]
    only: Vec<String>,
    /// Call an answer slow after so many ms
    #[arg(long, value_name = "MS", default_value_t = 5_000)]
    slow: u64,
}

#[derive(Debug, Args)]
struct SignatureArgs {
    /// A capture (17), or a file with the body as it came
    what: String,
    /// The value of X-Hub-Signature-256 that came with the file
    #[arg(long, value_name = "VALUE")]
    header: Option<String>,
    /// Secrets to try: env:NAME or file:PATH (repeatable)
    #[arg(long, value_name = "SECRET")]
    secret: Vec<String>,
}

/// Runs it.
pub(crate) async fn run(args: DoctorArgs, common: Common, out: Output) -> Done {
    match args.subject {
        On::Endpoint(args) => endpoint(args, out).await,
        On::Signature(args) => signature(args, &common, out).await,
        On::Tunnel { url } => tunnel(url, &common, out).await,
    }
}

async fn endpoint(args: EndpointArgs, out: Output) -> Done {
    let url = doctor::endpoint(&args.url).map_err(Failure::unusable)?;
    let token = args.verify_token.as_deref().map(|word| secret::read("--verify-token", word, None));
    let secret =
        args.secret.as_deref().map(|word| secret::read("--secret", word, Some("--secret")));
    let subject = Subject {
        url,
        platform: Platform::from_word(&args.platform).unwrap_or(Platform::Instagram),
        verify_token: token.transpose()?.map(|token| token.value),
        secret: secret.transpose()?.map(|secret| Secret::new(secret.value)),
    };
    let only: Vec<Check> = args.only.iter().filter_map(|word| Check::from_word(word)).collect();
    let checks = if only.is_empty() { CHECKS.to_vec() } else { only };
    let random = random_token().map_err(|error| Failure::refused(error.to_string()))?;
    let slow = Duration::from_millis(args.slow);
    let patience = META_WAITS * 4;
    let doctor = Doctor::with(slow, patience.max(slow * 4)).map_err(Failure::refused)?;
    let examined = doctor.examine(&subject, &checks, &random).await;
    tell(examined.into_iter().map(DoctorRow::from).collect(), out)
}

async fn tunnel(url: String, common: &Common, out: Output) -> Done {
    let owner = Reach::guest(&common.folder()?).await?.ok_or_else(|| {
        Failure::refused("nothing receives: start hooktrail serve or the window first")
    })?;
    let report: DoctorReport = owner.ask("doctor_tunnel", &DoctorTunnel { url }).await?;
    tell(report.rows, out)
}

/// One line per check; exit 1 when something is wrong.
fn tell(rows: Vec<DoctorRow>, out: Output) -> Done {
    let wrong = rows.iter().any(|row| row.standing == "wrong");
    for row in rows {
        out.say(&document(&row), || sentence(&row))?;
    }
    if wrong { Err(Failure::Silent(Exit::Refused)) } else { Ok(()) }
}

fn document(row: &DoctorRow) -> serde_json::Value {
    json!({
        "type": "check",
        "check": row.check,
        "standing": row.standing,
        "cause": row.cause,
        "words": row.words,
        "look": row.look,
        "status": row.status,
        "duration_ms": row.duration_ms,
    })
}

fn sentence(row: &DoctorRow) -> String {
    let sign = match row.standing.as_str() {
        "good" => "ok   ",
        "doubtful" => "hm   ",
        "wrong" => "WRONG",
        _ => "-    ",
    };
    let words = plain(&row.words);
    let look = if row.look.is_empty() {
        String::new()
    } else {
        format!("\n         {}", plain(&row.look))
    };
    format!("{sign}  {}: {words}{look}", row.title)
}

async fn signature(args: SignatureArgs, common: &Common, out: Output) -> Done {
    let found = if args.header.is_none() && args.what.bytes().all(|byte| byte.is_ascii_digit()) {
        of_capture(args.what, common).await?
    } else {
        of_file(&args)?
    };
    let (cause, words) = found;
    let document = json!({ "type": "signature", "cause": cause, "words": words });
    out.say(&document, || plain(&words))?;
    if cause == "valid" { Ok(()) } else { Err(Failure::Silent(Exit::Refused)) }
}

/// By the secrets that the receiver has.
async fn of_capture(id: String, common: &Common) -> Done<(String, String)> {
    let reach = Reach::open(&common.folder()?).await?;
    let asked = reach.ask::<_, CaptureDetail>("capture_get", &ById { id }).await;
    reach.close().await;
    let capture = asked?;
    Ok((capture.signature_cause, capture.signature_reason))
}

fn of_file(args: &SignatureArgs) -> Done<(String, String)> {
    let body = std::fs::read(&args.what)
        .map_err(|error| Failure::unusable(format!("{} cannot be read: {error}", args.what)))?;
    let secrets = args.secret.iter().enumerate().map(|(index, word)| {
        secret::read("--secret", word, Some(&format!("--secret {}", index + 1)))
    });
    let secrets = secrets.collect::<Done<Vec<_>>>()?;
    let known: Vec<Known<'_>> =
        secrets.iter().map(|one| Known { name: &one.name, secret: one.value.as_bytes() }).collect();
    let text = decoded(&[], &body).bytes;
    let shown = Shown {
        sha256: args.header.as_deref().map(str::as_bytes),
        sha1: None,
        body: &body,
        unpacked: (*text != *body).then_some(&*text),
        coding: None,
    };
    let found = diagnose(&shown, &known, None);
    let words = match found.cause {
        "no_secret" => format!("{} Give one with --secret env:NAME or file:PATH.", found.words),
        _ => found.words,
    };
    Ok((found.cause.to_owned(), words))
}
