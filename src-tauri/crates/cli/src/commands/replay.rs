//! `replay`: many again, in order, at a pace, with chaos, judged by what was expected. The engine plans and sends; here is
//! what people type and see of it.

use std::io::{IsTerminal, Write};

use clap::Args;
use hooktrail_engine::api::{
    ById, ReplayAttempt, ReplayAttemptQuery, ReplayAttempts, ReplayPreview, ReplayRequest,
    ReplayRow,
};
use serde_json::{Value, json};

use super::send::{self, FORMATS, SIGNINGS};
use crate::args::Common;
use crate::interrupt::Wish;
use crate::junit::{self, Case};
use crate::outcome::{Done, Exit, Failure};
use crate::output::{Output, plain};
use crate::reach::Reach;
use crate::secret;

/// Words of `hooktrail replay`.
#[derive(Debug, Args)]
#[command(after_help = "\
What is sent: captures that fit FILTER, oldest first; without one, all. Handshakes and refused requests are left out.
Chaos: SEED:dup=5%,reorder=4,drop=1%,delay=50ms±20ms,burst=10,split,merge=3, any of them. The same seed makes the same
mistakes; without SEED: one is drawn and shown. Order within a conversation holds but where reorder moves it.
Ctrl-C cancels. Exit codes: 0 all as expected, 1 not, 2 unusable words.")]
pub struct ReplayArgs {
    /// Which captures: words, or field:value such as platform:instagram received>-1h
    #[arg(value_name = "FILTER")]
    pub filter: Vec<String>,
    /// Where to send them: a URL, or a target's name
    #[arg(long, value_name = "URL|TARGET")]
    pub to: String,
    /// Instead of a filter, these captures (17) and vendor events (17-t1-texter)
    #[arg(long = "id", value_name = "ID", value_delimiter = ',', conflicts_with_all = ["filter", "conversation"])]
    pub ids: Vec<String>,
    /// Only what speaks of this conversation
    #[arg(long, num_args = 2, value_names = ["ACCOUNT", "PEER"])]
    pub conversation: Vec<String>,
    /// What to send: meta for the stored bytes, or the vendor events of a format that the captures caused
    #[arg(long = "as", value_name = "FORMAT", value_parser = FORMATS)]
    pub format: Option<String>,
    /// Sign anew with this secret: env:NAME or file:PATH [default: the target's, else the headers as received]
    #[arg(long, value_name = "SECRET")]
    pub secret: Option<String>,
    /// How to sign Meta's bytes [default: re-signed with a secret, as received without]
    #[arg(long, alias = "signing", value_name = "HOW", value_parser = SIGNINGS.map(|(word, _)| word))]
    pub sign: Option<String>,
    /// fast, every:200ms, recorded (as it came), recorded:x10 (ten times as fast)
    #[arg(long, value_name = "PACE", default_value = "fast")]
    pub pace: String,
    /// Requests at a time [default: 8]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=256))]
    pub concurrency: Option<i64>,
    /// What keeps its order: conversation (each by itself), or global (one after the other)
    #[arg(long, value_name = "ORDER", default_value = "conversation")]
    pub order: String,
    /// What goes wrong on purpose; see below
    #[arg(long, value_name = "SEED:CHAOS")]
    pub chaos: Option<String>,
    /// What must be answered: 2xx, 204, or '$.path=value'; several must all hold [default: 2xx; 4xx to wrong signatures]
    #[arg(long, value_name = "ANSWER")]
    pub expect: Vec<String>,
    /// Also write what came of it as JUnit XML
    #[arg(long, value_name = "FILE")]
    pub junit: Option<String>,
    /// At most this many, the oldest
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    pub limit: Option<i64>,
    /// Show what would be sent and when, and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Customers' data may go to this host of somebody else's; remembered for the host
    #[arg(long)]
    pub agree: bool,
}

/// Runs it.
pub(crate) async fn run(args: ReplayArgs, common: Common, out: Output) -> Done {
    let request = request(&args)?;
    let folder = common.folder()?;
    let reach = match args.dry_run {
        true => Reach::open(&folder).await?,
        false => Reach::open_lasting(&folder).await?,
    };
    let done = match args.dry_run {
        true => preview(&reach, &request, out).await,
        false => replay(&reach, &request, args.junit.as_deref(), out).await,
    };
    reach.close().await;
    done
}

fn request(args: &ReplayArgs) -> Done<ReplayRequest> {
    let secret = args.secret.as_deref();
    let secret = secret.map(|word| secret::read("--secret", word, Some("--secret"))).transpose()?;
    let conversation = match &args.conversation[..] {
        [account, peer] => Some(json!({ "account": account, "peer": peer })),
        _ => None,
    };
    let conversation = conversation.map(serde_json::from_value).transpose();
    Ok(ReplayRequest {
        items: args.ids.clone(),
        conversation: conversation.map_err(|error| Failure::unusable(error.to_string()))?,
        filter: args.filter.join(" "),
        limit: args.limit.unwrap_or_default(),
        to: args.to.clone(),
        format: args.format.clone(),
        secret: secret.map(|secret| secret.value.into()),
        signing: args.sign.as_deref().and_then(send::signing),
        pace: Some(args.pace.clone()),
        order: Some(args.order.clone()),
        chaos: args.chaos.clone(),
        concurrency: args.concurrency.unwrap_or_default(),
        expect: args.expect.clone(),
        confirmed: args.agree,
    })
}

async fn preview(reach: &Reach, request: &ReplayRequest, out: Output) -> Done {
    let plan: ReplayPreview = reach.ask("replay_preview", request).await?;
    for step in &plan.rows {
        let document = json!({
            "type": "step", "position": step.position, "item": step.item, "due_ms": step.due_ms,
            "delay_ms": step.delay_ms, "copy": step.copy,
        });
        out.say(&document, || {
            let again = if step.copy { "  (again)" } else { "" };
            let late = step.due_ms + step.delay_ms;
            format!("{:>9.3} s  {}{again}", late as f64 / 1_000.0, plain(&step.item))
        })?;
    }
    let document = json!({
        "type": "plan", "items": plan.items, "steps": plan.steps, "lasts_ms": plan.lasts_ms, "chaos": plan.chaos,
        "dropped": plan.dropped, "copies": plan.copies, "to": plan.to, "confirm_host": plan.confirm_host,
        "notes": plan.notes,
    });
    out.say(&document, || {
        let chaos = plan.chaos.iter().map(|chaos| format!(", chaos {chaos}")).collect::<String>();
        let shown = plan.rows.len() as i64;
        let more = if plan.steps > shown {
            format!(" (the first {shown} are shown)")
        } else {
            String::new()
        };
        let notes: String = plan.notes.iter().map(|note| format!("\n{note}")).collect();
        format!("{} to {}{chaos}{more}. Nothing was sent.{notes}", requests(plan.steps), plan.to)
    })
}

async fn replay(reach: &Reach, request: &ReplayRequest, junit: Option<&str>, out: Output) -> Done {
    // Before anything is sent, so that nothing is sent in vain.
    let file =
        junit.map(|path| std::fs::File::create(path).map_err(|error| unwritable(path, &error)));
    let file = file.transpose()?;
    let mut notices = reach.notices().await?;
    let wish = Wish::new()?;
    let started: ReplayRow = reach.ask("replay_start", request).await?;
    let mut watch =
        Watch { reach, out, row: started, next: None, cases: Vec::new(), keep: file.is_some() };
    watch.begin()?;
    let wished = wish.come();
    tokio::pin!(wished);
    let mut asked = false;
    loop {
        watch.look().await?;
        if watch.is_over() {
            break;
        }
        tokio::select! {
            word = notices.next() => if word.is_none() {
                return Err(Failure::refused(
                    "the instance that owned the data folder has ended: the replay is interrupted",
                ));
            },
            () = &mut wished, if !asked => {
                asked = true;
                let id = ById { id: watch.row.id.clone() };
                let _: ReplayRow = reach.ask("replay_cancel", &id).await?;
            }
        }
    }
    watch.end()?;
    let row = &watch.row;
    if let (Some(mut file), Some(path)) = (file, junit) {
        let unsent = row.total - row.counts.passed - row.counts.failed;
        let suite = format!("{} to {}", chosen(row), row.to);
        let text = junit::document(&suite, &watch.cases, unsent, lasted(row));
        file.write_all(text.as_bytes()).map_err(|error| unwritable(path, &error))?;
    }
    match (&row.trouble, row.state.as_str()) {
        (Some(trouble), _) => Err(Failure::refused(trouble.clone())),
        (None, "done") if row.total == 0 => Err(Failure::refused(
            "nothing was sent: chaos dropped every request; lower its drop, or take another seed",
        )),
        (None, "done") if row.counts.failed + row.counts.unsent == 0 => Ok(()),
        _ => Err(Failure::Silent(Exit::Refused)),
    }
}

/// What was chosen, in words that stay: a customer by id, whatever they are called today.
fn chosen(row: &ReplayRow) -> String {
    match (&row.conversation, row.filter.trim()) {
        (None, _) => row.what.clone(),
        (Some(with), "") => format!("the conversation with {}", with.peer),
        (Some(with), filter) => format!("the conversation with {}: {filter}", with.peer),
    }
}

fn unwritable(path: &str, error: &std::io::Error) -> Failure {
    Failure::unusable(format!("--junit: {path} cannot be written: {error}"))
}

/// A replay that is watched until it is over.
struct Watch<'r> {
    reach: &'r Reach,
    out: Output,
    row: ReplayRow,
    next: Option<String>,
    cases: Vec<Case>,
    /// Cases are wanted.
    keep: bool,
}

impl Watch<'_> {
    fn begin(&self) -> Done {
        let row = &self.row;
        if self.out.is_json() {
            return Ok(());
        }
        let chaos = row.chaos.iter().map(|chaos| format!(", chaos {chaos}")).collect::<String>();
        self.out.line(&format!("{} to {}, pace {}{chaos}", requests(row.total), row.to, row.pace))
    }

    fn is_over(&self) -> bool {
        !matches!(self.row.state.as_str(), "running" | "paused")
    }

    /// Says what came since the last look. How it stands is asked first, so that the last look sees all.
    async fn look(&mut self) -> Done {
        let id = self.row.id.clone();
        self.row = self.reach.ask("replay_get", &ById { id: id.clone() }).await?;
        loop {
            let (id, after) = (id.clone(), self.next.clone());
            let query = ReplayAttemptQuery { id, after, limit: 100, ..Default::default() };
            let page: ReplayAttempts = self.reach.ask("replay_attempts", &query).await?;
            for one in page.rows {
                self.tell(&one)?;
            }
            self.next = Some(page.next);
            if !page.more {
                break;
            }
        }
        self.progress();
        Ok(())
    }

    fn tell(&mut self, one: &ReplayAttempt) -> Done {
        let attempt = &one.attempt;
        if self.out.is_json() {
            let mut document = send::document(attempt);
            if let Value::Object(keys) = &mut document {
                keys.insert("position".to_owned(), one.position.into());
                keys.insert("passed".to_owned(), attempt.passed.into());
                keys.insert("missed".to_owned(), one.missed.clone().into());
                keys.insert("again".to_owned(), one.again.into());
            }
            self.out.line(&document.to_string())?;
        } else if let Some(missed) = &one.missed {
            self.clear();
            let verdict = if attempt.verdict == "first" { "failed" } else { &attempt.verdict };
            let line = format!("{:>8}  {verdict}: {}", plain(&attempt.item), plain(missed));
            self.out.line(&line)?;
        }
        if self.keep {
            self.cases.push(Case {
                name: attempt.item.clone(),
                format: attempt.format.clone(),
                ms: attempt.duration_ms.unwrap_or_default(),
                missed: one.missed.clone(),
                answered: attempt.status.is_some(),
                output: if one.missed.is_some() {
                    attempt.response_body.clone()
                } else {
                    String::new()
                },
            });
        }
        Ok(())
    }

    /// How far it is, on a terminal that is read by people: on one line, again and again.
    fn progress(&self) {
        let row = &self.row;
        if self.shows_progress() && !self.is_over() {
            let failed = row.counts.failed;
            let _ =
                write!(std::io::stderr(), "\r\x1b[K{} of {}, {failed} failed", row.done, row.total);
        }
    }

    fn clear(&self) {
        if self.shows_progress() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }

    fn shows_progress(&self) -> bool {
        !self.out.is_json() && std::io::stderr().is_terminal()
    }

    fn end(&self) -> Done {
        self.clear();
        let row = &self.row;
        let counts = &row.counts;
        let document = json!({
            "type": "replay", "id": row.id, "state": row.state, "to": row.to, "total": row.total,
            "passed": counts.passed, "failed": counts.failed, "unsent": row.total - counts.passed - counts.failed,
            "first": counts.first, "fixed": counts.fixed, "regressed": counts.regressed,
            "still_passing": counts.still_passing, "still_failing": counts.still_failing,
            "pace": row.pace, "order": row.order, "chaos": row.chaos, "duration_ms": lasted(row),
        });
        self.out.say(&document, || {
            let unsent = row.total - counts.passed - counts.failed;
            let parts = [
                (counts.passed, "passed"),
                (counts.fixed, "of them fixed"),
                (counts.failed, "failed"),
                (counts.regressed, "of them regressed"),
                (counts.still_failing, "of them still failing"),
                (unsent, "not sent"),
            ];
            let said: Vec<String> = parts
                .iter()
                .filter(|(count, word)| *count > 0 || *word == "passed")
                .map(|(count, word)| format!("{count} {word}"))
                .collect();
            format!("{}: {} ({:.1} s)", row.state, said.join(", "), lasted(row) as f64 / 1_000.0)
        })
    }
}

fn lasted(row: &ReplayRow) -> i64 {
    row.ended_at.map_or(0, |at| at - row.started_at)
}

fn requests(count: i64) -> String {
    if count == 1 { "1 request".to_owned() } else { format!("{count} requests") }
}
