//! What is said of a rule of time that has fired: its name, and for how many messages. Never what was written.

use hooktrail_engine::api::{ApiError, TimeNews, TimeNewsQuery, TimeNewsRow};
use hooktrail_engine::reach::Reach;

use crate::notices::{Leads, Word};

/// What was told so far.
pub(crate) struct Overdue {
    told: TimeNewsQuery,
}

impl Overdue {
    pub(crate) fn new(since: i64) -> Self {
        Self { told: TimeNewsQuery { since, after: None } }
    }

    /// One word for each rule that has fired since the last look.
    pub(crate) async fn look(&mut self, reach: &Reach) -> Result<Vec<Word>, ApiError> {
        let news: TimeNews = reach.ask("time_news", &self.told).await?;
        self.told.after = Some(news.upto);
        Ok(news.rows.into_iter().map(word).collect())
    }
}

fn word(row: TimeNewsRow) -> Word {
    let TimeNewsRow { rule, name, words, message, .. } = row;
    let leads = message.map_or(Leads::Rule { rule }, |message| Leads::Message { message });
    Word { title: name, body: format!("{words}."), leads }
}
