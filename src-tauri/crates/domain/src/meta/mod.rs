//! Meta's envelopes → signals. Loops over every entry and item; one odd item never hurts its siblings.

use crate::problem::Problem;
use crate::signal::{Millis, Signal};

/// What one request body says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// In order of their place in the body.
    pub signals: Vec<Signal>,
    /// Oddities of the body as a whole.
    pub problems: Vec<Problem>,
}

/// Reads a decoded body (gzip already undone). `received_at` stands in where Meta gave no usable time.
pub fn read(_body: &[u8], _received_at: Option<Millis>) -> Reading {
    Reading::default()
}
