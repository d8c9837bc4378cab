//! `/v1/sync`

use super::input::{Json, Query};
use crate::auth::Caller;
use crate::{App, Problem, sync};
use alfa_sync::wire::{Bucket, Buckets, Hello, Pulled, Push, Pushed, Welcome};
use alfa_sync::{Collection, WrappedKey};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pull {
    epoch: Uuid,
    device: Uuid,
    #[serde(default)]
    after: i64,
    #[serde(default = "page")]
    limit: i64,
}

fn page() -> i64 {
    500
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfCollection {
    collection: Collection,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfBucket {
    collection: Collection,
    bucket: u8,
}

pub async fn key(State(app): State<App>, caller: Caller) -> Result<axum::Json<WrappedKey>, Problem> {
    sync::key(&app, caller.user_id).await.map(axum::Json)
}

pub async fn put_key(
    State(app): State<App>,
    caller: Caller,
    Json(key): Json<WrappedKey>,
) -> Result<StatusCode, Problem> {
    sync::put_key(&app, caller.user_id, &key).await.map(|()| StatusCode::CREATED)
}

pub async fn hello(
    State(app): State<App>,
    caller: Caller,
    Json(hello): Json<Hello>,
) -> Result<axum::Json<Welcome>, Problem> {
    sync::hello(&app, caller, &hello).await.map(axum::Json)
}

pub async fn push(
    State(app): State<App>,
    caller: Caller,
    Json(push): Json<Push>,
) -> Result<axum::Json<Pushed>, Problem> {
    sync::push(&app, caller, &push).await.map(axum::Json)
}

pub async fn pull(
    State(app): State<App>,
    caller: Caller,
    Query(pull): Query<Pull>,
) -> Result<axum::Json<Pulled>, Problem> {
    sync::pull(&app, caller, pull.epoch, pull.device, pull.after, pull.limit).await.map(axum::Json)
}

pub async fn buckets(
    State(app): State<App>,
    caller: Caller,
    Query(of): Query<OfCollection>,
) -> Result<axum::Json<Buckets>, Problem> {
    sync::buckets(&app, caller, of.collection).await.map(axum::Json)
}

pub async fn bucket(
    State(app): State<App>,
    caller: Caller,
    Query(of): Query<OfBucket>,
) -> Result<axum::Json<Bucket>, Problem> {
    sync::bucket(&app, caller, of.collection, of.bucket).await.map(axum::Json)
}
