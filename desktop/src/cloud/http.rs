//! Requests, and the server's problems.

use super::CloudError;
use reqwest::{Client, Method, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// A request that has not ended by then will not.
const PATIENCE: Duration = Duration::from_secs(30);
const CONNECT: Duration = Duration::from_secs(8);

/// problem+json, as far as it is read.
#[derive(Deserialize)]
struct ProblemBody {
    code: String,
    #[serde(default)]
    detail: String,
}

/// The server's address with a client for it.
#[derive(Debug, Clone)]
pub(super) struct Server {
    http: Client,
    base: String,
}

impl Server {
    pub fn new(base: &str) -> Result<Self, CloudError> {
        let http = Client::builder()
            .timeout(PATIENCE)
            .connect_timeout(CONNECT)
            // a password or a session is for this address and no other
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| CloudError::Unreachable(error.to_string()))?;
        Ok(Self { http, base: base.trim_end_matches('/').to_owned() })
    }

    /// The address.
    pub fn base(&self) -> &str {
        &self.base
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }
}

/// Sends a request; its answer's text where it is a good one.
pub(super) async fn text(request: reqwest::RequestBuilder) -> Result<String, CloudError> {
    open(request).await?.text().await.map_err(|error| CloudError::Unreachable(without_address(error)))
}

/// Sends a request; its answer, if it is a good one, before its body has come.
pub(super) async fn open(request: reqwest::RequestBuilder) -> Result<Response, CloudError> {
    refused(request.send().await).await
}

/// An answer, where it is a good one.
pub(super) async fn refused(answer: Result<Response, reqwest::Error>) -> Result<Response, CloudError> {
    let response = answer.map_err(|error| CloudError::Unreachable(without_address(error)))?;
    if response.status().is_success() { Ok(response) } else { Err(problem(response).await) }
}

pub(super) async fn json<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T, CloudError> {
    read(open(request).await?).await
}

/// What a good answer says.
pub(super) async fn read<T: DeserializeOwned>(answer: Response) -> Result<T, CloudError> {
    let text = answer.text().await.map_err(|error| CloudError::Unreachable(without_address(error)))?;
    // an answer without a body says nothing
    serde_json::from_str(if text.is_empty() { "null" } else { &text })
        .map_err(|error| CloudError::Unreachable(format!("an answer that cannot be read: {error}")))
}

async fn problem(response: Response) -> CloudError {
    let status = response.status();
    let wait = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    let body = response.text().await.unwrap_or_default();
    if status == StatusCode::UNAUTHORIZED && body.contains("\"signed_out\"") {
        return CloudError::SignedOut;
    }
    if let Some(seconds) = wait {
        return CloudError::Wait(seconds);
    }
    match serde_json::from_str::<ProblemBody>(&body) {
        Ok(problem) => {
            CloudError::Problem { status: status.as_u16(), code: problem.code, detail: problem.detail, body }
        }
        Err(_) => CloudError::Unreachable(format!("the answer was {status}")),
    }
}

pub(super) fn without_address(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(deeper) = cause {
        text = format!("{text}: {deeper}");
        cause = deeper.source();
    }
    text
}
