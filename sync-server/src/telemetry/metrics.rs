//! Metrics as Prometheus reads them, on a port of their own.

use crate::{App, cron};
use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use sqlx::PgPool;
use std::time::Duration;
use tokio::net::TcpListener;

/// In seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Recognition of a recording took so long.
pub fn recognition(took: Duration) {
    histogram!("alfa_recognition_duration_seconds").record(took);
}

/// A language model answered after so long.
pub fn llm(took: Duration) {
    histogram!("alfa_llm_duration_seconds").record(took);
}

/// A turn of hosted voice was answered.
pub fn turn() {
    counter!("alfa_turns_total").increment(1);
}

pub(super) fn request(method: &'static str, route: String, status: u16, took: Duration) {
    let status = status.to_string();
    counter!("alfa_http_requests_total", "method" => method, "route" => route.clone(), "status" => status).increment(1);
    histogram!("alfa_http_request_duration_seconds", "method" => method, "route" => route).record(took);
}

/// From now on what is counted is kept; once a process.
pub(crate) fn keep() -> Result<PrometheusHandle, BuildError> {
    PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()
}

/// Answers Prometheus until the process ends.
pub(crate) async fn serve(listener: TcpListener, kept: PrometheusHandle, app: App) {
    let page = async move || {
        measure(&app).await;
        kept.run_upkeep();
        ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], kept.render()).into_response()
    };
    if let Err(error) = axum::serve(listener, Router::new().route("/metrics", get(page))).await {
        tracing::error!(%error, "metrics are told no more");
    }
}

/// What is not counted as it happens. Without the database its figures stay as they were.
async fn measure(app: &App) {
    let number = |count: i64| i32::try_from(count).map_or(f64::MAX, f64::from);
    let open = i64::from(app.pool.size());
    let idle = i64::try_from(app.pool.num_idle()).unwrap_or(0);
    gauge!("alfa_database_connections", "state" => "idle").set(number(idle));
    gauge!("alfa_database_connections", "state" => "used").set(number(open - idle));
    gauge!("alfa_database_answers").set(if app.database.answers() { 1.0 } else { 0.0 });
    if let Ok(counted) = count(&app.pool).await {
        for (state, accounts) in counted.accounts() {
            gauge!("alfa_accounts", "state" => state).set(number(accounts));
        }
        gauge!("alfa_active_users", "window" => "1d").set(number(counted.day));
        gauge!("alfa_active_users", "window" => "30d").set(number(counted.month));
        gauge!("alfa_jobs", "state" => "dead").set(number(counted.dead));
        gauge!("alfa_jobs", "state" => "due").set(number(counted.due));
    }
    if let Ok(parts) = cron::parts_up(&app.pool).await {
        for (part, up) in parts {
            gauge!("alfa_part_up", "part" => part).set(if up { 1.0 } else { 0.0 });
        }
    }
}

#[derive(sqlx::FromRow)]
struct Counted {
    signed_up: i64,
    verified: i64,
    syncing: i64,
    plus: i64,
    day: i64,
    month: i64,
    dead: i64,
    due: i64,
}

impl Counted {
    /// The way from an account to a plan, each step with those who came so far: what converts stands between two of them.
    fn accounts(&self) -> [(&'static str, i64); 4] {
        [("signed_up", self.signed_up), ("verified", self.verified), ("syncing", self.syncing), ("plus", self.plus)]
    }
}

async fn count(pool: &PgPool) -> Result<Counted, sqlx::Error> {
    sqlx::query_as(
        "SELECT count(*) AS signed_up, count(verified_at) AS verified,
                (SELECT count(*) FROM wrapped_key) AS syncing,
                (SELECT count(*) FROM subscription WHERE plan <> 'free' AND (until IS NULL OR until > now())) AS plus,
                (SELECT count(DISTINCT user_id) FROM device WHERE last_seen_at > now() - interval '1 day') AS day,
                (SELECT count(DISTINCT user_id) FROM device WHERE last_seen_at > now() - interval '30 days') AS month,
                (SELECT count(*) FROM job WHERE dead_at IS NOT NULL) AS dead,
                (SELECT count(*) FROM job WHERE dead_at IS NULL AND holder IS NULL AND due_at < now()) AS due
         FROM account",
    )
    .fetch_one(pool)
    .await
}
