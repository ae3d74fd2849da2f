//! `GET /events`: word of changes as a stream. The first notice comes at once and names the revision of now, so that
//! whoever subscribes first and pulls then misses nothing, also after a reconnect; every later one names what is new.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use tokio_util::sync::CancellationToken;

use super::Host;
use crate::api::Changed;
use crate::changes::{Notice, Subscription};

/// How long a browser waits before it subscribes again, and how often the stream shows that it lives.
const AGAIN: Duration = Duration::from_secs(1);
const ALIVE: Duration = Duration::from_secs(15);

/// Follows changes until the engine ends.
pub(super) async fn follow(
    State(host): State<Host>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = host.engine.changes();
    let listener = changes.subscribe();
    let now = Notice { revision: changes.revision(), captures: Vec::new() };
    let state = (Some(now), listener, host.stop.clone());
    Sse::new(stream::unfold(state, next)).keep_alive(KeepAlive::new().interval(ALIVE))
}

type Following = (Option<Notice>, Subscription, CancellationToken);

async fn next(
    (first, mut listener, stop): Following,
) -> Option<(Result<Event, Infallible>, Following)> {
    let is_first = first.is_some();
    let notice = match first {
        Some(notice) => notice,
        None => stop.run_until_cancelled(listener.next()).await??,
    };
    let revision = notice.revision.to_string();
    let json = serde_json::to_string(&Changed::from(notice)).unwrap_or_default();
    let mut event = Event::default().event("changed").id(revision).data(json);
    if is_first {
        event = event.retry(AGAIN);
    }
    Some((Ok(event), (None, listener, stop)))
}
