//! A supervisor's life, with programs of shell.

use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::time::Duration;

use hooktrail_engine::api::{CaptureQuery, Commands, Empty, TunnelView};

use crate::rig::{PATIENCE, Public, Rig, gone, settings};

#[tokio::test]
async fn it_is_ready_only_after_the_address_has_answered() {
    let rig = Rig::start().await;
    let public = Public::to(rig.receiver).await;
    public.works.store(false, Ordering::SeqCst);
    rig.pipe("late");
    let url = &public.url;
    let program = rig
        .program("t", &format!("echo starting $1; read x < $DIR/late; echo at {url}/; sleep 1000"));
    rig.start_command(&format!("{program} {{port}}")).await;
    let view = rig.until(|view| !view.log.is_empty()).await;
    assert_eq!((view.state.phase.as_str(), view.state.url), ("starting", None));
    assert_eq!(view.log, [format!("starting {}", rig.receiver.port())]);
    rig.let_go("late").await;
    let view = rig.until(|view| view.state.trouble.is_some()).await;
    assert_eq!(view.state.phase, "checking");
    assert!(view.state.trouble.unwrap().contains("does not reach the receiver (502"));
    public.works.store(true, Ordering::SeqCst);
    let view = rig.until_phase("ready").await;
    assert_eq!(view.state.url, Some(format!("{url}/webhook")));
    let view = rig.engine.tunnel_stop(Empty {}).await.unwrap();
    assert_eq!((view.state.phase.as_str(), view.state.url), ("off", None));
    let captures = rig.engine.captures_list(CaptureQuery::default()).await.unwrap();
    assert_eq!(captures.rows.len(), 0, "checks are not kept");
}

#[tokio::test]
async fn what_else_answers_at_the_address_is_named() {
    for (status, body, word) in [
        ("200 OK", "<!DOCTYPE html><title>Log in", "web page"),
        ("200 OK", "OK", "Something else"),
        ("302 Found", "", "redirects"),
        ("401 Unauthorized", "", "login or a firewall"),
        ("404 Not Found", "", "Nothing is at the source's path"),
        ("403 Forbidden", "The verify token is another one.\n", "Another Hooktrail"),
        ("403 Forbidden", "Invalid verify token", "another program"),
        ("500 Oops", "", "500"),
    ] {
        let rig = Rig::start().await;
        let public = Public::answering(status, body).await;
        rig.start_as("url", &[("url", &public.url)]).await;
        let view = rig.until(|view| view.state.trouble.is_some()).await;
        assert_eq!(view.state.phase, "checking");
        let trouble = view.state.trouble.unwrap();
        assert!(trouble.contains(word), "{word}: {trouble}");
        rig.engine.close().await;
    }
    let rig = Rig::start().await;
    rig.start_as("url", &[("url", "http://127.0.0.1:1")]).await;
    let view = rig.until(|view| view.state.trouble.is_some()).await;
    assert!(view.state.trouble.unwrap().contains("cannot be reached"));
}

#[tokio::test]
async fn a_program_without_an_address_or_without_words_is_given_up_and_tried_again() {
    let rig = Rig::with(|pace| pace.address = Duration::from_millis(200)).await;
    let program = rig.program("t", "echo up >> $DIR/starts; echo hello; sleep 1000");
    rig.start_command(&program).await;
    let view = rig.until(|view| view.state.phase == "failed").await;
    assert!(view.state.trouble.unwrap().contains("no address within"), "{:?}", view.log);
    rig.until(|_| rig.read("starts").lines().count() >= 2).await;
    rig.engine.close().await;

    let rig = Rig::start().await;
    for (lines, word) in [
        ("exit 3", "ended with code 3, and said nothing"),
        ("echo no; exit 0", "ended with code 0; its last words: no"),
        ("echo cannot >&2; exit 255", "code 255; its last words: cannot"),
    ] {
        let program = rig.program("t", lines);
        rig.start_command(&program).await;
        let view = rig.until_phase("failed").await;
        let trouble = view.state.trouble.unwrap();
        assert!(trouble.contains(word), "{word}: {trouble}");
        rig.engine.tunnel_stop(Empty {}).await.unwrap();
    }
    rig.start_command("/there/is/none").await;
    let view = rig.until_phase("failed").await;
    assert!(view.state.trouble.unwrap().contains("/there/is/none cannot be started"));
}

#[tokio::test]
async fn after_a_crash_it_begins_again_and_another_address_is_announced() {
    let rig = Rig::start().await;
    let (first, second) = (Public::to(rig.receiver).await, Public::to(rig.receiver).await);
    rig.pipe("crash");
    let program = rig.program(
        "t",
        &format!(
            "echo x >> $DIR/starts\nif [ $(wc -l < $DIR/starts) = 1 ]; then echo {}; read x < $DIR/crash; exit 1; fi\necho {}; sleep 1000",
            first.url, second.url
        ),
    );
    rig.start_command(&program).await;
    let view = rig.until_phase("ready").await;
    assert_eq!(
        (view.state.url, view.state.previous_url),
        (Some(format!("{}/webhook", first.url)), None)
    );
    rig.let_go("crash").await;
    let other = format!("{}/webhook", second.url);
    let view = rig
        .until(|view| view.state.phase == "ready" && view.state.url.as_ref() == Some(&other))
        .await;
    assert_eq!(view.state.previous_url, Some(format!("{}/webhook", first.url)));

    // Meta's own handshake at the new address settles it.
    let url = format!("{other}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=v+%26+t");
    let ask = |agent: &'static str| {
        let client = reqwest::Client::builder().user_agent(agent).no_proxy().build().unwrap();
        client.get(&url).send()
    };
    assert_eq!(ask("curl/8").await.unwrap().text().await.unwrap(), "1");
    let view = rig.engine.tunnel_get(Empty {}).await.unwrap();
    assert!(view.state.previous_url.is_some(), "nobody but Meta knows what Meta has");
    assert_eq!(ask("facebookplatform/1.0").await.unwrap().text().await.unwrap(), "1");
    rig.until(|view| view.state.previous_url.is_none()).await;
}

#[tokio::test]
async fn a_ready_address_stays_until_another_one_has_answered() {
    let rig = Rig::start().await;
    let (first, second) = (Public::to(rig.receiver).await, Public::to(rig.receiver).await);
    second.works.store(false, Ordering::SeqCst);
    let (stranger, asked) = Public::echo().await;
    rig.pipe("docs");
    rig.pipe("moved");
    let program = rig.program(
        "t",
        &format!(
            "echo at {}; echo help: {stranger}/help; read x < $DIR/docs; echo inspect: {stranger}/docs; read x < $DIR/moved; echo now at {}; sleep 1000",
            first.url, second.url
        ),
    );
    rig.start_command(&program).await;
    let [before, after] = [&first, &second].map(|public| Some(format!("{}/webhook", public.url)));
    let at = |view: &TunnelView, url: &Option<String>| {
        view.state.phase == "ready" && view.state.url == *url
    };
    rig.until(|view| at(view, &before)).await;
    rig.let_go("docs").await;
    let times = |path: &str| {
        let asked = asked.lock().unwrap();
        asked.iter().filter(|request| request.starts_with(path)).count()
    };
    rig.until(|view| {
        assert!(at(view, &before), "{:?}", view.state);
        times("GET /docs") >= 3
    })
    .await;
    rig.let_go("moved").await;
    let moved = |view: &TunnelView| view.log.iter().any(|line| line.contains("now at"));
    rig.until(|view| {
        assert!(at(view, &before), "{:?}", view.state);
        moved(view)
    })
    .await;
    second.works.store(true, Ordering::SeqCst);
    let view = rig.until(|view| at(view, &after)).await;
    assert_eq!(view.state.previous_url, before, "it is announced");

    let asked = asked.lock().unwrap();
    let told = |request: &&String| request.contains("verify_token") || request.contains("v+%26");
    assert_eq!(asked.iter().find(told), None, "a stranger learns no token");
}

#[tokio::test]
async fn an_address_that_answers_no_longer_is_unwell_until_it_does() {
    let rig = Rig::start().await;
    let public = Public::to(rig.receiver).await;
    rig.start_as("url", &[("url", &public.url)]).await;
    rig.until_phase("ready").await;
    public.works.store(false, Ordering::SeqCst);
    let view = rig.until_phase("unwell").await;
    assert!(view.state.trouble.unwrap().contains("502"));
    public.works.store(true, Ordering::SeqCst);
    rig.until_phase("ready").await;
}

#[tokio::test]
async fn garbage_colours_and_a_line_of_10_mb_do_no_harm() {
    let rig = Rig::start().await;
    let public = Public::to(rig.receiver).await;
    let program = rig.program(
        "t",
        &format!(
            r#"head -c 100000 /dev/urandom
printf '\r\n\033[1;32m%s\033[0m\r\n' green
head -c 10000000 /dev/zero | tr '\0' x
printf '\n'; printf 'err\n' >&2
printf '\033[2mINFO\033[0m \033]8;;x\a{}\033]8;;\a \r\n'
i=0; while [ $i -lt 1000 ]; do echo line $i; i=$((i+1)); done
sleep 1000"#,
            public.url
        ),
    );
    rig.start_command(&program).await;
    rig.until_phase("ready").await;
    let view = rig.until(|view| view.log.iter().any(|line| line == "line 999")).await;
    assert!(view.log.len() <= 400 && view.log.iter().all(|line| line.len() <= 3 * 4_096));
    assert!(view.log.iter().all(|line| !line.contains(char::is_control)));
}

#[tokio::test]
async fn stopping_ends_the_program_and_all_that_it_started_also_what_does_not_want_to() {
    let rig = Rig::start().await;
    let program = rig.program(
        "t",
        "trap '' TERM; sleep 1000 & echo $! > $DIR/child; echo $$ > $DIR/self; echo up; while :; do wait; done",
    );
    rig.start_command(&program).await;
    rig.until(|view| view.log == ["up"]).await;
    rig.engine.tunnel_stop(Empty {}).await.unwrap();
    gone(&rig.read("child")).await;
    gone(&rig.read("self")).await;

    rig.start_command(&program).await;
    rig.until(|view| view.log == ["up"]).await;
    rig.engine.close().await;
    gone(&rig.read("child")).await;
    gone(&rig.read("self")).await;
}

#[tokio::test]
async fn nothing_is_left_after_kill_9_of_the_app() {
    let rig = Rig::start().await;
    let program = rig
        .program("t", "sleep 1000 & echo $! > $DIR/child; echo $$ > $DIR/self; echo nowhere; wait");
    let mut app = Command::new(env!("CARGO_BIN_EXE_hooktrail"))
        .args(["serve", "--json", "--port", "0", "--ui-port", "0", "--tunnel"])
        .arg(format!("command={program}"))
        .env("HOOKTRAIL_DATA_DIR", rig.path("other"))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let written = async {
        while std::fs::read_to_string(rig.path("self")).unwrap_or_default().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, written).await.unwrap();
    app.kill().unwrap();
    app.wait().unwrap();
    gone(&rig.read("child")).await;
    gone(&rig.read("self")).await;
}

#[tokio::test]
async fn programs_of_others_learn_no_secret_of_ours() {
    let rig = Rig::start().await;
    let program = rig.program("t", "env > $DIR/env; echo http://nowhere.invalid; sleep 1000");
    let mut app = Command::new(env!("CARGO_BIN_EXE_hooktrail"))
        .args(["serve", "--json", "--port", "0", "--ui-port", "0", "--tunnel"])
        .arg(format!("command={program}"))
        .env("HOOKTRAIL_DATA_DIR", rig.path("other"))
        .env("HOOKTRAIL_APP_SECRET", "hush-1")
        .env("HOOKTRAIL_VERIFY_TOKEN", "hush-2")
        .env("HOOKTRAIL_GRAPH_TOKEN", "hush-3")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = std::io::BufRead::lines(std::io::BufReader::new(app.stdout.take().unwrap()));
    let told =
        lines.map(Result::unwrap).find(|line| line.contains(r#""state":"checking""#)).unwrap();
    assert!(told.contains("http://nowhere.invalid/webhook"), "{told}");
    assert!(!rig.read("env").contains("hush") && rig.read("env").contains("PATH="));
    app.kill().unwrap();
    app.wait().unwrap();
}

#[tokio::test]
async fn what_cannot_be_started_is_refused_at_once() {
    let rig = Rig::start().await;
    for (provider, fields, word) in [
        ("none", &[][..], "no tunnel called"),
        ("url", &[], "Public URL"),
        ("command", &[("command", "t"), ("pattern", "(")], "pattern"),
        ("ssh", &[("host", "-oProxyCommand=x")], "dash"),
        ("cloudflared", &[], "not installed here"),
    ] {
        let why = rig.engine.tunnel_start(settings(provider, fields)).await.unwrap_err();
        assert!(why.message.contains(word), "{provider}: {why}");
    }
    let view = rig.engine.tunnel_get(Empty {}).await.unwrap();
    assert_eq!((view.state.phase.as_str(), view.chosen), ("off", None));
}

#[tokio::test]
async fn the_receivers_own_address_is_not_taken_for_the_public_one() {
    let rig = Rig::start().await;
    let public = Public::to(rig.receiver).await;
    let url = &public.url;
    let program = rig.program("t", &format!("echo to http://127.0.0.1:$1; echo at {url}; echo from http://localhost:$1; echo all; sleep 1000"));
    rig.start_command(&format!("{program} {{port}}")).await;
    rig.until(|view| view.log.iter().any(|line| line == "all")).await;
    let view = rig.until_phase("ready").await;
    assert_eq!(view.state.url, Some(format!("{url}/webhook")));
}
