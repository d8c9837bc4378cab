//! `/v1/account`: what its owner changes and takes out.

use super::input::{HashedJson, Json};
use crate::accounts::{
    self, BeginSecondFactor, ChangeEmail, ConfirmEmail, ConfirmSecondFactor, Export, ProveSecondFactor, RecoveryCodes,
    SecondFactor, SecondFactorSecret,
};
use crate::auth::Caller;
use crate::idempotency::{Answer, IdempotencyKey};
use crate::{App, Problem};
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream::unfold;
use serde::Serialize;
use std::convert::Infallible;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(change_email))
        .routes(routes!(confirm_email))
        .routes(routes!(export))
        .routes(routes!(second_factor, begin, end))
        .routes(routes!(confirm))
        .routes(routes!(recovery_codes))
}

/// The account's address of now.
#[derive(Serialize, ToSchema)]
struct AccountEmail {
    email: String,
}

/// Mails a code to another address; the same answer for every address.
#[utoipa::path(
    put,
    path = "/v1/account/email",
    tag = "accounts",
    security(("bearer" = [])),
    responses(
        (status = 202, description = "A code is on its way"),
        (status = 403, description = "`wrong_password`"),
        (status = 422, description = "`bad_email`, `invalid_request`"),
        (status = 429, description = "`too_many_attempts`, `too_many_requests`"),
    )
)]
async fn change_email(
    State(app): State<App>,
    caller: Caller,
    Json(request): Json<ChangeEmail>,
) -> Result<StatusCode, Problem> {
    accounts::change_email(&app, caller, request).await.map(|()| StatusCode::ACCEPTED)
}

/// Takes the code that was mailed to the other address, which is the account's from then on.
#[utoipa::path(
    post,
    path = "/v1/account/email/confirm",
    tag = "accounts",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The address of now", body = AccountEmail),
        (status = 409, description = "`email_taken`"),
        (status = 422, description = "`bad_code`, `invalid_request`"),
    )
)]
async fn confirm_email(
    State(app): State<App>,
    caller: Caller,
    Json(request): Json<ConfirmEmail>,
) -> Result<axum::Json<AccountEmail>, Problem> {
    accounts::confirm_email(&app, caller, request).await.map(|email| axum::Json(AccountEmail { email }))
}

/// Everything the server has of the account: one line of JSON a row, the last one with their number.
#[utoipa::path(
    post,
    path = "/v1/account/export",
    operation_id = "export_account",
    tag = "accounts",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The rows", body = String, content_type = "application/x-ndjson"),
        (status = 403, description = "`wrong_password`"),
        (status = 429, description = "`too_many_attempts`, `too_many_requests`"),
        (status = 503, description = "`export_busy`, `database_away`"),
    )
)]
async fn export(State(app): State<App>, caller: Caller, Json(request): Json<Export>) -> Result<Response, Problem> {
    let pieces = accounts::export(&app, caller, request).await?;
    let pieces =
        unfold(pieces, async |mut pieces| pieces.recv().await.map(|piece| (Ok::<_, Infallible>(piece), pieces)));
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"alfa.ndjson\""),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// Whether a second factor is asked for.
#[utoipa::path(
    get,
    path = "/v1/account/second-factor",
    tag = "accounts",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "How it stands", body = SecondFactor),
    )
)]
async fn second_factor(State(app): State<App>, caller: Caller) -> Result<axum::Json<SecondFactor>, Problem> {
    accounts::second_factor(&app, caller.user_id).await.map(axum::Json)
}

/// Begins a second factor; it is not asked for before a code was confirmed.
#[utoipa::path(
    post,
    path = "/v1/account/second-factor",
    operation_id = "begin_second_factor",
    tag = "accounts",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "For the authenticator", body = SecondFactorSecret),
        (status = 403, description = "`wrong_password`"),
        (status = 409, description = "`second_factor_on`"),
        (status = 429, description = "`too_many_attempts`, `too_many_requests`"),
    )
)]
async fn begin(
    State(app): State<App>,
    caller: Caller,
    Json(request): Json<BeginSecondFactor>,
) -> Result<axum::Json<SecondFactorSecret>, Problem> {
    accounts::begin_second_factor(&app, caller, request).await.map(axum::Json)
}

/// Turns the second factor on by a first code; its recovery codes are shown once.
#[utoipa::path(
    post,
    path = "/v1/account/second-factor/confirm",
    operation_id = "confirm_second_factor",
    tag = "accounts",
    security(("bearer" = [])),
    request_body = ConfirmSecondFactor,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters, another for each request; known for a day")),
    responses(
        (status = 200, description = "It is on", body = RecoveryCodes),
        (status = 403, description = "`wrong_code`"),
        (status = 409, description = "`no_second_factor_begun`, `idempotency_in_progress`"),
        (status = 422, description = "`idempotency_key_reused`, `bad_idempotency_key`, `invalid_request`"),
        (status = 429, description = "`too_many_attempts`, `too_many_requests`"),
    )
)]
async fn confirm(
    State(app): State<App>,
    caller: Caller,
    key: IdempotencyKey,
    HashedJson(request, hash): HashedJson<ConfirmSecondFactor>,
) -> Result<Answer, Problem> {
    let once = key.once(caller.user_id, "POST /v1/account/second-factor/confirm", hash);
    once.around(&app, accounts::confirm_second_factor(&app, caller, request, &once)).await
}

/// Turns the second factor off.
#[utoipa::path(
    delete,
    path = "/v1/account/second-factor",
    operation_id = "end_second_factor",
    tag = "accounts",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "It is off"),
        (status = 403, description = "`wrong_password`, `wrong_code`"),
        (status = 429, description = "`too_many_attempts`, `too_many_requests`"),
    )
)]
async fn end(
    State(app): State<App>,
    caller: Caller,
    Json(request): Json<ProveSecondFactor>,
) -> Result<StatusCode, Problem> {
    accounts::end_second_factor(&app, caller, request).await.map(|()| StatusCode::NO_CONTENT)
}

/// Other recovery codes; those from before hold no more.
#[utoipa::path(
    post,
    path = "/v1/account/second-factor/recovery-codes",
    operation_id = "renew_recovery_codes",
    tag = "accounts",
    security(("bearer" = [])),
    request_body = ProveSecondFactor,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters, another for each request; known for a day")),
    responses(
        (status = 200, description = "The new ones", body = RecoveryCodes),
        (status = 403, description = "`wrong_password`, `wrong_code`"),
        (status = 409, description = "`idempotency_in_progress`"),
        (status = 422, description = "`idempotency_key_reused`, `bad_idempotency_key`, `invalid_request`"),
        (status = 429, description = "`too_many_attempts`, `too_many_requests`"),
    )
)]
async fn recovery_codes(
    State(app): State<App>,
    caller: Caller,
    key: IdempotencyKey,
    HashedJson(request, hash): HashedJson<ProveSecondFactor>,
) -> Result<Answer, Problem> {
    let once = key.once(caller.user_id, "POST /v1/account/second-factor/recovery-codes", hash);
    once.around(&app, accounts::renew_recovery_codes(&app, caller, request, &once)).await
}
