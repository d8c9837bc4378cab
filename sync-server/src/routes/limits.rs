//! Nobody asks without end: an account has a budget of requests, and so has an address of those who are not signed in. What is left stands in
//! every answer (draft-ietf-httpapi-ratelimit-headers).

use super::peer::Peer;
use crate::auth::Bearer;
use crate::instances::{Budget, Verdict};
use crate::{App, Problem, network};
use axum::extract::{FromRequestParts, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::net::IpAddr;
use std::time::Duration;
use uuid::Uuid;

const PER: Duration = Duration::from_secs(60);

/// Counts a request, and refuses it beyond the budget.
pub(super) async fn limit<F: Future<Output = Response>>(
    app: &App,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response {
    // whoever spreads the requests asks these all the time
    if ["/healthz", "/readyz"].contains(&request.uri().path()) {
        return next(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let limits = &app.config.limits;
    let (name, most, whose) = match Bearer::from_request_parts(&mut parts, app).await {
        Ok(Bearer(caller)) => {
            // looked at once
            parts.extensions.insert(caller);
            ("user", limits.per_user, caller.user_id.to_string())
        }
        Err(_) => {
            let Ok(Peer(from)) = Peer::from_request_parts(&mut parts, app).await;
            ("address", limits.per_address, pseudonym(app, from))
        }
    };
    let request = Request::from_parts(parts, body);
    if most == 0 {
        return next(request).await;
    }
    let budget = Budget { name, most, per: PER };
    let verdict = app.instances.limits.take(budget, &whose).await;
    let mut response = match verdict.allowed {
        true => next(request).await,
        false => {
            let many = "São pedidos demais em pouco tempo. Espere um pouco e tente de novo.";
            let problem = Problem::new(429, "too_many_requests", many);
            Problem { retry_after_s: Some(seconds(verdict.wait).max(1)), ..problem }.into_response()
        }
    };
    say(&mut response, budget, verdict);
    response
}

fn say(response: &mut Response, budget: Budget, verdict: Verdict) {
    let policy = format!("\"{}\";q={};w={}", budget.name, budget.most, budget.per.as_secs());
    let left = format!("\"{}\";r={};t={}", budget.name, verdict.remaining, seconds(verdict.reset));
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", left)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
}

/// Rounded up.
fn seconds(time: Duration) -> u64 {
    time.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX)
}

/// An address is kept nowhere as it is.
fn pseudonym(app: &App, from: Option<IpAddr>) -> String {
    let network = from.map(|from| network::of(from).to_string()).unwrap_or_default();
    let secret = crate::config::key_bytes(&app.config.secret_key);
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&secret) else { return String::new() };
    mac.update(b"alfa-limit-1");
    mac.update(network.as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.first_chunk::<16>().map(|start| Uuid::from_bytes(*start).simple().to_string()).unwrap_or_default()
}
