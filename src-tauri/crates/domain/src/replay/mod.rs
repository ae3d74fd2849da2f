//! Sending many again: in which order, when, and with what chaos. Pure: the same items, wishes and seed make the same plan
//! in every version, so that it can be shown before and done again after. Sending, and what came of it, is elsewhere.

mod chaos;
mod cut;
mod expect;
mod pace;
mod plan;
mod random;

#[cfg(test)]
mod properties;

pub use chaos::{Chaos, Share};
pub use cut::Batch;
pub use expect::{Answered, Expect};
pub use pace::{Order, Pace};
pub use plan::{Item, Piece, Plan, Step, plan};
