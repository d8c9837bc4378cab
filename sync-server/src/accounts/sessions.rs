//! Signing in, staying signed in, and noticing a stolen refresh token.

use super::{codes, sign_up, tokens};
use crate::auth::Caller;
use crate::{App, Problem};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A refresh token that is not used ends after so many days.
const DAYS: i32 = 60;
/// A used one is answered with the same successor for so long: the first answer may have been lost.
const GRACE_S: i64 = 60;

/// `POST /v1/sessions`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// What the user calls the device, at most 80 characters.
    pub device_name: String,
    /// "linux", "macos", "windows", "web".
    pub platform: String,
}

/// Somebody is signed in.
#[derive(Debug, Serialize)]
pub struct Session {
    /// The account.
    pub user_id: Uuid,
    /// The signed-in device.
    pub session_id: Uuid,
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// In seconds.
    pub expires_in: i64,
    /// For the next access token.
    pub refresh_token: String,
}

/// Signs in with a password.
///
/// # Errors
/// `wrong_credentials`, the same for an unknown address and a wrong password; `email_unverified`; [`Problem::away`].
pub async fn sign_in(app: &App, request: SignIn) -> Result<Session, Problem> {
    let name = request.device_name.trim();
    let plain = |text: &str| !text.chars().any(char::is_control);
    if name.is_empty() || name.chars().count() > 80 || !plain(name) {
        return Err(Problem::invalid("O dispositivo precisa de um nome de até 80 caracteres."));
    }
    if request.platform.len() > 20 || !plain(&request.platform) {
        return Err(Problem::invalid("A plataforma do dispositivo não é nenhuma conhecida."));
    }
    let found: Option<(Uuid, String, Option<DateTime<Utc>>)> = match sign_up::key(&request.email) {
        Some(key) => {
            sqlx::query_as("SELECT id, password_hash, verified_at FROM account WHERE email_key = $1")
                .bind(key)
                .fetch_optional(&app.pool)
                .await?
        }
        None => None,
    };
    let stored = found.as_ref().map(|(_, hash, _)| hash.clone());
    let right = app.passwords.is(request.password, stored).await?;
    let Some((user_id, _, verified)) = found.filter(|_| right) else {
        return Err(Problem::new(401, "wrong_credentials", "E-mail ou senha não conferem."));
    };
    if verified.is_none() {
        return Err(Problem::new(
            403,
            "email_unverified",
            "Confirme o seu e-mail com o código que enviamos e entre de novo.",
        ));
    }
    let session_id = Uuid::now_v7();
    let refresh = codes::random()?;
    let mut transaction = app.pool.begin().await?;
    sqlx::query("INSERT INTO device (id, user_id, name, platform) VALUES ($1, $2, $3, $4)")
        .bind(session_id)
        .bind(user_id)
        .bind(name)
        .bind(&request.platform)
        .execute(&mut *transaction)
        .await?;
    keep(&mut transaction, session_id, &refresh).await?;
    transaction.commit().await?;
    session(app, Caller { user_id, session_id }, refresh)
}

async fn keep(transaction: &mut sqlx::PgConnection, device: Uuid, refresh: &str) -> Result<(), Problem> {
    sqlx::query(
        "INSERT INTO refresh_token (hash, device_id, expires_at) VALUES ($1, $2, now() + make_interval(days => $3))
         ON CONFLICT (hash) DO NOTHING",
    )
    .bind(codes::hash(refresh))
    .bind(device)
    .bind(DAYS)
    .execute(transaction)
    .await?;
    Ok(())
}

fn session(app: &App, caller: Caller, refresh_token: String) -> Result<Session, Problem> {
    let access_token = app.tokens.access(caller, crate::clock::now().timestamp()).ok_or_else(Problem::internal)?;
    let Caller { user_id, session_id } = caller;
    Ok(Session { user_id, session_id, access_token, expires_in: tokens::ACCESS_S, refresh_token })
}

/// Takes a refresh token and gives its successor. One that was used more than a minute ago has been stolen, or its owner's copy has: the
/// device is revoked, whoever asks.
///
/// # Errors
/// `signed_out`; [`Problem::away`].
pub async fn refresh(app: &App, token: &str) -> Result<Session, Problem> {
    let mut transaction = app.pool.begin().await?;
    let found: Option<(Uuid, Uuid, Option<i64>, bool)> = sqlx::query_as(
        "SELECT d.id, d.user_id, extract(epoch FROM now() - r.used_at)::bigint, r.expires_at > now() AND d.revoked_at IS NULL
         FROM refresh_token r JOIN device d ON d.id = r.device_id WHERE r.hash = $1 FOR UPDATE",
    )
    .bind(codes::hash(token))
    .fetch_optional(&mut *transaction)
    .await?;
    let Some((session_id, user_id, used_for, true)) = found else { return Err(Problem::signed_out()) };
    if used_for.is_some_and(|seconds| seconds > GRACE_S) {
        sqlx::query("UPDATE device SET revoked_at = now(), revoked_why = 'refresh_token_reused' WHERE id = $1")
            .bind(session_id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        tracing::warn!(%session_id, "a refresh token was used again: the device is revoked");
        return Err(Problem::signed_out());
    }
    let successor = app.tokens.successor(token);
    sqlx::query("UPDATE refresh_token SET used_at = coalesce(used_at, now()) WHERE hash = $1")
        .bind(codes::hash(token))
        .execute(&mut *transaction)
        .await?;
    keep(&mut transaction, session_id, &successor).await?;
    sqlx::query("UPDATE device SET last_seen_at = now() WHERE id = $1")
        .bind(session_id)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    session(app, Caller { user_id, session_id }, successor)
}

/// Ends a session.
///
/// # Errors
/// [`Problem::away`]
pub async fn sign_out(app: &App, caller: Caller) -> Result<(), Problem> {
    super::devices::revoke(app, caller.user_id, caller.session_id, "signed_out").await.map(drop)
}
