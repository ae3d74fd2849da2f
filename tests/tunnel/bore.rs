//! A real bore, its server and its client in this process.

use std::net::{IpAddr, Ipv4Addr};

use bore_cli::client::Client;
use bore_cli::server::Server;

use crate::rig::Rig;
use crate::ssh::through;

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_and_a_signed_event_come_through_bore_byte_for_byte() {
    let rig = Rig::start().await;
    // Its control port is always the same, so the server gets an address of its own on loopback.
    let [_, _, high, low] = std::process::id().to_be_bytes();
    let own = Ipv4Addr::new(127, 77, high, low.clamp(1, 254));
    let mut server = Server::new(1_024..=65_535, Some("bore secret"));
    server.set_bind_addr(IpAddr::V4(own));
    server.set_bind_tunnels(IpAddr::V4(own));
    tokio::spawn(server.listen());
    let client = loop {
        let to = own.to_string();
        let (port, secret) = (rig.receiver.port(), Some("bore secret"));
        match Client::new("127.0.0.1", port, &to, 0, secret).await {
            Ok(client) => break client,
            Err(_) => tokio::task::yield_now().await,
        }
    };
    let line = format!(
        "2026-11-20T10:00:00Z  INFO bore_cli::client: listening at {own}:{}",
        client.remote_port()
    );
    tokio::spawn(client.listen());
    // What the program bore would say; the way there is bore's own.
    let program =
        rig.program("bore", &format!("printf '\\033[2m%s\\033[0m\\n' '{line}'; sleep 1000"));
    rig.start_as(
        "command",
        &[("command", &program), ("pattern", r"listening at (\S+:\d+)"), ("url", "http://{1}")],
    )
    .await;
    let view = rig.until_phase("ready").await;
    through(&rig, &view.state.url.unwrap()).await;
}
