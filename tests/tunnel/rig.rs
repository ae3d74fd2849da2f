//! An engine with a quick tunnel, a public side on loopback, and programs that behave as tunnels do.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hooktrail_engine::api::{Commands, Empty, TunnelSettings, TunnelView};
use hooktrail_engine::config::Config;
use hooktrail_engine::engine::Engine;
use hooktrail_engine::http_host::no_assets;
use hooktrail_engine::secrets::{NamedSecret, Secret};
use hooktrail_engine::tunnel::Pace;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
pub(crate) const SECRET: &str = "tunnel secret";

pub(crate) struct Rig {
    pub(crate) engine: Engine,
    pub(crate) receiver: SocketAddr,
    folder: TempDir,
}

impl Rig {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Pace)) -> Self {
        let folder = TempDir::new().unwrap();
        let mut pace = Pace {
            address: PATIENCE,
            retry: Duration::from_millis(20),
            recheck: Duration::from_millis(20),
            back_off: Duration::from_millis(20),
            ..Pace::default()
        };
        change(&mut pace);
        let named = NamedSecret { name: "Meta".into(), secret: Secret::new(SECRET) };
        let config = Config {
            receiver_port: Some(0),
            verify_token: Some("v & t".to_owned()),
            app_secrets: vec![named],
            guard: Some(env!("CARGO_BIN_EXE_hooktrail").into()),
            tunnel_pace: pace,
            ..Config::new(folder.path().join("data"))
        };
        let engine = Engine::open(config, no_assets).await.unwrap();
        let url = engine.receive().await.unwrap();
        let receiver = url.strip_prefix("http://").unwrap().split('/').next().unwrap();
        Self { engine, receiver: receiver.parse().unwrap(), folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file that is there from now on; what it says without its last line end.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap().trim().to_owned()
    }

    /// A program of these lines of shell; `$DIR` is a folder for its files.
    pub(crate) fn program(&self, name: &str, lines: &str) -> String {
        let path = self.path(name);
        let dir = self.folder.path().display();
        std::fs::write(&path, format!("#!/bin/sh\nDIR='{dir}'\n{lines}\n")).unwrap();
        let mut mode = std::fs::metadata(&path).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
        std::fs::set_permissions(&path, mode).unwrap();
        path.display().to_string()
    }

    /// A pipe that a program can wait at.
    pub(crate) fn pipe(&self, name: &str) {
        let made = std::process::Command::new("mkfifo").arg(self.path(name)).status().unwrap();
        assert!(made.success());
    }

    /// Lets the program that waits at the pipe go on.
    pub(crate) async fn let_go(&self, name: &str) {
        tokio::fs::write(self.path(name), "go\n").await.unwrap();
    }

    pub(crate) async fn start_command(&self, command: &str) -> TunnelView {
        self.start_as("command", &[("command", command)]).await
    }

    pub(crate) async fn start_as(&self, provider: &str, fields: &[(&str, &str)]) -> TunnelView {
        let settings = settings(provider, fields);
        self.engine.tunnel_start(settings).await.unwrap()
    }

    /// Waits until the tunnel is so.
    pub(crate) async fn until(&self, what: impl Fn(&TunnelView) -> bool) -> TunnelView {
        let mut changes = self.engine.changes().subscribe();
        let waited = async {
            loop {
                let view = self.engine.tunnel_get(Empty {}).await.unwrap();
                if what(&view) {
                    return view;
                }
                changes.next().await.unwrap();
            }
        };
        match tokio::time::timeout(PATIENCE, waited).await {
            Ok(view) => view,
            Err(_) => {
                let view = self.engine.tunnel_get(Empty {}).await.unwrap();
                panic!("it stays as it is: {:?} {:?}", view.state, view.log)
            }
        }
    }

    pub(crate) async fn until_phase(&self, phase: &str) -> TunnelView {
        self.until(|view| view.state.phase == phase).await
    }
}

pub(crate) fn settings(provider: &str, fields: &[(&str, &str)]) -> TunnelSettings {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    TunnelSettings { provider: provider.to_owned(), fields: fields.collect::<BTreeMap<_, _>>() }
}

/// The public side: passes bytes on to the receiver, unless it is out of order.
pub(crate) struct Public {
    pub(crate) url: String,
    pub(crate) works: Arc<AtomicBool>,
}

impl Public {
    pub(crate) async fn to(receiver: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let works = Arc::new(AtomicBool::new(true));
        let switch = works.clone();
        tokio::spawn(async move {
            while let Ok((mut outside, _)) = listener.accept().await {
                let works = switch.load(Ordering::SeqCst);
                tokio::spawn(async move {
                    if works {
                        let mut inside = TcpStream::connect(receiver).await.unwrap();
                        let _ = copy_bidirectional(&mut outside, &mut inside).await;
                    } else {
                        answer(&mut outside, "502 Bad Gateway", "no tunnel here").await;
                    }
                });
            }
        });
        Self { url, works }
    }

    /// A stranger, who gives back the challenge of every handshake; and what they were asked.
    pub(crate) async fn echo() -> (String, Arc<Mutex<Vec<String>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = asked.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut piece = [0; 4_096];
                let length = stream.read(&mut piece).await.unwrap_or_default();
                let request = String::from_utf8_lossy(&piece[..length]).into_owned();
                let challenge = request.split("hub.challenge=").nth(1).unwrap_or_default();
                let end = challenge.find(['&', ' ']).unwrap_or_default();
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {end}\r\nconnection: close\r\n\r\n"
                );
                let answer = format!("{head}{}", &challenge[..end]);
                let _ = stream.write_all(answer.as_bytes()).await;
                heard.lock().unwrap().push(request);
            }
        });
        (url, asked)
    }

    /// One that always answers so.
    pub(crate) async fn answering(status: &'static str, body: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut outside, _)) = listener.accept().await {
                tokio::spawn(async move { answer(&mut outside, status, body).await });
            }
        });
        Self { url, works: Arc::default() }
    }
}

async fn answer(stream: &mut TcpStream, status: &str, body: &str) {
    let _ = stream.read(&mut [0; 4_096]).await;
    let head =
        format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n", body.len());
    let _ = stream.write_all(format!("{head}\r\n{body}").as_bytes()).await;
}

/// Waits until a process is gone.
pub(crate) async fn gone(pid: &str) {
    let path = format!("/proc/{pid}/stat");
    // A process that ended and was not waited for is still listed, as Z.
    let runs = || std::fs::read_to_string(Path::new(&path)).is_ok_and(|stat| !stat.contains(") Z"));
    let waited = async {
        while runs() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, waited).await.is_ok(), "process {pid} is still there");
}
