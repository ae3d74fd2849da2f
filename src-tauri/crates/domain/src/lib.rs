//! What Meta's messaging webhooks mean. Pure: no IO, no clock, no randomness, and nothing here fails on odd input;
//! functions return what they understood plus [`problem::Problem`]s that point at what they did not.
//!
//! Reading order: [`json`] (tolerant tree with spans) → [`meta`] (bytes to [`signal::Signal`]s) → [`ledger`] (signals to
//! message states, conversations, transitions and openings) → [`vendor`] (transitions and openings to vendor documents,
//! with the names from [`directory`] and the [`provenance`] of every field). [`signature`], [`retry`] and [`replay`]
//! (what is sent again: order, pace, chaos) stand alone.

pub mod convert;
pub mod diagnosis;
pub mod directory;
pub mod filter;
pub mod json;
pub mod ledger;
pub mod meta;
pub mod problem;
pub mod provenance;
pub mod record;
pub mod replay;
pub mod retry;
pub mod signal;
pub mod signature;
pub mod time;
pub mod vendor;
