//! Whether the server lives, and whether it can work.

use crate::{App, Problem};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(alive)).routes(routes!(ready))
}

/// It is well.
#[derive(Serialize, ToSchema)]
struct Health {
    /// "ok".
    status: &'static str,
    /// The program's.
    version: &'static str,
}

const WELL: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// Whether it lives.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, description = "It lives", body = Health)))]
async fn alive() -> Json<Health> {
    Json(WELL)
}

/// Whether it can work: requests should go to another instance where not.
#[utoipa::path(get, path = "/readyz", tag = "health", responses((status = 200, description = "It can", body = Health), (status = 503, description = "`database_away`, `ending`")))]
async fn ready(State(app): State<App>) -> Result<Json<Health>, Problem> {
    if app.ending.is_announced() {
        let ending = Problem::new(503, "ending", "Este servidor está encerrando. Tente de novo em instantes.");
        return Err(Problem { retry_after_s: Some(2), ..ending });
    }
    if !app.database.answers() {
        return Err(Problem::away());
    }
    Ok(Json(WELL))
}
