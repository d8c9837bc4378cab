//! What the operator sees of it.

use super::{BadConfig, Reader, bad};
use std::net::SocketAddr;

/// Logs and metrics.
#[derive(Debug, Clone)]
pub struct TelemetryConfig {
    /// `log_format`: text or json, one line each. Default text on a terminal, json elsewhere.
    pub log_format: Option<LogFormat>,
    /// `metrics_listen`: where Prometheus may ask, at /metrics; not for the outside. Default off.
    pub metrics_listen: Option<SocketAddr>,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl TelemetryConfig {
    pub(super) const KEYS: [&'static str; 2] = ["log_format", "metrics_listen"];

    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, BadConfig> {
        let log_format = match reader.get("log_format")?.as_deref() {
            None => None,
            Some("text") => Some(LogFormat::Text),
            Some("json") => Some(LogFormat::Json),
            Some(_) => return Err(bad("log_format", "must be text or json")),
        };
        let address = |text: String| {
            text.parse().map_err(|_| bad("metrics_listen", "must be an address and a port, as 127.0.0.1:9187"))
        };
        Ok(Self { log_format, metrics_listen: reader.get("metrics_listen")?.map(address).transpose()? })
    }
}
