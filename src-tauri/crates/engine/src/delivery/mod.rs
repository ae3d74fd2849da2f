//! Sending again: plan (exact bytes, headers, signature) → send (one HTTP try) → record (what was sent and answered).
//! Reads captures, writes attempts; never changes what was received.

mod failure;
mod plan;
mod record;
mod send;
mod signing;

pub use self::plan::{META, Plan, PlanError, is_near, target};
pub use self::record::record;
pub use self::send::{ANSWER_KEPT, Answer, Outcome, Sender, Timeouts};
pub use self::signing::{Edit, Signing};
