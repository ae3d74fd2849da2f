//! `time-rules`: for which messages that stand still the owner tells somebody. A rule works while a window, `serve` or
//! `listen` runs.

use clap::{Args, Subcommand};
use hooktrail_domain::time::iso;
use hooktrail_engine::api::{ById, Empty, TimeRuleChange, TimeRuleList, TimeRuleRow};
use serde_json::json;

use crate::args::Common;
use crate::forward::shown_place;
use crate::outcome::Done;
use crate::output::{Output, table};
use crate::reach::Reach;

/// Words of `hooktrail time-rules`.
#[derive(Debug, Args)]
pub struct TimeRulesArgs {
    /// What to do [default: list]
    #[command(subcommand)]
    pub what: Option<What>,
}

/// What can be done with rules of time.
#[derive(Debug, Subcommand)]
pub enum What {
    /// List the rules, and for how many messages they have fired
    List,
    /// Tell of each message that stands still for too long, from now on
    Add(AddArgs),
    /// Switch a rule on again, also when its target had ended: what begins from now on counts
    On {
        /// The rule's number
        id: String,
    },
    /// Switch a rule off
    Off {
        /// The rule's number
        id: String,
    },
    /// Remove a rule, and what it remembers; what still waits is given up
    Remove {
        /// The rule's number
        id: String,
    },
}

/// Words of `hooktrail time-rules add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// For how long a message may stand still: 30s, 10min, 2h, 1d
    #[arg(long, value_name = "TIME")]
    pub after: String,
    /// In which state: accepted and nothing more, or delivered and not seen
    #[arg(long, value_name = "STATE", default_value = "accepted", value_parser = ["accepted", "delivered"])]
    pub state: String,
    /// Only messages that fit: words, or field:value such as platform:whatsapp [default: every message]
    #[arg(
        long,
        value_name = "FILTER",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    pub filter: String,
    /// Send an event for each message: to a URL, or to the target of that name
    #[arg(long, value_name = "URL|TARGET")]
    pub to: Option<String>,
    /// Say it too: the window by a notification of the system, serve by a line [default: only without --to]
    #[arg(long)]
    pub notify: bool,
    /// What to call it [default: what it says]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What follows a failed try, as for hooktrail rules add [default: exponential:1s:8]
    #[arg(long, value_name = "POLICY")]
    pub retry: Option<String>,
    /// Customers' data may go to this host of somebody else's; remembered for the host
    #[arg(long)]
    pub agree: bool,
}

/// Runs it.
pub(crate) async fn run(args: TimeRulesArgs, common: Common, out: Output) -> Done {
    let reach = Reach::open(&common.folder()?).await?;
    let done = act(&reach, args.what.unwrap_or(What::List), out).await;
    reach.close().await;
    done
}

async fn act(reach: &Reach, what: What, out: Output) -> Done {
    let list: TimeRuleList = match what {
        What::List => reach.ask("time_rules_list", &Empty {}).await?,
        What::Add(args) => {
            let change = TimeRuleChange {
                name: args.name,
                state: Some(args.state),
                after: Some(args.after),
                filter: Some(args.filter),
                notify: Some(args.notify || args.to.is_none()),
                to: args.to,
                retry: args.retry,
                confirmed: args.agree,
                ..TimeRuleChange::default()
            };
            TimeRuleList { rows: vec![reach.ask("time_rule_put", &change).await?] }
        }
        What::On { id } => TimeRuleList { rows: vec![switch(reach, id, true).await?] },
        What::Off { id } => TimeRuleList { rows: vec![switch(reach, id, false).await?] },
        What::Remove { id } => {
            let _: TimeRuleList = reach.ask("time_rule_delete", &ById { id: id.clone() }).await?;
            return out.say(&json!({ "type": "removed", "id": id }), || {
                format!("removed time rule {id}")
            });
        }
    };
    if out.is_json() {
        return out.lines(list.rows.iter().map(|row| document(row).to_string()));
    }
    if list.rows.is_empty() {
        return out.line("no time rules: add one with hooktrail time-rules add --after 10min");
    }
    let heading = ["id", "name", "says", "filter", "to", "fired", "delivered", "failed", "trouble"];
    out.lines(table(&heading, &list.rows.iter().map(cells).collect::<Vec<_>>()))
}

async fn switch(reach: &Reach, id: String, on: bool) -> Done<TimeRuleRow> {
    let change = TimeRuleChange { id: Some(id), enabled: Some(on), ..TimeRuleChange::default() };
    reach.ask("time_rule_put", &change).await
}

fn document(row: &TimeRuleRow) -> serde_json::Value {
    json!({
        "type": "time_rule",
        "id": row.id,
        "name": row.name,
        "state": row.state,
        "after_ms": row.after_ms,
        "filter": row.filter,
        "notify": row.notify,
        "to": row.to.as_deref().map(shown_place),
        "ended": row.ended,
        "failing": row.failing,
        "retry": row.retry,
        "enabled": row.enabled,
        "since": iso(row.since),
        "fired": row.fired,
        "last_at": row.last_at.map(iso),
        "waiting": row.waiting,
        "delivered": row.delivered,
        "failed": row.failed,
    })
}

fn cells(row: &TimeRuleRow) -> Vec<String> {
    let name = if row.enabled { row.name.clone() } else { format!("{} (off)", row.name) };
    let to = match (row.to.as_deref().map(shown_place), row.notify) {
        (Some(to), true) => format!("{to}, you"),
        (Some(to), false) => to,
        (None, _) => "you".to_owned(),
    };
    vec![
        row.id.clone(),
        name,
        row.words.clone(),
        row.filter.clone(),
        to,
        row.fired.to_string(),
        row.delivered.to_string(),
        row.failed.to_string(),
        row.ended.as_ref().or(row.failing.as_ref()).cloned().unwrap_or_default(),
    ]
}
