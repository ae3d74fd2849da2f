//! The doctor against endpoints that each do one thing wrong, and one that does not; and against altered signatures. By the
//! real binary.

#[cfg(test)]
mod endpoint;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod signature;
#[cfg(test)]
mod tls;
