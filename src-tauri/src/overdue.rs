//! What is said of a rule of time that has fired: its name, and for how many messages. Never what was written.

use hooktrail_engine::api::{ApiError, TimeNews, TimeNewsQuery, TimeNewsRow};
use hooktrail_engine::reach::Reach;

use crate::notices::Word;

/// What was told up to here.
pub(crate) struct Overdue {
    since: i64,
}

impl Overdue {
    pub(crate) fn new(since: i64) -> Self {
        Self { since }
    }

    /// One word for each rule that has fired since the last look.
    pub(crate) async fn look(&mut self, reach: &Reach) -> Result<Vec<Word>, ApiError> {
        let news: TimeNews = reach.ask("time_news", &TimeNewsQuery { since: self.since }).await?;
        self.since = news.rows.iter().map(|row| row.at).fold(self.since, i64::max);
        Ok(news.rows.iter().map(word).collect())
    }
}

fn word(row: &TimeNewsRow) -> Word {
    (row.name.clone(), format!("{}.", row.words))
}
