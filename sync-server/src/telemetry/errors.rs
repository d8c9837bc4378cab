//! Errors and panics, to Sentry or what speaks its protocol, each with the request it happened in and nothing about a person.

use super::{BoxedLayer, is_own};
use sentry::integrations::tracing::{ErrorLayer, SpanLayer};
use sentry::types::Dsn;
use sentry::{ClientInitGuard, ClientOptions};
use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;

/// Begins it; what is left is sent when the guard goes.
pub(super) fn begin(dsn: &Dsn) -> ClientInitGuard {
    let options = ClientOptions::new()
        .release(concat!("alfa-sync-server@", env!("CARGO_PKG_VERSION")))
        .send_default_pii(false)
        .max_breadcrumbs(0);
    sentry::init((dsn.clone(), options))
}

/// Our errors, with what their request's span says.
pub(super) fn layers() -> [BoxedLayer; 2] {
    let errors = filter_fn(|metadata| is_own(metadata) && (metadata.is_span() || *metadata.level() == Level::ERROR));
    [
        SpanLayer::new().with_filter(filter_fn(is_own)).boxed(),
        ErrorLayer::new().enable_span_attributes().with_filter(errors).boxed(),
    ]
}
