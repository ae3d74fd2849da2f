//! The receiver's listener: the sources' endpoints and nothing else. Keeps what comes through the journal and answers
//! 200 only after the commit. What a body means is never asked here: no body may fail a request.

mod accept;
mod answer;
mod bind;
mod body;
mod capture;
mod handshake;
mod io;
pub mod probe;
mod tally;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use tokio::sync::Semaphore;

pub use self::accept::run;
pub use self::bind::{BindError, bind};
pub(crate) use self::handshake::{ANOTHER_TOKEN, NO_HANDSHAKE, asks};
pub use self::tally::Tally;
use crate::clock::Clock;
use crate::journal::Journal;
pub use crate::limits::Limits;
use crate::secrets::Secrets;
use crate::source::Sources;

/// What the receiver works with. Cloned freely; clones share everything.
#[derive(Debug, Clone)]
pub struct Deps {
    /// Where captures go.
    pub journal: Journal,
    /// Tells when they came.
    pub clock: Clock,
    /// What signatures are checked with.
    pub secrets: Secrets,
    /// The endpoints.
    pub sources: Sources,
    /// Counts what is refused.
    pub tally: Arc<Tally>,
    /// Bounds.
    pub limits: Limits,
    /// Key of this run by which [`probe`] knows that it is ourselves who ask. Random.
    pub probe: Arc<str>,
    /// The data folder's own name, by which it knows what it sent itself.
    pub instance: Arc<str>,
}

/// Remote address of a request's connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// What every request shares.
struct Receiver {
    deps: Deps,
    /// Turns for bodies that are larger than what is kept of a truncated one: bounds the memory they take.
    large_bodies: Semaphore,
}

/// The endpoints. Served by [`run`], which adds the [`Peer`] and the bounds that belong to connections.
pub fn router(deps: Deps) -> Router {
    let large_bodies = Semaphore::new(deps.limits.large_bodies);
    Router::new().fallback(capture::receive).with_state(Arc::new(Receiver { deps, large_bodies }))
}

/// An answer of one line of text, never sniffed as a page.
fn text(status: StatusCode, text: impl Into<bytes::Bytes>) -> axum::response::Response {
    use axum::http::header::{CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
    use axum::response::IntoResponse;
    let headers = [(CONTENT_TYPE, "text/plain"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (status, headers, text.into()).into_response()
}
