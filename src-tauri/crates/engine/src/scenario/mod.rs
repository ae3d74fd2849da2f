//! Scenarios: what Meta would send, without a phone. A library of short stories and single events, written as Meta writes
//! them, with ids of one's own; posted over real HTTP to our receiver, validly signed, and on to a target if wanted. It
//! takes no short cut: what works for a scenario works for Meta.

mod library;
mod post;
mod render;

pub(crate) use self::library::{Scenario, all, find};
pub(crate) use self::post::{fresh, send};
pub(crate) use self::render::{Cast, Rendered, rendered};

/// What *Send a sample* plays.
pub(crate) const SAMPLE: &str = "instagram-answered";
