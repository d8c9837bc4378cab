//! What can be made to go wrong.

use super::{Provider, Shared};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::stream;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// How a provider fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing behind the gateway answers: 502.
    Down,
    /// The answer comes after so many milliseconds.
    Slow(u64),
    /// 429 with `Retry-After` of so many seconds, and 418 for whoever asks on.
    Limited(u64),
    /// This status.
    Status(u16),
    /// A page of HTML with status 200.
    Garbage,
    /// Every price is zero.
    Zero,
    /// Every price is negative.
    Negative,
    /// Right names, wrong types.
    WrongTypes,
    /// An empty object: every field is missing.
    Empty,
    /// The connection ends in the middle of the answer; a stream ends after its first message.
    Cut,
    /// An answer that does not end.
    Huge,
    /// A redirect to another host.
    Redirect,
    /// There is no WebSocket; HTTP works.
    NoWebSocket,
    /// CoinMarketCap's error code in an answer with status 200.
    ErrorCode(u32),
}

/// Counts every request and applies the provider's fault to its answer.
pub(super) async fn layer(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let Some(provider) = Provider::of_path(request.uri().path()) else { return next.run(request).await };
    let asked = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    shared.requests.lock().unwrap_or_else(PoisonError::into_inner).entry(provider).or_default().push(asked);
    let fault = {
        let mut faults = shared.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.get_mut(&provider).map(|(fault, times)| {
            *times += 1;
            (*fault, *times)
        })
    };
    let Some((fault, times)) = fault else { return next.run(request).await };
    match fault {
        Fault::Down => StatusCode::BAD_GATEWAY.into_response(),
        Fault::Slow(milliseconds) => {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            next.run(request).await
        }
        Fault::Limited(seconds) => {
            let status = if times == 1 { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::IM_A_TEAPOT };
            (status, [(header::RETRY_AFTER, seconds.to_string())]).into_response()
        }
        Fault::Status(code) => StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response(),
        Fault::Garbage => "<html><body>Bem-vindo ao Wi-Fi do hotel</body></html>".into_response(),
        Fault::Empty => "{}".into_response(),
        Fault::Redirect => (StatusCode::FOUND, [(header::LOCATION, "http://127.0.0.2:9/login")]).into_response(),
        Fault::ErrorCode(code) => {
            axum::Json(serde_json::json!({"status": {"error_code": code.to_string(), "error_message": "no"}}))
                .into_response()
        }
        Fault::Huge => {
            let chunk = Bytes::from(vec![b' '; 1 << 16]);
            Body::from_stream(stream::repeat_with(move || Ok::<_, std::io::Error>(chunk.clone()))).into_response()
        }
        Fault::NoWebSocket => next.run(request).await,
        Fault::Zero | Fault::Negative | Fault::WrongTypes | Fault::Cut => spoiled(next.run(request).await, fault).await,
    }
}

/// The answer, spoiled.
async fn spoiled(answer: Response, fault: Fault) -> Response {
    let (mut parts, body) = answer.into_parts();
    let Ok(body) = axum::body::to_bytes(body, 64 << 20).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if fault == Fault::Cut {
        let half = body.slice(..body.len() / 2);
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        let end = Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
        return Response::from_parts(parts, Body::from_stream(stream::iter([Ok(half), end])));
    }
    let Ok(mut value) = serde_json::from_slice::<serde_json::Value>(&body) else {
        return Response::from_parts(parts, Body::from(body));
    };
    spoil(&mut value, fault);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(value.to_string()))
}

/// Fields that are times or numbers of another kind stay as they are.
const KEPT: [&str; 12] = [
    "closeTime",
    "openTime",
    "date",
    "timestamp",
    "last_updated_at",
    "t",
    "updated_at",
    "market_cap_rank",
    "cmc_rank",
    "count",
    "id",
    "error_code",
];

fn spoil(value: &mut serde_json::Value, fault: Fault) {
    use serde_json::Value;
    match value {
        Value::Object(fields) => {
            for (_, field) in fields.iter_mut().filter(|(name, _)| !KEPT.contains(&name.as_str())) {
                spoil(field, fault);
            }
        }
        Value::Array(items) => {
            // a candle's first number is its time
            let row = items.len() > 2 && items.first().is_some_and(Value::is_i64);
            items.iter_mut().skip(usize::from(row)).for_each(|item| spoil(item, fault));
        }
        Value::Number(_) => {
            *value = match fault {
                Fault::Zero => Value::from(0),
                Fault::Negative => Value::from(-5),
                _ => Value::from(true),
            }
        }
        Value::String(text) if text.parse::<f64>().is_ok() => {
            *value = match fault {
                Fault::Zero => Value::from("0.00000000"),
                Fault::Negative => Value::from("-5.0"),
                _ => Value::from(vec!["what"]),
            }
        }
        _ => {}
    }
}
