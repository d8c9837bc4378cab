//! What may come in from outside.

use super::{BadConfig, Reader, bad};
use axum::http::HeaderValue;
use std::time::Duration;

/// The edges.
#[derive(Debug, Clone)]
pub struct EdgesConfig {
    /// `allowed_origins`: pages of these may call from a browser, as https://conta.example, with commas between them. Default none.
    pub allowed_origins: Vec<HeaderValue>,
    /// `request_timeout_s`: a request must have arrived and be answered in so many seconds. 1 to 600, default 60.
    pub request_timeout: Duration,
    /// `upload_timeout_s`: the same for a long recording. 10 to 7200, default 900.
    pub upload_timeout: Duration,
    /// `export_timeout_s`: whoever takes out an account's data has taken it in so many seconds. 1 to 7200, default 1800.
    pub export_timeout: Duration,
}

impl EdgesConfig {
    pub(super) const KEYS: [&'static str; 4] =
        ["allowed_origins", "request_timeout_s", "upload_timeout_s", "export_timeout_s"];

    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, BadConfig> {
        let origins: Vec<String> = reader.list("allowed_origins", "origins")?;
        Ok(Self {
            allowed_origins: origins.iter().map(|origin| self::origin(origin)).collect::<Result<_, _>>()?,
            request_timeout: Duration::from_secs(reader.number("request_timeout_s", 60, 1..=600)?),
            upload_timeout: Duration::from_secs(reader.number("upload_timeout_s", 900, 10..=7_200)?),
            export_timeout: Duration::from_secs(reader.number("export_timeout_s", 1_800, 1..=7_200)?),
        })
    }
}

/// As a browser sends it: scheme and host, without a path.
fn origin(text: &str) -> Result<HeaderValue, BadConfig> {
    let wrong = || bad("allowed_origins", "must be origins as https://conta.example, without a path");
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(wrong)?;
    if host.is_empty() || host.contains('/') {
        return Err(wrong());
    }
    HeaderValue::from_str(text).map_err(|_| wrong())
}
