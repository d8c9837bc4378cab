//! The wrapped data key.

use crate::audit::{self, Event};
use crate::auth::Caller;
use crate::{App, Problem};
use alfa_sync::WrappedKey;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use uuid::Uuid;

/// In characters of base64.
const LONGEST: usize = 400;

/// Whether it could be a key in base64, sealed or not.
pub(super) fn is_sealed_key(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST && BASE64_STANDARD.decode(text).is_ok()
}

/// The account's wrapped key.
///
/// # Errors
/// `no_key` where none was put yet; [`Problem::away`].
pub async fn key(app: &App, user_id: Uuid) -> Result<WrappedKey, Problem> {
    let found: Option<(String, String)> =
        sqlx::query_as("SELECT wrapped, key_check FROM wrapped_key WHERE user_id = $1")
            .bind(user_id)
            .fetch_optional(&app.pool)
            .await?;
    let (wrapped, check) =
        found.ok_or_else(|| Problem::new(404, "no_key", "Esta conta ainda não tem frase de recuperação."))?;
    Ok(WrappedKey { wrapped, check })
}

/// Puts the first one; it is never replaced by another, which would make everything sealed before unreadable.
///
/// # Errors
/// `key_exists`; [`Problem::away`].
pub async fn put_key(app: &App, caller: Caller, key: &WrappedKey) -> Result<(), Problem> {
    if !is_sealed_key(&key.wrapped) || !is_sealed_key(&key.check) {
        return Err(Problem::invalid("A chave embrulhada não é base64, ou é longa demais."));
    }
    let Caller { user_id, session_id, from } = caller;
    let mut transaction = app.pool.begin().await?;
    let put =
        sqlx::query("INSERT INTO wrapped_key (user_id, wrapped, key_check) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(user_id)
            .bind(&key.wrapped)
            .bind(&key.check)
            .execute(&mut *transaction)
            .await?;
    if put.rows_affected() == 0 {
        return Err(Problem::new(
            409,
            "key_exists",
            "Esta conta já tem uma frase de recuperação. Use-a neste dispositivo.",
        ));
    }
    audit::record(app, &mut transaction, user_id, Event::KeyPut, from, Some(session_id)).await?;
    transaction.commit().await?;
    Ok(())
}
