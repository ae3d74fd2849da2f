//! The only place that reads the wall clock and randomness. Everything else is given times and ids.
//! Deadlines of sockets are tokio's timers and live where the socket is.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use hooktrail_domain::signal::Millis;

/// Tells the time. Cloned freely; tests make one that stands still.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The machine's wall clock.
    pub fn system() -> Self {
        Self::reading(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
        })
    }

    /// A clock that `read` tells the time of, epoch microseconds.
    pub fn reading(read: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// Now, epoch microseconds: what the journal keeps.
    pub fn micros(&self) -> i64 {
        (self.0)()
    }

    /// Now, epoch milliseconds: what the contract speaks.
    pub fn millis(&self) -> Millis {
        self.micros() / 1_000
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// 32 random hex digits, from the operating system: tokens and secrets that nobody can guess.
pub fn random_token() -> std::io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(hex::encode(bytes))
}

/// A seed that can be noted down: below a million.
pub fn random_seed() -> std::io::Result<u64> {
    let random = getrandom::u64().map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(random % 1_000_000)
}

/// Id of a delivery attempt: `a_` and a UUID that grows with time.
pub fn attempt_id() -> String {
    format!("a_{}", uuid::Uuid::now_v7().simple())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_tells_what_it_is_made_to() {
        let clock = Clock::reading(|| 1_700_000_000_123_456);
        assert_eq!(clock.micros(), 1_700_000_000_123_456);
        assert_eq!(clock.millis(), 1_700_000_000_123);
    }

    #[test]
    fn tokens_and_ids_do_not_repeat() {
        assert_ne!(random_token().unwrap(), random_token().unwrap());
        assert_eq!(random_token().unwrap().len(), 32);
        let (first, second) = (attempt_id(), attempt_id());
        assert!(first < second && first.starts_with("a_"));
    }
}
