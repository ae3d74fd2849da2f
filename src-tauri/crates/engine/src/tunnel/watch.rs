//! What goes on between a program's start and its end: its lines are read for an address, and addresses are checked. One
//! that has answered stays until another one, told later, has answered too.

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use reqwest::Url;

use super::supervise::{Ended, Program, Run};
use super::{Endpoint, Phase, probe};
use crate::delivery::leads_back;

/// Checks of an address that answered before which may fail in a row.
const FORGIVEN: u32 = 2;
/// Addresses that are tried beside the one that is shown.
const BESIDE: usize = 3;
/// How often an address is tried while another one is ready: programs also print links to their documents.
const TRIES: u32 = 10;

type Checked = (String, Result<(), String>);

pub(super) struct Watch<'a> {
    run: &'a Run,
    endpoint: Endpoint,
    /// The one that is shown: the last one told, until one has answered.
    address: Option<String>,
    /// Others that were told, with the tries that failed; the newest is the last.
    beside: Vec<(String, u32)>,
    /// When they are checked next.
    check_at: Instant,
    checks: JoinSet<Checked>,
    /// What the checks under way have found so far.
    found: Vec<Checked>,
    /// Since when the address has answered, first in this start.
    ready_since: Option<Instant>,
    failed_in_a_row: u32,
    /// What the last line of trouble means.
    meaning: Option<&'static str>,
    last: Option<String>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(run: &'a Run, endpoint: Endpoint) -> Self {
        Self {
            run,
            endpoint,
            address: None,
            beside: Vec::new(),
            check_at: Instant::now(),
            checks: JoinSet::new(),
            found: Vec::new(),
            ready_since: None,
            failed_in_a_row: 0,
            meaning: None,
            last: None,
        }
    }

    pub(super) async fn follow(mut self, mut program: Option<Program>) -> Ended {
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
                Some(checked) = self.checks.join_next() => {
                    self.found.extend(checked);
                    if self.checks.is_empty() {
                        self.judge();
                    }
                }
            }
        };
        if let Some(program) = program {
            program.end().await;
        }
        let ready = self.ready_since.map_or_else(Default::default, |since| since.elapsed());
        Ended::Failed { why, ready }
    }

    fn line(&mut self, line: String) {
        if let Some(meaning) = self.run.reader.failure(&line) {
            self.meaning = Some(meaning);
        }
        if let Some(address) = self.run.reader.address(&line).filter(|one| !self.is_ours(one)) {
            self.told(address);
        }
        self.run.shared.log(line.clone());
        self.last = Some(line);
    }

    /// Whether it is the receiver's own address, which many programs tell beside the public one.
    fn is_ours(&self, address: &str) -> bool {
        let receiver = Url::parse(&format!("http://127.0.0.1:{}", self.endpoint.port));
        let told = Url::parse(address);
        matches!((told, receiver), (Ok(told), Ok(receiver)) if leads_back(&told, &receiver))
    }

    /// An address was told, perhaps not for the first time.
    pub(super) fn told(&mut self, address: String) {
        let part = |known: &String| {
            let rest = address.strip_prefix(known.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        };
        if self.address.iter().any(part) || self.beside.iter().any(|(known, _)| part(known)) {
            return;
        }
        let now = Instant::now();
        if self.ready_since.is_some() {
            self.beside.push((address, 0));
            self.check_at = self.check_at.min(now + self.run.shared.deps.pace.retry);
        } else {
            self.run.shared.phase(Phase::Checking, Some(&address), None);
            self.beside.extend(self.address.replace(address).map(|older| (older, 0)));
            self.checks = JoinSet::new();
            self.found.clear();
            self.check_at = now;
        }
        if self.beside.len() > BESIDE {
            self.beside.remove(0);
        }
    }

    /// The address answers, as far as is known.
    fn well(&self) -> bool {
        self.ready_since.is_some() && self.failed_in_a_row == 0
    }

    /// Those beside that are still tried.
    fn tried(&self) -> impl Iterator<Item = &String> {
        let well = self.well();
        let tried = self.beside.iter().filter(move |(_, tries)| !well || *tries < TRIES);
        tried.map(|(address, _)| address)
    }

    fn check(&mut self) {
        // The path and the token may be others by now.
        if let Some(endpoint) = (self.run.shared.deps.receiver)() {
            self.endpoint = endpoint;
        }
        let addresses: Vec<String> = self.tried().chain(&self.address).cloned().collect();
        for address in addresses {
            let (client, endpoint) = (self.run.shared.deps.client.clone(), self.endpoint.clone());
            self.checks.spawn(async move {
                let checked = match Url::parse(&format!("{address}{}", endpoint.path)) {
                    Ok(url) => probe::check(&client, url, &endpoint).await,
                    Err(_) => Err(format!("{address} is no URL.")),
                };
                (address, checked)
            });
        }
    }

    /// Every address was checked.
    fn judge(&mut self) {
        let found = std::mem::take(&mut self.found);
        let of = |address: &str| found.iter().find(|(checked, _)| checked == address);
        let answers = |address: &str| of(address).is_some_and(|(_, checked)| checked.is_ok());
        let own = self.address.as_deref().and_then(of).map(|(_, checked)| checked.clone());
        for (_, tries) in &mut self.beside {
            *tries += 1;
        }
        let other = self.beside.iter().rposition(|(address, _)| answers(address));
        let was_ready = self.ready_since.is_some();
        match (other, own) {
            // Once one has answered, those beside it were told later; before, earlier.
            (Some(place), own) if was_ready || !matches!(own, Some(Ok(()))) => {
                let later = self.beside.split_off(place + 1);
                let before = self.address.take();
                self.address = self.beside.pop().map(|(address, _)| address);
                self.beside = later;
                if !was_ready {
                    self.beside.extend(before.map(|address| (address, 1)));
                }
                self.ready();
            }
            (_, Some(Ok(()))) => {
                if !was_ready {
                    self.beside.clear();
                }
                self.ready();
            }
            (_, Some(Err(why))) => self.fails(why),
            (_, None) => {}
        }
        let pace = self.run.shared.deps.pace;
        let settled = self.well() && self.tried().next().is_none();
        self.check_at = Instant::now() + if settled { pace.recheck } else { pace.retry };
    }

    fn ready(&mut self) {
        self.failed_in_a_row = 0;
        self.ready_since.get_or_insert_with(Instant::now);
        self.run.shared.phase(Phase::Ready, self.address.as_deref(), None);
    }

    fn fails(&mut self, why: String) {
        self.failed_in_a_row += 1;
        let address = self.address.as_deref();
        if self.ready_since.is_none() {
            self.run.shared.phase(Phase::Checking, address, Some(why));
        } else if self.failed_in_a_row >= FORGIVEN {
            self.run.shared.phase(Phase::Unwell, address, Some(why));
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
        Some(Program { lines, .. }) => lines.recv().await,
        None => std::future::pending().await,
    }
}
