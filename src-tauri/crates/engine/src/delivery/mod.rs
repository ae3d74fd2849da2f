//! Sending again: destination (where, how) and items (what) → plan (exact bytes, headers, signature) → send (one HTTP try)
//! → record (what was sent and answered) → verdict. Reads captures, writes attempts; never changes what was received.

mod care;
mod destination;
pub mod forward;
mod items;
mod overdue;
mod plan;
mod record;
mod refusal;
pub mod replay;
mod send;
mod signing;
mod target;
mod verdict;

pub use self::care::{agree, agreed, is_agreed, is_near};
pub use self::destination::{Destination, find, of_target, shown, shown_text};
pub(crate) use self::destination::{HIDDEN, is_cut};
pub use self::items::{Wish, capture_of, plans, signable};
pub(crate) use self::overdue::is_overdue;
pub use self::overdue::{OVERDUE, item as overdue_item};
pub(crate) use self::plan::goes_along;
pub use self::plan::{META, Plan, PlanError, target};
pub use self::record::{attempt, send_and_keep};
pub use self::refusal::Refusal;
pub use self::send::{ANSWER_KEPT, Answer, Outcome, Phases, Sender, Timeouts};
pub use self::signing::{Edit, Signing};
pub use self::target::{
    SIGNING_SECRET, name_of, new_target, refusal, secret_header, secret_refusal,
};
pub(crate) use self::target::{is_credential, is_let_in, leads_back};
pub use self::verdict::{Verdict, passed, went_well};
pub use crate::marker::{MARKER, instance, origin, with_instance};
pub use crate::store::attempts::Errand;
