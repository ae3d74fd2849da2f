//! The wish to end, from the terminal (ctrl-c) or the system (SIGTERM).

use crate::outcome::{Done, Failure};

/// Hears the wish to end from the moment it is made, so that none is lost between being ready and waiting.
pub struct Wish {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Wish {
    /// Begins to listen.
    #[cfg(unix)]
    pub fn new() -> Done<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let hear = |kind| signal(kind).map_err(deaf);
        Ok(Self { signals: [hear(SignalKind::terminate())?, hear(SignalKind::interrupt())?] })
    }

    /// Begins to listen.
    #[cfg(not(unix))]
    pub fn new() -> Done<Self> {
        Ok(Self {})
    }

    /// Returns when somebody wants this program to end.
    #[cfg(unix)]
    pub async fn come(mut self) {
        let [terminate, interrupt] = &mut self.signals;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }

    /// Returns when somebody wants this program to end.
    #[cfg(not(unix))]
    pub async fn come(self) {
        // Without a handler nobody could end the program in order; then it waits for being killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(unix)]
fn deaf(error: std::io::Error) -> Failure {
    Failure::refused(format!("the wish to end cannot be heard: {error}"))
}
