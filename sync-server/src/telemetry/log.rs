//! The log, on standard error.

use super::BoxedLayer;
use crate::config::{LogFormat, TelemetryConfig};
use std::io::IsTerminal;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};

/// Which lines are written: `RUST_LOG`, as `info,sqlx=warn`, or from info on.
pub(super) fn lines() -> Targets {
    let asked = std::env::var("RUST_LOG").ok().filter(|asked| !asked.is_empty());
    asked.and_then(|asked| asked.parse().ok()).unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO))
}

/// Where they go and how they look.
pub(super) fn layer(config: Option<&TelemetryConfig>, lines: Targets) -> BoxedLayer {
    let usual = if std::io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json };
    let format = config.map_or(LogFormat::Text, |config| config.log_format.unwrap_or(usual));
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    match format {
        LogFormat::Text => layer.with_filter(lines).boxed(),
        LogFormat::Json => {
            let json = layer.json().flatten_event(true).with_current_span(true).with_span_list(false);
            json.with_filter(lines).boxed()
        }
    }
}
