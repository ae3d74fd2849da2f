//! Bounds of the receiver.

use std::time::Duration;

/// How much and how long a client may take. The defaults suit Meta with room to spare: its largest body is 3 MB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest body that is kept whole, bytes.
    pub body: usize,
    /// How much of a larger one is kept, bytes.
    pub beginning: usize,
    /// How much of a larger one is read (and forgotten) so that its sender hears the answer, bytes.
    pub drained: u64,
    /// Bodies above `beginning` that may be in memory at the same time.
    pub large_bodies: usize,
    /// Time for a request's head, also for the next one on a kept connection.
    pub head_deadline: Duration,
    /// Time for a whole body, from the head on.
    pub body_deadline: Duration,
    /// Connections at a time; more wait to be accepted.
    pub connections: usize,
    /// Header fields in a request.
    pub header_fields: usize,
    /// How long requests under way may take at shutdown.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 8 << 20,
            beginning: 64 << 10,
            drained: 64 << 20,
            large_bodies: 16,
            head_deadline: Duration::from_secs(15),
            body_deadline: Duration::from_secs(30),
            connections: 4_096,
            header_fields: 128,
            farewell: Duration::from_secs(5),
        }
    }
}

/// Files and sockets that this process may have open, where the system lets it: all connections of the receiver, and the
/// rest of it.
const FILES: u64 = 8_192;

/// Raises the process's own limit of open files; a receiver at its limit would refuse everybody.
pub(crate) fn raise_file_limit() {
    match rlimit::increase_nofile_limit(FILES) {
        Ok(had) if had >= FILES => {}
        Ok(had) => {
            tracing::warn!(had, "few files may be open: the receiver takes fewer connections")
        }
        Err(error) => tracing::warn!(%error, "the limit of open files stays as it is"),
    }
}
