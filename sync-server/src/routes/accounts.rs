//! `/v1/accounts`, `/v1/sessions`, `/v1/devices`

use super::input::{Json, Path};
use crate::accounts::{self, Device, Session, SignIn, SignUp};
use crate::auth::Caller;
use crate::{App, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    refresh_token: String,
}

pub async fn sign_up(State(app): State<App>, Json(request): Json<SignUp>) -> Result<StatusCode, Problem> {
    accounts::sign_up(&app, request).await.map(|()| StatusCode::ACCEPTED)
}

pub async fn verify(State(app): State<App>, Json(request): Json<Verify>) -> Result<StatusCode, Problem> {
    accounts::verify(&app, &request.code).await.map(|()| StatusCode::NO_CONTENT)
}

pub async fn sign_in(
    State(app): State<App>,
    Json(request): Json<SignIn>,
) -> Result<(StatusCode, axum::Json<Session>), Problem> {
    accounts::sign_in(&app, request).await.map(|session| (StatusCode::CREATED, axum::Json(session)))
}

pub async fn refresh(State(app): State<App>, Json(request): Json<Refresh>) -> Result<axum::Json<Session>, Problem> {
    accounts::refresh(&app, &request.refresh_token).await.map(axum::Json)
}

pub async fn sign_out(State(app): State<App>, caller: Caller) -> Result<StatusCode, Problem> {
    accounts::sign_out(&app, caller).await.map(|()| StatusCode::NO_CONTENT)
}

pub async fn devices(State(app): State<App>, caller: Caller) -> Result<axum::Json<Vec<Device>>, Problem> {
    accounts::list_devices(&app, caller.user_id).await.map(axum::Json)
}

pub async fn revoke(State(app): State<App>, caller: Caller, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    match accounts::revoke_device(&app, caller.user_id, id, "revoked_by_user").await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::new(404, "no_such_device", "Esta conta não tem esse dispositivo.")),
    }
}
