//! Whether the server lives, and whether it can work.

use crate::{App, Problem};
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

pub async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

pub async fn ready(State(app): State<App>) -> Result<Json<Value>, Problem> {
    sqlx::query("SELECT 1").execute(&app.pool).await?;
    Ok(Json(json!({ "status": "ok" })))
}
