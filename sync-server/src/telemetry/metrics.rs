//! Metrics as Prometheus reads them, on a port of their own.

use crate::App;
use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
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
    let counted: Result<(i64, i64, i64, i64), sqlx::Error> = sqlx::query_as(
        "SELECT count(*), count(verified_at),
                (SELECT count(DISTINCT user_id) FROM device WHERE last_seen_at > now() - interval '1 day'),
                (SELECT count(DISTINCT user_id) FROM device WHERE last_seen_at > now() - interval '30 days')
         FROM account",
    )
    .fetch_one(&app.pool)
    .await;
    let Ok((accounts, verified, day, month)) = counted else { return };
    gauge!("alfa_accounts", "state" => "signed_up").set(number(accounts));
    gauge!("alfa_accounts", "state" => "verified").set(number(verified));
    gauge!("alfa_active_users", "window" => "1d").set(number(day));
    gauge!("alfa_active_users", "window" => "30d").set(number(month));
}
