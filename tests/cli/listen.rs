//! `listen --forward-to`: serve plus forwarding, alone and beside an owner.

use crate::meta;
use crate::rig::{Home, Serving, Sink, dead_url, has_keys, request};

#[test]
fn events_are_forwarded_in_order_handshakes_are_not() {
    let home = Home::new();
    let sink = Sink::answering(200);
    let serving = home.listen(&sink.url);
    let hook =
        format!("{}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=x", serving.receiver());
    request("GET", &hook, &[], b"");
    for number in 0..20 {
        assert_eq!(serving.post(meta::said(&format!("mid.{number}"), 1, "hi")).status, 200);
    }
    for number in 0..20 {
        let body = meta::said(&format!("mid.{number}"), 1, "hi");
        assert_eq!(String::from_utf8(sink.next().body).unwrap(), body);
        let line = serving.line_of("attempt");
        has_keys(&line, "type id url status error duration_ms");
        assert_eq!(line["status"], 200);
    }
    assert_eq!(serving.terminate().0, Some(0));
    assert!(sink.more().is_empty());
    assert_eq!(home.json(&["list", "deliveries"]).len(), 20);
}

#[test]
fn meta_gets_its_200_whatever_the_target_does() {
    let home = Home::new();
    let serving = home.listen(&dead_url());
    assert_eq!(serving.post(meta::said("mid.1", 1, "hi")).status, 200);
    assert!(serving.line_of("attempt")["error"].is_string());
    assert_eq!(serving.terminate().0, Some(0));
}

#[test]
fn beside_an_owner_it_forwards_until_it_ends() {
    let home = Home::new();
    let owner = home.serve(&[]);
    let sink = Sink::answering(200);
    owner.post(meta::said("mid.before", 1, "before"));
    for word in [["--watch", "."], ["--tunnel", "ngrok"], ["--app-secret", "env:HOME"]] {
        let words = [&["listen", "--forward-to", &sink.url][..], &word].concat();
        home.run(&words).refused(3, word[0]);
    }
    let guest = home.listen(&sink.url);
    assert_eq!(guest.ready["receiver"], owner.ready["receiver"]);
    let body = meta::said("mid.after", 2, "after");
    owner.post(&body);
    assert_eq!(String::from_utf8(sink.next().body).unwrap(), body);
    assert_eq!(guest.line_of("attempt")["status"], 200);
    assert_eq!(guest.terminate().0, Some(0));
    owner.post(meta::said("mid.later", 3, "later"));
    home.json(&["list", "messages"]);
    assert_eq!(owner.terminate().0, Some(0));
    assert!(sink.more().is_empty(), "nothing after it ended");
}

impl Home {
    fn listen(&self, url: &str) -> Serving {
        let words = ["listen", "--json", "--port", "0", "--ui-port", "0", "--forward-to", url];
        Serving::start(self.command(&words))
    }
}

#[test]
fn a_host_of_others_gets_nothing_before_the_user_agrees() {
    let (home, url) = (Home::new(), "http://hooks.invalid/");
    let free = ["listen", "--json", "--port", "0", "--ui-port", "0", "--forward-to", url];
    home.run(&free).refused(1, "agree first");
    let agreed = Serving::start(home.command(&[&free[..], &["--agree"]].concat()));
    agreed.post(meta::said("mid.1", 1, "Hi"));
    let attempt = agreed.line_of("attempt");
    assert!(attempt["error"].as_str().unwrap().contains("no host"), "{attempt}");
    assert_eq!(agreed.terminate().0, Some(0));
    let remembered = home.listen(url);
    assert_eq!(remembered.terminate().0, Some(0));
}

#[test]
fn a_refused_host_is_not_remembered() {
    let (home, url) = (Home::new(), "http://hooks.invalid/");
    let owner = home.serve(&[]);
    owner.post(meta::said("mid.1", 1, "Hi"));
    home.run(&["listen", "--forward-to", url]).refused(1, "--agree does");
    home.run(&["send", "1", "--to", url]).refused(1, "agree first");
    assert_eq!(home.json(&["rules"]).len(), 0);
    assert_eq!(owner.terminate().0, Some(0));
}
