//! What is said of forwards that have failed for good, if the user wants it. It names the rule and the reason, never what
//! a customer wrote.

use hooktrail_engine::api::{ApiError, DeliveryPage, DeliveryRow, Empty, Settings};
use hooktrail_engine::clock::Clock;
use hooktrail_engine::reach::Reach;

use crate::notices::{Leads, Word};

/// Newest failures looked at.
const MOST: i64 = 200;

/// What was told, or not wanted, up to here.
pub(crate) struct Failures {
    since: i64,
}

impl Failures {
    pub(crate) fn new(since: i64) -> Self {
        Self { since }
    }

    /// One word for all that failed since the last look; nothing is asked for while nobody wants it.
    pub(crate) async fn look(&mut self, reach: &Reach) -> Result<Option<Word>, ApiError> {
        if !reach.ask::<_, Settings>("settings_get", &Empty {}).await?.notify_failures {
            self.since = Clock::system().millis();
            return Ok(None);
        }
        let failed = serde_json::json!({ "state": "failed", "limit": MOST });
        let page: DeliveryPage = reach.ask("deliveries_list", &failed).await?;
        let since = self.since;
        self.since = page.rows.iter().filter_map(|row| row.ended_at).fold(since, i64::max);
        let new: Vec<&DeliveryRow> =
            page.rows.iter().filter(|row| row.ended_at.is_some_and(|at| at > since)).collect();
        Ok(words(&new))
    }
}

/// What is told of what failed since the last time, newest first.
fn words(failed: &[&DeliveryRow]) -> Option<Word> {
    let newest = failed.first()?;
    let rule = newest.rule.as_deref().unwrap_or("A removed rule");
    let title = match failed.len() {
        1 => format!("A forward failed: {rule}"),
        more => format!("{more} forwards failed, the last one: {rule}"),
    };
    let reason = newest.reason.as_deref().unwrap_or("It was not taken.");
    let body = format!("#{}: {reason}", newest.item);
    Some(Word { title, body, leads: Leads::Forwarding })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(rule: Option<&str>, item: &str, reason: Option<&str>) -> DeliveryRow {
        let row = serde_json::json!({
            "id": "1", "rule": rule, "captureId": "1", "item": item, "format": "meta",
            "url": "http://localhost/", "state": "failed", "acceptedAt": 1, "startedAt": 1, "nextAt": null,
            "endedAt": 2, "attempts": 1, "status": null, "reason": reason, "again": false,
        });
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn one_word_for_all_that_failed_since_the_last() {
        let (one, two) = (row(Some("staging"), "17", Some("500 <b>")), row(None, "18", None));
        assert_eq!(words(&[]), None);
        let said = |failed: &[&DeliveryRow]| {
            let Word { title, body, leads } = words(failed).unwrap();
            assert_eq!(leads, Leads::Forwarding);
            (title, body)
        };
        let told = |title: &str, body: &str| (title.to_owned(), body.to_owned());
        assert_eq!(said(&[&one]), told("A forward failed: staging", "#17: 500 <b>"));
        let last = "2 forwards failed, the last one: A removed rule";
        assert_eq!(said(&[&two, &one]), told(last, "#18: It was not taken."));
    }
}
