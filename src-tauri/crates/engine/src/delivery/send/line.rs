//! A connection to a target: made, and driven only while something waits for it, so that a connection never outlives
//! whoever sends over it, and dropping one closes it.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, Connection, SendRequest};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use reqwest::Url;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tower::Service;

use super::failure::Failure;

/// Header fields of an answer, at most.
const FIELDS: usize = 500;

/// Where connections lead, and what is asked of them: two of the same place are as good as one another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Place {
    secure: bool,
    /// Without the brackets of an address.
    pub(super) host: String,
    port: u16,
    pub(super) accept_invalid_certificate: bool,
}

impl Place {
    pub(super) fn of(url: &Url, accept_invalid_certificate: bool) -> Result<Self, Failure> {
        let host = url.host_str().ok_or(Failure::Unsendable)?;
        Ok(Self {
            secure: url.scheme() == "https",
            host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: url.port_or_known_default().ok_or(Failure::Unsendable)?,
            accept_invalid_certificate,
        })
    }

    pub(super) fn is_secure(&self) -> bool {
        self.secure
    }

    /// Finds the host and connects, to whichever of its addresses answers first.
    pub(super) async fn connect(&self, limit: Duration) -> Result<TcpStream, Failure> {
        let host = match self.host.contains(':') {
            true => format!("[{}]", self.host),
            false => self.host.clone(),
        };
        let uri = format!("http://{host}:{}/", self.port);
        let uri: Uri = uri.parse().map_err(|_| Failure::Unsendable)?;
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(limit));
        let stream = connector.call(uri).await.map_err(|error| Failure::Connect(error.into()))?;
        Ok(stream.into_inner())
    }
}

/// Bytes both ways, plain or secure.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

type Requests = SendRequest<Full<Bytes>>;
type Driven = Connection<TokioIo<Box<dyn Stream>>, Full<Bytes>>;

/// An open connection.
pub(super) struct Line {
    requests: Requests,
    connection: Option<Pin<Box<Driven>>>,
}

/// What was not answered: the request, if nothing of it was written, and why.
pub(super) type Unanswered = (Option<Request<Full<Bytes>>>, hyper::Error);

impl Line {
    pub(super) async fn over(stream: impl Stream + 'static) -> Result<Self, Failure> {
        let stream: Box<dyn Stream> = Box::new(stream);
        let made = http1::Builder::new().max_headers(FIELDS).handshake(TokioIo::new(stream)).await;
        let (requests, connection) = made.map_err(Failure::Exchange)?;
        Ok(Self { requests, connection: Some(Box::pin(connection)) })
    }

    /// Sends, and waits for the head of the answer.
    pub(super) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Unanswered> {
        let reply = self.requests.try_send_request(request);
        drive(&mut self.connection, reply)
            .await
            .map_err(|mut error| (error.take_message(), error.into_error()))
    }

    /// Waits for something that comes over it.
    pub(super) async fn drive<T>(&mut self, work: impl Future<Output = T>) -> T {
        drive(&mut self.connection, work).await
    }

    /// Whether the next request can go over it: both sides left it open and nothing is under way.
    pub(super) fn is_free(&mut self) -> bool {
        turn(&mut self.connection, &mut Context::from_waker(Waker::noop()));
        self.connection.is_some() && self.requests.is_ready()
    }
}

async fn drive<T>(connection: &mut Option<Pin<Box<Driven>>>, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    poll_fn(|context| {
        turn(connection, context);
        work.as_mut().poll(context)
    })
    .await
}

/// Lets the connection do what it can. Why it ended is told to whoever waits for an answer.
fn turn(connection: &mut Option<Pin<Box<Driven>>>, context: &mut Context<'_>) {
    if let Some(open) = connection
        && let Poll::Ready(_) = open.as_mut().poll(context)
    {
        *connection = None;
    }
}
