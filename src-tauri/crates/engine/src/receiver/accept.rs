//! The accept loop: deadlines for heads, a cap on connections, and an end that lets requests under way finish.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use super::answer::{Kept, Manner};
use super::io::Connection;
use super::{Deps, Peer, Tally, router};
use crate::journal::Journal;
use crate::source::Act;

/// Pause after a refused accept (no file handles left): trying again at once would only burn.
const BREATH: Duration = Duration::from_millis(50);

/// Serves the endpoint until `shutdown`, then lets requests under way finish, for as long as the limits say.
pub async fn run(listener: TcpListener, deps: Deps, shutdown: CancellationToken) {
    let limits = deps.limits;
    let (tally, journal) = (deps.tally.clone(), deps.journal.clone());
    let router = router(deps);
    let turns = Arc::new(Semaphore::new(limits.connections));
    let connections = TaskTracker::new();
    let abort = CancellationToken::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head_deadline)
        .max_headers(limits.header_fields)
        .max_header_size(64 << 10);
    while let Some((stream, peer, turn)) = next(&listener, &turns, &shutdown).await {
        let (http, router, tally) = (http.clone(), router.clone(), tally.clone());
        let journal = journal.clone();
        let (shutdown, abort) = (shutdown.clone(), abort.clone());
        connections.spawn(async move {
            tally.opened();
            tokio::select! {
                () = serve(http, stream, peer, router, &tally, &journal, shutdown) => {}
                () = abort.cancelled() => {}
            }
            tally.ended();
            drop(turn);
        });
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(limits.farewell, connections.wait()).await.is_err() {
        abort.cancel();
        connections.wait().await;
    }
}

type Turn = tokio::sync::OwnedSemaphorePermit;

/// The next connection, once there is a turn for it; `None` at shutdown.
async fn next(
    listener: &TcpListener,
    turns: &Arc<Semaphore>,
    shutdown: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, Turn)> {
    let accepted = async {
        let turn = turns.clone().acquire_owned().await.ok()?;
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => return Some((stream, peer, turn)),
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
    };
    shutdown.run_until_cancelled(accepted).await.flatten()
}

/// An answer that a kept request waits for. What becomes of it is noted when it is dropped: as sent, or before that, with the
/// connection of a client that left.
struct Owed<'j> {
    journal: &'j Journal,
    seq: i64,
    start: Instant,
    sent: bool,
}

impl Drop for Owed<'_> {
    fn drop(&mut self) {
        match self.sent {
            true => self.journal.answered(self.seq, self.start.elapsed()),
            false => self.journal.unsent(self.seq),
        }
    }
}

async fn serve(
    http: http1::Builder,
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    tally: &Tally,
    journal: &Journal,
    shutdown: CancellationToken,
) {
    let _ = stream.set_nodelay(true);
    let heard = AtomicBool::new(false);
    let reset = Arc::new(AtomicBool::new(false));
    let stream = TokioIo::new(Connection::new(stream, reset.clone()));
    let service = service_fn(|request: hyper::Request<Incoming>| {
        heard.store(true, Ordering::Relaxed);
        let start = Instant::now();
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        let answer = router.clone().call(request);
        let (reset, shutdown) = (&reset, &shutdown);
        async move {
            let Ok(response) = answer.await;
            let manner = response.extensions().get::<Manner>().copied();
            let kept = response.extensions().get::<Kept>().copied();
            let kept = kept.filter(|_| manner.is_none_or(|manner| manner.act == Act::Answer));
            let owed = kept.map(|Kept(seq)| Owed { journal, seq, start, sent: false });
            let response = match manner {
                None => response,
                Some(manner) => in_manner(manner, response, reset, shutdown).await?,
            };
            if let Some(mut owed) = owed {
                owed.sent = true;
            }
            Ok::<_, io::Error>(response)
        }
    });
    let mut connection = std::pin::pin!(http.serve_connection(stream, service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    match ended {
        Err(error) if error.is_parse() => tally.count_malformed(),
        // An idle connection that was kept open ends in the same way, and is no wrong.
        Err(error) if error.is_timeout() && !heard.load(Ordering::Relaxed) => tally.count_cut_off(),
        _ => {}
    }
}

/// Lets the answer go as its manner says; an error closes the connection. At shutdown nothing waits any longer.
async fn in_manner(
    manner: Manner,
    response: Response,
    reset: &AtomicBool,
    shutdown: &CancellationToken,
) -> io::Result<Response> {
    let _ = shutdown.run_until_cancelled(tokio::time::sleep(manner.delay)).await;
    match manner.act {
        Act::Answer => Ok(response),
        Act::Hang => {
            shutdown.cancelled().await;
            Err(io::ErrorKind::TimedOut.into())
        }
        Act::Reset => {
            reset.store(true, Ordering::Relaxed);
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }
}
