//! *Is my tunnel right?* The way to the receiver, with all that can go wrong on it.

use std::net::SocketAddr;

use hooktrail_engine::api::{CaptureQuery, Commands, DoctorTunnel};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::rig::{Public, Rig};

/// A public side that changes what passes in one piece.
async fn changing(receiver: SocketAddr, change: fn(Vec<u8>) -> Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut outside, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut inside = TcpStream::connect(receiver).await.unwrap();
                let mut piece = vec![0; 1 << 16];
                let length = outside.read(&mut piece).await.unwrap();
                inside.write_all(&change(piece[..length].to_vec())).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
            });
        }
    });
    url
}

fn replace(bytes: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len(), "the length is told in the head");
    let place = bytes.windows(from.len()).position(|window| window == from.as_bytes());
    let mut bytes = bytes;
    if let Some(place) = place {
        bytes[place..place + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

/// `check cause` of all that is not good, but for the address itself, which is on this machine.
async fn causes(rig: &Rig, url: &str) -> Vec<String> {
    let report = rig.engine.doctor_tunnel(DoctorTunnel { url: url.to_owned() }).await.unwrap();
    assert_eq!(
        (report.rows[0].cause.as_str(), report.rows[0].standing.as_str()),
        ("near", "doubtful")
    );
    let odd = report.rows[1..].iter().filter(|row| row.standing != "good");
    odd.map(|row| format!("{} {}", row.check, row.cause)).collect()
}

#[tokio::test]
async fn what_goes_wrong_on_the_way_is_named_and_nothing_is_kept() {
    let rig = Rig::start().await;
    let good = Public::to(rig.receiver).await;
    assert_eq!(causes(&rig, &good.url).await, [""; 0]);
    assert_eq!(causes(&rig, &format!("{}/webhook", good.url)).await, [""; 0]);
    let altered = changing(rig.receiver, |bytes| replace(bytes, r"\u00e9", r"\u00E9")).await;
    assert_eq!(causes(&rig, &altered).await, ["escapes altered"]);
    let dropped = changing(rig.receiver, |bytes| {
        replace(bytes, "x-hub-signature-256", "x-hub-signature-xxx")
    });
    assert_eq!(causes(&rig, &dropped.await).await, ["escapes headers"]);
    let page = Public::answering("200 OK", "<html>visit").await;
    assert_eq!(causes(&rig, &page.url).await, ["handshake not-here"]);
    let other = Rig::start().await;
    let elsewhere = Public::to(other.receiver).await;
    let found = causes(&rig, &elsewhere.url).await;
    assert_eq!(found, ["handshake not-here"], "another Hooktrail with the same token answers");
    let captures = rig.engine.captures_list(CaptureQuery::default()).await.unwrap();
    assert_eq!(captures.rows.len(), 0);
}
