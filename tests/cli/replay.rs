//! `replay`: many again, in order, judged; chaos from a seed; cancelled, killed and resumed.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::meta;
use crate::rig::{Home, Serving, Sink, Slow, ask, dead_url, has_keys, ran, signatures};

/// A message of the customer as many times as said, with awkward text; the bodies.
fn post(serving: &Serving, count: i64) -> Vec<String> {
    let bodies: Vec<String> =
        (0..count).map(|n| meta::said(&format!("mid.{n}"), n, "caf\\u00e9 \\/ ok")).collect();
    bodies.iter().for_each(|body| assert_eq!(serving.post(body).status, 200));
    bodies
}

/// The requests that come until the replay has ended.
fn got(sink: &Sink, count: usize) -> Vec<String> {
    (0..count).map(|_| String::from_utf8(sink.next().body).unwrap()).collect()
}

fn summary(lines: &[Value]) -> &Value {
    let last = lines.last().unwrap();
    assert_eq!(last["type"], "replay", "{last}");
    last
}

#[test]
fn a_conversation_goes_again_in_its_order_through_an_owner_and_without_one() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let bodies = post(&serving, 20);
    let sink = Sink::answering(200);
    for owner in [Some(serving), None] {
        let lines = home.json(&["replay", "--to", &sink.url]);
        assert_eq!(got(&sink, 20), bodies, "the stored bytes, in order");
        assert_eq!(lines.len(), 21, "one line per attempt, and a summary");
        has_keys(
            &lines[0],
            "type id item url status error duration_ms position passed missed again verdict",
        );
        let end = summary(&lines);
        has_keys(
            end,
            "id state to total passed failed unsent fixed regressed still_passing still_failing chaos",
        );
        assert_eq!((&end["passed"], &end["state"]), (&json!(20), &json!("done")));
        if let Some(owner) = owner {
            assert_eq!((&end["first"], &end["still_passing"]), (&json!(20), &json!(0)));
            assert_eq!(owner.terminate().0, Some(0));
        } else {
            assert_eq!((&end["first"], &end["still_passing"]), (&json!(0), &json!(20)));
        }
    }
    let some = home.json(&["replay", "id>=5", "id<9", "--limit", "2", "--to", &sink.url]);
    assert_eq!((summary(&some)["total"].clone(), got(&sink, 2)), (json!(2), bodies[4..6].to_vec()));
    home.json(&["replay", "--id", "9,3,3", "--order", "global", "--to", &sink.url]);
    assert_eq!(got(&sink, 2), [bodies[2].clone(), bodies[8].clone()]);
    let both =
        home.json(&["replay", "--conversation", meta::ACCOUNT, meta::PEER, "--to", &sink.url]);
    assert_eq!(summary(&both)["total"], 20);
}

#[test]
fn what_the_target_does_next_is_judged_by_what_it_did_before() {
    let home = Home::new();
    let serving = home.serve(&[]);
    post(&serving, 4);
    // 1 and 2 fail at first, 2 and 3 later.
    let sink = Sink::choosing(|n| if [0, 1, 5, 6].contains(&n) { 500 } else { 200 });
    let replay = |words: &[&str]| {
        let words = [&["replay", "--order", "global", "--to", &sink.url, "--json"], words].concat();
        home.run(&words)
    };
    let first = replay(&[]);
    assert_eq!((first.code, summary(&first.lines())["failed"].clone()), (Some(1), json!(2)));
    assert_eq!(first.lines()[0]["missed"], "answered 500, not 2xx");
    let file = home.path().join("junit.xml");
    let again = replay(&["--junit", file.to_str().unwrap()]);
    let end = again.lines().pop().unwrap();
    assert_eq!(again.code, Some(1));
    for (count, wanted) in
        [("fixed", 1), ("still_failing", 1), ("regressed", 1), ("still_passing", 1), ("passed", 2)]
    {
        assert_eq!(end[count], wanted, "{count} in {end}");
    }
    let xml = std::fs::read_to_string(file).unwrap();
    assert!(xml.contains("tests=\"4\" failures=\"2\" errors=\"0\" skipped=\"0\""), "{xml}");
    assert_eq!(replay(&["--expect", "200", "--expect", "$.a=1"]).code, Some(1), "no JSON");
    let gone =
        home.run(&["replay", "--to", &dead_url(), "--expect", "2xx", "--limit", "1", "--json"]);
    assert_eq!((gone.code, gone.lines()[0]["status"].clone()), (Some(1), Value::Null));
    let refusing = Sink::answering(401);
    for words in [&["--expect", "4xx"][..], &["--expect", "401"], &["--sign", "wrong-secret"]] {
        let words = [&["replay", "--to", &refusing.url], words].concat();
        home.json(&words);
    }
}

#[test]
fn chaos_comes_from_its_seed_and_keeps_every_entry_as_it_was() {
    let home = Home::new();
    let secret = format!("file:{}", home.file("secret", "target-secret"));
    let serving = home.serve(&[]);
    let entry = |n: u32| {
        format!(
            r#"{{ "id":"{n}", "time":1781606220000 , "n":123456789012345678901,"t":"\u00e9\/"}}"#
        )
    };
    let batch = format!(r#"{{"object":"instagram","entry":[{} , {}]}}"#, entry(1), entry(2));
    let single = format!(r#"{{"object":"instagram","entry":[{}]}}"#, entry(3));
    serving.post(&batch);
    serving.post(&single);
    let sink = Sink::answering(200);
    let replay = |words: &[&str]| {
        home.json(&[&["replay", "--order", "global", "--to", &sink.url], words].concat())
    };
    let envelope = |entries: &[u32]| {
        let entries: Vec<String> = entries.iter().map(|n| entry(*n)).collect();
        format!(r#"{{"object":"instagram","entry":[{}]}}"#, entries.join(","))
    };
    for (chaos, bodies) in [
        ("1:split", &[&[1][..], &[2], &[3]][..]),
        ("1:split,merge=2", &[&[1, 2], &[3]]),
        ("1:split,merge=3", &[&[1, 2, 3]]),
    ] {
        for lines in [replay(&["--chaos", chaos, "--secret", &secret]), replay(&["--chaos", chaos])]
        {
            let signed = lines[0]["signing"] == "re-signed";
            assert!(signed || lines[0]["signing"] == "unsigned", "{}", lines[0]);
            for entries in bodies {
                let got = sink.next();
                assert_eq!(
                    String::from_utf8(got.body.clone()).unwrap(),
                    envelope(entries),
                    "{chaos}"
                );
                let [new, _] = signatures("target-secret", &got.body);
                assert_eq!(got.header("x-hub-signature-256"), signed.then_some(new.as_str()));
            }
        }
    }
    assert_eq!(replay(&["--chaos", "1:merge=5"]).len(), 3, "a batch is merged with nothing");
    assert_eq!(sink.next().body, batch.as_bytes(), "and goes as it was kept");

    home.json(&["delete", "2"]);
    let left = home.json(&["list", "deliveries"]);
    let items: Vec<&str> = left.iter().map(|row| row["item"].as_str().unwrap()).collect();
    let kept = ["1#0", "1#1", "1#0", "1#1", "1#0+1#1", "1#0+1#1", "1"];
    assert_eq!(items, kept, "a batch with an entry of what is deleted goes too");

    (0..30)
        .for_each(|n| assert_eq!(serving.post(meta::said(&format!("m{n}"), n, "x")).status, 200));
    let plan = |chaos: &str| replay(&["--chaos", chaos, "--dry-run"]);
    let wild = "7:dup=30%,drop=20%,reorder=5,delay=50ms±20ms";
    assert_eq!(plan(wild), plan(wild));
    assert_ne!(plan(wild), plan("8:dup=30%,drop=20%,reorder=5,delay=50ms±20ms"));
    let drawn = plan("dup=30%").pop().unwrap();
    let chaos = drawn["chaos"].as_str().unwrap();
    assert_eq!(plan(chaos).pop().unwrap(), drawn, "the seed that was drawn is shown");
    assert!(plan("1:drop=100%").pop().unwrap()["steps"] == 0);
}

#[test]
fn a_replay_of_which_chaos_drops_everything_is_no_success() {
    let home = Home::new();
    let serving = home.serve(&[]);
    post(&serving, 2);
    let sink = Sink::answering(200);
    let words = ["replay", "--to", &sink.url, "--chaos", "1:drop=100%"];
    home.run(&words).refused(1, "nothing was sent");
    let said = home.run(&[&words[..], &["--json"]].concat());
    assert_eq!((said.code, summary(&said.lines())["total"].clone()), (Some(1), json!(0)));
    assert!(sink.more().is_empty());
}

/// A replay that has begun and then waits.
fn waiting(home: &Home, to: &str, sink: &Sink) -> std::process::Child {
    let words = ["replay", "--to", to, "--pace", "every:3600s", "--json"];
    let child = home.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    sink.next();
    child
}

#[cfg(unix)]
#[test]
fn ctrl_c_cancels_and_says_what_was_not_sent() {
    let home = Home::new();
    let serving = home.serve(&[]);
    post(&serving, 3);
    let sink = Sink::answering(200);
    let mut child = waiting(&home, &sink.url, &sink);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = || {
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        serde_json::from_str::<Value>(&line).unwrap()
    };
    assert_eq!(line()["type"], "attempt");
    let asked = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    let end = line();
    assert_eq!(
        (&end["state"], &end["passed"], &end["unsent"]),
        (&json!("cancelled"), &json!(1), &json!(2))
    );
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let id = json!({ "id": end["id"] });
    assert_eq!(ask(&home, "replay_resume", id).0, 400, "what was cancelled is over");
}

#[test]
fn a_replay_that_lasts_is_in_nobodys_way() {
    let home = Home::new();
    let serving = home.serve(&[]);
    post(&serving, 2);
    assert_eq!(serving.terminate().0, Some(0));
    let sink = Sink::answering(200);
    let mut child = waiting(&home, &sink.url, &sink);
    assert_eq!(home.json(&["list", "captures"]).len(), 2, "as its guest");
    let id = child.id().to_string();
    home.run(&["serve"]).refused(3, &id);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_replay_that_was_killed_is_interrupted_and_goes_on_where_it_was() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let bodies = post(&serving, 3);
    assert_eq!(serving.terminate().0, Some(0));
    let sink = Sink::answering(200);
    let mut child = waiting(&home, &sink.url, &sink);
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();

    let serving = home.serve(&[]);
    let (_, list) = ask(&home, "replays_list", json!({}));
    let row = &list["rows"][0];
    assert_eq!(
        (&row["state"], &row["done"], &row["total"]),
        (&json!("interrupted"), &json!(1), &json!(3))
    );
    let id = json!({ "id": row["id"] });
    let (status, row) = ask(&home, "replay_resume", id.clone());
    assert_eq!((status, &row["state"]), (200, &json!("running")));
    assert_eq!(
        String::from_utf8(sink.next().body).unwrap(),
        bodies[1],
        "the first one without an attempt"
    );
    let (_, row) = ask(&home, "replay_pause", id.clone());
    assert_eq!(row["state"], "paused");
    let (_, row) = ask(&home, "replay_resume", id.clone());
    assert_eq!(row["state"], "running");
    let (_, row) = ask(&home, "replay_cancel", id.clone());
    assert_eq!((&row["state"], &row["done"]), (&json!("cancelled"), &json!(2)));
    let (_, attempts) = ask(&home, "replay_attempts", id);
    let rows = attempts["rows"].as_array().unwrap();
    let places: Vec<_> = rows.iter().map(|row| (&row["position"], &row["again"])).collect();
    assert_eq!(
        places,
        [(&json!(0), &json!(false)), (&json!(1), &json!(true))],
        "it may have gone before"
    );
    assert_eq!(serving.terminate().0, Some(0));
}

#[test]
fn a_replay_goes_on_to_another_host_only_after_one_word() {
    let home = Home::new();
    let serving = home.serve(&[]);
    post(&serving, 3);
    assert_eq!(serving.terminate().0, Some(0));
    let sink = Sink::answering(200);
    let target = home.json(&["targets", "add", "dev", &sink.url]);
    let mut child = waiting(&home, "dev", &sink);
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();

    let _serving = home.serve(&[]);
    let moved = json!({ "id": target[0]["id"], "url": "http://hooks.invalid/" });
    assert_eq!(ask(&home, "target_put", moved).0, 200);
    let (status, refused) = ask(&home, "replay_resume", json!({ "id": "1" }));
    assert!(status >= 400 && refused.to_string().contains("hooks.invalid"), "{refused}");
    let (_, row) = ask(&home, "replay_get", json!({ "id": "1" }));
    assert_eq!((&row["state"], &row["done"]), (&json!("interrupted"), &json!(1)), "nothing went");
    let agreed = json!({ "id": "1", "confirmed": true });
    let (status, row) = ask(&home, "replay_resume", agreed);
    assert_eq!((status, &row["state"]), (200, &json!("running")), "{row}");
}

#[test]
fn a_secret_is_used_and_not_kept() {
    let home = Home::new();
    let serving = home.serve(&[]);
    post(&serving, 2);
    let sink = Sink::answering(200);
    let mut command =
        home.command(&["replay", "--to", &sink.url, "--secret", "env:DEV_SECRET", "--json"]);
    command.env("DEV_SECRET", "hush-hush-hush");
    assert_eq!(ran(command).ok()[0]["signing"], "re-signed");
    let got = sink.next();
    let [new, _] = signatures("hush-hush-hush", &got.body);
    assert_eq!(got.header("x-hub-signature-256"), Some(new.as_str()));
    assert_eq!(serving.terminate().0, Some(0));
    let bytes = home.bytes();
    assert!(!bytes.windows(14).any(|bytes| bytes == b"hush-hush-hush"));
}

#[test]
fn unusable_words_send_nothing() {
    let home = Home::new();
    let serving = home.serve(&[]);
    post(&serving, 1);
    let sink = Sink::answering(200);
    for (words, about) in [
        (&["--pace", "quick"][..], "every:200ms"),
        (&["--order", "none"], "conversation or global"),
        (&["--chaos", "42:dupe=1%"], "dup=5%"),
        (&["--expect", "fine"], "$.status=received"),
        (&["mood:good"], "character 1"),
        (&["--signing", "resigned"], "secret"),
        (&["--concurrency", "0"], "concurrency"),
        (&["--id", "1", "hello"], "--id"),
        (&["--junit", "/no/such/folder/junit.xml"], "--junit"),
    ] {
        home.run(&[&["replay", "--to", &sink.url], words].concat()).refused(2, about);
    }
    home.run(&["replay"]).refused(2, "--to");
    home.run(&["replay", "nowhere-said", "--to", &sink.url]).refused(1, "Nothing fits");
    home.run(&["replay", "--to", "https://dev.example.com/hook"]).refused(1, "dev.example.com");
    assert!(sink.more().is_empty());
}

/// Values of every row of a list, a page at a time.
fn pages(home: &Home, command: &str, rows: &str, value: &str, query: &Value) -> Vec<Vec<Value>> {
    let (mut query, mut pages) = (query.clone(), Vec::new());
    loop {
        let (status, page) = ask(home, command, query.clone());
        assert_eq!(status, 200, "{page}");
        let some = page[rows].as_array().unwrap();
        pages.push(some.iter().map(|row| row.pointer(value).unwrap().clone()).collect());
        match (&page["more"], &page["next"]) {
            (Value::Bool(false), _) | (_, Value::Null) => return pages,
            (Value::Bool(true), next) => query["after"] = next.clone(),
            (_, next) => query["from"] = next.clone(),
        }
    }
}

#[test]
fn every_list_of_what_was_sent_is_whole_page_by_page() {
    let home = Home::new();
    let serving = home.serve(&[]);
    post(&serving, 8);
    let sink = Sink::choosing(|n| if n % 4 == 3 { 500 } else { 200 });
    for _ in 0..3 {
        home.run(&["replay", "--order", "global", "--to", &sink.url, "--limit", "8"]);
    }
    let rows = |command: &str, query: Value| pages(&home, command, "rows", "/position", &query);
    for (missed, limit, wanted) in [
        (false, 3, json!([[0, 1, 2], [3, 4, 5], [6, 7]])),
        (false, 4, json!([[0, 1, 2, 3], [4, 5, 6, 7]])),
        (false, 0, json!([[0, 1, 2, 3, 4, 5, 6, 7]])),
        (true, 1, json!([[3], [7]])),
        (true, 2, json!([[3, 7]])),
        (true, 5, json!([[3, 7]])),
    ] {
        let query = json!({ "id": "2", "missed": missed, "limit": limit });
        assert_eq!(json!(rows("replay_attempts", query)), wanted, "{missed} {limit}");
    }
    let replays = pages(&home, "replays_list", "rows", "/id", &json!({ "limit": 2 }));
    assert_eq!(json!(replays), json!([["3", "2"], ["1"]]));
    let failed = json!({ "filter": "status>=500", "limit": 4 });
    let items = pages(&home, "attempts_list", "attempts", "/item", &failed);
    assert_eq!(json!(items), json!([["8", "4", "8", "4"], ["8", "4"]]));
    let of_one = json!({ "items": ["3", "5"], "limit": 4 });
    let items = pages(&home, "attempts_list", "attempts", "/item", &of_one);
    assert_eq!(json!(items), json!([["5", "3", "5", "3"], ["5", "3"]]));
    for (command, request) in [
        ("attempts_list", json!({ "from": "x" })),
        ("replay_attempts", json!({ "id": "2", "after": "x" })),
    ] {
        assert_eq!(ask(&home, command, request).0, 400, "{command}");
    }
    assert_eq!(serving.terminate().0, Some(0));
}

#[test]
fn what_is_left_out_is_said_of_one_as_of_many() {
    let home = Home::new();
    let serving = home.serve(&[]);
    post(&serving, 1);
    let notes = |query: &str, told: &[&str]| {
        crate::rig::request("GET", &format!("{}{query}", serving.receiver()), &[], b"");
        home.until("status_get", &json!({}), |status| status["backlog"] == 0);
        let request = json!({ "filter": "", "to": "http://localhost:3000/hook", "pace": "fast" });
        let (status, preview) = ask(&home, "replay_preview", request);
        assert_eq!((status, &preview["notes"]), (200, &json!(told)), "{preview}");
    };
    let [one, two] =
        ["1 handshake fits too; it is not sent.", "2 handshakes fit too; they are not sent."];
    notes("?hub.mode=subscribe", &[one]);
    notes("?hub.mode=subscribe", &[two]);
    notes("?from=github.com", &[two, "1 visit of the address fits too; it is not sent."]);
    notes("", &[two, "2 visits of the address fit too; they are not sent."]);
}

#[test]
fn what_chaos_repeats_is_no_second_try() {
    let home = Home::new();
    let serving = home.serve(&[]);
    post(&serving, 1);
    let sink = Sink::answering(200);
    let again = || {
        let args = ["replay", "--to", &sink.url, "--chaos", "1:dup=100%"];
        summary(&home.json(&args)).clone()
    };
    let verdicts = |filter: &str| {
        let (_, list) = ask(&home, "attempts_list", json!({ "items": [], "filter": filter }));
        let rows = list["attempts"].as_array().unwrap().clone();
        rows.iter().map(|row| row["verdict"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(again()["first"], 2);
    let (_, results) = ask(&home, "replay_attempts", json!({ "id": "1", "missed": false }));
    let repeated = results["rows"].as_array().unwrap().iter().map(|row| &row["repeated"]);
    assert_eq!(repeated.collect::<Vec<_>>(), [false, true]);
    assert_eq!(verdicts(""), ["first", "first"]);
    assert_eq!(verdicts("verdict:first").len(), 2);
    assert_eq!(again()["still_passing"], 2);
    assert_eq!(verdicts("verdict:\"still passing\"").len(), 2);
}

#[test]
fn of_what_was_chosen_that_is_not_kept_whole_the_preview_says_that_it_is_not_sent() {
    let home = Home::new();
    let serving = home.serve(&[]);
    post(&serving, 1);
    assert_eq!(serving.post(vec![b'x'; 9_000_000]).status, 413);
    home.until("status_get", &json!({}), |status| status["backlog"] == 0);
    let to = "http://localhost:3000/hook";
    let note = "1 request was too large to be kept whole; it is not sent.";
    let request = json!({ "items": ["1", "2"], "filter": "", "to": to, "pace": "fast" });
    let (status, preview) = ask(&home, "replay_preview", request);
    let told = (status, &preview["items"], &preview["notes"]);
    assert_eq!(told, (200, &json!(1), &json!([note])), "{preview}");
    let request = json!({ "items": ["2"], "filter": "", "to": to, "pace": "fast" });
    let (status, refused) = ask(&home, "replay_start", request);
    assert!(status == 404 && refused.to_string().contains(note), "{refused}");
}

/// What compares runs by their suites' names must find them again, and reads no customer's name in them.
#[test]
fn a_suite_is_called_by_its_customers_id_whatever_they_are_called() {
    let home = Home::new();
    let serving = home.serve(&[]);
    post(&serving, 1);
    let entry = json!({ "platform": "", "account": meta::ACCOUNT, "peer": meta::PEER, "name": "Maya Klein" });
    assert_eq!(ask(&home, "directory_put", entry).0, 200);
    let sink = Sink::answering(200);
    let file = home.path().join("junit.xml");
    let with = ["--conversation", meta::ACCOUNT, meta::PEER];
    for (words, called) in [
        (&with[..], format!("the conversation with {}", meta::PEER)),
        (
            &[&with[..], &["kind:message"]].concat(),
            format!("the conversation with {}: kind:message", meta::PEER),
        ),
        (&["kind:message"], "kind:message".to_owned()),
        (&["--id", "1"], "1 item".to_owned()),
    ] {
        let words =
            [&["replay", "--to", &sink.url, "--junit", file.to_str().unwrap()], words].concat();
        home.run(&words).quietly();
        let xml = std::fs::read_to_string(&file).unwrap();
        let suite = format!("<testsuite name=\"{called} to {}\"", sink.url);
        assert!(xml.contains(&suite), "{suite} in: {xml}");
        assert!(!xml.contains("Maya"), "{xml}");
    }
}

#[test]
fn order_within_a_conversation_holds_however_long_the_journal_is() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let receiver = serving.receiver().to_owned();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..130).for_each(|_| drop(crate::rig::post(&receiver, &[], b"{}"))));
        }
    });
    let bodies = post(&serving, 4);
    serving.post(meta::status("wamid.1", 1, "sent", Value::Null));
    let slow = Slow::new();
    let words = ["replay", "id>1040", "--to", &slow.url];
    let mut replaying = home.command(&words).stdout(Stdio::null()).spawn().unwrap();
    let (first, other) = (slow.next(), slow.next());
    let came =
        |(answer, _): &(crate::rig::Answer, _)| String::from_utf8(answer.body.clone()).unwrap();
    let both = [came(&first), came(&other)];
    assert!(both.contains(&bodies[0]), "{both:?}");
    assert!(
        both.iter().any(|body| body.contains("wamid.1")),
        "the second waits for the first: {both:?}"
    );
    first.1.send(200).unwrap();
    other.1.send(200).unwrap();
    for body in &bodies[1..] {
        let next = slow.next();
        assert_eq!(came(&next), *body);
        next.1.send(200).unwrap();
    }
    assert_eq!(replaying.wait().unwrap().code(), Some(0));
}

#[test]
fn a_conversation_goes_with_what_names_no_customer_but_a_message_of_it() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::status("wamid.1", 1, "sent", Value::Null));
    let nameless = meta::status("wamid.1", 2, "read", Value::Null);
    let nameless = nameless.replace(r#""recipient_id":"4915550000044","#, "");
    assert!(!nameless.contains("4915550000044"));
    serving.post(&nameless);
    serving.post(
        meta::status("wamid.2", 3, "sent", Value::Null).replace("4915550000044", "4915550000045"),
    );
    let sink = Sink::answering(200);
    let words = ["replay", "--conversation", meta::PHONE, "4915550000044", "--order", "global"];
    for more in [&["--to", &sink.url][..], &["--to", &sink.url, "id>1"]] {
        let lines = home.json(&[&words[..], more].concat());
        let items: Vec<&Value> = lines
            .iter()
            .filter(|line| line["type"] == "attempt")
            .map(|line| &line["item"])
            .collect();
        assert_eq!(items, if more.len() == 2 { vec!["1", "2"] } else { vec!["2"] });
    }
}
