//! The stories, and the texts of the events that they are made of (`fixtures/scenarios`).

use std::sync::LazyLock;

use hooktrail_domain::signal::Platform;
use serde::Deserialize;

/// A story: events in the order in which they are sent.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Scenario {
    pub(crate) id: String,
    platform: String,
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) steps: Vec<Step>,
    /// One event by itself.
    #[serde(default)]
    pub(crate) single: bool,
}

/// One event of a story.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Step {
    /// Which: the name of a text, or `again` for an event that was sent before.
    pub(crate) event: String,
    /// How much later than the step before it was said, ms; less than 0 for what arrives too late.
    #[serde(default)]
    pub(crate) after_ms: i64,
    /// Words, where there are any.
    #[serde(default)]
    pub(crate) text: Option<String>,
    /// Number of the message that it is.
    #[serde(default)]
    pub(crate) says: usize,
    /// Number of the message that it speaks of.
    #[serde(default)]
    pub(crate) of: usize,
    /// For `again`: which step, from 1.
    #[serde(default)]
    pub(crate) of_step: usize,
}

impl Scenario {
    pub(crate) fn platform(&self) -> Platform {
        Platform::from_word(&self.platform).unwrap_or(Platform::Unknown)
    }
}

macro_rules! texts {
    ($($platform:literal: $($event:literal)+;)+) => {
        /// Platform, name and text of every event.
        const EVENTS: &[(&str, &str, &str)] = &[$($((
            $platform,
            $event,
            include_str!(concat!("../../../../../fixtures/scenarios/", $platform, "/", $event, ".json")),
        )),+),+];
    };
}

texts! {
    "instagram": "message" "image" "reply" "story-reply" "postback" "unsupported" "echo" "read" "reaction" "edited" "deleted";
    "messenger": "message" "postback" "echo" "delivery" "read" "reaction";
    "whatsapp": "message" "image" "reaction" "sent" "delivered" "read" "failed" "not-now";
}

/// The text of an event, with `{{…}}` where something is filled in.
pub(super) fn text(platform: Platform, event: &str) -> Option<&'static str> {
    let found = EVENTS.iter().find(|(of, name, _)| *of == platform.word() && *name == event);
    found.map(|(.., text)| text.trim_end())
}

/// Every story, then every event by itself.
pub(crate) fn all() -> &'static [Scenario] {
    static ALL: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
        let written = include_str!("../../../../../fixtures/scenarios/scenarios.json");
        let mut all: Vec<Scenario> = serde_json::from_str(written).unwrap_or_default();
        all.extend(EVENTS.iter().map(|(platform, event, text)| single(platform, event, text)));
        all
    });
    &ALL
}

/// The story called `id`.
pub(crate) fn find(id: &str) -> Option<&'static Scenario> {
    all().iter().find(|scenario| scenario.id == id)
}

fn single(platform: &str, event: &str, text: &str) -> Scenario {
    let words = text.contains("{{text}}").then(|| "Hello! Is anybody there?".to_owned());
    let (says, of) = (1, if text.contains("{{of}}") { 2 } else { 0 });
    let step = Step { event: event.to_owned(), after_ms: 0, text: words, says, of, of_step: 0 };
    Scenario {
        id: format!("{platform}/{event}"),
        platform: platform.to_owned(),
        title: event.replace('-', " "),
        about: String::new(),
        steps: vec![step],
        single: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_story_is_made_of_events_that_there_are() {
        let stories = all().iter().filter(|scenario| !scenario.single).count();
        assert_eq!((stories, all().len()), (10, 10 + EVENTS.len()));
        for scenario in all() {
            for step in &scenario.steps {
                let known = match &*step.event {
                    "again" => (1..=scenario.steps.len()).contains(&step.of_step),
                    event => text(scenario.platform(), event).is_some(),
                };
                assert!(known, "{}: {}", scenario.id, step.event);
            }
            assert_eq!(find(&scenario.id), Some(scenario), "ids are unique");
        }
    }
}
