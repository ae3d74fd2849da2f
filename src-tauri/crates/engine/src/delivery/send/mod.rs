//! One HTTP try of a plan: no redirects, no retries, no proxy, nothing decoded, nothing added but `Host`, the length, and
//! what a user and password in the URL say. Failures are outcomes, not errors.

mod failure;
mod idle;
mod line;
mod tls;

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST, HeaderMap, HeaderValue};
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;
use reqwest::{Client, Url};
use url::Position;

use self::failure::Failure;
use self::idle::Idle;
use self::line::{Line, Place};
use self::tls::Tls;
use super::plan::Plan;

/// How much of an answer's body is kept, bytes.
pub const ANSWER_KEPT: usize = 256 << 10;

/// How long a target may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// To be reached.
    pub connect: Duration,
    /// From the start to the end of its answer.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(30) }
    }
}

impl Timeouts {
    /// `total`, and of that no more for the connection than usual.
    pub fn within(total: Duration) -> Self {
        Self { connect: Self::default().connect.min(total), total }
    }
}

/// When what was reached, from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Phases {
    /// The connection stood; `None` also when one was used that still stood from the try before.
    pub connect: Option<Duration>,
    /// TLS stood.
    pub tls: Option<Duration>,
    /// The answer began.
    pub first_byte: Option<Duration>,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// What the target answered, if it did.
    pub answer: Option<Answer>,
    /// What went wrong, in words; beside an answer, when only its body failed.
    pub error: Option<String>,
    /// From the start to the end, or to the failure.
    pub duration: Duration,
    /// When what was reached.
    pub phases: Phases,
}

/// A target's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Header list.
    pub headers: HeaderMap,
    /// The body as it came, up to [`ANSWER_KEPT`].
    pub body: Vec<u8>,
    /// There was more than is kept.
    pub truncated: bool,
}

/// Makes tries. Cloned freely; clones share the connections that still stand.
#[derive(Debug, Clone)]
pub struct Sender {
    client: Client,
    tls: Tls,
    idle: Idle,
}

/// What a try has come to so far.
struct Try {
    started: Instant,
    phases: Phases,
    answer: Option<Answer>,
}

impl Sender {
    /// Installs rustls' provider, if nobody has, and makes the client. The error is a sentence.
    pub fn new() -> Result<Self, String> {
        // Someone else's provider will do as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .pool_max_idle_per_host(0)
                .no_proxy()
                .referer(false)
                .connect_timeout(Timeouts::default().connect)
        };
        // A bare system trusts nobody: receiving and plain HTTP work there too.
        let client = builder()
            .build()
            .or_else(|_| builder().tls_certs_only([]).build())
            .map_err(|error| format!("No HTTP client can be made: {}.", error.without_url()))?;
        Ok(Self { client, tls: Tls::default(), idle: Idle::default() })
    }

    /// A client for requests that are no deliveries.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Sends `plan` once.
    pub async fn send(&self, plan: &Plan) -> Outcome {
        let mut tried = Try { started: Instant::now(), phases: Phases::default(), answer: None };
        let limit = plan.timeouts.total;
        let ended = match tokio::time::timeout(limit, self.exchange(plan, &mut tried)).await {
            Ok(ended) => ended,
            Err(_) if tried.answer.is_some() => Err(Failure::Endless(limit)),
            Err(_) => Err(Failure::Silent(limit)),
        };
        Outcome {
            error: ended.err().map(|failure| failure.words(&plan.url)),
            duration: tried.started.elapsed(),
            phases: tried.phases,
            answer: tried.answer,
        }
    }

    async fn exchange(&self, plan: &Plan, tried: &mut Try) -> Result<(), Failure> {
        let place = Place::of(&plan.url, plan.accept_invalid_certificate)?;
        let mut request = request(plan)?;
        let (mut line, reply) = loop {
            let kept = self.idle.take(&place);
            let was_kept = kept.is_some();
            let mut line = match kept {
                Some(line) => line,
                None => self.open(&place, plan, tried).await?,
            };
            match line.send(request).await {
                Ok(reply) => break (line, reply),
                // It was closed before anything was written, so the request is still whole and nobody has seen it.
                Err((Some(unsent), _)) if was_kept => request = unsent,
                Err((_, error)) if was_kept => return Err(Failure::KeptLine(error)),
                Err((_, error)) => return Err(Failure::Exchange(error)),
            }
        };
        tried.phases.first_byte = Some(tried.started.elapsed());
        let (head, body) = reply.into_parts();
        let answer = tried.answer.insert(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: Vec::new(),
            truncated: false,
        });
        read(&mut line, body, answer).await?;
        if !answer.truncated && line.is_free() {
            self.idle.keep(place, line);
        }
        Ok(())
    }

    async fn open(&self, place: &Place, plan: &Plan, tried: &mut Try) -> Result<Line, Failure> {
        let limit = plan.timeouts.connect;
        let opening = async {
            let stream = place.connect(limit).await?;
            tried.phases.connect = Some(tried.started.elapsed());
            if !place.is_secure() {
                return Line::over(stream).await;
            }
            let stream = self.tls.over(stream, place).await?;
            tried.phases.tls = Some(tried.started.elapsed());
            Line::over(stream).await
        };
        let opened = tokio::time::timeout(limit, opening).await;
        opened.unwrap_or(Err(Failure::Unreached(limit)))
    }
}

/// Reads what is kept of the body, and no further.
async fn read(line: &mut Line, mut body: Incoming, answer: &mut Answer) -> Result<(), Failure> {
    while let Some(frame) = line.drive(body.frame()).await {
        let Ok(piece) = frame.map_err(Failure::CutOff)?.into_data() else { continue };
        let room = ANSWER_KEPT - answer.body.len();
        answer.body.extend_from_slice(&piece[..piece.len().min(room)]);
        if piece.len() > room {
            answer.truncated = true;
            break;
        }
    }
    Ok(())
}

/// The request as it goes over the line.
fn request(plan: &Plan) -> Result<Request<Full<Bytes>>, Failure> {
    let url = &plan.url;
    let mut headers = HeaderMap::with_capacity(plan.headers.len() + 3);
    let host = HeaderValue::from_str(&url[Position::BeforeHost..Position::AfterPort]);
    headers.insert(HOST, host.map_err(|_| Failure::Unsendable)?);
    headers.extend(plan.headers.clone());
    if let Some(value) = credentials(url)
        && !headers.contains_key(AUTHORIZATION)
    {
        headers.insert(AUTHORIZATION, value);
    }
    if !plan.body.is_empty() || plan.method != Method::GET {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(plan.body.len()));
    }
    let path = &url[Position::BeforePath..Position::AfterQuery];
    let mut request = Request::new(Full::new(plan.body.clone()));
    *request.uri_mut() = path.parse().map_err(|_| Failure::Unsendable)?;
    *request.method_mut() = plan.method.clone();
    *request.headers_mut() = headers;
    Ok(request)
}

/// What a user and password in a URL mean to an HTTP server.
fn credentials(url: &Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let plain = |text| percent_decode_str(text).collect::<Vec<u8>>();
    let (user, password) = (plain(url.username()), plain(url.password().unwrap_or_default()));
    let pair = [user, b":".to_vec(), password].concat();
    HeaderValue::from_str(&format!("Basic {}", BASE64.encode(pair))).ok()
}
