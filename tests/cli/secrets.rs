//! Secrets that stay: in a real Secret Service, in a file where there is none; and nowhere else.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use base64::Engine as _;
use serde_json::{Value, json};

use crate::meta::said;
use crate::rig::{Home, PATIENCE, Serving, Sink, ask};

/// A session bus of its own with GNOME's keyring on it, in `home`; both end with it.
struct Bus {
    address: String,
    daemons: Vec<Child>,
}

impl Bus {
    fn start(home: &Home) -> Self {
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1"])
            .arg(format!("--address=unix:path={}/bus", home.path().display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon, of the package dbus");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let mut bus = Self { address: address.trim().to_owned(), daemons: vec![bus] };
        let mut keyring = bus
            .with(Command::new("gnome-keyring-daemon"), home)
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon, of the package gnome-keyring");
        keyring.stdin.take().unwrap().write_all(b"the login password").unwrap();
        bus.daemons.push(keyring);
        let started = std::time::Instant::now();
        while !bus.has_secrets(home) {
            assert!(started.elapsed() < PATIENCE, "the keyring does not come up");
        }
        bus
    }

    /// Everything of the user's session that the keyring looks at.
    fn with(&self, mut command: Command, home: &Home) -> Command {
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        command.env("HOME", home.path()).env("XDG_RUNTIME_DIR", home.path());
        command.env_remove("XDG_DATA_HOME").env_remove("DISPLAY");
        command
    }

    fn has_secrets(&self, home: &Home) -> bool {
        let mut asked = self.with(Command::new("dbus-send"), home);
        asked.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"]);
        asked.args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]);
        String::from_utf8(asked.output().unwrap().stdout).unwrap().contains("boolean true")
    }

    fn serve(&self, home: &Home) -> Serving {
        let words = ["serve", "--json", "--port", "0", "--ui-port", "0"];
        Serving::start(self.with(home.command(&words), home))
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        for daemon in self.daemons.iter_mut().rev() {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

/// A bus that nobody is at.
fn serve_alone(home: &Home) -> Serving {
    let words = ["serve", "--json", "--port", "0", "--ui-port", "0"];
    let mut command = home.command(&words);
    command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/none", home.path().display()));
    Serving::start(command)
}

fn put(home: &Home, name: &str, secret: &str, place: &str) -> (u16, Value) {
    let new = json!({ "owner": "source:default", "name": name, "secret": secret, "place": place });
    ask(home, "secret_put", new)
}

fn verdict(serving: &Serving, secret: &str) -> String {
    serving.post_signed(secret, said("mid.1", 1, "Hi"));
    serving.line_of("capture")["signature"].as_str().unwrap().to_owned()
}

/// (name, place, usable) of every secret.
fn names(home: &Home) -> Vec<(String, String, bool)> {
    let (_, list) = ask(home, "secrets_list", json!({}));
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = list["rows"].as_array().unwrap().iter();
    rows.map(|row| (text(row, "name"), text(row, "place"), row["usable"] == true)).collect()
}

fn one(name: &str, place: &str, usable: bool) -> Vec<(String, String, bool)> {
    vec![(name.to_owned(), place.to_owned(), usable)]
}

#[test]
#[cfg(target_os = "linux")]
fn the_systems_store_keeps_a_secret_from_run_to_run() {
    let home = Home::new();
    let bus = Bus::start(&home);
    let serving = bus.serve(&home);
    assert_eq!(verdict(&serving, "s-1"), "unchecked");
    let (status, list) = put(&home, "Meta", "s-1", "system");
    assert_eq!((status, &list["noSystem"]), (200, &Value::Null), "{list}");
    assert_eq!(verdict(&serving, "s-1"), "valid");
    drop(serving);

    let serving = bus.serve(&home);
    assert_eq!(names(&home), one("Meta", "system", true));
    assert_eq!(verdict(&serving, "s-1"), "valid");
    assert_eq!(put(&home, "Meta", "s-2", "system").0, 200);
    assert_eq!([verdict(&serving, "s-1"), verdict(&serving, "s-2")], ["invalid", "valid"]);
    drop((serving, bus));

    // Without the store the name is known, and what to do is said; with it, it is as before.
    let serving = serve_alone(&home);
    assert_eq!(names(&home), one("Meta", "system", false));
    let (_, told) = ask(&home, "status_get", json!({}));
    assert!(
        told["problems"].to_string().contains("The secret called Meta cannot be read"),
        "{told}"
    );
    drop(serving);
    let bus = Bus::start(&home);
    let serving = bus.serve(&home);
    assert_eq!(verdict(&serving, "s-2"), "valid");
    let (_, list) = ask(&home, "secrets_list", json!({}));
    let (status, list) = ask(&home, "secret_delete", json!({ "id": list["rows"][0]["id"] }));
    assert_eq!((status, list["rows"].as_array().unwrap().len()), (200, 0));
    assert_eq!(verdict(&serving, "s-2"), "unchecked");
    drop(serving);
    let serving = bus.serve(&home);
    assert_eq!((names(&home).len(), verdict(&serving, "s-2").as_str()), (0, "unchecked"));
}

#[test]
fn without_a_store_only_the_users_word_makes_a_file_and_only_its_user_can_read_it() {
    let home = Home::new();
    let serving = serve_alone(&home);
    let file = home.data().join("secrets.json");
    if cfg!(target_os = "linux") {
        let (status, why) = put(&home, "Meta", "s-1", "system");
        assert_eq!(status, 503, "{why}");
        assert!(why["message"].as_str().unwrap().contains("keep the secret in a file"), "{why}");
    }
    assert_eq!(put(&home, "Meta", "s-1", "run").0, 200);
    assert_eq!(verdict(&serving, "s-1"), "valid");
    assert!(!file.exists());
    assert_eq!(put(&home, "Meta", "s-2", "file").0, 200);
    assert_eq!(names(&home), one("Meta", "file", true), "the one of the same name is replaced");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&file).unwrap());
        assert_eq!(mode & 0o777, 0o600);
    }
    drop(serving);
    let serving = serve_alone(&home);
    assert_eq!([verdict(&serving, "s-1"), verdict(&serving, "s-2")], ["invalid", "valid"]);
    let (_, list) = ask(&home, "secrets_list", json!({}));
    ask(&home, "secret_delete", json!({ "id": list["rows"][0]["id"] }));
    assert!(!file.exists(), "nothing is left to keep");
    for (name, secret, place) in
        [("", "s", "run"), ("a", " ", "run"), ("a", "s", "given"), ("a", "s", "")]
    {
        assert_eq!(put(&home, name, secret, place).0, 400);
    }
}

#[test]
fn each_source_has_its_own_secrets() {
    let home = Home::new();
    let serving = serve_alone(&home);
    let second = json!({ "name": "Second", "path": "/second" });
    let (_, second) = ask(&home, "source_put", second);
    let owner = format!("source:{}", second["id"].as_str().unwrap());
    let new = json!({ "owner": owner, "name": "Instagram", "secret": "two", "place": "file" });
    assert_eq!(ask(&home, "secret_put", new).0, 200);
    assert_eq!(put(&home, "Meta", "one", "run").0, 200);
    let at = |url: &str, secret: &str| {
        let body = said("mid.1", 1, "Hi");
        let [new, old] = crate::rig::signatures(secret, body.as_bytes());
        let headers = [("X-Hub-Signature", old.as_str()), ("X-Hub-Signature-256", new.as_str())];
        crate::rig::post(url, &headers, body.as_bytes());
        serving.line_of("capture")["signature"].as_str().unwrap().to_owned()
    };
    let (first, second_url) = (serving.receiver(), second["url"].as_str().unwrap());
    let verdicts =
        [at(first, "one"), at(first, "two"), at(second_url, "one"), at(second_url, "two")];
    assert_eq!(verdicts, ["valid", "invalid", "invalid", "valid"]);
    ask(&home, "source_delete", json!({ "id": second["id"] }));
    assert_eq!(names(&home), one("Meta", "run", true), "a source takes its secrets along");
    assert!(!home.data().join("secrets.json").exists());
}

/// Distinctive, and long enough to be found in any form.
const HUSH: [&str; 4] =
    ["hush-by-flag-7f3a9", "hush-by-env-7f3a9b", "hush-for-the-run-7f", "hush-to-resend-7f3a"];

/// A secret as it is, as hexadecimal digits, and as base64.
fn forms(secret: &str) -> [String; 3] {
    let base64 = base64::engine::general_purpose::STANDARD_NO_PAD.encode(secret);
    [secret.to_owned(), hex::encode(secret), base64[..20].to_owned()]
}

#[test]
#[cfg(target_os = "linux")]
fn no_secret_is_anywhere_that_it_should_not_be() {
    let home = Home::new();
    let log = home.path().join("log");
    let mut command = home.command(&[
        "serve",
        "--json",
        "--port",
        "0",
        "--ui-port",
        "0",
        "--app-secret",
        "env:FLAG",
    ]);
    command.env("FLAG", HUSH[0]).env("HOOKTRAIL_APP_SECRET", HUSH[1]).env("RUST_LOG", "trace");
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/none");
    command.stderr(std::fs::File::create(&log).unwrap());
    let serving = Serving::start_as_it_is(command);
    let sink = Sink::answering(200);

    assert_eq!(put(&home, "Run", HUSH[2], "run").0, 200);
    for secret in [HUSH[0], HUSH[2]] {
        assert_eq!(verdict(&serving, secret), "valid");
    }
    serving.post_signed("another", said("mid.2", 2, "Ho"));
    let again = json!({ "item": "1", "to": sink.url, "as": "meta", "secret": HUSH[3] });
    assert_eq!(ask(&home, "send", again).0, 200);
    sink.next();

    let mut told = String::new();
    for (command, request) in [
        ("status_get", json!({})),
        ("settings_get", json!({})),
        ("secrets_list", json!({})),
        ("sources_list", json!({})),
        ("captures_list", json!({ "filter": "", "limit": 0 })),
        ("capture_get", json!({ "id": "1" })),
        ("capture_get", json!({ "id": "3" })),
        ("capture_body", json!({ "id": "1" })),
        ("attempts_list", json!({ "limit": 0 })),
        ("connect_get", json!({ "source": "default", "platform": "instagram" })),
    ] {
        let (status, answer) = ask(&home, command, request);
        assert_eq!(status, 200, "{command}: {answer}");
        told.push_str(&answer.to_string());
    }
    let refused = json!({ "owner": "source:none", "name": "N", "secret": HUSH[2], "place": "run" });
    told.push_str(&ask(&home, "secret_put", refused).1.to_string());
    let ill = json!({ "owner": 1, "name": "N", "secret": HUSH[2], "place": "run" });
    told.push_str(&ask(&home, "secret_put", ill).1.to_string());
    for what in ["captures", "deliveries", "messages", "normalized"] {
        told.push_str(&home.run(&["list", what, "--json"]).out);
    }
    let line = std::fs::read_to_string(format!("/proc/{}/cmdline", serving.pid())).unwrap();
    let files = home.bytes();
    let (_, lines) = serving.terminate();
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "the log is as talkative as it can be");
    let lines = serde_json::to_string(&lines).unwrap();
    let places = [
        ("an answer", told.into_bytes()),
        ("a file", files),
        ("a file at the end", home.bytes()),
        ("the log", log.into_bytes()),
        ("the output", lines.into_bytes()),
        ("the command line", line.into_bytes()),
    ];
    for secret in HUSH {
        for form in forms(secret) {
            for (place, bytes) in &places {
                let found = bytes.windows(form.len()).any(|window| window == form.as_bytes());
                assert!(!found, "{form} is in {place}");
            }
        }
    }
}
