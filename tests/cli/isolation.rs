//! The two ports from outside: the receiver's serves nothing but receiving, the control port only this machine's own
//! hosts; and many clients that do not behave cannot take the process down.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::rig::{Answer, Home, PATIENCE, ask, request};
#[cfg(target_os = "linux")]
use crate::rig::{BINARY, peak_kib, resident_kib, unset};

/// Host and port of a URL.
fn address(url: &str) -> &str {
    url.strip_prefix("http://").unwrap().split('/').next().unwrap()
}

fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// What comes back for these bytes until the other side closes.
fn raw(address: &str, bytes: &[u8]) -> String {
    let mut stream = connect(address);
    let _ = stream.write_all(bytes);
    let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = stream.read(&mut piece) {
        answer.extend_from_slice(&piece[..length]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0)
}

#[test]
fn nothing_of_the_control_port_is_at_the_receivers_whatever_is_asked() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let receiver = address(serving.receiver());
    let control = control(&home);
    let (token, port) =
        (control["token"].as_str().unwrap(), address(control["address"].as_str().unwrap()));
    let paths = [
        "/",
        "/index.html",
        "/assets/",
        "/rpc/status_get",
        "/rpc/settings_get",
        "/events",
        "/control.json",
        "/../control.json",
        "/webhook/../rpc/status_get",
        "/webhook/rpc/status_get",
        "/%72pc/status_get",
        "//rpc/status_get",
        "/webhook%2f..%2frpc/status_get",
        "/rpc/status_get?x=/webhook",
        "http://127.0.0.1/rpc/status_get",
        "*",
    ];
    let own = [
        "",
        "X-Forwarded-Host: {port}\r\n",
        "X-Original-URL: /rpc/status_get\r\n",
        "X-Rewrite-URL: /rpc/status_get\r\n",
        "X-HTTP-Method-Override: GET\r\n",
        "Upgrade: websocket\r\nConnection: upgrade\r\n",
    ];
    for path in paths {
        for method in ["GET", "POST", "HEAD", "OPTIONS", "CONNECT", "TRACE"] {
            for (index, extra) in own.iter().enumerate() {
                let host = [receiver, port, "localhost", "evil.example"][index % 4];
                let extra = extra.replace("{port}", port);
                let head = format!(
                    "{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n{extra}Content-Length: 2\r\nConnection: close\r\n\r\n{{}}"
                );
                let answer = raw(receiver, head.as_bytes());
                assert!(matches!(status(&answer), 400 | 404 | 405), "{head}\n{answer}");
                for told in ["receiver", "<html", "verify", token] {
                    assert!(!answer.contains(told), "{told} in {answer}");
                }
            }
        }
    }
    assert_eq!(home.json(&["list", "captures"]).len(), 0, "none of it is a capture");
}

fn control(home: &Home) -> Value {
    serde_json::from_slice(&std::fs::read(home.data().join("control.json")).unwrap()).unwrap()
}

#[test]
fn the_control_port_answers_only_this_machines_own_hosts() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let control = control(&home);
    let at = address(control["address"].as_str().unwrap());
    let port = at.split(':').next_back().unwrap();
    let bearer = format!("Authorization: Bearer {}\r\n", control["token"].as_str().unwrap());
    let local = format!("Host: 127.0.0.1:{port}\r\n");
    let with = |extra: &str| format!("{local}{bearer}{extra}");
    for (headers, expected) in [
        (with(""), 200),
        (format!("Host: localhost:{port}\r\n{bearer}"), 200),
        (with(&format!("Origin: http://127.0.0.1:{port}\r\n")), 200),
        (format!("Host: evil.example:{port}\r\n{bearer}"), 403),
        (format!("Host: 127.0.0.1\r\n{bearer}"), 403),
        (format!("Host: 127.0.0.1.evil.example:{port}\r\n{bearer}"), 403),
        (format!("{local}{local}{bearer}"), 403),
        (with("Origin: http://evil.example\r\n"), 403),
        (with("Origin: null\r\n"), 403),
        (with(&format!("Origin: https://127.0.0.1:{port}\r\n")), 403),
        (with("Sec-Fetch-Site: cross-site\r\n"), 403),
        (with("X-Forwarded-For: 1.2.3.4\r\n"), 403),
        (with("Forwarded: for=1.2.3.4\r\n"), 403),
        (with("Cf-Connecting-Ip: 1.2.3.4\r\n"), 403),
        (with("Ngrok-Trace-Id: 1\r\n"), 403),
        (with("Via: 1.1 tunnel\r\n"), 403),
        (local.clone(), 401),
        (format!("{local}Authorization: Bearer x\r\n"), 401),
        (format!("{local}Authorization: Bearer \r\n"), 401),
        (format!("{local}Cookie: hooktrail-{port}=\r\n"), 401),
    ] {
        for path in ["/rpc/status_get", "/rpc/settings_get"] {
            let head = format!(
                "POST {path} HTTP/1.1\r\n{headers}Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
            );
            let answer = raw(at, head.as_bytes());
            assert_eq!(status(&answer), expected, "{head}\n{answer}");
            assert_eq!(answer.contains("verifyToken"), expected == 200, "{answer}");
        }
        let head = format!("GET /events HTTP/1.1\r\n{headers}Connection: close\r\n\r\n");
        if expected != 200 {
            assert_eq!(status(&raw(at, head.as_bytes())), expected, "{head}");
        }
    }
    let link = serving.ready["ui"].as_str().unwrap();
    assert_eq!(request("GET", link, &[("X-Forwarded-For", "1.2.3.4")], b"").status, 403);
    let once = request("GET", link, &[], b"");
    assert!(
        once.header("set-cookie")
            .is_some_and(|cookie| cookie.contains("HttpOnly; SameSite=Strict"))
    );
    let again = request("GET", link, &[], b"");
    assert!(again.header("set-cookie").is_none(), "a link works once");
    assert!(String::from_utf8_lossy(&again.body).contains("under About"), "and says how to go on");
    let page = link.split("/?").next().unwrap();
    let cookie = once.header("set-cookie").unwrap().split(';').next().unwrap();
    let shown = [("Cookie", cookie), ("Origin", page)];
    let made = request("POST", &format!("{page}/rpc/link_new"), &shown, b"{}");
    let made: serde_json::Value = serde_json::from_slice(&made.body).unwrap();
    let other = made["url"].as_str().unwrap();
    assert!(request("GET", other, &[], b"").header("set-cookie").is_some(), "another browser");
    assert!(request("GET", other, &[], b"").header("set-cookie").is_none(), "is let in once");
}

/// Sources that each directive may name, at most; any nonce is `'nonce-'`.
const MOST: [(&str, &[&str]); 11] = [
    ("default-src", &["'none'"]),
    ("script-src", &["'self'"]),
    ("style-src", &["'self'", "'nonce-'"]),
    ("style-src-attr", &["'unsafe-inline'"]),
    ("img-src", &["'self'", "data:", "blob:"]),
    ("media-src", &["data:"]),
    ("font-src", &["'self'"]),
    ("connect-src", &["'self'"]),
    ("base-uri", &["'none'"]),
    ("form-action", &["'none'"]),
    ("frame-ancestors", &["'none'"]),
];
/// Directives that nothing stands in for.
const NEEDED: [&str; 4] = ["default-src", "base-uri", "form-action", "frame-ancestors"];

/// What a policy allows beyond that, or leaves open.
fn laxer(policy: &str) -> Vec<String> {
    let words = |directive: &'_ str| directive.split_whitespace().map(str::to_owned).collect();
    let mut given: Vec<Vec<String>> = policy.split(';').map(words).collect();
    given.retain(|words| !words.is_empty());
    let left = NEEDED.iter().filter(|name| given.iter().all(|words| words[0] != **name));
    let mut laxer: Vec<String> = left.map(|name| format!("no {name}")).collect();
    for words in &given {
        let most = MOST.iter().find(|(name, _)| *name == words[0]).map_or(&[][..], |most| most.1);
        let nonce = |source: &str| source.starts_with("'nonce-") && source.len() > 24;
        let kind = |source: &String| if nonce(source) { "'nonce-'" } else { source }.to_owned();
        let beyond = words[1..].iter().map(kind).filter(|kind| !most.contains(&kind.as_str()));
        laxer.extend(beyond.map(|kind| format!("{} {kind}", words[0])));
    }
    laxer
}

/// The one policy of an answer.
fn policy(answer: &Answer) -> &str {
    let is_one = |name: &str| name.eq_ignore_ascii_case("content-security-policy");
    let named = answer.headers.iter().filter(|(name, _)| is_one(name));
    let policies: Vec<&str> = named.map(|(_, policy)| policy.as_str()).collect();
    let [policy] = policies[..] else { panic!("{}: {policies:?}", answer.first) };
    policy
}

#[test]
fn a_browser_is_told_to_load_and_run_nothing_but_the_pages_own() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let link = serving.ready["ui"].as_str().unwrap();
    let (origin, _) = link.split_once("/?").unwrap();
    let page = request("GET", &format!("{origin}/"), &[], b"");
    let text = String::from_utf8_lossy(&page.body);
    let script = text.split('"').find(|part| part.ends_with(".js")).unwrap();
    for (path, status) in [
        ("/", 200),
        (script, 200),
        ("/nothing", 404),
        (&link[origin.len()..], 303),
        (&link[origin.len()..], 403),
        ("/events", 401),
    ] {
        let answer = request("GET", &format!("{origin}{path}"), &[], b"");
        let policy = policy(&answer);
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(laxer(policy), Vec::<String>::new(), "{path}: {policy}");
    }
    let again = request("GET", &format!("{origin}/"), &[], b"");
    assert_ne!(policy(&page), policy(&again), "a nonce is of one answer");
}

/// Clients that are there at the same time.
#[cfg(target_os = "linux")]
const CLIENTS: usize = 2_000;

/// Each of them is in the middle of a request, and stays there.
#[test]
#[cfg(target_os = "linux")]
fn two_thousand_clients_that_dawdle_neither_fill_the_memory_nor_keep_others_out() {
    rlimit::increase_nofile_limit(4_096).unwrap();
    let home = Home::new();
    // As a shell would start it: the process raises its own limit.
    let mut command = unset("sh");
    command.args(["-c", "ulimit -S -n 256; exec \"$@\"", "sh", BINARY]);
    command.args(["serve", "--json", "--port", "0", "--ui-port", "0"]);
    command.env("HOOKTRAIL_DATA_DIR", home.data()).stdin(std::process::Stdio::null());
    let serving = crate::rig::Serving::start(command);
    let receiver = address(serving.receiver());
    serving.post("{}");
    let before = resident_kib(serving.pid());

    let half_a_body = [
        b"POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 60000\r\n\r\n".as_slice(),
        &[b' '; 20_000],
    ]
    .concat();
    let half_a_head =
        [b"POST /webhook HTTP/1.1\r\nhost: x\r\nx-long: ".as_slice(), &[b'a'; 8_000]].concat();
    let starts: [&[u8]; 4] = [b"", b"P", &half_a_head, &half_a_body];
    let clients: Vec<TcpStream> = (0..CLIENTS)
        .map(|n| {
            let mut stream = connect(receiver);
            stream.write_all(starts[n % starts.len()]).unwrap();
            stream
        })
        .collect();
    for _ in 0..20 {
        assert_eq!(serving.post("{}").status, 200);
    }
    let grown = resident_kib(serving.pid()) - before;
    assert!(grown < 100 << 10, "{grown} KiB more");
    let (_, told) = ask(&home, "status_get", json!({}));
    assert!(told["receiver"]["connections"].as_i64().unwrap() >= CLIENTS as i64, "{told}");

    drop(clients);
    assert_eq!(serving.post("{}").status, 200);
}

/// 2 KB that unpack to a body of 900 000 items, many times, and everything that reads them.
#[test]
#[cfg(target_os = "linux")]
fn small_packed_bodies_with_very_many_items_do_not_fill_the_memory() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post("{}");
    let before = resident_kib(serving.pid());
    let body = format!(
        r#"{{"object":"instagram","entry":[{{"id":"1","time":1,"messaging":[{}0]}}]}}"#,
        "0,".repeat(900_000)
    );
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    assert!(packed.len() < 8_000, "{}", packed.len());
    for _ in 0..4 {
        let headers = [("Content-Encoding", "gzip")];
        let answer = crate::rig::post(serving.receiver(), &headers, &packed);
        assert_eq!(answer.status, 200);
    }
    let rows = home.json(&["list", "captures"]);
    assert_eq!(rows.len(), 5, "everything is read");
    let (status, detail) = ask(&home, "capture_get", json!({ "id": "5" }));
    assert_eq!(status, 200);
    assert_eq!(detail["problems"][0]["code"], "too_many", "{}", detail["problems"]);
    let grown = peak_kib(serving.pid()) - before;
    assert!(grown < 300 << 10, "{grown} KiB more at the most");
}
