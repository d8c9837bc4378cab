//! `/v1/accounts`, `/v1/sessions`, `/v1/devices`

use super::input::{Json, Path};
use super::peer::Peer;
use crate::accounts::{
    self, ChangePassword, CodeExchange, Device, Erase, NewPassword, Reset, Session, SignIn, SignInSecondFactor, SignUp,
};
use crate::auth::Caller;
use crate::{App, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_up))
        .routes(routes!(verify))
        .routes(routes!(reset))
        .routes(routes!(confirm_reset))
        .routes(routes!(erase))
        .routes(routes!(change_password))
        .routes(routes!(sign_in))
        .routes(routes!(sign_in_with_second_factor))
        .routes(routes!(exchange))
        .routes(routes!(refresh))
        .routes(routes!(sign_out))
        .routes(routes!(devices))
        .routes(routes!(revoke))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// As it was mailed.
    #[schema(max_length = 100)]
    code: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// The last one that was given.
    #[schema(max_length = 100)]
    refresh_token: String,
}

/// Makes an account and mails the code that proves its address; the same answer for every address.
#[utoipa::path(
    post,
    path = "/v1/accounts",
    tag = "accounts",
    responses(
        (status = 202, description = "A code is on its way"),
        (status = 403, description = "`sign_up_closed`"),
        (status = 422, description = "`bad_email`, `password_too_short`, `password_too_long`, `invalid_request`"),
    )
)]
async fn sign_up(State(app): State<App>, Json(request): Json<SignUp>) -> Result<StatusCode, Problem> {
    accounts::sign_up(&app, request).await.map(|()| StatusCode::ACCEPTED)
}

/// Proves an address by the mailed code.
#[utoipa::path(
    post,
    path = "/v1/accounts/verify",
    operation_id = "verify_email",
    tag = "accounts",
    responses(
        (status = 204, description = "The address is proved"),
        (status = 422, description = "`bad_code`, `invalid_request`"),
    )
)]
async fn verify(State(app): State<App>, Peer(from): Peer, Json(request): Json<Verify>) -> Result<StatusCode, Problem> {
    accounts::verify(&app, &request.code, from).await.map(|()| StatusCode::NO_CONTENT)
}

/// Signs a device in with a password.
#[utoipa::path(
    post,
    path = "/v1/sessions",
    tag = "accounts",
    responses(
        (status = 201, description = "Signed in", body = Session),
        (status = 401, description = "`wrong_credentials`; `second_factor_required` with a `ticket` for the next step"),
        (status = 403, description = "`email_unverified`"),
        (status = 429, description = "`too_many_attempts`, `too_many_requests`"),
    )
)]
async fn sign_in(
    State(app): State<App>,
    Peer(from): Peer,
    Json(request): Json<SignIn>,
) -> Result<(StatusCode, axum::Json<Session>), Problem> {
    accounts::sign_in(&app, request, from).await.map(|session| (StatusCode::CREATED, axum::Json(session)))
}

/// Goes on after `second_factor_required`.
#[utoipa::path(
    post,
    path = "/v1/sessions/second-factor",
    tag = "accounts",
    responses(
        (status = 201, description = "Signed in", body = Session),
        (status = 401, description = "`bad_ticket`"),
        (status = 403, description = "`wrong_code`"),
        (status = 429, description = "`too_many_attempts`, `too_many_requests`"),
    )
)]
async fn sign_in_with_second_factor(
    State(app): State<App>,
    Peer(from): Peer,
    Json(request): Json<SignInSecondFactor>,
) -> Result<(StatusCode, axum::Json<Session>), Problem> {
    let session = accounts::sign_in_with_second_factor(&app, request, from).await?;
    Ok((StatusCode::CREATED, axum::Json(session)))
}

/// Takes the code of a sign-in through the browser (`/v1/authorize`, PKCE) for a session.
#[utoipa::path(
    post,
    path = "/v1/sessions/code",
    operation_id = "exchange_code",
    tag = "accounts",
    responses(
        (status = 201, description = "Signed in", body = Session),
        (status = 401, description = "`bad_code`"),
    )
)]
async fn exchange(
    State(app): State<App>,
    Peer(from): Peer,
    Json(request): Json<CodeExchange>,
) -> Result<(StatusCode, axum::Json<Session>), Problem> {
    accounts::exchange(&app, request, from).await.map(|session| (StatusCode::CREATED, axum::Json(session)))
}

/// The next access token, and the refresh token's successor.
#[utoipa::path(
    post,
    path = "/v1/sessions/refresh",
    tag = "accounts",
    responses(
        (status = 200, description = "Signed in for longer", body = Session),
        (status = 401, description = "`signed_out`"),
    )
)]
async fn refresh(
    State(app): State<App>,
    Peer(from): Peer,
    Json(request): Json<Refresh>,
) -> Result<axum::Json<Session>, Problem> {
    accounts::refresh(&app, &request.refresh_token, from).await.map(axum::Json)
}

/// Signs this device out.
#[utoipa::path(
    delete,
    path = "/v1/sessions/current",
    tag = "accounts",
    security(("bearer" = [])),
    responses((status = 204, description = "Signed out"))
)]
async fn sign_out(State(app): State<App>, caller: Caller) -> Result<StatusCode, Problem> {
    accounts::sign_out(&app, caller).await.map(|()| StatusCode::NO_CONTENT)
}

/// The devices that are signed in, the last seen first.
#[utoipa::path(
    get,
    path = "/v1/devices",
    tag = "accounts",
    security(("bearer" = [])),
    responses((status = 200, description = "The devices", body = Vec<Device>))
)]
async fn devices(State(app): State<App>, caller: Caller) -> Result<axum::Json<Vec<Device>>, Problem> {
    accounts::list_devices(&app, caller.user_id).await.map(axum::Json)
}

/// Signs a device out from another.
#[utoipa::path(
    delete,
    path = "/v1/devices/{id}",
    operation_id = "revoke_device",
    tag = "accounts",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "Signed out"),
        (status = 404, description = "`no_such_device`"),
    )
)]
async fn revoke(State(app): State<App>, caller: Caller, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    match accounts::revoke_device(&app, caller, id).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::new(404, "no_such_device", "Esta conta não tem esse dispositivo.")),
    }
}

/// Mails a code for a new password; the same answer for every address.
#[utoipa::path(
    post,
    path = "/v1/accounts/reset",
    operation_id = "reset_password",
    tag = "accounts",
    responses((status = 202, description = "A code is on its way, where there is an account"))
)]
async fn reset(State(app): State<App>, Json(request): Json<Reset>) -> Result<StatusCode, Problem> {
    accounts::reset(&app, request).await.map(|()| StatusCode::ACCEPTED)
}

/// Sets another password by the mailed code and signs every device out.
#[utoipa::path(
    post,
    path = "/v1/accounts/reset/confirm",
    tag = "accounts",
    responses(
        (status = 204, description = "It is set"),
        (status = 422, description = "`bad_code`, `password_too_short`, `password_too_long`, `invalid_request`"),
    )
)]
async fn confirm_reset(
    State(app): State<App>,
    Peer(from): Peer,
    Json(request): Json<NewPassword>,
) -> Result<StatusCode, Problem> {
    accounts::confirm_reset(&app, request, from).await.map(|()| StatusCode::NO_CONTENT)
}

/// Sets another password by the one of now and signs every other device out.
#[utoipa::path(
    put,
    path = "/v1/account/password",
    tag = "accounts",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "It is set"),
        (status = 403, description = "`wrong_password`"),
        (status = 422, description = "`password_too_short`, `password_too_long`, `invalid_request`"),
        (status = 429, description = "`too_many_attempts`, `too_many_requests`"),
    )
)]
async fn change_password(
    State(app): State<App>,
    caller: Caller,
    Json(request): Json<ChangePassword>,
) -> Result<StatusCode, Problem> {
    accounts::change_password(&app, caller, request).await.map(|()| StatusCode::NO_CONTENT)
}

/// Erases the account and everything in it.
#[utoipa::path(
    delete,
    path = "/v1/account",
    operation_id = "erase_account",
    tag = "accounts",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "`wrong_password`"),
        (status = 429, description = "`too_many_attempts`, `too_many_requests`"),
    )
)]
async fn erase(State(app): State<App>, caller: Caller, Json(request): Json<Erase>) -> Result<StatusCode, Problem> {
    accounts::erase(&app, caller, request).await.map(|()| StatusCode::NO_CONTENT)
}
