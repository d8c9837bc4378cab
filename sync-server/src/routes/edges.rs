//! What stands around every route.

use super::in_time::in_time;
use super::limits::limit;
use super::patience::patience;
use crate::telemetry::observed;
use crate::{App, Problem};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::cors::CorsLayer;
use uuid::Uuid;

/// A body has at most so many bytes, where a route does not say otherwise.
const MOST_BODY: usize = 64 << 10;
/// Of the address and of all headers, in bytes.
const LONGEST_ADDRESS: usize = 8 << 10;
const MOST_HEADERS: usize = 32 << 10;
/// Less is not worth compressing.
const SMALL: u64 = 1_024;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Puts the edges around the routes.
pub(super) fn around(routes: Router<App>, app: &App) -> Router<App> {
    let worth_it = SizeAbove::new(SMALL)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::new("audio/"))
        .and(NotForContentType::new("application/octet-stream"));
    // the first one sees a request first; together they cost every request less than one by one
    let mut routes = routes.layer((
        CompressionLayer::new().compress_when(worth_it),
        CatchPanicLayer::custom(panicked),
        from_fn_with_state(app.clone(), admitted),
        DefaultBodyLimit::max(MOST_BODY),
    ));
    if !app.config.edges.allowed_origins.is_empty() {
        routes = routes.layer(cors(app.config.edges.allowed_origins.clone()));
    }
    routes.layer(from_fn_with_state(app.clone(), marked))
}

/// What concerns every answer: its name, what is told of it to the operator, and what it tells a browser.
async fn marked(State(app): State<App>, request: Request, next: Next) -> Response {
    let observed = |request| observed(request, |request| next.run(request));
    let mut response = named(request, observed).await;
    let headers = response.headers_mut();
    let mut fixed = |name: HeaderName, value| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    fixed(header::CACHE_CONTROL, "no-store");
    fixed(header::REFERRER_POLICY, "no-referrer");
    fixed(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    if app.config.public_url.starts_with("https://") {
        fixed(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    response
}

/// What a request must pass: its size, its sender's budget, its own time and the database's.
async fn admitted(State(app): State<App>, request: Request, next: Next) -> Response {
    let app = &app;
    let patient = move |request| patience(app, request, |request| next.run(request));
    let timely = move |request| in_time(app, request, patient);
    let limited = move |request| limit(app, request, timely);
    of_a_size(request, limited).await
}

/// Pages of these origins may call, with a token and without cookies.
fn cors(origins: Vec<HeaderValue>) -> CorsLayer {
    let sent = [header::AUTHORIZATION, header::CONTENT_TYPE, HeaderName::from_static("idempotency-key"), REQUEST_ID];
    let seen = ["ratelimit", "ratelimit-policy", "retry-after", "idempotency-replayed"].map(HeaderName::from_static);
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(sent)
        .expose_headers(seen.into_iter().chain([REQUEST_ID]).collect::<Vec<_>>())
        .max_age(Duration::from_secs(600))
}

/// Each request has a name, in the log and in its answer: the one it came with, if that is a plain word of up to 64 characters.
async fn named<F: Future<Output = Response>>(mut request: Request, next: impl FnOnce(Request) -> F) -> Response {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let fits = |id: &&HeaderValue| (1..=64).contains(&id.len()) && id.as_bytes().iter().all(plain);
    let id = match request.headers().get(REQUEST_ID).filter(fits) {
        Some(id) => id.clone(),
        None => HeaderValue::from_str(&Uuid::now_v7().to_string()).unwrap_or(HeaderValue::from_static("none")),
    };
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let mut response = next(request).await;
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

async fn of_a_size<F: Future<Output = Response>>(request: Request, next: impl FnOnce(Request) -> F) -> Response {
    let address = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if address > LONGEST_ADDRESS {
        return Problem::new(414, "address_too_long", "O endereço do pedido é longo demais.").into_response();
    }
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers > MOST_HEADERS {
        return Problem::new(431, "headers_too_large", "Os cabeçalhos do pedido são grandes demais.").into_response();
    }
    next(request).await
}

/// A fault of ours, which ends this request alone.
#[expect(clippy::needless_pass_by_value, reason = "as the layer calls it")]
fn panicked(what: Box<dyn Any + Send>) -> Response {
    let what = what.downcast_ref::<String>().map(String::as_str).or_else(|| what.downcast_ref::<&str>().copied());
    tracing::error!(what = what.unwrap_or_default(), "a request panicked");
    Problem::internal().into_response()
}
