//! `delete`: captures, a conversation or everything, gone from the database and its free pages.

use clap::{ArgGroup, Args};
use hooktrail_engine::api::{DeleteAnswer, DeleteConversation, DeleteRequest};

use crate::args::Common;
use crate::outcome::{Done, Failure};
use crate::output::Output;
use crate::reach::Reach;

/// Words of `hooktrail delete`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).args(["ids", "conversation", "all"]))]
pub struct DeleteArgs {
    /// Captures
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// Every capture that speaks of this conversation; the words of others in the same request go with it, that they were
    /// said stays known
    #[arg(long, num_args = 2, value_names = ["ACCOUNT", "PEER"])]
    pub conversation: Option<Vec<String>>,
    /// Everything that came, with what is kept beside it: deliveries, replays, pins, labels, notes, customers' names and ids;
    /// settings and the names and ids of your own accounts stay. Needs --yes
    #[arg(long)]
    pub all: bool,
    /// Yes, everything
    #[arg(long)]
    pub yes: bool,
}

/// Runs it.
pub(crate) async fn run(args: DeleteArgs, common: Common, out: Output) -> Done {
    if args.all && !args.yes {
        return Err(Failure::unusable("delete --all empties the data folder: say --all --yes"));
    }
    let conversation = match args.conversation.as_deref() {
        Some([account, peer]) => {
            Some(DeleteConversation { account: account.clone(), peer: peer.clone() })
        }
        _ => None,
    };
    let request = DeleteRequest { captures: args.ids, conversation, all: args.all };
    let reach = Reach::open(&common.folder()?).await?;
    let answer = reach.ask::<_, DeleteAnswer>("delete", &request).await;
    reach.close().await;
    let DeleteAnswer { captures, attempts } = answer?;
    let document =
        serde_json::json!({ "type": "deleted", "captures": captures, "attempts": attempts });
    out.say(&document, || format!("deleted for good: captures {captures}, attempts {attempts}"))
}
