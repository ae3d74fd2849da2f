//! `serve`: the ready line, a line per commit, one owner, clean ends and unclean ones.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::meta;
use crate::rig::{Home, PATIENCE, Serving, ask, has_keys, ran, request};

#[test]
fn the_first_line_says_where_and_the_link_works_once() {
    let home = Home::new();
    let serving = home.serve(&["--verify-token", "shared"]);
    has_keys(&serving.ready, "type receiver ui verify_token");
    assert_eq!(serving.ready["verify_token"], "shared");
    assert!(serving.receiver().starts_with("http://127.0.0.1:"));
    assert!(serving.receiver().ends_with("/webhook"));
    let link = serving.ready["ui"].as_str().unwrap();
    assert!(link.contains("/?token="), "{link}");
    let first = request("GET", link, &[], b"");
    let cookie = first.header("set-cookie").unwrap_or_default().to_owned();
    for part in ["HttpOnly", "SameSite=Strict"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let second = request("GET", link, &[], b"");
    assert!(second.header("set-cookie").is_none() && second.status >= 400, "{}", second.status);
}

#[test]
fn a_made_token_is_kept() {
    let home = Home::new();
    let first = home.serve(&[]);
    let token = first.ready["verify_token"].clone();
    assert!(token.as_str().is_some_and(|token| token.len() >= 16), "{token}");
    assert_eq!(first.terminate().0, Some(0));
    assert_eq!(home.serve(&[]).ready["verify_token"], token);
}

#[test]
fn each_commit_is_a_line_handshakes_too() {
    let home = Home::new();
    let serving = home.serve(&["--verify-token", "t"]);
    let hook = serving.receiver().to_owned();
    let good = format!("{hook}?hub.mode=subscribe&hub.challenge=42&hub.verify_token=t");
    let answer = request("GET", &good, &[], b"");
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"42"[..]));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    let wrong = format!("{hook}?hub.mode=subscribe&hub.challenge=42&hub.verify_token=u");
    assert_eq!(request("GET", &wrong, &[], b"").status, 403);
    assert_eq!(serving.post("{}").status, 200);
    assert_eq!(request("POST", &hook.replace("webhook", "other"), &[], b"{}").status, 404);
    assert_eq!(request("PUT", &hook, &[], b"{}").status, 405);
    assert_eq!(serving.post("[]").status, 200);
    for (id, method, bytes, status) in
        [("1", "GET", 0, 200), ("2", "GET", 0, 403), ("3", "POST", 2, 200), ("4", "POST", 2, 200)]
    {
        let line = serving.line();
        has_keys(&line, "type id method path bytes signature status");
        assert_eq!(
            (&line["type"], &line["id"], &line["method"], &line["bytes"], &line["status"]),
            (&"capture".into(), &id.into(), &method.into(), &bytes.into(), &status.into()),
        );
        assert_eq!(line["path"], "/webhook");
    }
}

#[test]
fn secrets_come_by_environment_variable_and_file() {
    let body = meta::said("mid.1", 1, "hi");
    let home = Home::new();
    let file = format!("file:{}", home.file("secret", "from-file\n"));
    let free = ["serve", "--json", "--port", "0", "--ui-port", "0"];
    for (words, secrets) in [
        (&["--app-secret", "env:MY_SECRET", "--app-secret", &file][..], ["from-env", "from-file"]),
        (&[], ["one", "two"]),
    ] {
        let mut command = home.command(&[&free, words].concat());
        command.env("MY_SECRET", "from-env").env("HOOKTRAIL_APP_SECRET", "one,two");
        let serving = crate::rig::Serving::start(command);
        for secret in secrets {
            serving.post_signed(secret, &body);
            assert_eq!(serving.line_of("capture")["signature"], "valid", "{secret}");
        }
        serving.post_signed("foreign", &body);
        assert_eq!(serving.line_of("capture")["signature"], "invalid");
        serving.post(&body);
        assert_eq!(serving.line_of("capture")["signature"], "missing");
        crate::rig::post(
            serving.receiver(),
            &[("X-Hub-Signature-256", "sha256=1")],
            body.as_bytes(),
        );
        assert_eq!(serving.line_of("capture")["signature"], "malformed");
    }
    let serving = home.serve(&[]);
    serving.post_signed("any", &body);
    assert_eq!(serving.line_of("capture")["signature"], "unchecked");
}

#[test]
fn the_environment_gives_the_verify_token() {
    let home = Home::new();
    let mut command = home.command(&["serve", "--json", "--port", "0", "--ui-port", "0"]);
    command.env("HOOKTRAIL_VERIFY_TOKEN", "from-env");
    assert_eq!(crate::rig::Serving::start(command).ready["verify_token"], "from-env");
}

#[test]
fn a_second_serve_exits_3_and_names_the_owner() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let second = home.run(&["serve", "--port", "0", "--ui-port", "0"]);
    second.refused(3, &serving.pid().to_string());
}

#[test]
fn a_taken_port_is_said_in_words_with_a_free_one() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = Home::new().run(&["serve", "--port", &port, "--ui-port", "0"]);
    ran.refused(1, &port);
    assert!(ran.err.contains("--port"), "offers another: {}", ran.err);
}

#[test]
fn sigterm_drains_and_exits_0() {
    let home = Home::new();
    let serving = home.serve(&[]);
    for number in 0..50 {
        assert_eq!(serving.post(meta::said(&format!("mid.{number}"), 1, "hi")).status, 200);
    }
    let (code, lines) = serving.terminate();
    assert_eq!(code, Some(0));
    let ids: HashSet<_> = lines.iter().map(|line| line["id"].to_string()).collect();
    assert_eq!(ids.len(), 50, "each commit had its line");
    assert_eq!(home.json(&["list", "messages"]).len(), 50);
}

#[test]
fn kill_9_loses_nothing_that_got_its_200() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let hook = serving.receiver().to_owned();
    let posters: Vec<_> = (0..4)
        .map(|poster| {
            let hook = hook.clone();
            std::thread::spawn(move || {
                let mids = (0..).map(|number| format!("mid.{poster}.{number}"));
                mids.take_while(|mid| answered(&hook, &meta::said(mid, 1, "hi")))
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    for _ in 0..100 {
        serving.line_of("capture");
    }
    serving.kill();
    let answered: Vec<String> =
        posters.into_iter().flat_map(|poster| poster.join().unwrap()).collect();
    let kept: HashSet<String> = home
        .json(&["list", "messages"])
        .iter()
        .map(|row| row["message_id"].as_str().unwrap().to_owned())
        .collect();
    let lost: Vec<_> = answered.iter().filter(|mid| !kept.contains(*mid)).collect();
    assert!(answered.len() >= 100 && lost.is_empty(), "{} answered, lost {lost:?}", answered.len());
}

/// Whether the post got its 200; a server that was killed gives none.
fn answered(url: &str, body: &str) -> bool {
    std::panic::catch_unwind(|| crate::rig::post(url, &[], body.as_bytes()))
        .is_ok_and(|answer| answer.status == 200)
}

#[test]
fn a_dropped_file_is_captured_once() {
    let home = Home::new();
    let folder = home.path().join("drop");
    std::fs::create_dir(&folder).unwrap();
    let serving = home.serve(&["--watch", folder.to_str().unwrap()]);
    std::fs::write(folder.join("one.json"), meta::said("mid.file", 1, "from a file")).unwrap();
    assert_eq!(serving.line_of("capture")["id"], "1");
    assert_eq!(home.json(&["list", "messages"])[0]["message_id"], "mid.file");
    serving.terminate();
    // However it is called.
    let words = ["serve", "--json", "--port", "0", "--ui-port", "0", "--watch", "../drop/./"];
    let mut command = home.command(&words);
    command.current_dir(&folder);
    let serving = crate::rig::Serving::start(command);
    std::fs::write(folder.join("two.json"), meta::said("mid.two", 2, "another")).unwrap();
    assert_eq!(serving.line_of("capture")["id"], "2");
    let told = home.json(&["list", "messages"]);
    let mids: Vec<&str> = told.iter().map(|line| line["message_id"].as_str().unwrap()).collect();
    assert_eq!(mids, ["mid.file", "mid.two"]);
}

#[test]
fn people_get_what_they_need_to_begin() {
    let home = Home::new();
    let mut command =
        home.command(&["serve", "--port", "0", "--ui-port", "0", "--verify-token", "shh"]);
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let out = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    for line in std::io::BufRead::lines(out).map_while(Result::ok) {
        said.push_str(&line);
        if said.contains("curl") {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for word in ["/webhook", "?token=", "shh", "curl", "http://127.0.0.1:"] {
        assert!(said.contains(word), "{word} in {said}");
    }
    assert!(!said.contains("{\"type\""), "{said}");
}

#[test]
fn what_is_wrong_with_the_watched_folder_is_said_on_standard_error() {
    let home = Home::new();
    let folder = home.path().join("drop");
    let free = ["serve", "--json", "--port", "0", "--ui-port", "0", "--watch"];
    let mut command = home.command(&[&free[..], &[folder.to_str().unwrap()]].concat());
    command.stderr(std::process::Stdio::piped());
    let (serving, errors) = Serving::with_errors(command);
    let said = |about: &str| {
        let line = errors.recv_timeout(PATIENCE).expect("a sentence in time");
        assert!(line.starts_with("hooktrail: ") && line.contains(about), "{about:?} in: {line}");
    };
    said("is not there");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("half.json"), "{\"object\":").unwrap();
    said("half.json");
    assert_eq!(serving.terminate().0, Some(0));
}

#[test]
fn an_empty_data_folder_in_the_environment_is_none() {
    let home = Home::new();
    let mut command = home.command(&["list", "captures", "--json"]);
    command
        .env("HOOKTRAIL_DATA_DIR", "")
        .env("XDG_DATA_HOME", home.path())
        .env("HOME", home.path());
    assert_eq!(ran(command).ok().len(), 0);
}

#[cfg(unix)]
#[test]
fn asked_twice_it_ends_at_once_whatever_is_under_way() {
    use std::io::Write;
    let home = Home::new();
    let mut command = home.command(&["serve", "--json", "--port", "0", "--ui-port", "0"]);
    command.stderr(std::process::Stdio::piped());
    let (serving, errors) = Serving::with_errors(command);
    let (host, path) = serving.receiver()["http://".len()..].split_once('/').unwrap();
    let mut slow = std::net::TcpStream::connect(host).unwrap();
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
    );
    slow.write_all(head.as_bytes()).unwrap();
    // It reads the body from now on, and would wait for it.
    std::io::Read::read_exact(&mut slow, &mut [0; 25]).unwrap();
    let ask = || {
        assert!(
            std::process::Command::new("kill")
                .arg(serving.pid().to_string())
                .status()
                .unwrap()
                .success()
        )
    };
    ask();
    // The receiver has heard of it when nobody new is let in.
    while std::net::TcpStream::connect(host).is_ok() {
        std::thread::yield_now();
    }
    assert_eq!(serving.terminate().0, Some(1));
    assert!(errors.recv_timeout(PATIENCE).unwrap().contains("asked twice"));
}

/// Posts on a connection that is kept open; nothing is read of an answer.
fn post_and_wait(serving: &Serving, body: &str) -> std::net::TcpStream {
    let (host, path) = serving.receiver().strip_prefix("http://").unwrap().split_once('/').unwrap();
    let length = body.len();
    let head = format!("POST /{path} HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n");
    let mut waiting = std::net::TcpStream::connect(host).unwrap();
    std::io::Write::write_all(&mut waiting, (head + body).as_bytes()).unwrap();
    serving.line_of("capture");
    waiting
}

#[test]
fn an_answer_that_was_not_or_may_not_have_been_sent_is_told_so_everywhere() {
    let home = Home::new();
    let serving = home.serve(&[]);
    assert_eq!(serving.post(meta::said("mid.1", 1, "answered")).status, 200);
    serving.terminate();
    let serving = home.serve(&[]);
    let late = json!({ "id": "default", "answer": { "policy": {
        "act": "answer", "status": 200, "headers": [], "body": "", "delayMs": 600_000, "first": null
    } } });
    assert_eq!(ask(&home, "source_put", late).0, 200);
    drop(post_and_wait(&serving, &meta::said("mid.2", 2, "given up")));
    let told = || -> Vec<Value> {
        let listed = home.json(&["list", "captures"]);
        let (_, page) = ask(&home, "captures_list", json!({ "ascending": true }));
        let shown = page["rows"].as_array().unwrap().iter().map(|row| row["unsent"].clone());
        let told: Vec<Value> = listed.iter().map(|row| row["unsent"].clone()).collect();
        assert_eq!(shown.collect::<Vec<_>>(), told, "the window and the command line");
        told
    };
    let started = std::time::Instant::now();
    while told()[1] != "client_left" {
        assert!(started.elapsed() < PATIENCE, "{:?}", told());
    }
    let _waiting = post_and_wait(&serving, &meta::said("mid.3", 3, "in flight"));
    assert_eq!(json!(told()), json!([null, "client_left", null]), "it is still to go");
    serving.kill();
    let _serving = home.serve(&[]);
    assert_eq!(json!(told()), json!([null, "client_left", "unknown"]));

    let har: Value = serde_json::from_str(&home.run(&["list", "captures", "--har"]).out).unwrap();
    let entries = har["log"]["entries"].as_array().unwrap().iter();
    assert_eq!(
        entries.map(|entry| entry["comment"].clone()).collect::<Value>(),
        json!([
            null,
            "200 was meant; the client was gone before it was sent.",
            "200 was meant; whether it was sent is not known."
        ])
    );
    let seen = home.run(&["list", "captures"]).out;
    assert!(seen.lines().nth(2).unwrap().contains("client_left"), "{seen}");
}
