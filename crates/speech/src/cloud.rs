//! What the cloud engines share: a service's address, key and patience, its answers as errors, and audio that streams in as bytes.

use crate::{Clip, SpeechError};
use futures::StreamExt;
use reqwest::header::{HeaderValue, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Longest wait for a connection; a service that is there answers much sooner.
const CONNECT: Duration = Duration::from_secs(4);
/// A busy service is asked again only if it wants no longer a wait than this.
const SHORT_WAIT: f64 = 1.5;
/// Wait before a service that failed is asked once more.
const PAUSE: Duration = Duration::from_millis(250);
/// What is kept of an error's text.
const REASON_CHARACTERS: usize = 300;
/// Audio is passed on in pieces of at least so many seconds, so that the speaker is not fed crumbs.
const PIECE_SECONDS: f64 = 0.05;

/// How to reach a service.
#[derive(Debug, Clone)]
pub struct Service {
    /// The address up to the version: `https://api.openai.com/v1`.
    pub base_url: String,
    /// The key; empty for a service without keys.
    pub key: SecretString,
    /// How long the first byte of an answer, and each later one, may take.
    pub patience: Duration,
}

impl Service {
    /// The address of `path`, which begins with a slash.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.trim_end_matches('/'))
    }

    /// A client with this service's patience.
    pub(crate) fn client(&self, engine: &str) -> Result<Client, SpeechError> {
        let refused = |reason: String| SpeechError::Engine { engine: engine.to_owned(), reason };
        reqwest::Url::parse(&self.base_url).map_err(|error| refused(format!("{}: {error}", self.base_url)))?;
        Client::builder()
            .connect_timeout(CONNECT.min(self.patience))
            .read_timeout(self.patience)
            .build()
            .map_err(|error| refused(error.to_string()))
    }

    /// The key as a header, marked secret.
    pub(crate) fn key_header(&self, engine: &str, prefix: &str) -> Result<HeaderValue, SpeechError> {
        let mut value = HeaderValue::from_str(&format!("{prefix}{}", self.key.expose_secret()))
            .map_err(|_| SpeechError::Unauthorised { service: engine.to_owned() })?;
        value.set_sensitive(true);
        Ok(value)
    }

    pub(crate) fn has_key(&self) -> bool {
        !self.key.expose_secret().is_empty()
    }
}

/// Sends a request, once more if that is safe and may help, and gives an answer that is a success.
pub(crate) async fn send(
    service: &str,
    request: RequestBuilder,
    cancel: &CancellationToken,
) -> Result<Response, SpeechError> {
    let again = request.try_clone();
    let first = until(cancel, once(service, request)).await;
    let (Err(error), Some(again)) = (&first, again) else { return first };
    let wait = match error {
        SpeechError::Unreachable { .. } => PAUSE,
        SpeechError::Busy { retry_after: Some(seconds), .. } if *seconds <= SHORT_WAIT => {
            Duration::from_secs_f64(seconds.max(0.05))
        }
        _ => return first,
    };
    tracing::debug!(service, %error, "asked once more");
    until(cancel, async {
        tokio::time::sleep(wait).await;
        once(service, again).await
    })
    .await
}

async fn once(service: &str, request: RequestBuilder) -> Result<Response, SpeechError> {
    let response = request.send().await.map_err(|error| transport(service, &error))?;
    if response.status().is_success() { Ok(response) } else { Err(refusal(service, response).await) }
}

/// Runs `work` until it is done or `cancel` is called.
pub(crate) async fn until<T>(
    cancel: &CancellationToken,
    work: impl Future<Output = Result<T, SpeechError>>,
) -> Result<T, SpeechError> {
    tokio::select! {
        biased;
        () = cancel.cancelled() => Err(SpeechError::Cancelled),
        outcome = work => outcome,
    }
}

/// What a failed request means. The address is left out: it is the user's own and may carry more than a host.
pub(crate) fn transport(service: &str, error: &reqwest::Error) -> SpeechError {
    let reason = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else if error.is_builder() {
        return SpeechError::Engine { engine: service.to_owned(), reason: "the request cannot be built".into() };
    } else {
        "the connection broke"
    };
    SpeechError::Unreachable { service: service.to_owned(), reason: reason.to_owned() }
}

/// What a refusal means.
async fn refusal(service: &str, response: Response) -> SpeechError {
    let status = response.status();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let body = response.text().await.unwrap_or_default();
    status_error(service, status, retry_after, &body)
}

/// What a status with its body means.
pub(crate) fn status_error(service: &str, status: StatusCode, retry_after: Option<f64>, body: &str) -> SpeechError {
    let service = service.to_owned();
    let reason = said(body);
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => SpeechError::Unauthorised { service },
        StatusCode::TOO_MANY_REQUESTS => SpeechError::Busy { service, retry_after },
        StatusCode::REQUEST_TIMEOUT => SpeechError::Unreachable { service, reason: "no answer in time".into() },
        _ if status.is_server_error() => {
            SpeechError::Unreachable { service, reason: format!("{} {reason}", status.as_u16()) }
        }
        _ if body.contains("voice_not_found") => SpeechError::UnknownVoice(service),
        _ => SpeechError::Engine { engine: service, reason: format!("{} {reason}", status.as_u16()) },
    }
}

/// The sentence in an error's body: `error.message` (OpenAI), `detail.message` (ElevenLabs), or its beginning.
fn said(body: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let message = ["/error/message", "/detail/message", "/detail", "/error", "/message"]
        .iter()
        .find_map(|pointer| json.pointer(pointer)?.as_str())
        .unwrap_or(body);
    message.trim().chars().take(REASON_CHARACTERS).collect()
}

/// Passes 16-bit little-endian mono audio on as it comes.
///
/// # Errors
/// [`SpeechError::Unreachable`] where it breaks off, [`SpeechError::Engine`] where it is no audio, [`SpeechError::Cancelled`].
pub async fn pass_on(
    service: &str,
    response: Response,
    rate: u32,
    out: &mpsc::Sender<Clip>,
    cancel: &CancellationToken,
) -> Result<(), SpeechError> {
    let kind =
        response.headers().get(reqwest::header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if kind.starts_with("application/json") || kind.starts_with("text/") {
        return Err(SpeechError::Engine {
            engine: service.to_owned(),
            reason: format!("it sent {kind} instead of audio"),
        });
    }
    let stated = response.content_length();
    let mut stream = response.bytes_stream();
    let mut bytes: Vec<u8> = Vec::new();
    let mut received = 0u64;
    loop {
        let next = until(cancel, async { Ok(stream.next().await) }).await?;
        let ended = next.is_none();
        if let Some(piece) = next {
            let piece = piece.map_err(|error| transport(service, &error))?;
            received += piece.len() as u64;
            bytes.extend_from_slice(&piece);
        }
        let enough = bytes.len() as f64 / 2.0 >= PIECE_SECONDS * f64::from(rate);
        let whole = bytes.len() / 2 * 2;
        if whole > 0 && (enough || ended) {
            let samples = samples(&bytes[..whole]);
            bytes.drain(..whole);
            if out.send(Clip { samples: samples.into(), rate }).await.is_err() {
                return Err(SpeechError::Cancelled);
            }
        }
        if ended {
            break;
        }
    }
    if received == 0 || stated.is_some_and(|stated| received < stated) {
        return Err(SpeechError::Unreachable { service: service.to_owned(), reason: "the audio broke off".into() });
    }
    Ok(())
}

/// 16-bit little-endian samples in -1..1.
pub(crate) fn samples(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<2>().0.iter().map(|pair| f32::from(i16::from_le_bytes(*pair)) / 32_768.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_what_to_do() {
        let error = |status: u16, body: &str| status_error("x", StatusCode::from_u16(status).unwrap(), Some(3.0), body);
        assert!(matches!(error(401, ""), SpeechError::Unauthorised { .. }));
        assert!(matches!(error(429, ""), SpeechError::Busy { retry_after: Some(3.0), .. }));
        assert!(matches!(error(503, "down"), SpeechError::Unreachable { .. }));
        assert!(matches!(
            error(400, r#"{"detail":{"status":"voice_not_found","message":"none"}}"#),
            SpeechError::UnknownVoice(_)
        ));
        let SpeechError::Engine { reason, .. } = error(400, r#"{"error":{"message":"no such model"}}"#) else {
            panic!()
        };
        assert_eq!(reason, "400 no such model");
    }

    #[test]
    fn a_key_is_not_in_what_is_printed() {
        let service = Service { base_url: "http://x/v1/".into(), key: "very-secret".into(), patience: CONNECT };
        assert!(!format!("{service:?}").contains("very-secret"));
        assert!(!format!("{:?}", service.key_header("x", "Bearer ").unwrap()).contains("very-secret"));
        assert_eq!(service.url("/audio/speech"), "http://x/v1/audio/speech");
        let broken = Service { key: "a\nb".into(), ..service };
        assert!(matches!(broken.key_header("x", ""), Err(SpeechError::Unauthorised { .. })));
    }
}
