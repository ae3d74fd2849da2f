//! The simulator.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AttemptRow, SecretText};

wire! {
    /// Stories, then single events.
    pub struct ScenarioList {
        pub rows: Vec<ScenarioRow>,
    }

    /// A story, or one event by itself.
    pub struct ScenarioRow {
        pub id: String,
        pub platform: String,
        pub title: String,
        /// What it shows.
        pub about: String,
        pub single: bool,
        pub steps: Vec<ScenarioStep>,
    }

    /// One event of a story.
    pub struct ScenarioStep {
        /// `message`, `echo`, `read`…, or `again`.
        pub event: String,
        /// How much later than the one before it was said, ms.
        pub after_ms: i64,
        /// Words that can be others; null where there are none.
        pub text: Option<String>,
        /// It speaks of a message said before.
        pub speaks: bool,
    }

    /// Play this. What is empty is made up, or stays as it is written.
    #[derive(Default)]
    pub struct ScenarioRequest {
        pub id: String,
        /// The business account; on WhatsApp the id of its phone number.
        #[serde(default)]
        pub account: String,
        /// The customer.
        #[serde(default)]
        pub peer: String,
        /// The customer's name, where the channel tells it (WhatsApp).
        #[serde(default)]
        pub name: String,
        /// Words of the steps, by their place.
        #[serde(default)]
        pub texts: Vec<String>,
        /// Id of the message that a single event speaks of.
        #[serde(default)]
        pub of: String,
        /// Send it on to this URL or target; absent: into the receiver only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub to: Option<String>,
        /// Sign what is sent on with this secret.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub secret: Option<SecretText>,
        /// As in [`SendRequest`](super::SendRequest).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub signing: Option<String>,
        /// The user agreed that it goes to this host; remembered.
        #[serde(default)]
        pub confirmed: bool,
    }

    /// What would be sent.
    pub struct ScenarioPreview {
        pub bodies: Vec<ScenarioBody>,
    }

    /// One request body.
    pub struct ScenarioBody {
        pub event: String,
        /// When it was said, epoch ms.
        pub at: i64,
        /// The exact text.
        pub text: String,
    }

    /// What it became.
    pub struct ScenarioAnswer {
        /// Ids of the captures, in order.
        pub captures: Vec<String>,
        /// What was sent on.
        pub attempts: Vec<AttemptRow>,
    }

    /// What the sample became.
    pub struct SampleAnswer {
        /// Captures in the order they were sent.
        pub captures: Vec<String>,
    }
}
