//! `/v1/account/report`

use super::input::Json;
use crate::auth::Caller;
use crate::reports::{self, PutReport, Report};
use crate::{App, Problem};
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(daily_report, put_daily_report))
}

/// The daily report by e-mail, as it is set.
#[utoipa::path(
    get,
    path = "/v1/account/report",
    tag = "alerts",
    security(("bearer" = [])),
    responses((status = 200, description = "The report", body = Report))
)]
async fn daily_report(State(app): State<App>, caller: Caller) -> Result<axum::Json<Report>, Problem> {
    reports::get(&app, caller.user_id).await.map(axum::Json)
}

/// Sets the daily report by e-mail.
#[utoipa::path(
    put,
    path = "/v1/account/report",
    tag = "alerts",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The report", body = Report),
        (status = 422, description = "`bad_hour`, `bad_time_zone`, `bad_coins`, `invalid_request`"),
    )
)]
async fn put_daily_report(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<PutReport>,
) -> Result<axum::Json<Report>, Problem> {
    reports::put(&app, caller.user_id, new).await.map(axum::Json)
}
