//! `rules`: what the owner forwards as it comes. A rule works while a window, `serve` or `listen` runs.

use clap::{Args, Subcommand};
use hooktrail_engine::api::{ById, Empty, RuleChange, RuleList, RuleRow, RuleTargetRow};
use serde_json::json;

use crate::args::Common;
use crate::forward::{Manner, shown_place};
use crate::outcome::Done;
use crate::output::{Output, table};
use crate::reach::Reach;

/// Words of `hooktrail rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// What to do [default: list]
    #[command(subcommand)]
    pub what: Option<What>,
}

/// What can be done with rules.
#[derive(Debug, Subcommand)]
pub enum What {
    /// List the rules, and what became of what they accepted
    List,
    /// Forward what comes from now on
    Add(AddArgs),
    /// Switch a rule on again, also for targets that had ended: what comes from now on counts
    On {
        /// The rule's number
        id: String,
    },
    /// Switch a rule off: nothing is accepted, and what waits stays
    Off {
        /// The rule's number
        id: String,
    },
    /// Remove a rule; what still waits is given up
    Remove {
        /// The rule's number
        id: String,
    },
}

/// Words of `hooktrail rules add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// Where to: a URL, or the name of a target (repeatable: each gets everything)
    #[arg(long, value_name = "URL|TARGET", required = true)]
    pub to: Vec<String>,
    /// What to call it
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What is forwarded, and how.
    #[command(flatten)]
    pub manner: Manner,
    /// Customers' data may go to these hosts of somebody else's; remembered for the hosts
    #[arg(long)]
    pub agree: bool,
}

/// Runs it.
pub(crate) async fn run(args: RulesArgs, common: Common, out: Output) -> Done {
    let reach = Reach::open(&common.folder()?).await?;
    let done = act(&reach, args.what.unwrap_or(What::List), out).await;
    reach.close().await;
    done
}

async fn act(reach: &Reach, what: What, out: Output) -> Done {
    let list: RuleList = match what {
        What::List => reach.ask("rules_list", &Empty {}).await?,
        What::Add(args) => {
            let change =
                RuleChange { name: args.name, confirmed: args.agree, ..args.manner.to(&args.to) };
            RuleList { rows: vec![reach.ask("rule_put", &change).await?] }
        }
        What::On { id } => RuleList { rows: vec![switch(reach, id, true).await?] },
        What::Off { id } => RuleList { rows: vec![switch(reach, id, false).await?] },
        What::Remove { id } => {
            let _: RuleList = reach.ask("rule_delete", &ById { id: id.clone() }).await?;
            return out
                .say(&json!({ "type": "removed", "id": id }), || format!("removed rule {id}"));
        }
    };
    if out.is_json() {
        return out.lines(list.rows.iter().map(|row| document(row).to_string()));
    }
    if list.rows.is_empty() {
        return out
            .line("no rules: add one with hooktrail rules add --to http://localhost:3000/webhook");
    }
    let heading =
        ["id", "name", "filter", "to", "retry", "waiting", "delivered", "failed", "trouble"];
    out.lines(table(&heading, &list.rows.iter().map(cells).collect::<Vec<_>>()))
}

async fn switch(reach: &Reach, id: String, on: bool) -> Done<RuleRow> {
    let change = RuleChange { id: Some(id), enabled: Some(on), ..RuleChange::default() };
    reach.ask("rule_put", &change).await
}

fn document(row: &RuleRow) -> serde_json::Value {
    let target = |target: &RuleTargetRow| json!({ "to": shown_place(&target.to), "as": target.formats, "ended": target.ended, "failing": target.failing });
    json!({
        "type": "rule",
        "id": row.id,
        "name": row.name,
        "filter": row.filter,
        "targets": row.targets.iter().map(target).collect::<Vec<_>>(),
        "retry": row.retry,
        "speed": row.speed,
        "enabled": row.enabled,
        "held": row.held,
        "orphaned": row.orphaned,
        "waiting": row.waiting,
        "under_way": row.under_way,
        "delivered": row.delivered,
        "failed": row.failed,
        "given_up": row.given_up,
    })
}

fn cells(row: &RuleRow) -> Vec<String> {
    let targets: Vec<String> = row.targets.iter().map(|target| shown_place(&target.to)).collect();
    let trouble = row.targets.iter().find_map(|to| to.ended.as_ref().or(to.failing.as_ref()));
    let name = match (row.enabled, row.orphaned, row.held) {
        (false, _, _) => format!("{} (off)", row.name),
        (_, true, _) => format!("{} (its listener is gone)", row.name),
        (_, _, true) => format!("{} (while it listens)", row.name),
        _ => row.name.clone(),
    };
    vec![
        row.id.clone(),
        name,
        row.filter.clone(),
        targets.join(", "),
        row.retry.clone(),
        (row.waiting + row.under_way).to_string(),
        row.delivered.to_string(),
        (row.failed + row.given_up).to_string(),
        trouble.cloned().unwrap_or_default(),
    ]
}
