//! Several sources, what an enforced signature refuses, and answers that are not 200.

use std::time::Duration;

use hooktrail_domain::signature::{Verdict, sign};
use hooktrail_engine::source::{Act, Policy, Settings};
use hooktrail_engine::store::{StoreError, answers};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::rig::{Rig, SAMPLE, TOKEN, post, rest, status};

fn policy(act: Act) -> Policy {
    let headers = vec![("x-one".to_owned(), "1".to_owned()), ("x-one".to_owned(), "2".to_owned())];
    Policy { act, status: 503, headers, body: "later".to_owned(), delay_ms: 0, first: None }
}

fn with(policy: Policy) -> Settings {
    Settings { policy: Some(policy), ..Settings::first(TOKEN) }
}

#[tokio::test]
async fn each_source_has_its_own_path_and_token() {
    let rig = Rig::start().await;
    let second = Settings {
        id: "two".to_owned(),
        path: "/ig".to_owned(),
        verify_token: "other".to_owned(),
        ..Settings::first("")
    };
    rig.deps.sources.replace(vec![Settings::first("first"), second]);
    for (path, token, expected) in [
        ("/webhook", "first", "200"),
        ("/webhook", "other", "403"),
        ("/ig", "other", "200"),
        ("/ig", "first", "403"),
        ("/ig/", "other", "404"),
        ("/IG", "other", "404"),
        ("/%69g", "other", "404"),
        ("/", "first", "404"),
    ] {
        let query = format!("hub.mode=subscribe&hub.challenge=7&hub.verify_token={token}");
        let request =
            format!("GET {path}?{query} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        assert_eq!(status(&rig.raw(request.as_bytes()).await), expected, "{path} {token}");
    }
    let sources: Vec<_> = rig.captures().await.into_iter().map(|c| c.head.source).collect();
    assert_eq!(sources, ["default", "default", "two", "two"]);
    assert_eq!(rig.deps.tally.refused(), 4);
}

#[tokio::test]
async fn an_enforced_signature_answers_401_and_keeps_the_request() {
    let rig = Rig::start().await;
    rig.secrets(&[("Meta", "meta")]);
    rig.deps.sources.replace(vec![Settings { enforce: true, ..Settings::first(TOKEN) }]);
    let signed = |secret: &str| {
        let (sha256, _) = sign(secret.as_bytes(), b"{}");
        format!("x-hub-signature-256: {sha256}\r\n")
    };
    let digest = sign(b"meta", b"{}").0.replace("sha256=", "");
    for (head, expected, rejected) in [
        (signed("meta"), "200", false),
        (signed(SAMPLE), "200", false),
        (signed("other"), "401", true),
        (String::new(), "401", true),
        ("x-hub-signature-256: nonsense\r\n".to_owned(), "401", true),
    ] {
        let answer = rig.post(&head, b"{}").await;
        assert_eq!(status(&answer), expected, "{head}");
        let said = [&digest[..16], "{}"].iter().any(|secret| answer.contains(secret));
        assert!(!said, "neither the body nor what was expected: {answer}");
        let last = rig.captures().await.pop().unwrap();
        let answered = if rejected { 401 } else { 200 };
        assert_eq!((last.head.status, last.head.rejected), (answered, rejected), "{head}");
        assert_eq!(last.body, b"{}");
    }
    rig.secrets(&[]);
    assert_eq!(status(&rig.post(&signed("meta"), b"{}").await), "401", "nothing to check with");
    assert_eq!(rig.captures().await.pop().unwrap().head.verdict, Verdict::Unchecked);
    let handshake = format!(
        "GET /webhook?hub.mode=subscribe&hub.challenge=7&hub.verify_token={} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        TOKEN.replace(' ', "+")
    );
    assert_eq!(status(&rig.raw(handshake.as_bytes()).await), "200");
}

#[tokio::test]
async fn a_policy_answers_for_the_first_events_only_and_never_for_samples() {
    let rig = Rig::start().await;
    rig.deps.sources.replace(vec![with(Policy { first: Some(2), ..policy(Act::Answer) })]);
    let (sample, _) = sign(SAMPLE.as_bytes(), b"{}");
    let sample = format!("x-hub-signature-256: {sample}\r\n");
    let mut kept = vec![];
    for (head, expected) in [("", "503"), (&*sample, "200"), ("", "503"), ("", "200")] {
        let answer = rig.post(head, b"{}").await;
        assert_eq!(status(&answer), expected);
        if expected == "503" {
            assert!(
                answer.contains("x-one: 1\r\nx-one: 2") && answer.ends_with("later"),
                "{answer}"
            );
        }
        kept.push(expected.parse::<u16>().unwrap());
    }
    let statuses: Vec<_> = rig.captures().await.iter().map(|c| c.head.status).collect();
    assert_eq!(statuses, kept);
}

#[tokio::test]
async fn a_status_without_a_body_has_none() {
    let rig = Rig::start().await;
    for status in [204, 304] {
        rig.deps.sources.replace(vec![with(Policy { status, ..policy(Act::Answer) })]);
        let answer = rig.post("", b"{}").await.to_lowercase();
        assert!(answer.starts_with(&format!("http/1.1 {status}")), "{answer}");
        assert!(answer.ends_with("\r\n\r\n") && !answer.contains("content-length"), "{answer}");
    }
}

#[tokio::test]
async fn a_reset_is_a_reset_after_the_commit() {
    let rig = Rig::start().await;
    rig.deps.sources.replace(vec![with(policy(Act::Reset))]);
    let mut stream = rig.connect().await;
    stream.write_all(&post("", b"{}")).await.unwrap();
    let ended = stream.read(&mut [0; 64]).await;
    assert_eq!(ended.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    let captures = rig.captures().await;
    assert_eq!((captures.len(), captures[0].head.status), (1, 0));
}

#[tokio::test]
async fn a_hang_keeps_the_event_answers_nothing_and_does_not_hold_up_the_end() {
    let rig = Rig::start().await;
    rig.deps.sources.replace(vec![with(policy(Act::Hang))]);
    let mut changes = rig.deps.journal.store().changes().subscribe();
    let mut stream = rig.connect().await;
    stream.write_all(&post("", b"{}")).await.unwrap();
    changes.next().await;
    assert_eq!(rig.captures().await[0].head.status, 0);
    rig.shutdown.cancel();
    rig.task.await.unwrap();
    assert_eq!(rest(stream).await, "");
}

#[tokio::test]
async fn a_late_answer_comes_late_and_at_once_when_the_receiver_ends() {
    let rig = Rig::start().await;
    let late = |delay_ms| with(Policy { delay_ms, ..policy(Act::Answer) });
    rig.deps.sources.replace(vec![late(300)]);
    let started = std::time::Instant::now();
    assert_eq!(status(&rig.post("", b"{}").await), "503");
    assert!(started.elapsed() >= Duration::from_millis(300));
    rig.deps.sources.replace(vec![late(600_000)]);
    let mut changes = rig.deps.journal.store().changes().subscribe();
    let mut stream = rig.connect().await;
    stream.write_all(&post("", b"{}")).await.unwrap();
    changes.next().await;
    rig.shutdown.cancel();
    rig.task.await.unwrap();
    assert_eq!(status(&rest(stream).await), "503");
}

#[tokio::test]
async fn how_long_an_answer_took_is_known_where_there_was_one() {
    let rig = Rig::start().await;
    let store = rig.deps.journal.store().clone();
    rig.post("", b"{}").await;
    let late = Policy { delay_ms: 30, ..policy(Act::Answer) };
    rig.deps.sources.replace(vec![with(late)]);
    rig.post("", b"{}").await;
    rig.deps.sources.replace(vec![with(policy(Act::Reset))]);
    rig.post("", b"{}").await;
    store.settle().await;
    let took = store.read::<_, StoreError, _>(|conn| {
        [1, 2, 3].map(|seq| answers::of(conn, seq)).into_iter().collect()
    });
    let took: Vec<Option<i64>> = took.await.unwrap();
    let [Some(soon), Some(late), None] = took[..] else { panic!("{took:?}") };
    assert!(soon > 0 && (30_000..10_000_000).contains(&late), "{took:?}");
    store.close().await;
}
