//! Rules: what is forwarded, tried again, ended, and never forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::net::TcpStream;
use std::time::Instant;

use serde_json::{Value, json};

use crate::meta;
use crate::rig::{
    Answer, Home, PATIENCE, Serving, Sink, Slow, ask, dead_url, has_keys, signatures,
};

/// What `listen` asks of the owner: a rule, and then a request that holds it.
struct Listener {
    id: String,
    holding: TcpStream,
}

impl Listener {
    fn begin(home: &Home, manner: &Value) -> Self {
        let (status, rule) = ask(home, "rule_put", manner.clone());
        assert_eq!(status, 200, "{rule}");
        let id = rule["id"].as_str().unwrap().to_owned();
        let control = std::fs::read(home.data().join("control.json")).unwrap();
        let control: Value = serde_json::from_slice(&control).unwrap();
        let address = control["address"].as_str().unwrap().trim_start_matches("http://");
        let body = json!({ "id": id }).to_string();
        let mut holding = TcpStream::connect(address).unwrap();
        write!(
            holding,
            "POST /rpc/rule_hold HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            control["token"].as_str().unwrap(),
            body.len()
        )
        .unwrap();
        Self { id, holding }
    }

    /// Without a word.
    fn leave(self) {
        drop(self.holding);
    }
}

impl Home {
    fn rule(&self, words: &[&str]) -> Value {
        self.json(&[&["rules", "add"], words].concat()).remove(0)
    }

    fn listening(&self, url: &str) -> Serving {
        let words = ["listen", "--json", "--port", "0", "--ui-port", "0", "--forward-to", url];
        Serving::start(self.command(&words))
    }

    /// Asks until the owner answers as wanted.
    pub(crate) fn until(
        &self,
        command: &str,
        what: &Value,
        good: impl Fn(&Value) -> bool,
    ) -> Value {
        let from = Instant::now();
        loop {
            let (_, said) = ask(self, command, what.clone());
            if good(&said) {
                return said;
            }
            assert!(from.elapsed() < PATIENCE, "{command} stays {said}");
        }
    }
}

/// Number `number`, of one of five customers.
fn event(number: usize) -> String {
    let peer = format!("9000000000000{:02}", number % 5);
    meta::said(&format!("mid.{number}"), 1, "hi").replace(meta::PEER, &peer)
}

fn mid(request: &Answer) -> String {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    body["entry"][0]["messaging"][0]["message"]["mid"].as_str().unwrap().to_owned()
}

/// Answers 200 until each of `count` events has come, counted.
fn take_all(sink: &Slow, seen: &mut BTreeMap<String, usize>, count: usize) {
    while seen.len() < count {
        let (request, answer) = sink.next();
        *seen.entry(mid(&request)).or_default() += 1;
        let _ = answer.send(200);
    }
}

#[test]
fn a_kill_forgets_nothing_that_was_answered_200_and_what_may_come_twice_is_marked() {
    const COUNT: usize = 40;
    for listens in [false, true] {
        let (home, sink) = (Home::new(), Slow::new());
        if !listens {
            home.rule(&["--to", &sink.url]);
        }
        let start = || if listens { home.listening(&sink.url) } else { home.serve(&[]) };
        let serving = start();
        for number in 0..COUNT {
            assert_eq!(serving.post(event(number)).status, 200);
        }
        let mut seen = BTreeMap::new();
        let mut unanswered = Vec::new();
        for taken in 0..9 {
            let (request, answer) = sink.next();
            *seen.entry(mid(&request)).or_default() += 1;
            match taken % 2 {
                0 => answer.send(200).unwrap(),
                _ => unanswered.push(answer),
            }
        }
        serving.kill();
        drop(unanswered);
        let serving = start();
        take_all(&sink, &mut seen, COUNT);
        assert_eq!(serving.post(event(COUNT)).status, 200);
        take_all(&sink, &mut seen, COUNT + 1);
        assert_eq!(serving.terminate().0, Some(0));
        let lines = home.json(&["list", "deliveries"]);
        assert_eq!(lines.len(), COUNT + 1);
        let marked: BTreeSet<&str> = lines
            .iter()
            .filter(|line| line["again"] == true)
            .map(|line| line["item"].as_str().unwrap())
            .collect();
        for (number, line) in lines.iter().enumerate() {
            has_keys(line, "id url status item started_at attempts state rule");
            assert_eq!(line["state"], "delivered", "{line}");
            let twice = seen[&format!("mid.{number}")] > 1;
            let item = (number + 1).to_string();
            assert!(!twice || marked.contains(item.as_str()), "{line} came twice");
        }
        assert!((1..=8).contains(&marked.len()), "only what was under way: {marked:?}");
    }
}

#[test]
fn a_conversation_stays_in_order_while_others_pass_it() {
    let (home, sink) = (Home::new(), Slow::new());
    home.rule(&["--to", &sink.url, "--retry", "fixed:1ms:3"]);
    let serving = home.serve(&[]);
    for number in 0..15 {
        serving.post(event(number));
    }
    let mut order: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut failed = BTreeSet::new();
    while order.values().map(Vec::len).sum::<usize>() < 15 {
        let (request, answer) = sink.next();
        let number: usize = mid(&request)[4..].parse().unwrap();
        // Each fails once before it is taken.
        if failed.insert(number) {
            answer.send(500).unwrap();
        } else {
            order.entry(number % 5).or_default().push(number);
            answer.send(200).unwrap();
        }
    }
    assert_eq!(serving.terminate().0, Some(0));
    assert!(order.values().all(|numbers| numbers.is_sorted()), "{order:?}");
    let lines = home.json(&["list", "deliveries"]);
    assert!(lines.iter().all(|line| line["attempts"] == 2 && line["state"] == "delivered"));
}

#[test]
fn a_target_that_hangs_stalls_no_other() {
    let (home, hanging, good) = (Home::new(), Slow::new(), Sink::answering(200));
    home.rule(&["--to", &hanging.url, "--to", &good.url]);
    let serving = home.serve(&[]);
    for number in 0..30 {
        serving.post(event(number));
    }
    let mut came: Vec<String> = (0..30).map(|_| mid(&good.next())).collect();
    came.sort();
    came.dedup();
    assert_eq!(came.len(), 30);
    let rule = home.until("rules_list", &json!({}), |said| said["rows"][0]["delivered"] == 30);
    assert_eq!(rule["rows"][0]["underWay"], 5, "one of each conversation hangs: {rule}");
    serving.kill();
}

#[test]
fn each_target_gets_what_it_wants_of_what_fits() {
    let home = Home::new();
    let (bytes, texter) = (Sink::answering(200), Sink::answering(200));
    home.rule(&["--to", &bytes.url, "--filter", "kind:read"]);
    home.rule(&["--to", &texter.url, "--as", "texter.message-status-changed"]);
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.in", 1, "hi"));
    serving.post(meta::echo("mid.out", 2, "hello"));
    serving.post(meta::read("mid.out", 3));
    assert_eq!(String::from_utf8(bytes.next().body).unwrap(), meta::read("mid.out", 3));
    let first: Value = serde_json::from_slice(&texter.next().body).unwrap();
    assert!(first["eventData"]["messageStatus"].is_number(), "{first}");
    texter.next();
    assert_eq!(serving.terminate().0, Some(0));
    assert!(bytes.more().is_empty());
}

#[test]
fn a_failure_is_tried_again_as_the_sender_would_in_quicker_time() {
    let (home, sink) = (Home::new(), Slow::new());
    home.rule(&["--to", &sink.url, "--retry", "meta", "--speed", "1000000"]);
    let serving = home.serve(&[]);
    serving.post(event(1));
    // Meta wants 200, not any 2xx.
    for status in [500, 404, 204, 302] {
        sink.next().1.send(status).unwrap();
    }
    let (request, answer) = sink.next();
    assert_eq!(String::from_utf8(request.body).unwrap(), event(1));
    answer.send(200).unwrap();
    assert_eq!(serving.terminate().0, Some(0));
    let line = home.json(&["list", "deliveries"]).remove(0);
    assert_eq!((&line["attempts"], &line["status"]), (&json!(5), &json!(200)), "{line}");
}

#[test]
fn zoho_desk_takes_a_410_for_the_end_until_the_rule_is_switched_on() {
    let (home, sink) = (Home::new(), Slow::new());
    home.rule(&["--to", &sink.url, "--retry", "zoho-desk"]);
    let serving = home.serve(&[]);
    serving.post(event(1));
    sink.next().1.send(410).unwrap();
    home.until("rules_list", &json!({}), |said| {
        said["rows"][0]["targets"][0]["ended"].as_str().is_some_and(|why| why.contains("410"))
    });
    serving.post(event(2));
    home.until("rules_list", &json!({}), |said| said["rows"][0]["pending"] == 0);
    assert_eq!(home.json(&["list", "deliveries"]).len(), 1);
    assert_eq!(home.json(&["rules", "off", "1"])[0]["enabled"], false);
    serving.post(event(3));
    assert_eq!(home.json(&["rules", "on", "1"])[0]["targets"][0]["ended"], Value::Null);
    serving.post(event(4));
    let (request, answer) = sink.next();
    assert_eq!(mid(&request), "mid.4", "what came while it was off does not count");
    answer.send(200).unwrap();
    assert_eq!(serving.terminate().0, Some(0));
}

#[test]
fn nothing_goes_again_when_everything_is_made_anew() {
    let (home, sink) = (Home::new(), Sink::answering(200));
    home.rule(&["--to", &sink.url, "--filter", "kind:message"]);
    let serving = home.serve(&[]);
    for number in 0..3 {
        serving.post(event(number));
        sink.next();
    }
    home.run(&["rebuild"]).quietly();
    serving.post(event(3));
    assert_eq!(mid(&sink.next()), "mid.3");
    assert_eq!(serving.terminate().0, Some(0));
    assert!(sink.more().is_empty());
}

#[test]
fn nothing_is_forwarded_in_a_loop() {
    let home = Home::new();
    let serving = home.serve(&[]);
    home.rule(&["--to", serving.receiver()]);
    serving.post(event(1));
    for id in ["1", "2"] {
        assert_eq!(serving.line_of("capture")["id"], id);
    }
    home.until("rules_list", &json!({}), |said| said["rows"][0]["pending"] == 0);
    assert_eq!(serving.terminate().0, Some(0));
    assert_eq!(home.json(&["list", "captures"]).len(), 2);
    assert_eq!(home.json(&["list", "deliveries"]).len(), 1);
}

#[test]
fn a_killed_listener_ends_its_rule_and_a_deleted_capture_its_deliveries() {
    let (home, sink) = (Home::new(), Slow::new());
    let owner = home.serve(&[]);
    let listener = home.listening(&sink.url);
    let rules = |count: usize| {
        let has = move |said: &Value| said["rows"].as_array().is_some_and(|all| all.len() == count);
        home.until("rules_list", &json!({}), has)
    };
    owner.post(event(0));
    sink.next().1.send(200).unwrap();
    assert_eq!(listener.line_of("attempt")["status"], 200);
    rules(1);
    listener.kill();
    rules(0);
    home.run(&["delete", "1"]).quietly();
    home.rule(&["--to", &sink.url]);
    owner.post(event(1));
    owner.post(event(6));
    let (_, unanswered) = sink.next();
    let waits = |said: &Value| said["rows"].as_array().is_some_and(|rows| rows.len() == 2);
    home.until("deliveries_list", &json!({}), waits);
    home.run(&["delete", "3"]).quietly();
    let left = ask(&home, "deliveries_list", json!({})).1;
    assert_eq!(left["rows"].as_array().unwrap().len(), 1, "{left}");
    unanswered.send(200).unwrap();
    assert_eq!(owner.terminate().0, Some(0));
    assert!(sink.requests.try_recv().is_err());
}

#[test]
fn of_listeners_that_begin_at_once_one_alone_takes_over_what_a_third_left() {
    let (home, url) = (Home::new(), dead_url());
    let owner = home.serve(&[]);
    let rules = |good: &dyn Fn(&[Value]) -> bool| {
        home.until("rules_list", &json!({}), |said| {
            said["rows"].as_array().is_some_and(|all| good(all))
        })
    };
    for round in 1..=5 {
        let retry = format!("fixed:{round}h:3");
        let manner = json!({ "held": true, "targets": [{ "to": url }], "retry": retry });
        let first = Listener::begin(&home, &manner);
        owner.post(event(0));
        rules(&|all| all.iter().any(|rule| rule["id"] == first.id && rule["waiting"] != 0));
        let left = first.id.clone();
        first.leave();
        rules(&|all| all.iter().any(|rule| rule["id"] == left && rule["orphaned"] == true));
        let both: Vec<Listener> = std::thread::scope(|scope| {
            let begin = || scope.spawn(|| Listener::begin(&home, &manner));
            [begin(), begin()].map(|one| one.join().unwrap()).into()
        });
        let taken = both.iter().filter(|one| one.id == left).count();
        assert_eq!(taken, 1, "{left} of {} and {}", both[0].id, both[1].id);
        both.into_iter().for_each(Listener::leave);
    }
    assert_eq!(owner.terminate().0, Some(0));
}

#[test]
fn a_listener_ends_with_its_owner_and_with_its_rule() {
    for removed in [false, true] {
        let (home, sink) = (Home::new(), Sink::answering(200));
        let owner = home.serve(&[]);
        let listener = home.listening(&sink.url);
        match removed {
            true => home.run(&["rules", "remove", "1"]).quietly(),
            false => assert_eq!(owner.terminate().0, Some(0)),
        }
        assert_eq!(listener.ended(), Some(1));
        assert_eq!(home.json(&["rules"]).len(), 0);
    }
}

#[test]
fn a_listener_keeps_neither_password_nor_secret() {
    let (home, sink) = (Home::new(), Sink::answering(200));
    let secret = format!("file:{}", home.file("secret", "hush-secret"));
    let url = sink.url.replace("http://", "http://me:hush-word@") + "?token=hush-token";
    let words = [
        "listen",
        "--json",
        "--port",
        "0",
        "--ui-port",
        "0",
        "--forward-to",
        &url,
        "--secret",
        &secret,
    ];
    let listener = Serving::start(home.command(&words));
    listener.post(event(1));
    let got = sink.next();
    assert!(got.header("authorization").is_some(), "the password goes where it is meant to");
    assert_eq!(
        got.header("x-hub-signature-256"),
        Some(signatures("hush-secret", &got.body)[0].as_str())
    );
    assert!(got.first.contains("?token=hush-token"), "{}", got.first);
    assert!(listener.line_of("attempt")["url"].as_str().unwrap().contains("***"));
    listener.kill();
    for hush in ["hush-secret", "hush-word", "hush-token"] {
        let found = home.bytes().windows(hush.len()).any(|bytes| bytes == hush.as_bytes());
        assert!(!found, "{hush} is in the data folder");
    }
}

#[test]
fn a_delivery_is_cancelled_and_tried_again_by_hand() {
    let (home, sink) = (Home::new(), Slow::new());
    let owner = home.serve(&[]);
    home.rule(&["--to", &sink.url, "--retry", "fixed:1h:3"]);
    owner.post(event(1));
    sink.next().1.send(503).unwrap();
    let state = |wanted: &'static str| {
        let is = move |said: &Value| {
            said["rows"][0]["state"] == wanted && said["rows"][0]["attempts"] == 1
        };
        home.until("deliveries_list", &json!({}), is)["rows"][0].clone()
    };
    let waiting = state("waiting");
    assert_eq!(waiting["reason"], "answered 503", "{waiting}");
    assert!(waiting["nextAt"].as_i64() > waiting["startedAt"].as_i64(), "{waiting}");
    let by_id = json!({ "id": waiting["id"] });
    assert_eq!(ask(&home, "delivery_cancel", by_id.clone()).1["state"], "given up");
    assert_eq!(ask(&home, "delivery_cancel", by_id.clone()).0, 400);
    assert_eq!(ask(&home, "delivery_retry", by_id).1["state"], "waiting");
    sink.next().1.send(200).unwrap();
    assert_eq!(owner.terminate().0, Some(0));
    let line = home.json(&["list", "deliveries"]).remove(0);
    assert_eq!((&line["state"], &line["attempts"]), (&json!("delivered"), &json!(2)), "{line}");
}

#[test]
fn all_that_failed_is_tried_again_by_one_command() {
    let (home, sink) = (Home::new(), Slow::new());
    let owner = home.serve(&[]);
    home.rule(&["--to", &sink.url]);
    for n in 1..=3 {
        owner.post(event(n));
        sink.next().1.send(500).unwrap();
    }
    let many = |wanted: &'static str| {
        move |said: &Value| {
            let rows = said["rows"].as_array().unwrap();
            rows.len() == 3 && rows.iter().all(|row| row["state"] == wanted)
        }
    };
    home.until("deliveries_list", &json!({}), many("failed"));
    let retry = |what: Value| ask(&home, "deliveries_retry", what);
    assert_eq!(retry(json!({ "state": "failed", "countOnly": true })).1["deliveries"], 3);
    assert_eq!(retry(json!({ "state": "given up" })).1["deliveries"], 0);
    assert_eq!(retry(json!({ "state": "failed", "rule": "9" })).1["deliveries"], 0);
    let (status, refused) = retry(json!({ "state": "delivered" }));
    assert_eq!((status, &refused["field"]), (400, &json!("state")), "{refused}");
    assert_eq!(retry(json!({ "state": "failed" })), (200, json!({ "deliveries": 3 })));
    for _ in 0..3 {
        sink.next().1.send(200).unwrap();
    }
    home.until("deliveries_list", &json!({}), many("delivered"));
    assert_eq!(owner.terminate().0, Some(0));
}

#[test]
fn nothing_waits_for_a_rule_or_a_target_that_is_no_more() {
    for (removed, why) in [
        (&["rules", "remove", "1"][..], "its rule was removed"),
        (&["targets", "remove", "dev"], "its target was removed"),
        (&[], "its target was taken from the rule"),
    ] {
        let (home, sink) = (Home::new(), Slow::new());
        let owner = home.serve(&[]);
        home.run(&["targets", "add", "dev", &sink.url]).quietly();
        home.rule(&["--to", "dev", "--retry", "fixed:1h:3"]);
        owner.post(event(1));
        owner.post(event(6));
        let (_, unanswered) = sink.next();
        home.until("status_get", &json!({}), |said| said["forwarding"]["backlog"] == 2);
        if removed.is_empty() {
            let change = json!({ "id": "1", "targets": [{ "to": dead_url() }] });
            assert_eq!(ask(&home, "rule_put", change).0, 200);
        } else {
            home.run(removed).quietly();
        }
        unanswered.send(503).unwrap();
        home.until("status_get", &json!({}), |said| said["forwarding"]["backlog"] == 0);
        let said = ask(&home, "deliveries_list", json!({})).1;
        for row in said["rows"].as_array().unwrap() {
            assert_eq!(row["state"], "given up", "{row}");
            assert!(row["reason"].as_str().unwrap().contains(why), "{row}");
        }
        assert_eq!(said["rows"][1]["status"], 503, "what was tried is told: {said}");
        assert_eq!(owner.terminate().0, Some(0));
    }
}

#[test]
fn who_follows_a_rule_looks_once_at_what_others_tried() {
    let (home, sink) = (Home::new(), Sink::answering(200));
    let owner = home.serve(&[]);
    home.rule(&["--to", &sink.url, "--filter", "kind:read"]);
    owner.post(event(1));
    home.json(&["send", "1", "--to", &sink.url]);
    let question = json!({ "id": "1", "after": "0" });
    let (_, said) = ask(&home, "rule_follow", question);
    assert_eq!((&said["attempts"], &said["after"]), (&json!([]), &json!("1")), "{said}");
    assert_eq!(owner.terminate().0, Some(0));
}

#[test]
fn what_a_rule_cannot_be_is_refused_in_words() {
    let home = Home::new();
    for (words, code, about) in [
        (&["--to", "http://hooks.invalid/"][..], 1, "agree first"),
        (&["--to", "http://me:word@127.0.0.1:1/"], 2, "password"),
        (&["--to", "nowhere"], 2, "neither a URL"),
        (&["--to", "http://127.0.0.1:1/", "--retry", "often"], 2, "no way to retry"),
        (&["--to", "http://127.0.0.1:1/", "--filter", "mood:bad"], 2, "mood"),
        (&["--to", "http://127.0.0.1:1/", "--as", "smoke"], 2, "smoke"),
        (&["--to", "http://127.0.0.1:1/", "--speed", "0"], 2, "speed"),
    ] {
        home.run(&[&["rules", "add"], words].concat()).refused(code, about);
    }
    home.run(&["rules", "remove", "7"]).refused(1, "no rule 7");
    let rule = home.rule(&["--to", "http://hooks.invalid/", "--agree", "--retry", "texter"]);
    has_keys(&rule, "id name filter targets retry speed enabled waiting delivered failed");
    home.rule(&["--to", "http://hooks.invalid/again"]);
    assert_eq!(home.json(&["rules"]).len(), 2);
    home.run(&["rules", "remove", rule["id"].as_str().unwrap()]).quietly();
    assert_eq!(home.json(&["rules", "list"]).len(), 1);
}

#[test]
fn what_rules_accepted_is_listed_page_by_page_and_taken_away_whole() {
    let home = Home::new();
    let owner = home.serve(&[]);
    home.rule(&["--to", &dead_url(), "--retry", "none"]);
    (1..=5).for_each(|n| {
        owner.post(event(n));
    });
    let ended = |said: &Value| {
        let rows = said["rows"].as_array().unwrap();
        rows.len() == 5 && rows.iter().all(|row| row["state"] == "failed")
    };
    home.until("deliveries_list", &json!({}), ended);
    for query in [json!({ "limit": 2 }), json!({ "limit": 2, "state": "failed" })] {
        let (mut query, mut pages) = (query, Vec::new());
        loop {
            let page = ask(&home, "deliveries_list", query.clone()).1;
            let ids: Vec<Value> =
                page["rows"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
            pages.push(ids);
            if page["next"].is_null() {
                break;
            }
            query["from"] = page["next"].clone();
        }
        assert_eq!(json!(pages), json!([["d_5", "d_4"], ["d_3", "d_2"], ["d_1"]]));
    }
    let har = home.run(&["list", "deliveries", "--har"]);
    let har: Value = serde_json::from_str(&har.out).unwrap();
    assert_eq!(har["log"]["entries"].as_array().unwrap().len(), 5, "each try of each delivery");
    assert_eq!(owner.terminate().0, Some(0));
}

#[test]
fn a_rule_is_called_and_listed_without_the_secrets_of_its_address() {
    let home = Home::new();
    let sink = Sink::answering(200);
    let serving = home.serve(&[]);
    let rule = home.rule(&["--to", &format!("{}?token=hush&a=b", sink.url)]);
    serving.post(meta::said("mid.1", 1, "hi"));
    assert!(sink.next().first.contains("token=hush"), "it is sent all the same");
    home.until("rules_list", &json!({}), |all| all["rows"][0]["delivered"] == 1);
    let shown = format!("to {}?token=***&a=b", sink.url);
    assert_eq!(rule["name"], shown);
    for words in
        [&["rules"][..], &["list", "deliveries", "--json"], &["list", "deliveries", "--csv"]]
    {
        let ran = home.run(words);
        assert!(!format!("{}{}", ran.out, ran.err).contains("hush"), "{words:?}: {}", ran.out);
    }
}
