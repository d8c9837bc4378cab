//! What the operator sees: logs, metrics, traces and errors, without anything about a person.
//!
//! - [`begin`]: where lines, traces and errors go
//! - [`observed`]: one line, one span and one count for each request
//! - [`metrics`]: what Prometheus asks for, and what other subjects count

mod errors;
mod log;
pub mod metrics;
mod requests;
mod traces;

use crate::config::TelemetryConfig;
use opentelemetry_sdk::trace::SdkTracerProvider;
pub(crate) use requests::observed;
use sentry::ClientInitGuard;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer, Registry};

type BoxedLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// What was not yet sent when the program ends.
#[must_use = "what is left is sent when this ends"]
#[derive(Default)]
pub struct Unsent {
    traces: Option<SdkTracerProvider>,
    errors: Option<ClientInitGuard>,
}

impl std::fmt::Debug for Unsent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Unsent").finish_non_exhaustive()
    }
}

impl Unsent {
    /// Sends it, as far as whoever takes it answers within a few seconds. Before the runtime ends, and not on one of its threads.
    pub fn end(self) {
        if let Some(traces) = self.traces
            && let Err(error) = traces.shutdown()
        {
            tracing::debug!("the last traces were not sent: {error}");
        }
        drop(self.errors);
    }
}

/// Begins the log, and traces and errors where they are configured; those need a runtime around this call. Once a process: a second call
/// changes nothing.
pub fn begin(config: Option<&TelemetryConfig>) -> Unsent {
    let lines = log::lines();
    let mut layers = vec![log::layer(config, lines.clone())];
    let mut unsent = Unsent::default();
    let mut untold = None;
    match config.and_then(|config| config.otlp_endpoint.as_deref()).map(traces::layer) {
        Some(Ok((layer, provider))) => {
            layers.push(layer);
            unsent.traces = Some(provider);
        }
        Some(Err(error)) => untold = Some(error.to_string()),
        None => {}
    }
    if let Some(dsn) = config.and_then(|config| config.sentry_dsn.as_ref()) {
        unsent.errors = Some(errors::begin(dsn));
        layers.extend(errors::layers());
    }
    let sends_more = layers.len() > 1;
    // What no layer wants must end here: asked in vain, the layers' own filters would keep their answer for what comes next.
    let wanted = filter_fn(move |metadata| {
        lines.would_enable(metadata.target(), metadata.level()) || (sends_more && is_own(metadata))
    });
    let _already = tracing_subscriber::registry().with(layers).with(wanted).try_init();
    if let Some(error) = untold {
        tracing::warn!("otlp_endpoint: no traces are sent: {error}");
    }
    unsent
}

/// What ALFA itself says from info on, not what its libraries say.
fn is_own(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("alfa_") && *metadata.level() <= Level::INFO
}
