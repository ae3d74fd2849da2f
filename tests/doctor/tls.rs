//! Certificates that Meta would not trust, and no TLS where it is wanted.

use std::io::{BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::endpoint::{examine, good, read, serve};

/// A good endpoint behind a certificate of its own making.
fn self_signed(authority: bool) -> String {
    // As openssl makes them: its own authority, and a server's at once.
    let key = rcgen::KeyPair::generate().unwrap();
    let mut made = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    if authority {
        made.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    }
    let made = made.self_signed(&key).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let connection = ServerConnection::new(config.clone()).unwrap();
            let mut stream = BufReader::new(StreamOwned::new(connection, stream));
            if let Some(request) = read(&mut stream)
                && let crate::endpoint::Answer::Is(status, _, body) = good(&request)
            {
                let head =
                    format!("HTTP/1.1 {status} So\r\ncontent-length: {}\r\n\r\n", body.len());
                let _ = stream.get_mut().write_all(&[head.as_bytes(), &body].concat());
            }
        }
    });
    format!("https://localhost:{port}/hook")
}

#[test]
fn a_certificate_of_its_own_making_is_not_trusted() {
    for authority in [false, true] {
        let examined = examine(&self_signed(authority), &[]);
        assert_eq!(examined.causes()[0], "handshake certificate");
        assert!(examined.rows[0]["look"].as_str().unwrap().contains("Self-signed"));
        assert!(examined.rows[0]["words"].as_str().unwrap().contains("it is self-signed"));
        assert_eq!(examined.err, "", "it is said once, in words");
        assert_eq!(examined.code, Some(1));
    }
}

#[test]
fn plain_http_where_https_is_wanted_is_named() {
    let url = serve(good).replace("http://", "https://");
    assert_eq!(examine(&url, &[]).causes()[0], "handshake no-tls");
}
