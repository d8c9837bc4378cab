//! Signing in, staying signed in, and noticing a stolen refresh token.

use super::attempts::Attempt;
use super::tickets::{self, Way};
use super::{codes, notices, second_factor, sign_up, tokens};
use crate::audit::{self, Event};
use crate::auth::Caller;
use crate::{App, Problem};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::net::IpAddr;
use utoipa::ToSchema;
use uuid::Uuid;

/// A refresh token that is not used ends after so many days.
const DAYS: i32 = 60;
/// A used one is answered with the same successor for so long: the first answer may have been lost.
const GRACE_S: i64 = 60;

/// `POST /v1/sessions`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The address.
    #[schema(max_length = 254)]
    pub email: String,
    /// The password.
    #[schema(max_length = 256)]
    pub password: String,
    /// What the user calls the device, at most 80 characters.
    #[schema(max_length = 80)]
    pub device_name: String,
    /// "linux", "macos", "windows", "web".
    #[schema(max_length = 20)]
    pub platform: String,
}

/// `POST /v1/sessions/second-factor`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInSecondFactor {
    /// Of the problem `second_factor_required`.
    #[schema(max_length = 100)]
    pub ticket: String,
    /// Of the authenticator, or a recovery code.
    #[schema(max_length = 128)]
    pub code: String,
}

/// Somebody is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// The account.
    pub user_id: Uuid,
    /// Its address: who signs in by the browser may have typed another one over there.
    pub email: String,
    /// The signed-in device.
    pub session_id: Uuid,
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// In seconds.
    pub expires_in: i64,
    /// For the next access token.
    pub refresh_token: String,
}

/// A device that wants in.
#[derive(Debug, Clone)]
pub(super) struct NewDevice {
    pub name: String,
    pub platform: String,
}

impl NewDevice {
    /// As the user calls it, and what it runs.
    pub fn new(name: &str, platform: &str) -> Result<Self, Problem> {
        let name = name.trim();
        let plain = |text: &str| !text.chars().any(char::is_control);
        if name.is_empty() || name.chars().count() > 80 || !plain(name) {
            return Err(Problem::invalid("O dispositivo precisa de um nome de até 80 caracteres."));
        }
        if platform.is_empty() || platform.len() > 20 || !plain(platform) {
            return Err(Problem::invalid("A plataforma do dispositivo não é nenhuma conhecida."));
        }
        Ok(Self { name: name.to_owned(), platform: platform.to_owned() })
    }
}

/// Signs in with a password.
///
/// # Errors
/// `wrong_credentials`, the same for an unknown address and a wrong password; `second_factor_required` with a ticket for
/// [`sign_in_with_second_factor`]; `email_unverified`; `too_many_attempts`, right or wrong; [`Problem::away`].
pub async fn sign_in(app: &App, request: SignIn, from: Option<IpAddr>) -> Result<Session, Problem> {
    let device = NewDevice::new(&request.device_name, &request.platform)?;
    let user_id = password(app, &request.email, request.password, from).await?;
    let mut transaction = app.pool.begin().await?;
    if second_factor::is_on(&mut transaction, user_id).await? {
        let asked = tickets::give(&mut transaction, user_id, Way::Token, &device).await?;
        transaction.commit().await?;
        return Err(asked);
    }
    let opened = open(&mut transaction, user_id, &device).await?;
    audit::record(app, &mut transaction, user_id, Event::SignIn, from, Some(opened.session_id)).await?;
    transaction.commit().await?;
    session(app, user_id, opened)
}

/// Goes on with the second factor.
///
/// # Errors
/// `wrong_code`; `bad_ticket` where it has ended, or was for something else; `too_many_attempts`; [`Problem::away`].
pub async fn sign_in_with_second_factor(
    app: &App,
    request: SignInSecondFactor,
    from: Option<IpAddr>,
) -> Result<Session, Problem> {
    let (mut transaction, proved) = tickets::take(app, &request.ticket, &request.code, Way::Token, from).await?;
    let user_id = proved.user_id;
    let opened = open(&mut transaction, user_id, &proved.device).await?;
    audit::record(app, &mut transaction, user_id, Event::SignIn, from, Some(opened.session_id)).await?;
    transaction.commit().await?;
    proved.attempt.forget(app).await?;
    session(app, user_id, opened)
}

/// Whose address and password these are.
pub(super) async fn password(app: &App, email: &str, given: String, from: Option<IpAddr>) -> Result<Uuid, Problem> {
    let key = sign_up::key(email);
    let mut attempt = Attempt::to_sign_in(app, key.as_deref().unwrap_or_default(), from);
    attempt.count(app).await?;
    let found: Option<(Uuid, String, Option<DateTime<Utc>>)> = match key {
        Some(key) => {
            // before it is proved, the password is that of whoever asked last: it only says what is missing
            let found = sqlx::query_as(
                "SELECT id, CASE WHEN verified_at IS NOT NULL THEN password_hash ELSE coalesce(
                     (SELECT c.password_hash FROM mailed_code c WHERE c.user_id = account.id AND purpose = 'verify'
                      ORDER BY expires_at DESC LIMIT 1), password_hash) END, verified_at
                 FROM account WHERE email_key = $1",
            );
            found.bind(key).fetch_optional(&app.pool).await?
        }
        None => None,
    };
    let stored = found.as_ref().map(|(_, hash, _)| hash.clone());
    // one that is not proved is nobody's yet
    let known = found.as_ref().filter(|(_, _, verified)| verified.is_some()).map(|(user_id, ..)| *user_id);
    let right = app.passwords.is(given, stored).await?;
    let Some((user_id, _, verified)) = found.filter(|_| right) else {
        note_failure(app, known, from).await?;
        return Err(Problem::new(401, "wrong_credentials", "E-mail ou senha não conferem."));
    };
    attempt.forget(app).await?;
    if verified.is_none() {
        return Err(Problem::new(
            403,
            "email_unverified",
            "Confirme o seu e-mail com o código que enviamos e entre de novo.",
        ));
    }
    Ok(user_id)
}

/// The same work for an address that has an account and one that has none.
async fn note_failure(app: &App, user_id: Option<Uuid>, from: Option<IpAddr>) -> Result<(), Problem> {
    let mut transaction = app.pool.begin().await?;
    match user_id {
        Some(user_id) => audit::record(app, &mut transaction, user_id, Event::SignInFailed, from, None).await?,
        None => audit::nobody(app, &mut transaction, Event::SignInFailed).await?,
    }
    Ok(transaction.commit().await?)
}

/// Puts a device on the list; its id.
pub(super) async fn insert(connection: &mut PgConnection, user_id: Uuid, device: &NewDevice) -> Result<Uuid, Problem> {
    let session_id = Uuid::now_v7();
    sqlx::query("INSERT INTO device (id, user_id, name, platform) VALUES ($1, $2, $3, $4)")
        .bind(session_id)
        .bind(user_id)
        .bind(&device.name)
        .bind(&device.platform)
        .execute(connection)
        .await?;
    Ok(session_id)
}

/// A device that stays signed in by tokens.
pub(super) struct Opened {
    pub session_id: Uuid,
    email: String,
    refresh_token: String,
}

/// Signs a device in, with its first refresh token.
pub(super) async fn open(connection: &mut PgConnection, user_id: Uuid, device: &NewDevice) -> Result<Opened, Problem> {
    let session_id = insert(connection, user_id, device).await?;
    let refresh_token = codes::random()?;
    keep(connection, session_id, &refresh_token).await?;
    let (email,) =
        sqlx::query_as("SELECT email FROM account WHERE id = $1").bind(user_id).fetch_one(connection).await?;
    Ok(Opened { session_id, email, refresh_token })
}

async fn keep(connection: &mut PgConnection, device: Uuid, refresh: &str) -> Result<(), Problem> {
    sqlx::query(
        "INSERT INTO refresh_token (hash, device_id, expires_at) VALUES ($1, $2, now() + make_interval(days => $3))
         ON CONFLICT (hash) DO NOTHING",
    )
    .bind(codes::hash(refresh))
    .bind(device)
    .bind(DAYS)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) fn session(app: &App, user_id: Uuid, opened: Opened) -> Result<Session, Problem> {
    let Opened { session_id, email, refresh_token } = opened;
    let now_s = crate::clock::now().timestamp();
    let access_token = app.tokens.access(user_id, session_id, now_s).ok_or_else(Problem::internal)?;
    Ok(Session { user_id, email, session_id, access_token, expires_in: tokens::ACCESS_S, refresh_token })
}

/// Takes a refresh token and gives its successor. One that was used more than a minute ago has been stolen, or its owner's copy has: the
/// device is revoked, whoever asks, and the owner is told by mail.
///
/// # Errors
/// `signed_out`; [`Problem::away`].
pub async fn refresh(app: &App, token: &str, from: Option<IpAddr>) -> Result<Session, Problem> {
    let mut transaction = app.pool.begin().await?;
    let found: Option<(Uuid, Uuid, String, Option<i64>, bool)> = sqlx::query_as(
        "SELECT d.id, d.user_id, a.email, extract(epoch FROM now() - r.used_at)::bigint, r.expires_at > now() AND d.revoked_at IS NULL
         FROM refresh_token r JOIN device d ON d.id = r.device_id JOIN account a ON a.id = d.user_id WHERE r.hash = $1 FOR UPDATE OF r, d",
    )
    .bind(codes::hash(token))
    .fetch_optional(&mut *transaction)
    .await?;
    let Some((session_id, user_id, email, used_for, true)) = found else { return Err(Problem::signed_out()) };
    if used_for.is_some_and(|seconds| seconds > GRACE_S) {
        let (email, name) = revoke_family(&mut transaction, session_id, "refresh_token_reused").await?;
        notices::token_reused(app, &mut transaction, &email, &name).await?;
        audit::record(app, &mut transaction, user_id, Event::TokenReused, from, Some(session_id)).await?;
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
    session(app, user_id, Opened { session_id, email, refresh_token: successor })
}

/// Signs a device out with all its tokens; its account's address and what it is called.
pub(super) async fn revoke_family(
    connection: &mut PgConnection,
    device: Uuid,
    why: &str,
) -> Result<(String, String), Problem> {
    let revoked = sqlx::query_as(
        "UPDATE device SET revoked_at = now(), revoked_why = $2 FROM account
         WHERE device.id = $1 AND account.id = device.user_id RETURNING account.email, device.name",
    );
    Ok(revoked.bind(device).bind(why).fetch_one(connection).await?)
}

/// Ends a session.
///
/// # Errors
/// [`Problem::away`]
pub async fn sign_out(app: &App, caller: Caller) -> Result<(), Problem> {
    super::devices::revoke(app, caller, caller.session_id).await.map(drop)
}
