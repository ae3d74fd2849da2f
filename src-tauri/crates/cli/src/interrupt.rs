//! The wish to end, from the terminal (ctrl-c) or the system (SIGTERM).

use crate::outcome::{Done, Failure};

/// Returns when somebody wants this program to end.
pub async fn wished() -> Done {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).map_err(deaf)?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            pressed = tokio::signal::ctrl_c() => pressed.map_err(deaf),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(deaf)
}

fn deaf(error: std::io::Error) -> Failure {
    Failure::refused(format!("the wish to end cannot be heard: {error}"))
}
