//! One printed line for each rule of time that has fired, and for how many messages; never what was written.

use hooktrail_domain::time::iso;
use hooktrail_engine::api::{TimeNews, TimeNewsQuery, TimeNewsRow};

use crate::follow::{Ended, Stop};
use crate::outcome::Done;
use crate::output::{Output, plain};
use crate::reach::Reach;

/// Prints what has fired after `since` (epoch ms), until `stop`.
pub(crate) async fn tell(reach: &Reach, since: i64, mut stop: Stop, out: Output) -> Done<Ended> {
    let mut notices = reach.notices().await?;
    let mut told = TimeNewsQuery { since, after: None };
    loop {
        let news: TimeNews = reach.ask("time_news", &told).await?;
        for row in &news.rows {
            out.say(&document(row), || sentence(row))?;
        }
        told.after = Some(news.upto);
        tokio::select! {
            () = stop.asked() => return Ok(Ended::Asked),
            word = notices.next() => if word.is_none() { return Ok(Ended::OwnerGone) },
        }
    }
}

fn document(row: &TimeNewsRow) -> serde_json::Value {
    serde_json::json!({
        "type": "overdue",
        "rule": row.rule,
        "name": row.name,
        "messages": row.messages,
        "words": row.words,
        "at": iso(row.at),
    })
}

fn sentence(row: &TimeNewsRow) -> String {
    format!("{}: {}", plain(&row.name), row.words)
}
