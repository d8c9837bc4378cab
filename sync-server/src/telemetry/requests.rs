//! One line of the log, one span and one count for each request.

use super::traces;
use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::response::Response;
use std::time::Instant;
use tracing::Instrument;

/// By the route's template, never the address itself, which may name somebody; what is no route shares one name.
pub(crate) async fn observed<F: Future<Output = Response>>(
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or("unmatched").to_owned();
    let method = method(request.method());
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    let span = tracing::info_span!("request", request_id = id, method, route);
    traces::join(&span, request.headers());
    let begun = Instant::now();
    let response = next(request).instrument(span.clone()).await;
    let (took, status) = (begun.elapsed(), response.status().as_u16());
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match route.as_str() {
        // asked every few seconds, and it says nothing new
        "/healthz" | "/readyz" if status < 400 => tracing::debug!(parent: &span, status, ms, "answered"),
        _ => tracing::info!(parent: &span, status, ms, "answered"),
    }
    traces::describe(&span, method, &route, status);
    super::metrics::request(method, route, status, took);
    response
}

/// Anybody can make up methods.
fn method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
