//! Taking the receiver's port on loopback, and offering another when it is taken.

use std::io::ErrorKind;
use std::net::Ipv4Addr;

use tokio::net::TcpListener;

/// How many ports above a taken one are tried.
const TRIED: u16 = 100;

/// Why the receiver does not listen, with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BindError {
    /// One sentence.
    pub message: String,
    /// The next port that is free.
    pub free_port: Option<u16>,
}

/// Listens on loopback at `port`; 0 takes a free one.
pub async fn bind(port: u16) -> Result<TcpListener, BindError> {
    let error = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
        Ok(listener) => return Ok(listener),
        Err(error) => error,
    };
    let free_port = next_free(port).await;
    let instead = free_port.map_or(String::new(), |free| format!(" Port {free} is free."));
    let message = match error.kind() {
        ErrorKind::AddrInUse => format!(
            "Port {port} is taken by another program: end that program, or receive on another port.{instead}"
        ),
        ErrorKind::PermissionDenied => format!(
            "The system does not let this user receive on port {port}: choose one above 1023.{instead}"
        ),
        _ => format!("Nothing can be received on port {port} ({error}).{instead}"),
    };
    Err(BindError { message, free_port })
}

async fn next_free(taken: u16) -> Option<u16> {
    for port in (taken.max(1_023)..u16::MAX).skip(1).take(usize::from(TRIED)) {
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.is_ok() {
            return Some(port);
        }
    }
    None
}
