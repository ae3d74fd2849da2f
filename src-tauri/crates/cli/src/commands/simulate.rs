//! `simulate`: plays what Meta would send, into the receiver and on to a target.

use clap::Args;
use hooktrail_engine::api::{Empty, ScenarioAnswer, ScenarioList, ScenarioRequest, ScenarioRow};
use serde_json::json;

use super::send::{SIGNINGS, check_url, document, sentence, signing};
use crate::args::Common;
use crate::outcome::{Done, Exit, Failure};
use crate::output::Output;
use crate::reach::Reach;
use crate::secret;

/// Words of `hooktrail simulate`.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Which story or single event; none: list them
    scenario: Option<String>,
    /// The business account; on WhatsApp the id of its phone number [default: a made-up one]
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    account: String,
    /// The customer [default: a new one each time]
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    peer: String,
    /// The customer's name, where the channel tells it
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// Words of the steps, in order (repeatable)
    #[arg(long, value_name = "WORDS")]
    text: Vec<String>,
    /// The message that a single event speaks of
    #[arg(long, value_name = "MESSAGE_ID", default_value = "", hide_default_value = true)]
    of: String,
    /// Send it on to this URL or saved target
    #[arg(long, value_name = "URL|TARGET")]
    to: Option<String>,
    /// Sign what is sent on with this secret: env:NAME or file:PATH
    #[arg(long, value_name = "SECRET", requires = "to")]
    secret: Option<String>,
    /// How what is sent on is signed [default: resigned with a secret, received without]
    #[arg(long, value_name = "HOW", value_parser = SIGNINGS.map(|(word, _)| word), requires = "to")]
    sign: Option<String>,
    /// Customers' data may go to this host
    #[arg(long, requires = "to")]
    agree: bool,
}

/// Runs it.
pub(crate) async fn run(args: SimulateArgs, common: Common, out: Output) -> Done {
    let Some(id) = args.scenario else {
        let reach = Reach::open(&common.folder()?).await?;
        let list = reach.ask::<_, ScenarioList>("scenarios_list", &Empty {}).await;
        reach.close().await;
        return listed(&list?.rows, out);
    };
    if let Some(to) = args.to.as_deref().filter(|to| to.contains("://")) {
        check_url("--to", to)?;
    }
    let secret = args.secret.as_deref();
    let secret = secret.map(|word| secret::read("--secret", word, Some("--secret"))).transpose()?;
    let request = ScenarioRequest {
        id,
        account: args.account,
        peer: args.peer,
        name: args.name,
        texts: args.text,
        of: args.of,
        to: args.to,
        secret: secret.map(|secret| secret.value.into()),
        signing: args.sign.as_deref().and_then(signing),
        confirmed: args.agree,
    };
    let reach = Reach::open(&common.folder()?).await?;
    let sent = reach.ask::<_, ScenarioAnswer>("scenario_send", &request).await;
    reach.close().await;
    told(&sent?, out)
}

fn told(sent: &ScenarioAnswer, out: Output) -> Done {
    for id in &sent.captures {
        let line = json!({ "type": "capture", "id": id });
        out.say(&line, || format!("capture {id}"))?;
    }
    for attempt in &sent.attempts {
        out.say(&document(attempt), || sentence(attempt))?;
    }
    match sent.attempts.iter().all(|attempt| attempt.passed) {
        true => Ok(()),
        false => Err(Failure::Silent(Exit::Refused)),
    }
}

fn listed(rows: &[ScenarioRow], out: Output) -> Done {
    for row in rows {
        let steps: Vec<&str> = row.steps.iter().map(|step| step.event.as_str()).collect();
        let line = json!({
            "type": "scenario", "id": row.id, "platform": row.platform, "title": row.title,
            "about": row.about, "steps": steps,
        });
        let story = || format!("{:28} {} ({})", row.id, row.title, steps.join(", "));
        out.say(&line, || if row.single { row.id.clone() } else { story() })?;
    }
    Ok(())
}
