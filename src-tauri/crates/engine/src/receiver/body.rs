//! Reading a request's body within its bounds: exactly the bytes that came, in time, or the reason why not.

use axum::body::{Body, HttpBody};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout_at};

use super::Limits;

/// A body, as far as it is kept.
pub(super) struct Read<'a> {
    /// The bytes as they came; of a body beyond the limit, its beginning.
    pub(super) bytes: Bytes,
    /// Size as received, as far as it was read or declared.
    pub(super) size: u64,
    /// Larger than the limit.
    pub(super) beyond: bool,
    /// Held while a large body is in memory.
    turn: Option<SemaphorePermit<'a>>,
}

/// Why there is no body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CutOff {
    /// It did not come in time.
    Slow,
    /// The client left, or broke the framing.
    Broken,
}

pub(super) async fn read<'a>(
    body: Body,
    limits: &Limits,
    large: &'a Semaphore,
) -> Result<Read<'a>, CutOff> {
    let declared = body.size_hint().exact();
    let beyond = declared.is_some_and(|size| size > limits.body as u64);
    let mut pieces = Pieces { body, deadline: Instant::now() + limits.body_deadline };
    let mut read = Read { bytes: Bytes::new(), size: 0, beyond, turn: None };
    let mut gathered = BytesMut::new();
    loop {
        let piece = match pieces.next().await {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            // It is too large in any case, and what is kept of it may have come.
            Err(_) if read.beyond => break,
            Err(cut_off) => return Err(cut_off),
        };
        read.size += piece.len() as u64;
        if read.size > limits.body as u64 && !read.beyond {
            read.beyond = true;
            read.turn = None;
            gathered = BytesMut::from(&gathered[..gathered.len().min(limits.beginning)]);
        }
        if read.beyond {
            let room = limits.beginning.saturating_sub(gathered.len());
            gathered.extend_from_slice(&piece[..piece.len().min(room)]);
            let hopeless = read.size.max(declared.unwrap_or(0)) > limits.drained;
            if hopeless && gathered.len() >= limits.beginning {
                break;
            }
            continue;
        }
        if gathered.is_empty() && declared == Some(read.size) {
            // By far the most bodies: one piece, taken without a copy.
            read.bytes = piece;
            return Ok(read);
        }
        if read.turn.is_none() && gathered.len() + piece.len() > limits.beginning {
            let turn = timeout_at(pieces.deadline, large.acquire()).await;
            read.turn = turn.map_err(|_| CutOff::Slow)?.ok();
        }
        gathered.extend_from_slice(&piece);
    }
    read.bytes = gathered.freeze();
    read.size = read.size.max(declared.unwrap_or(0));
    Ok(read)
}

struct Pieces {
    body: Body,
    /// For all of them together: a trickle does not move it.
    deadline: Instant,
}

impl Pieces {
    /// The next piece of data; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, CutOff> {
        loop {
            match timeout_at(self.deadline, self.body.frame()).await {
                Err(_) => return Err(CutOff::Slow),
                Ok(None) => return Ok(None),
                Ok(Some(Err(_))) => return Err(CutOff::Broken),
                Ok(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        return Ok(Some(data));
                    }
                }
            }
        }
    }
}
