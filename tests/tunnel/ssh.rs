//! A real ssh, to a real sshd on loopback.

use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Command, Stdio};

use hooktrail_engine::api::{ById, CaptureQuery, Commands};

use crate::rig::{PATIENCE, Rig, SECRET};

fn keygen(path: &Path) {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(path)
        .status()
        .expect("ssh-keygen, of the package openssh-client");
    assert!(made.success());
}

/// A daemon for whoever connects; its port is free because we listen ourselves and hand connections over.
fn sshd(rig: &Rig) -> u16 {
    std::fs::create_dir_all("/run/sshd").unwrap();
    for name in ["host-key", "user-key"] {
        keygen(&rig.path(name));
    }
    let (host_key, authorized) = (rig.path("host-key"), rig.path("user-key.pub"));
    let config = rig.path("sshd_config");
    let lines = format!(
        "HostKey {}\nAuthorizedKeysFile {}\nStrictModes no\nUsePAM no\nPidFile none\nPermitRootLogin yes\n",
        host_key.display(),
        authorized.display()
    );
    std::fs::write(&config, lines).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let log = rig.path("sshd.log");
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (input, output) =
                (OwnedFd::from(stream.try_clone().unwrap()), OwnedFd::from(stream));
            let mut daemon = Command::new("/usr/sbin/sshd");
            daemon.args(["-i", "-f"]).arg(&config).arg("-E").arg(&log);
            daemon.stdin(Stdio::from(input)).stdout(Stdio::from(output)).stderr(Stdio::null());
            let mut daemon = daemon.spawn().expect("sshd, of the package openssh-server");
            std::thread::spawn(move || daemon.wait());
        }
    });
    port
}

/// Options to come to a daemon of this test's own.
fn options(rig: &Rig) -> String {
    let port = sshd(rig);
    format!(
        "-F none -p {port} -i {} -o IdentitiesOnly=yes -o UserKnownHostsFile=/dev/null -o LogLevel=INFO",
        rig.path("user-key").display()
    )
}

fn host() -> String {
    let user = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
    format!("{}@127.0.0.1", user.trim())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_and_a_signed_event_come_through_ssh_byte_for_byte() {
    let rig = Rig::start().await;
    let (host, options) = (host(), options(&rig));
    rig.start_as("ssh", &[("host", &host), ("options", &options)]).await;
    let view = rig.until_phase("ready").await;
    let url = view.state.url.unwrap();
    through(&rig, &url).await;
}

/// What Meta does first, and then: through `url`, which is not ours.
pub(crate) async fn through(rig: &Rig, url: &str) {
    assert!(!url.contains(&rig.receiver.to_string()));
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
    let challenge =
        [("hub.mode", "subscribe"), ("hub.challenge", "815"), ("hub.verify_token", "v & t")];
    let mut asked = reqwest::Url::parse(url).unwrap();
    asked.query_pairs_mut().extend_pairs(challenge);
    assert_eq!(client.get(asked).send().await.unwrap().text().await.unwrap(), "815");

    let mut body = br#"{"object":"instagram","entry":[],"pad":"caf\u00e9 \/ "#.to_vec();
    body.extend((0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8));
    let (sha256, _) = hooktrail_domain::signature::sign(SECRET.as_bytes(), &body);
    let posted = client.post(url).header("X-Hub-Signature-256", sha256).body(body.clone());
    assert_eq!(posted.send().await.unwrap().status(), 200);

    let captures = rig.engine.captures_list(CaptureQuery::default()).await.unwrap().rows;
    assert_eq!((captures.len(), captures[0].signature.as_str()), (2, "valid"));
    let capture = rig.engine.capture_body(ById { id: captures[0].id.clone() }).await.unwrap();
    let kept =
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, capture.body_base64);
    assert!(kept.unwrap() == body, "byte for byte");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_was_chosen_there_is_known_without_being_told() {
    let rig = Rig::start().await;
    let options = options(&rig);
    let there = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let fields = [("host", &*host()), ("options", &options), ("remote_port", &there.to_string())];
    rig.start_as("ssh", &fields).await;
    let view = rig.until_phase("ready").await;
    assert_eq!(view.state.url, Some(format!("http://127.0.0.1:{there}/webhook")));
}
