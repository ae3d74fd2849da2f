//! Everything that touches the world: receives, keeps, projects, sends, and answers the contract.
//!
//! Data flows one way: [`receiver`], [`watch`] and samples write captures through [`journal`]; [`projection`] follows the
//! journal behind a cursor; [`delivery`] sends stored bytes and records attempts; [`api`] sits on top and is what the
//! window, the browser and the command line speak. [`engine`] is the only place that wires.

pub mod api;
mod changes;
pub mod clock;
pub mod config;
mod connect;
pub mod control;
pub mod csv;
pub mod delivery;
pub mod doctor;
pub mod engine;
mod events;
mod filter;
mod forwarded;
mod har;
pub mod http_host;
mod insights;
pub mod journal;
mod limits;
mod marker;
mod overdue;
pub mod owner;
pub mod projection;
pub mod reach;
pub mod reading;
pub mod receiver;
mod scenario;
pub mod secrets;
pub mod source;
pub mod store;
pub mod tunnel;
mod watch;
