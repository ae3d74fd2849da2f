//! The wish to end, from the terminal (ctrl-c) or the system (SIGTERM).

use std::time::Duration;

use crate::outcome::{Done, Exit, Failure, warn};

/// How long an end in order may take: longer than the slowest body and the last forwarding.
const PATIENCE: Duration = Duration::from_secs(45);

/// Hears the wish to end from the moment it is made, so that none is lost between being ready and waiting.
pub(crate) struct Wish {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Wish {
    /// Begins to listen.
    #[cfg(unix)]
    pub(crate) fn new() -> Done<Self> {
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
    pub(crate) async fn come(mut self) {
        let [terminate, interrupt] = &mut self.signals;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        end_at_last();
        tokio::spawn(async move {
            let [terminate, interrupt] = &mut self.signals;
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            end("asked twice, so it ends at once; what was answered with 200 is kept");
        });
    }

    /// Returns when somebody wants this program to end.
    #[cfg(not(unix))]
    pub async fn come(self) {
        // Without a handler nobody could end the program in order; then it waits for being killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        end_at_last();
    }
}

/// Whatever hangs (a disk, a folder on a network), the program ends: on a thread that nothing of it can hold up.
fn end_at_last() {
    std::thread::spawn(|| {
        std::thread::sleep(PATIENCE);
        end("something does not end, so all of it is ended; what was answered with 200 is kept");
    });
}

fn end(why: &str) {
    warn(why);
    std::process::exit(Exit::Refused as i32);
}

#[cfg(unix)]
fn deaf(error: std::io::Error) -> Failure {
    Failure::refused(format!("the wish to end cannot be heard: {error}"))
}
