//! The contract over loopback HTTP, with the page for the browser: `POST /rpc/{command}`, `GET /events`, and static files.
//! For guests on this machine (bearer token) and browsers that a link let in (cookie); never for the network. The receiver is another
//! listener; nothing of it is served here.

mod events;
mod guard;
mod pages;
mod rpc;
mod sessions;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use self::sessions::Sessions;
use crate::engine::Engine;

/// Media type and bytes of what is at a path of the page (`/`, `/assets/index-B2.js`), if anything.
pub type Assets = fn(&str) -> Option<(&'static str, &'static [u8])>;

/// Largest request body, bytes: an edited body to be sent, as large as the receiver takes one, in base64.
const BODY: usize = 12 << 20;

/// No page: for engines that only guests speak to.
pub fn no_assets(_: &str) -> Option<(&'static str, &'static [u8])> {
    None
}

/// What every request shares.
#[derive(Clone)]
struct Host {
    engine: Engine,
    sessions: Sessions,
    assets: Assets,
    stop: CancellationToken,
}

/// Serves until `stop`.
pub(crate) async fn run(
    listener: TcpListener,
    engine: Engine,
    sessions: Sessions,
    assets: Assets,
    stop: CancellationToken,
) {
    let host = Host { engine, sessions, assets, stop: stop.clone() };
    let spoken = Router::new()
        .route("/rpc/{command}", post(rpc::answer))
        .route("/events", get(events::follow))
        .route_layer(middleware::from_fn_with_state(host.clone(), guard::known))
        .layer(DefaultBodyLimit::max(BODY));
    let router = spoken
        .fallback(pages::answer)
        .layer(middleware::from_fn_with_state(host.clone(), guard::local))
        .with_state(host);
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
    if let Err(error) = served.await {
        tracing::error!(%error, "the control port ended");
    }
}
