//! A temporary data folder, the binary in it, a poster and a sink on loopback. No sleeps: everything waits on a line,
//! a request or an end, and gives up loudly after `PATIENCE`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde_json::Value;

pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// What a command that ended left behind.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The lines of standard output as JSON documents.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let read = |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"));
        self.out.lines().map(read).collect()
    }

    /// The same, after checking that it ended well.
    pub(crate) fn ok(&self) -> Vec<Value> {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self.lines()
    }

    /// Checks that it did what was asked and had nothing to say about it.
    pub(crate) fn quietly(&self) {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
    }

    /// Checks the exit code and that one sentence says why.
    pub(crate) fn refused(&self, code: i32, about: &str) {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        assert_eq!(self.err.lines().count(), 1, "one sentence: {}", self.err);
        assert!(self.err.contains(about), "{about:?} in: {}", self.err);
    }
}

/// A temporary data folder.
pub(crate) struct Home(tempfile::TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Writes a file beside the data folder.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The binary with nothing of this machine's own settings.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = unset(BINARY);
        command.args(words).env("HOOKTRAIL_DATA_DIR", self.data()).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        ran(self.command(words))
    }

    /// Runs with `--json` and takes its lines.
    pub(crate) fn json(&self, words: &[&str]) -> Vec<Value> {
        self.run(&[words, &["--json"]].concat()).ok()
    }

    /// `hooktrail serve --json` on free ports.
    pub(crate) fn serve(&self, words: &[&str]) -> Serving {
        let free = ["serve", "--json", "--port", "0", "--ui-port", "0"];
        Serving::start(self.command(&[&free, words].concat()))
    }

    /// Every byte of every file of the data folder.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.data()).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.is_file()).flat_map(|path| std::fs::read(path).unwrap()).collect()
    }
}

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_hooktrail");

/// A program to which the environment that the tests run in says nothing about Hooktrail.
pub(crate) fn unset(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name == "RUST_LOG" || name.to_string_lossy().starts_with("HOOKTRAIL_") {
            command.env_remove(name);
        }
    }
    command
}

pub(crate) fn ran(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A `serve` or `listen` that runs; killed by its handle when dropped.
pub(crate) struct Serving {
    child: Child,
    lines: Receiver<String>,
    pub(crate) ready: Value,
}

impl Serving {
    pub(crate) fn start(mut command: Command) -> Self {
        command.stderr(Stdio::inherit());
        Self::start_as_it_is(command)
    }

    /// With the lines of its standard error, which is piped.
    pub(crate) fn with_errors(command: Command) -> (Self, Receiver<String>) {
        let mut serving = Self::start_as_it_is(command);
        let (told, lines) = channel();
        let err = BufReader::new(serving.child.stderr.take().expect("piped"));
        std::thread::spawn(move || {
            err.lines().map_while(Result::ok).try_for_each(|line| told.send(line))
        });
        (serving, lines)
    }

    /// With standard error where the command has it.
    pub(crate) fn start_as_it_is(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let (told, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            out.lines().map_while(Result::ok).try_for_each(|line| told.send(line))
        });
        let mut serving = Self { child, lines, ready: Value::Null };
        serving.ready = serving.line();
        assert_eq!(serving.ready["type"], "ready", "the first line: {}", serving.ready);
        serving
    }

    pub(crate) fn receiver(&self) -> &str {
        self.ready["receiver"].as_str().unwrap()
    }

    /// The next line, as JSON.
    pub(crate) fn line(&self) -> Value {
        let line = self.lines.recv_timeout(PATIENCE).expect("a line in time");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line}"))
    }

    /// The next line of this type.
    pub(crate) fn line_of(&self, kind: &str) -> Value {
        std::iter::repeat_with(|| self.line()).find(|line| line["type"] == kind).unwrap()
    }

    pub(crate) fn post(&self, body: impl AsRef<[u8]>) -> Answer {
        post(self.receiver(), &[], body.as_ref())
    }

    /// As Meta does: both signature headers.
    pub(crate) fn post_signed(&self, secret: &str, body: impl AsRef<[u8]>) -> Answer {
        let [new, old] = signatures(secret, body.as_ref());
        let headers = [("X-Hub-Signature", old.as_str()), ("X-Hub-Signature-256", new.as_str())];
        post(self.receiver(), &headers, body.as_ref())
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// kill -9, and wait until it is gone.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM; its exit code and the lines it still said.
    pub(crate) fn terminate(mut self) -> (Option<i32>, Vec<Value>) {
        let asked = Command::new("kill").arg(self.pid().to_string()).status().unwrap();
        assert!(asked.success());
        let rest = self.rest();
        (self.child.wait().unwrap().code(), rest)
    }

    /// Its exit code once it has ended of itself.
    pub(crate) fn ended(mut self) -> Option<i32> {
        self.rest();
        self.child.wait().unwrap().code()
    }

    /// All lines until it closes its output.
    fn rest(&mut self) -> Vec<Value> {
        std::iter::from_fn(|| match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => Some(serde_json::from_str(&line).unwrap()),
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => None,
            Err(error) => panic!("it does not end: {error}"),
        })
        .collect()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One HTTP message: an answer, or what a sink got.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) first: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut fits = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        fits.next().map(|(_, value)| value.as_str())
    }
}

/// A POST of exactly these bytes.
pub(crate) fn post(url: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    request("POST", url, headers, body)
}

pub(crate) fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut head = format!("{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    head.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
    headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
    stream.write_all(&[head.as_bytes(), b"\r\n", body].concat()).unwrap();
    read_message(&mut BufReader::new(stream)).expect("an answer")
}

pub(crate) fn read_message(from: &mut impl BufRead) -> Option<Answer> {
    let mut line = || {
        let mut line = String::new();
        from.read_line(&mut line).ok().filter(|read| *read > 0).map(|_| line.trim_end().to_owned())
    };
    let first = line()?;
    let mut headers = Vec::new();
    while let Some((name, value)) = line()?.split_once(':') {
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let mut body = Vec::new();
    match length.and_then(|(_, value)| value.parse::<u64>().ok()) {
        Some(length) => from.take(length).read_to_end(&mut body).ok()?,
        None if first.starts_with("HTTP/") => from.read_to_end(&mut body).ok()?,
        None => 0,
    };
    let status = first.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    Some(Answer { status, first, headers, body })
}

/// A server on loopback that keeps every request and answers as told.
pub(crate) struct Sink {
    pub(crate) url: String,
    requests: Receiver<Answer>,
}

impl Sink {
    pub(crate) fn answering(status: u16) -> Self {
        Self::choosing(move |_| status)
    }

    /// Answers each request, counted from 0, with the status that `status` says.
    pub(crate) fn choosing(status: impl Fn(usize) -> u16 + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (got, requests) = channel();
        std::thread::spawn(move || {
            let mut count = 0;
            for stream in listener.incoming().map_while(Result::ok) {
                let mut stream = BufReader::new(stream);
                let Some(request) = read_message(&mut stream) else { continue };
                let status = status(count);
                count += 1;
                let answer = format!(
                    "HTTP/1.1 {status} So\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"
                );
                let _ = stream.get_mut().write_all(answer.as_bytes());
                if got.send(request).is_err() {
                    return;
                }
            }
        });
        Self { url, requests }
    }

    /// The next request, waited for.
    pub(crate) fn next(&self) -> Answer {
        self.requests.recv_timeout(PATIENCE).expect("a request in time")
    }

    /// What came already and was not taken.
    pub(crate) fn more(&self) -> Vec<Answer> {
        self.requests.try_iter().collect()
    }
}

/// A port that nothing listens on (any more).
pub(crate) fn dead_url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/hook", listener.local_addr().unwrap())
}

/// (sha256, sha1) header values, made here and not by the code under test.
pub(crate) fn signatures(secret: &str, body: &[u8]) -> [String; 2] {
    use hmac::{Hmac, KeyInit, Mac};
    let mut new = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    new.update(body);
    let mut old = Hmac::<sha1::Sha1>::new_from_slice(secret.as_bytes()).unwrap();
    old.update(body);
    [
        format!("sha256={}", hex::encode(new.finalize().into_bytes())),
        format!("sha1={}", hex::encode(old.finalize().into_bytes())),
    ]
}

/// Checks that a line has these keys, whatever else.
pub(crate) fn has_keys(line: &Value, keys: &str) {
    let object = line.as_object().unwrap_or_else(|| panic!("an object: {line}"));
    for key in keys.split_whitespace() {
        assert!(object.contains_key(key), "{key} is missing in {line}");
    }
}

/// Memory that a process holds now.
#[cfg(target_os = "linux")]
pub(crate) fn resident_kib(pid: u32) -> i64 {
    kib(pid, "VmRSS:")
}

/// The most that it ever held.
#[cfg(target_os = "linux")]
pub(crate) fn peak_kib(pid: u32) -> i64 {
    kib(pid, "VmHWM:")
}

#[cfg(target_os = "linux")]
fn kib(pid: u32, name: &str) -> i64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Asks the owner, as a guest does; the status and what it answered.
pub(crate) fn ask(home: &Home, command: &str, what: Value) -> (u16, Value) {
    let control = std::fs::read(home.data().join("control.json")).unwrap();
    let control: Value = serde_json::from_slice(&control).unwrap();
    let url = format!("{}/rpc/{command}", control["address"].as_str().unwrap());
    let token = format!("Bearer {}", control["token"].as_str().unwrap());
    let answer = request("POST", &url, &[("Authorization", &token)], what.to_string().as_bytes());
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

/// A server on loopback that answers each request only once it is told to.
pub(crate) struct Slow {
    pub(crate) url: String,
    pub(crate) requests: Receiver<(Answer, Sender<u16>)>,
}

impl Slow {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (got, requests) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let got = got.clone();
                std::thread::spawn(move || {
                    let mut stream = BufReader::new(stream);
                    while let Some(request) = read_message(&mut stream) {
                        let (answer, told) = channel();
                        if got.send((request, answer)).is_err() {
                            return;
                        }
                        let Ok(status) = told.recv() else { return };
                        let answer = format!("HTTP/1.1 {status} So\r\ncontent-length: 0\r\n\r\n");
                        if stream.get_mut().write_all(answer.as_bytes()).is_err() {
                            return;
                        }
                    }
                });
            }
        });
        Self { url, requests }
    }

    pub(crate) fn next(&self) -> (Answer, Sender<u16>) {
        self.requests.recv_timeout(PATIENCE).expect("a request in time")
    }
}
