//! What the operator sees of it.

use super::{BadConfig, Reader, bad};
use sentry::types::Dsn;
use std::net::SocketAddr;

/// Logs, metrics, traces and errors.
#[derive(Debug, Clone)]
pub struct TelemetryConfig {
    /// `log_format`: text or json, one line each. Default text on a terminal, json elsewhere.
    pub log_format: Option<LogFormat>,
    /// `metrics_listen`: where Prometheus may ask, at /metrics; not for the outside. Default off.
    pub metrics_listen: Option<SocketAddr>,
    /// `otlp_endpoint`: where traces go, by OTLP over HTTP (`/v1/traces` is put behind it). Default off.
    pub otlp_endpoint: Option<String>,
    /// `sentry_dsn`: the project that errors go to, of Sentry or what speaks its protocol. Default off.
    pub sentry_dsn: Option<Dsn>,
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
    pub(super) const KEYS: [&'static str; 4] = ["log_format", "metrics_listen", "otlp_endpoint", "sentry_dsn"];

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
        let dsn = |text: String| {
            text.parse().map_err(|_| bad("sentry_dsn", "must be as Sentry shows it: https://KEY@HOST/PROJECT"))
        };
        Ok(Self {
            log_format,
            metrics_listen: reader.get("metrics_listen")?.map(address).transpose()?,
            otlp_endpoint: reader.url("otlp_endpoint", &["http://", "https://"])?,
            sentry_dsn: reader.get("sentry_dsn")?.map(dsn).transpose()?,
        })
    }
}
