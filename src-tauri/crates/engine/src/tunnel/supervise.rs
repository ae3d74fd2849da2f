//! One tunnel from start to stop: runs the program, reads its address from what it says, checks it, and begins again when it
//! ends.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::command::{self, Reader};
use super::lines::Lines;
use super::provider::Provider;
use super::{Endpoint, Phase, Settings, Shared, guard, probe};

/// Longest pause between two starts.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How long the guard may take to end its group.
const FAREWELL: Duration = Duration::from_secs(6);
/// Checks of an address that answered before which may fail in a row.
const FORGIVEN: u32 = 2;
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
enum Ended {
    Stopped,
    /// Why, and whether its address had ever answered.
    Failed(String, bool),
}

impl Run {
    pub(super) async fn run(self) {
        let first = self.shared.deps.pace.back_off;
        let mut pause = first;
        loop {
            match self.once().await {
                Ended::Stopped => break,
                Ended::Failed(why, was_ready) => {
                    if was_ready {
                        pause = first;
                    }
                    self.shared.phase(Phase::Failed, None, Some(why));
                }
            }
            if self.stop.run_until_cancelled(sleep(pause)).await.is_none() {
                break;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        self.shared.phase(Phase::Off, None, None);
    }

    async fn once(&self) -> Ended {
        let failed = |why: &str| Ended::Failed(why.to_owned(), false);
        let Some(endpoint) = (self.shared.deps.receiver)() else {
            return failed("The receiver does not listen: give it a free port first.");
        };
        let command = match command::command(self.provider, &self.settings, endpoint.port) {
            Ok(command) => command,
            Err(why) => return failed(&why),
        };
        let mut watch = Watch::new(self, endpoint);
        let Some(command) = command else {
            watch.address(self.reader.fixed());
            return watch.follow(None).await;
        };
        self.shared.phase(Phase::Starting, None, None);
        match self.spawn(&command) {
            Ok(program) => watch.follow(Some(program)).await,
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

/// A program under its guard.
struct Program {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Program {
    /// Lets the guard end everything.
    async fn end(mut self) {
        drop(self.child.stdin.take());
        if tokio::time::timeout(FAREWELL, self.child.wait()).await.is_err() {
            let _ = self.child.kill().await;
        }
    }
}

/// What goes on between a start and its end.
struct Watch<'a> {
    run: &'a Run,
    endpoint: Endpoint,
    address: Option<String>,
    /// When the address is checked next.
    check_at: Instant,
    checks: JoinSet<Result<(), String>>,
    was_ready: bool,
    failed_in_a_row: u32,
    /// What the last line of trouble means.
    meaning: Option<&'static str>,
    last: Option<String>,
}

impl<'a> Watch<'a> {
    fn new(run: &'a Run, endpoint: Endpoint) -> Self {
        Self {
            run,
            endpoint,
            address: None,
            check_at: Instant::now(),
            checks: JoinSet::new(),
            was_ready: false,
            failed_in_a_row: 0,
            meaning: None,
            last: None,
        }
    }

    async fn follow(mut self, mut program: Option<Program>) -> Ended {
        let pace = self.run.shared.deps.pace;
        let told_by = Instant::now() + pace.address;
        let why = loop {
            let idle = self.checks.is_empty() && self.address.is_some();
            let waiting = self.address.is_none();
            tokio::select! {
                () = self.run.stop.cancelled() => {
                    if let Some(program) = program {
                        program.end().await;
                    }
                    return Ended::Stopped;
                }
                line = said(&mut program) => match line {
                    Some(line) => self.line(line),
                    None => break self.ended(&mut program).await,
                },
                () = sleep_until(told_by), if waiting => {
                    let seconds = pace.address.as_secs();
                    break self.because(&format!("It told no address within {seconds} s"));
                }
                () = sleep_until(self.check_at), if idle => self.check(),
                Some(checked) = self.checks.join_next() => self.checked(checked.unwrap_or(Ok(()))),
            }
        };
        if let Some(program) = program {
            program.end().await;
        }
        Ended::Failed(why, self.was_ready)
    }

    fn line(&mut self, line: String) {
        if let Some(meaning) = self.run.reader.failure(&line) {
            self.meaning = Some(meaning);
        }
        if let Some(address) = self.run.reader.address(&line)
            && self.address.as_ref() != Some(&address)
        {
            self.address(address);
        }
        self.run.shared.log(line.clone());
        self.last = Some(line);
    }

    fn address(&mut self, address: String) {
        self.run.shared.phase(Phase::Checking, Some(&address), None);
        self.address = Some(address);
        self.checks.abort_all();
        self.checks = JoinSet::new();
        self.check_at = Instant::now();
    }

    fn check(&mut self) {
        let Some(address) = self.address.clone() else { return };
        // The path and the token may be others by now.
        if let Some(endpoint) = (self.run.shared.deps.receiver)() {
            self.endpoint = endpoint;
        }
        let (client, endpoint) = (self.run.shared.deps.client.clone(), self.endpoint.clone());
        self.checks.spawn(async move {
            let url = format!("{address}{}", endpoint.path);
            let url = Url::parse(&url).map_err(|_| format!("{address} is no URL."))?;
            probe::check(&client, url, &endpoint).await
        });
    }

    fn checked(&mut self, answer: Result<(), String>) {
        let pace = self.run.shared.deps.pace;
        let address = self.address.as_deref();
        match answer {
            Ok(()) => {
                (self.was_ready, self.failed_in_a_row) = (true, 0);
                self.check_at = Instant::now() + pace.recheck;
                self.run.shared.phase(Phase::Ready, address, None);
            }
            Err(why) => {
                self.failed_in_a_row += 1;
                self.check_at = Instant::now() + pace.retry;
                if !self.was_ready {
                    self.run.shared.phase(Phase::Checking, address, Some(why));
                } else if self.failed_in_a_row >= FORGIVEN {
                    self.run.shared.phase(Phase::Unwell, address, Some(why));
                }
            }
        }
    }

    async fn ended(&self, program: &mut Option<Program>) -> String {
        let Some(program) = program else { return "It ended.".to_owned() };
        let ended = match program.child.wait().await.ok().and_then(|status| status.code()) {
            Some(code) => format!("It ended with code {code}"),
            None => "It ended".to_owned(),
        };
        self.because(&ended)
    }

    /// What happened, what it means, or else the last thing that was said.
    fn because(&self, what: &str) -> String {
        match (self.meaning, &self.last) {
            (Some(meaning), _) => format!("{what}. {meaning}"),
            (None, Some(last)) => format!("{what}; its last words: {last}"),
            (None, None) => format!("{what}, and said nothing."),
        }
    }
}

/// The next line of a program; `None` once it says nothing any more. Nobody says anything where there is no program.
async fn said(program: &mut Option<Program>) -> Option<String> {
    match program {
        Some(program) => program.lines.recv().await,
        None => std::future::pending().await,
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
