//! No request waits long for a database that says nothing.

use crate::{App, Problem};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Ends what waits for a silent database, and closes connections of a server that will end.
pub(super) async fn patience<F: Future<Output = Response>>(
    app: &App,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let mut response = tokio::select! {
        response = next(request) => response,
        () = app.database.silence_for_long() => Problem::away().into_response(),
    };
    if app.ending.is_announced() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
