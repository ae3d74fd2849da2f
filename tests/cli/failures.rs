//! Attempts that go wrong: each says how in words, none waits longer than its target is given, and none holds up others.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use crate::meta;
use crate::rig::{Home, Sink, ask, dead_url};

/// Serves until the test ends: what each connection meets, once its request's head is read.
fn serve(manner: impl Fn(&mut TcpStream) + Send + Sync + Clone + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let manner = manner.clone();
            std::thread::spawn(move || {
                let mut stream = BufReader::new(stream);
                head(&mut stream);
                manner(stream.get_mut());
            });
        }
    });
    url
}

fn head(from: &mut impl BufRead) {
    let mut line = String::new();
    while from.read_line(&mut line).is_ok_and(|read| read > 2) {
        line.clear();
    }
}

/// Says this, and closes.
fn saying(words: &'static str) -> String {
    serve(move |stream| {
        let _ = stream.write_all(words.as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    })
}

/// Waits for the other side to leave.
fn wait(stream: &mut TcpStream) {
    let _ = stream.read_to_end(&mut Vec::new());
}

/// A good target behind a certificate of its own making, and how many connections it met.
fn self_signed() -> String {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let connection = ServerConnection::new(config.clone()).unwrap();
            let mut stream = BufReader::new(StreamOwned::new(connection, stream));
            head(&mut stream);
            let _ = stream.get_mut().write_all(b"HTTP/1.1 200 So\r\ncontent-length: 2\r\n\r\nok");
        }
    });
    format!("https://localhost:{port}/hook")
}

#[test]
fn each_failure_is_told_in_words() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    let silent = serve(wait);
    let endless = serve(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 So\r\ncontent-length: 9\r\n\r\nbegun");
        wait(stream);
    });
    let plain = saying("HTTP/1.1 200 So\r\ncontent-length: 2\r\n\r\nok");
    let secure = self_signed();
    for (url, status, words) in [
        (dead_url(), None, "refused: nothing listens on 127.0.0.1, port "),
        ("http://nowhere.test/hook".to_owned(), None, "there is no host called nowhere.test"),
        (silent, None, "timed out after 700 ms"),
        (endless, Some(200), "its answer did not end within 700 ms"),
        (serve(|_| {}), None, "the connection was closed before an answer came"),
        (
            saying("HTTP/1.1 200 So\r\ncontent-length: 9\r\n\r\nbegun"),
            Some(200),
            "its answer was cut off",
        ),
        (saying("SSH-2.0-OpenSSH_9.2\r\n"), None, "it did not answer in HTTP"),
        (plain.replace("http:", "https:"), None, "it does not speak TLS there"),
        (secure, None, "its certificate is not trusted"),
    ] {
        // Only what waits for its limit has a short one: a busy machine may be slow to answer.
        let limit = if words.contains("700 ms") { "700" } else { "30000" };
        home.json(&["targets", "add", "one", &url, "--timeout", limit]);
        let ran = home.run(&["send", "1", "--to", "one", "--json"]);
        let attempt = &ran.lines()[0];
        let said = attempt["error"].as_str().unwrap_or_else(|| panic!("{url}: {attempt}"));
        assert!(said.contains(words), "{words}: {said}");
        assert_eq!((ran.code, &attempt["status"]), (Some(1), &json!(status)), "{said}");
        home.json(&["targets", "remove", "one"]);
    }
}

#[test]
fn where_an_answer_points_is_said_and_not_followed() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    let moved = saying("HTTP/1.1 302 Found\r\nlocation: /login\r\ncontent-length: 0\r\n\r\n");
    let ran = home.run(&["send", "1", "--to", &moved]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("302"), "{}", ran.out);
    assert!(ran.out.contains("points to /login, which was not followed"), "{}", ran.out);
}

#[test]
fn a_certificate_is_taken_unseen_for_one_target_only_and_the_time_is_split() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    let url = self_signed();
    home.json(&["targets", "add", "careless", &url, "--accept-invalid-certificate"]);
    home.json(&["targets", "add", "careful", &url]);
    for (target, fine) in [("careless", true), ("careful", false), ("careless", true)] {
        let ran = home.run(&["send", "1", "--to", target, "--json"]);
        assert_eq!(ran.lines()[0]["status"].is_u64(), fine, "{target}: {}", ran.out);
    }
    let (_, told) = ask(&home, "attempts_list", json!({ "limit": 9, "items": [] }));
    let rows = told["attempts"].as_array().unwrap();
    let reached = |row: &Value, phase: &str| row["phases"][phase].as_i64();
    let [connect, tls, first, total] = ["connectUs", "tlsUs", "firstByteUs", "totalUs"]
        .map(|phase| reached(&rows[2], phase).unwrap());
    assert!(0 < connect && connect < tls && tls < first && first <= total, "{}", rows[2]);
    assert_eq!(rows[2]["target"], "careless");
    assert!(reached(&rows[1], "connectUs").is_some() && reached(&rows[1], "tlsUs").is_none());
}

#[test]
fn a_connection_is_used_again_only_where_nobody_can_tell() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    // It answers as if it kept the connection, and closes it.
    let fickle = saying("HTTP/1.1 200 So\r\ncontent-length: 2\r\n\r\nok");
    for _ in 0..20 {
        let sent = home.json(&["send", "1", "--to", &fickle]);
        assert_eq!((&sent[0]["status"], &sent[0]["error"]), (&json!(200), &Value::Null));
    }
}

/// Says how much it was asked to before the other side left.
fn flood(stream: &mut TcpStream) {
    let _ = stream.write_all(b"HTTP/1.1 200 So\r\ncontent-length: 1073741824\r\n\r\n");
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..1_024 {
        if stream.write_all(&piece).is_err() {
            return;
        }
    }
}

/// Twenty of each kind are under way in one process while a good target is sent to.
#[test]
#[cfg(target_os = "linux")]
fn targets_that_hang_reset_trickle_or_flood_neither_stall_others_nor_fill_the_memory() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "Hi"));
    let (heard, met) = std::sync::mpsc::channel();
    let hang = serve(move |stream| {
        let _ = heard.send(());
        wait(stream);
    });
    let trickle = serve(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 So\r\ntransfer-encoding: chunked\r\n\r\n");
        for _ in 0..100 {
            let _ = stream.write_all(b"1\r\nx\r\n");
        }
        wait(stream);
    });
    let reset = serve(|stream| drop(stream.shutdown(std::net::Shutdown::Both)));
    let before = crate::rig::resident_kib(serving.pid());
    let urls = [hang, trickle, reset, serve(flood)];
    let waiting: Vec<TcpStream> =
        urls.iter().flat_map(|url| (0..20).map(|_| send_off(&home, url))).collect();
    for _ in 0..20 {
        met.recv_timeout(crate::rig::PATIENCE).expect("all of them hang at once");
    }
    let good = Sink::answering(200);
    for _ in 0..10 {
        home.json(&["send", "1", "--to", &good.url]);
    }
    // Those that do not wait for more have ended; the floods were not read to their end.
    for mut ended in waiting.into_iter().skip(40) {
        let mut answer = String::new();
        ended.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("\"attempts\":[{"), "{answer}");
    }
    // By now the floods are over: what they took is in the peak alone.
    let grown = crate::rig::peak_kib(serving.pid()) - before;
    assert!(grown < 200 << 10, "{grown} KiB more at the most");
    assert_eq!(serving.post("{}").status, 200);
}

/// Asks for a send, and does not wait for what comes of it.
fn send_off(home: &Home, to: &str) -> TcpStream {
    let control = std::fs::read(home.data().join("control.json")).unwrap();
    let control: Value = serde_json::from_slice(&control).unwrap();
    let host = control["address"].as_str().unwrap().strip_prefix("http://").unwrap();
    let body = json!({ "item": "1", "to": to }).to_string();
    let token = control["token"].as_str().unwrap();
    let head = format!(
        "POST /rpc/send HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(crate::rig::PATIENCE)).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream
}
