//! The receiver as its clients see it: real sockets, a real database, ports given by the system.

#![allow(clippy::unwrap_used)]

mod answering;
mod bounds;
mod keeping;
mod killed;
mod refusing;
mod rig;
mod told;
