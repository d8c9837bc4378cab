//! Another password: because the old one was forgotten, or because its owner wants one.

use super::attempts::Attempt;
use super::{Passwords, ResetCode, codes, sign_up};
use crate::audit::{self, Event};
use crate::auth::Caller;
use crate::jobs::{Mail, enqueue};
use crate::{App, Problem};
use serde::Deserialize;
use sqlx::PgConnection;
use std::net::IpAddr;
use utoipa::ToSchema;
use uuid::Uuid;

/// `POST /v1/accounts/reset`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reset {
    /// The account's address.
    #[schema(max_length = 254)]
    pub email: String,
}

/// `POST /v1/accounts/reset/confirm`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The code that was mailed.
    #[schema(max_length = 100)]
    pub code: String,
    /// 10 characters or more.
    #[schema(max_length = 256)]
    pub password: String,
}

/// `PUT /v1/account/password`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password of now.
    #[schema(max_length = 256)]
    pub password: String,
    /// 10 characters or more.
    #[schema(max_length = 256)]
    pub new_password: String,
}

/// Has a code mailed with which another password can be set. Whether there is such an account is looked up beside the request: the answer and
/// its work are the same for every address.
///
/// # Errors
/// [`Problem::away`]
pub async fn reset(app: &App, request: Reset) -> Result<(), Problem> {
    let email_key = sign_up::key(&request.email).unwrap_or_default();
    let mut connection = app.pool.acquire().await?;
    enqueue(&mut connection, &ResetCode { email_key }).await?;
    Ok(())
}

/// Sets another password by the mailed code; every device is signed out, whoever holds it. The recovery phrase stays the same.
///
/// # Errors
/// `bad_code` for one that is unknown, used or too old; what is wrong with the password; [`Problem::away`].
pub async fn confirm_reset(app: &App, request: NewPassword, from: Option<IpAddr>) -> Result<(), Problem> {
    Passwords::check(&request.password)?;
    let hash = app.passwords.hash(request.password).await?;
    let mut transaction = app.pool.begin().await?;
    let used: Option<(Uuid,)> = sqlx::query_as(
        "UPDATE mailed_code SET used_at = now()
         WHERE hash = $1 AND purpose = 'reset' AND used_at IS NULL AND expires_at > now() RETURNING user_id",
    )
    .bind(codes::hash(request.code.trim()))
    .fetch_optional(&mut *transaction)
    .await?;
    let Some((user_id,)) = used else {
        return Err(Problem::new(422, "bad_code", "Este código não vale mais. Peça outro."));
    };
    set(app, &mut transaction, user_id, &hash, None).await?;
    audit::record(app, &mut transaction, user_id, Event::PasswordReset, from, None).await?;
    transaction.commit().await?;
    Ok(())
}

/// Sets another password by the one of now; every other device is signed out.
///
/// # Errors
/// `wrong_password`; what is wrong with the new one; [`Problem::away`].
pub async fn change_password(app: &App, caller: Caller, request: ChangePassword) -> Result<(), Problem> {
    Passwords::check(&request.new_password)?;
    confirm(app, caller.user_id, request.password).await?;
    let hash = app.passwords.hash(request.new_password).await?;
    let mut transaction = app.pool.begin().await?;
    let Caller { user_id, session_id, from } = caller;
    set(app, &mut transaction, user_id, &hash, Some(session_id)).await?;
    audit::record(app, &mut transaction, user_id, Event::PasswordChanged, from, Some(session_id)).await?;
    transaction.commit().await?;
    Ok(())
}

/// That whoever is signed in also knows the password.
///
/// # Errors
/// `wrong_password`; `too_many_attempts`; [`Problem::away`].
pub(super) async fn confirm(app: &App, user_id: Uuid, password: String) -> Result<(), Problem> {
    let mut attempt = Attempt::to_sign_in(app, &user_id.to_string(), None);
    attempt.count(app).await?;
    let stored: Option<(String,)> = sqlx::query_as("SELECT password_hash FROM account WHERE id = $1")
        .bind(user_id)
        .fetch_optional(&app.pool)
        .await?;
    match app.passwords.is(password, stored.map(|(hash,)| hash)).await? {
        true => attempt.forget(app).await,
        false => Err(Problem::new(403, "wrong_password", "A senha não confere.")),
    }
}

/// What lets somebody in, or sets a password, without the one of now.
const PENDING: [&str; 3] = [
    "DELETE FROM authorization_code WHERE user_id = $1 AND used_at IS NULL",
    "DELETE FROM sign_in_ticket WHERE user_id = $1",
    "DELETE FROM mailed_code WHERE user_id = $1 AND purpose = 'reset' AND used_at IS NULL",
];

/// Sets it, ends what was under way to come in, signs out every device but one, and tells the account's owner.
async fn set(
    app: &App,
    connection: &mut PgConnection,
    user_id: Uuid,
    hash: &str,
    but: Option<Uuid>,
) -> Result<(), Problem> {
    let (email,): (String,) = sqlx::query_as("UPDATE account SET password_hash = $2 WHERE id = $1 RETURNING email")
        .bind(user_id)
        .bind(hash)
        .fetch_one(&mut *connection)
        .await?;
    // before the devices: one that is coming in by these is among them, or does not come in
    for ended in PENDING {
        sqlx::query(ended).bind(user_id).execute(&mut *connection).await?;
    }
    sqlx::query(
        "UPDATE device SET revoked_at = now(), revoked_why = 'new_password'
         WHERE user_id = $1 AND revoked_at IS NULL AND id IS DISTINCT FROM $2",
    )
    .bind(user_id)
    .bind(but)
    .execute(&mut *connection)
    .await?;
    let text = "A senha da sua conta na ALFA foi trocada agora, e os outros dispositivos saíram da conta. Se não foi você, peça uma senha nova e confira os dispositivos.";
    let mail = Mail::to(app, &email, "A sua senha na ALFA foi trocada", text)?.of(user_id);
    enqueue(connection, &mail).await?;
    Ok(())
}
