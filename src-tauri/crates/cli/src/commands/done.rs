//! `done`: marks a conversation done, so that the customer's next message opens it again; or takes that back.

use clap::Args;
use hooktrail_domain::time;
use hooktrail_engine::api::{ConversationRow, DoneRequest, UndoneRequest};

use crate::args::Common;
use crate::outcome::{Done, Failure};
use crate::output::Output;
use crate::reach::Reach;

/// Words of `hooktrail done`.
#[derive(Debug, Args)]
pub struct DoneArgs {
    /// The business account
    pub account: String,
    /// The customer
    pub peer: String,
    /// When it was done; messages said before never open it again [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Take the last mark back, as long as no message has opened the conversation again
    #[arg(long, conflicts_with = "at")]
    pub undo: bool,
    /// instagram, messenger or whatsapp; needed only where two of them share the ids
    #[arg(long)]
    pub platform: Option<String>,
}

/// Runs it.
pub(crate) async fn run(args: DoneArgs, common: Common, out: Output) -> Done {
    let at = args.at.as_deref().map(moment).transpose()?;
    let reach = Reach::open(&common.folder()?).await?;
    let row = mark(&reach, args, at).await;
    reach.close().await;
    let row = row?;
    let document = serde_json::json!({
        "type": "conversation",
        "id": row.id,
        "platform": row.platform,
        "account": row.account,
        "peer": row.peer,
        "state": row.state,
    });
    out.say(&document, || format!("{} with {} is {}", row.account, row.peer, row.state))
}

async fn mark(reach: &Reach, args: DoneArgs, at: Option<i64>) -> Done<ConversationRow> {
    let DoneArgs { account, peer, platform, .. } = args;
    if args.undo {
        let request = UndoneRequest { account, peer, platform };
        return reach.ask("conversation_undone", &request).await;
    }
    reach.ask("conversation_done", &DoneRequest { account, peer, platform, at }).await
}

/// Epoch milliseconds of what `--at` says.
fn moment(word: &str) -> Done<i64> {
    time::from_text(word).ok_or_else(|| {
        Failure::unusable(format!("--at: {word} is no time such as 2026-06-16T10:37:04.639Z"))
    })
}
