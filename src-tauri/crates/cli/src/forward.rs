//! Forwarding for as long as this program listens: a rule of the owner that it holds, and one printed line for each try.
//! What fits, what is sent and what is tried again is the engine's business.

use std::time::Duration;

use clap::Args;
use hooktrail_engine::api::{
    ById, Empty, RuleChange, RuleFollow, RuleList, RuleProgress, RuleRow, RuleTargetChange,
};
use hooktrail_engine::delivery::shown_text;
use tokio::task::JoinSet;

use crate::commands::send;
use crate::follow::{self, Ended, Follower, Stop, follow};
use crate::outcome::{Done, Failure, warn};
use crate::output::Output;
use crate::reach::Reach;

/// How long what is already here may still take once we are asked to end.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// How a rule forwards: what `listen` and `rules add` share.
#[derive(Debug, Clone, Args)]
pub struct Manner {
    /// Only captures that fit: words, or field:value such as platform:instagram [default: every event]
    #[arg(
        long,
        value_name = "FILTER",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    pub filter: String,
    /// What to send: meta for the bytes as received, or each vendor event of a format (repeatable) [default: meta, or what
    /// the target wants]
    #[arg(long = "as", value_name = "FORMAT", value_parser = send::FORMATS)]
    pub formats: Vec<String>,
    /// What follows a failed try: none, fixed:30s:5, exponential:1s:8, or as the sender would: meta, meta-messaging,
    /// whatsapp, zoho-desk, texter
    #[arg(long, value_name = "POLICY", default_value = "none")]
    pub retry: String,
    /// Make the pauses between tries so many times shorter: 3600 makes an hour a second
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    pub speed: i64,
}

impl Manner {
    /// A new rule that forwards to `targets` in this manner.
    pub fn to(&self, targets: &[String]) -> RuleChange {
        let target =
            |to: &String| RuleTargetChange { to: to.clone(), formats: self.formats.clone() };
        RuleChange {
            filter: Some(self.filter.clone()),
            targets: Some(targets.iter().map(target).collect()),
            retry: Some(self.retry.clone()),
            speed: Some(self.speed),
            ..RuleChange::default()
        }
    }
}

/// Where events go, in which manner, and how they are signed.
pub(crate) struct Target {
    /// Any http or https URL.
    pub url: String,
    /// How the rule forwards.
    pub manner: Manner,
    /// Sign anew with this; `None`: the headers as received.
    pub secret: Option<String>,
    /// The user agreed that customers' data go to this host.
    pub agreed: bool,
}

/// A rule that forwards from now on, until it is let go.
pub(crate) struct Rule {
    id: String,
    after: String,
    /// The question that lasts as long as the rule.
    holding: JoinSet<Done<Empty>>,
}

impl Rule {
    /// Makes one that forwards to `target`.
    pub(crate) async fn begin(reach: &Reach, target: &Target) -> Done<Self> {
        let change = RuleChange {
            held: true,
            secret: target.secret.clone().map(Into::into),
            confirmed: target.agreed,
            ..target.manner.to(std::slice::from_ref(&target.url))
        };
        let RuleRow { id, .. } = reach.ask("rule_put", &change).await?;
        let (mut holding, owner, by_id) = (JoinSet::new(), reach.clone(), ById { id: id.clone() });
        holding.spawn(async move { owner.ask("rule_hold", &by_id).await });
        let from = RuleFollow { id: id.clone(), after: None };
        let RuleProgress { after, .. } = reach.ask("rule_follow", &from).await?;
        Ok(Self { id, after, holding })
    }

    /// Prints each try until `stop`, and then until nothing is left to do, but not for long.
    async fn tell(mut self, reach: &Reach, stop: Stop, out: Output) -> Done<Ended> {
        let (mut asked, mut holding) = (stop.clone(), std::mem::take(&mut self.holding));
        let late = async {
            asked.asked().await;
            tokio::time::sleep(LAST_WORDS).await;
        };
        let ended = tokio::select! {
            ended = self.follow(reach, stop, out) => ended?,
            () = late => Ended::Asked,
            Some(Ok(held)) = holding.join_next() => {
                held?;
                return Err(Failure::refused("the rule of this listener was removed"));
            }
        };
        if ended == Ended::Asked {
            let by_id = ById { id: self.id.clone() };
            let last = RuleFollow { id: self.id, after: Some(self.after) };
            let last: RuleProgress = reach.ask("rule_follow", &last).await?;
            for one in &last.attempts {
                out.say(&send::document(one), || send::sentence(one))?;
            }
            let left = last.rule.waiting + last.rule.under_way;
            if left > 0 {
                warn(&format!("{left} of what came was not taken by the target: it is given up"));
            }
            let _: RuleList = reach.ask("rule_delete", &by_id).await?;
        }
        Ok(ended)
    }

    async fn follow(&mut self, reach: &Reach, mut stop: Stop, out: Output) -> Done<Ended> {
        let mut notices = reach.notices().await?;
        loop {
            let asked = stop.is_asked();
            let question = RuleFollow { id: self.id.clone(), after: Some(self.after.clone()) };
            let said: RuleProgress = reach.ask("rule_follow", &question).await?;
            self.after = said.after;
            for one in &said.attempts {
                out.say(&send::document(one), || send::sentence(one))?;
            }
            if !said.attempts.is_empty() {
                continue;
            }
            if asked && said.rule.pending == 0 {
                return Ok(Ended::Asked);
            }
            tokio::select! {
                () = stop.asked(), if !asked => {}
                word = notices.next() => if word.is_none() { return Ok(Ended::OwnerGone) },
            }
        }
    }
}

/// One printed line per capture and, with a rule, one per attempt: of everything that comes after `from`.
pub(crate) async fn tell(
    reach: &Reach,
    from: Follower,
    stop: Stop,
    rule: Option<Rule>,
    out: Output,
) -> Done<Ended> {
    let printing = follow(reach, from, stop.clone(), async |row| {
        out.say(&follow::document(row), || follow::sentence(row))
    });
    let Some(rule) = rule else { return printing.await };
    let (ended, _) = tokio::try_join!(printing, rule.tell(reach, stop, out))?;
    Ok(ended)
}

/// Where a rule leads: a target's name, or an address without its secrets.
pub(crate) fn shown_place(to: &str) -> String {
    if to.contains("://") { shown_text(to) } else { to.to_owned() }
}
