//! What is kept, and what it is answered with.

use std::io::Write;

use hooktrail_domain::signature::{Verdict, sign};
use hooktrail_engine::journal::{Headers, Origin, decoded};
use hooktrail_engine::source::Settings;

use crate::rig::{Rig, SAMPLE, headers, status};

#[tokio::test]
async fn any_bytes_are_kept_as_they_came() {
    let rig = Rig::start().await;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"{}").unwrap();
    let bodies: [(&str, Vec<u8>); 8] = [
        ("content-type: application/json\r\n", br#"{"t":"caf\u00e9 \/ "}"#.to_vec()),
        ("content-type: application/json\r\n", "{\"t\":\"🪝\"}".into()),
        ("content-type: text/plain\r\n", b"\xff\xfe\x00{".to_vec()),
        ("content-type: application/json\r\n", b"\xef\xbb\xbf{}".to_vec()),
        ("content-encoding: gzip\r\n", gzip.finish().unwrap()),
        ("", Vec::new()),
        ("", b"\r\n{}\r\n".to_vec()),
        ("", vec![b'x'; 300_000]),
    ];
    for (head, body) in &bodies {
        assert_eq!(status(&rig.post(head, body).await), "200");
    }
    let kept = rig.captures().await;
    assert_eq!(kept.len(), bodies.len());
    for ((_, body), capture) in bodies.iter().zip(&kept) {
        assert_eq!(&capture.body, body);
        assert_eq!(capture.head.bytes, body.len() as i64);
        assert!(!capture.head.truncated);
    }
    let list = Headers::from_bytes(kept[4].headers.clone());
    assert_eq!(&decoded(&list, &kept[4].body).bytes[..], b"{}");
}

#[tokio::test]
async fn the_request_is_kept_whole() {
    let rig = Rig::start().await;
    let request = b"POST /webhook?a=%20&b HTTP/1.1\r\nHost: x:1\r\nX-Twice: 1\r\nContent-Length: 2\r\nX-Raw: \xff\xe9\r\n\
        X-Twice: 2\r\nX-Empty:\r\nConnection: close\r\n\r\n{}";
    assert_eq!(status(&rig.raw(request).await), "200");
    let kept = rig.captures().await.remove(0);
    let expected: [(&str, &[u8]); 7] = [
        ("host", b"x:1"),
        ("x-twice", b"1"),
        ("x-twice", b"2"),
        ("content-length", b"2"),
        ("x-raw", b"\xff\xe9"),
        ("x-empty", b""),
        ("connection", b"close"),
    ];
    let list = headers(&kept);
    assert_eq!(
        list.iter().map(|(name, value)| (name.as_str(), &value[..])).collect::<Vec<_>>(),
        expected
    );
    let head = &kept.head;
    assert_eq!((head.method.as_str(), head.path.as_str()), ("POST", "/webhook"));
    assert_eq!((head.query.as_str(), head.status), ("a=%20&b", 200));
    assert_eq!(head.origin, Origin::Http);
    assert!(head.peer.as_deref().unwrap().starts_with("127.0.0.1:"));
    assert!((head.received_us - rig.deps.clock.micros()).abs() < 60_000_000);
}

#[tokio::test]
async fn a_body_in_chunks_is_kept_as_one() {
    let rig = Rig::start().await;
    let request = b"POST /webhook HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n\
        3\r\n{\"a\r\n4;x=y\r\n\":1}\r\n0\r\ntrailer: t\r\n\r\n";
    assert_eq!(status(&rig.raw(request).await), "200");
    let kept = rig.captures().await.remove(0);
    assert_eq!((&kept.body[..], kept.head.bytes), (&b"{\"a\":1}"[..], 7));
}

#[tokio::test]
async fn every_signature_gets_its_verdict_and_200() {
    let rig = Rig::start().await;
    let body = br#"{"t":"\u00e9"}"#;
    let signed =
        |secret: &str| format!("x-hub-signature-256: {}\r\n", sign(secret.as_bytes(), body).0);
    let before = [
        (String::new(), Verdict::Unchecked, None, Origin::Http),
        (signed("meta"), Verdict::Unchecked, None, Origin::Http),
        (signed(SAMPLE), Verdict::Valid, Some("sample"), Origin::Sample),
    ];
    let after = [
        (signed("meta"), Verdict::Valid, Some("Meta"), Origin::Http),
        (signed("instagram"), Verdict::Valid, Some("Instagram"), Origin::Http),
        (signed("other"), Verdict::Invalid, None, Origin::Http),
        ("x-hub-signature-256: sha256=1\r\n".to_owned(), Verdict::Malformed, None, Origin::Http),
        (String::new(), Verdict::Missing, None, Origin::Http),
    ];
    for (index, (head, ..)) in before.iter().chain(&after).enumerate() {
        if index == before.len() {
            rig.secrets(&[("Meta", "meta"), ("Instagram", "instagram")]);
        }
        assert_eq!(status(&rig.post(head, body).await), "200");
    }
    for (capture, (head, verdict, secret, origin)) in
        rig.captures().await.iter().zip(before.iter().chain(&after))
    {
        let said = (capture.head.verdict, capture.head.secret.as_deref(), capture.head.origin);
        assert_eq!(said, (*verdict, *secret, *origin), "{head}");
    }
}

#[tokio::test]
async fn a_handshake_is_answered_and_kept() {
    let rig = Rig::start().await;
    let ask = async |token: &str| {
        let query = format!("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}");
        rig.raw(
            format!("GET /webhook?{query} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                .as_bytes(),
        )
        .await
    };
    let good = ask("the+token").await;
    assert!(good.starts_with("HTTP/1.1 200 ") && good.ends_with("\r\n\r\n1158201444"), "{good}");
    assert!(good.contains("content-type: text/plain\r\n"), "{good}");
    assert!(good.contains("x-content-type-options: nosniff\r\n"), "{good}");
    assert_eq!(status(&ask("another").await), "403");
    rig.deps.sources.replace(vec![Settings::first("")]);
    assert_eq!(status(&ask("").await), "403");
    let kept = rig.captures().await;
    assert_eq!(kept.iter().map(|kept| kept.head.status).collect::<Vec<_>>(), [200, 403, 403]);
    assert_eq!(kept[0].head.method, "GET");
    assert!(kept[0].head.query.ends_with("hub.verify_token=the+token"));
}
