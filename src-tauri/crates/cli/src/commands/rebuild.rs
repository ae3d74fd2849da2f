//! `rebuild`: drops everything derived and makes it anew from the journal. Changes no capture and no id.

use clap::Args;
use hooktrail_engine::api::{Empty, RebuildAnswer};

use crate::args::Common;
use crate::outcome::Done;
use crate::output::{Output, table};
use crate::reach::Reach;

/// Words of `hooktrail rebuild`.
#[derive(Debug, Args)]
pub struct RebuildArgs {}

/// Runs it.
pub(crate) async fn run(_: RebuildArgs, common: Common, out: Output) -> Done {
    let reach = Reach::open(&common.folder()?).await?;
    let answer = reach.ask::<_, RebuildAnswer>("rebuild", &Empty {}).await;
    reach.close().await;
    let made = answer?;
    let counts = [
        ("captures", made.captures),
        ("signals", made.signals),
        ("messages", made.messages),
        ("transitions", made.transitions),
        ("conversations", made.conversations),
        ("openings", made.openings),
    ];
    if out.is_json() {
        let mut document = serde_json::Map::from_iter([("type".to_owned(), "rebuilt".into())]);
        document.extend(counts.map(|(name, count)| (name.to_owned(), count.into())));
        return out.say(&document, String::new);
    }
    let rows: Vec<_> =
        counts.iter().map(|(name, count)| vec![(*name).to_owned(), count.to_string()]).collect();
    out.lines(table(&["made anew", "count"], &rows))
}
