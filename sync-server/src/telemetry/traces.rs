//! Traces, by OTLP over HTTP (opentelemetry.io/docs/specs/otlp): one span a request, part of the caller's trace where it sends one (W3C
//! `traceparent`).

use super::{BoxedLayer, is_own};
use axum::http::HeaderMap;
use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::runtime::Tokio;
use opentelemetry_sdk::trace::SdkTracerProvider;
use opentelemetry_sdk::trace::span_processor_with_async_runtime::BatchSpanProcessor;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;

/// What collects spans, and what sends them. Where the collector is away they are dropped: requests wait for nothing.
pub(super) fn layer(endpoint: &str) -> Result<(BoxedLayer, SdkTracerProvider), Box<dyn std::error::Error>> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?)
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(format!("{endpoint}/v1/traces"))
        .build()?;
    let resource = Resource::builder().with_service_name("alfa-sync-server");
    let resource = resource.with_attribute(opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    let provider = SdkTracerProvider::builder()
        .with_span_processor(BatchSpanProcessor::builder(exporter, Tokio).build())
        .with_resource(resource.build())
        .build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("alfa")).with_location(false);
    Ok((layer.with_threads(false).with_filter(filter_fn(is_own)).boxed(), provider))
}

/// Makes a request's span part of the trace its caller names.
pub(super) fn join(span: &tracing::Span, headers: &HeaderMap) {
    if headers.contains_key("traceparent") {
        // a span nobody collects has no parent either
        let _ = span.set_parent(TraceContextPropagator::new().extract(&Headers(headers)));
    }
}

/// What a span says of its request, by OpenTelemetry's names (semantic conventions for HTTP).
pub(super) fn describe(span: &tracing::Span, method: &'static str, route: &str, status: u16) {
    span.set_attribute("http.request.method", method);
    span.set_attribute("http.route", route.to_owned());
    span.set_attribute("http.response.status_code", i64::from(status));
    if status >= 500 {
        span.set_status(opentelemetry::trace::Status::error(""));
    }
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(axum::http::HeaderName::as_str).collect()
    }
}
