//! A second factor: codes of an authenticator (TOTP, RFC 6238: SHA-1, six digits, 30 s, one step of tolerance), and recovery codes.

use super::attempts::Attempt;
use super::new_password::confirm as confirm_password;
use super::{notices, recovery_codes};
use crate::at_rest::Purpose;
use crate::audit::{self, Event};
use crate::auth::Caller;
use crate::idempotency::{Answer, Once};
use crate::{App, Problem};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use totp_rs::{Builder, Totp};
use utoipa::ToSchema;
use uuid::Uuid;
use zeroize::Zeroizing;

/// In bytes, as RFC 4226 recommends.
const SECRET: usize = 20;
/// In characters; what is longer is no code.
const LONGEST: usize = 40;

/// `GET /v1/account/second-factor`
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondFactor {
    /// Whether it is asked for.
    pub on: bool,
    /// How many recovery codes are left.
    pub recovery_codes_left: i64,
}

/// `POST /v1/account/second-factor`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginSecondFactor {
    /// The password of now.
    #[schema(max_length = 256)]
    pub password: String,
}

/// What an authenticator is given. Nothing is asked for before a code of it was confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondFactorSecret {
    /// In base 32, to be typed.
    pub secret: String,
    /// otpauth://, to be shown as a QR code.
    pub url: String,
}

/// `POST /v1/account/second-factor/confirm`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmSecondFactor {
    /// Six digits of the authenticator.
    #[schema(max_length = 128)]
    pub code: String,
}

/// Recovery codes, shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each takes the authenticator's place once.
    pub recovery_codes: Vec<String>,
}

/// `DELETE /v1/account/second-factor`, `POST /v1/account/second-factor/recovery-codes`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProveSecondFactor {
    /// The password of now.
    #[schema(max_length = 256)]
    pub password: String,
    /// Of the authenticator, or a recovery code.
    #[schema(max_length = 128)]
    pub code: String,
}

/// What a code was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    Authenticator,
    RecoveryCode,
}

/// Whether it is asked for, and how many recovery codes are left.
///
/// # Errors
/// [`Problem::away`]
pub async fn second_factor(app: &App, user_id: Uuid) -> Result<SecondFactor, Problem> {
    let mut connection = app.pool.acquire().await?;
    let on = is_on(&mut connection, user_id).await?;
    let recovery_codes_left = recovery_codes::left(&mut connection, user_id).await?;
    Ok(SecondFactor { on, recovery_codes_left })
}

/// Makes a secret; one that was begun before and not confirmed is replaced.
///
/// # Errors
/// `second_factor_on` where there is one; `wrong_password`; [`Problem::away`].
pub async fn begin_second_factor(
    app: &App,
    caller: Caller,
    request: BeginSecondFactor,
) -> Result<SecondFactorSecret, Problem> {
    confirm_password(app, caller.user_id, request.password).await?;
    let mut secret = Zeroizing::new(vec![0; SECRET]);
    getrandom::fill(&mut secret).map_err(|_| Problem::internal())?;
    let sealed = app.at_rest.seal(Purpose::SecondFactor, caller.user_id, &secret).ok_or_else(Problem::internal)?;
    let (email,): (String,) =
        sqlx::query_as("SELECT email FROM account WHERE id = $1").bind(caller.user_id).fetch_one(&app.pool).await?;
    let kept = sqlx::query(
        "INSERT INTO second_factor (user_id, secret) VALUES ($1, $2)
         ON CONFLICT (user_id) DO UPDATE SET secret = $2, last_step = 0 WHERE second_factor.confirmed_at IS NULL",
    )
    .bind(caller.user_id)
    .bind(sealed)
    .execute(&app.pool)
    .await?;
    if kept.rows_affected() == 0 {
        return Err(Problem::new(
            409,
            "second_factor_on",
            "A verificação em duas etapas já está ligada. Desligue-a antes de trocar de autenticador.",
        ));
    }
    let totp = totp(&secret, &email)?;
    let url = totp.to_url().map_err(|_| Problem::internal())?;
    Ok(SecondFactorSecret { secret: totp.secret().to_base32(), url })
}

/// Turns it on by a first code; from then on it is asked for at every sign-in.
///
/// # Errors
/// `wrong_code`; `no_second_factor_begun`; `too_many_attempts`; [`Problem::away`].
pub async fn confirm_second_factor(
    app: &App,
    caller: Caller,
    request: ConfirmSecondFactor,
    once: &Once<'_>,
) -> Result<Answer, Problem> {
    let Caller { user_id, session_id, from } = caller;
    let mut attempt = attempt(app, user_id);
    attempt.count(app).await?;
    let mut transaction = app.pool.begin().await?;
    let begun: Option<(Vec<u8>,)> =
        sqlx::query_as("SELECT secret FROM second_factor WHERE user_id = $1 AND confirmed_at IS NULL FOR UPDATE")
            .bind(user_id)
            .fetch_optional(&mut *transaction)
            .await?;
    let Some((sealed,)) = begun else {
        return Err(Problem::new(
            409,
            "no_second_factor_begun",
            "Não há autenticador para confirmar. Comece a ligar a verificação em duas etapas de novo.",
        ));
    };
    let step = matching_step(app, user_id, &sealed, &request.code)?.ok_or_else(wrong_code)?;
    if let Some(answer) = once.enter(app, &mut transaction).await? {
        return Ok(answer);
    }
    sqlx::query("UPDATE second_factor SET confirmed_at = now(), last_step = $2 WHERE user_id = $1")
        .bind(user_id)
        .bind(step)
        .execute(&mut *transaction)
        .await?;
    let recovery_codes = recovery_codes::renew(&mut transaction, user_id).await?;
    let text = "A verificação em duas etapas da sua conta na ALFA foi ligada: para entrar é preciso, além da senha, um código do seu autenticador. Guarde os códigos de recuperação num lugar seguro. Se não foi você, troque a sua senha.";
    notices::tell(app, &mut transaction, user_id, "Verificação em duas etapas ligada na ALFA", text).await?;
    audit::record(app, &mut transaction, user_id, Event::SecondFactorOn, from, Some(session_id)).await?;
    shown(app, transaction, attempt, RecoveryCodes { recovery_codes }, once).await
}

/// Turns it off.
///
/// # Errors
/// `wrong_password`; `wrong_code`, also where it is off; `too_many_attempts`; [`Problem::away`].
pub async fn end_second_factor(app: &App, caller: Caller, request: ProveSecondFactor) -> Result<(), Problem> {
    let Caller { user_id, session_id, from } = caller;
    let (mut transaction, attempt) = proved(app, user_id, request).await?;
    sqlx::query("DELETE FROM second_factor WHERE user_id = $1").bind(user_id).execute(&mut *transaction).await?;
    sqlx::query("DELETE FROM recovery_code WHERE user_id = $1").bind(user_id).execute(&mut *transaction).await?;
    let text = "A verificação em duas etapas da sua conta na ALFA foi desligada: para entrar basta agora a senha. Se não foi você, troque a sua senha e confira os dispositivos.";
    notices::tell(app, &mut transaction, user_id, "Verificação em duas etapas desligada na ALFA", text).await?;
    audit::record(app, &mut transaction, user_id, Event::SecondFactorOff, from, Some(session_id)).await?;
    transaction.commit().await?;
    attempt.forget(app).await
}

/// Other recovery codes; those from before hold no more.
///
/// # Errors
/// As [`end_second_factor`].
pub async fn renew_recovery_codes(
    app: &App,
    caller: Caller,
    request: ProveSecondFactor,
    once: &Once<'_>,
) -> Result<Answer, Problem> {
    let Caller { user_id, session_id, from } = caller;
    let (mut transaction, attempt) = proved(app, user_id, request).await?;
    if let Some(answer) = once.enter(app, &mut transaction).await? {
        return Ok(answer);
    }
    let recovery_codes = recovery_codes::renew(&mut transaction, user_id).await?;
    audit::record(app, &mut transaction, user_id, Event::RecoveryCodesRenewed, from, Some(session_id)).await?;
    shown(app, transaction, attempt, RecoveryCodes { recovery_codes }, once).await
}

/// Ends what made recovery codes: they are shown once, to each time the request is sent.
async fn shown(
    app: &App,
    mut transaction: sqlx::Transaction<'static, sqlx::Postgres>,
    attempt: Attempt,
    codes: RecoveryCodes,
    once: &Once<'_>,
) -> Result<Answer, Problem> {
    let answer = Answer::json(200, &codes)?;
    once.keep(app, &mut transaction, &answer).await?;
    transaction.commit().await?;
    attempt.forget(app).await?;
    Ok(answer)
}

/// A transaction in which both factors were proved, and the attempt to forget after it.
async fn proved(
    app: &App,
    user_id: Uuid,
    request: ProveSecondFactor,
) -> Result<(sqlx::Transaction<'static, sqlx::Postgres>, Attempt), Problem> {
    confirm_password(app, user_id, request.password).await?;
    let mut attempt = attempt(app, user_id);
    attempt.count(app).await?;
    let mut transaction = app.pool.begin().await?;
    prove(app, &mut transaction, user_id, &request.code).await?.ok_or_else(wrong_code)?;
    Ok((transaction, attempt))
}

/// Guesses count for the account, wherever they come from.
pub(super) fn attempt(app: &App, user_id: Uuid) -> Attempt {
    Attempt::to_sign_in(app, &format!("second factor of {user_id}"), None)
}

pub(super) fn wrong_code() -> Problem {
    Problem::new(403, "wrong_code", "O código não confere. Espere o próximo do autenticador e tente de novo.")
}

/// Whether an account has one that is asked for.
pub(super) async fn is_on(connection: &mut PgConnection, user_id: Uuid) -> Result<bool, Problem> {
    let found: Option<(Uuid,)> =
        sqlx::query_as("SELECT user_id FROM second_factor WHERE user_id = $1 AND confirmed_at IS NOT NULL")
            .bind(user_id)
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}

/// Takes a code, which counts no more afterwards; `None` for a wrong one, and one that was used.
pub(super) async fn prove(
    app: &App,
    connection: &mut PgConnection,
    user_id: Uuid,
    code: &str,
) -> Result<Option<Proof>, Problem> {
    if code.len() > LONGEST {
        return Ok(None);
    }
    let found: Option<(Vec<u8>, i64)> = sqlx::query_as(
        "SELECT secret, last_step FROM second_factor WHERE user_id = $1 AND confirmed_at IS NOT NULL FOR UPDATE",
    )
    .bind(user_id)
    .fetch_optional(&mut *connection)
    .await?;
    let Some((sealed, last_step)) = found else { return Ok(None) };
    match matching_step(app, user_id, &sealed, code)? {
        Some(step) if step > last_step => {
            sqlx::query("UPDATE second_factor SET last_step = $2 WHERE user_id = $1")
                .bind(user_id)
                .bind(step)
                .execute(connection)
                .await?;
            Ok(Some(Proof::Authenticator))
        }
        Some(_) => Ok(None),
        None => Ok(recovery_codes::used(connection, user_id, code).await?.then_some(Proof::RecoveryCode)),
    }
}

/// The time step a code is of, if it is of this one or a neighbour.
fn matching_step(app: &App, user_id: Uuid, sealed: &[u8], code: &str) -> Result<Option<i64>, Problem> {
    let secret = app.at_rest.open(Purpose::SecondFactor, user_id, sealed).ok_or_else(|| {
        tracing::error!("a second factor was sealed with another secret_key");
        Problem::internal()
    })?;
    let digits: String = code.chars().filter(|character| !character.is_whitespace()).collect();
    let now = u64::try_from(crate::clock::now().timestamp()).unwrap_or_default();
    Ok(totp(&secret, "")?.check(&digits, now).and_then(|step| i64::try_from(step).ok()))
}

fn totp(secret: &[u8], email: &str) -> Result<Totp, Problem> {
    // the label of otpauth:// separates its parts by a colon
    let name = email.replace(':', " ");
    let builder = Builder::new().with_secret(secret.to_vec()).with_account_name(name).with_issuer(Some("ALFA"));
    builder.build().map_err(|_| Problem::internal())
}
