//! `listen --forward-to URL`: serve plus a rule that forwards every event as it comes; beside an owner, the rule is the
//! owner's until this program ends.

use clap::Args;
use hooktrail_engine::api::{Empty, Status};

use super::send::check_url;
use super::serve::{self, ServeArgs};
use crate::args::Common;
use crate::follow::{Ended, Follower, Stop};
use crate::forward::{Manner, Rule, Target, tell};
use crate::interrupt;
use crate::outcome::{Done, Failure};
use crate::output::Output;
use crate::reach::Reach;
use crate::ready::Ready;
use crate::secret;

/// Words of `hooktrail listen`.
#[derive(Debug, Args)]
pub struct ListenArgs {
    /// Where each event goes, as it comes
    #[arg(long, value_name = "URL")]
    pub forward_to: String,
    /// Sign anew for the target with this secret: env:NAME or file:PATH [default: the headers as received]
    #[arg(long, value_name = "SECRET")]
    pub secret: Option<String>,
    /// Customers' data may go to this host of somebody else's; remembered for the host
    #[arg(long)]
    pub agree: bool,
    /// What is forwarded, and how.
    #[command(flatten)]
    pub manner: Manner,
    /// What serve takes.
    #[command(flatten)]
    pub serve: ServeArgs,
}

/// Runs it.
pub(crate) async fn run(args: ListenArgs, common: Common, out: Output) -> Done {
    check_url("--forward-to", &args.forward_to)?;
    let secret =
        args.secret.as_deref().map(|word| secret::read("--secret", word, Some("--secret")));
    let secret = secret.transpose()?.map(|secret| secret.value);
    let target = Target { url: args.forward_to, manner: args.manner, secret, agreed: args.agree };
    match Reach::guest(&common.folder()?).await? {
        Some(owner) => match args.serve.of_owner() {
            Some(word) => Err(Failure::owned(format!(
                "{word}: another instance owns the data folder and receives already. Set it there, or leave it out to forward what that receives."
            ))),
            None => beside(&owner, &target, out).await,
        },
        None => serve::host(args.serve, &common, out, Some(&target)).await,
    }
}

/// Forwards what the owner receives until we or it end.
async fn beside(owner: &Reach, target: &Target, out: Output) -> Done {
    let from = Follower::from_now(owner).await?;
    let rule = Rule::begin(owner, target).await?;
    let status: Status = owner.ask("status_get", &Empty {}).await?;
    let ready = Ready {
        receiver: status.receiver.url,
        ui: None,
        verify_token: status.verify_token,
        forward_to: Some(target.url.clone()),
    };
    let wished = interrupt::Wish::new()?;
    out.say(&ready, || ready.text())?;
    let (say, stop) = Stop::new();
    let telling = tell(owner, from, stop, Some(rule), out);
    let ending = async {
        wished.come().await;
        let _ = say.send(true);
    };
    tokio::pin!(telling);
    let ended = tokio::select! {
        ended = &mut telling => ended?,
        () = ending => telling.await?,
    };
    match ended {
        Ended::Asked => Ok(()),
        Ended::OwnerGone => {
            Err(Failure::refused("the instance that owned the data folder has ended"))
        }
    }
}
