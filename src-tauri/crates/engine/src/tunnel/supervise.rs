//! One tunnel from start to stop: runs the program, and begins again when it ends, later each time. What goes on while it
//! runs is [`super::watch`]'s.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::command::{self, Reader};
use super::lines::Lines;
use super::provider::Provider;
use super::watch::Watch;
use super::{Pace, Phase, Settings, Shared, guard};

/// Longest pause between two starts.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How long the guard may take to end its group.
const FAREWELL: Duration = Duration::from_secs(6);
/// What programs of others need not know.
const OURS: [&str; 3] = ["HOOKTRAIL_APP_SECRET", "HOOKTRAIL_VERIFY_TOKEN", "HOOKTRAIL_GRAPH_TOKEN"];

pub(super) struct Run {
    pub(super) shared: Arc<Shared>,
    pub(super) provider: &'static Provider,
    pub(super) settings: Settings,
    pub(super) reader: Reader,
    pub(super) stop: CancellationToken,
}

/// How one start ended.
pub(super) enum Ended {
    Stopped,
    Failed {
        why: String,
        /// How long its address was ready.
        ready: Duration,
    },
}

impl Run {
    pub(super) async fn run(self) {
        let pace = self.shared.deps.pace;
        let mut last = None;
        loop {
            let ready = match self.once().await {
                Ended::Stopped => break,
                Ended::Failed { why, ready } => {
                    self.shared.phase(Phase::Failed, None, Some(why));
                    ready
                }
            };
            let pause = pause(last, ready, &pace);
            last = Some(pause);
            if self.stop.run_until_cancelled(sleep(pause)).await.is_none() {
                break;
            }
        }
        self.shared.phase(Phase::Off, None, None);
    }

    async fn once(&self) -> Ended {
        let failed = |why: &str| Ended::Failed { why: why.to_owned(), ready: Duration::ZERO };
        let Some(endpoint) = (self.shared.deps.receiver)() else {
            return failed("The receiver does not listen: give it a free port first.");
        };
        let command = match command::command(self.provider, &self.settings, endpoint.port) {
            Ok(command) => command,
            Err(why) => return failed(&why),
        };
        let mut watch = Watch::new(self, endpoint);
        let Some(command) = command else {
            watch.told(self.reader.fixed());
            return watch.follow(None).await;
        };
        self.shared.phase(Phase::Starting, None, None);
        match self.spawn(&command) {
            Ok(program) => {
                if let Some(known) = self.reader.known() {
                    watch.told(known.to_owned());
                }
                watch.follow(Some(program)).await
            }
            Err(error) => failed(&format!("{} cannot be started: {error}.", command.program)),
        }
    }

    fn spawn(&self, command: &command::Command) -> std::io::Result<Program> {
        let mut guard = Command::new(&self.shared.deps.guard);
        guard.arg(guard::ASKED).arg(&command.program).args(&command.args);
        guard.envs(command.env.iter().copied());
        OURS.iter().for_each(|name| {
            guard.env_remove(name);
        });
        guard.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Not in our group: an interrupt typed at us must not end the guard before its program.
        #[cfg(unix)]
        guard.process_group(0);
        let mut child = guard.spawn()?;
        let (tell, lines) = mpsc::channel(64);
        if let Some(out) = child.stdout.take() {
            tokio::spawn(read(out, tell.clone()));
        }
        if let Some(err) = child.stderr.take() {
            tokio::spawn(read(err, tell));
        }
        Ok(Program { child, lines })
    }
}

/// How long to wait before the next start: longer each time, and as at first after it was ready for some time.
fn pause(last: Option<Duration>, ready: Duration, pace: &Pace) -> Duration {
    match last {
        Some(last) if ready < pace.steady => (last * 2).min(LONGEST_PAUSE),
        _ => pace.back_off,
    }
}

/// A program under its guard.
pub(super) struct Program {
    pub(super) child: Child,
    pub(super) lines: mpsc::Receiver<String>,
}

impl Program {
    /// Lets the guard end everything.
    pub(super) async fn end(mut self) {
        drop(self.child.stdin.take());
        if tokio::time::timeout(FAREWELL, self.child.wait()).await.is_err() {
            let _ = self.child.kill().await;
        }
    }
}

async fn read(mut output: impl AsyncRead + Unpin, tell: mpsc::Sender<String>) {
    let (mut lines, mut piece) = (Lines::default(), vec![0; 8_192]);
    while let Ok(length @ 1..) = output.read(&mut piece).await {
        for line in lines.push(&piece[..length]) {
            if tell.send(line).await.is_err() {
                return;
            }
        }
    }
    if let Some(line) = lines.end() {
        let _ = tell.send(line).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_crashes_again_and_again_is_started_later_each_time() {
        let pace = Pace::default();
        let [crashes, works] = [Duration::from_secs(2), Duration::from_secs(61)];
        let mut last = None;
        for (ready, seconds) in [
            (crashes, 1),
            (crashes, 2),
            (Duration::ZERO, 4),
            (crashes, 8),
            (crashes, 16),
            (crashes, 32),
            (crashes, 60),
            (crashes, 60),
            (works, 1),
            (crashes, 2),
        ] {
            let pause = pause(last, ready, &pace);
            assert_eq!(pause.as_secs(), seconds);
            last = Some(pause);
        }
    }
}
