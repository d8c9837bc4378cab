//! A new account, and the proof that its address is the user's.

use super::attempts::Attempt;
use super::{Passwords, codes};
use crate::audit::{self, Event};
use crate::jobs::{Mail, enqueue};
use crate::{App, Problem};
use serde::Deserialize;
use std::net::IpAddr;
use utoipa::ToSchema;
use uuid::Uuid;

/// A code sent by mail holds so long.
const HOURS: i32 = 24;

/// `POST /v1/accounts`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    /// The address.
    #[schema(max_length = 254)]
    pub email: String,
    /// 10 characters or more.
    #[schema(max_length = 256)]
    pub password: String,
}

/// An address as it is looked up: without spaces around, in lower case. `None` for what is no address.
pub(super) fn key(email: &str) -> Option<String> {
    let email = email.trim();
    let (name, host) = email.rsplit_once('@')?;
    let fits = !name.is_empty() && host.contains('.') && email.len() <= 254;
    let plain = email.chars().all(|character| !character.is_whitespace() && !character.is_control());
    (fits && plain && email.parse::<lettre::Address>().is_ok()).then(|| email.to_lowercase())
}

pub(super) fn bad_email() -> Problem {
    Problem::new(422, "bad_email", "Isso não parece um endereço de e-mail. Confira e tente de novo.")
}

/// Makes an account and mails the code that proves its address and sets the password that came with it; asked again before it is proved, with
/// another code. The answer and its work are the same where there is a proved one already; its owner is told by mail. An address that has had too
/// many mails gets none.
///
/// # Errors
/// `sign_up_closed`; what is wrong with the address or the password; [`Problem::away`].
pub async fn sign_up(app: &App, request: SignUp) -> Result<(), Problem> {
    if !app.config.sign_up {
        return Err(Problem::new(
            403,
            "sign_up_closed",
            "Este servidor não aceita contas novas. Fale com quem o opera.",
        ));
    }
    let key = key(&request.email).ok_or_else(bad_email)?;
    Passwords::check(&request.password)?;
    let hash = app.passwords.hash(request.password).await?;
    let email = request.email.trim().to_owned();
    let code = codes::random()?;
    let mut transaction = app.pool.begin().await?;
    let held = Attempt::to_mail(app, "sign up", &key).one_too_many(&mut transaction).await?.is_some();
    // nothing of an account there is changes here: the code that comes back decides whose it is
    let (id, proved): (Uuid, bool) = sqlx::query_as(
        "INSERT INTO account (id, email, email_key, password_hash) VALUES ($1, $2, $3, $4)
         ON CONFLICT (email_key) DO UPDATE SET email = account.email RETURNING id, verified_at IS NOT NULL",
    )
    .bind(Uuid::now_v7())
    .bind(&email)
    .bind(&key)
    .bind(&hash)
    .fetch_one(&mut *transaction)
    .await?;
    sqlx::query("INSERT INTO sync_head (user_id, epoch) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(id)
        .bind(Uuid::now_v7())
        .execute(&mut *transaction)
        .await?;
    // of a proved one it is mailed to nobody, and proves nothing
    sqlx::query(
        "INSERT INTO mailed_code (hash, user_id, purpose, email, password_hash, expires_at)
         SELECT $1, $2, 'verify', $3, $4, now() + make_interval(hours => $5) WHERE NOT $6",
    )
    .bind(codes::hash(&code))
    .bind(id)
    .bind(&email)
    .bind(&hash)
    .bind(HOURS)
    .bind(held)
    .execute(&mut *transaction)
    .await?;
    let (subject, text) = if proved {
        (
            "Você já tem uma conta na ALFA",
            "Alguém pediu uma conta na ALFA com este endereço, que já tem uma. Se foi você, entre com a sua senha. Se não foi, ignore esta mensagem.".to_owned(),
        )
    } else {
        (
            "Confirme o seu e-mail na ALFA",
            format!(
                "Para confirmar o seu e-mail, use este código na ALFA:\n\n{code}\n\nEle vale por {HOURS} horas. Se você não criou uma conta, ignore esta mensagem."
            ),
        )
    };
    // not waited for: how long it takes says nothing about the address
    enqueue(&mut transaction, &Mail::to(app, &email, subject, &text)?.held(held)).await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes the code that was mailed: the address is proved, and the password is the one that was asked for with this code. The others end.
///
/// # Errors
/// `bad_code` for one that is unknown, used or too old; [`Problem::away`].
pub async fn verify(app: &App, code: &str, from: Option<IpAddr>) -> Result<(), Problem> {
    let mut transaction = app.pool.begin().await?;
    let proved: Option<(Uuid,)> = sqlx::query_as(
        "WITH used AS (
             DELETE FROM mailed_code WHERE hash = $1 AND purpose = 'verify' AND used_at IS NULL AND expires_at > now() AND password_hash IS NOT NULL
             RETURNING user_id, email, password_hash
         )
         UPDATE account SET verified_at = now(), email = used.email, password_hash = used.password_hash FROM used
         WHERE account.id = used.user_id AND account.verified_at IS NULL RETURNING id",
    )
    .bind(codes::hash(code.trim()))
    .fetch_optional(&mut *transaction)
    .await?;
    let Some((user_id,)) = proved else {
        return Err(Problem::new(
            422,
            "bad_code",
            "Este código não vale mais. Crie a conta de novo com o mesmo e-mail para receber outro.",
        ));
    };
    sqlx::query("DELETE FROM mailed_code WHERE user_id = $1 AND purpose = 'verify'")
        .bind(user_id)
        .execute(&mut *transaction)
        .await?;
    audit::record(app, &mut transaction, user_id, Event::AccountVerified, from, None).await?;
    transaction.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn an_address_is_known_however_it_is_typed() {
        assert_eq!(key(" Ana@Exemplo.COM.br "), Some("ana@exemplo.com.br".to_owned()));
        for wrong in
            ["", "ana", "ana@", "@exemplo.com", "ana@exemplo", "a na@exemplo.com", "ana@exemplo.com\nBcc: x@y.z"]
        {
            assert_eq!(key(wrong), None, "{wrong:?}");
        }
    }
}
