//! Another address: it takes the old one's place once a code that was mailed to it comes back.

use super::attempts::Attempt;
use super::new_password::confirm;
use super::{codes, notices, sign_up};
use crate::audit::{self, Event};
use crate::auth::Caller;
use crate::jobs::{Mail, enqueue};
use crate::{App, Problem};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A code holds so long.
const MINUTES: i32 = 60;

/// `PUT /v1/account/email`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeEmail {
    /// The password of now.
    #[schema(max_length = 256)]
    pub password: String,
    /// The other address.
    #[schema(max_length = 254)]
    pub email: String,
}

/// `POST /v1/account/email/confirm`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmEmail {
    /// The code that was mailed to the other address.
    #[schema(max_length = 128)]
    pub code: String,
}

/// Mails a code to the other address and a note to the one of now. The answer is the same where the other one has an account already; its owner
/// is told. An address that has had too many mails gets none.
///
/// # Errors
/// `bad_email`; `wrong_password`; `too_many_attempts`; [`Problem::away`].
pub async fn change_email(app: &App, caller: Caller, request: ChangeEmail) -> Result<(), Problem> {
    let Caller { user_id, session_id, from } = caller;
    let key = sign_up::key(&request.email).ok_or_else(sign_up::bad_email)?;
    let email = request.email.trim().to_owned();
    confirm(app, user_id, request.password).await?;
    // nobody's mailbox is filled through an account
    Attempt::to_sign_in(app, &format!("another address of {user_id}"), None).count(app).await?;
    let code = codes::random()?;
    let mut transaction = app.pool.begin().await?;
    let held = Attempt::to_mail(app, "another address", &key).one_too_many(&mut transaction).await?.is_some();
    sqlx::query(
        "INSERT INTO email_change (user_id, email, email_key, hash, expires_at)
         SELECT $1, $2, $3, $4, now() + make_interval(mins => $5) WHERE NOT $6
         ON CONFLICT (user_id) DO UPDATE SET email = $2, email_key = $3, hash = $4, expires_at = excluded.expires_at",
    )
    .bind(user_id)
    .bind(&email)
    .bind(&key)
    .bind(codes::hash(&code))
    .bind(MINUTES)
    .bind(held)
    .execute(&mut *transaction)
    .await?;
    let taken: Option<(Uuid,)> =
        sqlx::query_as("SELECT id FROM account WHERE email_key = $1 AND verified_at IS NOT NULL AND id <> $2")
            .bind(&key)
            .bind(user_id)
            .fetch_optional(&mut *transaction)
            .await?;
    let (subject, text) = match taken {
        None => (
            "Confirme o seu novo e-mail na ALFA",
            format!(
                "Para que a sua conta na ALFA passe para este endereço, use este código na ALFA:\n\n{code}\n\nEle vale por {MINUTES} minutos. Se você não pediu isto, ignore esta mensagem."
            ),
        ),
        Some(_) => (
            "Você já tem uma conta na ALFA",
            "Alguém quis passar uma conta na ALFA para este endereço, que já tem uma. Se foi você, entre nela, ou apague-a antes. Se não foi, ignore esta mensagem.".to_owned(),
        ),
    };
    enqueue(&mut transaction, &Mail::to(app, &email, subject, &text)?.held(held)).await?;
    let text = "Pediram para passar a sua conta na ALFA para outro e-mail. Até que ele seja confirmado, nada muda. Se não foi você, troque a sua senha e confira os dispositivos.";
    notices::tell(app, &mut transaction, user_id, "Troca de e-mail pedida na ALFA", text).await?;
    audit::record(app, &mut transaction, user_id, Event::EmailChangeAsked, from, Some(session_id)).await?;
    Ok(transaction.commit().await?)
}

/// Takes the code: from now on the other address is the account's. The address of now.
///
/// # Errors
/// `bad_code`; `email_taken` where another account has proved the address in the meantime; `too_many_attempts`; [`Problem::away`].
pub async fn confirm_email(app: &App, caller: Caller, request: ConfirmEmail) -> Result<String, Problem> {
    let Caller { user_id, session_id, from } = caller;
    let mut transaction = app.pool.begin().await?;
    let proved: Option<(String, String)> = sqlx::query_as(
        "DELETE FROM email_change WHERE user_id = $1 AND hash = $2 AND expires_at > now() RETURNING email, email_key",
    )
    .bind(user_id)
    .bind(codes::hash(request.code.trim()))
    .fetch_optional(&mut *transaction)
    .await?;
    let Some((email, key)) = proved else {
        return Err(Problem::new(422, "bad_code", "Este código não vale mais. Peça a troca de novo."));
    };
    // an address nobody has proved belongs to whoever proves it
    sqlx::query("DELETE FROM account WHERE email_key = $1 AND verified_at IS NULL")
        .bind(&key)
        .execute(&mut *transaction)
        .await?;
    let text = format!(
        "A sua conta na ALFA passou para {email}. Este endereço não serve mais para entrar. Se não foi você, fale com quem opera o servidor."
    );
    notices::tell(app, &mut transaction, user_id, "O e-mail da sua conta na ALFA mudou", &text).await?;
    let moved = sqlx::query("UPDATE account SET email = $2, email_key = $3 WHERE id = $1")
        .bind(user_id)
        .bind(&email)
        .bind(&key)
        .execute(&mut *transaction)
        .await;
    if moved.as_ref().is_err_and(is_taken) {
        return Err(Problem::new(409, "email_taken", "Este e-mail já é de outra conta na ALFA."));
    }
    moved?;
    // what was mailed to the old address is of no use there
    sqlx::query("DELETE FROM mailed_code WHERE user_id = $1").bind(user_id).execute(&mut *transaction).await?;
    audit::record(app, &mut transaction, user_id, Event::EmailChanged, from, Some(session_id)).await?;
    transaction.commit().await?;
    Ok(email)
}

fn is_taken(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
