//! One HTTP try of a plan: no redirects, no retries, no proxy, nothing decoded. Failures are outcomes, not errors.

use std::time::{Duration, Instant};

use http::HeaderMap;
use reqwest::Client;

use super::failure;
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
    /// The connection stood; `None` also when an open one was used.
    pub connect: Option<Duration>,
    /// TLS stood.
    pub tls: Option<Duration>,
    /// The answer began.
    pub first_byte: Option<Duration>,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq)]
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

/// Makes tries. Cloned freely.
#[derive(Debug, Clone)]
pub struct Sender {
    client: Client,
}

impl Sender {
    /// Installs rustls' provider, if nobody has, and makes the client. The error is a sentence.
    pub fn new() -> Result<Self, String> {
        // Someone else's provider will do as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .pool_max_idle_per_host(0)
            .no_proxy()
            .referer(false)
            .connect_timeout(Timeouts::default().connect)
            .build()
            .map_err(|error| format!("No HTTP client can be made: {}.", error.without_url()))?;
        Ok(Self { client })
    }

    /// The client, for requests that are no deliveries.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Sends `plan` once.
    pub async fn send(&self, plan: &Plan) -> Outcome {
        let started = Instant::now();
        let mut answer = None;
        let tried = tokio::time::timeout(plan.timeouts.total, self.exchange(plan, &mut answer));
        let seconds = plan.timeouts.total.as_secs();
        let error = match tried.await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(failure::words(&error, &plan.url, seconds)),
            Err(_) if answer.is_some() => {
                Some(format!("its answer did not end within {seconds} s"))
            }
            Err(_) => Some(format!("timed out after {seconds} s")),
        };
        Outcome { answer, error, duration: started.elapsed(), phases: Phases::default() }
    }

    async fn exchange(&self, plan: &Plan, slot: &mut Option<Answer>) -> reqwest::Result<()> {
        let mut request = self
            .client
            .request(plan.method.clone(), plan.url.clone())
            .headers(plan.headers.clone());
        if !plan.body.is_empty() || plan.method != http::Method::GET {
            request = request.body(plan.body.clone());
        }
        let mut response = request.send().await?;
        let answer = slot.insert(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: Vec::new(),
            truncated: false,
        });
        while let Some(piece) = response.chunk().await? {
            let room = ANSWER_KEPT - answer.body.len();
            answer.body.extend_from_slice(&piece[..piece.len().min(room)]);
            if piece.len() > room {
                answer.truncated = true;
                break;
            }
        }
        Ok(())
    }
}
