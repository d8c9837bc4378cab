//! `/v1/alerts`

use super::input::Json;
use crate::auth::Caller;
use crate::watch::channels::{self, PutChannels, ShownChannels};
use crate::watch::claims::{self, Claim, Verdict};
use crate::{App, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(alert_channels, put_alert_channels))
        .routes(routes!(claim_firing))
        .routes(routes!(told_firing))
}

/// Where the cloud tells of alerts; nothing secret is given back.
#[utoipa::path(
    get,
    path = "/v1/alerts/channels",
    tag = "alerts",
    security(("bearer" = [])),
    responses((status = 200, description = "The channels", body = ShownChannels))
)]
async fn alert_channels(State(app): State<App>, caller: Caller) -> Result<axum::Json<ShownChannels>, Problem> {
    channels::get(&app, caller.user_id).await.map(axum::Json)
}

/// Sets where the cloud tells of alerts.
#[utoipa::path(
    put,
    path = "/v1/alerts/channels",
    tag = "alerts",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The channels", body = ShownChannels),
        (status = 422, description = "`bad_webhook`, `bad_telegram`, `secret_missing`, `invalid_request`"),
    )
)]
async fn put_alert_channels(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<PutChannels>,
) -> Result<axum::Json<ShownChannels>, Problem> {
    channels::put(&app, caller.user_id, new).await.map(axum::Json)
}

/// Asks to be the one who tells of a firing.
#[utoipa::path(
    post,
    path = "/v1/alerts/firings/claim",
    tag = "alerts",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Who tells it, or has", body = Verdict),
        (status = 404, description = "`no_such_alert`"),
        (status = 422, description = "`invalid_request`"),
    )
)]
async fn claim_firing(
    State(app): State<App>,
    caller: Caller,
    Json(asked): Json<Claim>,
) -> Result<axum::Json<Verdict>, Problem> {
    claims::claim(&app, caller.user_id, caller.session_id, asked).await.map(axum::Json)
}

/// Says that a firing is told, claimed or not.
#[utoipa::path(
    post,
    path = "/v1/alerts/firings/told",
    tag = "alerts",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "It is known"),
        (status = 404, description = "`no_such_alert`"),
        (status = 422, description = "`invalid_request`"),
    )
)]
async fn told_firing(State(app): State<App>, caller: Caller, Json(asked): Json<Claim>) -> Result<StatusCode, Problem> {
    claims::told(&app, caller.user_id, caller.session_id, asked).await.map(|()| StatusCode::NO_CONTENT)
}
