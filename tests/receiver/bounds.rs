//! Large, slow and many clients.

use std::time::Duration;

use hooktrail_domain::signature::Verdict;
use hooktrail_engine::receiver::Limits;
use tokio::io::AsyncWriteExt;

use crate::rig::{Rig, post, rest, status, until};

#[tokio::test]
async fn above_8_mib_the_beginning_is_kept_and_marked() {
    let rig = Rig::start().await;
    rig.secrets(&[("Meta", "meta")]);
    const MOST: usize = 8 << 20;
    for (size, chunked, code) in [
        (MOST, false, "200"),
        (MOST + 1, false, "413"),
        (MOST, true, "200"),
        (MOST + 1, true, "413"),
        (MOST * 3, true, "413"),
    ] {
        let body: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
        let request = if chunked {
            let head = "POST /webhook HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
            let mut request = head.as_bytes().to_vec();
            for piece in body.chunks(1 << 20) {
                request.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
                request.extend_from_slice(piece);
                request.extend_from_slice(b"\r\n");
            }
            request.extend_from_slice(b"0\r\n\r\n");
            request
        } else {
            post("", &body)
        };
        assert_eq!(status(&rig.raw(&request).await), code, "{size} {chunked}");
        let kept = rig.captures().await.pop().unwrap();
        assert_eq!((kept.head.bytes, kept.head.status.to_string().as_str()), (size as i64, code));
        assert_eq!(kept.head.truncated, code == "413");
        let length = if code == "413" { 64 << 10 } else { size };
        assert!(kept.body == body[..length], "{size} {chunked}: {} bytes", kept.body.len());
        if code == "413" {
            assert_eq!(kept.head.verdict, Verdict::Unchecked);
        }
    }
}

#[tokio::test]
async fn a_body_declared_endless_is_answered_without_waiting_for_it() {
    let rig = Rig::start().await;
    let mut stream = rig.connect().await;
    let head = "POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b'x'; 64 << 10]).await.unwrap();
    assert_eq!(status(&rest(stream).await), "413");
    let kept = rig.captures().await.remove(0);
    assert_eq!((kept.head.bytes, kept.body.len()), (99_999_999_999, 64 << 10));
}

#[tokio::test]
async fn slow_clients_are_cut_off_and_counted() {
    let deadline = Duration::from_millis(150);
    let limits = Limits { head_deadline: deadline, body_deadline: deadline, ..Limits::default() };
    let rig = Rig::with(limits).await;
    for (sent, code) in [
        ("POST /webhook HTTP/1.1\r\nhos", ""),
        ("", ""),
        ("POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{", "408"),
        (
            "POST /webhook HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n",
            "408",
        ),
    ] {
        let mut stream = rig.connect().await;
        stream.write_all(sent.as_bytes()).await.unwrap();
        assert_eq!(status(&rest(stream).await), code, "{sent:?}");
    }
    until(|| rig.deps.tally.cut_off() == 4).await;
    assert_eq!(rig.captures().await.len(), 0);
    assert_eq!(status(&rig.post("", b"{}").await), "200");
}

#[tokio::test]
async fn a_trickle_does_not_move_the_deadline() {
    let limits = Limits { body_deadline: Duration::from_millis(300), ..Limits::default() };
    let rig = Rig::with(limits).await;
    let stream = rig.connect().await;
    let (reader, mut writer) = stream.into_split();
    let trickle = async {
        let head = b"POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n";
        writer.write_all(head).await.unwrap();
        let mut tick = tokio::time::interval(Duration::from_millis(5));
        while writer.write_all(b"x").await.is_ok() {
            tick.tick().await;
        }
    };
    let answer = async {
        let mut line = [0; 12];
        let mut reader = reader;
        tokio::io::AsyncReadExt::read_exact(&mut reader, &mut line).await.unwrap();
        String::from_utf8(line.to_vec()).unwrap()
    };
    let answer = async {
        tokio::select! {
            answer = answer => answer,
            () = trickle => "the trickle ended first".to_owned(),
        }
    };
    let answer = tokio::time::timeout(Duration::from_secs(20), answer).await.unwrap();
    assert_eq!(answer, "HTTP/1.1 408");
}

#[tokio::test]
async fn a_client_that_leaves_in_the_middle_is_counted() {
    let rig = Rig::start().await;
    let mut stream = rig.connect().await;
    let head = b"POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{";
    stream.write_all(head).await.unwrap();
    stream.shutdown().await.unwrap();
    rest(stream).await;
    until(|| rig.deps.tally.cut_off() == 1).await;
    assert_eq!(rig.captures().await.len(), 0);
}

#[tokio::test]
async fn above_the_cap_connections_wait_for_their_turn() {
    let rig = Rig::with(Limits { connections: 2, ..Limits::default() }).await;
    let holders = [rig.connect().await, rig.connect().await];
    let mut third = rig.connect().await;
    third.write_all(&post("", b"{}")).await.unwrap();
    until(|| rig.deps.tally.connections() == 2).await;
    assert_eq!(rig.captures().await.len(), 0);
    drop(holders);
    assert_eq!(status(&rest(third).await), "200");
    assert!(rig.deps.tally.connections() <= 2);
}
