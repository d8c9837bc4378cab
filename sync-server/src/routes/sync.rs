//! `/v1/sync`
#![expect(unused_qualifications, reason = "as the macro of the document writes queries")]

use super::input::{Json, Query};
use crate::auth::{Bearer, Caller};
use crate::sync::Ask;
use crate::{App, Problem, sync};
use alfa_sync::wire::{Bucket, Buckets, Hello, Keys, ProvedKey, Pulled, Push, Pushed, Rotation, Welcome};
use alfa_sync::{Collection, Digest, WrappedKey};
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Beyond what a push may have, for its frame.
const MOST_PUSHED: usize = alfa_sync::wire::MOST_BYTES + (64 << 10);

pub(super) fn routes() -> OpenApiRouter<App> {
    let pushes = OpenApiRouter::new().routes(routes!(push)).layer(DefaultBodyLimit::max(MOST_PUSHED));
    OpenApiRouter::new()
        .routes(routes!(key, put_key))
        .routes(routes!(keys, rotate))
        .routes(routes!(put_device_key))
        .routes(routes!(hello))
        .routes(routes!(pull))
        .routes(routes!(snapshot))
        .merge(super::live::routes())
        .routes(routes!(buckets))
        .routes(routes!(bucket))
        .merge(pushes)
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Pull {
    /// The epoch the device knows.
    epoch: Uuid,
    /// The device.
    device: Uuid,
    /// Changes after this place.
    #[serde(default)]
    after: i64,
    /// At most so many changes; what is out of 1 to 1000 is taken as the nearest of them.
    #[serde(default = "page")]
    limit: i64,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Snapshot {
    /// The epoch the device knows.
    epoch: Uuid,
    /// The device.
    device: Uuid,
    /// Changes after this place.
    #[serde(default)]
    after: i64,
}

fn page() -> i64 {
    500
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OfCollection {
    /// Of which collection.
    collection: Collection,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OfBucket {
    /// Of which collection.
    collection: Collection,
    /// Which of its 256 parts.
    bucket: u8,
}

/// The account's data key, as devices wrapped it.
#[utoipa::path(
    get,
    path = "/v1/sync/key",
    operation_id = "sync_key",
    tag = "sync",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The key", body = WrappedKey),
        (status = 404, description = "`no_key`"),
    )
)]
async fn key(State(app): State<App>, caller: Caller) -> Result<axum::Json<WrappedKey>, Problem> {
    sync::key(&app, caller.user_id).await.map(axum::Json)
}

/// Puts the wrapped data key; it is never replaced.
#[utoipa::path(
    put,
    path = "/v1/sync/key",
    operation_id = "put_sync_key",
    tag = "sync",
    security(("bearer" = [])),
    responses(
        (status = 201, description = "It is kept"),
        (status = 409, description = "`key_exists`"),
    )
)]
async fn put_key(State(app): State<App>, caller: Caller, Json(key): Json<WrappedKey>) -> Result<StatusCode, Problem> {
    sync::put_key(&app, caller, &key).await.map(|()| StatusCode::CREATED)
}

/// The data keys after the first, each with this device's share, and the devices' public keys.
#[utoipa::path(
    get,
    path = "/v1/sync/keys",
    operation_id = "sync_keys",
    tag = "sync",
    security(("bearer" = [])),
    responses((status = 200, description = "The keys, none of which the server can open", body = Keys))
)]
async fn keys(State(app): State<App>, caller: Caller) -> Result<axum::Json<Keys>, Problem> {
    sync::keys(&app, caller).await.map(axum::Json)
}

/// Takes a device out of the account and changes the data key with it, both or neither.
#[utoipa::path(
    post,
    path = "/v1/sync/keys",
    operation_id = "rotate_sync_key",
    tag = "sync",
    security(("bearer" = [])),
    responses(
        (status = 201, description = "The key counts from now on"),
        (status = 404, description = "`no_such_device`"),
        (status = 409, description = "`key_rotated`, `devices_changed`"),
    )
)]
async fn rotate(State(app): State<App>, caller: Caller, Json(rotation): Json<Rotation>) -> Result<StatusCode, Problem> {
    sync::rotate(&app, caller, &rotation).await.map(|()| StatusCode::CREATED)
}

/// Puts this device's public key, for which the next data key is sealed.
#[utoipa::path(
    put,
    path = "/v1/sync/device-key",
    operation_id = "put_device_key",
    tag = "sync",
    security(("bearer" = [])),
    responses((status = 204, description = "It is kept"))
)]
async fn put_device_key(
    State(app): State<App>,
    caller: Caller,
    Json(key): Json<ProvedKey>,
) -> Result<StatusCode, Problem> {
    sync::put_device_key(&app, caller, &key).await.map(|()| StatusCode::NO_CONTENT)
}

/// A device says who it is and how far it is.
#[utoipa::path(
    post,
    path = "/v1/sync/hello",
    operation_id = "sync_hello",
    tag = "sync",
    security(("bearer" = [])),
    responses((status = 200, description = "Where the device stands", body = Welcome))
)]
async fn hello(
    State(app): State<App>,
    caller: Caller,
    Json(hello): Json<Hello>,
) -> Result<axum::Json<Welcome>, Problem> {
    sync::hello(&app, caller, &hello).await.map(axum::Json)
}

/// Takes changes in, all or none.
#[utoipa::path(
    post,
    path = "/v1/sync/push",
    operation_id = "sync_push",
    tag = "sync",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "What became of each", body = Pushed),
        (status = 409, description = "`epoch_changed`, `gap`, `device_forked`, `clock_ahead`, `key_changed`, `unknown_device`"),
    )
)]
async fn push(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Json(push): Json<Push>,
) -> Result<axum::Json<Pushed>, Problem> {
    sync::push(&app, caller, push).await.map(axum::Json)
}

/// Changes after a place, in order.
#[utoipa::path(
    get,
    path = "/v1/sync/pull",
    operation_id = "sync_pull",
    tag = "sync",
    security(("bearer" = [])),
    params(Pull),
    responses(
        (status = 200, description = "A page", body = Pulled),
        (status = 409, description = "`epoch_changed`, `unknown_device`"),
    )
)]
async fn pull(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Query(pull): Query<Pull>,
) -> Result<axum::Json<Pulled>, Problem> {
    let Pull { epoch, device, after, limit } = pull;
    sync::pull(&app, caller, Ask { epoch, device, after, limit }).await.map(axum::Json)
}

/// All changes after a place that hold, compressed and in parts that each stand for themselves: four bytes of length (big-endian), then so many of JSON as zlib
/// compresses it. What is cut goes on after the last whole part's `next`.
#[utoipa::path(
    get,
    path = "/v1/sync/snapshot",
    operation_id = "sync_snapshot",
    tag = "sync",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The parts", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 409, description = "`epoch_changed`"),
    )
)]
async fn snapshot(
    State(app): State<App>,
    Bearer(caller): Bearer,
    Query(from): Query<Snapshot>,
) -> Result<Response, Problem> {
    let Snapshot { epoch, device, after } = from;
    let parts = sync::snapshot(&app, caller, Ask { epoch, device, after, limit: 0 }).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], Body::from_stream(parts)).into_response())
}

/// The digests of the parts of a collection that have something.
#[utoipa::path(
    get,
    path = "/v1/sync/buckets",
    operation_id = "sync_buckets",
    tag = "sync",
    security(("bearer" = [])),
    params(OfCollection),
    responses((status = 200, description = "By the number of the part, from 0 to 255", body = HashMap<String, Digest>))
)]
async fn buckets(
    State(app): State<App>,
    caller: Caller,
    Query(of): Query<OfCollection>,
) -> Result<axum::Json<Buckets>, Problem> {
    sync::buckets(&app, caller, of.collection).await.map(axum::Json)
}

/// All changes that hold in a part.
#[utoipa::path(
    get,
    path = "/v1/sync/bucket",
    operation_id = "sync_bucket",
    tag = "sync",
    security(("bearer" = [])),
    params(OfBucket),
    responses((status = 200, description = "In the order of their places", body = Bucket))
)]
async fn bucket(
    State(app): State<App>,
    caller: Caller,
    Query(of): Query<OfBucket>,
) -> Result<axum::Json<Bucket>, Problem> {
    sync::bucket(&app, caller, of.collection, of.bucket).await.map(axum::Json)
}
