//! The log, on standard error.

use crate::config::{LogFormat, TelemetryConfig};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Begins the log, `RUST_LOG` or from info on. Once a process: a second call changes nothing.
pub fn log(config: Option<&TelemetryConfig>) {
    let usual = if std::io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json };
    let format = config.map_or(LogFormat::Text, |config| config.log_format.unwrap_or(usual));
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _already = match format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => {
            let json = lines.json().flatten_event(true).with_current_span(true).with_span_list(false);
            json.try_init()
        }
    };
}
