//! The routes: thin over the functions that do the work.

mod accounts;
mod health;
mod input;
mod sync;

use crate::{App, Problem};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::routing::{delete, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;

/// Beyond what a push may have, for its frame.
const MOST_BODY: usize = alfa_sync::wire::MOST_BYTES + (64 << 10);

/// All routes.
pub fn router(app: App) -> Router {
    let fixed = |name: HeaderName, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    let request_id = HeaderName::from_static("x-request-id");
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/v1/accounts", post(accounts::sign_up))
        .route("/v1/accounts/verify", post(accounts::verify))
        .route("/v1/sessions", post(accounts::sign_in))
        .route("/v1/sessions/refresh", post(accounts::refresh))
        .route("/v1/sessions/current", delete(accounts::sign_out))
        .route("/v1/devices", get(accounts::devices))
        .route("/v1/devices/{id}", delete(accounts::revoke))
        .route("/v1/sync/key", get(sync::key).put(sync::put_key))
        .route("/v1/sync/hello", post(sync::hello))
        .route("/v1/sync/push", post(sync::push))
        .route("/v1/sync/pull", get(sync::pull))
        .route("/v1/sync/buckets", get(sync::buckets))
        .route("/v1/sync/bucket", get(sync::bucket))
        .fallback(async || Problem::new(404, "no_such_route", "Este endereço não existe aqui."))
        .method_not_allowed_fallback(async || {
            Problem::new(405, "wrong_method", "Este endereço não aceita esse método.")
        })
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(CatchPanicLayer::new())
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(SetRequestIdLayer::new(request_id, MakeRequestUuid))
        .with_state(app)
}
