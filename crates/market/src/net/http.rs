//! One source over HTTP: bounded in time and size, silent when asked to be, retried once when it stumbles.

use super::Limit;
use crate::Problem;
use backon::{ExponentialBuilder, Retryable};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use serde::de::DeserializeOwned;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The largest answer that is read unless a request says otherwise.
const BODY_LIMIT: usize = 8 << 20;
/// Binance allows 6,000 of weight a minute; past this much it is left alone until its minute is over.
const WEIGHT_CEILING: u32 = 5_400;

/// A source's address, its client and when it may be asked again.
pub(crate) struct Http {
    client: Client,
    base: Url,
    timeout: Duration,
    silent_until: Mutex<Option<Instant>>,
}

/// One request.
pub(crate) struct Get<'a> {
    /// The provider's own path, without a leading slash.
    pub(crate) path: &'a str,
    /// The query as it goes over the wire, already encoded.
    pub(crate) query: String,
    /// Which limit it counts against, and how much.
    pub(crate) limit: (&'a Limit, u32),
    /// The largest answer that is read; 0 for the usual.
    pub(crate) body_limit: usize,
}

impl Http {
    /// `base` ends in a slash. Redirects are followed on the same host only: a price must not come from a hotel's login page.
    pub(crate) fn new(base: Url, timeout: Duration, headers: HeaderMap) -> Result<Self, reqwest::Error> {
        let same_host = redirect::Policy::custom(|attempt| {
            let host = |url: &Url| (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port());
            let stays = attempt.previous().first().is_some_and(|first| host(first) == host(attempt.url()));
            if stays && attempt.previous().len() <= 3 { attempt.follow() } else { attempt.stop() }
        });
        let client = Client::builder()
            .connect_timeout(timeout)
            .redirect(same_host)
            .default_headers(headers)
            .user_agent(concat!("alfa/", env!("CARGO_PKG_VERSION")))
            .pool_idle_timeout(Duration::from_secs(300))
            .build()?;
        Ok(Self { client, base, timeout, silent_until: Mutex::new(None) })
    }

    /// Asks and reads the answer.
    pub(crate) async fn get<T: DeserializeOwned>(&self, request: &Get<'_>) -> Result<T, Problem> {
        let body = self.get_bytes(request).await?;
        serde_json::from_slice(&body).map_err(|error| Problem::Garbage(error.to_string()))
    }

    /// Asks and returns the answer's bytes; a status of 400 and above is a problem.
    pub(crate) async fn get_bytes(&self, request: &Get<'_>) -> Result<Vec<u8>, Problem> {
        match self.get_any(request).await? {
            (status, body) if status.is_success() => Ok(body),
            (status, _) => Err(Problem::Status(status.as_u16())),
        }
    }

    /// As [`Self::get_bytes`], but a refusal of the request itself (400) comes back with its body, which says why.
    pub(crate) async fn get_any(&self, request: &Get<'_>) -> Result<(StatusCode, Vec<u8>), Problem> {
        let stumble = |problem: &Problem| matches!(problem, Problem::Unreachable(_) | Problem::Status(500..=599));
        let once_more =
            ExponentialBuilder::new().with_min_delay(Duration::from_millis(60)).with_max_times(1).with_jitter();
        (|| self.try_get(request)).retry(once_more).when(stumble).await
    }

    async fn try_get(&self, request: &Get<'_>) -> Result<(StatusCode, Vec<u8>), Problem> {
        self.may_ask()?;
        let (limit, weight) = request.limit;
        limit.take(weight, self.timeout).await?;
        self.may_ask()?;
        let mut url = self.base.join(request.path).map_err(|error| Problem::Garbage(error.to_string()))?;
        url.set_query((!request.query.is_empty()).then_some(&*request.query));
        let most = if request.body_limit == 0 { BODY_LIMIT } else { request.body_limit };
        // an answer that may be larger than usual may take longer too
        let patience = if most > BODY_LIMIT { self.timeout * 6 } else { self.timeout };
        let until = tokio::time::Instant::now() + patience;
        let asked = self.client.get(url).send();
        let response = tokio::time::timeout_at(until, asked).await.map_err(|_| Problem::TimedOut)?.map_err(problem)?;
        let status = response.status();
        self.heed(status, response.headers());
        match status.as_u16() {
            418 | 429 => return Err(self.may_ask().err().unwrap_or(Problem::Status(status.as_u16()))),
            401 | 402 => return Err(Problem::BadKey),
            code @ (300..=399 | 403..=499 | 500..=599) => return Err(Problem::Status(code)),
            _ => {}
        }
        let body = tokio::time::timeout_at(until, read(response, most)).await.map_err(|_| Problem::TimedOut)??;
        Ok((status, body))
    }

    /// Whether the source may be asked now.
    fn may_ask(&self) -> Result<(), Problem> {
        let silent_until = *self.silent_until.lock().unwrap_or_else(PoisonError::into_inner);
        match silent_until.map(|until| until.saturating_duration_since(Instant::now())) {
            Some(left) if !left.is_zero() => Err(Problem::Limited { retry_after: left }),
            _ => Ok(()),
        }
    }

    /// Leaves the source alone for so long.
    pub(crate) fn be_silent(&self, time: Duration) {
        let until = Instant::now().checked_add(time.min(Duration::from_secs(3 * 86_400)));
        let mut silent_until = self.silent_until.lock().unwrap_or_else(PoisonError::into_inner);
        *silent_until = (*silent_until).max(until);
    }

    fn heed(&self, status: StatusCode, headers: &HeaderMap) {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        let asked = number(RETRY_AFTER.as_str()).map(Duration::from_secs);
        match status.as_u16() {
            // without Retry-After: a minute, the span of every provider's limit; a ban lasts two at least
            429 => self.be_silent(asked.unwrap_or(Duration::from_secs(60))),
            418 => self.be_silent(asked.unwrap_or(Duration::from_secs(120))),
            503 if asked.is_some() => self.be_silent(asked.unwrap_or_default()),
            _ => {}
        }
        if number("x-mbx-used-weight-1m").is_some_and(|used| used >= u64::from(WEIGHT_CEILING)) {
            self.be_silent(Duration::from_secs(20));
        }
    }
}

async fn read(mut response: Response, most: usize) -> Result<Vec<u8>, Problem> {
    let too_large = || Problem::Garbage(format!("more than {most} bytes"));
    if response.content_length().is_some_and(|length| length > most as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(problem)? {
        if body.len() + chunk.len() > most {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The address is left out: it may carry a key.
fn problem(error: reqwest::Error) -> Problem {
    if error.is_timeout() {
        return Problem::TimedOut;
    }
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    Problem::Unreachable(cause.to_string())
}
