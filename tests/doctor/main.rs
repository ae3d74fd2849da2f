//! The doctor against endpoints that each do one thing wrong, and one that does not; and against altered signatures. By the
//! real binary.

#[cfg(test)]
mod endpoint;
#[cfg(test)]
mod faults;
#[cfg(test)]
#[allow(dead_code, reason = "these tests need less of it than the command line's own")]
#[path = "../cli/rig.rs"]
mod rig;
#[cfg(test)]
mod signature;
#[cfg(test)]
mod tls;
