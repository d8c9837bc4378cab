//! A request that does not arrive, or is not answered, in time.

use crate::{App, Problem};
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

pub(super) async fn in_time<F: Future<Output = Response>>(
    app: &App,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    let arrived = Arc::new(AtomicBool::new(request.body().is_end_stream()));
    let request = match arrived.load(Ordering::Relaxed) {
        true => request,
        false => request.map(|body| noticed(body, Arc::clone(&arrived))),
    };
    let edges = &app.config.edges;
    let long = *request.method() == Method::POST && request.uri().path() == super::audio_jobs::PATH;
    let patience = if long { edges.upload_timeout } else { edges.request_timeout };
    match tokio::time::timeout(patience, next(request)).await {
        Ok(response) => response,
        Err(_) if arrived.load(Ordering::Relaxed) => {
            let late = "O servidor demorou demais. Tente de novo em instantes.";
            Problem { retry_after_s: Some(2), ..Problem::new(503, "too_busy", late) }.into_response()
        }
        Err(_) => {
            let slow = "O pedido demorou demais para chegar. Confira a conexão e tente de novo.";
            let mut response = Problem::new(408, "too_slow", slow).into_response();
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            response
        }
    }
}

/// The same body; its end is noted.
fn noticed(body: Body, arrived: Arc<AtomicBool>) -> Body {
    let mut parts = body.into_data_stream();
    Body::from_stream(futures::stream::poll_fn(move |context| {
        let part = parts.poll_next_unpin(context);
        if matches!(part, Poll::Ready(None)) {
            arrived.store(true, Ordering::Relaxed);
        }
        part
    }))
}
